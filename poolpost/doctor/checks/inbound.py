"""The doctor's checks of received mail: receipt rules, bucket and key, and what arrived. The MX record is a DNS record."""

from collections.abc import Iterator

from poolpost.doctor.checks.check import Verdict, check, does_not_apply, failed, passed, unknown
from poolpost.doctor.facts import Facts
from poolpost.settings import Settings
from poolpost.settings.tables.inbound import Inbound
from poolpost.standards.iam_conditions import every, of_service
from poolpost.standards.iam_policies import allows, why_not
from poolpost.standards.raw import Json

SECTION = "received mail"
SES = "ses.amazonaws.com"
_KEY_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")
_RULES = "https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html"
_PERMISSIONS = "https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html"
_NONE = "[inbound] is not set"


@check("mail-is-received", SECTION, "receipt rules", source=_RULES)
def mail_is_received(facts: Facts) -> Iterator[Verdict]:
    """SES refuses mail when no rule of the active set matches; a rule of another set receives nothing."""
    inbound = facts.settings.inbound
    if inbound is None:
        yield does_not_apply(_NONE)
        return
    active = facts.active_rule_set()
    name = active["Metadata"]["Name"] if active is not None else None
    if name != inbound.rule_set:
        seen = f"{name} is active" if name is not None else "none is active"
        remedy = (
            f"'poolpost preflight {facts.settings.name}' says how to share it"
            if name is not None
            else f"'cdktf deploy {facts.settings.name}'"
        )
        yield failed(f"{seen}, not {inbound.rule_set}: SES refuses the mail", remedy, subject="active set")
        return
    yield passed(f"{inbound.rule_set} is active", subject="active set")
    live: dict[str, Json] = {each["Name"]: each for each in (active or {}).get("Rules", [])}
    for key, rule in inbound.rules.items():
        there = live.get(facts.settings.receipt_rule_name(key))
        if there is None:
            yield failed("it does not exist", f"'cdktf deploy {facts.settings.name}'", subject=key)
        elif bool(there.get("Enabled")) != rule.enabled:
            seen = "enabled" if there.get("Enabled") else "disabled"
            yield failed(f"{seen}; the file says otherwise", f"'cdktf deploy {facts.settings.name}'", subject=key)
        else:
            yield passed("enabled" if rule.enabled else "disabled, as the file says", subject=key)


@check("ses-may-store-mail", SECTION, "bucket", source=_PERMISSIONS)
def ses_may_store_mail(facts: Facts) -> Iterator[Verdict]:
    """SES bounces a mail that it cannot store, and its sender blames you."""
    inbound = facts.settings.inbound
    if inbound is None or inbound.bucket is None:
        yield does_not_apply(_NONE if inbound is None else "no rule stores mail")
        return
    bucket, name = facts.mail_bucket(), inbound.bucket.name
    resource = f"arn:{facts.settings.aws.partition}:s3:::{name}/x"
    evidence, policy = f"SES may write to {name}", bucket.policy or {}
    yield _may(
        facts.settings, policy, ("s3:PutObject",), evidence, "its policy does not let SES write", resource=resource
    )
    if not bucket.key:
        yield passed("S3's own keys encrypt it", subject="key")
    elif bucket.key_state != "Enabled":
        remedy = f"enable the key {bucket.key} (aws kms enable-key), or cancel its deletion"
        evidence = f"{bucket.key} is {bucket.key_state}: SES cannot write, and mail cannot be read"
        yield failed(evidence, remedy, subject="key")
    else:
        problem = f"the policy of {bucket.key} does not let SES use it"
        yield _may(facts.settings, bucket.key_policy, _KEY_ACTIONS, "SES may use its key", problem, subject="key")


@check("mail-has-arrived", SECTION, "newest mail", source="ours: silence is what a broken MX record looks like")
def mail_has_arrived(facts: Facts) -> Iterator[Verdict]:
    """Reports that stopped coming are noticed by no one: their senders get no answer that you would see."""
    inbound: Inbound | None = facts.settings.inbound
    if inbound is None or inbound.bucket is None:
        yield does_not_apply(_NONE if inbound is None else "no rule stores mail")
        return
    for name in inbound.storing():
        newest = facts.newest_mail(name)
        if newest is None:
            yield does_not_apply(f"{name}: no mail yet")
        else:
            yield passed(f"{newest:%Y-%m-%d %H:%M} UTC", subject=name)


def _may(  # noqa: PLR0913 -- what a sentence about a policy needs
    settings: Settings,
    policy: Json,
    actions: tuple[str, ...],
    evidence: str,
    problem: str,
    *,
    resource: str | None = None,
    subject: str = "",
) -> Verdict:
    """Return whether a policy lets SES do all of this for every rule that stores mail."""
    rules = settings.inbound.storing() if settings.inbound is not None else ()
    account = settings.aws.account_id
    asked = [
        (action, of_service(SES, account=account, SourceArn=settings.receipt_rule_arn(name)))
        for action in actions
        for name in rules
    ]
    verdicts = [allows(policy, service=SES, action=one, context=each, resource=resource) for one, each in asked]
    may = every(verdicts)
    if may:
        return passed(evidence, subject=subject)
    action, context = asked[verdicts.index(may)]
    why = why_not(policy, service=SES, action=action, context=context, resource=resource)
    if may is None:
        return unknown(
            f"it is not known whether SES may: {why}",
            f"'cdktf deploy {settings.name}' has SES test it",
            subject=subject,
        )
    return failed(
        f"{problem}: {why}", f"'cdktf deploy {settings.name}', or fix the policy of your own key", subject=subject
    )


CHECKS = (mail_is_received, ses_may_store_mail, mail_has_arrived)
