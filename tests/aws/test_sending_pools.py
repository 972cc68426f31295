"""Which pools of the account could send with what an environment has made."""

import pytest

from poolpost.aws.sending_pools import sending_pools
from poolpost.aws.services import Aws
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.settings.tables.aws import StandbyRegion
from poolpost.standards.regions import pool_regions_through
from tests.scenes.scene import Scene


def test_every_region_that_can_send_through_it_is_looked_at(scene: Scene) -> None:
    """Pools of Ohio may use an identity in Ireland; one of Cape Town cannot. The environment's own is not among them."""
    for region, name in (
        ("eu-west-1", "eu-west-1_Second"),
        ("us-east-2", "us-east-2_Third"),
        ("af-south-1", "af-south-1_X"),
    ):
        scene.server.put_pool(region, production_pool(name), production_mfa())
    found = sending_pools(Aws(scene.settings).account)
    ids = {pool["Id"] for pool in found.pools}
    assert {"eu-west-1_Second", "us-east-2_Third"} <= ids
    assert not ids & {"af-south-1_X", scene.settings.user_pool.id}
    assert found.unseen == {}


def test_pages_are_turned(scene: Scene) -> None:
    """ListUserPools gives 60 at most."""
    for number in range(61):
        scene.server.put_pool("us-west-2", production_pool(f"us-west-2_{number}"), production_mfa())
    found = sending_pools(Aws(scene.settings).account)
    assert len([pool for pool in found.pools if pool["Id"].startswith("us-west-2_")]) == 61


@pytest.mark.parametrize("call", ["ListUserPools", "DescribeUserPool"])
def test_what_is_refused_is_said(call: str, scene: Scene, aws: EmbeddedAws) -> None:
    """By region, or by pool: neither is "no pool sends with it"."""
    scene.server.put_pool("eu-west-1", production_pool("eu-west-1_Second"), production_mfa())
    aws.fault(f"cognito-idp:{call}", "expired")
    found = sending_pools(Aws(scene.settings).account)
    assert len(found.unseen) == 1
    assert all(call in why for why in found.unseen.values())


def test_another_pool_in_the_place_of_a_listed_one_was_not_looked_at(scene: Scene) -> None:
    """It would be judged twice, and the listed one never."""
    scene.server.put_pool("eu-west-1", production_pool("eu-west-1_Second"), production_mfa())
    scene.server.put_pool("eu-west-1", production_pool("eu-west-1_Third"), production_mfa())
    answers = {"eu-west-1_Second": "eu-west-1_Third"}
    account = Aws(scene.settings).account
    client = account.client("cognito-idp", "eu-west-1")
    real = client.describe_user_pool
    client.describe_user_pool = lambda UserPoolId: real(UserPoolId=answers.get(UserPoolId, UserPoolId))  # noqa: N803 -- botocore's name
    found = sending_pools(account)
    assert [pool["Id"] for pool in found.pools if pool["Id"] in {*answers, *answers.values()}] == ["eu-west-1_Third"]
    assert list(found.unseen) == ["eu-west-1_Second"]


def test_the_table_of_regions_is_read_backwards() -> None:
    """Mumbai's SES also serves Hyderabad, and Malaysia... through COGNITO_DEFAULT with an own From."""
    assert "ap-south-2" in pool_regions_through("ap-south-1")
    assert "ap-southeast-7" in pool_regions_through("ap-south-1")
    assert pool_regions_through("sa-east-1") == ("sa-east-1",)


def test_pools_that_can_send_through_the_second_region_are_looked_at_too(scene: Scene) -> None:
    """What a plan removes there may be what a pool sends with that the first region cannot serve."""
    scene.server.put_pool("mx-central-1", production_pool("mx-central-1_A"), production_mfa())
    second = scene.settings.aws.model_copy(update={"standby_region": StandbyRegion(name="us-east-1", use="leaving")})
    first = {pool["Id"] for pool in sending_pools(Aws(scene.settings).account).pools}
    both = {pool["Id"] for pool in sending_pools(Aws(scene.settings.model_copy(update={"aws": second})).account).pools}
    assert "mx-central-1_A" not in first
    assert "mx-central-1_A" in both
