"""GitHub and a plan as the jobs of a pull request find them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

PLAN = json.loads((ROOT / "tests/plans/first_deploy.json").read_text(encoding="utf-8"))


@pytest.fixture
def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Any]], Path]:
    """Put a `gh` on PATH that answers from a table, by the beginning of its arguments, and notes what it was asked and posted."""

    def answers(table: dict[str, Any]) -> Path:
        program = tmp_path / "bin/gh"
        program.parent.mkdir()
        program.write_text(
            f"#!{sys.executable}\n"
            "import json, pathlib, sys\n"
            f"asked = ' '.join(sys.argv[1:])\n"
            f"with open({str(tmp_path / 'asked')!r}, 'a') as log: log.write(asked + '\\n')\n"
            "body = [part.partition('body=@')[2] or part for part in sys.argv[1:] if part.endswith('body.md')]\n"
            f"if body: pathlib.Path({str(tmp_path / 'posted')!r}).write_text(pathlib.Path(body[0]).read_text())\n"
            f"for start, answer in json.loads({json.dumps(table)!r}).items():\n"
            "    if asked.startswith(start):\n"
            "        if start == 'run download':\n"
            "            directory = pathlib.Path(sys.argv[sys.argv.index('--dir') + 1])\n"
            "            [(directory / name).write_text(json.dumps(value)) for name, value in answer.items()]\n"
            "        else: print(answer if isinstance(answer, str) else json.dumps(answer))\n"
            "        sys.exit(0)\n"
            "sys.exit('HTTP 404: Not Found')\n"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
        return tmp_path / "asked"

    return answers


def git(directory: Path, *arguments: str) -> str:
    """Return what git prints in a directory."""
    command = ["git", "-c", "init.defaultBranch=main", *arguments]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=True).stdout.strip()


def commit_all(directory: Path) -> None:
    """Commit every file."""
    git(directory, "add", ".")
    git(directory, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "all")
