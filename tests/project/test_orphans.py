"""A state that no environment file names is found, offline and in S3, and one that is empty or named is not."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from poolpost.cli.check import check_environments
from poolpost.cli.states import run_states
from poolpost.emulator.client import EmbeddedAws
from poolpost.project.orphans import local_states, orphaned, orphaned_here, own_resources
from poolpost.settings import load_all, names
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
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
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


def found() -> list[tuple[str, str]]:
    """Return name and problem of what is found."""
    return [(name, finding.problem) for name, finding in orphaned(load_all(), names())]


@pytest.mark.usefixtures("project")
def test_a_local_state_without_its_file_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    """With the number of resources and the way out; `check` says so and exits 0, it is no mistake in a file."""
    Path("terraform.left.tfstate").write_text(json.dumps(STATE))
    Path("terraform.local.tfstate").write_text(json.dumps(STATE))
    [(name, problem)] = found()
    assert (name, problem) == (
        "left",
        "does not exist, and terraform.left.tfstate holds 1 resource of it that nobody manages",
    )
    assert [each for each, _ in orphaned_here(names())] == ["left"]
    assert check_environments([], json=False) == 0
    said = capsys.readouterr().out
    assert "environments/left.toml: warning: file: does not exist" in said
    assert "'poolpost retire left', 'cdktf destroy left'" in said
    assert check_environments(["local"], json=False) == 0
    assert "left" not in capsys.readouterr().out


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"version": 4, "resources": []}),
        json.dumps({"version": 4, "resources": [STEP | {"type": "aws_instance"}]}),
        json.dumps({"version": 4, "resources": [STEP | {"mode": "data"}]}),
        json.dumps([]),
        "{",
        "",
    ],
)
def test_a_state_without_resources_of_ours_is_none(text: str) -> None:
    """Destroyed, somebody else's, or no state at all."""
    Path("terraform.left.tfstate").write_text(text)
    assert local_states() == {}
    assert found() == []


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("committed", [False, True])
def test_a_file_that_was_deleted_in_git_is_found(committed: bool) -> None:
    """Its state is in S3, where only a look can tell; the file comes back by the command that is printed."""
    Path("environments/gone.toml").unlink()
    if committed:
        commit()
    [(name, finding)] = orphaned(load_all(), names())
    assert (name, finding.level) == ("gone", "warn")
    assert "s3://state/poolpost/gone.tfstate is empty cannot be told offline" in finding.problem
    command = finding.remedy.partition("git ")[2].partition(";")[0].split()
    git(*command)
    assert found() == []


@pytest.mark.usefixtures("project")
def test_a_file_that_was_renamed_with_its_state_is_no_orphan() -> None:
    """Another file names the same key."""
    text = Path("environments/gone.toml").read_text()
    Path("environments/gone.toml").unlink()
    Path("environments/renamed.toml").write_text(f"# {'-' * 4000}\n{text}")
    commit()
    assert found() == []


@pytest.mark.usefixtures("project")
def test_without_git_nothing_is_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout without history, or a machine without git, is no mistake of a file."""
    Path("environments/gone.toml").unlink()
    monkeypatch.setenv("PATH", "")
    assert found() == []


@pytest.mark.usefixtures("project")
def test_states_lists_what_lies_in_the_buckets(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The named one, the orphan with its pool; not the lock, what is empty, or what somebody else keeps there."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    s3: Any = botocore.session.Session().create_client("s3", "eu-west-1")
    s3.create_bucket(Bucket="state", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    objects = {
        "poolpost/gone.tfstate": STATE,
        "poolpost/old.tfstate": STATE,
        "poolpost/empty.tfstate": {"version": 4, "resources": []},
        "poolpost/old.tfstate.tflock": {"ID": "x"},
        "poolpost/theirs.tfstate": {"version": 4, "resources": [STEP | {"type": "aws_instance"}]},
    }
    for key, value in objects.items():
        s3.put_object(Bucket="state", Key=key, Body=json.dumps(value).encode())
    s3.put_object(Bucket="state", Key="poolpost/readme.txt", Body=b"no JSON")
    assert run_states(json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(each["place"], each["pool"], each["environment"]) for each in told["states"]] == [
        ("s3://state/poolpost/gone.tfstate", "eu-west-1_Gone", "gone"),
        ("s3://state/poolpost/old.tfstate", "eu-west-1_Gone", None),
    ]
    s3.delete_object(Bucket="state", Key="poolpost/old.tfstate")
    assert run_states(json=False) == 0
    s3.delete_object(Bucket="state", Key="poolpost/gone.tfstate")


@pytest.mark.usefixtures("project")
def test_states_shows_the_pool_of_a_local_state_and_how_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    """As of one in a bucket; the commands name the environment, which the state's own name tells."""
    Path("environments/gone.toml").unlink()
    Path("terraform.left.tfstate").write_text(json.dumps(STATE))
    assert run_states(json=False) == 1
    told = capsys.readouterr()
    [row] = [line.split() for line in told.out.splitlines() if line.startswith("terraform.left.tfstate")]
    assert row[1:] == ["1", "eu-west-1_Gone", "no", "file", "names", "it"]
    assert "put environments/left.toml back from git; then 'poolpost retire left', 'cdktf destroy left'" in told.err


@pytest.mark.usefixtures("project")
def test_a_bucket_that_cannot_be_looked_at_is_exit_code_3(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may hold anything."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    Path("environments/gone.toml").write_text(
        Path("environments/gone.toml").read_text().replace('"state"', '"no-such-bucket"')
    )
    assert run_states(json=False) == 3
    said = capsys.readouterr().err
    assert "could not look: s3://no-such-bucket" in said
    assert "there is no such bucket; correct [backend] in environments/gone.toml, or create the bucket" in said


def test_only_what_a_stack_of_ours_makes_counts() -> None:
    """By its address."""
    assert own_resources(STATE) == [STEP]
    assert own_resources(None) == own_resources({"resources": [1]}) == []
