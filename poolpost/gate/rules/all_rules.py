"""
The gate: may this plan be applied to this live pool? Pure: a situation in, findings out.

It checks the plan that will be applied and the pool as it is now. A fact that could not be read is "unknown", which
stops as well: a gate that passes because it saw nothing is worse than none.
"""

from poolpost.findings import Finding
from poolpost.gate.rules import adoption as gate_adoption_rules
from poolpost.gate.rules import arguments as gate_argument_rules
from poolpost.gate.rules import baseline as gate_baseline_rules
from poolpost.gate.rules import belonging as gate_belonging_rules
from poolpost.gate.rules import children as gate_children_rules
from poolpost.gate.rules import content as gate_content_rules
from poolpost.gate.rules import live_pool as gate_pool_rules
from poolpost.gate.rules import new_pool as gate_create_rules
from poolpost.gate.rules import origin as gate_origin_rules
from poolpost.gate.rules import own_resources as gate_own_rules
from poolpost.gate.rules import plan as gate_plan_rules
from poolpost.gate.rules import promotion as gate_proof_rules
from poolpost.gate.rules import replicas as gate_replica_rules
from poolpost.gate.rules import sending as gate_sending_rules
from poolpost.gate.rules import state as gate_state_rules
from poolpost.gate.rules import update as gate_update_rules
from poolpost.gate.rules.rule import GateRule, Situation
from poolpost.settings.passes import PASS

__all__ = ["RULES", "GateRule", "Situation", "judge"]

RULES: tuple[GateRule, ...] = (
    *gate_plan_rules.RULES,
    *gate_origin_rules.RULES,
    *gate_belonging_rules.RULES,
    *gate_sending_rules.RULES,
    *gate_state_rules.RULES,
    *gate_content_rules.RULES,
    *gate_argument_rules.RULES,
    *gate_own_rules.RULES,
    *gate_create_rules.RULES,
    *gate_adoption_rules.RULES,
    *gate_pool_rules.RULES,
    *gate_replica_rules.RULES,
    *gate_update_rules.RULES,
    *gate_baseline_rules.RULES,
    *gate_children_rules.RULES,
    *gate_proof_rules.RULES,
)
"""Every rule, in the order in which findings are shown."""


OF_A_REPLICA: tuple[GateRule, ...] = (
    gate_plan_rules.plan_holds_what_is_guarded,
    gate_plan_rules.step_is_of_this_environment,
    gate_pool_rules.right_pool,
    gate_pool_rules.pool_was_read,
    gate_pool_rules.pool_is_enabled,
    gate_pool_rules.pool_is_the_reviewed_one,
    *gate_update_rules.RULES,
    *gate_baseline_rules.RULES,
)
"""The rules about one pool, which hold for its replica too: the rest is about the plan, which is checked once."""


def judge(situation: Situation, rules: tuple[GateRule, ...] = RULES) -> list[Finding]:
    """Run every rule of the pool's mode; `poolpost.findings.worst` is the exit code that follows."""
    applicable = [rule for rule in rules if situation.mode in rule.modes]
    if not applicable:
        problem = f"there is no rule for mode {situation.mode!r}"
        return [Finding(rule="mode-is-known", level="unknown", subject="user_pool.mode", problem=problem)]
    found = [finding for rule in applicable for finding in rule.findings(situation)]
    return [*found, *_useless_passes(situation, found)]


def _useless_passes(situation: Situation, found: list[Finding]) -> list[Finding]:
    """Warn about a pass without effect: misspelt, outdated, or for a rule that allows none."""
    passable = {(finding.rule, finding.subject) for finding in found}
    allowing = {rule.id for rule in RULES if rule.passable}
    said = "this plan has no finding with that rule and subject, or the rule allows no pass; rules that allow one: "
    return [
        Finding(
            rule="pass-is-used",
            level="warn",
            subject=f"{each.rule} {each.subject}",
            problem=f"{PASS} has no effect: {said}{', '.join(sorted(allowing))}",
            remedy="correct it, or remove it",
        )
        for each in situation.passes
        if (each.rule, each.subject) not in passable or each.rule not in allowing
    ]
