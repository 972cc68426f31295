"""Print aggregate reports and the next step."""

from collections.abc import Sequence

from rich.text import Text

from poolpost.cli import console as poolpost_console
from poolpost.cli import terminal as out
from poolpost.mail.dmarc_ramp import Evidence, Step
from poolpost.mail.dmarc_ramp_reports import Left
from poolpost.mail.dmarc_report import Report, Unread
from poolpost.mail.dmarc_summary import Source, Summary, Totals, conclusions, totals

MOST_ROWS = 50
"""Reports or sources in a table; JSON has all."""
MOST_NOTES = 20
"""Departures that are printed; JSON has all."""
_STYLES = {"due": "green", "finished": "green", "not yet": "yellow", "cannot tell": "bold magenta"}


def show_reports(reports: Sequence[Report], *, copies: int) -> None:
    """Print a line for each report, and how many were copies."""
    if not reports:
        return
    columns = ("Reporter", "Domain", "From", "To", "Published", "Messages", "Pass", "File")
    out.rows(columns, [_report_row(report) for report in reports[:MOST_ROWS]])
    if len(reports) > MOST_ROWS:
        out.note(f"and {len(reports) - MOST_ROWS} more reports; --json lists them")
    if copies:
        out.note(f"{copies} more {'are copies' if copies > 1 else 'is a copy'} of these and not counted")


def show_summary(summary: Summary) -> None:
    """Print the result of all reports for a domain: totals, sources, and what it means for the next step."""
    console = poolpost_console.console()
    plural = "s" if summary.reports > 1 else ""
    console.print()
    console.print(Text(f"{summary.domain}: {summary.published}", style="bold"), soft_wrap=True)
    period = f"{summary.begin:%Y-%m-%d} to {summary.end:%Y-%m-%d}"
    out.pairs(
        {
            "reports": f"{summary.reports} report{plural} by {', '.join(summary.reporters)}, {period}",
            "messages": _counted(summary.totals),
            "applied": ", ".join(f"{name} {count}" for name, count in summary.totals.dispositions.items()),
        }
    )
    shown = summary.sources[:MOST_ROWS]
    out.rows(("Source", "Messages", "Pass", "DKIM", "SPF", "Applied", "Why not"), [_source_row(one) for one in shown])
    if len(summary.sources) > MOST_ROWS:
        out.note(f"and {len(summary.sources) - MOST_ROWS} more sources; --json lists them")
    for sentence in conclusions(summary):
        console.print(Text.assemble(("-> ", "green"), sentence), soft_wrap=True)


def show_notes(notes: Sequence[tuple[str, int]]) -> None:
    """Print repairs, each once with the number of reports, on standard error."""
    for note, count in notes[:MOST_NOTES]:
        out.note(f"{count} report{'s' if count > 1 else ''}: {note}")
    if len(notes) > MOST_NOTES:
        out.note(f"and {len(notes) - MOST_NOTES} more remarks on how reports are written; --json lists them")


def show_unread(reports: Sequence[Report], unread: Sequence[Unread]) -> None:
    """Print which files and records could not be read, a sentence each, on standard error."""
    console = poolpost_console.console(error=True)
    lost = [(report.file, reason) for report in reports for reason in report.lost]
    for file, reason in [*((one.file, one.reason) for one in unread if not one.aside), *lost]:
        console.print(Text.assemble(("cannot tell: ", "magenta"), f"{file}: {reason}"), soft_wrap=True)
    for one in unread:
        if one.aside:
            out.note(f"set aside: {one.file} {one.reason}")


def show_left(left: Sequence[Left]) -> None:
    """Print which reports do not count for this step."""
    for one in left:
        out.note(f"not counted: {one.file} {one.reason}")


def show_step(environment: str, step: Step, evidence: Evidence | None) -> None:
    """Print the next step, what would break, and what to change."""
    console = poolpost_console.console()
    console.print(Text.assemble((f"{environment}: ", "bold"), (str(step), _STYLES[step.outcome])), soft_wrap=True)
    if evidence:
        console.print(
            Text(f"reports: {evidence.aligned} of {evidence.messages} messages are aligned ({evidence.share:.2%})")
        )
        if evidence.unread:
            console.print(Text(f"not read: {evidence.missing}"), soft_wrap=True)
    for loss in step.breaks:
        console.print(Text.assemble(("breaks: ", "yellow"), loss), soft_wrap=True)
    if step.edits:
        when = "change" if step.outcome == "due" else "once it is due, change"
        console.print(Text(f"{when} in environments/{environment}.toml ('since' is the day of the deploy):"))
        _show_edits(step)


def _show_edits(step: Step) -> None:
    table = ""
    for edit in step.edits:
        if edit.table != table:
            table = edit.table
            poolpost_console.console().print(Text(f"  [{table}]"))
        poolpost_console.console().print(Text(f"- {edit.key} = {edit.old}", style="red"))
        poolpost_console.console().print(Text(f"+ {edit.key} = {edit.new}", style="green"))


def _report_row(report: Report) -> tuple[str, ...]:
    counted = totals(report.rows)
    return (
        report.reporter,
        report.published.domain,
        f"{report.begin:%Y-%m-%d %H:%M}",
        f"{report.end:%Y-%m-%d %H:%M}",
        f"p={report.published.p}",
        str(counted.messages),
        str(counted.passing),
        report.file,
    )


def _source_row(source: Source) -> tuple[str, ...]:
    counted = source.totals
    return (
        f"{source.source_ip} (Amazon SES)" if source.ses else source.source_ip,
        str(counted.messages),
        str(counted.passing),
        str(counted.dkim),
        str(counted.spf),
        ", ".join(f"{name} {count}" for name, count in counted.dispositions.items()),
        "; ".join(source.why),
    )


def _counted(counted: Totals) -> str:
    share = f"{counted.passing / counted.messages:.2%}" if counted.messages else "none"
    return (
        f"{counted.messages}, {counted.passing} pass DMARC ({share}): {counted.dkim} by aligned DKIM, "
        f"{counted.spf} by aligned SPF"
    )
