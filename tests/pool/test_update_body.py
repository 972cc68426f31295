"""The request that changes the e-mail and nothing else."""

import copy
from typing import Any

import pytest
from hypothesis import given

from poolpost.aws import user_pool_members as pool_members
from poolpost.emulator.demo_pool import production_pool
from poolpost.pool import differences as core
from poolpost.pool import update_body
from tests.scenes.any_pools import NEW, pools, worst_case_update


def test_body_is_the_whole_pool_with_the_new_email_configuration() -> None:
    """Everything that is live is sent: the pool of the demo uses nearly every member."""
    pool = production_pool()
    body = update_body.update_body(pool, NEW)
    sent = set(body) - {"UserPoolId", "PoolName", "EmailConfiguration"}
    assert sent == set(pool) - pool_members.READ_ONLY - pool_members.CREATE_ONLY - {"Name", "EmailConfiguration"}
    assert body["UserPoolId"] == pool["Id"]
    assert body["PoolName"] == pool["Name"]
    assert body["EmailConfiguration"] == NEW
    assert body["LambdaConfig"] == pool["LambdaConfig"]


def test_making_a_body_changes_nothing_in_the_snapshot() -> None:
    """The snapshot is what a restore starts from."""
    pool = production_pool()
    untouched = copy.deepcopy(pool)
    update_body.update_body(pool, NEW)
    assert pool == untouched


def test_tags_of_aws_are_left_out() -> None:
    """`aws:` tags belong to CloudFormation; sending them is refused, and they are no loss."""
    body = update_body.update_body(production_pool(), NEW)
    assert body["UserPoolTags"] == {"team": "identity", "cost-centre": "4711"}


def test_deprecated_validity_is_left_out_beside_its_successor() -> None:
    """AWS answers 'Please use TemporaryPasswordValidityDays in PasswordPolicy instead'."""
    pool = production_pool()
    assert "UnusedAccountValidityDays" not in update_body.update_body(pool, NEW)["AdminCreateUserConfig"]
    del pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"]
    assert update_body.update_body(pool, NEW)["AdminCreateUserConfig"]["UnusedAccountValidityDays"] == 3


def test_names_that_aws_merges_in_are_the_same_as_none() -> None:
    """DescribeUserPool returns AWS's ACR names for what nobody set: no pool changes by that, a name of one's own counts."""
    acr = {f"Level{level}": {"AcrValue": f"urn:cognito:loa:{level}"} for level in range(1, 5)}
    plain, merged = production_pool(), production_pool() | {"AcrConfiguration": acr}
    assert core.differences(plain, merged) == core.differences(merged, plain) == []
    swapped = acr | {"Level1": acr["Level2"], "Level2": acr["Level1"]}
    assert len(core.differences(merged, merged | {"AcrConfiguration": swapped})) == 2
    assert update_body.update_body(merged, NEW)["AcrConfiguration"] == acr
    assert "AcrConfiguration" not in update_body.update_body(merged | {"UserPoolTier": "LITE"}, NEW)
    own = {"UserPoolTier": "LITE", "AcrConfiguration": swapped}
    assert update_body.update_body(merged | own, NEW)["AcrConfiguration"] == swapped


def test_a_successor_alone_is_sent_as_it_is() -> None:
    """A pool need not have an AdminCreateUserConfig."""
    pool = {member: value for member, value in production_pool().items() if member != "AdminCreateUserConfig"}
    body = update_body.update_body(pool, NEW)
    assert "AdminCreateUserConfig" not in body
    assert body["Policies"] == pool["Policies"]


@pytest.mark.parametrize(("sent", "described"), [("PoolName", "Name"), ("LambdaConfig", "LambdaConfig"), ("x", "x")])
def test_members_are_compared_under_their_described_name(sent: str, described: str) -> None:
    """UpdateUserPool calls some otherwise than DescribeUserPool."""
    assert update_body.described_name(sent) == described


@given(pool=pools())
def test_merge_then_worst_case_update_changes_email_only(pool: dict[str, Any]) -> None:
    """Whatever the pool holds, nothing but EmailConfiguration differs afterwards."""
    after = worst_case_update(pool, update_body.update_body(pool, NEW))
    assert core.differences(pool, after) == []
    assert core.email_configuration(after) == NEW
