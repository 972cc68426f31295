"""The doctor's checks of the pool's replica in another Region: whether its mail would arrive in a failover."""

from collections.abc import Iterator

from poolpost.doctor.checks.check import Verdict, check, does_not_apply, failed, passed
from poolpost.doctor.facts import Facts
from poolpost.errors import CannotDecide
from poolpost.pool import baseline
from poolpost.pool.differences import email_configuration
from poolpost.pool.messages import as_wanted
from poolpost.pool.readiness import not_ready
from poolpost.pool.replicas import condition, missing, unnamed
from poolpost.settings import Settings
from poolpost.settings.replicas import replicas_of

SECTION = "user pool"
_GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html"


@check("replicas-exist", SECTION, "replica", source=_GUIDE)
def replicas_exist(facts: Facts) -> Iterator[Verdict]:
    """A replica sends by an e-mail configuration of its own, and one that the file names must exist and be activated."""
    settings, named = facts.settings, replicas_of(facts.settings)
    _ = facts.right_account
    try:
        live = facts.replicas
    except CannotDecide as error:
        if named:
            raise
        yield does_not_apply(f"the file names none, and whether the pool has one is not known: {error}")
        return
    if not named and not live:
        yield does_not_apply("the pool has none")
    for region, problem, remedy in unnamed(settings, live):
        serves = any(each.region == region and each.status == "ACTIVE" for each in live)
        yield failed(problem, remedy, subject=region) if serves else passed(f"{problem}; {remedy}", subject=region)
    for replica in named:
        if found := missing(replica, live):
            yield failed(*found, subject=replica.replica)
        elif found := condition(replica, live):
            yield passed("; ".join(found), subject=replica.replica)
        else:
            yield passed("ACTIVE", subject=replica.replica)


@check("replica-mail-arrives", SECTION, "mail of the replica", source=_GUIDE)
def replica_mail_arrives(facts: Facts) -> Iterator[Verdict]:
    """In a failover sign-in codes go by the replica's own identity, configuration set and e-mail configuration."""
    named = replicas_of(facts.settings)
    if not named:
        yield does_not_apply("the file names no replica")
    for replica in named:
        wrong = list(_wrong(facts.of_replica(replica)))
        yield from (failed(evidence, remedy, subject=replica.replica) for evidence, remedy in wrong)
        if not wrong:
            source = replica.email_configuration.get("SourceArn", "Cognito's own sender")
            yield passed(f"by {source}; nothing else of it is lost", subject=replica.replica)


def _wrong(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield what keeps the mail of a replica from arriving as the file says, and what it has lost; with what to do."""
    settings = facts.settings
    live, wanted = email_configuration(facts.pool), settings.email_configuration
    for member in sorted(live.keys() | wanted.keys()):
        if live.get(member) != wanted.get(member):
            seen = f"{member} is {live.get(member, 'not set')}; the file says {wanted.get(member, 'nothing')}"
            yield seen, f"'{settings.repair}', once mail would arrive"
    if settings.user_pool.sending == "DEVELOPER":
        for finding in not_ready(settings, facts.identity, facts.ses_account, has_set=_has_set(facts)):
            yield finding.problem, finding.remedy
    if not as_wanted(facts.pool, settings.pool_messages):
        yield "its texts are not those of the file, which Cognito copies from the primary", _compare(settings)
    known = facts.baseline
    lost = baseline.lost(settings, known, facts.pool, facts.mfa) if known else []
    if known and lost:
        yield (
            f"since {known.path.as_posix()}: {'; '.join(map(str, lost))}",
            baseline.remedy(settings, known, lost, lost),
        )


def _has_set(facts: Facts) -> bool:
    return "ConfigurationSet" not in facts.settings.email_configuration or facts.configuration_set is not None


def _compare(settings: Settings) -> str:
    return f"wait a minute after a deploy; then 'poolpost pool show {settings.pool_argument}'"


CHECKS = (replicas_exist, replica_mail_arrives)
