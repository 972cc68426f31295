"""A full disk and a read-only tree are exit code 3 and a sentence that names the file, and leave what was there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

FULL = "ulimit -f 0; "
"""Of every file that is written the kernel takes no byte: EFBIG in the place of ENOSPC, which needs a disk of its own."""
EVIDENCE = (
    "from poolpost.review.evidence import Digest, Doctor, Evidence, write; "
    "work = lambda: write(Evidence(environment='production', digest=Digest(settings='a', terraform='b', writer='c'), commit='d', "
    "drift=(), doctor=Doctor(exit_code=0, summary='', failing=()), time='e', poolpost='f')) and 0"
)
REVIEWED = (
    "from poolpost.settings import load; from poolpost.pool.snapshots import write_reviewed; "
    "from poolpost.emulator.demo_pool import production_pool as pool; made = load('production'); "
    "work = lambda: write_reviewed(made, pool(made.user_pool.id), {}) and 0"
)
REPORT = (
    "import subprocess; from types import SimpleNamespace as Done; from poolpost.project import report_files; "
    "report_files.subprocess = Done(PIPE=-1, run=lambda *_, **__: Done(returncode=0, stdout='all is well')); "
    "work = lambda: report_files.write_report('production')"
)
DRIFT = (
    "from poolpost.project import drift; drift.look = lambda _: (0, 'all is well'); sys.argv = ['', 'production']; "
    "work = drift.main"
)
PREVIEW = "from poolpost.cli.app import app; sys.argv = ['poolpost', 'messages', 'preview', 'production']; work = app"
WRITERS = {
    "environments/production.evidence.json": EVIDENCE,
    "environments/production.pool.json": REVIEWED,
    "build/report/production.md": REPORT,
    "build/drift/production.md": DRIFT,
    ".poolpost/messages/production/": PREVIEW,
}
"""Code that writes, by the file that its message names."""


def run(code: str, where: Path, *, first: str = "") -> subprocess.CompletedProcess[str]:
    """Run code at the edge of the commands; `first` is what the shell does before."""
    # coverage writes its figures at the end as well, and would say that there is no room for them.
    measured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    program = f"import sys; from poolpost.standards import edge; {code}; edge.run(work)"
    return subprocess.run(
        ["bash", "-c", f'{first}exec "$0" -c "$1"', sys.executable, program],
        cwd=where,
        env=measured | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def everything(project: Path) -> dict[str, bytes]:
    """Return each file with its content."""
    return {str(path): path.read_bytes() for path in project.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_is_a_sentence(name: str, tmp_path: Path) -> None:
    """What lay there before is as it was, and no draft is left; with room it is written."""
    shutil.copytree(ROOT / "environments", tmp_path / "environments")
    before = everything(tmp_path)
    done = run(WRITERS[name], tmp_path, first=FULL)
    assert done.returncode == 3, done.stdout + done.stderr
    assert name in done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert everything(tmp_path) == before
    done = run(WRITERS[name], tmp_path)  # counter-check
    assert done.returncode == 0, done.stdout + done.stderr
    assert any(name in path for path in everything(tmp_path).keys() - before.keys())


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="a tree that takes no file even of root: Linux has one")
def test_a_read_only_tree_is_a_sentence(tmp_path: Path) -> None:
    """The same for a tree in which nobody can make a file."""
    code = (
        "from pathlib import Path; from poolpost.settings.project_files import write; "
        "work = lambda: write(Path('/sys/kernel/x.json'), b'x')"
    )
    done = run(code, tmp_path)
    assert done.returncode == 3
    assert done.stderr.startswith("/sys/kernel/x.json: ")
