"""`poolpost states`: which states there are, and whose."""

import json
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from poolpost.cli.states import run_states
from poolpost.emulator.client import EmbeddedAws
from tests.scenes.states import STATE, STEP


@pytest.mark.usefixtures("git_project")
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


@pytest.mark.usefixtures("git_project")
def test_states_shows_the_pool_of_a_local_state_and_how_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    """As of one in a bucket; the commands name the environment, which the state's own name tells."""
    Path("environments/gone.toml").unlink()
    Path("terraform.left.tfstate").write_text(json.dumps(STATE))
    assert run_states(json=False) == 1
    told = capsys.readouterr()
    [row] = [line.split() for line in told.out.splitlines() if line.startswith("terraform.left.tfstate")]
    assert row[1:] == ["1", "eu-west-1_Gone", "no", "file", "names", "it"]
    assert "put environments/left.toml back from git; then 'poolpost retire left', 'cdktf destroy left'" in told.err


@pytest.mark.usefixtures("git_project")
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
    assert "the bucket does not exist; correct [backend] in environments/gone.toml, or create the bucket" in said
