"""Every stack is accepted by the real Terraform with the real provider's schema."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from poolpost.emulator import run_terraform
from poolpost.project.toolchain import ROOT, toolchain_environment
from poolpost.settings import load, validated
from stacks.app import synthesize
from tests.conftest import changed
from tests.e2e.test_deploy_route53 import ALTERED

pytestmark = pytest.mark.e2e

BYODKIM: list[tuple[str, Any]] = [
    ("domain.dkim", {"selector": "own", "public_key": "A" * 360, "private_key_secret_id": "mail/dkim"}),
    ("aws.role_arn", "arn:aws:iam::000000000000:role/deploy"),
    ("user_pool.id", "ap-east-1_Abc"),
    ("aws.region", "ap-southeast-1"),
    ("backend", {"type": "s3", "bucket": "state", "key": "k", "region": "eu-west-1"}),
]


def test_terraform_validates_every_stack(tmp_path: Path) -> None:
    """One initialised plug-in directory serves all of them: only the JSON differs."""
    stacks = [load(name, ROOT / "environments") for name in ("dev", "local", "production", "staging")]
    stacks.append(validated(Path("environments/altered.toml"), tomllib.loads(ALTERED)))
    stacks.append(validated(*changed(*BYODKIM, name="byodkim")))
    synthesize(stacks, outdir=tmp_path)
    environment = toolchain_environment()
    work = tmp_path / "work"
    work.mkdir()
    refused: dict[str, str] = {}
    for number, settings in enumerate(stacks):
        text = (tmp_path / "stacks" / settings.name / "cdk.tf.json").read_text()
        (work / "cdk.tf.json").write_text(text)
        if number == 0:
            run_terraform.must_run(["terraform", "init", "-backend=false", "-input=false"], work, environment)
        done = run_terraform.run(["terraform", "validate", "-json"], work, environment)
        verdict = json.loads(done.output)
        if not verdict["valid"] or verdict["warning_count"]:
            refused[settings.name] = done.output
    assert refused == {}
