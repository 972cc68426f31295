"""The stacks of environments that share an identity: what the owner's has, and what the others' have not."""

import json
from typing import Any

from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.scenes.sharing import OWN_SET, shared, sharer
from tests.scenes.synthesis import Synthesize

ALPINE = "arn:aws:cognito-idp:eu-central-2:000000000000:userpool/eu-central-2_QaPool1"
PRINCIPAL = "cognito-idp.eu-central-2.amazonaws.com"


def _addresses(synthesize: Synthesize, settings: Settings) -> set[str]:
    stack: dict[str, Any] = synthesize(settings)
    return {f"{type_}.{name}" for type_, named in stack["resource"].items() for name in named}


def test_a_sharing_stack_has_the_switch_and_nothing_to_send_with(synthesize: Synthesize) -> None:
    """Identity, DKIM, MAIL FROM, DNS, configuration set, events and alarms are in the owner's stack alone."""
    assert _addresses(synthesize, shared()) == {"terraform_data.user_pool_email"}
    stack = synthesize(shared(("addresses.sandbox_recipients", ["jane@example.org"])))
    assert set(stack["resource"]) == {"terraform_data", "aws_sesv2_email_identity"}
    assert list(stack["resource"]["aws_sesv2_email_identity"]) == ["address_jane_example_org"]
    assert stack["output"]["identity_arn"]["value"] == shared().identity_arn
    assert "dns_records" not in stack["output"]


def test_a_set_of_its_own_comes_with_its_events(synthesize: Synthesize) -> None:
    """The identity is not touched: its default set stays the owner's."""
    own = shared(*OWN_SET, ("events.sns", {"topic_name": "qa-mail"}), ("alarms", {}))
    assert _addresses(synthesize, own) == {
        "terraform_data.user_pool_email",
        "aws_sesv2_configuration_set.sign_in",
        "aws_sesv2_configuration_set_event_destination.sns",
        "aws_sns_topic.events",
        "aws_sns_topic_policy.events",
        "aws_cloudwatch_metric_alarm.bounce_rate",
        "aws_cloudwatch_metric_alarm.complaint_rate",
    }


def test_the_switch_waits_for_a_set_of_its_own(synthesize: Synthesize) -> None:
    """Else Terraform removes a renamed set at once, while the pool still names it; no events make it wait here."""
    switch = synthesize(shared(*OWN_SET))["resource"]["terraform_data"]["user_pool_email"]
    assert switch["depends_on"] == ["aws_sesv2_configuration_set.sign_in"]


def test_the_owners_policy_names_every_pool_that_needs_it(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Each pool has a statement of its own, for its own principal; a pool that needs none gets none."""
    needs = sharer(environment="alpine", pool_id="eu-central-2_QaPool1", pool_arn=ALPINE, principal=PRINCIPAL)
    owner = settings().sharing((sharer(), needs))
    policy = json.loads(synthesize(owner)["resource"]["aws_sesv2_email_identity_policy"]["cognito"]["policy"])
    assert [each["Sid"] for each in policy["Statement"]] == ["CognitoSendsForeucentral2QaPool1"]
    (statement,) = policy["Statement"]
    assert statement["Principal"] == {"Service": PRINCIPAL}
    assert statement["Resource"] == owner.identity_arn
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "000000000000"},
        "ArnLike": {"aws:SourceArn": ALPINE},
    }


def test_an_owners_own_statement_stays_as_it_was(synthesize: Synthesize, settings: MakeSettings) -> None:
    """Who joins adds a statement, and takes none away."""
    own = settings(("user_pool.id", "eu-central-2_Own"), ("aws.region", "eu-central-1"))
    alone, both = (
        json.loads(synthesize(each)["resource"]["aws_sesv2_email_identity_policy"]["cognito"]["policy"])["Statement"]
        for each in (own, own.sharing((sharer(pool_arn=ALPINE, principal=PRINCIPAL),)))
    )
    assert both[:1] == alone
    assert [each["Sid"] for each in both] == ["CognitoSendsForThisPool", "CognitoSendsForeuwest1QaPool1"]
    assert synthesize(own.sharing((sharer(),))) == synthesize(own)
