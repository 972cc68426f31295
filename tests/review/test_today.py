"""An environment today, in one row: what could not be read is never shown as 'none'."""

from typing import Any

import pytest

from poolpost.review.today import UNKNOWN, state
from tests.conftest import MakeSettings

ON = {"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "From": "a@example.com"}}
VERIFIED = {"VerifiedForSendingStatus": True, "DkimAttributes": {"Status": "SUCCESS"}}


@pytest.mark.parametrize(
    ("answers", "column", "shown"),
    [
        ({}, "sends with", UNKNOWN),
        ({"pool": None}, "sends with", "not created yet"),
        ({"pool": ON}, "sends with", "DEVELOPER"),
        ({"pool": ON}, "From", "a@example.com"),
        ({"pool": {}}, "From", "not set"),
        ({}, "domain", UNKNOWN),
        ({"identity": None}, "domain", "not there yet"),
        ({"identity": VERIFIED}, "domain", "verified, DKIM SUCCESS"),
        ({"identity": {}}, "domain", "not verified, DKIM NOT_STARTED"),
        ({}, "SES", UNKNOWN),
        ({"account": {"ProductionAccessEnabled": True}}, "SES", "production"),
        ({"account": {"SendingEnabled": False}}, "SES", "sandbox, sending is paused"),
    ],
)
def test_each_column_says_what_aws_answered(
    answers: dict[str, Any], column: str, shown: str, settings: MakeSettings
) -> None:
    """Not asked, not there and there are three different things."""
    assert shown in state(settings(), answers)[column]
