"""Rules about [dns.dmarc_ramp], the plan for a stricter DMARC policy."""

from collections.abc import Iterator
from itertools import pairwise

from poolpost.findings import Problem, blocked, warned
from poolpost.settings.model import Settings
from poolpost.settings.rules.rule import rule

STRICTNESS = ("none", "quarantine", "reject")
"""From the mildest to the strictest policy (RFC 9989 section 4.7, `p`)."""
_DMARC = "RFC 9989 section 4.7"


@rule("ramp-stands-where-the-record-does", "dns", source="design of poolpost: the record is always [dns.dmarc]")
def ramp_stands_where_the_record_does(settings: Settings) -> Iterator[Problem]:
    """The next step follows from the current one: a wrong current step makes wrong advice."""
    ramp, dmarc = settings.dns.dmarc_ramp, settings.dns.dmarc
    if ramp is None:
        return
    if dmarc is None:
        yield blocked("dns.dmarc_ramp", "needs [dns.dmarc]; add that table, or remove this one")
    elif ramp.step != dmarc.p:
        yield blocked(
            "dns.dmarc_ramp.step",
            f"{ramp.step!r} is not the policy of the record; allowed: {dmarc.p!r}, as dns.dmarc.p "
            "(after a change, set 'since' to the day of the deploy)",
        )


@rule("ramp-only-strengthens", "dns", source=_DMARC)
def ramp_only_strengthens(settings: Settings) -> Iterator[Problem]:
    """A plan leads from none through quarantine to reject; going back is a decision, not a next step."""
    ramp = settings.dns.dmarc_ramp
    if ramp is None:
        return
    for before, after in pairwise(step.p for step in ramp.steps):
        if STRICTNESS.index(after) <= STRICTNESS.index(before):
            yield blocked(
                "dns.dmarc_ramp.steps",
                f"{after!r} after {before!r} does not strengthen the policy; allowed order: {', '.join(STRICTNESS)}",
            )


@rule(
    "ramp-holds-its-step",
    "dns",
    source="design of poolpost: a plan that does not hold the present step has no next one",
)
def ramp_holds_its_step(settings: Settings) -> Iterator[Problem]:
    """The next step is the one after the current one, so the current one must be in the plan."""
    ramp = settings.dns.dmarc_ramp
    planned = [step.p for step in ramp.steps] if ramp else []
    if ramp is not None and ramp.step not in planned:
        yield blocked("dns.dmarc_ramp.step", f"{ramp.step!r} is not in 'steps'; allowed: {', '.join(planned)}")


@rule("ramp-hears-reports", "dns", source="RFC 9990 section 3: aggregate reports go to rua")
def ramp_hears_reports(settings: Settings) -> Iterator[Problem]:
    """Without a report address the effect of a stricter policy is unknown."""
    ramp, dmarc = settings.dns.dmarc_ramp, settings.dns.dmarc
    if ramp is None or dmarc is None or dmarc.rua:
        return
    if any(step.messages for step in ramp.steps[:-1]):
        yield blocked("dns.dmarc.rua", "is empty, so [dns.dmarc_ramp] gets no reports to count; add an address")


@rule("ramp-steps-are-in-force", "dns", source=_DMARC + ", `t` (formerly RFC 7489, `pct`)")
def ramp_steps_are_in_force(settings: Settings) -> Iterator[Problem]:
    """With t=y, or pct below 100, receivers apply less than p: the days at a step then prove little."""
    ramp, dmarc = settings.dns.dmarc_ramp, settings.dns.dmarc
    if ramp is None or dmarc is None or dmarc.p == "none":
        return
    if dmarc.t == "y":
        yield warned("dns.dmarc.t", f"'y': receivers apply one step less than p={dmarc.p}, so this step proves little")
    if dmarc.pct is not None and dmarc.pct < 100:  # noqa: PLR2004 -- percent
        yield warned("dns.dmarc.pct", f"{dmarc.pct}: some receivers apply p={dmarc.p} to a part of the mail only")


RULES = (
    ramp_stands_where_the_record_does,
    ramp_only_strengthens,
    ramp_holds_its_step,
    ramp_hears_reports,
    ramp_steps_are_in_force,
)
