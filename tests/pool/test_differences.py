"""The safety core: tables against botocore, the merge, comparisons."""

import copy
from typing import Any

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolpost.aws import user_pool_members as pool_members
from poolpost.aws.user_pool_members import MFA
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.pool import differences as core
from poolpost.pool import update_body

NEW = {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:000000000000:identity/x.example"}


def _shape(shape: Any, depth: int = 0) -> dict[str, Any]:
    """Give the members of a botocore shape at every depth, lists of structures looked through."""
    if shape.type_name == "list":
        return _shape(shape.member, depth)
    if shape.type_name == "map" and shape.value.type_name == "structure":
        return {f"Level{n}": _shape(shape.value, depth + 1) for n in range(1, 5)}  # AcrConfiguration, the only one
    if shape.type_name != "structure" or depth > 5:
        return {}
    return {name: _shape(member, depth + 1) for name, member in shape.members.items()}


def _missing(known: Any, modelled: dict[str, Any], path: str = "") -> list[str]:
    found: list[str] = []
    for member, inner in modelled.items():
        if member not in known:
            found.append(path + member)
        elif inner:
            found += _missing(known[member], inner, f"{path}{member}.")
    return found


@pytest.fixture(scope="module")
def model() -> Any:
    """Load botocore's model of Cognito user pools."""
    return botocore.session.Session().get_service_model("cognito-idp")


def test_tables_know_every_member_that_botocore_describes(model: Any) -> None:
    """A member that AWS added and we do not classify would stop every pool that has it: the list says which."""
    described = _shape(model.operation_model("DescribeUserPool").output_shape.members["UserPool"])
    known = dict(pool_members.SETTABLE) | dict.fromkeys(
        pool_members.READ_ONLY | pool_members.CREATE_ONLY, pool_members.LEAF
    )
    top = {member: inner if member in pool_members.SETTABLE else {} for member, inner in described.items()}
    assert _missing(known, top) == []


def test_tables_know_every_member_that_an_update_takes(model: Any) -> None:
    """What UpdateUserPool can set, it can reset: each must be in the table under its described name."""
    taken = _shape(model.operation_model("UpdateUserPool").input_shape)
    names = {new: old for old, new in pool_members.RENAMED.items()}
    top = {names.get(member, member): inner for member, inner in taken.items() if member != "UserPoolId"}
    assert _missing(pool_members.SETTABLE, top) == []


def test_nothing_read_only_or_create_only_can_be_updated(model: Any) -> None:
    """A member in the wrong table would be left out of the body, and so be reset."""
    taken = set(model.operation_model("UpdateUserPool").input_shape.members)
    assert not taken & (pool_members.READ_ONLY | pool_members.CREATE_ONLY)


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


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (["FutureThing"], "FutureThing"),
        (["LambdaConfig", "FutureTrigger"], "LambdaConfig.FutureTrigger"),
        (["LambdaConfig", "CustomSMSSender", "FutureField"], "LambdaConfig.CustomSMSSender.FutureField"),
        (
            ["AccountRecoverySetting", "RecoveryMechanisms", 0, "New"],
            "AccountRecoverySetting.RecoveryMechanisms[0].New",
        ),
        (["AcrConfiguration", "Level1", "New"], "AcrConfiguration.Level1.New"),
        (["AcrConfiguration", "Level5"], "AcrConfiguration.Level5"),
        (["LambdaConfig", "PreSignUp"], "LambdaConfig.PreSignUp.Mode"),
        (["AutoVerifiedAttributes", 0], "AutoVerifiedAttributes[0].Mode"),
        (["UserPoolTags", "team"], "UserPoolTags.team.Mode"),
    ],
)
def test_an_unknown_member_is_named_at_any_depth(path: list[Any], expected: str) -> None:
    """What we do not know we might lose, so it must be seen."""
    pool = production_pool() | {"AcrConfiguration": {"Level1": {"AcrValue": "urn:example:1"}}}
    holder: Any = pool
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = {"Mode": "ON"}
    assert pool_members.unknown_members(pool) == [expected]


def test_an_unknown_factor_is_named_at_any_depth() -> None:
    """Nothing here writes the MFA configuration, but what is not known of it must be seen."""
    mfa = production_mfa() | {"New": {}, "SmsMfaConfiguration": {"SmsConfiguration": {"EumsSms": {"New": 1}}}}
    expected = ["MfaConfig.New", "MfaConfig.SmsMfaConfiguration.SmsConfiguration.EumsSms.New"]
    assert pool_members.unknown_factors(mfa) == expected
    assert pool_members.unknown_factors(production_mfa()) == []


def test_unknown_factors_and_misshapen_members_are_named_in_order() -> None:
    """Two runs say the same; a null where AWS has a list is misshapen, and no crash."""
    assert pool_members.unknown_factors({"Z": 1, "MfaConfiguration": "OFF", "A": 1}) == ["MfaConfig.A", "MfaConfig.Z"]
    wrong = {"Name": None, "AccountRecoverySetting": {"RecoveryMechanisms": None}}
    assert pool_members.misshapen(wrong) == ["AccountRecoverySetting.RecoveryMechanisms", "Name"]


def test_what_is_empty_is_not_set() -> None:
    """An empty list, text or structure is an absent setting, and an empty member of the e-mail an absent member."""
    empty = {"AutoVerifiedAttributes": [], "SmsVerificationMessage": "", "LambdaConfig": {}, "UserPoolTier": None}
    assert list(core.flat_settings(empty)) == []
    email = {"EmailSendingAccount": "DEVELOPER", "From": "", "ConfigurationSet": None}
    assert core.email_configuration({"EmailConfiguration": email}) == {"EmailSendingAccount": "DEVELOPER"}


def test_tables_know_every_factor_that_botocore_describes(model: Any) -> None:
    """A factor that AWS added would be mentioned for every pool that has it."""
    assert _missing(MFA, _shape(model.operation_model("GetUserPoolMfaConfig").output_shape)) == []


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


def test_the_demo_pool_has_no_unknown_member() -> None:
    """All that it uses, newer than the provider too, is classified."""
    assert pool_members.unknown_members(production_pool()) == []


def test_differences_ignore_what_changes_by_itself() -> None:
    """Users come and go and every write moves the date; e-mail is what we change."""
    before, after = production_pool(), production_pool()
    after |= {"LastModifiedDate": 1.0, "EstimatedNumberOfUsers": 1, "EmailConfiguration": NEW}
    assert core.differences(before, after) == []


def test_differences_name_each_setting() -> None:
    """One line for each setting, with what it was and what it is."""
    before, after = production_pool(), production_pool()
    del after["LambdaConfig"]["PreSignUp"]
    after["Policies"]["PasswordPolicy"]["MinimumLength"] = 8
    del after["DeviceConfiguration"]
    after["UserPoolTags"]["aws:new"] = "x"
    assert [difference.path for difference in core.differences(before, after)] == [
        "DeviceConfiguration.ChallengeRequiredOnNewDevice",
        "DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt",
        "LambdaConfig.PreSignUp",
        "Policies.PasswordPolicy.MinimumLength",
    ]


def test_lists_of_names_have_no_order() -> None:
    """AWS and the provider give sets back in any order."""
    before, after = production_pool(), production_pool()
    after["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"].reverse()
    assert core.differences(before, after) == []


def test_an_empty_device_configuration_is_not_an_absent_one() -> None:
    """{} remembers devices, absence does not; elsewhere empty and absent are the same."""
    before, after = production_pool(), production_pool()
    before["DeviceConfiguration"], before["SmsConfiguration"] = {}, {}
    del after["DeviceConfiguration"]
    assert [difference.path for difference in core.differences(before, after)] == ["DeviceConfiguration"]


def test_a_difference_reads_as_what_it_was_and_is() -> None:
    """Letters as letters; a path that hides characters is shown with them."""
    assert str(core.Difference("A.b", None, ["Grüße"])) == 'A.b: absent -> ["Grüße"]'
    assert str(core.Difference("UserPoolTags.a\nb", "x", None)) == r'"UserPoolTags.a\nb": "x" -> absent'


def test_values_of_any_kind_are_compared_without_their_order() -> None:
    """A list that AWS fills otherwise some day crashes nothing."""
    assert core.differences({"A": ["b", 1, None]}, {"A": [None, "b", 1]}) == []
    assert [each.path for each in core.differences({"A": ["b", 1]}, {"A": ["b", 2]})] == ["A"]


def test_structures_in_a_list_are_compared_by_their_settings() -> None:
    """One that is gone and one that is another are told apart; an empty one among them is nothing."""
    before = {"A": [{"x": 1, "y": {"z": 2}}, {}, {"x": 3}]}
    assert dict(core.flat_settings(before)) == {"A[0].x": 1, "A[0].y.z": 2, "A[2].x": 3}
    assert [each.path for each in core.differences(before, {"A": [{"x": 1, "y": {"z": 9}}]})] == ["A[0].y.z", "A[2].x"]


def test_what_its_successor_replaces_is_no_setting() -> None:
    """AWS keeps both and takes one: to compare the other would report a loss at every write."""
    path = "AdminCreateUserConfig.UnusedAccountValidityDays"
    pool = production_pool()
    assert path not in dict(core.flat_settings(pool))
    del pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"]
    assert path in dict(core.flat_settings(pool))


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


def test_a_pool_without_email_configuration_uses_the_default() -> None:
    """AWS leaves the member out of old pools."""
    assert core.email_configuration({}) == {"EmailSendingAccount": "COGNITO_DEFAULT"}


TEXT = st.text(min_size=1, max_size=8)
VALUES = st.one_of(TEXT, st.booleans(), st.integers(0, 99), st.lists(TEXT, max_size=3))


def pools() -> st.SearchStrategy[dict[str, Any]]:
    """Generate pools with any settable members, nested ones with any of their own."""

    def filled(shape: Any) -> st.SearchStrategy[Any]:
        if not shape:
            return VALUES
        return st.fixed_dictionaries({}, optional={name: filled(inner) for name, inner in shape.items()})

    members = {
        name: filled(shape) for name, shape in pool_members.SETTABLE.items() if name not in {"Name", "UserPoolTags"}
    }
    members["UserPoolTags"] = st.dictionaries(TEXT, TEXT, max_size=3)
    return st.fixed_dictionaries({"Id": st.just("eu-west-1_x"), "Name": TEXT}, optional=members)


def worst_case_update(pool: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """Do what AWS could do at worst: forget every settable member that the body lacks."""
    names = {new: old for old, new in pool_members.RENAMED.items()}
    kept = {
        member: value for member, value in pool.items() if member in pool_members.READ_ONLY | pool_members.CREATE_ONLY
    }
    return kept | {names.get(member, member): value for member, value in body.items() if member != "UserPoolId"}


@given(pool=pools())
def test_merge_then_worst_case_update_changes_email_only(pool: dict[str, Any]) -> None:
    """Whatever the pool holds, nothing but EmailConfiguration differs afterwards."""
    after = worst_case_update(pool, update_body.update_body(pool, NEW))
    assert core.differences(pool, after) == []
    assert core.email_configuration(after) == NEW


@given(pool=pools())
def test_a_partial_update_would_be_seen(pool: dict[str, Any]) -> None:
    """Counter-check: without the merge the same comparison does find the losses."""
    after = worst_case_update(pool, {"UserPoolId": pool["Id"], "PoolName": pool["Name"], "EmailConfiguration": NEW})
    # AdminCreateUserConfig may hold nothing but what its successor replaces, which is no loss.
    settings = set(pool) - {"Id", "Name", "AdminCreateUserConfig"}
    lost = {difference.path.partition(".")[0].partition("[")[0] for difference in core.differences(pool, after)}
    assert set(lost) >= {member for member in settings - {"EmailConfiguration"} if _holds_something(pool[member])}


def _holds_something(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_something(inner) for inner in value.values())
    return value not in ([], "", None)
