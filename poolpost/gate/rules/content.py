"""The gate's rules about what a plan's configuration holds: only what this poolpost writes, and what the file names beside."""

from collections.abc import Iterator
from typing import Any

from poolpost.findings import Problem, blocked, noted
from poolpost.gate.rules.rule import (
    HARMLESS,
    READY_ADDRESS,
    USER_POOLS,
    Situation,
    gate_rule,
)
from poolpost.gate.rules.state import WHERE_POOLS_LIVE
from poolpost.settings import stack_policies as policies
from poolpost.settings import step_commands as steps
from poolpost.settings.terraform_names import OWN, PATCH_ADDRESS
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import AWS_PROVIDER, Plan

_FORMAT = "https://developer.hashicorp.com/terraform/internals/json-format, configuration"
_OWN_DATA = ("data.aws_cognito_user_pool.live", "data.aws_secretsmanager_secret_version.dkim_private_key")
_ARGUMENTS = {"allowed_account_ids", "assume_role", "default_tags", "max_retries", "region", "skip_region_validation"}
"""What poolpost/constructs/foundation.py gives a provider."""
POLICIES = (
    *("policy", "assume_role_policy", "access_policy", "access_policies", "policy_document"),
    *("inline_policy", "managed_policy_arns"),
)
"""Arguments that decide who may do what, of any resource of the AWS provider."""


@gate_rule("makes-only-its-own", "plan", source=f"ours: tests/stacks/test_email_stack.py pins the addresses; {_FORMAT}")
def makes_only_its_own(now: Situation) -> Iterator[Problem]:
    """What somebody added to the stack is applied with this deploy's credentials, and nobody reads it as a matter of mail."""
    listed = frozenset(now.settings.terraform.own_resources)
    remedy = "take it out; if it is the team's: name it in terraform.own_resources"
    for module in sorted(now.the_plan.configuration.get("root_module", {}).get("module_calls", {})):
        yield blocked(f"module.{module}", "the stack has a module, and no stack of poolpost has one", "take it out")
    changes = now.the_plan.resource_changes
    harmful = {c.address for c in changes if c.mode == "managed" and c.actions not in HARMLESS}
    elsewhere = {c.address for c in changes if c.deletes or c.type.startswith(WHERE_POOLS_LIVE) or c.type in USER_POOLS}
    for address in sorted((harmful | {each["address"] for each in written_resources(now.the_plan)}) - elsewhere):
        if OWN.fullmatch(address) or address in _OWN_DATA or address.startswith("data.aws_route53_zone.zone_"):
            continue
        if address.partition("[")[0] in listed:
            yield noted(address, "the team's own, by terraform.own_resources")
        elif address not in now.accepted:
            yield blocked(address, "the stack holds it, and no stack of poolpost makes it", remedy)


@gate_rule("steps-run-only-ours", "plan", source=_FORMAT, passable=True)
def steps_run_only_ours(now: Situation) -> Iterator[Problem]:
    """A step runs whatever it says on this machine, with these credentials, and no plan shows what that does."""
    settings = now.settings
    known = {
        PATCH_ADDRESS: [steps.apply_command(settings), steps.let_go_command(settings)]
        if settings.user_pool.id_
        else [],
        READY_ADDRESS: [steps.ready_command(settings)],
    }
    for resource in written_resources(now.the_plan):
        address, wanted = resource["address"], known.get(resource["address"], [])
        commands: list[Any] = []
        for provisioner in resource.get("provisioners", []):
            expressions: Json = provisioner.get("expressions", {})
            commands.append(command := as_written(expressions.get("command")))
            if provisioner["type"] != "local-exec" or command not in wanted:
                problem = (
                    f"it would run a {provisioner['type']} that is none of poolpost's: {command or sorted(expressions)}"
                )
                yield blocked(address, problem, "take it out, synthesize and plan again")
            elif other := _beside(expressions):
                problem = f"its step has {', '.join(other)}, which poolpost does not give it"
                yield blocked(address, problem, "synthesize again, and plan again")
        lacking = [command for command in wanted if command not in commands]
        if lacking and all(command in wanted for command in commands):
            problem = f"its step lacks {'; '.join(lacking)}: without it a deploy ends well, and nothing was written or looked at"
            yield blocked(address, problem, "synthesize again, and plan again")


@gate_rule("policies-are-as-written", "plan", source=_FORMAT, passable=True)
def policies_are_as_written(now: Situation) -> Iterator[Problem]:
    """A policy decides who may send as this domain, and read or take what it is about."""
    settings, firehose = now.settings, now.settings.events.firehose
    known = {
        ("aws_sns_topic_policy.events", "policy"): policies.topic_policy(settings, "${aws_sns_topic.events.arn}"),
        ("aws_kms_key.events", "policy"): policies.key_policy(settings),
        ("aws_iam_role.firehose", "assume_role_policy"): policies.firehose_trust(settings),
    }
    if settings.policy_principal and settings.user_pool.id_:
        identity = policies.identity_policy(settings, settings.policy_principal)
        known["aws_sesv2_email_identity_policy.cognito", "policy"] = identity
    if firehose is not None:
        known["aws_iam_role_policy.firehose", "policy"] = policies.firehose_policy(firehose.delivery_stream_arn)
    for resource in _ours(now):
        address, expressions = resource["address"], resource.get("expressions", {})
        for attribute in POLICIES:
            written = as_written(expressions.get(attribute))
            if written != known.get((address, attribute)):
                problem = f"its {attribute} is not the one that poolpost writes: {written or 'it has none'}"
                yield blocked(address, problem, "synthesize again, and plan again")


@gate_rule("providers-are-as-written", "plan", source=_FORMAT, passable=True)
def providers_are_as_written(now: Situation) -> Iterator[Problem]:
    """A second provider, another role or endpoint is another account's hand in this deploy."""
    settings = now.settings
    regions = {"aws": settings.aws.region, "aws.user_pool": settings.pool_region}
    for key, provider in now.the_plan.configuration.get("provider_config", {}).items():
        if provider.get("full_name") == "terraform.io/builtin/terraform":
            continue
        expressions: Json = provider.get("expressions", {})
        if key not in regions or provider.get("full_name") != AWS_PROVIDER:
            problem = f"it is {provider.get('full_name')}; poolpost has aws and aws.user_pool, both of {AWS_PROVIDER}"
            yield blocked(f"provider.{key}", problem, "take it out")
            continue
        for argument in sorted(expressions.keys() - _ARGUMENTS):
            yield blocked(f"provider.{key}.{argument}", "poolpost does not give it to a provider", "take it out")
        wanted = {
            "region": regions[key],
            "allowed_account_ids": [settings.aws.account_id],
            "assume_role": settings.aws.role_arn,
        }
        for argument, value in wanted.items():
            if (found := _given(expressions, argument)) != value:
                problem = f"it is {found!r}; the environment says {value!r}"
                yield blocked(f"provider.{key}.{argument}", problem, "synthesize again, and plan again")


@gate_rule(
    "overwrites-no-record", "plan", source="hashicorp/terraform-provider-aws, aws_route53_record: allow_overwrite"
)
def overwrites_no_record(now: Situation) -> Iterator[Problem]:
    """A record that is there already is somebody's; with allow_overwrite it is gone without a word."""
    for resource in written_resources(now.the_plan):
        if resource.get("type") == "aws_route53_record" and "allow_overwrite" in resource.get("expressions", {}):
            remedy = "take it out; a record with the wanted value is imported by dns.adopt"
            yield blocked(resource["address"], "it has allow_overwrite, which replaces what is there", remedy)


def _beside(expressions: Json) -> list[str]:
    """List what a step of ours has beside its command that changes what that does: an interpreter, a PATH."""
    variables = as_written(expressions.get("environment")) or {}
    found = expressions.keys() - {"command", "environment", "working_dir"}
    found |= (
        {f"variable {name}" for name in variables if name != "POOLPOST_PLANNED"}
        if isinstance(variables, dict)
        else {"environment"}
    )
    if as_written(expressions.get("working_dir")) not in (None, "../../.."):
        found |= {"working_dir"}
    return sorted(found)


def written_resources(plan: Plan) -> list[Json]:
    """Return the resources and data sources of a plan's configuration, with their arguments as they were written."""
    return plan.configuration.get("root_module", {}).get("resources", [])


def _ours(now: Situation) -> list[Json]:
    """Return what is not the team's own; an address of poolpost's is none of theirs, whatever their list says."""
    listed = now.settings.terraform.own_resources
    return [
        each
        for each in written_resources(now.the_plan)
        if each["address"] not in listed or OWN.fullmatch(each["address"])
    ]


def as_written(expression: Any) -> Any:
    """
    Return an expression as it was written; None: it has none.

    Terraform shows a JSON configuration's templates as constants. What it shows as references only was written in HCL, in a
    file that somebody put beside: it stays an object, which is no value of poolpost's.
    """
    return expression.get("constant_value", expression or None) if isinstance(expression, dict) else expression


def _given(expressions: Json, argument: str) -> Any:
    """Return an argument's value; of `assume_role` the role."""
    if argument == "assume_role":
        roles = [as_written(block.get("role_arn")) for block in expressions.get(argument, [])]
        return roles[0] if len(roles) == 1 else roles or None
    return as_written(expressions.get(argument))


RULES = (
    makes_only_its_own,
    steps_run_only_ours,
    policies_are_as_written,
    providers_are_as_written,
    overwrites_no_record,
)
