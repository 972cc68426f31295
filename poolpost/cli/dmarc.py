"""`poolpost dmarc`: what receivers report about the domain's mail, and the next step to a stricter policy."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from poolpost.cli import dmarc_text as text
from poolpost.cli import terminal as out
from poolpost.cli.dmarc_places import files_of, read_places
from poolpost.cli.options import AsJson, Environment
from poolpost.errors import UsageError
from poolpost.mail.dmarc_ramp import Evidence, next_step
from poolpost.mail.dmarc_ramp_reports import Left, evidence
from poolpost.mail.dmarc_report import Report
from poolpost.mail.dmarc_summary import conclusions, notes, summaries, totals, unique
from poolpost.settings import load
from poolpost.settings.model import Settings
from poolpost.settings.tables.dmarc_ramp import DmarcRamp

dmarc = typer.Typer(help="DMARC aggregate reports, and the plan for a stricter policy.", no_args_is_help=True)


@dmarc.command()
def summarize(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Reports (.xml, .gz, .zip, .eml, .mbox), directories of them (a Maildir, an export), or s3://BUCKET/PREFIX.",
        ),
    ],
    *,
    env: Annotated[
        str, typer.Option(help="Environment whose account has the bucket. Default: the one with that [inbound.bucket].")
    ] = "",
    json: AsJson = False,
) -> None:
    """
    Summarize aggregate reports: who saw how much mail from where, what passes, what the next policy would lose.

    Offline, apart from s3://BUCKET/PREFIX, where SES stores received mail: read with the account and role of an environment.
    Anyone who can mail to the report address can invent reports: check who reports.

    Exit codes: 0 all mail passes DMARC, 1 some fails, 2 usage, 3 something could not be read (the rest is summarized).

    Example: poolpost dmarc summarize reports/
    """
    raise typer.Exit(run_summarize(files, environment=env, json=json))


@dmarc.command(name="next")
def next_(
    environment: Environment,
    more: Annotated[
        list[str] | None, typer.Argument(help="More reports, as a shell expands --reports reports/*.gz.", hidden=True)
    ] = None,
    *,
    reports: Annotated[
        list[str] | None,
        typer.Option(help="A report, a directory of them, or s3://BUCKET/PREFIX; can be repeated."),
    ] = None,
    set_aside: Annotated[
        list[str] | None,
        typer.Option(help="A file, or s3://BUCKET/KEY, that you have checked and that is not read; can be repeated."),
    ] = None,
    json: AsJson = False,
) -> None:
    """
    Report whether the next step of dns.dmarc_ramp is due, what it would break, and which lines to change.

    Nothing is changed. Exit codes: 0 due, or the plan is finished; 1 not yet; 2 the file has no plan; 3 cannot tell:
    no reports were given, or more than a tenth could not be read.

    Example: poolpost dmarc next production --reports reports/
    """
    raise typer.Exit(run_next(environment, [*(reports or []), *(more or [])], set_aside or [], json=json))


EXIT_CODES = {"due": 0, "finished": 0, "not yet": 1, "cannot tell": 3}
"""Of `poolpost dmarc next`, by outcome."""


def run_summarize(files: Sequence[str], *, environment: str = "", json: bool) -> int:
    """Print the result of the reports; return 3 if a part of them could not be read, else 1 if mail fails DMARC, else 0."""
    given, unread = read_places(files, environment=environment)
    reports = unique(given)
    found = summaries(reports)
    if json:
        out.as_json(
            {
                "reports": [_plain(report) for report in reports],
                "copies": len(given) - len(reports),
                "domains": [
                    {"summary": summary, "next_policy": summary.next_policy, "conclusions": conclusions(summary)}
                    for summary in found
                ],
                "notes": [{"note": note, "reports": count} for note, count in notes(reports)],
                "lost": [{"file": report.file, "records": report.lost} for report in reports if report.lost],
                "unread": unread,
            }
        )
    else:
        text.show_reports(reports, copies=len(given) - len(reports))
        for summary in found:
            text.show_summary(summary)
        text.show_notes(notes(reports))
        text.show_unread(reports, unread)
    # A file that is not a report does not affect those that were read.
    if not reports or any(not one.aside for one in unread) or any(report.lost for report in reports):
        return 3
    return 1 if any(summary.totals.failing for summary in found) else 0


def run_next(environment: str, files: Sequence[str], set_aside: Sequence[str] = (), *, json: bool) -> int:
    """Report whether the next step of the plan is due, what would break, and which lines to change."""
    settings = load(environment)
    ramp = _ramp(settings)
    found, left = _evidence(settings, ramp, files, set_aside)
    step = next_step(settings, today(), found)
    assert step is not None  # noqa: S101 -- only a file without a plan has none, and _ramp stopped that
    if json:
        out.as_json({"environment": environment, "step": step, "evidence": found, "left_out": left})
    else:
        text.show_step(environment, step, found)
    return EXIT_CODES[step.outcome]


def today() -> date:
    """Return the day in UTC, as in reports."""
    return datetime.now(tz=UTC).date()


def _ramp(settings: Settings) -> DmarcRamp:
    """
    Return the plan.

    Raises:
        UsageError: the file has none.
    """
    if settings.dns.dmarc_ramp is None:
        present = settings.dns.dmarc.p if settings.dns.dmarc else "none"
        msg = (
            f"environments/{settings.name}.toml has no plan for DMARC; add [dns.dmarc_ramp] with step = {present!r} "
            "and since = the day on which that policy was deployed, such as 2026-11-02"
        )
        raise UsageError(msg)
    return settings.dns.dmarc_ramp


def _evidence(
    settings: Settings, ramp: DmarcRamp, files: Sequence[str], set_aside: Sequence[str]
) -> tuple[Evidence | None, list[Left]]:
    if not files:
        return None, []
    for path in files_of([*files, *set_aside]):
        if not path.exists():
            msg = f"there are no reports in {path.as_posix()}: it does not exist; name a file or a directory of aggregate reports"
            raise UsageError(msg)
    given, unread = read_places(files, set_aside, environment=settings.name)
    reports = unique(given)
    text.show_notes(notes(reports))
    text.show_unread(reports, unread)
    found, left = evidence(settings, ramp, reports, [one for one in unread if not one.aside])
    text.show_left(left)
    return found, left


def _plain(report: Report) -> dict[str, object]:
    """Return a report as JSON: with its totals in place of its rows, which are summed up in the sources."""
    return {
        "file": report.file,
        "reporter": report.reporter,
        "report_id": report.report_id,
        "begin": report.begin,
        "end": report.end,
        "published": report.published,
        "totals": totals(report.rows),
        "notes": report.notes,
    }
