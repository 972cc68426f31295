"""
The DNS records in the formats that people and DNS providers use: a zone file, JSON, CSV, Markdown.

Tokens come from AWS and texts from colleagues: each format has an escaper, and accepts only what it returns.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, LiteralString, NewType

from poolpost.dns.records import DnsRecord, txt_strings, zone_of
from poolpost.settings import Settings
from poolpost.standards.domain_names import relative
from poolpost.standards.markdown import Markdown, code, joined, table
from poolpost.standards.markdown import text as markdown_text
from poolpost.standards.safe_text import Shown, one_line, shown

Formatter = Callable[[Settings, Sequence[DnsRecord]], Shown]
Cell = NewType("Cell", Shown)
"""A cell of CSV that no spreadsheet takes for a formula."""
ZoneText = NewType("ZoneText", Shown)
"""A part of a zone file that cannot start a record or end a comment."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Characters that a formula begins with (OWASP, CSV injection), as full-width signs too."""


def as_rows(records: Sequence[DnsRecord]) -> list[dict[str, Any]]:
    """Return a flat row for each value, with the MX priority in its own column."""
    return [
        {
            "name": record.name,
            "type": record.type,
            "ttl": record.ttl,
            "priority": int(value.partition(" ")[0]) if record.type == "MX" else None,
            "value": value.partition(" ")[2] if record.type == "MX" else value,
            "purpose": record.purpose,
            "status": "pending" if record.pending else "ready",
            "published_by": "you" if record.ours else "the owner of the report domain",
        }
        for record in records
        for value in record.values
    ]


def to_json(_settings: Settings, records: Sequence[DnsRecord]) -> Shown:
    """Render a JSON array of rows."""
    return shown(json.dumps(as_rows(records), indent=2) + "\n")


def to_csv(_settings: Settings, records: Sequence[DnsRecord]) -> Shown:
    """Render CSV with a header row (RFC 4180, line ends without carriage returns, for logs and pipes)."""
    rows = as_rows(records)
    head = list(rows[0]) if rows else ["name"]
    return _csv([[cell(name) for name in head], *([cell(value) for value in row.values()] for row in rows)])


def cell(value: object) -> Cell:
    """Return a value as a cell of CSV: one line, not a formula; '' for None."""
    text = "" if value is None else str(value)
    line = one_line(text, 12 * len(text))  # complete, however much of it is escaped
    return Cell(Shown(f"'{line}" if text.startswith(_FORMULA) else line))


def _csv(rows: Sequence[Sequence[Cell]]) -> Shown:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return Shown(out.getvalue())


def to_markdown(_settings: Settings, records: Sequence[DnsRecord]) -> Markdown:
    """Render a Markdown table for a ticket to the team that runs the DNS."""
    rows = [
        (code(record.name), markdown_text(record.type), markdown_text(str(record.ttl)), code(value), _purpose(record))
        for record in records
        for value in record.values
    ]
    return joined(*table(("Name", "Type", "TTL", "Value", "Purpose"), rows), "", by="\n")


def _purpose(record: DnsRecord) -> Markdown:
    purpose = markdown_text(record.purpose)
    if record.pending:
        return joined(purpose, " (pending: deploy first)")
    return purpose if record.ours else joined(purpose, " (published by its owner, not by you)")


def to_bind(settings: Settings, records: Sequence[DnsRecord]) -> ZoneText:
    """
    Render a zone file fragment (RFC 1035 section 5) that a provider can import or a zone can $INCLUDE.

    Pending records and those of other organisations are comments, so that the fragment always loads.
    """
    zones = groupby(
        sorted(records, key=lambda record: zone_of(settings, record)),
        lambda record: zone_of(settings, record),
    )
    return _zone(*(_bind_zone(settings, zone, list(group)) for zone, group in zones), by="\n")


def to_cloudflare(settings: Settings, records: Sequence[DnsRecord]) -> ZoneText:
    """
    Render the zone file fragment for Cloudflare's import, which proxies a CNAME by default.

    A proxied DKIM record answers with an address, and SES finds no key. Source: Cloudflare, import and export records; its own
    exports mark each record by a comment of this form.
    """
    lines = to_bind(settings, records).split("\n")
    return _zone(*(_unproxied(ZoneText(Shown(line))) for line in lines), by="\n")


def _unproxied(line: ZoneText) -> ZoneText:
    is_cname = " IN CNAME " in line and not line.startswith(";")
    return _zone(line, " ; cf_tags=cf-proxied:false") if is_cname else line


def to_standalone_zone(settings: Settings, records: Sequence[DnsRecord]) -> ZoneText:
    """Render a whole zone with placeholder SOA and NS, to check or serve the records without the real zone."""
    zone = settings.zones[0]
    ours = [record for record in records if zone_of(settings, record) == zone]
    head: list[LiteralString | ZoneText] = [
        _zone("$ORIGIN ", _name(zone), "."),
        "@ 300 IN SOA ns.invalid. hostmaster.invalid. 1 7200 900 1209600 300",
        "@ 300 IN NS ns.invalid.",
    ]
    return _zone(*head, _bind_zone(settings, zone, ours), by="\n")


def _bind_zone(settings: Settings, zone: str, records: list[DnsRecord]) -> ZoneText:
    lines = [_comment(f"{settings.name}: zone {zone}"), _zone("$ORIGIN ", _name(zone), ".")]
    for record in records:
        lines.append(_comment(record.purpose))
        lines += [_bind_line(record, zone, value) for value in record.values]
    return _zone(*lines, "", by="\n")


def _bind_line(record: DnsRecord, zone: str, value: str) -> ZoneText:
    if record.type == "TXT":
        data = _zone(*(_quoted(part) for part in txt_strings(value)), by=" ")
    else:
        data = _zone(*(_name(part) for part in value.split(" ")), by=" ") if record.type == "MX" else _name(value)
        data = _zone(data, ".")
    name = _zone("@") if record.name == zone else _name(relative(record.name, zone))
    line = _zone(name, " ", _name(str(record.ttl)), " IN ", _name(record.type), " ", data)
    if record.pending:
        return _zone("; pending until the first deploy: ", line)
    return line if record.ours else _zone("; to be published by its owner: ", line)


def _zone(*parts: LiteralString | ZoneText, by: LiteralString = "") -> ZoneText:
    return ZoneText(Shown(by.join(parts)))


def _name(text: str) -> ZoneText:
    """Write a name or number; other characters as escapes of their octets (RFC 1035 section 5.1)."""
    octets = re.sub(
        rb"[^!-~]|[\"();\\@$]", lambda found: b"\\%03d" % found[0][0], text.encode("utf-8", "backslashreplace")
    )
    return ZoneText(Shown(octets.decode("ascii")))


def _comment(text: str) -> ZoneText:
    return ZoneText(Shown(f"; {one_line(text)}"))


def _quoted(text: str) -> ZoneText:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return ZoneText(Shown(f'"{shown(escaped)}"'))


FORMATS: dict[str, Formatter] = {
    "bind": to_bind,
    "cloudflare": to_cloudflare,
    "json": to_json,
    "csv": to_csv,
    "markdown": to_markdown,
}
