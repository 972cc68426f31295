"""The gate's rule about where a plan comes from: these files, this code, this poolpost."""

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
def plan_is_of_this_file(now: Situation) -> Iterator[Problem]:
    """A plan of other settings or other code applies what nobody reviewed, whatever the files say by now."""
    made, name = now.the_plan.origin, now.settings.name
    again = f"plan again: 'make plan ENV={name}', or 'cdktf diff {name}'"
    if not isinstance(made, dict):
        yield blocked(
            "plan", "it does not say what it was made from: an older poolpost made it, or no synthesis did", again
        )
        return
    if made != now.the_plan.origin_given:
        problem = (
            f"variable {VARIABLE} was set from outside when it was planned, to another origin than the stack's own"
        )
        remedy = f"remove TF_VAR_{VARIABLE}, -var and .tfvars files that set it; {again}"
        yield blocked(f"variable.{VARIABLE}", problem, remedy)
    for part, problem in _differences(made, now):
        yield blocked(f"plan.{part}", problem, again)


def _differences(made: dict[str, Any], now: Situation) -> Iterator[tuple[str, str]]:
    here = asdict(now.origin) if isinstance(now.origin, Origin) else {}
    file = f"environments/{now.settings.name}.toml"
    said = {
        "settings": f"it was made from other settings than {file} and the texts that it names have now",
        "code": "it was made by other code than main.py, cdktf.json, stacks/ and poolpost have now",
        "poolpost": f"poolpost {made.get('poolpost')} made it; this is {here.get('poolpost')}",
    }
    return ((part, problem) for part, problem in said.items() if made.get(part) != here.get(part))


RULES = (plan_is_of_this_file,)
