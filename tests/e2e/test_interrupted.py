"""
Ctrl-C while Route 53 makes the records, which takes half a minute: the same command finishes the job.

Terraform calls what it did not wait for "tainted" and would make it once more, beside itself. The counter-checks show what
becomes of that without the gate: Route 53 refuses the second record, and MAIL FROM is gone in the end.
"""

import json
import time
from dataclasses import dataclass
from typing import Any

import pytest

from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import POOL_ID, REGION, production_mfa, production_pool
from poolpost.emulator.run_terraform import Run
from tests.e2e.conftest import Deployment, make_deployment, words

pytestmark = pytest.mark.e2e
RECORD, MAIL_FROM = "aws_route53_record.dmarc", "aws_sesv2_email_identity_mail_from_attributes.domain"
DOMAIN = "mail.example.com"


@pytest.fixture(scope="module")
def deployment(aws: EmbeddedAws, local_toml: str, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Make the pool, the zone and the project."""
    made = make_deployment(aws, tmp_path_factory.mktemp("interrupted") / "project", "local", local_toml)
    made.client("route53").create_hosted_zone(Name="example.com", CallerReference="interrupted")
    aws.put_pool(REGION, production_pool(), production_mfa())
    return made


@dataclass
class Finished:
    """The state and the pool after an interrupted first deploy, and what the second one left."""

    interrupted: int
    statuses: dict[str, list[str]]
    pools: list[dict[str, Any]]
    second: Run
    plan: int


@pytest.fixture(scope="module")
def finished(deployment: Deployment) -> Finished:
    """Interrupt the first deploy while records are being made, and deploy again."""
    pools = [deployment.aws.pool(REGION, POOL_ID)]
    interrupted = deployment.interrupt("aws_route53_record.dmarc: Still creating")
    statuses = _at_rest(deployment)
    pools.append(deployment.aws.pool(REGION, POOL_ID))
    second = deployment.cdktf("deploy")
    return Finished(interrupted, statuses, pools, second, deployment.plan()[0])


def _at_rest(deployment: Deployment) -> dict[str, list[str]]:
    """Wait for what goes on behind cdktf, which is gone at once: Terraform ends, and the gate keeps what was made."""
    deadline = time.monotonic() + 60
    while True:
        statuses = deployment.statuses()
        made = RECORD in statuses and not any("tainted" in found for found in statuses.values())
        if made or time.monotonic() > deadline:
            return statuses
        time.sleep(1)


def test_what_was_made_is_kept(finished: Finished) -> None:
    """No record is to be made once more, and the pool has not changed."""
    assert finished.interrupted != 0
    records = {
        address: found for address, found in finished.statuses.items() if address.startswith("aws_route53_record")
    }
    assert list(records.values()) == [[""]] * 6
    assert json.dumps(finished.pools[1], sort_keys=True) == json.dumps(finished.pools[0], sort_keys=True)


def test_the_same_command_finishes_the_job(finished: Finished) -> None:
    """Nothing is left to do after it."""
    assert finished.second.exit_code == 0, finished.second.output[-4000:]
    assert finished.plan == 0


def test_a_plan_that_would_make_something_twice_is_stopped(finished: Finished, deployment: Deployment) -> None:
    """Where the gate could not keep it (killed, another machine): the plan is stopped, and the deploy goes on from there."""
    assert finished.plan == 0
    for address in (RECORD, MAIL_FROM):
        deployment.terraform("taint", address)
    planned = deployment.gate("plan", "-no-color")
    assert planned.exit_code == 1
    assert words(planned).count("[makes-nothing-twice]") == 2
    assert "record-exists" not in planned.output
    assert f"untaint {RECORD}" in words(planned)
    applied = deployment.gate("apply", "-no-color", "-auto-approve")
    assert applied.exit_code == 0, applied.output[-4000:]
    assert f"created by an apply that ended early, and kept: {RECORD}, {MAIL_FROM}" in words(applied)
    assert deployment.plan()[0] == 0
    assert _mail_from(deployment) == f"bounce.{DOMAIN}"


def test_without_the_gate_it_would_be_refused_or_lost(finished: Finished, deployment: Deployment) -> None:
    """The counter-checks: plain Terraform with the same state."""
    assert finished.plan == 0
    deployment.terraform("taint", RECORD)
    refused = deployment.terraform("apply", "-no-color", "-auto-approve", f"-target={RECORD}")
    assert refused.exit_code == 1
    assert "already exists" in words(refused)
    deployment.terraform("untaint", RECORD)
    deployment.terraform("taint", MAIL_FROM)
    lost = deployment.terraform("apply", "-no-color", "-auto-approve", f"-target={MAIL_FROM}")
    assert lost.exit_code == 0, lost.output[-4000:]
    assert not _mail_from(deployment)


def _mail_from(deployment: Deployment) -> str:
    identity = deployment.client("sesv2", REGION).get_email_identity(EmailIdentity=DOMAIN)
    return identity["MailFromAttributes"].get("MailFromDomain", "")
