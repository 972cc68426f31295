"""The event history of the embedded AWS: pages, pace, what AWS refuses, and trails."""

import itertools
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from poolpost.aws import cloudtrail, pace
from poolpost.aws.account import USER_AGENT
from poolpost.aws.pace import Pace
from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide
from tests.scenes.scene import REGION, Scene


def since() -> datetime:
    """Return a time before every event of these tests."""
    return datetime.now(UTC) - timedelta(days=1)


@pytest.fixture
def cognito(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a client of somebody else, without waiting between our reads."""
    assert scene
    monkeypatch.setattr(Pace, "wait", lambda _self: None)
    return boto3.client("cognito-idp", region_name=REGION)


def test_events_of_a_name_are_read_newest_first_and_page_by_page(scene: Scene, cognito: Any) -> None:
    """A page has 50; with all pages they are all, and without they are not."""
    pool_id = scene.settings.user_pool.id
    for number in range(53):
        cognito.create_group(UserPoolId=pool_id, GroupName=f"g{number}")
    found, whole = Aws(scene.settings).trail_of(REGION).events("CreateGroup", since())
    ours = [each for each in found if each.request and each.request["userPoolId"] == pool_id]
    assert len(ours) == 53
    assert whole
    assert [each.time for each in ours] == sorted((each.time for each in ours), reverse=True)
    assert {each.tool for each in ours} == {f"boto3 {boto3.__version__}"}


def test_only_so_many_pages_are_read_and_the_caller_learns_of_it(
    scene: Scene, cognito: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operation that is called all the time would take hours at two requests a second."""
    monkeypatch.setattr(cloudtrail, "_MOST_PAGES", 1)
    for number in range(51):
        cognito.create_group(UserPoolId=scene.settings.user_pool.id, GroupName=f"h{number}")
    found, whole = Aws(scene.settings).trail_of(REGION).events("CreateGroup", since())
    assert (len(found), whole) == (50, False)


def test_lookups_keep_below_two_a_second(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """In any second, so that AWS refuses none of ours; on a clock that only waiting moves."""
    now, sent = [100.0], list[float]()

    def sleep(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=sleep))
    trail = Aws(scene.settings).trail_of(REGION)
    for _ in range(5):
        trail.events("CreateUserPool", since())
        sent.append(now[0])
    assert all(later - earlier > 0.5 for earlier, later in itertools.pairwise(sent))


def test_a_throttled_lookup_is_repeated_and_told_where_it_stays_throttled(scene: Scene, cognito: Any) -> None:
    """Others of the account look up events too."""
    assert cognito
    trail = Aws(scene.settings).trail_of(REGION)
    scene.server.fault("cloudtrail:LookupEvents", "throttle", count=1)
    assert trail.events("DeleteUserPool", since()) == ([], True)
    scene.server.fault("cloudtrail:LookupEvents", "throttle", count=99)
    with pytest.raises(CannotDecide, match=r"cloudtrail:LookupEvents failed \(ThrottlingException\)"):
        trail.events("DeleteUserPool", since())


def test_who_may_not_read_the_history_is_told_which_permission_is_missing(scene: Scene) -> None:
    """As for every other read."""
    scene.server.fault("cloudtrail:LookupEvents", "denied")
    with pytest.raises(CannotDecide, match="may not call cloudtrail:LookupEvents"):
        Aws(scene.settings).trail_of(REGION).events("UpdateUserPool", since())


def test_poolpost_s_own_requests_carry_its_name(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads by botocore, and the one write that it signs itself: else it would be its own suspect."""
    monkeypatch.setattr(Pace, "wait", lambda _self: None)
    scene.apply()
    trail = Aws(scene.settings).trail_of(REGION)
    for name in ("UpdateUserPool", "DescribeUserPool"):
        found = [
            each
            for each in trail.events(name, since())[0]
            if each.request and each.request["userPoolId"] == scene.settings.user_pool.id
        ]
        assert {each.tool for each in found} == {USER_AGENT.replace("/", " ")}, name


def test_trails_come_with_their_status_and_selectors(scene: Scene) -> None:
    """Those of the region, and those of several regions wherever they are at home."""
    client = boto3.client("cloudtrail", region_name="eu-central-1")
    client.create_trail(Name="all-regions", S3BucketName="b", IsMultiRegionTrail=True)
    client.create_trail(Name="frankfurt", S3BucketName="b")
    client.start_logging(Name="all-regions")
    (trail,) = Aws(scene.settings).trail_of(REGION).trails()
    assert trail.description["Name"] == "all-regions"
    assert trail.status["IsLogging"] is True
    assert trail.selectors["EventSelectors"][0]["IncludeManagementEvents"] is True
