"""The gate's rules about settings that the live pool has lost since its last known good state."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked, warned
from poolpost.gate.gathering import NotSeen
from poolpost.gate.rules.rule import Situation, gate_rule
from poolpost.pool import baseline
from poolpost.pool.differences import Difference

_SHOWN = 5  # settings in a warning; 'pool verify' lists them all


@gate_rule(
    "lost-settings-are-back",
    "live",
    "mfa",
    "baseline",
    source="docs/decisions.md, 16: a loss is reported until it is back or accepted",
)
def lost_settings_are_back(facts: Situation) -> Iterator[Problem]:
    """A setting lost during a write by poolpost affects users now, whatever this plan does."""
    known, found = _lost(facts)
    ours = [each for each in found if each.path in known.open]
    for number, each in enumerate(ours, start=1):
        remedy = baseline.remedy(facts.settings, known, ours, found) if number == len(ours) else ""
        yield blocked(each.path, f"it was lost during an earlier write and has not been restored: {each}", remedy)


@gate_rule(
    "pool-is-as-last-known", "live", "mfa", "baseline", source="any UpdateUserPool resets the members that it omits"
)
def pool_is_as_last_known(facts: Situation) -> Iterator[Problem]:
    """A bare UpdateUserPool resets the e-mail and other settings; those belong to the pool's owner, so this only warns."""
    known, found = _lost(facts)
    others = [each for each in found if each.path not in known.open]
    if others and not known.reviewed:  # the rule about the reviewed snapshot stops at these
        named = ", ".join(each.path for each in others[:_SHOWN])
        more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
        problem = f"settings changed since {known.path.as_posix()}: {named}{more}"
        way = baseline.remedy(facts.settings, known, others, found)
        remedy = f"'poolpost pool verify {facts.settings.pool_argument}' lists them; {way}"
        yield warned(facts.settings.user_pool.id, problem, remedy)


def _lost(facts: Situation) -> tuple[baseline.Baseline, list[Difference]]:
    known, mfa = facts.baseline, facts.mfa
    if known is None or isinstance(known, NotSeen) or mfa is None or isinstance(mfa, NotSeen):
        raise LookupError("there is no baseline, or the factors are not known")
    return known, baseline.lost(facts.settings, known, facts.the_pool, mfa)


RULES = (lost_settings_are_back, pool_is_as_last_known)
