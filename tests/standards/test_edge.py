"""The edge of the commands: what nobody handled is a sentence and an exit code; nothing half-written, nothing secret."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from poolpost.errors import CannotDecide
from poolpost.standards import edge
from tests.conftest import ROOT

DNS = [sys.executable, "-m", "poolpost", "dns", "local", "--offline"]


def ended(work: object, capsys: pytest.CaptureFixture[str]) -> tuple[object, str]:
    """Run something at the edge; gives the exit code and what it said."""
    with pytest.raises(SystemExit) as found:
        edge.run(work, prefix="poolpost: ")  # type: ignore[arg-type] -- what is no function is part of the test
    return found.value.code, capsys.readouterr().err


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the test's own process as it is."""
    monkeypatch.setattr("threading.excepthook", None)
    monkeypatch.setattr(os, "umask", lambda _mode: 0)
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, getattr(sys, name))


def crash() -> None:
    """Fail as a bug does, with a value in the text of the error."""
    msg = "the value is geheim"
    raise KeyError(msg)


def test_a_bug_is_a_report_without_values(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What, where and which version, exit code 3; the traceback, which holds values, only for a developer who asks."""
    code, said = ended(crash, capsys)
    assert code == 3
    assert "what: KeyError\n" in said
    assert "in _finished" in said
    assert "version: poolpost " in said
    assert "botocore " in said
    assert "geheim" not in said
    assert "Traceback" not in said
    monkeypatch.setenv("POOLPOST_TRACEBACK", "1")
    assert "geheim" in ended(crash, capsys)[1]


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (CannotDecide("no network"), 3, "poolpost: no network\n"),
        (OSError(errno.ENOSPC, "No space left on device", "x.json"), 3, "x.json: No space left on device; "),
        (OSError(errno.EROFS, "Read-only file system", "x"), 3, "x: Read-only file system; "),
        (MemoryError(), 3, "not enough memory"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (RecursionError("deep"), 3, "what: RecursionError"),
    ],
    ids=repr,
)
def test_what_nobody_handled_is_a_sentence(
    error: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full disk, a read-only tree, no memory: never 0, never 1, which would be an answer."""

    def fail() -> None:
        raise error

    found, said = ended(fail, capsys)
    assert found == code
    assert words in said
    assert "Traceback" not in said


@pytest.mark.parametrize(("given", "code"), [(0, 0), (2, 2), (None, 0), ("said", 1)])
def test_exit_codes_pass(given: object, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Whether a command returns or ends by SystemExit."""
    assert ended(lambda: sys.exit(given), capsys)[0] == code  # type: ignore[arg-type] -- SystemExit takes any object
    if not isinstance(given, str):
        assert ended(lambda: given, capsys)[0] == code


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash with our interpreter as `poolpost`."""
    program = f'poolpost() {{ "{sys.executable}" -m poolpost "$@"; }}; {line}'
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("poolpost dns local --offline > /dev/full", 3, "could not be written (No space left on device)"),
        ("poolpost check --json > /dev/full", 3, "could not be written"),
        ("poolpost --help > /dev/full", 3, "could not be written"),
        ("poolpost nope > /dev/full 2> /dev/full", 3, ""),
        ("poolpost --help | true", 0, ""),
        ("poolpost dns local --offline | head -1", 0, ""),
        ("poolpost schema-of-nothing | true", 2, ""),
        ("poolpost doctor local --format json | head -c 1", 3, ""),
        ("poolpost pool show local 2>&1 | true", 3, ""),
        ("poolpost check local >&- 2>&- <&-", 0, ""),
        ("poolpost pool apply local <&- >&-", 3, "credentials"),
    ],
)
def test_output_that_cannot_be_written(line: str, code: int, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is exit code 3 in one sentence; a reader that went away changes no exit code; closed is thrown away."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    done = shell(line)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_what_we_write_is_for_its_owner_alone(tmp_path: Path) -> None:
    """A plan holds a DKIM private key: each file of a command, and of Terraform behind the gate, is 0600."""
    work = "lambda: Path(name).write_text('key') and 0"
    start = "import sys; from pathlib import Path; from poolpost.standards import edge; name = sys.argv[1]; "
    for code, name in ((f"{start} edge.run({work})", "plan"), (f"{start} ({work})()", "counter-check")):
        command = [sys.executable, "-c", code, str(tmp_path / name)]
        subprocess.run(command, check=True, cwd=ROOT, umask=0o022)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"plan": 0o600, "counter-check": 0o644}


def test_terraform_behind_the_gate_inherits_the_modes(tmp_path: Path) -> None:
    """What is not judged is Terraform itself, which writes states and plans with our umask."""
    terraform = tmp_path / "terraform"
    terraform.write_text(f"#!/bin/sh\nid > {tmp_path}/terraform.tfstate\n")
    terraform.chmod(0o755)
    code = "from poolpost.cli.terraform import main; main()"
    environment = os.environ | {"POOLPOST_TERRAFORM": str(terraform)}
    subprocess.run(
        [sys.executable, "-c", code, "init"], check=True, cwd=tmp_path, env=environment | {"PYTHONPATH": str(ROOT)}
    )
    assert stat.S_IMODE((tmp_path / "terraform.tfstate").stat().st_mode) == 0o600
