"""States that no environment file names."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

STEP: Any = {
    "mode": "managed",
    "type": "terraform_data",
    "name": "user_pool_email",
    "instances": [{"attributes": {"triggers_replace": {"value": {"user_pool_id": "eu-west-1_Gone"}}}}],
}
STATE: Any = {"version": 4, "resources": [STEP]}
S3 = '[backend]\ntype = "s3"\nbucket = "state"\nkey = "poolpost/{name}.tfstate"\nregion = "eu-west-1"\n'


@pytest.fixture
def git_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project in git with two environments, one of which has its state in S3."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "environments").mkdir()
    shutil.copy(ROOT / "environments/local.toml", "environments/local.toml")
    local = (ROOT / "environments/local.toml").read_text(encoding="utf-8")
    other = (
        local.replace("mail.example.com", "gone.example.com").replace("Production1", "Gone").replace("sign-in", "gone")
    )
    Path("environments/gone.toml").write_text(
        other.replace('[backend]\ntype = "local"\n', S3.format(name="gone")), encoding="utf-8"
    )
    git("init", "--quiet")
    commit()
    return tmp_path


def git(*arguments: str) -> None:
    """Run git in the project."""
    who = ("-c", "user.name=test", "-c", "user.email=test@example.com")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def commit() -> None:
    """Commit everything."""
    git("add", "--all")
    git("commit", "--quiet", "--message", "test")
