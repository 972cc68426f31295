"""The doctor's line about the pool's children."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from poolpost.doctor.checks.children import CHECKS
from poolpost.pool.baseline import Baseline
from tests.scenes.children import add_children, add_provider
from tests.scenes.place import REGION, Change, Place
from tests.scenes.place_changes import (
    FAIL,
    PASS,
    SKIPPED,
    UNKNOWN,
    Row,
    both,
    compare,
    healthy,
    ids,
    refused,
    without_outcome,
)


def reviewed(place: Place) -> None:
    """Review the pool with children of every kind."""
    pool_id = place.settings.user_pool.id
    add_children(place.client("cognito-idp"), pool_id)
    live = place.server.pool(REGION, pool_id)
    children = place.reader(place.settings).children.read(live["UserPool"])
    assert children["Unread"] == {}
    state = {"UserPool": live["UserPool"], "MfaConfig": live["Mfa"], "Children": children}
    place.known = {"baseline": Baseline(path=Path("known.json"), snapshot=state, open=frozenset(), reviewed=True)}


def cognito(method: str, **arguments: Any) -> Change:
    """Call Cognito behind poolpost's back."""
    return lambda place: getattr(place.client("cognito-idp"), method)(
        UserPoolId=place.settings.user_pool.id, **arguments
    )


def evil(place: Place) -> None:
    """Add an identity provider that was never reviewed."""
    cognito("delete_identity_provider", ProviderName="Okta")(place)
    assert isinstance(place.known["baseline"], Baseline)
    del place.known["baseline"].snapshot["Children"]["IdentityProviders"]["Okta"]
    add_provider(place.client("cognito-idp"), place.settings.user_pool.id, "Okta")


def accepted(days: int) -> Change:
    """Accept the new identity provider until a day, counted from today."""
    until = datetime.now(UTC).date() + timedelta(days=days)
    entry = {"child": "IdentityProviders.Okta", "reason": "the pilot of the sales team", "until": until}
    return lambda place: place.changes.append(("user_pool.accepted_children", [entry]))


ROWS: list[Row] = [
    ("children-are-reviewed", SKIPPED, healthy, "no reviewed snapshot holds them"),
    ("children-are-reviewed", PASS, reviewed, "as in known.json"),
    ("children-are-reviewed", FAIL, both(reviewed, evil), "IdentityProviders.Okta (OIDC) was never reviewed"),
    (
        "children-are-reviewed",
        PASS,
        both(reviewed, evil, accepted(1)),
        "IdentityProviders.Okta: the pilot of the sales team",
    ),
    ("children-are-reviewed", FAIL, both(reviewed, evil, accepted(-1)), "was never reviewed"),
    (
        "children-are-reviewed",
        FAIL,
        both(reviewed, cognito("delete_group", GroupName="staff"), cognito("create_group", GroupName="admins")),
        "Groups.admins: absent -> {",
    ),
    ("children-are-reviewed", UNKNOWN, both(reviewed, refused("cognito-idp:ListGroups")), "have expired"),
    ("children-are-reviewed", UNKNOWN, both(reviewed, refused("cognito-idp:DescribeUserPool")), "have expired"),
]


@pytest.mark.parametrize("row", ROWS, ids=ids(ROWS))
def test_the_children_of_the_pool(row: Row, place: Place) -> None:
    """What is new is named first and apart; what could not be read is not "the same"."""
    compare(row, place)


def test_every_check_can_pass_fail_and_be_in_doubt() -> None:
    """A check that no test can trip may be dead."""
    assert without_outcome(CHECKS, ROWS, set()) == []
