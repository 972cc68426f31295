"""What a pool uses: what is named, what is certainly unusable, and that nobody's doubt stops a write."""

import pytest

from poolpost.errors import Stopped
from poolpost.pool.dependencies import RULE, needs, problem, refuse
from poolpost.settings import Settings
from poolpost.settings.passes import PASS
from poolpost.standards.pool_dependencies import Looked, Need
from tests.conftest import MakeSettings
from tests.scenes.pool_matrix import matrix
from tests.scenes.trusts import FUNCTION, ROLE, Json, need_of, statement_of, trusting, with_external_id

KEY = "arn:aws:kms:eu-west-1:000000000000:key/1"


def test_each_thing_is_named_once_with_all_its_members() -> None:
    """A function that two members name is one function; a version, a tag or a scope is none."""
    pool = {
        "SmsConfiguration": {"SnsCallerArn": ROLE, "ExternalId": "x", "EumsSms": {"CallerArn": ROLE}},
        "LambdaConfig": {
            "PreTokenGeneration": FUNCTION,
            "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": FUNCTION},
            "KMSKeyID": KEY,
        },
        "KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": KEY},
        "UserPoolTags": {"role": ROLE},
        "EmailConfiguration": {"SourceArn": "arn:aws:ses:eu-west-1:000000000000:identity/example.com"},
    }
    assert {(each.kind, each.arn, each.members, each.external_id) for each in needs(pool)} == {
        ("role", ROLE, ("SmsConfiguration.SnsCallerArn",), "x"),
        ("role", ROLE, ("SmsConfiguration.EumsSms.CallerArn",), None),
        (
            "function",
            FUNCTION,
            ("LambdaConfig.PreTokenGeneration", "LambdaConfig.PreTokenGenerationConfig.LambdaArn"),
            None,
        ),
        ("key", KEY, ("LambdaConfig.KMSKeyID", "KeyConfiguration.KmsKeyArn"), None),
    }


def test_what_is_no_text_names_nothing_and_what_is_no_arn_has_no_region() -> None:
    """A pool of another shape is refused elsewhere; here it is no crash."""
    assert needs({"LambdaConfig": {"PreSignUp": 5, "KMSKeyID": ["x"]}}) == ()
    assert [need_of("function", arn).region for arn in (FUNCTION, ROLE, "x")] == ["eu-west-1", "", ""]


def test_every_pool_of_the_matrix_can_be_asked_about() -> None:
    """No shape that the matrix has is a crash, and a pool that uses nothing has no needs."""
    found = {name: needs(pool) for name, (pool, _) in matrix().items()}
    assert found["as AWS makes it"] == ()
    assert len(found["triggers"]) == 5
    assert len(found["everything at once"]) > 5


@pytest.mark.parametrize(
    ("need", "found", "said"),
    [
        (need_of("function", FUNCTION), {"FunctionArn": FUNCTION}, None),
        (need_of("function", FUNCTION), trusting() | {"KeyState": "Disabled"}, None),
        (need_of("function", FUNCTION), None, "does not exist"),
        (need_of("key", KEY), {"KeyState": "Enabled"}, None),
        (need_of("key", KEY), {"KeyState": "Updating"}, None),
        (need_of("key", KEY), {"KeyState": "Disabled"}, "is in state Disabled"),
        (need_of("key", KEY), {"KeyState": "PendingDeletion"}, "is in state PendingDeletion"),
        (need_of("key", KEY), None, "does not exist"),
        (need_of("role", ROLE), trusting(statement_of()), None),
        (need_of("role", ROLE), None, "does not exist"),
        (need_of("role", ROLE), trusting(statement_of()) | {"Arn": f"{ROLE}2"}, "does not exist"),
        (need_of("role", ROLE), trusting(), "does not trust cognito-idp.amazonaws.com with no external id"),
        (
            need_of("role", ROLE, external_id="a"),
            trusting(statement_of(Condition=with_external_id("b"))),
            "with external id 'a'",
        ),
    ],
)
def test_what_certainly_does_not_work_is_a_problem(need: Need, found: Json | None, said: str | None) -> None:
    """Gone, another one, disabled, about to be deleted or not trusting: what, which, and what to do."""
    answer = problem(Looked(need=need, found=found))
    assert (answer is None) == (said is None)
    if answer and said:
        assert said in answer[0]
        assert need.arn in answer[0]
        assert answer[1].startswith("have ")


def test_what_could_not_be_looked_at_is_no_problem() -> None:
    """No answer is not an answer that something is gone."""
    assert problem(Looked(need=need_of("function", FUNCTION), unknown="denied")) is None


LOOKED = (
    Looked(need=need_of("function", FUNCTION)),
    Looked(need=need_of("key", KEY, "LambdaConfig.KMSKeyID"), found={"KeyState": "Disabled"}),
    Looked(need=need_of("role", ROLE, "SmsConfiguration.SnsCallerArn"), unknown="the credentials may not call it"),
)


def test_all_that_does_not_work_is_listed_and_passes_one_by_one(
    settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pass for one does not let the other through; what could not be looked at is said with its permission."""
    made: Settings = settings()
    said: list[str] = []
    with pytest.raises(Stopped) as stopped:
        refuse(made, LOOKED, said.append)
    assert FUNCTION in str(stopped.value)
    assert KEY in str(stopped.value)
    assert f'{PASS}="{made.name} {RULE} LambdaConfig.KMSKeyID: why"' in str(stopped.value)
    assert len(said) == 1
    assert "allow iam:GetRole" in said[0]
    assert ROLE in said[0]
    line = f"{made.name} {RULE} LambdaConfig.KMSKeyID"
    monkeypatch.setenv(PASS, f"{line}: the owner enables it today")
    with pytest.raises(Stopped) as stopped:
        refuse(made, LOOKED, said.append)
    assert KEY not in str(stopped.value)
    monkeypatch.setenv(PASS, f"{line},LambdaConfig.PreSignUp: the owner restores both today")
    said.clear()
    refuse(made, LOOKED, said.append)
    assert [each for each in said if "passes for this reason: the owner restores both today" in each] == said[:2]


def test_a_pass_of_another_rule_or_environment_lets_nothing_through(
    settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passes are by name."""
    made = settings()
    subjects = "LambdaConfig.PreSignUp,LambdaConfig.KMSKeyID: the owner restores both"
    monkeypatch.setenv(PASS, f"{made.name} keeps-user-pool {subjects}\nanother {RULE} {subjects}")
    with pytest.raises(Stopped, match="nothing was written"):
        refuse(made, LOOKED, lambda _line: None)
