"""What is synthesized: the reviewed Terraform of the shipped environments, and the variants of each construct."""

from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from poolpost.review.taking import BESIDE, DESTINATION, EVENTS, SENDS
from poolpost.settings import load
from poolpost.settings.terraform_names import OWN
from tests.conftest import ROOT, MakeSettings
from tests.scenes.sending_world import BESIDE as WORLD_BESIDE
from tests.scenes.sending_world import STATE
from tests.scenes.synthesis import Synthesize

FEEDBACK = {"event_types": ["BOUNCE", "COMPLAINT"]}


def _addresses(stack: dict[str, Any]) -> set[str]:
    return {f"{kind}.{name}" for kind, named in stack["resource"].items() for name in named}


@pytest.fixture
def reviewed(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """One readable JSON file for each snapshot."""
    return snapshot.use_extension(JSONSnapshotExtension)


@pytest.mark.parametrize("name", ["local", "dev", "staging", "production"])
def test_an_environment_gives_the_reviewed_terraform(
    name: str, synthesize: Synthesize, reviewed: SnapshotAssertion
) -> None:
    """A change of what is deployed is a change of a file in the pull request (`pytest --snapshot-update`)."""
    assert synthesize(load(name, ROOT / "environments")) == reviewed


def _is_known_to_the_rule_about_mail(stack: dict[str, Any]) -> None:
    """Each type is something that pools send with or is not, and what they send with is made new before old."""
    resources = stack["resource"]
    assert resources.keys() <= {*SENDS, *EVENTS, DESTINATION, *BESIDE}
    types = {address.partition(".")[0] for address in (*STATE, *WORLD_BESIDE, "terraform_data.step")}
    assert resources.keys() - types == set(), "tests/scenes/sending_world.py lacks a kind of resource"
    for kind in resources.keys() & SENDS.keys():
        for name, resource in resources[kind].items():
            if not name.startswith("address_"):
                assert resource["lifecycle"]["create_before_destroy"], f"{kind}.{name}"


def test_addresses_are_a_contract(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Another name replaces the resource in every deployed environment, so this list only ever grows."""
    everything = settings(
        ("addresses.senders", ["old@example.org"]),
        ("account", {"suppressed_reasons": ["BOUNCE"], "service_linked_role": True}),
        ("configuration_set.tracking", {"domain": "click.example.com"}),
        ("dns.apex_spf", {"existing": "v=spf1 -all"}),
        ("events.sns.kms", "create"),
        (
            "events.sns.subscribers",
            [{"protocol": "lambda", "endpoint": "arn:aws:lambda:ap-southeast-1:000000000000:function:f"}],
        ),
        ("events.eventbridge", FEEDBACK),
        (
            "events.firehose",
            {"delivery_stream_arn": "arn:aws:firehose:ap-southeast-1:000000000000:deliverystream/mail"},
        ),
        ("user_pool.id", "ap-east-1_Abc"),
        ("aws.region", "ap-southeast-1"),
    )
    subscription = "lambda_arn_aws_lambda_ap_southeast_1_000000000000_function_f"
    assert all(OWN.fullmatch(address) for address in _addresses(synthesize(everything)))
    _is_known_to_the_rule_about_mail(synthesize(everything))
    assert _addresses(synthesize(everything)) == {
        "aws_cloudwatch_metric_alarm.bounce_rate",
        "aws_cloudwatch_metric_alarm.complaint_rate",
        "aws_iam_role.firehose",
        "aws_iam_role_policy.firehose",
        "aws_iam_service_linked_role.cognito_email",
        "aws_kms_alias.events",
        "aws_kms_key.events",
        f"aws_lambda_permission.{subscription}",
        "aws_route53_record.apex_spf",
        "aws_route53_record.dkim_1",
        "aws_route53_record.dkim_2",
        "aws_route53_record.dkim_3",
        "aws_route53_record.dmarc",
        "aws_route53_record.mail_from_mx",
        "aws_route53_record.mail_from_spf",
        "aws_route53_record.tracking",
        "aws_sesv2_account_suppression_attributes.account",
        "aws_sesv2_configuration_set.sign_in",
        "aws_sesv2_configuration_set_event_destination.cloudwatch",
        "aws_sesv2_configuration_set_event_destination.eventbridge",
        "aws_sesv2_configuration_set_event_destination.firehose",
        "aws_sesv2_configuration_set_event_destination.sns",
        "aws_sesv2_email_identity.address_old_example_org",
        "aws_sesv2_email_identity.domain",
        "aws_sesv2_email_identity_feedback_attributes.domain",
        "aws_sesv2_email_identity_mail_from_attributes.domain",
        "aws_sesv2_email_identity_policy.cognito",
        "aws_sns_topic.events",
        "aws_sns_topic_policy.events",
        f"aws_sns_topic_subscription.{subscription}",
        "terraform_data.user_pool_email",
    }


def test_the_pool_is_switched_last(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Identity, MAIL FROM, every DNS record, policy and event destination come first."""
    stack = synthesize(settings(("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-southeast-1")))
    before = set(stack["resource"]["terraform_data"]["user_pool_email"]["depends_on"])
    kinds = ("aws_sesv2_email_identity", "aws_route53_record", "aws_sesv2_configuration_set_event_destination")
    assert before >= {address for address in _addresses(stack) if address.startswith(kinds)}


def test_no_user_pool_is_held_in_patch_mode(synthesize: Synthesize, settings: MakeSettings) -> None:
    """What Terraform does not hold it cannot replace or destroy."""
    assert "aws_cognito_user_pool" not in synthesize(settings())["resource"]


def test_synthesis_is_pure(synthesize: Synthesize, settings: MakeSettings, tmp_path: Path) -> None:
    """The same file gives the same bytes, without a path, user, time or variable of this machine."""
    first = synthesize(settings())
    text = (tmp_path / "stacks/local/cdk.tf.json").read_text()
    assert synthesize(settings()) == first
    assert (tmp_path / "stacks/local/cdk.tf.json").read_text() == text
    assert str(ROOT) not in text
    assert str(Path.home()) not in text


def test_what_ses_has_already_is_imported(synthesize: Synthesize, settings: MakeSettings) -> None:
    """By its name; the records of Easy DKIM too, whose names the plan reads from the imported identity."""
    adopt = ("aws.adopt", ["identity", "configuration-set", "jane@example.org"])
    people = ("addresses.senders", ["jane@example.org", "john@example.org"])
    made = synthesize(settings(adopt, people, ("dns.adopt", ["dkim-2"])))
    imported = {each["to"]: each["id"] for each in made["import"]}
    token = imported.pop("aws_route53_record.dkim_2")
    assert 'domain.dkim_signing_attributes[0].tokens[1], "no-token-2")}._domainkey.mail.example.com_' in token
    assert imported == {
        "aws_sesv2_configuration_set.sign_in": "sign-in",
        "aws_sesv2_email_identity.domain": "mail.example.com",
        "aws_sesv2_email_identity.address_jane_example_org": "jane@example.org",
    }
