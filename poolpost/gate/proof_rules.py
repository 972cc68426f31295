# ruff: noqa: D401 -- a rule's docstring says why it matters
"""The gate's rule about promotion: what reaches one environment was proved in another one."""

from collections.abc import Iterator

from poolpost.gate.rule import Problem, Situation, gate_rule
from poolpost.promotion.proof import MIN_REASON, UNPROVED, why_not


@gate_rule("proof", source="ours: evidence is of a digest, and a digest is of settings and code")
def promoted_settings_are_proved(now: Situation) -> Iterator[Problem]:
    """What was never deployed anywhere is tried out on the users of this environment."""
    proof = now.proof
    if proof is None or proof.is_proved:
        return
    name = now.settings.name
    override = f'or let it pass by name and reason: {UNPROVED}="{name}: why"'
    if proof.unproved is None:
        problem, remedy = why_not(proof, name)
        yield "block", "promotes_from", problem, f"{remedy}; {override}"
    elif len(proof.unproved) < MIN_REASON:
        problem = f"{UNPROVED} gives {proof.unproved!r} as the reason; allowed: at least {MIN_REASON} characters"
        yield "block", "promotes_from", problem, "say why, so that whoever reads the report understands it"
    else:
        problem = f"passes without being proved in {proof.source}, for this reason: {proof.unproved}"
        yield "warn", "promotes_from", problem, f"prove it in {proof.source} afterwards"


RULES = (promoted_settings_are_proved,)
