"""The doctor's checks of DNS, as the world sees it."""

from collections.abc import Iterator

from poolpost.dns import dmarc_discovery, spf_evaluation
from poolpost.dns.verdict import Checked
from poolpost.doctor.checks.check import Answer, Verdict, check, does_not_apply, failed, passed
from poolpost.doctor.facts import Facts
from poolpost.pool.differences import email_configuration
from poolpost.standards.domain_names import is_within
from poolpost.standards.spf import MAX_LOOKUPS

SECTION = "DNS"
ANSWERS: dict[str, Answer] = {
    "present": "pass",
    "lookup failed": "cannot tell",
}
"""What a record's status means for the checklist; every other one is a failure."""


@check(
    "records-are-published",
    SECTION,
    "record",
    source="https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-verification.html",
)
def records_are_published(facts: Facts) -> Iterator[Verdict]:
    """SES, and everybody who gets mail, believes what DNS says and nothing else."""
    by_address = facts.settings.user_pool.sends_by_address
    if by_address and not facts.records:
        yield does_not_apply("there is no [domain]: an address needs no record")
    for one in facts.records:
        if by_address and one.status != "present":
            said = f"{_evidence(one)}; the pool sends by an address and does not need it yet"
            yield Verdict(outcome="not applicable", evidence=said, remedy=_remedy(facts, one), subject=one.record.id)
            continue
        remedies = [finding.remedy for finding in one.diagnoses if finding.remedy]
        yield Verdict(
            outcome=ANSWERS.get(one.status, "fail"),
            evidence=_evidence(one),
            remedy="; ".join(remedies) or _remedy(facts, one),
            subject=one.record.id,
        )


@check("spf-can-be-evaluated", SECTION, "SPF", source="https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4")
def spf_can_be_evaluated(facts: Facts) -> Iterator[Verdict]:
    """One SPF record a name, at most ten lookups: receivers take anything else as an error, and so as a failure."""
    settings = facts.settings
    if settings.user_pool.sends_by_address:
        yield does_not_apply("SES sends mail of an address as amazonses.com, whose SPF is AWS's")
        return
    names = [settings.mail_from_domain, *([settings.domain.name] if settings.dns.apex_spf else [])]
    for name in names:
        found = spf_evaluation.evaluate(name, facts.lookup)
        if not found.record and not found.problems:
            yield failed("no SPF record", f"'poolpost dns {settings.name}' has it", subject=name)
        elif found.problems:
            yield failed("; ".join(found.problems), "publish one sound record: 'poolpost dns' has it", subject=name)
        else:
            yield passed(f"{found.record}: {found.lookups} of {MAX_LOOKUPS} lookups", subject=name)


@check("dmarc-is-published", SECTION, "DMARC", source="https://www.rfc-editor.org/rfc/rfc9989#section-4.10")
def dmarc_is_published(facts: Facts) -> Iterator[Verdict]:
    """Large receivers ask for a DMARC record; without one, anybody can send in your name."""
    sender = _from_domain(facts)
    many = [name for name in dict.fromkeys((sender, facts.settings.sender_domain)) if _dmarc_records(facts, name) > 1]
    applied = facts.dmarc
    if many:
        said = f"{_dmarc_records(facts, many[0])} DMARC records at _dmarc.{many[0]}: receivers take none of them"
        yield failed(said, "leave one of them")
    elif applied is None and facts.settings.user_pool.sends_by_address:
        yield does_not_apply(f"receivers find no DMARC record for {sender}; large ones ask bulk senders for one")
    elif applied is None:
        remedy = f"publish _dmarc.{facts.settings.domain.name}: 'poolpost dns {facts.settings.name}' has it"
        yield failed(f"receivers find no DMARC record for {sender}", remedy)
    else:
        yield passed(f"{applied.value} for mail from {sender}, by _dmarc.{applied.published.domain}")


@check("mail-is-aligned", SECTION, "alignment", source="https://www.rfc-editor.org/rfc/rfc9989#section-4.4")
def mail_is_aligned(facts: Facts) -> Iterator[Verdict]:
    """DMARC passes when DKIM or SPF is of From's own domain; with one of the two, forwarding breaks nothing."""
    settings = facts.settings
    if settings.user_pool.sends_by_address:
        yield _by_address(facts)
        return
    sender = _actual_from_domain(facts)
    live = (facts.identity or {}).get("MailFromAttributes", {})
    works = live.get("MailFromDomainStatus") == "SUCCESS"
    mail_from = live["MailFromDomain"] if works else "amazonses.com"  # SES developer guide, mail-from
    found = dmarc_discovery.alignment(
        sender, dkim_domain=settings.domain.name, mail_from=mail_from, lookup=facts.lookup
    )
    said = f"DKIM {'aligned' if found.dkim else 'not aligned'}, SPF {'aligned' if found.spf else 'not aligned'}"
    seen = f"{said}: From {sender}, DKIM {settings.domain.name}, MAIL FROM {mail_from}"
    if found.policy is None:
        yield does_not_apply(f"receivers find no DMARC record for {sender} to align by")
    elif found.dkim and found.spf:
        yield passed(seen)
    elif found.dkim and not works:
        yield failed(seen, "MAIL FROM is not SUCCESS yet: see its line above")
    else:
        which = " and ".join(f"dns.dmarc.{tag}" for tag, ok in (("adkim", found.dkim), ("aspf", found.spf)) if not ok)
        yield failed(seen, f"set {which} to 'r', or let From be of {settings.domain.name}")


def _by_address(facts: Facts) -> Verdict:
    """Return what DMARC makes of mail by a single address."""
    found = facts.outlook()
    if found.policy is None:
        return does_not_apply("receivers find no DMARC record to align by")
    if found.problem:
        remedy = "move on to a domain identity: add [domain] and [dns], deploy, then set user_pool.identity = 'domain'"
        return failed(f"{found.seen}; {found.problem}", remedy)
    return passed(f"{found.seen}; p={found.policy.value}, so DMARC keeps no mail out")


@check("reports-reach-somebody", SECTION, "DMARC reports", source="https://www.rfc-editor.org/rfc/rfc9990")
def reports_reach_somebody(facts: Facts) -> Iterator[Verdict]:
    """A report address of another organisation gets nothing until that organisation agrees in its DNS."""
    applied = facts.dmarc
    if applied is None or not facts.settings.has_domain:
        yield does_not_apply("there is no DMARC record" if applied is None else "the record is not this environment's")
        return
    destinations = dmarc_discovery.report_destinations(applied.published, facts.lookup)
    if not destinations:
        ours = facts.settings.dns.dmarc
        hint = "" if ours and ours.rua else "; with dns.dmarc.rua you would see who sends in your name"
        yield does_not_apply(f"the record that receivers see asks for none{hint}")
    for each in destinations:
        if each.consent == "no domain":
            remedy = "correct rua and ruf in the record that receivers see"
            yield failed("is no domain name, so nobody gets the reports", remedy, subject=each.host)
        elif each.consent == "not authorised":
            publish = f'publish TXT {each.name} "v=DMARC1"'
            own = is_within(facts.settings.domain.name, each.host)
            whose = f"{each.host} is an organisation of its own to receivers" if own else "its owner has not agreed"
            remedy = publish if own else f"ask {each.host} to {publish}, or report to an address of your own"
            yield failed(whose, remedy, subject=each.host)
        else:
            yield passed("your own domain" if each.consent == "own" else "its owner agrees", subject=each.host)


def _actual_from_domain(facts: Facts) -> str:
    """Return the domain of the From that the pool has now; before it is switched the one that it will have."""
    address = email_configuration(facts.pool).get("From", "").rpartition("<")[2].rstrip(">")
    return address.rpartition("@")[2].lower() or _from_domain(facts)


def _dmarc_records(facts: Facts, domain: str) -> int:
    return len(dmarc_discovery.texts_at(domain, facts.lookup))


def _from_domain(facts: Facts) -> str:
    sender = facts.settings.user_pool.from_
    return sender.domain if sender else facts.settings.sender_domain


def _evidence(one: Checked) -> str:
    problems = [finding.problem for finding in one.diagnoses]
    found = [" | ".join(one.found)] if one.found and one.status not in {"present", "absent"} else []
    return "; ".join(
        [f"{one.record.type} {one.record.name}: {one.status}", *found, *([one.reason] if one.reason else []), *problems]
    )


def _remedy(facts: Facts, one: Checked) -> str:
    if one.status == "present":
        return ""
    if one.status == "pending":
        return f"'cdktf deploy {facts.settings.identity_owner}': AWS makes the value then"
    if one.status == "lookup failed":
        return "look again; when it stays, ask whoever runs these name servers"
    return f"publish it as 'poolpost dns {facts.settings.name}' lists it"


CHECKS = (records_are_published, spf_can_be_evaluated, dmarc_is_published, mail_is_aligned, reports_reach_somebody)
