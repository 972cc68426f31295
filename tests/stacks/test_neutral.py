"""The Terraform behind a digest: the same for the same promises, whoever makes them."""

import json
import sys

import pytest

from poolpost.review.neutral_environment import NAME, neutral
from poolpost.settings import load
from stacks import neutral as command
from stacks.neutral import twins
from tests.conftest import ROOT, MakeSettings
from tests.scenes.synthesis import Synthesize

ENVIRONMENTS = ROOT / "environments"


def test_staging_and_production_have_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another account, domain, DNS provider and DMARC policy; one and the same stack, to the byte."""
    monkeypatch.chdir(ROOT)
    made = twins(load("production"))["neutral"]
    assert made == twins(load("production"))["neutral"] == twins(load("staging"))["neutral"]
    for own in ("333333333333", "mail.example.com", "eu-west-1_Production", "pagerduty"):
        assert own not in json.dumps(made)
    resources = made["resource"]
    assert {"aws_route53_record", "aws_sns_topic_subscription", "aws_sesv2_account_suppression_attributes"} <= set(
        resources
    )


@pytest.mark.parametrize(
    "change",
    [
        ("events.firehose", {"delivery_stream_arn": "arn:aws:firehose:eu-west-1:000000000000:deliverystream/mail"}),
        ("configuration_set.tracking", {"domain": "click.example.com"}),
        ("events.sns.kms", "arn:aws:kms:eu-west-1:000000000000:key/1234"),
        ("user_pool.mode", "manage"),
        ("domain.mail_from.on_mx_failure", "USE_DEFAULT_VALUE"),
    ],
    ids=lambda change: change[0],
)
def test_a_promotable_setting_changes_it(
    change: tuple[str, object], settings: MakeSettings, synthesize: Synthesize
) -> None:
    """Also where its table holds names and ARNs that are each environment's own."""
    assert synthesize(neutral(settings(change))) != synthesize(neutral(settings()))


def test_the_command_prints_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Canonical JSON and nothing else on standard output; a mistake is a message, not a stack."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["neutral", "local"])
    command.main()
    made = json.loads(capsys.readouterr().out)
    assert {kind: each["//"]["metadata"]["stackName"] for kind, each in made.items()} == {
        "neutral": NAME,
        "own": "local",
        "renamed": "ybpny",
    }
    monkeypatch.setattr(sys, "argv", ["neutral", "nowhere"])
    with pytest.raises(SystemExit, match="no environment 'nowhere'"):
        command.main()
