"""The safety core: tables against botocore, the merge, comparisons."""

from typing import Any

from hypothesis import given

from poolpost.emulator.demo_pool import production_pool
from poolpost.pool import differences as core
from tests.scenes.any_pools import NEW, pools, worst_case_update


def test_what_is_empty_is_not_set() -> None:
    """An empty list, text or structure is an absent setting, and an empty member of the e-mail an absent member."""
    empty = {"AutoVerifiedAttributes": [], "SmsVerificationMessage": "", "LambdaConfig": {}, "UserPoolTier": None}
    assert list(core.flat_settings(empty)) == []
    email = {"EmailSendingAccount": "DEVELOPER", "From": "", "ConfigurationSet": None}
    assert core.email_configuration({"EmailConfiguration": email}) == {"EmailSendingAccount": "DEVELOPER"}


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


def test_a_pool_without_email_configuration_uses_the_default() -> None:
    """AWS leaves the member out of old pools."""
    assert core.email_configuration({}) == {"EmailSendingAccount": "COGNITO_DEFAULT"}


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
