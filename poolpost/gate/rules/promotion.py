"""The gate's rule about promotion: what reaches one environment was proved in another one."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked, noted, warned
from poolpost.gate.rules.rule import HARMLESS, Situation, gate_rule
from poolpost.review.promotion_proof import MIN_REASON, Proof, why_not
from poolpost.settings.terraform_names import UNPROVED
from poolpost.standards.terraform_plan import Plan


@gate_rule(
    "promoted-settings-are-proved",
    "plan",
    "proof",
    source="ours: evidence is of a digest, and a digest is of settings and code",
)
def promoted_settings_are_proved(now: Situation) -> Iterator[Problem]:
    """What was never deployed anywhere is tried out on the users of this environment."""
    proof = now.proof
    if not isinstance(proof, Proof) or (proof.is_proved and not proof.old):
        return
    name = now.settings.name
    override = f'or let it pass by name and reason: {UNPROVED}="{name}: why"'
    if proof.is_proved:
        # Nothing to do is no reason to stop every plan of an environment that nobody changes for a month.
        found = blocked if _does_something(now.the_plan) else noted
        problem = f"the evidence of {proof.source} is too old: {proof.old}"
        remedy = f"prove it again: plan {proof.source}, 'poolpost evidence {proof.source}', commit it"
        yield found("promotes_from", problem, f"{remedy}; {override}")
    elif proof.unproved is None:
        problem, remedy = why_not(proof, name)
        yield blocked("promotes_from", problem, f"{remedy}; {override}")
    elif len(proof.unproved) < MIN_REASON:
        problem = f"{UNPROVED} gives {proof.unproved!r} as the reason; allowed: at least {MIN_REASON} characters"
        yield blocked("promotes_from", problem, "say why, so that whoever reads the report understands it")
    else:
        problem = f"passes without being proved in {proof.source}, for this reason: {proof.unproved}"
        yield warned("promotes_from", problem, f"prove it in {proof.source} afterwards")


def _does_something(plan: Plan) -> bool:
    """Return whether an apply would change anything, outputs too."""
    changes = any(each.actions not in HARMLESS or each.importing for each in plan.resource_changes)
    return changes or any(tuple(each.get("actions", ())) not in HARMLESS for each in plan.output_changes.values())


RULES = (promoted_settings_are_proved,)
