"""`poolpost dmarc` on a directory of reports."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from poolpost.cli.app import app
from tests.scenes.dmarc_samples import gzipped, rfc7489, rfc9990, zipped


def run(*arguments: str, code: int) -> tuple[str, str]:
    """Run a command in this process; give what it prints as result and beside it."""
    result = CliRunner().invoke(app, ["dmarc", *arguments])
    assert result.exit_code == code, (result.output, result.exception)
    return result.stdout, result.stderr


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Write reports of two receivers, one of them twice, in all forms; all mail passes."""
    directory = tmp_path / "reports"
    directory.mkdir()
    (directory / "a.xml.gz").write_bytes(gzipped(rfc7489()))
    (directory / "a.zip").write_bytes(zipped(("a.xml", rfc7489())))
    (directory / "b.xml").write_bytes(rfc9990())
    return directory
