"""The second SES region: which it is, and what the environment is like there."""

import pytest

from poolpost.settings.second_region import (
    default_second_region,
    is_second,
    provider_region,
    second_id,
    second_name,
)
from tests.conftest import MakeSettings
from tests.scenes.violations import TWO_REGIONS

STANDBY = ("aws.standby_region", {"name": "us-west-2"})
SENDING = ("aws.standby_region", {"name": "us-west-2", "use": "sending"})
LEAVING = ("aws.standby_region", {"name": "us-west-2", "use": "leaving"})
IDENTITY = "arn:aws:ses:{}:000000000000:identity/mail.example.com"


def test_most_environments_have_one_region(settings: MakeSettings) -> None:
    """Without the table and the four conditions there is no second region, and the pool sends by the first."""
    made = settings()
    assert (made.second, provider_region(made)) == (None, None)
    assert made.sender is made


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("user_pool.sending", "DEVELOPER"),
        ("user_pool.from", None),
        ("user_pool.id", "ap-southeast-1_Abc"),
    ],
)
def test_the_default_sender_needs_all_four_conditions(key: str, value: str | None, settings: MakeSettings) -> None:
    """REG4: COGNITO_DEFAULT, a custom From, an alternate region, and a second region in its row; any less, and none is."""
    assert default_second_region(settings(*TWO_REGIONS)) == "ap-northeast-1"
    assert default_second_region(settings(*TWO_REGIONS, (key, value))) is None


def test_the_default_sender_names_both_regions_by_a_star(settings: MakeSettings) -> None:
    """R55: SourceArn has `*` as its region; From and Reply-To are unchanged, and no configuration set is named."""
    made = settings(*TWO_REGIONS)
    assert made.email_configuration["SourceArn"] == IDENTITY.format("*")
    assert "ConfigurationSet" not in made.email_configuration
    assert made.sender is made


def test_a_standby_sends_only_when_it_is_told_to(settings: MakeSettings) -> None:
    """A failover moves SourceArn, and with it the region of the configuration set; the file changes in one word."""
    ready, sending = settings(STANDBY), settings(SENDING)
    assert ready.email_configuration == settings().email_configuration
    wanted = ready.email_configuration | {"SourceArn": IDENTITY.format("us-west-2")}
    assert sending.email_configuration == wanted
    assert (ready.sender.aws.region, sending.sender.aws.region) == ("eu-west-1", "us-west-2")


def test_a_region_that_is_left_keeps_its_provider_alone(settings: MakeSettings) -> None:
    """Terraform destroys what is left with the provider that created it; nothing new is made there."""
    made = settings(LEAVING)
    assert (made.second, provider_region(made)) == (None, "us-west-2")
    assert made.email_configuration == settings().email_configuration


def test_the_second_region_has_what_ses_has_per_region(settings: MakeSettings) -> None:
    """Topic, set and identity are of that region; what exists once is not in it."""
    tracking = ("configuration_set.tracking", {"domain": "click.example.com"})
    second = settings(STANDBY, tracking, ("account.service_linked_role", True)).second
    assert second is not None
    assert (second.aws.region, second.second) == ("us-west-2", None)
    assert second.topic_arn.startswith("arn:aws:sns:us-west-2:")
    assert second.pool_region == "eu-west-1"
    assert (second.configuration_set.tracking, second.account.service_linked_role) == (None, False)
    both = settings(*TWO_REGIONS).second
    assert both is not None
    assert (both.aws.region, both.second) == ("ap-northeast-1", None)


def test_names_in_the_second_region_collide_with_no_other() -> None:
    """A prefix: what a name ends with is a domain, an address or a queue of the user's."""
    assert second_name("sqs_arn_x") == "second_sqs_arn_x"
    assert second_id("dkim-1") == "second-dkim-1"
    assert is_second("aws_sesv2_email_identity.second_domain")
    assert not is_second("aws_sesv2_email_identity.address_second_example_com")


def test_the_ses_region_of_a_replica_is_the_second_one(settings: MakeSettings) -> None:
    """Identity and configuration set are made there; where the replica sends by the environment's own, there is none."""
    for keys, region in (
        ({}, "eu-central-1"),
        ({"ses_region": "us-east-1"}, "us-east-1"),
        ({"ses_region": "eu-west-1"}, None),
    ):
        made = settings(("user_pool.replicas", {"eu-central-1": keys}))
        assert provider_region(made) == region
        assert (made.second.aws.region if made.second else None) == region
        assert made.sender is made, "the pool itself sends as before"


def test_a_replica_of_a_pool_on_cognitos_own_sender_needs_no_second_region(settings: MakeSettings) -> None:
    """It sends by Cognito's own sender too."""
    made = settings(
        ("user_pool.replicas", {"eu-central-1": {}}), ("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", None)
    )
    assert made.second is None
