"""The gate's rules about what else is in the state: what belongs to others, and what an apply has left half-made."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked
from poolpost.gate.partly_created import would_be_made_twice
from poolpost.gate.rules.rule import HARMLESS, USER_POOLS, Situation, gate_rule
from poolpost.settings.terraform_names import OWN

WHERE_POOLS_LIVE = ("aws_cognito_", "awscc_cognito_", "aws_cloudcontrolapi_", "aws_cloudformation_")
"""Types by which a pool could be changed past the rules about pools."""


@gate_rule(
    "harms-nothing-of-others", "plan", source="tests/stacks/test_email_stack.py pins the addresses that the stack makes"
)
def harms_nothing_of_others(now: Situation) -> Iterator[Problem]:
    """A state that belongs to another stack (a copied backend.key) holds what a plan of this one would destroy."""
    for change in now.the_plan.resource_changes:
        if change.mode != "managed" or change.actions in HARMLESS or change.type in USER_POOLS:
            continue
        listed = change.address.partition("[")[0] in now.settings.terraform.own_resources
        others = not OWN.fullmatch(change.address) and change.address not in now.accepted and not listed
        if others and (change.deletes or change.type.startswith(WHERE_POOLS_LIVE)):
            problem = f"the plan would {' and '.join(change.actions)} it, and no stack of poolpost makes it"
            remedy = f"is [backend] another stack's? If it is meant: POOLPOST_ACCEPT_UNKNOWN={change.address}"
            yield blocked(change.address, problem, remedy)


@gate_rule(
    "makes-nothing-twice",
    "plan",
    source="https://developer.hashicorp.com/terraform/internals/json-format, action_reason",
)
def makes_nothing_twice(now: Situation) -> Iterator[Problem]:
    """What an apply that ended early has made is there: made once more, AWS refuses it, or both are gone in the end."""
    for change in filter(would_be_made_twice, now.the_plan.resource_changes):
        problem = "an apply that ended early has made it, and the plan would make it once more and delete the first"
        name = now.settings.name
        untaint = f"terraform -chdir=cdktf.out/stacks/{name} untaint {change.address}"
        remedy = f"run 'cdktf deploy {name}', which goes on from there; or '{untaint}', and plan again"
        yield blocked(change.address, problem, remedy)


RULES = (harms_nothing_of_others, makes_nothing_twice)
