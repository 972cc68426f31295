"""`poolpost dmarc`: what receivers report about the domain's mail, and the next step to a stricter policy."""

from pathlib import Path
from typing import Annotated

import typer

from poolpost.cli.options import Environment, Json

dmarc = typer.Typer(help="DMARC aggregate reports, and the plan for a stricter policy.", no_args_is_help=True)


@dmarc.command()
def summarize(
    files: Annotated[
        list[Path],
        typer.Argument(help="Reports (.xml, .gz, .zip, .eml, .mbox), or directories of them (a Maildir, an export)."),
    ],
    *,
    json: Json = False,
) -> None:
    """
    Sum up aggregate reports: who saw how much mail from where, what passes, what the next policy would lose.

    Offline. Whoever can mail to the report address can make reports up: look at who reports. Exit codes: 0 all mail
    passes DMARC, 1 some fails, 2 usage, 3 something could not be read (the rest is summed up).

    Example: poolpost dmarc summarize reports/
    """
    from poolpost.dmarc_reports.commands import summarize as sum_up

    raise typer.Exit(sum_up(files, json=json))


@dmarc.command(name="next")
def next_(
    environment: Environment,
    more: Annotated[
        list[Path] | None, typer.Argument(help="More reports, as a shell expands --reports reports/*.gz.", hidden=True)
    ] = None,
    *,
    reports: Annotated[
        list[Path] | None, typer.Option(help="A report, or a directory of them; as often as needed.")
    ] = None,
    set_aside: Annotated[
        list[Path] | None, typer.Option(help="A file that you looked at and that is not read; as often as needed.")
    ] = None,
    json: Json = False,
) -> None:
    """
    Say whether the next step of dns.dmarc_ramp is due, what it would break, and which lines to change.

    Nothing is changed. Exit codes: 0 due, or the plan is finished; 1 not yet; 2 the file has no plan; 3 cannot tell:
    no reports were given, or more than a tenth could not be read.

    Example: poolpost dmarc next production --reports reports/
    """
    from poolpost.dmarc_reports.commands import next_ as tell

    raise typer.Exit(tell(environment, [*(reports or []), *(more or [])], set_aside or [], json=json))
