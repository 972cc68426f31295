"""Terraform runs the AWS provider whose hashes are in the repository, and no other build of it."""

import re
import shutil
from pathlib import Path

import pytest

from poolpost.emulator import run_terraform
from poolpost.emulator.run_terraform import Run
from poolpost.project.toolchain import ROOT, toolchain_environment
from poolpost.settings import load
from stacks.app import LOCK, synthesize

pytestmark = pytest.mark.e2e

PROVIDER = "registry.terraform.io/hashicorp/aws/5.100.0"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthesize one environment."""
    outdir = tmp_path_factory.mktemp("locked")
    synthesize([load("local", ROOT / "environments")], outdir=outdir)
    return outdir / "stacks/local"


def _init(stack: Path, **changed: str) -> Run:
    environment = toolchain_environment() | changed
    shutil.rmtree(stack / ".terraform", ignore_errors=True)
    return run_terraform.run(["terraform", "init", "-backend=false", "-input=false", "-no-color"], stack, environment)


@pytest.fixture(scope="module")
def tampered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Mirror the provider with one byte more in a file of it; returns the CLI configuration for it."""
    used = toolchain_environment().get("TF_CLI_CONFIG_FILE")  # ours, or one that the user has
    text = Path(used).read_text(encoding="utf-8") if used else ""
    mirror = re.search(r'path\s*=\s*"([^"]+)"', text)
    if mirror is None:
        pytest.skip("the provider comes from the registry here: there is no mirror to tamper with")
    other = tmp_path_factory.mktemp("mirror")
    for original in Path(mirror[1], PROVIDER).glob("*/*"):
        copy = other / PROVIDER / original.parent.name / original.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if original.name.startswith("terraform-provider"):
            copy.symlink_to(original)
        else:
            copy.write_bytes(original.read_bytes() + b"\n")
    configuration = other / "terraform.rc"
    configuration.write_text(text.replace(mirror[1], str(other)))
    return configuration


def test_the_known_provider_is_taken_and_the_lock_stays(stack: Path) -> None:
    """A mirror holds the same build as the registry."""
    done = _init(stack)
    assert done.exit_code == 0, done.output
    assert (stack / ".terraform.lock.hcl").read_bytes() == LOCK.read_bytes()


def test_another_build_of_the_provider_is_refused(stack: Path, tampered: Path) -> None:
    """The provider runs with the credentials of a deploy; without the lock Terraform takes whatever a mirror has."""
    refused = _init(stack, TF_CLI_CONFIG_FILE=str(tampered))
    assert refused.exit_code == 1
    assert "doesn't match any of the checksums" in " ".join(refused.output.replace("│", " ").split())
    (stack / ".terraform.lock.hcl").unlink()
    assert _init(stack, TF_CLI_CONFIG_FILE=str(tampered)).exit_code == 0
    (stack / ".terraform.lock.hcl").write_bytes(LOCK.read_bytes())
