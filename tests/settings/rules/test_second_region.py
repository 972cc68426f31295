"""The rules about the second SES region: what violates each, and at which key."""

from typing import Any

import pytest

from poolpost.settings import Settings
from poolpost.settings.rules.all_rules import findings
from poolpost.settings.rules.second_region import RULES
from tests.conftest import MakeSettings
from tests.scenes.violations import TWO_REGIONS, Violation, found, ids

NAME = "aws.standby_region.name"
STANDBY: tuple[str, Any] = ("aws.standby_region", {"name": "us-west-2"})
KEY = "arn:aws:kms:eu-west-1:000000000000:key/1"
STREAM = "arn:aws:firehose:eu-west-1:000000000000:deliverystream/mail"
VIOLATIONS: list[Violation] = [
    ("standby-region-serves-pool", NAME, "aws.region itself", [("aws.standby_region", {"name": "eu-west-1"})]),
    (
        "standby-region-serves-pool",
        NAME,
        "a region that the pool cannot use",
        [("aws.standby_region", {"name": "eu-north-1"})],
    ),
    (
        "standby-region-serves-pool",
        NAME,
        "REG1: a pool with one SES region",
        [("user_pool.id", "eu-north-1_Abc"), ("aws.region", "eu-north-1"), STANDBY],
    ),
    ("standby-region-serves-pool", NAME, "a pool in Terraform's state", [STANDBY, ("user_pool.mode", "manage")]),
    (
        "standby-region-serves-pool",
        NAME,
        "Cognito's own sender",
        [STANDBY, ("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", "no-reply@mail.example.com")],
    ),
    (
        "second-region-has-its-own-key",
        "events.sns.kms",
        "a key of the first region",
        [STANDBY, ("events.sns.kms", KEY)],
    ),
    (
        "second-region-hears-bounces",
        "domain.feedback_forwarding",
        "bounces go to a stream of the first region only",
        [
            STANDBY,
            ("events", {"firehose": {"delivery_stream_arn": STREAM}}),
            ("alarms", None),
            ("domain.feedback_forwarding", False),
        ],
    ),
    (
        "second-region-hears-bounces",
        "events.firehose",
        "a stream hears the first region only",
        [STANDBY, ("events.firehose", {"delivery_stream_arn": STREAM})],
    ),
    (
        "standby-region-is-noted",
        "aws.standby_region.use",
        "a failover",
        [("aws.standby_region", {"name": "us-west-2", "use": "sending"})],
    ),
    (
        "standby-region-is-noted",
        "aws.standby_region.use",
        "a region that is left",
        [("aws.standby_region", {"name": "us-west-2", "use": "leaving"})],
    ),
    (
        "adopted-identities-are-made-here",
        "aws.adopt",
        "an identity in a second region that is not there",
        [("aws.adopt", ["second-identity"])],
    ),
    (
        "kept-dkim-is-adopted",
        "domain.dkim.keep",
        "the second identity is not adopted",
        [STANDBY, ("aws.adopt", ["identity"]), ("domain.dkim", {"keep": True})],
    ),
    (
        "adopted-records-are-made-here",
        "dns.adopt",
        "tokens that no adopted identity tells",
        [STANDBY, ("dns.adopt", ["second-dkim-1"])],
    ),
]


@pytest.mark.parametrize("violation", VIOLATIONS, ids=ids(VIOLATIONS))
def test_a_violation_is_found_at_its_key(violation: Violation) -> None:
    """Each rule names the key that somebody has to change."""
    assert violation[:2] in found(violation)


def test_every_rule_is_violated_here() -> None:
    """A rule that nothing violates tells nothing."""
    assert {rule.id for rule in RULES} <= {rule for rule, *_ in VIOLATIONS}


def _rules(settings: Settings) -> set[str]:
    return {finding.rule for finding in findings(settings)}


def test_a_sound_standby_is_silent(settings: MakeSettings) -> None:
    """A region of the pool's row, with a key of its own in each region, needs no remark."""
    assert _rules(settings(STANDBY, ("events.sns.kms", "create"))) == set()


def test_both_regions_of_the_default_sender_follow_from_the_table(settings: MakeSettings) -> None:
    """All four conditions of REG4 hold: nothing stops, and no table of the file names the second region."""
    assert _rules(settings(*TWO_REGIONS)) == {"default-sender-has-no-extras"}


def test_what_the_second_region_has_can_be_adopted(settings: MakeSettings) -> None:
    """An identity, its records and a configuration set that exist there are named with the prefix."""
    adopt = ["second-identity", "second-configuration-set", "second-a@example.org"]
    made = settings(
        STANDBY,
        ("aws.adopt", adopt),
        ("dns.adopt", ["second-dkim-1"]),
        ("addresses.senders", ["a@example.org"]),
    )
    assert made.second is not None
    assert made.second.aws.adopt == ("identity", "configuration-set", "a@example.org")
