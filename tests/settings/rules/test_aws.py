"""The rules about account, region and adopted identities: what violates each, and at which key."""

import pytest

from poolpost.settings.rules.all_rules import findings
from poolpost.settings.rules.aws import RULES
from tests.conftest import MakeSettings
from tests.scenes.violations import ACCOUNT_ARN, NEW_POOL, TWO_REGIONS, Violation, found, ids

VIOLATIONS: list[Violation] = [
    ("region-has-ses", "aws.region", "a region without SES", [("aws.region", "ap-east-1")]),
    ("region-has-ses", "aws.region", "a region of China", [("aws.region", "cn-north-1")]),
    ("region-has-ses", "aws.region", "a region of another partition", [("aws.region", "us-gov-west-1")]),
    ("pool-region-is-known", "user_pool.id", "a pool in China", [("user_pool.id", "cn-north-1_Abc")]),
    ("pool-region-is-known", "user_pool.id", "a pool in an unlisted region", [("user_pool.id", "ap-east-2_Abc")]),
    ("ses-region-serves-pool", "aws.region", "REG1: in-Region only", [("user_pool.id", "eu-north-1_Abc")]),
    ("ses-region-serves-pool", "aws.region", "REG2: not among its regions", [("aws.region", "eu-central-1")]),
    (
        "ses-region-serves-pool",
        "aws.region",
        "REG3: the second region of an alternate pool",
        [("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-northeast-1")],
    ),
    ("ses-region-is-near", "aws.region", "REG2: another region", [("user_pool.id", "us-east-2_Abc")]),
    (
        "region-override-is-noted",
        "region_override",
        "an override",
        [
            ("user_pool.id", "ap-east-2_Abc"),
            ("region_override", {"reason": "AWS support case 1", "developer_ses_regions": ["eu-west-1"]}),
        ],
    ),
    (
        "source-arn-has-no-wildcard",
        "user_pool.sending",
        "REG4: COGNITO_DEFAULT with a From in an alternate region, written by the provider",
        [*TWO_REGIONS, ("user_pool.mode", "manage")],
    ),
    (
        "source-arn-has-no-wildcard",
        "user_pool.sending",
        "REG4: an override takes the row with the second region away",
        [
            *TWO_REGIONS,
            ("region_override", {"reason": "AWS support case 1", "developer_ses_regions": ["ap-southeast-1"]}),
        ],
    ),
    (
        "everything-is-in-one-account",
        "aws.role_arn",
        "REG9: a role of another account",
        [("aws.role_arn", "arn:aws:iam::999999999999:role/x")],
    ),
    (
        "everything-is-in-one-account",
        "events.sns.kms",
        "a key in another region",
        [("events.sns.kms", "arn:aws:kms:us-east-1:000000000000:key/11111111-2222")],
    ),
    (
        "everything-is-in-one-account",
        "events.firehose.delivery_stream_arn",
        "a stream of another account",
        [("events.firehose", {"delivery_stream_arn": ACCOUNT_ARN.format("firehose", "deliverystream/x")})],
    ),
    ("pool-region-is-known", "aws.region", "a new pool in China", [*NEW_POOL, ("aws.region", "cn-north-1")]),
]


@pytest.mark.parametrize("violation", VIOLATIONS, ids=ids(VIOLATIONS))
def test_a_violation_is_found_at_its_key(violation: Violation) -> None:
    """Each rule names the key that somebody has to change."""
    assert violation[:2] in found(violation)


def test_every_rule_has_a_violation_here() -> None:
    """A rule that no test can trip may be dead."""
    assert {violation[0] for violation in VIOLATIONS} == {rule.id for rule in RULES}


def test_an_override_opens_an_unlisted_region(settings: MakeSettings) -> None:
    """A region that AWS added after our table is a warning then, not an error."""
    override = {
        "reason": "AWS support case 1234",
        "developer_ses_regions": ["eu-west-1"],
        "policy_principal": "cognito-idp.ap-east-2.amazonaws.com",
    }
    made = settings(("user_pool.id", "ap-east-2_Abc"), ("region_override", override))
    assert [finding.level for finding in findings(made)] == ["warn"]
    assert made.policy_principal == "cognito-idp.ap-east-2.amazonaws.com"
