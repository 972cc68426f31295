"""
Read the XML of a report: who saw how much mail from where, and whether it passes.

RFC 7489 appendix C and RFC 9990 section 3.1 list the fields. Other ways of receivers to write them are read as a person
would, and noted; a record that does not say how many messages there are or whether they pass is reported as lost.
"""

import re
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element

from poolpost.mail.dmarc_elements import Feedback, Record, UnreadableError
from poolpost.mail.dmarc_fields import Notes, domain_of, printable, quoted, text_of
from poolpost.mail.dmarc_report import Published, Report, Row
from poolpost.mail.dmarc_row import header_from, row_of

_LONGEST = 120  # characters of a reporter's name or id
_POLICIES = {"none", "quarantine", "reject"}
_MODES = {"": "r", "r": "r", "s": "s", "relaxed": "r", "strict": "s"}
_FILE_NAME = re.compile(r"!(\d{9,11})!(\d{9,11})(?:!|\.)")  # RFC 7489 section 7.2.1.1: receiver!domain!begin!end
_MILLISECONDS = 10**11  # seconds since 1970, above any report of this millennium
_DAY = timedelta(days=1)
_LONG = timedelta(hours=27)  # a day is asked for (RFC 7489 section 7.2); receivers round to hours


def report_of(file: str, given: Feedback) -> Report:
    """
    Return the relevant parts of a report, without characters that could control a terminal.

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
            row = row_of(record, published, notes)
        except ValueError as error:
            lost.append(f"record {number}: {error}")
            continue
        if row.messages:
            rows.append(row)
        else:
            notes["a record about no messages, as receivers send for a day without mail"] = None
    for name in ("org_name", "report_id"):
        if not text_of(metadata, name):
            notes[f"no {name}"] = None
    if not given.records and not lost:
        notes["no record, as receivers send for a day without mail"] = None
    return Report(
        file=file,
        reporter=printable(text_of(metadata, "org_name")) or "a receiver without a name",
        report_id=printable(text_of(metadata, "report_id")),
        begin=begin,
        end=end,
        published=published,
        rows=tuple(rows),
        notes=tuple(printable(note, longest=_LONGEST * 2) for note in notes),
        lost=tuple(printable(one, longest=_LONGEST * 2) for one in lost),
    )


def _published(policy: Element | None, records: list[Record], notes: Notes) -> Published:
    domain = domain_of(text_of(policy, "domain"))
    if not domain:
        domain = next((name for record in records if (name := header_from(record.element))), "")
        notes["no domain in policy_published: taken from header_from"] = None
    if not domain:
        msg = "names no domain: policy_published is missing, or empty"
        raise UnreadableError(msg)
    p, sp = text_of(policy, "p").lower(), text_of(policy, "sp").lower()
    if p not in _POLICIES:
        notes[f"policy p={quoted(p)} read as none"] = None
        p = "none"
    if sp not in _POLICIES:
        if sp:
            notes[f"policy sp={quoted(sp)} left out"] = None
        sp = ""
    return Published(
        domain=domain,
        p=p,
        sp=sp or None,
        adkim=_MODES.get(text_of(policy, "adkim").lower(), "r"),
        aspf=_MODES.get(text_of(policy, "aspf").lower(), "r"),
        softened=_softened(policy, notes),
    )


def _softened(policy: Element | None, notes: Notes) -> str:
    if text_of(policy, "testing").lower() in {"y", "yes", "true"}:
        return "t=y"
    pct = text_of(policy, "pct").removesuffix("%")
    if pct in {"", "100"}:
        return ""
    if not pct.isdecimal() or len(pct) > 3:  # noqa: PLR2004 -- digits of a percentage
        notes[f"pct={quoted(pct)} left out"] = None
        return ""
    return f"pct={int(pct)}"


def _period(metadata: Element | None, file: str, notes: Notes) -> tuple[datetime, datetime]:
    dates = None if metadata is None else metadata.find("date_range")
    named = _FILE_NAME.search(file)
    begin, end = (
        _time(text_of(dates, name), name, notes) or (named and _time(named[number], name, notes))
        for number, name in ((1, "begin"), (2, "end"))
    )
    if not begin or not end:
        notes["a period with only one end"] = None
    begin, end = begin or end, end or begin
    if begin is None or end is None:
        msg = "has no period: date_range is missing, or holds no time"
        raise UnreadableError(msg)
    if end - begin > _LONG:
        notes[f"a period of {-(-(end - begin) // _DAY)} days"] = None
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
        notes[f"{name}={quoted(written)} is no time"] = None
    return None
