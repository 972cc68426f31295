"""What GetAccount's answer means: sandbox, pause, review, quota, and who can receive mail."""

from typing import Any

import pytest

from poolpost.errors import CannotDecide
from poolpost.findings import worst
from poolpost.ses import sandbox as access
from poolpost.ses.sandbox import QUOTA_CODE, standing
from tests.conftest import MakeProblems, MakeSettings
from tests.scenes.ses_accounts import HEALTHY, SANDBOX


def _review(status: str, case: str = "") -> dict[str, Any]:
    return SANDBOX | {"Details": {"ReviewDetails": {"Status": status} | ({"CaseId": case} if case else {})}}


@pytest.mark.parametrize(
    ("account", "rules", "code"),
    [
        (HEALTHY, [], 0),
        (SANDBOX, [("production-access", "block")], 1),
        (HEALTHY | {"EnforcementStatus": "PROBATION"}, [("account-is-healthy", "warn")], 0),
        (HEALTHY | {"EnforcementStatus": "SHUTDOWN", "SendingEnabled": False}, [("account-is-healthy", "block")], 1),
        (HEALTHY | {"EnforcementStatus": "NEW"}, [("account-is-healthy", "unknown")], 3),
        ({k: v for k, v in HEALTHY.items() if k != "EnforcementStatus"}, [("account-is-healthy", "unknown")], 3),
        (HEALTHY | {"SendingEnabled": False}, [("sending-is-on", "block")], 1),
    ],
)
def test_the_standing_decides_the_exit_code(
    account: dict[str, Any], rules: list[tuple[str, str]], code: int, settings: MakeSettings
) -> None:
    """0 production and healthy, 1 sandbox or paused, 3 for a status that nobody knows."""
    found = access.findings(standing("eu-west-1", account), settings())
    assert [(finding.rule, finding.level) for finding in found] == rules
    assert worst(found) == code


def test_the_file_may_accept_the_sandbox(settings: MakeSettings) -> None:
    """`aws.sandbox = true` makes it a note; a pause stays a stop."""
    accepting = settings(("aws.sandbox", True), ("addresses.sandbox_recipients", ["a@example.org"]))
    assert worst(access.findings(standing("eu-west-1", SANDBOX), accepting)) == 0
    paused = SANDBOX | {"EnforcementStatus": "SHUTDOWN"}
    assert worst(access.findings(standing("eu-west-1", paused), accepting)) == 1


def test_an_answer_that_does_not_say_is_not_believed() -> None:
    """A missing member is neither sandbox nor production."""
    with pytest.raises(CannotDecide, match="did not say whether the account is in the sandbox"):
        standing("eu-west-1", {"SendingEnabled": True})


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        (HEALTHY, ""),
        (SANDBOX, "'poolpost access request local'"),
        (_review("PENDING", "case-7"), "answer what it asks in case case-7"),
        (_review("PENDING"), "the case in the Support Center"),
        (_review("DENIED", "case-7"), QUOTA_CODE),
        (_review("FAILED"), "run 'poolpost access request local' again"),
        (_review("GRANTED"), "in the sandbox all the same"),
        (_review("SOMETHING"), "ask for production access"),
    ],
)
def test_the_next_step_follows_from_the_review(account: dict[str, Any], expected: str, settings: MakeSettings) -> None:
    """Each review status has one thing to do."""
    step = access.next_step(standing("eu-west-1", account), settings())
    assert expected in step
    assert bool(expected) == bool(step)


@pytest.mark.parametrize(
    ("account", "expected", "remedy"),
    [(HEALTHY, 60000, QUOTA_CODE), (SANDBOX, 201, "say in it how much is sent"), (HEALTHY, 50000, None)],
)
def test_the_quota_is_compared_with_what_is_expected(
    account: dict[str, Any], expected: int, remedy: str | None, settings: MakeSettings
) -> None:
    """Too small a quota is a warning with the way to a larger one; without limit, nothing is too much."""
    made = settings(("user_pool.expected_daily_mail", expected))
    found = [one for one in access.findings(standing("eu-west-1", account), made) if one.rule == "quota-is-enough"]
    assert [remedy in one.remedy for one in found if remedy] == [True] * (remedy is not None)
    unlimited = HEALTHY | {"SendQuota": {"Max24HourSend": -1.0}}
    assert access.findings(standing("eu-west-1", unlimited), made) == []


@pytest.mark.parametrize(
    ("changes", "regions"),
    [
        ([], ("eu-west-1", "us-east-1", "us-west-2")),
        ([("user_pool.id", "ap-east-1_Abc"), ("aws.region", "ap-southeast-1")], ("ap-southeast-1", "ap-northeast-1")),
        ([("user_pool.id", "eu-north-1_Abc"), ("aws.region", "eu-north-1")], ("eu-north-1",)),
        (
            [
                ("user_pool.id", "ap-east-2_Abc"),
                (
                    "region_override",
                    {"reason": "AWS support case", "developer_ses_regions": ["eu-west-1", "us-east-1"]},
                ),
            ],
            ("eu-west-1", "us-east-1"),
        ),
    ],
)
def test_candidate_regions_follow_cognitos_table(
    changes: list[tuple[str, Any]], regions: tuple[str, ...], settings: MakeSettings
) -> None:
    """The environment's region first, then those that its pool may use, each once."""
    assert access.candidate_regions(settings(*changes)) == regions


def test_who_is_reachable_in_the_sandbox(settings: MakeSettings) -> None:
    """A verified domain covers its addresses; every other address needs a click of its own."""
    addresses = ["in@mail.example.com", "click@example.org", "late@example.org", "new@example.org", "yes@example.org"]
    made = settings(("aws.sandbox", True), ("addresses.sandbox_recipients", addresses))
    pending = {"VerifiedForSendingStatus": False, "VerificationStatus": "PENDING"}
    identities: dict[str, Any] = {
        "mail.example.com": {"VerifiedForSendingStatus": True},
        "in@mail.example.com": pending,
        "click@example.org": pending,
        "late@example.org": pending | {"VerificationStatus": "FAILED"},
        "new@example.org": None,
        "yes@example.org": {"VerifiedForSendingStatus": True},
    }
    assert set(access.reachable_names(made)) == set(identities)
    states = {one.name: one.state for one in access.reachable(made, identities)}
    assert states == {
        "mail.example.com": "verified",
        "in@mail.example.com": "verified",
        "click@example.org": "pending",
        "late@example.org": "failed",
        "new@example.org": "absent",
        "yes@example.org": "verified",
    }
    identities["mail.example.com"] = pending
    assert {one.name for one in access.reachable(made, identities) if one.state == "verified"} == {"yes@example.org"}


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({"from": "Example <no-reply@mail.example.com>"}, ".from"),
        ({"subject": "two\nlines"}, ".subject"),
        ({"content_file": "../secret.html"}, ".content_file"),
        ({"content_file": "/etc/passwd"}, ".content_file"),
        ({"success_url": "javascript:x"}, ".success_url"),
    ],
)
def test_a_templates_limits_are_told(table: dict[str, Any], key: str, problems: MakeProblems) -> None:
    """SES takes no display name; a file lies below environments/."""
    sound = {
        "from": "no-reply@mail.example.com",
        "subject": "Hello",
        "content_file": "welcome.html",
        "success_url": "https://www.example.com/yes",
        "failure_url": "https://www.example.com/no",
    }
    found = problems(("verification_templates", {"welcome": sound | table}))
    assert found == [("value", f"verification_templates.welcome{key}")]
    assert problems(("verification_templates", {"no spaces": sound})) == [("value", "verification_templates.no spaces")]
