"""The replicas that Cognito lists, against those of the file: what is said of each."""

import pytest

from poolpost.pool.replicas import condition, missing, unnamed
from poolpost.settings.replicas import about_replica
from poolpost.standards.pool_replicas import LiveReplica
from tests.conftest import MakeSettings

AWAY = "eu-central-1"


def _live(status: str) -> tuple[LiveReplica, ...]:
    return (LiveReplica(region=AWAY, status=status),)


def test_a_replica_that_no_file_names_is_said_with_its_mail(settings: MakeSettings) -> None:
    """Its codes go by a configuration that nothing checks; the table to add is in the remedy."""
    ((region, problem, remedy),) = unnamed(settings(), _live("ACTIVE"))
    assert region == AWAY
    assert "sign-in codes" in problem
    assert f'[user_pool.replicas."{AWAY}"]' in remedy
    assert list(unnamed(settings(("user_pool.replicas", {AWAY: {}})), _live("ACTIVE"))) == []


@pytest.mark.parametrize(
    ("live", "problem", "remedy"),
    [
        ((), "has no replica there", "aws cognito-idp create-user-pool-replica"),
        (_live("CREATING"), "is CREATING", "wait until it is INACTIVE"),
        (_live("DELETING"), "is DELETING", "remove"),
    ],
)
def test_one_that_takes_no_change_stops_a_deploy(
    live: tuple[LiveReplica, ...], problem: str, remedy: str, settings: MakeSettings
) -> None:
    """With what to do about it."""
    found = missing(about_replica(settings(("user_pool.replicas", {AWAY: {}})), AWAY), live)
    assert found is not None
    assert problem in found[0]
    assert remedy in found[1]


@pytest.mark.parametrize("status", ["ACTIVE", "INACTIVE"])
def test_an_inactive_one_can_be_written_and_serves_no_user(status: str, settings: MakeSettings) -> None:
    """AWS takes its configuration first: it is to be activated once everything is in place."""
    replica = about_replica(settings(("user_pool.replicas", {AWAY: {}})), AWAY)
    assert missing(replica, _live(status)) is None
    assert (condition(replica, _live(status)) is not None) == (status == "INACTIVE")
