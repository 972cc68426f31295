"""Names from files, branches and variables reach make, shells and matrices as data, or not at all."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from poolpost.project import changed_environments
from poolpost.project.changed_environments import planned_here
from tests.conftest import ROOT

BOTH = ["production", "staging"]


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., list[str]]:
    """Return what a make target runs in the activated shell, as its arguments; nothing of it is run."""
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "activate").write_text('PATH="$PWD:$PATH"\n')
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("python", "python3", "cdktf", "poolpost"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\n[ "$1" = -c ] || printf "%s\\n" {name} "$@" END >> "{tmp_path}/ran"\n')
        program.chmod(0o755)

    def run(target: str, *on_the_command_line: str, **environment: str) -> list[str]:
        path = f"{tmp_path}:{os.environ['PATH']}"
        (tmp_path / "ran").unlink(missing_ok=True)
        variables = {name: value for name, value in os.environ.items() if name not in HANDED_ON}
        command = ["make", "--silent", target, *on_the_command_line]
        subprocess.run(command, cwd=tmp_path, env=variables | {"PATH": path} | environment, check=False)
        ran = (tmp_path / "ran").read_text(encoding="utf-8") if (tmp_path / "ran").exists() else ""
        return ran.removesuffix("\nEND\n").rpartition("END\n")[2].split("\n")

    return run


HANDED_ON = ("ENV", "PORT", "LOCK", "DIGEST", "BASE", "FROM", "TO", "EVIDENCE")
APPLIED = ["python", "-m", "poolpost.project.apply_plan", "staging"]


@pytest.mark.parametrize(
    ("given", "handed"),
    [({}, []), ({"DIGEST": ""}, ["--digest", ""]), ({"DIGEST": "a;b c"}, ["--digest", "a;b c"])],
)
def test_make_hands_an_empty_digest_on(
    made: Callable[..., list[str]], given: dict[str, str], handed: list[str]
) -> None:
    """From its environment, as the workflow gives it; an empty one stays an argument."""
    assert made("apply-plan", ENV="staging", **given) == [*APPLIED, *handed]


HOSTILE = (
    "x; touch pwned",
    "$(touch pwned)",
    "$(shell touch pwned)",
    "`touch pwned`",
    "x\ntouch pwned",
    "'; touch pwned; '",
)
TARGETS = ("diff", "deploy", "plan", "gate", "report", "apply-plan", "doctor", "drift", "evidence", "reviewed")


@pytest.mark.parametrize("value", [HOSTILE[0], HOSTILE[2], "-h", ""])
@pytest.mark.parametrize("target", TARGETS)
def test_what_is_no_environment_reaches_no_command(
    made: Callable[..., list[str]], tmp_path: Path, target: str, value: str
) -> None:
    """Names come from a matrix, and so from file names of a pull request."""
    assert made(target, ENV=value) == ["python3", "-m", "scripts.setup"]
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("value", HOSTILE)
def test_every_variable_reaches_its_command_as_one_argument(
    made: Callable[..., list[str]], tmp_path: Path, value: str
) -> None:
    """Neither make nor the shell runs what stands in it."""
    lines = value.splitlines()
    assert made("changed", BASE=value) == ["python", "-m", "poolpost.project.changed_environments", "--", *lines]
    assert made("propose", FROM="a", TO=value, EVIDENCE="c") == [
        "python",
        "-m",
        "poolpost.project.propose",
        "--",
        "a",
        *lines,
        "c",
    ]
    assert made("local-aws", PORT=value) == ["python", "-m", "poolpost.emulator.local_aws", "--port", *lines]
    assert made("plan", ENV="staging", LOCK=value) == [
        "python",
        "-m",
        "poolpost.project.plan_file",
        "staging",
        "--lock",
        *lines,
    ]
    assert not (tmp_path / "pwned").exists()


def test_a_file_that_is_no_environment_gets_no_job(tmp_path: Path) -> None:
    """Its name would reach a matrix, and from there a shell."""
    (tmp_path / "environments").mkdir()
    for name in ("staging", "$(id)", "a b", "Ü", "-x"):
        (tmp_path / f"environments/{name}.toml").write_text('[backend]\ntype = "s3"')
    assert planned_here(tmp_path) == ["staging"]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Commit, change something, commit, and print what `make changed` prints."""
    monkeypatch.chdir(tmp_path)
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com")
    (tmp_path / "environments/messages").mkdir(parents=True)
    for name in ("staging", "production"):
        (tmp_path / f"environments/{name}.toml").write_text('[backend]\ntype = "s3"')
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/text.html").write_text("a")

    def after(change: Callable[[], object]) -> None:
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "a"]):
            subprocess.run([*git, *command], check=True)
        change()
        for command in (["add", "-A"], ["commit", "-qm", "b"]):
            subprocess.run([*git, *command], check=True)
        monkeypatch.setattr(sys, "argv", ["changed", "HEAD^1"])
        assert changed_environments.main() == 0

    return after


@pytest.mark.parametrize(
    ("path", "found"), [("environments/messages/Grüße.html", BOTH), ("docs/Grüße.md", []), ("docs/text.html", [])]
)
def test_a_change_is_found_whatever_its_file_is_called(
    repository: Callable[..., None], capsys: pytest.CaptureFixture[str], path: str, found: list[str]
) -> None:
    """Git quotes names with other characters unless it is asked not to."""
    repository(lambda: Path(path).write_text("b"))
    assert json.loads(capsys.readouterr().out) == found


def test_behind_a_link_every_environment_is_in_doubt(
    repository: Callable[..., None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What a link leads to lies elsewhere; its change is planned all the same."""
    (tmp_path / "environments/messages/text.html").symlink_to("../../docs/text.html")
    repository(lambda: Path("docs/text.html").write_text("b"))
    assert json.loads(capsys.readouterr().out) == BOTH
