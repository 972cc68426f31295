"""The request for production access, in the API's words."""

from typing import Any

import pytest

from poolpost.ses import production_access as access_request
from poolpost.ses.sandbox import standing
from tests.conftest import MakeProblems, MakeSettings
from tests.scenes.ses_accounts import SANDBOX

ASKED = {"website_url": "https://www.example.com/", "use_case": "Codes"}


def test_the_request_is_the_tables_in_the_apis_words(settings: MakeSettings) -> None:
    """Contacts are left out when there are none: the API refuses an empty list."""
    assert access_request.request(settings()) is None
    assert access_request.text_of(settings()) is None
    assert access_request.request(settings(("production_access", ASKED))) == {
        "MailType": "TRANSACTIONAL",
        "WebsiteURL": "https://www.example.com/",
        "ContactLanguage": "EN",
        "UseCaseDescription": "Codes",
        "ProductionAccessEnabled": True,
    }
    body = access_request.request(
        settings(("production_access", ASKED | {"contacts": ["b@example.com", "a@example.com"]}))
    )
    assert body
    assert body["AdditionalContactEmailAddresses"] == ["b@example.com", "a@example.com"]


def test_the_same_request_under_review_is_recognised(settings: MakeSettings) -> None:
    """Contacts in another order are the same; another text, or an answered review, is not."""
    body = access_request.request(
        settings(("production_access", ASKED | {"contacts": ["b@example.com", "a@example.com"]}))
    )
    assert body
    shown = {k: v for k, v in body.items() if k != "ProductionAccessEnabled"}
    details = shown | {"AdditionalContactEmailAddresses": ["a@example.com", "b@example.com"]}

    def pending(status: str, **changes: str) -> bool:
        account = SANDBOX | {"Details": details | changes | {"ReviewDetails": {"Status": status}}}
        return access_request.is_pending(standing("eu-west-1", account), body)

    assert pending("PENDING")
    assert not pending("DENIED")
    assert not pending("PENDING", UseCaseDescription="Other")


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({"website_url": "www.example.com"}, "website_url"),
        ({"website_url": "https://www.example.com/" + "x" * 1000}, "website_url"),
        ({"use_case": ""}, "use_case"),
        ({"use_case": "x" * 5001}, "use_case"),
        ({"contacts": ["a@example.com"] * 5}, "contacts"),
        ({"contacts": ["a@b.c"]}, "contacts.0"),
        ({"language": "FR"}, "language"),
        ({"mail_type": "PROMOTIONAL"}, "mail_type"),
    ],
)
def test_the_apis_limits_are_told_before_anything_is_sent(
    table: dict[str, Any], key: str, problems: MakeProblems
) -> None:
    """The limits of botocore's model, at the key that has to change."""
    assert problems(("production_access", ASKED | table)) == [("value", f"production_access.{key}")]
