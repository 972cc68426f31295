"""
From the XML of a report to what it says: who saw how much mail from where, and whether it passes.

RFC 7489 appendix C and RFC 9990 section 3.1 list the fields. What receivers write beside them is read as a person would
read it, and noted; a record that says neither how many messages nor whether they pass is lost, and named.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Literal
from xml.etree.ElementTree import Element

from poolpost.dmarc_reports.document import Feedback, Record, UnreadableError
from poolpost.dmarc_reports.model import NO_ADDRESS, Published, Report, Row
from poolpost.domain_names import is_within

SES_DOMAIN = "amazonses.com"
"""SES signs all mail with it beside the domain's own key; only Amazon can (SES developer guide, Easy DKIM)."""
_SHOWN = 3  # domains in a reason; one message may carry a hundred signatures
_LONGEST = 120  # characters of a reporter's name or id
_MOST_RESULTS = 100  # DKIM results of one record (RFC 9990 section 3.1.1.13)
_MOST_MESSAGES = 10**12  # of one record; no receiver gets so many from one address in a day
_POLICIES = {"none", "quarantine", "reject"}
_DISPOSITIONS = {*_POLICIES, "pass"}
_DKIM_RESULTS = {"none", "pass", "fail", "policy", "neutral", "temperror", "permerror"}
_SPF_RESULTS = {"none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"}
_MEANT = {"unknown": "temperror", "error": "temperror", "hardfail": "fail", "invalid": "permerror"}
"""RFC 7489 appendix C names the first two of older software; Received-SPF writers used the others."""
_REASONS = {
    "forwarded", "sampled_out", "trusted_forwarder", "mailing_list", "local_policy", "other", "policy_test_mode",
}  # fmt: skip
_MODES = {"": "r", "r": "r", "s": "s", "relaxed": "r", "strict": "s"}
_FILE_NAME = re.compile(r"!(\d{9,11})!(\d{9,11})(?:!|\.)")  # RFC 7489 section 7.2.1.1: receiver!domain!begin!end
_MILLISECONDS = 10**11  # seconds since 1970 that no report of this millennium has

Notes = dict[str, None]
"""Departures, each once, in the order in which they were met."""


def report_of(file: str, given: Feedback) -> Report:
    """
    Keep what matters of a report, without characters that could play with a terminal.

    Raises:
        UnreadableError: it has no period, or neither a domain nor a record.
    """
    notes: Notes = dict.fromkeys(given.notes)
    metadata, policy = given.metadata, given.policy
    published = _published(policy, given.records, notes)
    begin, end = _period(metadata, file, notes)
    rows: list[Row] = []
    lost = list(given.lost)
    for number, record in enumerate(given.records, 1):
        try:
            row = _row(record, published, notes)
        except ValueError as error:
            lost.append(f"record {number}: {error}")
            continue
        if row.messages:
            rows.append(row)
        else:
            notes["a record about no messages, as receivers send for a day without mail"] = None
    for name in ("org_name", "report_id"):
        if not _text(metadata, name):
            notes[f"no {name}"] = None
    if not given.records and not lost:
        notes["no record, as receivers send for a day without mail"] = None
    return Report(
        file=file,
        reporter=printable(_text(metadata, "org_name")) or "a receiver without a name",
        report_id=printable(_text(metadata, "report_id")),
        begin=begin,
        end=end,
        published=published,
        rows=tuple(rows),
        notes=tuple(printable(note, longest=_LONGEST * 2) for note in notes),
        lost=tuple(printable(one, longest=_LONGEST * 2) for one in lost),
    )


def _published(policy: Element | None, records: list[Record], notes: Notes) -> Published:
    domain = _domain(_text(policy, "domain"))
    if not domain:
        domain = next((name for record in records if (name := _header_from(record.element))), "")
        notes["no domain in policy_published: taken from header_from"] = None
    if not domain:
        msg = "names no domain: policy_published is missing, or empty"
        raise UnreadableError(msg)
    p, sp = _text(policy, "p").lower(), _text(policy, "sp").lower()
    if p not in _POLICIES:
        notes[f"policy p={_quoted(p)} read as none"] = None
        p = "none"
    if sp not in _POLICIES:
        if sp:
            notes[f"policy sp={_quoted(sp)} left out"] = None
        sp = ""
    return Published(
        domain=domain,
        p=p,
        sp=sp or None,
        adkim=_MODES.get(_text(policy, "adkim").lower(), "r"),
        aspf=_MODES.get(_text(policy, "aspf").lower(), "r"),
        softened=_softened(policy, notes),
    )


def _softened(policy: Element | None, notes: Notes) -> str:
    if _text(policy, "testing").lower() in {"y", "yes", "true"}:
        return "t=y"
    pct = _text(policy, "pct").removesuffix("%")
    if pct in {"", "100"}:
        return ""
    if not pct.isdecimal() or len(pct) > 3:  # noqa: PLR2004 -- digits of a percentage
        notes[f"pct={_quoted(pct)} left out"] = None
        return ""
    return f"pct={int(pct)}"


def _period(metadata: Element | None, file: str, notes: Notes) -> tuple[datetime, datetime]:
    dates = None if metadata is None else metadata.find("date_range")
    named = _FILE_NAME.search(file)
    begin, end = (
        _time(_text(dates, name), name, notes) or (named and _time(named[number], name, notes))
        for number, name in ((1, "begin"), (2, "end"))
    )
    if not begin or not end:
        notes["a period with only one end"] = None
    begin, end = begin or end, end or begin
    if begin is None or end is None:
        msg = "has no period: date_range is missing, or holds no time"
        raise UnreadableError(msg)
    return begin, end


def _time(written: str, name: str, notes: Notes) -> datetime | None:
    """Read seconds since 1970; some receivers write milliseconds, a fraction, or a date."""
    try:
        if written.isdecimal():
            seconds = int(written[:20])
            if seconds > _MILLISECONDS:
                notes[f"{name} in milliseconds"] = None
                seconds //= 1000
            return datetime.fromtimestamp(seconds, tz=UTC)
        if written:
            found = (
                datetime.fromisoformat(written) if "-" in written else datetime.fromtimestamp(float(written), tz=UTC)
            )
            notes[f"{name} that is not a whole number of seconds"] = None
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        notes[f"{name}={_quoted(written)} is no time"] = None
    return None


def _row(record: Record, published: Published, notes: Notes) -> Row:
    """
    Read a record.

    Raises:
        ValueError: it does not say how many messages, or what became of them.
    """
    fared = _fared(record.element, published.domain, sp=published.sp is not None)
    notes.update(fared.notes)
    messages = _count(record.messages)
    return Row(
        source_ip=_address(record.source_ip, messages, notes),
        messages=messages,
        from_domain=fared.from_domain,
        dkim=fared.dkim,
        spf=fared.spf,
        disposition=fared.disposition,
        why=fared.why,
        excuses=fared.excuses,
        under_p=fared.under_p,
        ses=fared.ses,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fared:
    """What a record says of its messages, whoever sent them and however many there are; names as in Row."""

    from_domain: str
    dkim: bool
    spf: bool
    disposition: str
    why: tuple[str, ...]
    excuses: tuple[str, ...]
    under_p: bool
    ses: bool
    notes: Notes


@lru_cache(maxsize=2048)  # elements are the same object for records that are alike
def _fared(record: Element, policy_domain: str, *, sp: bool) -> _Fared:
    line = record.find("row")
    evaluated = None if line is None else line.find("policy_evaluated")
    if evaluated is None:
        missing = "row" if line is None else "policy_evaluated"
        msg = f"field <{missing}> is missing"
        raise ValueError(msg)
    notes: Notes = {}
    from_domain = _header_from(record)
    if not from_domain:
        notes["no header_from: taken to be the domain of the policy"] = None
        from_domain = policy_domain
    dkim, spf = _aligned(evaluated, "dkim", notes), _aligned(evaluated, "spf", notes)
    found = record.find("auth_results")
    signatures = _results(found, "dkim", _DKIM_RESULTS, notes)
    senders = _results(found, "spf", _SPF_RESULTS, notes)
    signed_by, sent_by = _passing(signatures), _passing(senders)
    why = (_dkim_reason(signatures, signed_by, from_domain), _spf_reason(senders, sent_by, from_domain))
    return _Fared(
        from_domain=from_domain,
        dkim=dkim,
        spf=spf,
        disposition=_disposition(evaluated, notes),
        why=() if dkim or spf else why,
        excuses=_excuses(evaluated, notes),
        under_p=not sp or from_domain == policy_domain,
        ses=any(is_within(domain, SES_DOMAIN) for domain in (*signed_by, *sent_by)),
        notes=notes,
    )


def _lowered(written: str, notes: Notes) -> str:
    lower = written.lower()
    if lower != written:
        notes["results in upper case"] = None
    return lower


def _count(written: str) -> int:
    if written.isdecimal() and (count := int(written[:20])) <= _MOST_MESSAGES:
        return count
    msg = f"field <count> holds {_quoted(written)}, no number of messages"
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
        return NO_ADDRESS, f"source_ip={_quoted(written)} is no address" if written else "no source address"
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped), "an IPv4 address written as IPv6"
    return str(address), ""


def _header_from(record: Element) -> str:
    """Return the From domain; drafts before RFC 7489 called the element `identities`."""
    identifiers = record.find("identifiers")
    return _domain(_text(record.find("identities") if identifiers is None else identifiers, "header_from"))


def _aligned(evaluated: Element, what: Literal["dkim", "spf"], notes: Notes) -> bool:
    written = _lowered(_text(evaluated, what), notes)
    if written not in {"pass", "fail"}:
        notes[f"policy_evaluated/{what}={_quoted(written)} read as fail"] = None
    return written == "pass"


def _disposition(evaluated: Element, notes: Notes) -> str:
    written = _text(evaluated, "disposition").lower()
    if written in _DISPOSITIONS:
        return written
    notes[f"disposition={_quoted(written)} read as none"] = None
    return "none"


def _excuses(evaluated: Element, notes: Notes) -> tuple[str, ...]:
    found: set[str] = set()
    for reason in evaluated.findall("reason"):
        written = _text(reason, "type").lower()
        if written not in _REASONS:
            notes[f"reason type {_quoted(written)} read as other"] = None
            written = "other"
        found.add(written)
    return tuple(sorted(found))


def _results(
    auth_results: Element | None, what: Literal["dkim", "spf"], known: set[str], notes: Notes
) -> list[tuple[str, str]]:
    """Return each domain with its result; a result outside of the RFC's list is read as what it means, else as it is."""
    found: list[tuple[str, str]] = []
    for one in auth_results.findall(what) if auth_results is not None else ():
        if len(found) == _MOST_RESULTS:
            notes[f"more than {_MOST_RESULTS} {what.upper()} results in a record, the first of them read"] = None
            break
        written = _lowered(_text(one, "result"), notes)
        result = written
        if written not in known:
            result = _MEANT.get(written, "none")
            notes[f"{what.upper()} result {_quoted(written)} read as {result}"] = None
        domain = _domain(_text(one, "domain"))
        if not domain:
            notes[f"a {what.upper()} result without a domain"] = None
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


def _text(parent: Element | None, tag: str) -> str:
    return "" if parent is None else (parent.findtext(tag) or "").strip()


def _quoted(text: str) -> str:
    return f"'{printable(text, longest=40)}'" if text else "without a value"


@lru_cache(maxsize=4096)
def _domain(name: str) -> str:
    return printable(name.rstrip(".").lower(), longest=253) if name else ""


def printable(text: str, longest: int = _LONGEST) -> str:
    """Replace what is not printable: escape sequences, line breaks, characters that turn the direction of writing."""
    shown = text.strip()
    if not shown.isprintable():
        shown = "".join(letter if letter.isprintable() else "?" for letter in shown)
    return shown if len(shown) <= longest else f"{shown[: longest - 3]}..."
