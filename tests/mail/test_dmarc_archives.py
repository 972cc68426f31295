"""Archives are unpacked within limits."""

import resource
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from poolpost.mail import dmarc_report_files as read
from poolpost.mail.dmarc_archives import MIB
from tests.conftest import ROOT
from tests.scenes.dmarc_reading import PLAIN, reason
from tests.scenes.dmarc_samples import zipped


def test_an_encrypted_archive_is_said_to_be_one() -> None:
    """Nobody can open it without a password, so nobody tries."""
    packed = bytearray(zipped(("a.xml", PLAIN)))
    packed[6] |= 1
    packed[packed.find(b"PK\x01\x02") + 8] |= 1
    assert "ncrypted" in reason(bytes(packed))


def test_names_in_an_archive_are_no_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written, wherever a member's name points to."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside/a.zip").write_bytes(zipped(("../../../evil.xml", PLAIN)))
    reports, unread = read.read_all([tmp_path / "inside"])
    assert (len(reports), unread) == (1, [])
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip", "inside"]


@pytest.mark.slow
def test_the_worst_xml_within_the_limits_fits_into_memory(tmp_path: Path) -> None:
    """8 MiB of the smallest elements: the whole process stays below 1 GiB of address space."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"<feedback>" + b"<a/>" * (2 * MIB - 16) + b"</feedback>")
    (tmp_path / "a.zip").write_bytes(packed.getvalue())

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1024 * MIB, 1024 * MIB))

    command = [sys.executable, "-m", "poolpost", "dmarc", "summarize", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=bound)
    assert ran.returncode == 3, ran.stderr
    assert "more than 1,000,000 XML tags" in ran.stderr
