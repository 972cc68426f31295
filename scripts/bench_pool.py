"""Measure the pool's safety step against the embedded AWS, with a real plan: a part of ``make bench``."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from poolpost.emulator import run_terraform, scratch_project
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.project.toolchain import toolchain_environment
from poolpost.settings.terraform_names import PROOF
from scripts.bench_process import Cost, measure

NAME, REGION, POOL, DOMAIN = "bench", "eu-west-1", "eu-west-1_Bench", "mail.example.com"
ENVIRONMENT = f"""
[aws]
account_id = "000000000000"
region = "{REGION}"
adopt = ["identity"]

[backend]
type = "local"

[domain]
name = "{DOMAIN}"
mail_from = {{ on_mx_failure = "USE_DEFAULT_VALUE" }}

[dns]
provider = "external"

[configuration_set]
name = "sign-in"

[events.sns]
topic_name = "sign-in-mail"

[user_pool]
id = "{POOL}"
from = "Example <no-reply@{DOMAIN}>"
use_configuration_set = false
"""
REPEATS = 3
APPLY, GATE, SHOW = "poolpost pool apply", "poolpost gate, the plan read by Terraform", "terraform show -json"


def measure_pool_step() -> dict[str, Cost]:
    """
    Apply the e-mail configuration, and check a plan with the gate, each several times; the fastest counts.

    Raises:
        CommandFailedError: the plan could not be created.
        CalledProcessError: poolpost did not end with 0.
    """
    with EmbeddedAws() as aws, tempfile.TemporaryDirectory(prefix="poolpost-bench-") as scratch:
        project = scratch_project.make(Path(scratch) / "project", [])
        (project / "environments" / f"{NAME}.toml").write_text(ENVIRONMENT, encoding="utf-8")
        environment = toolchain_environment(aws.full_environment())
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        aws.verify(REGION, DOMAIN)
        _put_pool(aws)
        stack = _plan(project, environment)

        def run(*command: str, directory: Path = project) -> Cost:
            return measure(list(command), directory, environment)

        def apply() -> Cost:
            _put_pool(aws)
            return run("poolpost", "pool", "apply", NAME)

        show = _quickest(lambda: run("terraform", "show", "-json", "plan", directory=stack))
        gate = _quickest(lambda: run("poolpost", "gate", NAME))
        return {SHOW: show, GATE: gate, APPLY: _quickest(apply)}


def _put_pool(aws: EmbeddedAws) -> None:
    aws.put_pool(REGION, production_pool(POOL), production_mfa())


def _plan(project: Path, environment: dict[str, str]) -> Path:
    """Plan with the real Terraform, where `cdktf diff` leaves its plan; return the stack's directory."""
    stack = project / "cdktf.out" / "stacks" / NAME
    run_terraform.must_run(["cdktf", "synth"], project, environment)
    run_terraform.must_run(["terraform", "init", "-input=false"], stack, environment)
    run_terraform.must_run(["terraform", "plan", "-input=false", "-out=plan"], stack, environment | PROOF)
    return stack


def _quickest(run: Callable[[], Cost]) -> Cost:
    return min((run() for _ in range(REPEATS)), key=lambda cost: cost.wall)


if __name__ == "__main__":
    try:
        for name, cost in measure_pool_step().items():
            print(name, json.dumps({"wall": cost.wall, "cpu": cost.cpu}))
    except subprocess.CalledProcessError as failed:
        print(failed.cmd, failed.stderr)
