"""What a pool uses: what is named, what is certainly unusable, and that nobody's doubt stops a write."""

from typing import Any

import pytest

from poolpost.errors import Stopped
from poolpost.pool.dependencies import RULE, needs, problem, refuse
from poolpost.pool.role_trust import may_trust_cognito
from poolpost.settings import Settings
from poolpost.settings.passes import PASS
from poolpost.standards.pool_dependencies import Looked, Need, elsewhere
from tests.conftest import MakeSettings
from tests.scenes.pool_matrix import matrix

Json = dict[str, Any]
ROLE = "arn:aws:iam::000000000000:role/sms"
FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:claims"
KEY = "arn:aws:kms:eu-west-1:000000000000:key/1"


def _statement(**changes: Any) -> Json:
    made = {"Effect": "Allow", "Principal": {"Service": "cognito-idp.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return made | changes


def _trust(*statements: Json) -> Json:
    return {"Arn": ROLE, "AssumeRolePolicyDocument": {"Statement": list(statements)}}


def _external(wanted: Any, operator: str = "StringEquals", key: str = "sts:ExternalId") -> Json:
    return {operator: {key: wanted}}


def _need(kind: Any, arn: str, member: str = "LambdaConfig.PreSignUp", external_id: str | None = None) -> Need:
    return Need(kind=kind, arn=arn, members=(member,), external_id=external_id)


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
    assert [_need("function", arn).region for arn in (FUNCTION, ROLE, "x")] == ["eu-west-1", "", ""]


def test_every_pool_of_the_matrix_can_be_asked_about() -> None:
    """No shape that the matrix has is a crash, and a pool that uses nothing has no needs."""
    found = {name: needs(pool) for name, (pool, _) in matrix().items()}
    assert found["as AWS makes it"] == ()
    assert len(found["triggers"]) == 5
    assert len(found["everything at once"]) > 5


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        (FUNCTION, ""),
        (ROLE, ""),
        (FUNCTION.replace("000000000000", "111111111111"), "of account 111111111111"),
        ("claims", "not named by an ARN"),
        ("arn:aws:lambda", "not named by an ARN"),
        (f"x{FUNCTION}", "not named by an ARN"),
    ],
)
def test_another_accounts_is_not_looked_at(arn: str, said: str) -> None:
    """Credentials of this account say nothing about another one's function."""
    found = elsewhere(_need("function", arn), "000000000000")
    assert said in found
    assert bool(found) == bool(said)


@pytest.mark.parametrize(
    ("need", "found", "said"),
    [
        (_need("function", FUNCTION), {"FunctionArn": FUNCTION}, None),
        (_need("function", FUNCTION), _trust() | {"KeyState": "Disabled"}, None),
        (_need("function", FUNCTION), None, "does not exist"),
        (_need("key", KEY), {"KeyState": "Enabled"}, None),
        (_need("key", KEY), {"KeyState": "Updating"}, None),
        (_need("key", KEY), {"KeyState": "Disabled"}, "is in state Disabled"),
        (_need("key", KEY), {"KeyState": "PendingDeletion"}, "is in state PendingDeletion"),
        (_need("key", KEY), None, "does not exist"),
        (_need("role", ROLE), _trust(_statement()), None),
        (_need("role", ROLE), None, "does not exist"),
        (_need("role", ROLE), _trust(_statement()) | {"Arn": f"{ROLE}2"}, "does not exist"),
        (_need("role", ROLE), _trust(), "does not trust cognito-idp.amazonaws.com with no external id"),
        (_need("role", ROLE, external_id="a"), _trust(_statement(Condition=_external("b"))), "with external id 'a'"),
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
    assert problem(Looked(need=_need("function", FUNCTION), unknown="denied")) is None


@pytest.mark.parametrize(
    "statement",
    [
        _statement(),
        _statement(Principal="*"),
        _statement(Principal={"Service": ["ec2.amazonaws.com", "cognito-idp.eu-south-1.amazonaws.com"]}),
        _statement(Action=["sts:TagSession", "sts:Assume*"]),
        _statement(Condition=_external("a")),
        _statement(Condition=_external(["b", "a"], "stringequals", "STS:externalid")),
        _statement(Condition=_external("?", "StringLike")),
        _statement(Condition=_external("${aws:PrincipalTag/x}")),
        _statement(Condition=_external("b", "StringNotEquals")),
        _statement(Condition=_external("b", "ForAnyValue:StringEquals")),
        _statement(Condition={"StringEquals": {"aws:SourceAccount": "000000000000", "sts:ExternalId": "a"}}),
        _statement(Condition=None),
        _statement(Condition=_external(["b", "${aws:PrincipalTag/x}"])),
        _statement(Condition={"ArnLike": {"aws:SourceArn": "arn:aws:cognito-idp:*"}}),
        {"Effect": "Allow", "NotPrincipal": {"AWS": "x"}, "NotAction": "sts:GetSessionToken"},
    ],
)
def test_a_role_may_trust_cognito(statement: Json) -> None:
    """What IAM would allow, and what only IAM can tell, stops nothing."""
    assert may_trust_cognito(_trust(_statement(Effect="Deny"), statement), "a")


@pytest.mark.parametrize(
    "statement",
    [
        _statement(Effect="Deny"),
        _statement(Principal={"Service": "ec2.amazonaws.com"}),
        _statement(Principal={"AWS": "000000000000"}),
        _statement(Action="sts:TagSession"),
        _statement(Condition=_external("b")),
        _statement(Condition=_external("b", "StringEqualsIfExists")),
        _statement(Condition=_external("[a]", "StringLike")),
        _statement(Condition={"ArnLike": {"aws:SourceArn": "x"}} | _external(["b", "c"])),
        _statement(Condition={"StringEquals": {"aws:SourceAccount": "000000000000", "sts:ExternalId": "b"}}),
        _statement(Condition=_external("A")),
        _statement(Condition=_external("?")),
        _statement(Principal="ec2.amazonaws.com"),
        _statement(Principal={"Service": [5, "ec2.amazonaws.com"]}),
        {"Principal": "*", "Action": "*"},
    ],
)
def test_a_role_certainly_does_not_trust_cognito(statement: Json) -> None:
    """Another service, another action, another external id."""
    assert not may_trust_cognito(_trust(statement), "a")


def test_one_statement_need_not_be_in_a_list_and_what_is_no_statement_allows_nothing() -> None:
    """IAM takes both forms; garbage is no crash."""
    assert may_trust_cognito({"AssumeRolePolicyDocument": {"Statement": _statement()}}, None)
    garbage: Any = ["x", None]
    assert not may_trust_cognito(_trust(*garbage), None)


def test_without_an_external_id_only_a_condition_that_needs_one_fails() -> None:
    """`IfExists` asks for nothing that is not there; a policy that is no JSON object is nobody's no."""
    assert not may_trust_cognito(_trust(_statement(Condition=_external("b"))), None)
    assert may_trust_cognito(_trust(_statement(Condition=_external("b", "StringEqualsIfExists"))), None)
    assert may_trust_cognito({"AssumeRolePolicyDocument": "?"}, None)


LOOKED = (
    Looked(need=_need("function", FUNCTION)),
    Looked(need=_need("key", KEY, "LambdaConfig.KMSKeyID"), found={"KeyState": "Disabled"}),
    Looked(need=_need("role", ROLE, "SmsConfiguration.SnsCallerArn"), unknown="the credentials may not call it"),
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
