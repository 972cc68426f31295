"""The gate's rules about what the live pool has lost since it was last known to be well."""

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
def lost_settings_are_back(now: Situation) -> Iterator[Problem]:
    """A setting that went missing around a write of ours is missed by users today, whatever this plan does."""
    known, found = _lost(now)
    ours = [each for each in found if each.path in known.open]
    for number, each in enumerate(ours, start=1):
        remedy = baseline.remedy(now.settings, known, ours, found) if number == len(ours) else ""
        yield blocked(each.path, f"it was lost around an earlier write and is not back: {each}", remedy)


@gate_rule(
    "pool-is-as-last-known", "live", "mfa", "baseline", source="UpdateUserPool by anybody resets what it is not given"
)
def pool_is_as_last_known(now: Situation) -> Iterator[Problem]:
    """Whoever resets the e-mail by a bare UpdateUserPool resets the rest too; the pool is theirs, so it stops nothing."""
    known, found = _lost(now)
    others = [each for each in found if each.path not in known.open]
    if others and not known.reviewed:  # the rule about the reviewed snapshot stops at these
        named = ", ".join(each.path for each in others[:_SHOWN])
        more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
        problem = f"somebody changed settings since {known.path.as_posix()}: {named}{more}"
        remedy = f"'poolpost pool verify {now.settings.name}' lists them; {baseline.remedy(now.settings, known, others, found)}"
        yield warned(now.settings.user_pool.id, problem, remedy)


def _lost(now: Situation) -> tuple[baseline.Baseline, list[Difference]]:
    known, mfa = now.baseline, now.mfa
    if known is None or isinstance(known, NotSeen) or mfa is None or isinstance(mfa, NotSeen):
        raise LookupError("there is no baseline, or the factors are not known")
    return known, baseline.lost(now.settings, known, now.the_pool, mfa)


RULES = (lost_settings_are_back, pool_is_as_last_known)
