"""`poolpost dns`: every DNS record that an environment needs, listed or looked up."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.text import Text

from poolpost.aws.services import Aws
from poolpost.cli import terminal as report
from poolpost.cli.console import console, new_table, show_table
from poolpost.cli.options import AsJson, Environment
from poolpost.dns.check import check
from poolpost.dns.formats import FORMATS, to_standalone_zone
from poolpost.dns.records import DnsRecord, records, records_of
from poolpost.dns.verdict import Checked
from poolpost.dns.view import view
from poolpost.findings import worst
from poolpost.settings import Settings, load


class Format(StrEnum):
    """How `poolpost dns` prints records."""

    table = "table"
    bind = "bind"
    cloudflare = "cloudflare"
    json = "json"
    csv = "csv"
    markdown = "markdown"


def dns(
    environment: Environment,
    *,
    format: Annotated[  # noqa: A002 -- the option's name
        Format, typer.Option(help="table, bind (zone file), cloudflare, json, csv or markdown.")
    ] = Format.table,
    check: Annotated[bool, typer.Option("--check", help="Resolve each record.")] = False,
    nameserver: Annotated[str | None, typer.Option(help="ADDRESS[:PORT]: ask only this server.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask AWS for DKIM tokens.")] = False,
    standalone: Annotated[
        bool, typer.Option("--standalone", help="bind: add SOA and NS, so that it loads alone.")
    ] = False,
    json: AsJson = False,
) -> None:
    """
    List every DNS record that the environment needs, or check that each is there.

    --check asks the zone's own name servers and the resolvers of dns.resolvers. DKIM records are pending until the
    first deploy. Exit codes: 0 listed, or all present; 1 a record is wrong, absent, pending or not visible everywhere
    yet; 3 AWS or DNS could not be asked.

    Example: poolpost dns production --format bind
    """
    if check and format not in {Format.table, Format.json}:
        msg = f"--check prints a table or JSON, not {format.value}"
        raise typer.BadParameter(msg)
    if standalone and (json or format not in {Format.table, Format.bind}):
        msg = f"--standalone is a zone file, not {'json' if json else format.value}"
        raise typer.BadParameter(msg)
    if check:
        raise typer.Exit(
            check_dns(environment, nameserver=nameserver, offline=offline, json=json or format == Format.json)
        )
    list_dns(environment, format_=Format.json if json else format, offline=offline, standalone=standalone)


def list_dns(environment: str, *, format_: str, offline: bool, standalone: bool) -> None:
    """Print every record in one of the formats."""
    settings = load(environment)
    needed = _records(settings, offline=offline)
    if standalone and settings.has_domain:
        report.document(to_standalone_zone(settings, needed))
    elif format_ == "table":
        record_table(needed)
    else:
        report.document(FORMATS[format_](settings, needed))
    if any(record.pending for record in needed):
        report.note("DKIM records are pending: AWS makes their tokens at the first deploy.")
    if not settings.has_domain:
        report.note(
            f"no records: {environment} sends by the address {settings.identity}, which AWS's link verifies; DNS is for [domain]"
        )
    elif settings.domain.dkim.keep:
        report.note(
            "DKIM records are not listed: domain.dkim.keep leaves them to whoever set up how the identity signs."
        )


def check_dns(environment: str, *, nameserver: str | None, offline: bool, json: bool) -> int:
    """Look every record up, at the zone's own servers and at public resolvers, and print what is there."""
    settings = load(environment)
    asked = view(settings, nameserver)
    checked = check(settings, _records(settings, offline=offline), asked)
    if json:
        report.as_json([checked_row(one) for one in checked])
    else:
        checked_table(checked)
    return worst(checked)


def _records(settings: Settings, *, offline: bool) -> tuple[DnsRecord, ...]:
    if offline or not (settings.has_domain and settings.domain.dkim.is_easy):
        return records(settings)
    aws = Aws(settings)
    aws.account.check()
    second = aws.about(settings.second).ses.domain_identity() if settings.second is not None else None
    return records_of(settings, aws.ses.domain_identity(), second)


_STATUSES = {
    "present": "green",
    "wrong": "bold red",
    "absent": "red",
    "not visible everywhere yet": "yellow",
    "lookup failed": "magenta",
    "pending": "yellow",
}


def record_table(records: Iterable[DnsRecord]) -> None:
    """Print the records, one value a row."""
    table = new_table("Name", "Type", "TTL", "Value", "Purpose")
    for record in records:
        note_ = " (pending: deploy first)" if record.pending else "" if record.ours else " (its owner publishes it)"
        for value in record.values:
            table.add_row(record.name, record.type, str(record.ttl), value, record.purpose + note_)
    show_table(table)


def checked_table(checked: Sequence[Checked]) -> None:
    """Print what the lookups said, where a record is not right what is there instead, and below what to do."""
    table = new_table("Status", "Name", "Type", "Wanted", "Found")
    for one in checked:
        found = " | ".join(one.found) if one.status == "wrong" else one.reason
        wanted = " | ".join(one.record.values)
        table.add_row(Text(one.status, style=_STATUSES[one.status]), one.record.name, one.record.type, wanted, found)
    show_table(table)
    for diagnosis in dict.fromkeys(diagnosis for one in checked for diagnosis in one.diagnoses):
        console().print(report.sentence(diagnosis), soft_wrap=True)


def checked_row(one: Checked) -> dict[str, Any]:
    """Return what the lookups said about one record for JSON: every server's answer and every diagnosis."""
    record = one.record
    return {
        "id": record.id,
        "name": record.name,
        "type": record.type,
        "ttl": record.ttl,
        "wanted": record.values,
        "purpose": record.purpose,
        "published_by": "you" if record.ours else "the owner of the report domain",
        "status": one.status,
        "found": one.found,
        "reason": one.reason,
        "servers": [
            {
                "server": str(reply.server),
                "authoritative": reply.authoritative,
                "outcome": reply.outcome,
                "values": reply.values,
                "alias": reply.alias,
                "reason": reply.reason,
            }
            for reply in one.replies
        ],
        "diagnoses": one.diagnoses,
    }
