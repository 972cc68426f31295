"""A shell without a configuration of AWS's tools."""

from pathlib import Path

import pytest


@pytest.fixture
def no_aws_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a user whose home has no .aws directory."""
    monkeypatch.setenv("HOME", str(tmp_path))
