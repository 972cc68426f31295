"""The region table."""

import pytest

from poolpost.standards import regions


@pytest.mark.parametrize(
    ("region", "category", "developer", "principal"),
    [
        ("eu-north-1", "in_region_only", ("eu-north-1",), regions.GLOBAL_PRINCIPAL),
        (
            "us-east-2",
            "backwards_compatible",
            ("us-east-2", "us-east-1", "us-west-2", "eu-west-1"),
            regions.GLOBAL_PRINCIPAL,
        ),
        ("us-east-1", "backwards_compatible", ("us-east-1", "us-west-2", "eu-west-1"), regions.GLOBAL_PRINCIPAL),
        ("mx-central-1", "alternate_region", ("us-east-1",), "cognito-idp.mx-central-1.amazonaws.com"),
    ],
)
def test_rows_of_the_guide(region: str, category: str, developer: tuple[str, ...], principal: str) -> None:
    """Spot checks of each category against the Cognito developer guide's table."""
    row = regions.pool_region(region)
    assert row is not None
    assert (row.category, row.developer_ses_regions, row.policy_principal) == (category, developer, principal)


def test_every_alternate_region_names_one_region_and_a_second_for_the_default_sender() -> None:
    """REG3 and REG4: DEVELOPER uses the first only."""
    table = [
        regions.pool_region(name) for name in ("ap-east-1", "ap-south-2", "ca-west-1", "eu-central-2", "me-central-1")
    ]
    assert all(row and row.is_alternate and len(row.developer_ses_regions) == 1 for row in table)
    assert all(row and row.default_second_ses_region for row in table)


def test_a_region_that_nobody_knows_has_no_row() -> None:
    """It must be refused, not guessed."""
    assert regions.pool_region("moon-north-1") is None
    assert regions.partition_of("moon-north-1") is None


def test_hosts_of_a_region_that_the_table_lacks_follow_the_newest_pattern() -> None:
    """Only reachable with [region_override], which warns."""
    assert regions.easy_dkim_host("xx-new-1") == "dkim.xx-new-1.amazonses.com"
    assert regions.feedback_host("xx-new-1") == "feedback-smtp.xx-new-1.amazonses.com"


def test_china_has_no_ses() -> None:
    """Neither service exists in aws-cn."""
    assert regions.ses_regions("aws-cn") == ()
