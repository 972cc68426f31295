"""
The Terraform of environments that set all of the schema, and the promotion digests, recorded.

`pytest tests/recordings --snapshot-update` writes them. The digest `writer` is not among them: it is over the code that writes
to the pool, and any change of that code asks for new evidence (docs/decisions.md).
"""

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from poolpost.review.promotion_digest import look
from poolpost.settings import load, names, validated
from stacks.app import synthesize
from stacks.neutral import twins
from tests.conftest import ROOT
from tests.scenes.complete_environments import ENVIRONMENTS, write_files


@pytest.mark.parametrize("name", sorted(ENVIRONMENTS))
def test_terraform(name: str, tmp_path: Path, recorded: SnapshotAssertion) -> None:
    """Every address and attribute: another address replaces the resource in every deployed environment."""
    settings = validated(write_files(tmp_path), ENVIRONMENTS[name])
    synthesize([settings], tmp_path / "out")
    stack = json.loads((tmp_path / "out/stacks/local/cdk.tf.json").read_text(encoding="utf-8"))
    assert json.dumps(stack, indent=2, sort_keys=True, ensure_ascii=False).replace(str(tmp_path), "DIR") == recorded


def test_promotion_digests(recorded: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    """Evidence that teams have committed is of these numbers."""
    monkeypatch.setattr("poolpost.review.promotion_digest._twins", lambda name: twins(load(name)))
    monkeypatch.chdir(ROOT)
    found = {name: look(load(name)).digest for name in names()}
    lines = [
        f"{name} settings {digest.settings}\n{name} terraform {digest.terraform}\n" for name, digest in found.items()
    ]
    assert "".join(lines) == recorded
