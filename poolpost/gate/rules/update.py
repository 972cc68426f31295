"""The gate's rules about the one update: what it would lose, what nobody knows, and what would come of it."""

import json
from collections.abc import Iterator
from typing import Any

from poolpost.aws import user_pool_members as members
from poolpost.findings import Problem, blocked, noted, warned
from poolpost.gate.rules.rule import Situation, gate_rule
from poolpost.pool import dependencies, twins
from poolpost.pool import messages as pool_messages
from poolpost.pool.differences import Difference
from poolpost.pool.losses import additions, losses, same_but_for_unicode
from poolpost.pool.refusals import beyond_tier, mail_by_trigger
from poolpost.standards.raw import at

_UPDATE = "botocore, UpdateUserPool: what is not given is set to its default; terraform-provider-aws #49707"
_PATCH = "use user_pool.mode = 'patch', which sends the whole pool"


@gate_rule("unknown-members", "live", source="five settings appeared between two botocore versions in use today")
def unknown_members(now: Situation) -> Iterator[Problem]:
    """A setting that this poolpost does not know could be lost without anybody seeing it."""
    for path in members.unknown_members(now.the_pool):
        value = text(at(now.the_pool, _parts(path)))
        if path in now.accepted:
            yield noted(path, f"this poolpost does not know it ({value}); it was accepted")
        elif now.body is None:
            yield noted(path, f"this poolpost does not know it ({value}); nothing would be written")
        else:
            remedy = f"use a newer poolpost, or accept that it may be lost: --accept-unknown '{path}'"
            yield blocked(path, f"this poolpost does not know this setting ({value}), so it could be lost", remedy)


@gate_rule(
    "unknown-factors",
    "mfa",
    source="GetUserPoolMfaConfig: WebAuthnConfiguration.FactorConfiguration is newer than the provider",
)
def unknown_factors(now: Situation) -> Iterator[Problem]:
    """Nothing here writes the MFA configuration; what poolpost does not know of it is compared all the same."""
    for path in members.unknown_factors(now.mfa if isinstance(now.mfa, dict) else {}):
        value = text(at({"MfaConfig": now.mfa}, _parts(path)))
        yield noted(path, f"this poolpost does not know it ({value}); it is never written, only compared")


@gate_rule("body-loses-nothing", "plan", "live", source=_UPDATE)
def body_loses_nothing(now: Situation) -> Iterator[Problem]:
    """The request resets what it omits, and no plan shows that: provider 5.100.0 cannot send all that a pool has."""
    choice = now.settings.user_pool.verification_text if now.mode == "patch" else None
    found = losses(twins.chosen(now.the_pool, choice), now.body) if now.body else []
    for lost in pool_messages.outside(found, now.settings.pool_messages):
        yield blocked(lost.path, f"{_loss(lost)} by the update", _PATCH if now.mode == "manage" else "report this")


@gate_rule(
    "no-default-sneaks-in",
    "plan",
    "live",
    source="terraform-provider-aws: password_policy, admin_create_user_config",
    modes=("manage",),
)
def no_default_sneaks_in(now: Situation) -> Iterator[Problem]:
    """The provider fills in defaults of its own for what a pool does not have."""
    for new in additions(now.the_pool, now.body) if now.body else ():
        yield blocked(new.path, f"is not set, and the update would make it {text(new.after)}", _PATCH)


@gate_rule(
    "no-trigger-takes-the-mail",
    "live",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html",
)
def no_trigger_takes_the_mail(now: Situation) -> Iterator[Problem]:
    """A custom e-mail sender gets every mail, and then nothing that is deployed here has an effect on mail."""
    if said := mail_by_trigger(now.the_pool):
        yield warned("LambdaConfig.CustomEmailSender", said, "have its owner remove it, or let it send through SES")


@gate_rule(
    "one-text-is-sent",
    "live",
    source="botocore, UpdateUserPool: EmailVerificationMessage 'is no longer used'; which one wins is not said",
)
def one_text_is_sent(now: Situation) -> Iterator[Problem]:
    """A text that is sent twice and differently may end as the old one, which users have not got for years."""
    for each in twins.differing(now.body or {}):
        remedy = twins.how_to_choose(now.settings)
        if now.mode == "manage":
            remedy = f"have the pool's owner make both the same; or use user_pool.mode = 'patch' and {remedy}"
        yield blocked(each.path, f"two texts would be sent for one: {each}", remedy)


@gate_rule(
    "tier-has-what-the-pool-uses",
    "live",
    source="botocore 1.44.5: which settings need the Essentials or the Plus tier; FeatureUnavailableInTierException",
)
def tier_has_what_the_pool_uses(now: Situation) -> Iterator[Problem]:
    """The whole pool is sent back, so AWS may refuse a change of the e-mail for a feature that has nothing to do with it."""
    if now.body is not None and (said := beyond_tier(now.the_pool)):
        yield warned(
            "UserPoolTier", said, "have the pool's owner turn the feature off or raise the tier if AWS refuses"
        )


@gate_rule(
    "what-the-pool-uses-works",
    "live",
    source="botocore 1.44.5, UpdateUserPool: InvalidSmsRoleTrustRelationshipException; docs/decisions.md, 43",
    passable=True,
)
def what_the_pool_uses_works(now: Situation) -> Iterator[Problem]:
    """The whole pool is sent back: AWS refuses an SMS role that does not work, and without a function or key sign-in fails."""
    for each in now.dependencies:
        subject = each.need.members[0]
        if said := dependencies.not_looked(each):
            yield warned(subject, said, dependencies.remedy_of_not_looked(each.need))
        elif found := dependencies.problem(each):
            yield blocked(subject, *found)


def _loss(lost: Difference) -> str:
    if same_but_for_unicode(lost):
        return f"{text(lost.before)} would be rewritten in another Unicode form (NFC)"
    if lost.after is None:
        return f"{text(lost.before)} would be lost"
    return f"{text(lost.before)} would become {text(lost.after)}"


def text(value: Any) -> str:
    """Return a value as a finding shows it."""
    return "not set" if value is None else json.dumps(value, ensure_ascii=False)


def _parts(path: str) -> list[str]:
    """Return the parts of a path such as `A.B[0].C`."""
    return path.replace("[", ".").replace("]", "").split(".")


RULES = (
    unknown_members,
    unknown_factors,
    no_trigger_takes_the_mail,
    body_loses_nothing,
    one_text_is_sent,
    tier_has_what_the_pool_uses,
    what_the_pool_uses_works,
    no_default_sneaks_in,
)
