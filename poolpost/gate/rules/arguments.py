"""The gate's rule about the arguments of each resource of the stack."""

from collections.abc import Iterator
from typing import Any

from poolpost.findings import Problem, blocked
from poolpost.gate.rules.content import POLICIES, written_resources
from poolpost.gate.rules.rule import Situation, gate_rule
from poolpost.gate.written import LIVE_ADDRESS, written
from poolpost.settings.second_region import PROVIDER, is_second
from poolpost.settings.terraform_names import OWN, POOL_ADDRESS
from poolpost.standards.raw import Json

OF_ALL_REGIONS = ("aws_route53_record.", "aws_lambda_permission.")
"""What names something of the second region, and is not in it: DNS, and the functions of the first region."""
_ASIDE = {*POLICIES, "allow_overwrite", "tags", "tags_all", "description", "alarm_description"}
"""Policies and overwriting have their own rules; no mail depends on the rest."""


@gate_rule(
    "arguments-are-as-written",
    "plan",
    source="ours: poolpost/gate/written.py; Terraform's JSON format, configuration",
    passable=True,
)
def arguments_are_as_written(facts: Situation) -> Iterator[Problem]:
    """An update in place deletes nothing and can still break mail: a wrong DKIM record, a disabled key, no MAIL FROM."""
    wanted, settings = written(facts.settings), facts.settings
    remedy = "synthesize and plan again; an intended change of stacks/ has to change poolpost/gate/written.py too"
    for resource in written_resources(facts.the_plan):
        address = resource["address"]
        if address not in wanted:
            if OWN.fullmatch(address) and address != POOL_ADDRESS and address not in settings.terraform.own_resources:
                problem = f"the stack contains it, but environments/{settings.name}.toml does not configure it"
                yield blocked(address, problem, remedy)
            continue
        provider = _provider(facts, address)
        if (found := resource.get("provider_config_key", provider)) != provider:
            problem = f"its provider is {found!r}; poolpost writes {provider!r}"
            yield blocked(f"{address}.provider", problem, remedy)
        expressions = resource.get("expressions", {})
        for name in sorted((expressions.keys() | wanted[address].keys()) - _ASIDE):
            given, expected = _as_written(expressions.get(name)), wanted[address].get(name)
            if given != expected:
                problem = f"the plan has {_said(given)}; poolpost writes {_said(expected)}"
                yield blocked(f"{address}.{name}", problem, remedy)


def _provider(facts: Situation, address: str) -> str:
    """Return the provider configuration that a resource uses."""
    if address.startswith("terraform_data."):
        return "terraform"
    if facts.settings.dns.role_arn is not None and address.removeprefix("data.").startswith("aws_route53_"):
        return "aws.dns"
    if is_second(address) and not address.startswith(OF_ALL_REGIONS):
        return f"aws.{PROVIDER}"
    elsewhere = facts.settings.pool_region != facts.settings.aws.region
    return "aws.user_pool" if address == LIVE_ADDRESS and elsewhere else "aws"


def _as_written(expression: Any) -> Any:
    """Return an argument or block as in the stack's JSON, which Terraform shows as a constant; None if absent."""
    if isinstance(expression, list):
        return [_as_written(each) for each in expression]
    if not isinstance(expression, dict) or not expression:
        return None
    shown: Json = expression
    if "constant_value" in shown or "references" in shown:
        return shown.get("constant_value", shown)
    inner = {name: _as_written(each) for name, each in shown.items()}
    return {name: each for name, each in inner.items() if each is not None}


def _said(value: Any) -> str:
    return "none" if value is None else repr(value)


RULES = (arguments_are_as_written,)
