"""What the commands below `poolpost dmarc` do. Each returns its exit code."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from poolpost import report as out
from poolpost.dmarc_reports import text
from poolpost.errors import UsageError
from poolpost.mail.dmarc_ramp import Evidence, next_step
from poolpost.mail.dmarc_ramp_reports import Left, evidence
from poolpost.mail.dmarc_report import Report, Unread
from poolpost.mail.dmarc_report_files import read_all
from poolpost.mail.dmarc_summary import conclusions, notes, summaries, totals, unique
from poolpost.settings import load
from poolpost.settings.model import Settings
from poolpost.settings.tables.dmarc_ramp import DmarcRamp

EXIT_CODES = {"due": 0, "finished": 0, "not yet": 1, "cannot tell": 3}
"""Of `poolpost dmarc next`, by outcome."""


def summarize(files: Sequence[Path], *, json: bool) -> int:
    """Report what the reports show; 3 when something of them could not be read, else 1 when mail fails DMARC, else 0."""
    given, unread = _read(files)
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
    # What is something else than a report takes nothing away from those that were read.
    if not reports or any(not one.aside for one in unread) or any(report.lost for report in reports):
        return 3
    return 1 if any(summary.totals.failing for summary in found) else 0


def next_(environment: str, files: Sequence[Path], set_aside: Sequence[Path] = (), *, json: bool) -> int:
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
    """Give the day, in UTC as reports count them."""
    return datetime.now(tz=UTC).date()


def _ramp(settings: Settings) -> DmarcRamp:
    """
    Give the plan.

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
    settings: Settings, ramp: DmarcRamp, files: Sequence[Path], set_aside: Sequence[Path]
) -> tuple[Evidence | None, list[Left]]:
    if not files:
        return None, []
    for path in (*files, *set_aside):
        if not path.exists():
            msg = f"there are no reports in {path.as_posix()}: it does not exist; name a file or a directory of aggregate reports"
            raise UsageError(msg)
    given, unread = _read(files, set_aside)
    reports = unique(given)
    text.show_notes(notes(reports))
    text.show_unread(reports, unread)
    found, left = evidence(settings, ramp, reports, [one for one in unread if not one.aside])
    text.show_left(left)
    return found, left


def _read(files: Sequence[Path], set_aside: Sequence[Path] = ()) -> tuple[list[Report], list[Unread]]:
    with out.counting("reading reports") as progress:
        return read_all(files, set_aside=set_aside, progress=progress)


def _plain(report: Report) -> dict[str, object]:
    """Give a report as JSON has it: with its totals instead of its rows, which the sources add up."""
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
