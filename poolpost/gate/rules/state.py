"""The gate's rules about the rest of the state: resources of others, and resources that an apply left partly created."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked
from poolpost.gate.partly_created import would_be_made_twice
from poolpost.gate.rules.rule import HARMLESS, USER_POOLS, Situation, gate_rule
from poolpost.settings.terraform_names import OWN

WHERE_POOLS_LIVE = ("aws_cognito_", "awscc_cognito_", "aws_cloudcontrolapi_", "aws_cloudformation_")
"""Resource types that could change a pool without the rules about pools."""


@gate_rule(
    "harms-nothing-of-others", "plan", source="tests/stacks/test_email_stack.py pins the addresses that the stack makes"
)
def harms_nothing_of_others(facts: Situation) -> Iterator[Problem]:
    """The state of another stack (a copied backend.key) contains resources that a plan of this one would destroy."""
    for change in facts.the_plan.resource_changes:
        if change.mode != "managed" or change.actions in HARMLESS or change.type in USER_POOLS:
            continue
        listed = change.address.partition("[")[0] in facts.settings.terraform.own_resources
        others = not OWN.fullmatch(change.address) and change.address not in facts.accepted and not listed
        if others and (change.deletes or change.type.startswith(WHERE_POOLS_LIVE)):
            problem = f"the plan would {' and '.join(change.actions)} it, and no stack of poolpost creates it"
            remedy = (
                f"does [backend] belong to another stack? If this is intended: POOLPOST_ACCEPT_UNKNOWN={change.address}"
            )
            yield blocked(change.address, problem, remedy)


@gate_rule(
    "makes-nothing-twice",
    "plan",
    source="https://developer.hashicorp.com/terraform/internals/json-format, action_reason",
)
def makes_nothing_twice(facts: Situation) -> Iterator[Problem]:
    """An interrupted apply left a resource behind: creating it again fails in AWS, or deletes both in the end."""
    for change in filter(would_be_made_twice, facts.the_plan.resource_changes):
        problem = "an interrupted apply created it, and the plan would create it again and delete the first"
        name = facts.settings.name
        untaint = f"terraform -chdir=cdktf.out/stacks/{name} untaint {change.address}"
        remedy = f"run 'cdktf deploy {name}', which continues from there; or '{untaint}', and plan again"
        yield blocked(change.address, problem, remedy)


RULES = (harms_nothing_of_others, makes_nothing_twice)
