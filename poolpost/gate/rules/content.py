"""The gate's rules about the configuration of a plan: only what this poolpost writes, and what the file lists in addition."""

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
from poolpost.settings.replicas import replicas_of
from poolpost.settings.second_region import PROVIDER, provider_region, second_name
from poolpost.settings.terraform_names import OWN, sender_name
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import AWS_PROVIDER, Plan

_FORMAT = "https://developer.hashicorp.com/terraform/internals/json-format, configuration"
_OWN_DATA = ("data.aws_cognito_user_pool.live", "data.aws_secretsmanager_secret_version.dkim_private_key")
_ARGUMENTS = {"allowed_account_ids", "assume_role", "default_tags", "max_retries", "region", "skip_region_validation"}
"""The arguments that poolpost/constructs/foundation.py sets for a provider."""
POLICIES = (
    *("policy", "assume_role_policy", "access_policy", "access_policies", "policy_document"),
    *("inline_policy", "managed_policy_arns"),
)
"""Arguments of any AWS resource that hold a policy."""


@gate_rule("makes-only-its-own", "plan", source=f"ours: tests/stacks/test_email_stack.py pins the addresses; {_FORMAT}")
def makes_only_its_own(facts: Situation) -> Iterator[Problem]:
    """Additions to the stack are applied with this deploy's credentials, and no reviewer expects them in a change of e-mail."""
    listed = frozenset(facts.settings.terraform.own_resources)
    remedy = "remove it; if it belongs to the team, list it in terraform.own_resources"
    for module in sorted(facts.the_plan.configuration.get("root_module", {}).get("module_calls", {})):
        yield blocked(f"module.{module}", "the stack has a module, and no stack of poolpost has one", "remove it")
    changes = facts.the_plan.resource_changes
    harmful = {c.address for c in changes if c.mode == "managed" and c.actions not in HARMLESS}
    elsewhere = {c.address for c in changes if c.deletes or c.type.startswith(WHERE_POOLS_LIVE) or c.type in USER_POOLS}
    for address in sorted((harmful | {each["address"] for each in written_resources(facts.the_plan)}) - elsewhere):
        if OWN.fullmatch(address) or address in _OWN_DATA or address.startswith("data.aws_route53_zone.zone_"):
            continue
        if address.partition("[")[0] in listed:
            yield noted(address, "owned by the team (terraform.own_resources)")
        elif address not in facts.accepted:
            yield blocked(address, "the stack contains it, and no stack of poolpost creates it", remedy)


@gate_rule("steps-run-only-ours", "plan", source=_FORMAT, passable=True)
def steps_run_only_ours(facts: Situation) -> Iterator[Problem]:
    """A step runs any command on this machine with these credentials, and no plan shows its effect."""
    settings = facts.settings
    pools = (settings, *replicas_of(settings)) if settings.user_pool.id_ else ()
    known = {each.switch_address: [steps.apply_command(each), steps.let_go_command(each)] for each in pools}
    known[READY_ADDRESS] = [steps.ready_command(settings)]
    for resource in written_resources(facts.the_plan):
        address, wanted = resource["address"], known.get(resource["address"], [])
        commands: list[Any] = []
        for provisioner in resource.get("provisioners", []):
            expressions: Json = provisioner.get("expressions", {})
            commands.append(command := as_written(expressions.get("command")))
            if provisioner["type"] != "local-exec" or command not in wanted:
                problem = (
                    f"it would run a {provisioner['type']} that is not poolpost's: {command or sorted(expressions)}"
                )
                yield blocked(address, problem, "remove it, synthesize and plan again")
            elif other := _beside(expressions):
                problem = f"its step has {', '.join(other)}, which poolpost does not set"
                yield blocked(address, problem, "synthesize and plan again")
        lacking = [command for command in wanted if command not in commands]
        if lacking and all(command in wanted for command in commands):
            problem = f"its step lacks {'; '.join(lacking)}: without it a deploy succeeds although nothing was written or checked"
            yield blocked(address, problem, "synthesize and plan again")


@gate_rule("policies-are-as-written", "plan", source=_FORMAT, passable=True)
def policies_are_as_written(facts: Situation) -> Iterator[Problem]:
    """A policy decides who may send as this domain, and who may read or receive its events."""
    known = policies.of_region(facts.settings, str)
    if facts.settings.second is not None:
        known |= policies.of_region(facts.settings.second, second_name)
    for application, policy in policies.sender_policies(facts.settings).items():
        known[f"aws_iam_role_policy.{sender_name(application)}", "policy"] = policy
    for resource in _ours(facts):
        address, expressions = resource["address"], resource.get("expressions", {})
        for attribute in POLICIES:
            written = as_written(expressions.get(attribute))
            if written != known.get((address, attribute)):
                problem = f"its {attribute} is not the one that poolpost writes: {written or 'none'}"
                yield blocked(address, problem, "synthesize and plan again")


@gate_rule("providers-are-as-written", "plan", source=_FORMAT, passable=True)
def providers_are_as_written(facts: Situation) -> Iterator[Problem]:
    """Another provider, role or endpoint lets another account take part in this deploy."""
    settings, own = facts.settings, (facts.settings.aws.account_id, facts.settings.aws.role_arn)
    known = {"aws": (settings.aws.region, *own), "aws.user_pool": (settings.pool_region, *own)}
    if settings.dns.role_arn is not None:
        known["aws.dns"] = (settings.aws.region, settings.zone_account_id, settings.dns.role_arn)
    if (second := provider_region(settings)) is not None:
        known[f"aws.{PROVIDER}"] = (second, *own)
    for key, provider in facts.the_plan.configuration.get("provider_config", {}).items():
        if provider.get("full_name") == "terraform.io/builtin/terraform":
            continue
        expressions: Json = provider.get("expressions", {})
        if key not in known or provider.get("full_name") != AWS_PROVIDER:
            problem = f"it is {provider.get('full_name')}; poolpost has {' and '.join(known)}, each of {AWS_PROVIDER}"
            yield blocked(f"provider.{key}", problem, "remove it")
            continue
        for argument in sorted(expressions.keys() - _ARGUMENTS):
            yield blocked(f"provider.{key}.{argument}", "poolpost does not set it for a provider", "remove it")
        region, account, role = known[key]
        wanted = {"region": region, "allowed_account_ids": [account], "assume_role": role}
        for argument, value in wanted.items():
            if (found := _given(expressions, argument)) != value:
                problem = f"it is {found!r}; the environment says {value!r}"
                yield blocked(f"provider.{key}.{argument}", problem, "synthesize and plan again")


@gate_rule(
    "overwrites-no-record", "plan", source="hashicorp/terraform-provider-aws, aws_route53_record: allow_overwrite"
)
def overwrites_no_record(facts: Situation) -> Iterator[Problem]:
    """An existing record belongs to someone; with allow_overwrite it is replaced silently."""
    for resource in written_resources(facts.the_plan):
        if resource.get("type") == "aws_route53_record" and "allow_overwrite" in resource.get("expressions", {}):
            remedy = "remove it; to import a record with the expected value, list it in dns.adopt"
            yield blocked(resource["address"], "it has allow_overwrite, which replaces an existing record", remedy)


def _beside(expressions: Json) -> list[str]:
    """List the settings of a step that change what its command does: an interpreter, a PATH."""
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
    """Return the resources and data sources of a plan's configuration, with their arguments as written."""
    return plan.configuration.get("root_module", {}).get("resources", [])


def _ours(facts: Situation) -> list[Json]:
    """Return all resources but the team's own; addresses of poolpost are never the team's, whatever their list says."""
    listed = facts.settings.terraform.own_resources
    return [
        each
        for each in written_resources(facts.the_plan)
        if each["address"] not in listed or OWN.fullmatch(each["address"])
    ]


def as_written(expression: Any) -> Any:
    """
    Return an expression as it was written; None if it is empty.

    Terraform shows a JSON configuration's templates as constants. An expression shown only as references was written in HCL, in a
    separate file: it stays an object, which never equals a value of poolpost.
    """
    return expression.get("constant_value", expression or None) if isinstance(expression, dict) else expression


def _given(expressions: Json, argument: str) -> Any:
    """Return the value of an argument; for `assume_role` the role."""
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
