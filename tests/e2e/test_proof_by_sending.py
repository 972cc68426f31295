"""What our stack deploys lets events arrive: topic policy, encryption key, event destination, MAIL FROM, all at once."""

import tomllib
from pathlib import Path

import pytest

from poolpost.aws.services import Aws
from poolpost.doctor.simulator import Patience, prove
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.settings import validated
from tests.e2e.conftest import make_deployment, publish

pytestmark = pytest.mark.e2e

REGION, POOL = "eu-west-1", "eu-west-1_Proven"
ENVIRONMENT = f"""
[aws]
account_id = "000000000000"
region = "{REGION}"
sandbox = true

[backend]
type = "local"

[domain]
name = "mail.example.net"

[domain.mail_from]
on_mx_failure = "REJECT_MESSAGE"

[dns]
provider = "external"

[dns.dmarc]
p = "none"
rua = ["mailto:dmarc@mail.example.net"]

[configuration_set]
name = "proven"

[events.sns]
topic_name = "proven"
kms = "create"
event_types = ["DELIVERY", "BOUNCE", "COMPLAINT"]

[user_pool]
id = "{POOL}"
from = "Beispiel GmbH <no-reply@mail.example.net>"
"""


def test_events_arrive_after_a_deploy(
    aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Deploy into the sandbox, and prove it: each mail to the simulator brings its event through the encrypted topic."""
    aws.account(REGION, ProductionAccessEnabled=False)
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    deployment = make_deployment(aws, tmp_path / "project", "proven", ENVIRONMENT)
    aws.put_pool(REGION, production_pool(POOL), production_mfa())
    publish(deployment, tomllib.loads(ENVIRONMENT))
    deployed = deployment.cdktf("deploy")
    assert deployed.exit_code == 0, deployed.output[-4000:]

    settings = validated(Path("environments/proven.toml"), tomllib.loads(ENVIRONMENT))
    proofs = prove(settings, Aws(settings), print, patience=Patience(events=20, settle=0))

    outcomes = {proof.event: proof.outcome for proof in proofs}
    assert outcomes == {"DELIVERY": "arrived", "BOUNCE": "arrived", "COMPLAINT": "arrived"}
    assert "poolpost-doctor-" in capsys.readouterr().out
    assert not deployment.client("sqs").list_queues(QueueNamePrefix="poolpost-doctor-").get("QueueUrls")
    assert not deployment.client("sns").list_subscriptions()["Subscriptions"]
