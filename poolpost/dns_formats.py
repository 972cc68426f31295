"""The DNS records in the formats that people and DNS providers take: a zone file, JSON, CSV, Markdown."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from poolpost.domain_names import relative
from poolpost.records import DnsRecord, txt_strings, zone_of
from poolpost.settings import Settings

Formatter = Callable[[Settings, Sequence[DnsRecord]], str]


def as_rows(records: Sequence[DnsRecord]) -> list[dict[str, Any]]:
    """Give a flat row for each value, with the MX priority in a column of its own."""
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


def to_json(_settings: Settings, records: Sequence[DnsRecord]) -> str:
    """Render a JSON array of rows."""
    return json.dumps(as_rows(records), indent=2) + "\n"


def to_csv(_settings: Settings, records: Sequence[DnsRecord]) -> str:
    """Render RFC 4180 CSV with a header row."""
    rows = as_rows(records)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else ["name"])
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    """Keep a spreadsheet from calculating what a value begins with (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value


def to_markdown(_settings: Settings, records: Sequence[DnsRecord]) -> str:
    """Render a Markdown table for a ticket to whoever runs the DNS."""
    lines = ["| Name | Type | TTL | Value | Purpose |", "|---|---|---|---|---|"]
    for record in records:
        note = (
            " (pending: deploy first)"
            if record.pending
            else ""
            if record.ours
            else " (published by its owner, not by you)"
        )
        for value in record.values:
            escaped = value.replace("|", "\\|")
            lines.append(f"| `{record.name}` | {record.type} | {record.ttl} | `{escaped}` | {record.purpose}{note} |")
    return "\n".join(lines) + "\n"


def to_bind(settings: Settings, records: Sequence[DnsRecord]) -> str:
    """
    Render a zone file fragment (RFC 1035 section 5) that a provider can import or a zone can $INCLUDE.

    Pending records and those of other organisations are comments, so that the fragment always loads.
    """
    zones = groupby(
        sorted(records, key=lambda record: zone_of(settings, record)),
        lambda record: zone_of(settings, record),
    )
    return "\n".join(_bind_zone(settings, zone, list(group)) for zone, group in zones)


def to_standalone_zone(settings: Settings, records: Sequence[DnsRecord]) -> str:
    """Render a whole zone with placeholder SOA and NS, to check or serve the records without the real zone."""
    zone = settings.zones[0]
    ours = [record for record in records if zone_of(settings, record) == zone]
    head = [
        f"$ORIGIN {zone}.",
        "@ 300 IN SOA ns.invalid. hostmaster.invalid. 1 7200 900 1209600 300",
        "@ 300 IN NS ns.invalid.",
    ]
    return "\n".join([*head, _bind_zone(settings, zone, ours)])


def _bind_zone(settings: Settings, zone: str, records: list[DnsRecord]) -> str:
    lines = [f"; {settings.name}: zone {zone}", f"$ORIGIN {zone}."]
    for record in records:
        lines.append(f"; {record.purpose}")
        lines += [_bind_line(record, zone, value) for value in record.values]
    return "\n".join(lines) + "\n"


def _bind_line(record: DnsRecord, zone: str, value: str) -> str:
    shown = " ".join(_quoted(part) for part in txt_strings(value)) if record.type == "TXT" else f"{value}."
    line = f"{relative(record.name, zone)} {record.ttl} IN {record.type} {shown}"
    if record.pending:
        return f"; pending until the first deploy: {line}"
    return line if record.ours else f"; to be published by its owner: {line}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


FORMATS: dict[str, Formatter] = {"bind": to_bind, "json": to_json, "csv": to_csv, "markdown": to_markdown}
