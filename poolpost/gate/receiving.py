"""
What a deploy would do to mail that is received today: the active rule set, and the mails of a bucket.

SES has one active receipt rule set per account and region, and SetActiveReceiptRuleSet replaces or removes it without a
question (SES API reference v1); S3 deletes no bucket with objects (DeleteBucket). The MX record is in `existing_records`.
"""

from collections.abc import Iterator
from itertools import islice

from poolpost.aws.services import Aws
from poolpost.findings import Finding
from poolpost.settings import Settings
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import Change, Plan

ACTIVE = "aws_ses_active_receipt_rule_set.inbound"
RULE_SET = "aws_ses_receipt_rule_set.inbound"
BUCKET = "aws_s3_bucket.inbound"
KEY = "aws_kms_key.inbound"
LIFECYCLE = "aws_s3_bucket_lifecycle_configuration.inbound"
_COUNTED = 1000
"""Objects that are counted before it says "more than"; one page of ListObjectsV2."""


def receiving_findings(settings: Settings, aws: Aws, plan: Plan | None = None) -> Iterator[Finding]:
    """
    Return what would take received mail away; without a plan, what a deploy of the file would.

    Raises:
        CannotDecide: AWS could not be asked.
    """
    yield from _activation(settings, aws, plan)
    yield from _shared(settings, aws, plan)
    if plan is not None:
        yield from _mail_lost(plan, aws)
        yield from _expires_sooner(plan)
        yield from _rules_of_others(plan, aws)


def _activation(settings: Settings, aws: Aws, plan: Plan | None) -> Iterator[Finding]:
    """Stop what would activate a rule set over another one, or deactivate that of someone else."""
    inbound = settings.inbound
    if plan is None:
        own = {inbound.rule_set} if inbound is not None and inbound.create_rule_set else set[str]()
    else:
        changes = [each for each in plan.changes("aws_ses_active_receipt_rule_set") if each.address == ACTIVE]
        own = _own(plan) if any(each.actions != ("no-op",) for each in changes) else set[str]()
    active = aws.receiving.active() if own else None
    if active is None or active["Metadata"]["Name"] in own:
        return
    name, number = active["Metadata"]["Name"], len(active.get("Rules", []))
    problem = (
        f"{name!r} is active in {settings.aws.region}, with {number} rule{'' if number == 1 else 's'}; SES has one active "
        f"set per account and region, so this would end all mail that {name!r} receives"
    )
    remedy = (
        f'add the rules to it: set inbound.rule_set = "{name}" and inbound.create_rule_set = false; or, if nothing needs '
        f"its mail, deactivate it first: aws ses set-active-receipt-rule-set --region {settings.aws.region}"
    )
    subject = f"receipt rule set {', '.join(sorted(own))}"
    yield Finding(rule="rule-set-is-active", level="block", subject=subject, problem=problem, remedy=remedy)


def _own(plan: Plan) -> set[str]:
    """
    Return the rule set of this stack, under its old name and its new one.

    The activation itself does not say: a refresh puts the set that is active by now into its state (provider 5.100.0), so that
    a plan shows another's set as the one that is to be replaced.
    """
    sets = [each for each in plan.changes("aws_ses_receipt_rule_set") if each.address == RULE_SET]
    states = [state for each in sets for state in (each.before, each.after) if state is not None]
    return {str(state.get("rule_set_name")) for state in states}


def _shared(settings: Settings, aws: Aws, plan: Plan | None) -> Iterator[Finding]:
    """Stop rules that would be added to a set which is not active: they would receive nothing."""
    inbound = settings.inbound
    if inbound is None or inbound.create_rule_set:
        return
    if plan is not None and not any("create" in each.actions for each in plan.changes("aws_ses_receipt_rule")):
        return
    active = aws.receiving.active()
    name = active["Metadata"]["Name"] if active is not None else None
    if name == inbound.rule_set:
        return
    there = f"{name!r} is active" if name is not None else "no receipt rule set is active"
    problem = f"{there} in {settings.aws.region}, so rules in {inbound.rule_set!r} would receive nothing"
    remedy = (
        f'set inbound.rule_set = "{name}"'
        if name is not None
        else "set inbound.create_rule_set = true, and the stack creates and activates it"
    )
    subject = f"receipt rule set {inbound.rule_set}"
    yield Finding(rule="rule-set-is-not-active", level="block", subject=subject, problem=problem, remedy=remedy)


def _mail_lost(plan: Plan, aws: Aws) -> Iterator[Finding]:
    """Stop what deletes the bucket with mail in it, or the key without which that mail cannot be read."""
    buckets = [each for each in plan.changes("aws_s3_bucket") if each.address == BUCKET and each.before is not None]
    key_goes = any(each.address == KEY and each.deletes for each in plan.changes("aws_kms_key"))
    for bucket in buckets:
        if bucket.deletes or key_goes:
            what = "deletes it" if bucket.deletes else f"deletes {KEY}, its key, without which they cannot be read"
            yield from _mail_in(str((bucket.before or {}).get("bucket", "")), what, aws)


def _expires_sooner(plan: Plan) -> Iterator[Finding]:
    """Warn where mail that is stored already is deleted earlier: a lifecycle rule is about old objects too (S3 user guide)."""
    for change in plan.changes("aws_s3_bucket_lifecycle_configuration"):
        before, after = _days(change.before), _days(change.after)
        if change.address == LIFECYCLE and before is not None and after is not None and after < before:
            yield Finding(
                rule="mail-expires-sooner",
                level="warn",
                subject=change.address,
                problem=f"S3 deletes mail after {after} instead of {before} days, also what is stored already",
                remedy="copy what is older and still needed before the apply: aws s3 sync s3://BUCKET DIRECTORY",
            )


def _days(lifecycle: Json | None) -> int | None:
    """Return after how many days the bucket's one rule deletes objects; None where it deletes none."""
    rules: list[Json] = (lifecycle or {}).get("rule") or [{}]
    expiration: list[Json] = rules[0].get("expiration") or [{}]
    return expiration[0].get("days")


def _rules_of_others(plan: Plan, aws: Aws) -> Iterator[Finding]:
    """Stop what deletes a rule set with rules that stay, or are of others: SES deletes them too (DeleteReceiptRuleSet)."""
    for change in plan.changes("aws_ses_receipt_rule_set"):
        if change.address != RULE_SET or not change.deletes:
            continue
        name = str((change.before or {}).get("rule_set_name"))
        held = {each["Name"] for each in (aws.receiving.rule_set(name) or {}).get("Rules", [])}
        if others := sorted(held - {str((rule.before or {}).get("name")) for rule in _rules_leaving(plan, name)}):
            problem = f"the plan deletes it, and with it rules that it does not mean to delete: {', '.join(others)}"
            remedy = (
                "keep the rule set (inbound.rule_set, inbound.create_rule_set = true) as long as they receive mail; those of "
                "others their owners have to move"
            )
            yield Finding(
                rule="rule-set-holds-rules",
                level="block",
                subject=f"receipt rule set {name}",
                problem=problem,
                remedy=remedy,
            )


def _rules_leaving(plan: Plan, rule_set: str) -> Iterator[Change]:
    """Yield the rules of this stack that leave a rule set."""
    rules = (each for each in plan.changes("aws_ses_receipt_rule") if each.deletes)
    return (each for each in rules if (each.before or {}).get("rule_set_name") == rule_set)


def _mail_in(bucket: str, what: str, aws: Aws) -> Iterator[Finding]:
    """Report the mails in a bucket; `what` says what the plan does to them."""
    if not aws.mail_bucket(bucket).is_taken():
        return
    number = sum(1 for _ in islice(aws.mail_bucket(bucket).listed(), _COUNTED + 1))
    if number:
        many = f"more than {_COUNTED}" if number > _COUNTED else str(number)
        remedy = (
            f"copy what is still needed (aws s3 sync s3://{bucket} DIRECTORY), empty it (aws s3 rm s3://{bucket} --recursive), "
            "and run this again; docs/inbound.md has the order in which no mail is lost"
        )
        yield Finding(
            rule="bucket-holds-mail",
            level="block",
            subject=f"bucket {bucket}",
            problem=f"it holds {many} object{'' if number == 1 else 's'}, and the plan {what}; no plan deletes mail",
            remedy=remedy,
        )
