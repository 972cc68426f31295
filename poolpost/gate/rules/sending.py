"""The gate's rules about mail that would be lost; the report shows their findings as lost mail."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked, unknown, warned
from poolpost.gate.rules.rule import Situation, gate_rule
from poolpost.pool.differences import email_configuration
from poolpost.pool.readiness import identity_not_ready
from poolpost.review.senders import IDENTITY, senders_now, writes_pool
from poolpost.review.taking import CONFIGURATION_SET, Taken, outgoing, silenced, taken, takes
from poolpost.settings.replicas import replicas_of
from poolpost.settings.second_region import is_second
from poolpost.standards.raw import Json
from poolpost.standards.regions import DEFAULT_SENDER_DAILY
from poolpost.standards.terraform_plan import Change

_SES = "SES developer guide: creating and verifying identities, default configuration sets; DescribeUserPool"


@gate_rule("keeps-what-sends", "plan", source=_SES, passable=True)
def keeps_what_sends(facts: Situation) -> Iterator[Problem]:
    """Removing an identity, record, configuration set or policy that a pool sends with stops the pool's mail."""
    if not takes(facts.the_plan):
        return
    if not isinstance(facts.others, tuple):
        problem = "the plan removes something that pools can send with, and which pools do could not be checked"
        yield unknown(facts.settings.aws.account_id, problem, "allow cognito-idp:ListUserPools and DescribeUserPool")
    for subject, why in facts.unseen.items():
        problem = f"whether a user pool there sends with what the plan removes could not be checked: {why}"
        yield unknown(subject, problem, "allow cognito-idp:ListUserPools and DescribeUserPool there")
    for name in facts.settings.perhaps_shared_with:
        problem = "whether it sends with this identity could not be checked: its file has mistakes"
        yield unknown(f"environments/{name}.toml", problem, f"correct it: 'poolpost check {name}' lists them")
    for each in taken(facts.settings, facts.the_plan, *_pools(facts)):
        yield blocked(each.change.address, _problem(each), _remedy(facts, each))


@gate_rule("lets-go-after-the-switch", "plan", "live", source="ours: docs/decisions.md, 50; Terraform's destroy order")
def lets_go_after_the_switch(facts: Situation) -> Iterator[Problem]:
    """A switch that cannot succeed makes Terraform forget its order: the next plan would remove the present sender first."""
    going = outgoing(facts.settings, facts.the_plan, facts.the_pool)
    if not going:
        return
    if not isinstance(facts.sender, dict):
        yield unknown(
            facts.settings.identity, "whether SES has verified it could not be read", "allow ses:GetEmailIdentity"
        )
        return
    missing = [finding.problem for finding in identity_not_ready(facts.settings.sender, facts.sender or None)]
    for change in going if missing else []:
        problem = f"the pool sends with it until it is switched, and cannot be switched yet: {'; '.join(missing)}"
        yield blocked(change.address, problem, _keep(facts, change))


@gate_rule(
    "tells-of-bounces", "plan", source="SES developer guide: monitoring bounces and complaints is the sender's duty"
)
def tells_of_bounces(facts: Situation) -> Iterator[Problem]:
    """Without an event destination no one sees bounces, and AWS pauses an account with too many of them."""
    for change in silenced(facts.settings, facts.the_plan, *_pools(facts)):
        problem = "the pool continues to send through this configuration set, whose events no longer go there"
        yield warned(change.address, problem, "keep a destination that receives bounces and complaints")


@gate_rule(
    "reaches-every-user", "plan", "live", source="Cognito quotas: 50 mails a day with COGNITO_DEFAULT; SES sandbox"
)
def reaches_every_user(facts: Situation) -> Iterator[Problem]:
    """Cognito's own sender stops after 50 mails a day, and SES in the sandbox reaches verified addresses only."""
    if not writes_pool(facts.the_plan):
        return
    by_ses = email_configuration(facts.the_pool)["EmailSendingAccount"] == "DEVELOPER"
    if facts.settings.user_pool.sending == "COGNITO_DEFAULT":
        if by_ses:
            problem = f"the pool leaves SES: COGNITO_DEFAULT sends {DEFAULT_SENDER_DAILY} mails a day, and no more"
            yield warned("user_pool.sending", problem, "keep DEVELOPER if more users need mail")
    elif facts.settings.aws.sandbox and not by_ses:
        problem = "SES is in the sandbox: users whose address is not verified will get no mail"
        yield warned("aws.sandbox", problem, "ask for production access before users depend on it")


def _pools(facts: Situation) -> tuple[Json | None, tuple[Json, ...]]:
    """Return the environment's pool and the other ones, as far as they were read."""
    live, others = facts.live, facts.others
    return live if isinstance(live, dict) else None, others if isinstance(others, tuple) else ()


def _problem(each: Taken) -> str:
    pools = f"user pool{'s' if len(each.users) > 1 else ''} {', '.join(each.users)}"
    along = f"; with it go {', '.join(each.along)}" if each.along else ""
    verb = "send" if len(each.users) > 1 else "sends"
    return f"the plan would {each.verb} it, and {pools} {verb} with it: {each.loses}{along}"


def _remedy(facts: Situation, each: Taken) -> str:
    if each.verb in {"replace", "change", "switch off"}:
        forced = ", ".join(each.change.replace_paths)
        return f"undo the change of {forced}" if forced else "undo that change"
    if _switches(facts) and each.change.type == IDENTITY and _is_sender_now(facts, each.change):
        return _keep(facts, each.change)
    goes = (each.change.before or {}).get("configuration_set_name")
    if (
        writes_pool(facts.the_plan)
        and each.change.type == CONFIGURATION_SET
        and goes != facts.settings.configuration_set.name
    ):
        return f"switch the pool before the deploy: 'poolpost pool apply {facts.settings.name}'"
    own = facts.settings.user_pool.id_
    if not any(own is not None and user.partition(" ")[0] == own for user in each.users):
        return f"first switch {', '.join(each.users)} to another sender"
    return f"first switch the pool to another sender: 'poolpost retire {facts.settings.name}'"


def _switches(facts: Situation) -> bool:
    """Return whether the plan writes to the pool or to a replica of it."""
    steps = {replica.switch_address for replica in replicas_of(facts.settings)}
    changes = (change for change in facts.the_plan.resource_changes if change.address in steps)
    return writes_pool(facts.the_plan) or any("create" in change.actions for change in changes)


def _is_sender_now(facts: Situation, change: Change) -> bool:
    name = str((change.before or {}).get("email_identity")).lower()
    now = senders_now(facts.settings, facts.the_plan, *_pools(facts))
    return any(each.identity == name for each in now)


def _keep(facts: Situation, change: Change) -> str:
    """Return how the identity that the pool sends with now stays until the pool was switched."""
    name = str((change.before or {}).get("email_identity"))
    if is_second(change.address) and facts.settings.aws.standby_region is not None:
        return 'set aws.standby_region.use = "standby", deploy until the pool is switched, and leave the region in a later change'
    if "@" not in name:
        return "keep [domain] and [dns] in the file, deploy until the pool is switched, and take them out in a later change"
    way = f'list "{name}" in addresses.senders, deploy until the pool is switched, and take it out in a later change'
    if facts.settings.user_pool.sends_by_address:
        return way
    return (
        f"deploy with user_pool.identity = 'address' and [domain] beside it until SES has verified the domain; or {way}"
    )


RULES = (keeps_what_sends, lets_go_after_the_switch, tells_of_bounces, reaches_every_user)
