"""The doctor's check of the pool's children: app clients, identity providers, domains, groups and the rest."""

from collections.abc import Iterator
from datetime import UTC, datetime

from poolpost.doctor.checks.check import Verdict, check, does_not_apply, failed, passed, unknown
from poolpost.doctor.facts import Facts
from poolpost.doctor.trail_sentences import blame_for_child
from poolpost.pool.children import CHILDREN, Compared, compare

_SHOWN = 5  # differences; 'pool verify' lists them all
_FEDERATION = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation-consolidate-users.html"


@check("children-are-reviewed", "user pool", "children of the pool", source=_FEDERATION)
def children_are_reviewed(facts: Facts) -> Iterator[Verdict]:
    """An identity provider or app client that was never reviewed may be how accounts are taken over; a snapshot shows it."""
    known, live = facts.baseline, facts.children
    name = facts.settings.name
    if known is None or live is None:
        yield does_not_apply(f"no reviewed snapshot holds them; 'poolpost pool snapshot {name}' writes one")
        return
    compared = compare(facts.settings, known.snapshot[CHILDREN], live, datetime.now(UTC).date())
    yield from _new_providers(facts, compared, name)
    yield from _others(compared, name, known.path.as_posix())
    yield from (
        passed(f"{one.difference.path}: {one.by.reason}", subject=f"accepted until {one.by.until}")
        for one in compared.accepted
    )
    for kind, reason in compared.unread.items():
        what = f"the settings of {kind.removesuffix('.*')}" if kind.endswith(".*") else kind
        yield unknown(reason, f"'poolpost pool verify {name}' compares all that may be read", subject=what)


def _new_providers(facts: Facts, compared: Compared, name: str) -> Iterator[Verdict]:
    for each in compared.new_providers:
        who = blame_for_child(facts.history, each.path)
        evidence = f"{each.path} ({each.after.get('ProviderType')}) was never reviewed, and can sign in as users; {who}"
        remedy = f"remove it, or have it reviewed: 'poolpost pool snapshot {name}'"
        yield failed(evidence, remedy, subject="new identity provider")


def _others(compared: Compared, name: str, path: str) -> Iterator[Verdict]:
    rest = [each for each in compared.found if each not in compared.new_providers]
    if rest:
        more = f"; and {len(rest) - _SHOWN} more" if len(rest) > _SHOWN else ""
        ended = "".join(f"; the acceptance of {each.child} ended on {each.until}" for each in compared.expired)
        shown = "; ".join(map(str, rest[:_SHOWN]))
        remedy = f"'poolpost pool verify {name}' lists them, and how to have them reviewed or accepted"
        yield failed(f"since {path}: {shown}{more}{ended}", remedy)
    elif not compared.new_providers:
        aside = ", what could not be read aside" if compared.unread or compared.not_saved else ""
        yield passed(f"as in {path}{aside}")


CHECKS = (children_are_reviewed,)
