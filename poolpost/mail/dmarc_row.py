"""
One record of a report: how many messages came from where, and their results.

Departures from RFC 7489 appendix C and RFC 9990 section 3.1 are read as a person would, and noted.
"""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Literal
from xml.etree.ElementTree import Element

from poolpost.mail.dmarc_elements import Record
from poolpost.mail.dmarc_fields import Notes, domain_of, quoted, text_of
from poolpost.mail.dmarc_report import NO_ADDRESS, Fate, Published, Row
from poolpost.standards.domain_names import is_within

SES_DOMAIN = "amazonses.com"
"""SES signs all mail with it in addition to the domain's own key; only Amazon can (SES developer guide, Easy DKIM)."""
_SHOWN = 3  # domains in a reason; one message may have a hundred signatures
_MOST_RESULTS = 100  # DKIM results of one record (RFC 9990 section 3.1.1.13)
_MOST_MESSAGES = 10**12  # of one record; no receiver gets that many from one address in a day
_DISPOSITIONS = {"none", "quarantine", "reject", "pass"}
_DKIM_RESULTS = {"none", "pass", "fail", "policy", "neutral", "temperror", "permerror"}
_SPF_RESULTS = {"none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"}
_MEANT = {"unknown": "temperror", "error": "temperror", "hardfail": "fail", "invalid": "permerror"}
"""RFC 7489 appendix C lists the first two, of older software; writers of Received-SPF used the others."""
_DONE = {"softfail": "quarantine"}  # by rspamd 1 (rspamd/rspamd#2872)
_REASONS = {
    "forwarded",
    "sampled_out",
    "trusted_forwarder",
    "mailing_list",
    "local_policy",
    "other",
    "policy_test_mode",
}


def row_of(record: Record, published: Published, notes: Notes) -> Row:
    """
    Read a record.

    Raises:
        ValueError: it does not say how many messages, or what happened to them.
    """
    fate, departures = _fate(record.element, published.domain, sp=published.sp is not None)
    notes.update(departures)
    messages = _count(record.messages)
    return Row(_address(record.source_ip, messages, notes), messages, fate)


@lru_cache(maxsize=2048)  # equal records have the same element objects
def _fate(record: Element, policy_domain: str, *, sp: bool) -> tuple[Fate, Notes]:
    line = record.find("row")
    evaluated = None if line is None else line.find("policy_evaluated")
    if evaluated is None:
        missing = "row" if line is None else "policy_evaluated"
        msg = f"field <{missing}> is missing"
        raise ValueError(msg)
    notes: Notes = {}
    from_domain = header_from(record)
    if not from_domain:
        notes["no header_from: taken to be the domain of the policy"] = None
        from_domain = policy_domain
    dkim, spf = _aligned(evaluated, "dkim", notes), _aligned(evaluated, "spf", notes)
    found = record.find("auth_results")
    signatures = _results(found, "dkim", _DKIM_RESULTS, notes)
    senders = _results(found, "spf", _SPF_RESULTS, notes)
    signed_by, sent_by = _passing(signatures), _passing(senders)
    why = (_dkim_reason(signatures, signed_by, from_domain), _spf_reason(senders, sent_by, from_domain))
    fate = Fate(
        from_domain=from_domain,
        dkim=dkim,
        spf=spf,
        disposition=_disposition(evaluated, notes),
        why=() if dkim or spf else why,
        excuses=_excuses(evaluated, notes),
        under_p=not sp or from_domain == policy_domain,
        ses=any(is_within(domain, SES_DOMAIN) for domain in (*signed_by, *sent_by)),
    )
    return fate, notes


def _lowered(written: str, notes: Notes) -> str:
    lower = written.lower()
    if lower != written:
        notes["results in upper case"] = None
    return lower


def _count(written: str) -> int:
    if written.isdecimal() and (count := int(written[:20])) <= _MOST_MESSAGES:
        return count
    msg = f"field <count> holds {quoted(written)}, no number of messages"
    raise ValueError(msg)


def _address(written: str, messages: int, notes: Notes) -> str:
    address, note = _parsed_address(written)
    if note and messages:
        notes[note] = None
    return address


@lru_cache(maxsize=4096)
def _parsed_address(written: str) -> tuple[str, str]:
    try:
        address = ip_address(written.strip("[]"))
    except ValueError:
        return NO_ADDRESS, f"source_ip={quoted(written)} is no address" if written else "no source address"
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped), "an IPv4 address written as IPv6"
    return str(address), ""


def header_from(record: Element) -> str:
    """Return the From domain; drafts before RFC 7489 called the element `identities`."""
    identifiers = record.find("identifiers")
    return domain_of(text_of(record.find("identities") if identifiers is None else identifiers, "header_from"))


def _aligned(evaluated: Element, what: Literal["dkim", "spf"], notes: Notes) -> bool:
    written = _lowered(text_of(evaluated, what), notes)
    if written not in {"pass", "fail"}:
        notes[f"policy_evaluated/{what}={quoted(written)} read as fail"] = None
    return written == "pass"


def _disposition(evaluated: Element, notes: Notes) -> str:
    written = text_of(evaluated, "disposition").lower()
    if written in _DISPOSITIONS:
        return written
    notes[f"disposition={quoted(written)} read as {(done := _DONE.get(written, 'none'))}"] = None
    return done


def _excuses(evaluated: Element, notes: Notes) -> tuple[str, ...]:
    found: set[str] = set()
    for reason in evaluated.findall("reason"):
        written = text_of(reason, "type").lower()
        own = "" if written else (reason.text or "").strip().lower()
        if own in _REASONS:
            notes["a reason without an element for its type"] = None
            written = own
        elif written not in _REASONS:
            notes[f"reason type {quoted(written)} read as other"] = None
            written = "other"
        found.add(written)
    return tuple(sorted(found))


def _results(
    auth_results: Element | None, what: Literal["dkim", "spf"], known: set[str], notes: Notes
) -> list[tuple[str, str]]:
    """Return each domain with its result; a result that is not in the RFC's list is translated, or kept as it is."""
    found: list[tuple[str, str]] = []
    for one in auth_results.findall(what) if auth_results is not None else ():
        if len(found) == _MOST_RESULTS:
            notes[f"more than {_MOST_RESULTS} {what.upper()} results in a record, the first of them read"] = None
            break
        written = _lowered(text_of(one, "result"), notes)
        result = written
        if written not in known:
            result = _MEANT.get(written, "none")
            notes[f"{what.upper()} result {quoted(written)} read as {result}"] = None
        domain = domain_of(text_of(one, "domain"))
        if not domain:
            notes[f"{what.upper()} result without a domain"] = None
        found.append((domain or "no domain", result))
    return found


def _passing(results: list[tuple[str, str]]) -> list[str]:
    return sorted({domain for domain, result in results if result == "pass"})


def _dkim_reason(results: list[tuple[str, str]], signers: list[str], from_domain: str) -> str:
    if from_domain in signers:
        return f"signed by {from_domain}, but counted as not aligned"
    if signers:
        return f"signed by {_listed(signers)}, not by {from_domain}"
    broken = [(domain, result) for domain, result in results if result != "none"]
    if broken:
        return f"signature of {broken[0][0]} does not verify ({broken[0][1]})"
    return "not signed with DKIM"


def _spf_reason(results: list[tuple[str, str]], senders: list[str], from_domain: str) -> str:
    if senders:
        return f"SPF passes for {_listed(senders)}, which does not align with {from_domain}"
    if results:
        return f"SPF {results[0][1]} for {results[0][0]}"
    return "no SPF result"


def _listed(names: Iterable[str]) -> str:
    given = list(names)
    more = f" and {len(given) - _SHOWN} more" if len(given) > _SHOWN else ""
    return ", ".join(given[:_SHOWN]) + more
