"""The gate's rules about the update itself: what it would lose, what is unknown, and its consequences."""

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

_UPDATE = "botocore, UpdateUserPool: omitted members are set to their default; terraform-provider-aws #49707"
_PATCH = "use user_pool.mode = 'patch', which sends the whole pool"


@gate_rule("unknown-members", "live", source="five settings appeared between two botocore versions in use today")
def unknown_members(facts: Situation) -> Iterator[Problem]:
    """A setting that this version of poolpost does not know could be lost unnoticed."""
    for path in members.unknown_members(facts.the_pool):
        value = text(at(facts.the_pool, _parts(path)))
        if path in facts.accepted:
            yield noted(path, f"unknown to this poolpost ({value}); accepted")
        elif facts.body is None:
            yield noted(path, f"unknown to this poolpost ({value}); nothing would be written")
        else:
            remedy = f"use a newer poolpost, or accept that it may be lost: --accept-unknown '{path}'"
            yield blocked(path, f"this setting is unknown to this poolpost ({value}), so it could be lost", remedy)


@gate_rule(
    "unknown-factors",
    "mfa",
    source="GetUserPoolMfaConfig: WebAuthnConfiguration.FactorConfiguration is newer than the provider",
)
def unknown_factors(facts: Situation) -> Iterator[Problem]:
    """The MFA configuration is never written; unknown parts of it are compared nevertheless."""
    for path in members.unknown_factors(facts.mfa if isinstance(facts.mfa, dict) else {}):
        value = text(at({"MfaConfig": facts.mfa}, _parts(path)))
        yield noted(path, f"unknown to this poolpost ({value}); it is never written, only compared")


@gate_rule("body-loses-nothing", "plan", "live", source=_UPDATE)
def body_loses_nothing(facts: Situation) -> Iterator[Problem]:
    """The request resets what it omits, and no plan shows that: provider 5.100.0 cannot send everything that a pool has."""
    choice = facts.settings.user_pool.verification_text if facts.mode == "patch" else None
    found = losses(twins.chosen(facts.the_pool, choice), facts.body) if facts.body else []
    for lost in pool_messages.outside(found, facts.settings.pool_messages):
        yield blocked(lost.path, f"{_loss(lost)} by the update", _PATCH if facts.mode == "manage" else "report this")


@gate_rule(
    "no-default-sneaks-in",
    "plan",
    "live",
    source="terraform-provider-aws: password_policy, admin_create_user_config",
    modes=("manage",),
)
def no_default_sneaks_in(facts: Situation) -> Iterator[Problem]:
    """The provider adds its own defaults for settings that a pool does not have."""
    for new in additions(facts.the_pool, facts.body) if facts.body else ():
        yield blocked(new.path, f"is not set, and with the update it would become {text(new.after)}", _PATCH)


@gate_rule(
    "no-trigger-takes-the-mail",
    "live",
    source="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html",
)
def no_trigger_takes_the_mail(facts: Situation) -> Iterator[Problem]:
    """A custom e-mail sender receives every mail, so nothing deployed here affects mail."""
    if said := mail_by_trigger(facts.the_pool):
        yield warned("LambdaConfig.CustomEmailSender", said, "ask its owner to remove it, or to send through SES in it")


@gate_rule(
    "one-text-is-sent",
    "live",
    source="botocore, UpdateUserPool: EmailVerificationMessage 'is no longer used'; which one wins is not said",
)
def one_text_is_sent(facts: Situation) -> Iterator[Problem]:
    """A text that is sent twice with different values may end as the old one, unused for years."""
    for each in twins.differing(facts.body or {}):
        remedy = twins.how_to_choose(facts.settings)
        if facts.mode == "manage":
            remedy = f"ask the pool's owner to make both the same; or use user_pool.mode = 'patch' and {remedy}"
        yield blocked(each.path, f"two different texts would be sent for one message: {each}", remedy)


@gate_rule(
    "tier-has-what-the-pool-uses",
    "live",
    source="botocore 1.44.5: which settings need the Essentials or the Plus tier; FeatureUnavailableInTierException",
)
def tier_has_what_the_pool_uses(facts: Situation) -> Iterator[Problem]:
    """The whole pool is sent back, so AWS may refuse a change of the e-mail because of an unrelated feature."""
    if facts.body is not None and (said := beyond_tier(facts.the_pool)):
        yield warned(
            "UserPoolTier", said, "if AWS refuses, ask the pool's owner to turn the feature off or raise the tier"
        )


@gate_rule(
    "what-the-pool-uses-works",
    "live",
    source="botocore 1.44.5, UpdateUserPool: InvalidSmsRoleTrustRelationshipException; docs/decisions.md, 43",
    passable=True,
)
def what_the_pool_uses_works(facts: Situation) -> Iterator[Problem]:
    """The whole pool is sent back: AWS refuses a broken SMS role, and without a function or key sign-in fails."""
    for each in facts.dependencies:
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
    """Format a value for a finding."""
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
