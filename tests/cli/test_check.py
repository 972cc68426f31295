"""`poolpost check`: what it prints and returns."""

import json

import pytest

from poolpost.cli import check
from poolpost.emulator.client import EmbeddedAws


def test_check_returns_zero_for_the_shipped_files(ready_aws: EmbeddedAws, capsys: pytest.CaptureFixture[str]) -> None:
    """All of them, as text and as JSON."""
    assert ready_aws
    assert check.check_environments([], json=False) == 0
    assert capsys.readouterr().out.count(": valid") == 4
    assert check.check_environments(["local"], json=True) == 0
    assert json.loads(capsys.readouterr().out) == [{"environment": "local", "findings": []}]
