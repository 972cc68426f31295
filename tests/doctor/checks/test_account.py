"""The checks of the AWS account: what passes, what fails, what cannot be told, and what does not apply."""

import pytest

from poolpost.doctor.checks.account import CHECKS, quota_is_enough, ses_region_is_allowed
from tests.scenes.place import ACCOUNT, Place
from tests.scenes.place_changes import (
    DEFAULT,
    FAIL,
    GONE,
    PASS,
    SANDBOX,
    SKIPPED,
    UNKNOWN,
    Row,
    account,
    both,
    compare,
    file,
    healthy,
    ids,
    refused,
    with_pool,
    without_outcome,
)

ROWS: list[Row] = [
    ("right-account", PASS, healthy, f"to account {ACCOUNT}"),
    (
        "right-account",
        FAIL,
        file(("aws.account_id", "111111111111")),
        "but environment 'local' is account 111111111111",
    ),
    ("right-account", UNKNOWN, refused("sts:GetCallerIdentity"), "have expired (sts:GetCallerIdentity)"),
    ("production-access", PASS, healthy, "out of the sandbox"),
    (
        "production-access",
        PASS,
        both(SANDBOX, file(("aws.sandbox", True), ("alarms", None))),
        "which aws.sandbox accepts",
    ),
    ("production-access", FAIL, SANDBOX, "is in the sandbox; review DENIED, case case-9"),
    ("production-access", FAIL, account(ProductionAccessEnabled=False), "is in the sandbox"),
    ("production-access", UNKNOWN, refused("sesv2:GetAccount"), "ses:GetAccount"),
    ("production-access", SKIPPED, DEFAULT, "does not send through SES of this account"),
    ("sending-is-enabled", PASS, healthy, "may send"),
    ("sending-is-enabled", PASS, GONE, "may send"),
    ("sending-is-enabled", FAIL, account(SendingEnabled=False), "not allowed to send"),
    ("sending-is-enabled", FAIL, account(EnforcementStatus="SHUTDOWN"), "enforcement status SHUTDOWN"),
    ("sending-is-enabled", UNKNOWN, refused("sesv2:GetAccount"), "have expired"),
    ("sending-is-enabled", SKIPPED, DEFAULT, "COGNITO_DEFAULT"),
    ("account-is-healthy", PASS, healthy, "HEALTHY"),
    ("account-is-healthy", FAIL, account(EnforcementStatus="PROBATION"), "PROBATION"),
    ("account-is-healthy", UNKNOWN, refused("sesv2:GetAccount"), "have expired"),
    ("account-is-healthy", UNKNOWN, account(EnforcementStatus=None), "returned no EnforcementStatus"),
    ("quota-is-enough", PASS, healthy, "0 of 50000 mails in the last 24 h, 14 a second; 1000 a day expected"),
    ("quota-is-enough", PASS, account(SendQuota={"Max24HourSend": -1}), "unlimited"),
    ("quota-is-enough", PASS, file(("user_pool.expected_daily_mail", None)), "expected_daily_mail is not set"),
    ("quota-is-enough", FAIL, account(SendQuota={"Max24HourSend": 1200}), "1000 a day expected"),
    ("quota-is-enough", FAIL, account(SendQuota={"SentLast24Hours": 45000}), "45000 of 50000"),
    ("quota-is-enough", UNKNOWN, refused("sesv2:GetAccount"), "have expired"),
    ("quota-is-enough", UNKNOWN, account(SendQuota=None), "returned no SendQuota"),
    ("quota-is-enough", SKIPPED, DEFAULT, "50 mails a day"),
]
BUILT = {
    ("ses-region-is-allowed", PASS),
    ("ses-region-is-allowed", FAIL),
    ("ses-region-is-allowed", UNKNOWN),
    ("quota-is-enough", FAIL),
}
"""Outcomes that no environment file or embedded AWS can show; their tests below set the value themselves."""


@pytest.mark.parametrize("row", ROWS, ids=ids(ROWS))
def test_a_check_says_what_is_so(row: Row, place: Place) -> None:
    """One thing is changed, and the check's lines say which outcome that is, with what was seen."""
    compare(row, place)


def test_every_check_has_a_row_for_each_outcome() -> None:
    """A check that cannot pass, cannot fail, or cannot be in doubt, is none."""
    assert without_outcome(CHECKS, ROWS, BUILT) == []


@pytest.mark.parametrize(
    ("pool_id", "override", "outcome", "said"),
    [
        ("eu-west-1_A", (), PASS, "send through us-east-1, us-west-2, eu-west-1"),
        ("af-south-1_A", (), FAIL, "pools of af-south-1 send through af-south-1"),
        ("ap-east-2_A", (), UNKNOWN, "does not name pools of ap-east-2"),
        ("ap-east-2_A", ("eu-west-1",), PASS, "by [region_override]: AWS's support said so"),
        ("ap-east-2_A", ("eu-west-2",), FAIL, "pools of ap-east-2 send through eu-west-2"),
    ],
)
def test_the_ses_region_is_one_of_the_table(
    pool_id: str, override: tuple[str, ...], outcome: str, said: str, place: Place
) -> None:
    """The rules of environment files refuse the wrong ones first; the doctor does not rely on it."""
    if override:
        place.changes += [
            ("region_override", {"reason": "AWS's support said so", "developer_ses_regions": list(override)}),
            ("aws.region", override[0]),
            ("user_pool.id", pool_id),
        ]
    settings = with_pool(place.settings, id_=pool_id)
    settings = settings.model_copy(update={"aws": settings.aws.model_copy(update={"region": "eu-west-1"})})
    (line,) = ses_region_is_allowed.lines(place.facts(settings))
    assert (line.outcome, said in line.evidence) == (outcome, True), line


def test_the_default_sender_is_compared_with_what_is_expected(place: Place) -> None:
    """COGNITO_DEFAULT sends 50 a day; a file that expects more is refused before, here it still fails."""
    DEFAULT(place)
    (line,) = quota_is_enough.lines(place.facts(with_pool(place.settings, expected_daily_mail=51)))
    assert (line.outcome, "51 a day expected" in line.evidence) == (FAIL, True)
