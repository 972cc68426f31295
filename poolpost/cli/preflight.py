"""`poolpost preflight`: what already exists where a deploy would create records."""

from collections.abc import Iterable
from typing import Annotated

import typer
from rich.text import Text

from poolpost.aws.services import Aws
from poolpost.cli import terminal as report
from poolpost.cli.console import new_table, show_table
from poolpost.cli.options import AsJson, Environment
from poolpost.dns.view import view
from poolpost.findings import worst
from poolpost.gate.existing_records import Situation, to_adopt
from poolpost.gate.preflight import look
from poolpost.settings import load


def preflight(
    environment: Environment,
    *,
    nameserver: Annotated[
        str | None, typer.Option(help="ADDRESS[:PORT]: with DNS elsewhere, ask only this server.")
    ] = None,
    json: AsJson = False,
) -> None:
    """
    Check what already exists where a deploy would create DNS records, before anything is written.

    In Route 53 through its API, elsewhere through DNS. A record with another value stops, with both shown; one with the
    wanted value is adopted through `dns.adopt`. Exit codes: 0 nothing in the way, 1 something is, 3 AWS or DNS could not
    be asked.

    Example: poolpost preflight staging
    """
    raise typer.Exit(run_preflight(environment, nameserver=nameserver, json=json))


def run_preflight(environment: str, *, nameserver: str | None, json: bool) -> int:
    """Print what exists at the names of the environment's records, and what would block a deploy."""
    settings = load(environment)
    seen = look(settings, Aws(settings), view(settings, nameserver))
    adoptable = settings.dns.provider == "route53" and not seen.deployed
    adopt = to_adopt(settings, seen.situations) if adoptable else settings.dns.adopt
    if json:
        rows = [_row(one) for one in seen.situations]
        report.as_json({"records": rows, "findings": seen.findings, "adopt": adopt})
        return worst(seen.findings)
    situations(seen.situations)
    report.findings(f"environments/{environment}.toml", seen.findings, sound="nothing in the way")
    if set(adopt) - set(settings.dns.adopt):
        report.lines(["[dns]", "adopt = " + _toml_list(adopt)])
    return worst(seen.findings)


def _toml_list(values: tuple[str, ...]) -> str:
    quoted = ", ".join(f'"{value}"' for value in values)
    return f"[{quoted}]"


def _row(one: Situation) -> dict[str, object]:
    return {
        "id": one.record.id,
        "name": one.record.name,
        "type": one.record.type,
        "wanted": one.record.values,
        "verdict": one.verdict,
        "there": one.there,
        "adopted": one.adopted,
        "reason": one.reason,
    }


_VERDICTS = {"free": "green", "adopted": "green", "not ours": "dim", "different": "bold red", "in the way": "bold red"}


def situations(found: Iterable[Situation]) -> None:
    """Print each needed record and what exists at its name."""
    table = new_table("Now", "Name", "Type", "Wanted", "There")
    for one in found:
        verdict_ = "adopted" if one.adopted and one.verdict in {"same", "merge"} else one.verdict
        wanted, there = " | ".join(one.record.values), " | ".join(one.there) or one.reason
        other = there if one.verdict not in {"same", "free"} else ""
        table.add_row(
            Text(verdict_, style=_VERDICTS.get(verdict_, "yellow")), one.record.name, one.record.type, wanted, other
        )
    show_table(table)
