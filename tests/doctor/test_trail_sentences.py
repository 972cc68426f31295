"""What CloudTrail knows, as sentences."""

from typing import Any

import pytest

from poolpost.doctor.trail import History, change
from poolpost.doctor.trail_sentences import blame, blame_for_child, sentence
from tests.doctor.test_trail import POOL, event

KNOWN = {"LambdaConfig": {"PreSignUp": "arn:x"}, "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True}}
START = "2026-11-28 12:00:00 UTC: user bob, by boto3 1.0, "


@pytest.mark.parametrize(
    ("request_", "known", "said"),
    [
        (
            {"policies": {}, "lambdaConfig": {}},
            KNOWN,
            f"called UpdateUserPool {POOL}; it set LambdaConfig, Policies; it omitted, and so reset: DeviceConfiguration",
        ),
        ({}, KNOWN, f"called UpdateUserPool {POOL}; it set nothing; it omitted, and so reset: DeviceConfiguration, LambdaConfig"),
        ({"lambdaConfig": {}}, {}, "; it set LambdaConfig; it omitted nothing that the baseline has"),
        ({"lambdaConfig": {}}, None, "; it set LambdaConfig; it omitted, and so reset where it was set: AccountRecovery"),
    ],
)  # fmt: skip
def test_an_update_is_a_sentence_with_what_it_reset(request_: dict[str, Any], known: Any, said: str) -> None:
    """When, who, by what, what it set, and what it omitted and so reset."""
    told = sentence(change(event(request=request_), known))
    assert told.startswith(START)
    assert said in told


def test_a_refused_request_and_one_without_a_copy_say_so() -> None:
    """Neither is told as a change of settings."""
    refused = event(request={"lambdaConfig": {}}, refused="InvalidParameterException")
    assert sentence(change(refused, KNOWN)) == f"{START}was refused UpdateUserPool {POOL} (InvalidParameterException)"
    assert (
        sentence(change(event(request=None), KNOWN))
        == f"{START}called UpdateUserPool; CloudTrail has no copy of the request"
    )


def test_a_name_with_a_line_feed_begins_no_sentence_of_its_own() -> None:
    """CloudTrail holds refused requests as they were sent, and whoever sends one chooses its names."""
    forged = event("CreateGroup", request={"groupName": f"g\n{START}called UpdateUserPool"}, refused="AccessDenied")
    assert "\n" not in sentence(change(forged, None))


def reading(*events: Any, unread: dict[str, str] | None = None) -> Any:
    """Return what reads a history, and notes what it was asked for."""
    asked: list[str] = []

    def read(names: tuple[str, ...]) -> History:
        asked.extend(names)
        return History(changes=tuple(change(each, KNOWN) for each in events if each.name in names), unread=unread or {})

    return read, asked


def test_one_line_names_who_changed_the_pool_and_asks_for_no_more_than_it_needs() -> None:
    """One lookup for settings, one more for MFA and tags; several culprits are named, the newest first."""
    read, asked = reading(event(), event("SetUserPoolMfaConfig", 5))
    assert blame(read, {"LambdaConfig"}).startswith(f"changed {START}called UpdateUserPool {POOL}; ")
    assert asked == ["UpdateUserPool"]
    both = blame(read, {"LambdaConfig", "MfaConfig"})
    assert both.index("SetUserPoolMfaConfig") < both.index("; and 2026-11-28 12:00:00 UTC")
    assert asked[1:] == ["UpdateUserPool", "SetUserPoolMfaConfig"]


def test_a_line_says_why_it_is_not_known() -> None:
    """No permission, or no such request (yet)."""
    read, _ = reading(unread={"UpdateUserPool": "may not call cloudtrail:LookupEvents"})
    assert blame(read, {"LambdaConfig"}) == "who changed it is not known: may not call cloudtrail:LookupEvents"
    read, _ = reading()
    assert blame(read, {"LambdaConfig"}).startswith(
        "who changed it is not known: CloudTrail has no such request; events arrive up"
    )


def test_a_child_has_a_line_of_its_own() -> None:
    """By its kind; a kind that no request names has none."""
    read, asked = reading(event("CreateIdentityProvider", request={"providerName": "Evil"}))
    assert "called CreateIdentityProvider" in blame_for_child(read, "IdentityProviders.Evil")
    assert asked == ["CreateIdentityProvider", "UpdateIdentityProvider", "DeleteIdentityProvider"]
    assert blame_for_child(read, "IdentityProviders.Okta").startswith("who changed it is not known")
    assert blame_for_child(read, "LogDelivery.x") == ""
