"""The gate's rule about promotion: changes are proved in another environment first."""

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
def promoted_settings_are_proved(facts: Situation) -> Iterator[Problem]:
    """A change that was never deployed anywhere would be tested on the users of this environment."""
    proof = facts.proof
    if not isinstance(proof, Proof) or (proof.is_proved and not proof.old):
        return
    name = facts.settings.name
    override = f'or let it pass with a reason: {UNPROVED}="{name}: why"'
    if proof.is_proved:
        # An empty plan must not fail just because the environment was not changed for a month.
        found = blocked if _does_something(facts.the_plan) else noted
        problem = f"the evidence of {proof.source} is too old: {proof.old}"
        remedy = f"prove it again: plan {proof.source}, 'poolpost evidence {proof.source}', commit it"
        yield found("promotes_from", problem, f"{remedy}; {override}")
    elif proof.unproved is None:
        problem, remedy = why_not(proof, name)
        yield blocked("promotes_from", problem, f"{remedy}; {override}")
    elif len(proof.unproved) < MIN_REASON:
        problem = f"{UNPROVED} has the reason {proof.unproved!r}; allowed: at least {MIN_REASON} characters"
        yield blocked("promotes_from", problem, "explain why, for the readers of the report")
    else:
        problem = f"passes without proof in {proof.source}, for this reason: {proof.unproved}"
        yield warned("promotes_from", problem, f"prove it in {proof.source} afterwards")


def _does_something(plan: Plan) -> bool:
    """Return whether an apply would change anything, outputs too."""
    changes = any(each.actions not in HARMLESS or each.importing for each in plan.resource_changes)
    return changes or any(tuple(each.get("actions", ())) not in HARMLESS for each in plan.output_changes.values())


RULES = (promoted_settings_are_proved,)
