"""The state that `terraform init` remembers is the one of the environment file."""

import json
from pathlib import Path
from typing import Any

import pytest

from poolpost.errors import CannotDecide, Stopped
from poolpost.gate import backend
from tests.conftest import MakeSettings
from tests.scenes.gate_situations import (
    PATCH,
)

S3 = {"type": "s3", "bucket": "state", "key": "poolpost/local.tfstate", "region": "eu-west-1"}


def _initialized(stack: Path, type_: str, **config: Any) -> None:
    (stack / ".terraform").mkdir(exist_ok=True)
    (stack / backend.RECORD).write_text(json.dumps({"backend": {"type": type_, "config": config}}))


def test_the_backend_that_init_used_is_the_files(tmp_path: Path, settings: MakeSettings) -> None:
    """`-backend-config` leaves a trace in .terraform alone; each argument that chooses a state is compared."""
    local, s3 = PATCH, settings(("backend", S3))
    backend.check(local, tmp_path)  # not initialized: Terraform says so itself
    _initialized(tmp_path, "local", path="../../../terraform.local.tfstate", workspace_dir=None)
    backend.check(local, tmp_path)
    with pytest.raises(Stopped, match=r"type is 'local', wanted is 's3'"):
        backend.check(s3, tmp_path)
    _initialized(tmp_path, "local", path="../../../terraform.production.tfstate")
    with pytest.raises(Stopped, match=r"path is '.*terraform\.production\.tfstate', wanted is"):
        backend.check(local, tmp_path)
    own = {
        "bucket": "state",
        "key": "poolpost/local.tfstate",
        "region": "eu-west-1",
        "endpoints": None,
        "encrypt": True,
    }
    _initialized(tmp_path, "s3", **own)
    backend.check(s3, tmp_path)
    for name, value in {
        "bucket": "theirs",
        "key": "production",
        "region": "us-east-1",
        "endpoints": {"s3": "x"},
    }.items():
        _initialized(tmp_path, "s3", **(own | {name: value}))
        with pytest.raises(Stopped, match=f"another backend than environments/local.toml has: {name} is"):
            backend.check(s3, tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "type is None, wanted is 'local'"),
        ('{"backend": null}', "type is None, wanted is 'local'"),
        ('{"backend": {"type": "local", "config": null}}', "path is None, wanted is"),
        ('{"backend": {"type": "s3", "config": {"path": "../../../terraform.local.tfstate"}}}', "type is 's3'"),
    ],
)
def test_a_backend_that_says_less_is_another(text: str, said: str, tmp_path: Path) -> None:
    """What is not there is not what the file has."""
    (tmp_path / ".terraform").mkdir()
    (tmp_path / backend.RECORD).write_text(text)
    with pytest.raises(Stopped, match=said):
        backend.check(PATCH, tmp_path)


@pytest.mark.parametrize("file", [backend.RECORD, backend.WORKSPACE])
def test_what_this_user_may_not_read_was_not_looked_at(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left behind by another user of the machine."""

    def unreadable(_self: Path, **_options: object) -> str:
        raise PermissionError("denied")

    (tmp_path / ".terraform").mkdir()
    (tmp_path / file).touch()
    monkeypatch.setattr(Path, "read_text", unreadable)
    with pytest.raises(CannotDecide, match=f"{file.name} cannot be read, so nobody knows which state this is: denied"):
        backend.check(PATCH, tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"backend": 1}'])
def test_what_terraform_remembers_must_be_readable(text: str, tmp_path: Path) -> None:
    """Nobody knows which state it is."""
    (tmp_path / ".terraform").mkdir()
    (tmp_path / backend.RECORD).write_text(text)
    with pytest.raises(CannotDecide, match="nobody knows which state this is"):
        backend.check(PATCH, tmp_path)


def test_a_selected_workspace_is_another_state(tmp_path: Path) -> None:
    """`terraform workspace select` is TF_WORKSPACE that stays: it leaves a trace in one file, and none in a plan."""
    file = tmp_path / backend.WORKSPACE
    file.parent.mkdir()
    for harmless in ("default", "default\n", ""):
        file.write_text(harmless)
        backend.check(PATCH, tmp_path)
    file.write_text("other")
    with pytest.raises(
        Stopped, match=r"workspace 'other' is selected.*allowed is 'default'.*environment, and run it again"
    ):
        backend.check(PATCH, tmp_path)
    file.write_bytes(b"\xff")
    with pytest.raises(CannotDecide, match="nobody knows which state this is"):
        backend.check(PATCH, tmp_path)
