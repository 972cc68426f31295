"""The gate's rule about the origin of a plan: these files, this code, this poolpost."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from poolpost.findings import Problem, blocked
from poolpost.gate.rules.rule import Situation, gate_rule
from poolpost.settings.origin import Origin
from poolpost.standards.terraform_plan import VARIABLE


@gate_rule(
    "plan-is-of-this-file",
    "plan",
    "origin",
    source="ours: the stack's variable poolpost_origin, in every plan that main.py's stacks make",
)
def plan_is_of_this_file(facts: Situation) -> Iterator[Problem]:
    """A plan of other settings or code applies what no one reviewed, whatever the files say now."""
    made, name = facts.the_plan.origin, facts.settings.name
    again = f"plan again: 'make plan ENV={name}', or 'cdktf diff {name}'"
    if not isinstance(made, dict):
        yield blocked(
            "plan",
            "it does not say what it was made from: it comes from an older poolpost, or from no synthesis",
            again,
        )
        return
    if made != facts.the_plan.origin_given:
        problem = (
            f"variable {VARIABLE} was set from outside when the plan was made, to another origin than the stack's own"
        )
        remedy = f"remove TF_VAR_{VARIABLE}, -var and .tfvars files that set it; {again}"
        yield blocked(f"variable.{VARIABLE}", problem, remedy)
    for part, problem in _differences(made, facts):
        yield blocked(f"plan.{part}", problem, again)


def _differences(made: dict[str, Any], facts: Situation) -> Iterator[tuple[str, str]]:
    here = asdict(facts.origin) if isinstance(facts.origin, Origin) else {}
    file = f"environments/{facts.settings.name}.toml"
    said = {
        "settings": f"it was made from settings that differ from {file} and the texts that it names",
        "code": "it was made by code that differs from main.py, cdktf.json, stacks/ and poolpost",
        "poolpost": f"it was made by poolpost {made.get('poolpost')}; this is {here.get('poolpost')}",
    }
    return ((part, problem) for part, problem in said.items() if made.get(part) != here.get(part))


RULES = (plan_is_of_this_file,)
