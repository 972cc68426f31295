"""Synthesis for tests: a Settings in, the Terraform JSON out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolpost.settings import Settings
from stacks.app import synthesize as write_stacks

Synthesize = Callable[[Settings], dict[str, Any]]


@pytest.fixture
def synthesize(tmp_path: Path) -> Synthesize:
    """Synthesize one environment and read what Terraform will read."""

    def run(settings: Settings) -> dict[str, Any]:
        write_stacks([settings], outdir=tmp_path)
        return json.loads((tmp_path / "stacks" / settings.name / "cdk.tf.json").read_text())

    return run
