"""The gate's rules about imported resources: they are in use, so their changes are reported first."""

from collections.abc import Callable, Iterator
from typing import Any

from poolpost.dns.records import DnsRecord, records
from poolpost.findings import Problem, blocked, warned
from poolpost.gate.gathering import NotSeen
from poolpost.gate.rules.rule import USER_POOLS, Situation, gate_rule
from poolpost.settings import Settings
from poolpost.settings.second_region import second_name
from poolpost.settings.signing import OWN_KEY, planned_signing, wanted_signing
from poolpost.settings.terraform_names import slug
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import Change

_IDENTITY = "aws_sesv2_email_identity"
_DOMAIN, _SECOND_DOMAIN = "domain", second_name("domain")
IDENTITIES = (f"{_IDENTITY}.{_DOMAIN}", f"{_IDENTITY}.{_SECOND_DOMAIN}")
"""The domain's identity, in each SES region."""
_MAIL_FROM = "aws_sesv2_email_identity_mail_from_attributes"
_FEEDBACK = "aws_sesv2_email_identity_feedback_attributes"
_RECORD = "aws_route53_record"
_MERGED = f"{_RECORD}.apex_spf"
_ASIDE = {"dkim_signing_attributes", "tags", "tags_all", "id", "allow_overwrite"}
"""Signing has its own rule; no mail depends on the rest."""


@gate_rule(
    "keeps-how-it-signs", "plan", source="SES developer guide, DKIM; terraform-provider-aws #43205", passable=True
)
def keeps_how_it_signs(facts: Situation) -> Iterator[Problem]:
    """Mail signed with a key whose record is not published yet fails DKIM, and a strict DMARC policy rejects it."""
    for change in facts.the_plan.changes("aws_sesv2_email_identity"):
        if change.address not in IDENTITIES or change.before is None or "update" not in change.actions:
            continue
        live, wanted = planned_signing(change.before), wanted_signing(facts.settings)
        if live is None or not _dkim_changes(change):
            continue
        if wanted is None or live.differs_from(wanted):
            made = f"changes that to {wanted}" if wanted else "changes that, although domain.dkim.keep is set"
            problem = f"it signs by {live}; the plan {made}"
            remedy = (
                f"keep it: {live.how_to_keep}; to change it, change it in SES first and publish its records, so that "
                "mail is always signed"
            )
            # SES itself changes the identity as well: tokens and statuses come with its verification.
            drifted = any(
                each.address == change.address and _dkim_changes(each) for each in facts.the_plan.resource_drift
            )
            somebody = change.importing or drifted or wanted is None
            yield (blocked if somebody else warned)(change.address, problem, remedy)
        elif change.importing and live.origin == OWN_KEY:
            problem = (
                f"it signs by {live}; SES does not say which key, and the plan sets the key in the environment file"
            )
            yield warned(change.address, problem, "make sure that they are the same key")


@gate_rule("adopted-stays-as-it-is", "plan", source="docs/decisions.md, 32", passable=True)
def adopted_stays_as_it_is(facts: Situation) -> Iterator[Problem]:
    """Imported resources are in use, perhaps not only by this pool: a change is reported before it is made."""
    for change in facts.the_plan.resource_changes:
        if change.importing and "update" in change.actions and change.type not in USER_POOLS:
            for attribute in _changed(change):
                answers_mail = change.type == "aws_route53_record" and attribute == "records"
                found = blocked if answers_mail and change.address != _MERGED else warned
                yield found(
                    f"{change.address}.{attribute}", _shown(change, attribute), "adopt it as it is, then change it"
                )
    yield from _settings_stay(facts, facts.identity, _DOMAIN)
    yield from _settings_stay(facts, facts.second_identity, _SECOND_DOMAIN)


def _settings_stay(facts: Situation, seen: Json | NotSeen | None, name: str) -> Iterator[Problem]:
    """Report what an adopted identity has and Terraform does not import: MAIL FROM and forwarding; `name`: in Terraform."""
    identity = seen if isinstance(seen, dict) else {}
    mail_from, feedback = f"{_MAIL_FROM}.{name}", f"{_FEEDBACK}.{name}"
    if (made := _made(facts, mail_from)) and (live := identity.get("MailFromAttributes", {}).get("MailFromDomain")):
        wanted = made.get("mail_from_domain")
        if wanted != live:
            problem = f"MAIL FROM is {live}; the plan changes it to {wanted}"
            remedy = "set domain.mail_from.label to the current label, or publish MX and SPF of the new one first"
            yield blocked(mail_from, problem, remedy)
    if (made := _made(facts, feedback)) is not None and "FeedbackForwardingStatus" in identity:
        wanted, live = bool(made.get("email_forwarding_enabled")), bool(identity["FeedbackForwardingStatus"])
        if wanted != live:
            words = {True: "on", False: "off"}
            problem = f"forwarding of bounces and complaints is {words[live]}; the plan turns it {words[wanted]}"
            yield warned(feedback, problem, "set domain.feedback_forwarding")


@gate_rule(
    "imports-only-what-the-file-names",
    "plan",
    source="Terraform, import blocks: what is imported is changed and destroyed like what was created",
    passable=True,
)
def imports_only_what_the_file_names(facts: Situation) -> Iterator[Problem]:
    """An import takes a resource over: the next plan changes it, and a destroy removes it for its owner."""
    named = _named(facts)
    for change in facts.the_plan.resource_changes:
        guarded = facts.mode == "manage" and change is facts.guarded
        if change.importing and not guarded and not _is_named(change, named.get(change.address)):
            problem = f"the plan imports {change.import_id or 'it'}, which neither aws.adopt nor dns.adopt lists"
            yield blocked(
                change.address, problem, "remove the import block, or list the resource in aws.adopt or dns.adopt"
            )


def _named(facts: Situation) -> dict[str, str]:
    """Return the addresses that the file adopts, with the import id of each; for a record the part after its zone."""
    settings = facts.settings
    found = _named_in(settings, str) | (_named_in(settings.second, second_name) if settings.second is not None else {})
    adopted = (record for record in records(settings) if record.id in settings.dns.adopt)
    return found | {f"{_RECORD}.{slug(each.id)}": _end_of_id(each) for each in adopted}


def _named_in(settings: Settings, name: Callable[[str], str]) -> dict[str, str]:
    """Return the same for what SES has in one region; `name` makes the Terraform names there."""
    adopt, people = settings.aws.adopt, (each for each in settings.verified_addresses if each in settings.aws.adopt)
    found = {f"{_IDENTITY}.{name(f'address_{slug(each)}')}": each for each in people}
    found |= {f"{_IDENTITY}.{name(_DOMAIN)}": settings.domain.name} if "identity" in adopt else {}
    sign_in = f"aws_sesv2_configuration_set.{name('sign_in')}"
    return found | ({sign_in: settings.configuration_set.name} if "configuration-set" in adopt else {})


def _end_of_id(record: DnsRecord) -> str:
    """Return the end of a record's import id: after its zone, and after a DKIM token, which is known only from SES."""
    name = record.name.rpartition(">")[2] if record.pending else f"_{record.name}"
    return f"{name}_{record.type}"


def _is_named(change: Change, wanted: str | None) -> bool:
    """Return whether an import is of what the file names; an id that is known only at the apply is none."""
    if wanted is None or not change.import_id:
        return False
    return change.import_id.endswith(wanted) if change.type == _RECORD else change.import_id == wanted


def _dkim_changes(change: Change) -> bool:
    names = ("domain_signing_selector", "domain_signing_private_key", "next_signing_key_length")
    before, after = (
        next(iter((each or {}).get("dkim_signing_attributes") or []), {}) for each in (change.before, change.after)
    )
    return any((before.get(name) or None) != (after.get(name) or None) for name in names)


def _changed(change: Change) -> list[str]:
    before, after = change.before or {}, change.after or {}
    names = (before.keys() | after.keys()) - _ASIDE - change.after_unknown.keys()
    return sorted(name for name in names if (before.get(name) or None) != (after.get(name) or None))


def _made(facts: Situation, address: str) -> dict[str, Any] | None:
    """Return what a plan creates at an address, next to an identity that is imported."""
    changes = (change for change in facts.the_plan.resource_changes if change.address == address)
    return next((change.after or {} for change in changes if "create" in change.actions), None)


def _shown(change: Change, attribute: str) -> str:
    before, after = (repr((each or {}).get(attribute)) for each in (change.before, change.after))
    return f"it is {before}; the plan changes it to {after}"


RULES = (keeps_how_it_signs, adopted_stays_as_it_is, imports_only_what_the_file_names)
