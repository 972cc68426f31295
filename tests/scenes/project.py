"""A project in a directory and a git repository of its own, with copies of the shipped environments."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from poolpost.review.evidence import Doctor, Evidence, write
from poolpost.review.promotion_digest import look
from poolpost.settings import Settings, load
from stacks.neutral import twins
from tests.conftest import ROOT


@dataclass
class Project:
    """Environment files to change, promote and roll back."""

    directory: Path

    def file(self, name: str) -> Path:
        """Name an environment's file."""
        return self.directory / "environments" / f"{name}.toml"

    def change(self, name: str, *changes: tuple[str, str]) -> Settings:
        """Replace text in an environment file that must hold it, and read the result."""
        text = self.file(name).read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        self.file(name).write_text(text)
        return load(name)

    def copy_code(self) -> None:
        """Copy the code into the project, to be changed; what is slow to create is shared."""
        for name in ("stacks", "poolpost"):
            shutil.copytree(ROOT / name, self.directory / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "main.py", self.directory)
        (self.directory / ".gitignore").write_text(".cache\n__pycache__/\n")
        (self.directory / ".cache").symlink_to(ROOT / ".cache")

    def git(self, *arguments: str) -> str:
        """Run git here, under a name of its own."""
        who = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", *who, *arguments], cwd=self.directory, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self) -> str:
        """Commit everything, and give the commit."""
        if not (self.directory / ".git").exists():
            self.git("init", "-q")
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "state")
        return self.git("rev-parse", "HEAD")

    def prove(self, name: str, **other: Any) -> Evidence:
        """Commit everything, and write sound evidence of an environment as it is; with other members."""
        made = {
            "environment": name,
            "commit": self.commit(),
            "digest": look(load(name)).digest,
            "drift": (),
            "doctor": Doctor(exit_code=0, summary="40 pass"),
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "poolpost": "0.1.0",
        }
        found = Evidence(**(made | other))
        write(found)
        return found


@pytest.fixture
def plain_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Work in such a project, where each digest starts its process."""
    shutil.copytree(ROOT / "environments", tmp_path / "environments")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POOLPOST_UNPROVED", raising=False)
    return Project(tmp_path)


@pytest.fixture
def project(plain_project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Work in such a project; the same synthesis runs in this process, which is much quicker."""
    monkeypatch.setattr("poolpost.review.promotion_digest._twins", lambda name: twins(load(name)))
    return plain_project
