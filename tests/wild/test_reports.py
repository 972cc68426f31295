"""`poolpost dmarc` reads what receivers send as a person would, says once what it bridged, and names what is no report."""

from pathlib import Path

import pytest

from poolpost.mail.dmarc_report_files import read_all
from poolpost.mail.dmarc_summary import summaries, unique
from tests.scenes.dmarc_samples import rfc7489, row
from tests.wild.report_cases import AGAIN, CASES, Case


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_report_of_the_wild_is_read_as_a_person_reads_it(case: Case, tmp_path: Path) -> None:
    """Each record counts, each departure is noted once, and what cannot be read is named."""
    (tmp_path / "report").write_bytes(case.content)
    reports, unread = read_all([tmp_path / "report"])
    if case.unread:
        assert ([case.unread in one.reason for one in unread], reports) == ([True], []), unread
        assert unread[0].aside is case.aside
        return
    assert unread == []
    (report,) = reports
    assert tuple((line.source_ip, line.messages) for line in report.rows) == case.rows
    assert [case.note in note for note in report.notes] == ([True] if case.note else []), report.notes
    assert report.lost == ()
    assert case.shows in repr(report)


@pytest.mark.parametrize(("source", "second", "messages"), AGAIN.values(), ids=AGAIN)
def test_a_report_counts_once_and_no_other_is_lost_with_it(
    source: str, second: bytes, messages: int, tmp_path: Path
) -> None:
    """Ids are not unique: receivers use them again, and two receivers use the same."""
    for name, content in (("1.xml", rfc7489(row(count=7))), ("2.xml", second)):
        (tmp_path / name).write_bytes(content)
    (summary,) = summaries(unique(read_all([tmp_path])[0]))
    assert summary.totals.messages == messages, source
