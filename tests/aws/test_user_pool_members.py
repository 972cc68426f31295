"""The tables of a pool's members know what botocore knows."""

from typing import Any

import botocore.session
import pytest

from poolpost.aws import user_pool_members as pool_members
from poolpost.aws.user_pool_members import MFA
from poolpost.emulator.demo_pool import production_mfa, production_pool


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


def test_tables_know_every_factor_that_botocore_describes(model: Any) -> None:
    """A factor that AWS added would be mentioned for every pool that has it."""
    assert _missing(MFA, _shape(model.operation_model("GetUserPoolMfaConfig").output_shape)) == []


def test_the_demo_pool_has_no_unknown_member() -> None:
    """All that it uses, newer than the provider too, is classified."""
    assert pool_members.unknown_members(production_pool()) == []
