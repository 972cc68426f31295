"""
SES v1's receipt rule sets: who may create, change and activate them, and what SES checks when it takes a rule.

Sources: SES API reference v1 (errors); SES developer guide, receiving-email-permissions and quotas. As in AWS, SES tests an
S3 action by writing an object.
"""

import re
import time
from collections.abc import Callable

from poolpost.emulator import ministack_state, ses_store_mail
from poolpost.emulator.errors import AwsError
from poolpost.emulator.state import Json, Region
from poolpost.standards.regions import receiving_regions

NAME = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,62}[a-zA-Z0-9])?")
MAX_RULES, MAX_ACTIONS, MAX_RECIPIENTS = 200, 10, 100
SETUP_OBJECT = "AMAZON_SES_SETUP_NOTIFICATION"
"""The object by which SES tests that it may write."""


def answers(operation: str) -> bool:
    """Whether this operation of SES v1 is answered here."""
    return operation in OPERATIONS


def answer(here: Region, operation: str, sent: Json) -> Json:
    """
    Answer a request.

    Raises:
        AwsError: SES refuses it; where SES receives no mail, every one.
    """
    if here.name not in receiving_regions():
        code = "InvalidAction"
        raise AwsError(code, f"Could not find operation {operation} for version 2010-12-01")
    return OPERATIONS[operation](here, sent)


def rule_arn(here: Region, rule_set: str, rule: str) -> str:
    """Return the ARN by which policies let SES in for one rule."""
    return here.arn("ses", f"receipt-rule-set/{rule_set}:receipt-rule/{rule}")


def _create_set(here: Region, sent: Json) -> Json:
    name = sent["RuleSetName"]
    if not NAME.fullmatch(name):
        code = "InvalidParameterValue"
        raise AwsError(code, f"Not a valid ruleSetName: {name}")
    if name in here.receipt_rule_sets:
        raise _exists("Rule set", name)
    here.receipt_rule_sets[name] = []
    return {}


def _delete_set(here: Region, sent: Json) -> Json:
    name = sent["RuleSetName"]
    if here.active_receipt_rule_set == name:
        code = "CannotDelete"
        raise AwsError(code, f"Cannot delete active rule set: {name}")
    here.receipt_rule_sets.pop(name, None)
    return {}


def _describe_set(here: Region, sent: Json) -> Json:
    name = sent["RuleSetName"]
    return {"Metadata": _metadata(name), "Rules": _rules(here, name)}


def _describe_active(here: Region, sent: Json) -> Json:
    del sent
    name = here.active_receipt_rule_set
    return {"Metadata": _metadata(name), "Rules": _rules(here, name)} if name else {}


def _activate(here: Region, sent: Json) -> Json:
    name = sent.get("RuleSetName", "")
    if name:
        _rules(here, name)
    here.active_receipt_rule_set = name
    return {}


def _create_rule(here: Region, sent: Json) -> Json:
    rule_set, rule = sent["RuleSetName"], _taken(sent["Rule"])
    rules = _rules(here, rule_set)
    if any(each["Name"] == rule["Name"] for each in rules):
        raise _exists("Rule", rule["Name"])
    if len(rules) >= MAX_RULES:
        raise _limit("rules of a rule set", MAX_RULES)
    place = _after(rules, sent.get("After", ""))
    _check(here, rule_set, rule)
    rules.insert(place, rule)
    return {}


def _update_rule(here: Region, sent: Json) -> Json:
    rule_set, rule = sent["RuleSetName"], _taken(sent["Rule"])
    rules = _rules(here, rule_set)
    place = rules.index(_rule(rules, rule["Name"]))
    _check(here, rule_set, rule)
    rules[place] = rule
    return {}


def _move_rule(here: Region, sent: Json) -> Json:
    rules = _rules(here, sent["RuleSetName"])
    rule = _rule(rules, sent["RuleName"])
    rules.remove(rule)
    rules.insert(_after(rules, sent.get("After", "")), rule)
    return {}


def _describe_rule(here: Region, sent: Json) -> Json:
    return {"Rule": _rule(_rules(here, sent["RuleSetName"]), sent["RuleName"])}


def _delete_rule(here: Region, sent: Json) -> Json:
    rules = _rules(here, sent["RuleSetName"])
    rules[:] = [each for each in rules if each["Name"] != sent["RuleName"]]
    return {}


def _taken(sent: Json) -> Json:
    """Return a rule as SES stores it: with defaults, recipients in lower case."""
    rule: Json = {"TlsPolicy": "Optional", "Actions": [], "Recipients": []} | sent
    rule["Enabled"], rule["ScanEnabled"] = (sent.get(key, "false") == "true" for key in ("Enabled", "ScanEnabled"))
    rule["Recipients"] = [each.lower() for each in rule["Recipients"]]
    if not NAME.fullmatch(rule["Name"]):
        code = "InvalidParameterValue"
        raise AwsError(code, f"Not a valid ruleName: {rule['Name']}")
    if len(rule["Actions"]) > MAX_ACTIONS:
        raise _limit("actions of a rule", MAX_ACTIONS)
    if len(rule["Recipients"]) > MAX_RECIPIENTS:
        raise _limit("recipients of a rule", MAX_RECIPIENTS)
    return rule


def _check(here: Region, rule_set: str, rule: Json) -> None:
    """
    Test each action as SES does: what it may not use is an error now, not when a mail is lost.

    Raises:
        AwsError: InvalidS3Configuration, InvalidSnsTopic or InvalidLambdaFunction.
    """
    source = rule_arn(here, rule_set, rule["Name"])
    for action in rule["Actions"]:
        if (s3 := action.get("S3Action")) is not None:
            key = f"{s3.get('ObjectKeyPrefix', '')}{SETUP_OBJECT}"
            ses_store_mail.store(here, source, s3["BucketName"], key, b"Amazon SES may write to this bucket.\r\n")
        if (sns := action.get("SNSAction")) is not None and not ministack_state.topic_attributes(here, sns["TopicArn"]):
            code = "InvalidSnsTopic"
            raise AwsError(code, f"Invalid SNS topic: {sns['TopicArn']}")
        if (function := action.get("LambdaAction")) is not None:
            ses_store_mail.check_function(here, source, function["FunctionArn"])


def _rules(here: Region, rule_set: str) -> list[Json]:
    if rule_set not in here.receipt_rule_sets:
        code = "RuleSetDoesNotExist"
        raise AwsError(code, f"Rule set does not exist: {rule_set}")
    return here.receipt_rule_sets[rule_set]


def _rule(rules: list[Json], name: str) -> Json:
    found = next((each for each in rules if each["Name"] == name), None)
    if found is None:
        code = "RuleDoesNotExist"
        raise AwsError(code, f"Rule does not exist: {name}")
    return found


def _after(rules: list[Json], name: str) -> int:
    """Return the place after a rule; the first one without a name."""
    return rules.index(_rule(rules, name)) + 1 if name else 0


def _metadata(name: str) -> Json:
    return {"Name": name, "CreatedTimestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(0))}


def _exists(what: str, name: str) -> AwsError:
    return AwsError("AlreadyExists", f"{what} already exists: {name}")


def _limit(what: str, most: int) -> AwsError:
    return AwsError("LimitExceeded", f"{what}: at most {most}")


OPERATIONS: dict[str, Callable[[Region, Json], Json]] = {
    "CreateReceiptRule": _create_rule,
    "CreateReceiptRuleSet": _create_set,
    "DeleteReceiptRule": _delete_rule,
    "DeleteReceiptRuleSet": _delete_set,
    "DescribeActiveReceiptRuleSet": _describe_active,
    "DescribeReceiptRule": _describe_rule,
    "DescribeReceiptRuleSet": _describe_set,
    "SetActiveReceiptRuleSet": _activate,
    "SetReceiptRulePosition": _move_rule,
    "UpdateReceiptRule": _update_rule,
}
