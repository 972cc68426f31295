"""The real Terraform takes every text of an environment file as it is written there."""

import json
from pathlib import Path
from typing import Any

import pytest

from poolpost.emulator import run_terraform
from poolpost.project.toolchain import toolchain_environment
from tests.attacks.test_values_of_a_file import FIELDS, HOSTILE, hostile
from tests.scenes.complete_environments import texts, write_files
from tests.scenes.synthesis import Synthesize, synthesize

__all__ = ["synthesize"]  # a fixture of the stacks' tests
pytestmark = pytest.mark.e2e


def _evaluated(directory: Path, values: dict[str, str]) -> dict[str, str]:
    """Return what Terraform makes of each value, as an output of a plan."""
    directory.mkdir()
    outputs = {name: {"value": value} for name, value in values.items()}
    (directory / "main.tf.json").write_text(json.dumps({"output": outputs}), encoding="utf-8")
    environment = toolchain_environment()
    for command in (["init", "-input=false"], ["plan", "-input=false", "-out=plan"]):
        run_terraform.must_run(["terraform", *command], directory, environment)
    shown = run_terraform.must_run(["terraform", "show", "-json", "plan"], directory, environment)
    planned: dict[str, Any] = json.loads(shown.output)["planned_values"]["outputs"]
    return {name: output["value"] for name, output in planned.items()}


def test_terraform_shows_every_text_as_the_file_has_it(synthesize: Synthesize, tmp_path: Path) -> None:
    """Wherever a hostile text stands in the stack it is that text again in `terraform show`, and no expression."""
    file = write_files(tmp_path / "environments")
    values: dict[str, str] = {}
    for text in HOSTILE:
        for environment, path in FIELDS:
            settings = hostile(file, environment, path, text)
            if settings is None:
                continue
            stack = synthesize(settings)
            stack.pop("//", None)  # cdktf's own notes, which Terraform passes over
            found = {value for _, value in texts(stack) if "path.cwd" in value or "%{ " in value}
            values |= {f"v{len(values) + number}": value for number, value in enumerate(sorted(found))}
    assert len(set(values.values())) > len(HOSTILE)
    wanted = {name: value.replace("$${", "${").replace("%%{", "%{") for name, value in values.items()}
    assert _evaluated(tmp_path / "literal", values) == wanted
    raw = _evaluated(tmp_path / "raw", {"v": HOSTILE[0]})  # without the escape it is an expression
    assert raw == {"v": str(tmp_path / "raw")}
