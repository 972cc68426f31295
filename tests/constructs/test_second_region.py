"""What an environment has in its second SES region: the same as in the first, by a provider of its own."""

import json
from typing import Any

import pytest

from tests.conftest import MakeSettings
from tests.scenes.synthesis import Synthesize
from tests.scenes.violations import TWO_REGIONS

STANDBY = ("aws.standby_region", {"name": "us-west-2"})
PROVIDER = "aws.second_region"


def _second(stack: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{kind}.{name}": resource
        for kind, named in stack["resource"].items()
        for name, resource in named.items()
        if name.startswith("second_")
    }


def test_a_standby_has_all_that_mail_is_sent_with(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Identity, configuration set, events and alarms; DNS is not of a region, and a key of one's own region is made."""
    made = _second(synthesize(settings(STANDBY, ("events.sns.kms", "create"))))
    assert made.keys() == {
        "aws_cloudwatch_metric_alarm.second_bounce_rate",
        "aws_cloudwatch_metric_alarm.second_complaint_rate",
        "aws_kms_alias.second_events",
        "aws_kms_key.second_events",
        *(f"aws_route53_record.second_dkim_{number}" for number in (1, 2, 3)),
        "aws_sesv2_configuration_set.second_sign_in",
        "aws_sesv2_configuration_set_event_destination.second_cloudwatch",
        "aws_sesv2_configuration_set_event_destination.second_sns",
        "aws_sesv2_email_identity.second_domain",
        "aws_sesv2_email_identity_feedback_attributes.second_domain",
        "aws_sesv2_email_identity_mail_from_attributes.second_domain",
        "aws_sns_topic.second_events",
        "aws_sns_topic_policy.second_events",
        "aws_sns_topic_subscription.second_email_mail_operations_example_com",
    }
    in_region = {resource.get("provider") for address, resource in made.items() if "route53" not in address}
    assert in_region == {PROVIDER}


def test_nothing_of_the_first_region_changes(synthesize: Synthesize, settings: MakeSettings) -> None:
    """A standby is added: what is deployed stays as it is, but for what the switch waits for and the list of records."""
    before, after = synthesize(settings()), synthesize(settings(STANDBY))
    for kind, named in before["resource"].items():
        for name, resource in named.items():
            if kind != "terraform_data":
                assert after["resource"][kind][name] == resource
    assert before["provider"]["aws"] == after["provider"]["aws"][:-1]


def test_a_failover_changes_the_switch_alone(synthesize: Synthesize, settings: MakeSettings) -> None:
    """So that nothing has to be created, changed or destroyed in a region that is down."""
    ready = synthesize(settings(STANDBY))
    sending = synthesize(settings(("aws.standby_region", {"name": "us-west-2", "use": "sending"})))
    for stack in (ready, sending):
        switch = stack["resource"]["terraform_data"].pop("user_pool_email")
        arn = switch["triggers_replace"]["email_configuration"]["SourceArn"]
        assert f":{'us-west-2' if stack is sending else 'eu-west-1'}:" in arn
        stack.pop("locals")  # what the check compares the live pool with
    assert ready == sending


def test_both_identities_of_the_default_sender_let_cognito_send(synthesize: Synthesize, settings: MakeSettings) -> None:
    """REG4: the same policy in both regions, each about the identity there, for the pool region's principal."""
    named = synthesize(settings(*TWO_REGIONS))["resource"]["aws_sesv2_email_identity_policy"]
    first, second = (json.loads(named[name]["policy"])["Statement"][0] for name in ("cognito", "second_cognito"))
    assert first.pop("Resource") == "arn:aws:ses:ap-southeast-1:000000000000:identity/mail.example.com"
    assert second.pop("Resource") == "arn:aws:ses:ap-northeast-1:000000000000:identity/mail.example.com"
    assert first == second
    assert first["Principal"] == {"Service": "cognito-idp.ap-east-1.amazonaws.com"}


def test_a_key_of_your_own_signs_in_both_regions(synthesize: Synthesize, settings: MakeSettings) -> None:
    """One key, one record: the second identity refers to the same variable, and needs no record more."""
    dkim = {"selector": "own", "public_key": "A" * 360 + "==", "private_key_variable": "dkim_private_key"}
    stack = synthesize(settings(STANDBY, ("domain.dkim", dkim)))
    identities = stack["resource"]["aws_sesv2_email_identity"]
    assert identities["second_domain"]["dkim_signing_attributes"] == identities["domain"]["dkim_signing_attributes"]
    assert not any(address.startswith("aws_route53_record.second") for address in _second(stack))
    assert list(stack["variable"]).count("dkim_private_key") == 1


def test_there_is_one_mx_for_both_regions(synthesize: Synthesize, settings: MakeSettings) -> None:
    """SES fails with two, and redirects a bounce to the region that sent the mail (SES developer guide, regions)."""
    records = synthesize(settings(STANDBY))["resource"]["aws_route53_record"]
    (mx,) = (each["records"] for each in records.values() if each["type"] == "MX")
    assert mx == ["10 feedback-smtp.eu-west-1.amazonses.com"]


@pytest.mark.parametrize("table", [None, {"name": "us-west-2", "use": "leaving"}])
def test_a_region_that_is_left_has_nothing(
    table: dict[str, str] | None, synthesize: Synthesize, settings: MakeSettings
) -> None:
    """Its provider stays as long as the table, since Terraform destroys by the provider that created."""
    stack = synthesize(settings(("aws.standby_region", table)))
    assert _second(stack) == {}
    aliases = {each.get("alias") for each in stack["provider"]["aws"]}
    assert aliases == {None, "user_pool"} | ({"second_region"} if table else set())
