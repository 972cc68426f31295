"""What a plan changes about mail, and who would lose mail if it were applied now."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from poolpost.dmarc import parse_dmarc
from poolpost.findings import Finding
from poolpost.gate.rule import PATCH_ADDRESS, POOL_ADDRESS
from poolpost.plan import Plan
from poolpost.pool import Json, email_configuration
from poolpost.pool import messages as pool_messages
from poolpost.review.dns_changes import DnsChange
from poolpost.settings import Settings

SHOWN = {
    "EmailSendingAccount": "sending account",
    "From": "From",
    "ReplyToEmailAddress": "Reply-To",
    "SourceArn": "identity",
    "ConfigurationSet": "configuration set",
}
"""EmailConfiguration's members as people call them."""
SHOWN_TEXT = 60  # characters of a message: the file is in the same pull request
DAILY_DEFAULT = 50  # mails a day with COGNITO_DEFAULT (Cognito quotas)
_GOING = {
    "aws_sesv2_email_identity": ("email_identity", "SourceArn"),
    "aws_sesv2_configuration_set": ("configuration_set_name", "ConfigurationSet"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailChange:
    """Something about mail that changes; '' stands for "not set"."""

    what: str
    old: str
    new: str


def mail_changes(settings: Settings, plan: Plan, live: Json, dns: tuple[DnsChange, ...]) -> tuple[MailChange, ...]:
    """Compare the pool's live e-mail configuration with the wanted one, and the DMARC step."""
    pool = (*_pool(settings, live), *_texts(settings, live)) if writes_pool(plan) else ()
    return (*pool, *_dmarc(settings, dns), *_delivery(plan))


def writes_pool(plan: Plan) -> bool:
    """Tell whether the plan writes the pool's e-mail: Terraform does not see that somebody else changed it."""
    steps = [change for change in plan.resource_changes if change.address in {PATCH_ADDRESS, POOL_ADDRESS}]
    return any({"create", "update"} & set(change.actions) for change in steps)


def drifted(settings: Settings, plan: Plan, live: Json) -> bool:
    """Tell whether the pool's e-mail or texts are not the file's, and the plan leaves them so."""
    return not writes_pool(plan) and any((*_pool(settings, live), *_texts(settings, live)))


def losing_mail(settings: Settings, plan: Plan, live: Json, unready: list[Finding]) -> tuple[str, ...]:
    """Say who would lose mail if the plan were applied now; nobody is an empty tuple."""
    return (*_what_goes(plan, live), *_who_is_limited(settings, live, unready))


def _pool(settings: Settings, live: Json) -> Iterator[MailChange]:
    old, new = email_configuration(live), settings.email_configuration
    for member, what in SHOWN.items():
        if old.get(member) != new.get(member):
            yield MailChange(what=what, old=old.get(member, ""), new=new.get(member, ""))


def _texts(settings: Settings, live: Json) -> Iterator[MailChange]:
    """Yield the messages that change, by the beginning of their texts."""
    wanted = settings.pool_messages
    for path, told, beginning in pool_messages.states(live, wanted):
        if told != "as wanted" and path in wanted:
            new = " ".join(wanted[path].split())
            yield MailChange(
                what=path,
                old="" if told == "not set" else beginning,
                new=new if len(new) <= SHOWN_TEXT else f"{new[:SHOWN_TEXT]}…",
            )


def _dmarc(settings: Settings, dns: tuple[DnsChange, ...]) -> Iterator[MailChange]:
    name = f"_dmarc.{settings.domain.name}"
    for change in dns:
        if change.name == name:
            yield MailChange(what="DMARC", old=_policy(change.old), new=_policy(change.new))


def _policy(values: tuple[str, ...]) -> str:
    """Give the policy of a DMARC record for people: 'quarantine'."""
    for value in values:
        with suppress(ValueError):
            return parse_dmarc(value).p
    return ""


def _delivery(plan: Plan) -> Iterator[MailChange]:
    """Yield what changes in how the configuration set delivers."""
    for change in plan.changes("aws_sesv2_configuration_set"):
        if change.before is None or change.after is None:
            continue
        old, new = (_delivery_options(each) for each in (change.before, change.after))
        for option in sorted(old.keys() | new.keys()):
            if old.get(option) != new.get(option):
                yield MailChange(what=option, old=str(old.get(option, "")), new=str(new.get(option, "")))


def _delivery_options(attributes: Json) -> Json:
    options: Json = {}
    for block in ("delivery_options", "suppression_options", "tracking_options"):
        for held in attributes.get(block) or []:
            options |= {name: value for name, value in held.items() if value}
    return options


def _what_goes(plan: Plan, live: Json) -> Iterator[str]:
    """Yield what the pool sends with today and the plan takes away without the pool having been switched first."""
    email = email_configuration(live)
    switched = any(
        change.address.endswith(".user_pool_email") and "create" in change.actions for change in plan.resource_changes
    )
    for kind, (attribute, member) in _GOING.items():
        for change in plan.changes(kind):
            name = (change.before or {}).get(attribute)
            in_use = name and email.get(member, "").rpartition("/")[2] == name
            if change.deletes and in_use and not switched:
                yield f"every user: the pool sends with {name}, which the plan destroys"


def _who_is_limited(settings: Settings, live: Json, unready: list[Finding]) -> Iterator[str]:
    sends_by_ses = email_configuration(live).get("EmailSendingAccount") == "DEVELOPER"
    if settings.user_pool.sending == "COGNITO_DEFAULT":
        if sends_by_ses:
            yield f"everybody after the first {DAILY_DEFAULT} mails of a day: that is all that COGNITO_DEFAULT sends"
    elif settings.aws.sandbox and not sends_by_ses:
        yield "everybody whose address is not verified, as long as SES is in the sandbox (aws.sandbox = true)"
    elif unready and sends_by_ses:
        yield "everybody, now already: " + "; ".join(finding.problem for finding in unready)
