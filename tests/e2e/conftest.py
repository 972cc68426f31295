"""Deployments for real: the cdktf CLI, Terraform and the AWS provider against the embedded AWS."""

import json
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from poolpost.dns.formats import as_rows
from poolpost.dns.records import records
from poolpost.emulator import run_terraform, scratch_project
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.run_terraform import Run
from poolpost.project.toolchain import ROOT, toolchain_environment
from poolpost.settings import Settings, validated
from poolpost.settings.terraform_names import PROOF


@dataclass
class Deployment:
    """A project of its own with one environment, and what can be done with it."""

    aws: EmbeddedAws
    project: Path
    name: str
    environment: dict[str, str] = field(default_factory=dict[str, str])

    def write(self, text: str) -> None:
        """Write the environment file."""
        (self.project / "environments" / f"{self.name}.toml").write_text(text, encoding="utf-8")

    def cdktf(self, verb: str) -> Run:
        """Run `cdktf deploy|destroy NAME --auto-approve`, or `cdktf diff NAME`."""
        approve = [] if verb == "diff" else ["--auto-approve"]
        return run_terraform.run(["cdktf", verb, self.name, *approve], self.project, self.environment)

    def interrupt(self, when: str, *, seconds: float = 1.0) -> int:
        """Run `cdktf deploy NAME`, press Ctrl-C some seconds after a line with `when`, and give its exit code."""
        with subprocess.Popen(
            ["cdktf", "deploy", self.name, "--auto-approve"],
            cwd=self.project,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            for line in process.stdout or ():
                if when in run_terraform.plain(line):
                    time.sleep(seconds)
                    os.killpg(process.pid, signal.SIGINT)
                    break
            process.communicate(timeout=90)
        return process.returncode

    def statuses(self) -> dict[str, list[str]]:
        """Give the status of each instance in the state by its resource's address: 'tainted', or '' for a sound one."""
        state = json.loads(self.terraform("state", "pull").output)
        return {
            f"{resource['type']}.{resource['name']}": [each.get("status", "") for each in resource["instances"]]
            for resource in state["resources"]
        }

    def synth(self) -> None:
        """Write the stack anew after the environment file was changed; a deploy does that by itself."""
        run_terraform.must_run(["cdktf", "synth"], self.project, self.environment)

    def gate(self, *arguments: str) -> Run:
        """Run `poolpost-terraform` as cdktf runs it, where a deploy was before: much quicker than cdktf."""
        command = ["poolpost-terraform", f"-chdir={self.stack}", *arguments]
        return run_terraform.run(command, self.project, self.environment)

    def terraform(self, *arguments: str) -> Run:
        """Run Terraform where cdktf runs it, as the gate calls it but without its judgement."""
        environment = self.environment | PROOF
        return run_terraform.run(["terraform", f"-chdir={self.stack}", *arguments], self.project, environment)

    def past_the_gate(self, *arguments: str) -> Run:
        """Run Terraform as somebody does who does not know of the gate."""
        return run_terraform.run(["terraform", f"-chdir={self.stack}", *arguments], self.project, self.environment)

    def plan(self) -> tuple[int, dict[str, Any]]:
        """Plan: Terraform's detailed exit code (0 empty, 2 changes) and the plan as JSON."""
        done = self.terraform("plan", "-detailed-exitcode", "-input=false", "-no-color", "-out=plan")
        shown = self.terraform("show", "-json", "plan")
        return done.exit_code, json.loads(shown.output)

    def poolpost(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run our own command in the project."""
        command = ["poolpost", *arguments]
        return subprocess.run(
            command, cwd=self.project, env=self.environment, capture_output=True, text=True, check=False
        )

    @property
    def stack(self) -> Path:
        """Where the synthesized stack lies."""
        return self.project / "cdktf.out" / "stacks" / self.name

    def client(self, service: str, region: str = "eu-west-1") -> Any:
        """Make a botocore client of the embedded AWS."""
        session = botocore.session.Session()
        session.set_credentials("000000000000", "test")
        return session.create_client(service, region, endpoint_url=self.aws.url)


def make_deployment(aws: EmbeddedAws, directory: Path, name: str, text: str) -> Deployment:
    """Make a project that shares our code, with one environment file."""
    scratch_project.make(directory, [])
    environment = toolchain_environment(aws.full_environment())
    deployment = Deployment(aws, directory, name, environment)
    deployment.write(text)
    return deployment


def publish(deployment: Deployment, environment: dict[str, Any], *, keep: bool = False) -> None:
    """Publish an environment's records beforehand, with `keep` of a deployed domain: its DKIM tokens are always the same."""
    settings = validated(Path(f"environments/{deployment.name}.toml"), environment)
    tokens = _tokens(deployment, settings, keep=keep)
    second = _tokens(deployment, settings.second, keep=keep) if settings.second is not None else []
    published: dict[tuple[str, str], list[str]] = {}
    for row in as_rows(records(settings, tokens, second_tokens=second)):
        value = {"MX": f"{row['priority']} {row['value']}", "TXT": f'"{row["value"]}"'}.get(row["type"], row["value"])
        published.setdefault((str(row["name"]), str(row["type"])), []).append(str(value))
    deployment.aws.external_dns(published)


def _tokens(deployment: Deployment, settings: Settings, *, keep: bool) -> list[str]:
    ses = deployment.client("sesv2", settings.aws.region)
    domain = {"EmailIdentity": settings.domain.name}
    tokens = (ses.get_email_identity if keep else ses.create_email_identity)(**domain)["DkimAttributes"]["Tokens"]
    if not keep:
        ses.delete_email_identity(**domain)
    return tokens


def let_go(environment: str) -> str:
    """Return the pass by which a stack is destroyed although the pool sends with it."""
    taken = "aws_sesv2_email_identity.domain,aws_sesv2_configuration_set.sign_in"
    return f"{environment} keeps-what-sends {taken}: this test ends here"


def words(run: Run) -> str:
    """Give a run's output as one line, without the frames that Terraform draws around errors."""
    return " ".join(run.output.replace("│", " ").split())


@pytest.fixture(scope="session")
def local_toml() -> str:
    """Give the text of the shipped local environment."""
    return (ROOT / "environments/local.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="session", autouse=True)
def _tools() -> None:
    """Say what is missing rather than fail in the middle."""
    path = toolchain_environment()["PATH"]
    missing = [tool for tool in ("cdktf", "terraform", "node", "poolpost") if shutil.which(tool, path=path) is None]
    assert not missing, f"run `make setup`: {', '.join(missing)} not found"
