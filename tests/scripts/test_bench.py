"""The bench itself: it measures projects that a user could have."""

from pathlib import Path

from poolpost.mail.dmarc_report_files import read_all
from poolpost.settings import load_all
from scripts import bench, bench_dmarc
from tests.conftest import ROOT


def test_its_projects_are_sound() -> None:
    """Environments as many as asked for, with all the files that they name."""
    with bench.project(3) as directory:
        assert [settings.name for settings in load_all(directory / "environments")] == ["e0", "e1", "e2"]
        assert not directory.is_relative_to(ROOT)


def test_its_reports_are_sound(tmp_path: Path) -> None:
    """Every receiver's report is read without a remark, by either format."""
    bench_dmarc.write_reports(tmp_path, 4)
    reports, unread = read_all([tmp_path])
    assert unread == []
    assert [(len(report.rows), report.notes, report.lost) for report in reports] == [(bench_dmarc.RECORDS, (), ())] * 4
