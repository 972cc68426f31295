"""The gate's rules about mail that would be lost: what the report calls lost mail is what these rules find."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked, unknown, warned
from poolpost.gate.rules.rule import Situation, gate_rule
from poolpost.pool.differences import email_configuration
from poolpost.review.senders import writes_pool
from poolpost.review.taking import Taken, silenced, taken, takes
from poolpost.standards.raw import Json
from poolpost.standards.regions import DEFAULT_SENDER_DAILY

_SES = "SES developer guide: creating and verifying identities, default configuration sets; DescribeUserPool"


@gate_rule("keeps-what-sends", "plan", source=_SES, passable=True)
def keeps_what_sends(now: Situation) -> Iterator[Problem]:
    """An identity, record, configuration set or policy that goes while a pool sends with it takes the pool's mail along."""
    if not takes(now.the_plan):
        return
    if not isinstance(now.others, tuple):
        problem = "the plan takes away what pools can send with, and which pools do was not looked at"
        yield unknown(now.settings.aws.account_id, problem, "allow cognito-idp:ListUserPools and DescribeUserPool")
    for subject, why in now.unseen.items():
        problem = f"whether a user pool there sends with what the plan takes away could not be looked at: {why}"
        yield unknown(subject, problem, "allow cognito-idp:ListUserPools and DescribeUserPool there")
    for each in taken(now.settings, now.the_plan, *_pools(now)):
        yield blocked(each.change.address, _problem(each), _remedy(now, each))


@gate_rule(
    "tells-of-bounces", "plan", source="SES developer guide: monitoring bounces and complaints is the sender's duty"
)
def tells_of_bounces(now: Situation) -> Iterator[Problem]:
    """Without an event destination nobody hears of bounces, and AWS pauses an account that has too many of them."""
    for change in silenced(now.settings, now.the_plan, *_pools(now)):
        problem = "the pool goes on sending through this configuration set, and its events no longer go there"
        yield warned(change.address, problem, "keep one that tells you of bounces and complaints")


@gate_rule(
    "reaches-every-user", "plan", "live", source="Cognito quotas: 50 mails a day with COGNITO_DEFAULT; SES sandbox"
)
def reaches_every_user(now: Situation) -> Iterator[Problem]:
    """Cognito's own sender stops after 50 mails a day, and SES in the sandbox reaches verified addresses only."""
    if not writes_pool(now.the_plan):
        return
    by_ses = email_configuration(now.the_pool)["EmailSendingAccount"] == "DEVELOPER"
    if now.settings.user_pool.sending == "COGNITO_DEFAULT":
        if by_ses:
            problem = f"the pool leaves SES: COGNITO_DEFAULT sends {DEFAULT_SENDER_DAILY} mails a day, and no more"
            yield warned("user_pool.sending", problem, "keep DEVELOPER where more users need mail")
    elif now.settings.aws.sandbox and not by_ses:
        problem = "SES is in the sandbox: users whose address is not verified get no mail from now on"
        yield warned("aws.sandbox", problem, "ask for production access before users depend on it")


def _pools(now: Situation) -> tuple[Json | None, tuple[Json, ...]]:
    """Return the environment's pool and the other ones, as far as they were read."""
    live, others = now.live, now.others
    return live if isinstance(live, dict) else None, others if isinstance(others, tuple) else ()


def _problem(each: Taken) -> str:
    pools = f"user pool{'s' if len(each.users) > 1 else ''} {', '.join(each.users)}"
    along = f"; with it go {', '.join(each.along)}" if each.along else ""
    verb = "send" if len(each.users) > 1 else "sends"
    return f"the plan would {each.verb} it, and {pools} {verb} with it: {each.loses}{along}"


def _remedy(now: Situation, each: Taken) -> str:
    if each.verb in {"replace", "change", "switch off"}:
        forced = ", ".join(each.change.replace_paths)
        return f"undo the change of {forced}" if forced else "undo that change"
    if now.settings.user_pool.id_ not in each.users:
        return f"first give {', '.join(each.users)} another sender"
    return f"first give the pool another sender: 'poolpost retire {now.settings.name}'"


RULES = (keeps_what_sends, tells_of_bounces, reaches_every_user)
