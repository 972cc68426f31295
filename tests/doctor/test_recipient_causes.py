"""`poolpost why --to`: what keeps mail from one recipient."""

import pytest

from tests.scenes.asked_why import reasons
from tests.scenes.place import REGION, Place

DOMAIN = "mail.example.com"


@pytest.mark.parametrize(
    ("to", "verified", "causes"),
    [
        ("jane@example.org", [], ["sandbox-and-this-recipient", "sandbox"]),
        ("jane@example.org", ["jane@example.org"], []),
        ("jane@example.org", ["Jane@example.org"], ["sandbox-and-this-recipient", "sandbox"]),
        ("jane@example.org", ["example.org"], []),
        (f"jane@{DOMAIN}", [], []),
        ("success@simulator.amazonses.com", [], []),
    ],
)
def test_the_sandbox_reaches_verified_addresses_only(
    to: str,
    verified: list[str],
    causes: list[str],
    asked: Place,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An address or its domain is verified, or it is the mailbox simulator."""
    asked.server.account(REGION, ProductionAccessEnabled=False)
    for name in verified:
        asked.server.verify(REGION, name)
    assert [reason["cause"] for reason in reasons(capsys, to=to)] == causes


def test_a_suppressed_address_is_told_with_its_way_back(asked: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Why it is on the list, since when, and the command that takes it off."""
    asked.client("sesv2").put_suppressed_destination(EmailAddress="jane@example.org", Reason="COMPLAINT")
    (reason,) = reasons(capsys, to="jane@example.org")
    assert reason["evidence"].startswith("jane@example.org is on the account's suppression list: COMPLAINT, 20")
    assert "delete-suppressed-destination --email-address jane@example.org --region eu-west-1" in reason["remedy"]
