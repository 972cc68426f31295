"""`poolpost why`: what the live pool names is the cause."""

from typing import Any

import pytest

from tests.scenes.asked_why import reasons
from tests.scenes.place import REGION, Place

DOMAIN = "mail.example.com"


@pytest.mark.parametrize(
    ("change", "causes", "words"),
    [
        (
            {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}},
            ["default-sender-is-limited", "messages-are-allowed"],
            "50 mails a day",
        ),
        (
            {
                "EmailConfiguration": {
                    "EmailSendingAccount": "DEVELOPER",
                    "SourceArn": f"arn:aws:ses:us-east-1:000000000000:identity/{DOMAIN}",
                    "From": f"no-reply@{DOMAIN}",
                }
            },
            ["identity-is-not-the-files"],
            "the pool sends with arn:aws:ses:us-east-1",
        ),
        (
            {
                "EmailConfiguration": {
                    "EmailSendingAccount": "DEVELOPER",
                    "SourceArn": f"arn:aws:ses:{REGION}:000000000000:identity/{DOMAIN}",
                    "From": "X <no-reply@other.com>",
                }
            },
            ["from-is-not-verified"],
            f"From is no-reply@other.com, and the identity is {DOMAIN}",
        ),
        (
            {
                "EmailConfiguration": {
                    "EmailSendingAccount": "DEVELOPER",
                    "SourceArn": f"arn:aws:ses:{REGION}:000000000000:identity/{DOMAIN}",
                    "From": f"no-reply@{DOMAIN}",
                    "ConfigurationSet": "gone",
                }
            },
            ["configuration-set-is-gone"],
            f"configuration set gone, which SES in {REGION} does not have",
        ),
        ({"AutoVerifiedAttributes": []}, ["addresses-are-not-verified-by-code"], "lacks 'email'"),
    ],
)
def test_what_the_pool_has_instead_is_a_cause(
    change: dict[str, Any], causes: list[str], words: str, asked: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another sender, identity or From, or a pool that asks for no verification."""
    asked.pool(**change)
    found = reasons(capsys)
    assert [reason["cause"] for reason in found if reason["outcome"] == "likely"] == causes
    assert words in found[0]["evidence"]


def test_a_pool_that_is_not_there_is_the_cause(asked: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong id in the file is what is wrong, not a reason why nothing could be checked."""
    asked.changes += [("user_pool.id", f"{REGION}_Nowhere1")]
    found = reasons(capsys)
    assert [reason["cause"] for reason in found if reason["outcome"] == "likely"][:1] == ["pool-is-not-there"]
    assert f"{REGION}_Nowhere1" in found[0]["evidence"]
