"""A role may trust Cognito, or certainly does not."""

from typing import Any

import pytest

from poolpost.pool.role_trust import may_trust_cognito
from tests.scenes.trusts import Json, statement_of, trusting, with_external_id


@pytest.mark.parametrize(
    "statement",
    [
        statement_of(),
        statement_of(Principal="*"),
        statement_of(Principal={"Service": ["ec2.amazonaws.com", "cognito-idp.eu-south-1.amazonaws.com"]}),
        statement_of(Action=["sts:TagSession", "sts:Assume*"]),
        statement_of(Condition=with_external_id("a")),
        statement_of(Condition=with_external_id(["b", "a"], "stringequals", "STS:externalid")),
        statement_of(Condition=with_external_id("?", "StringLike")),
        statement_of(Condition=with_external_id("${aws:PrincipalTag/x}")),
        statement_of(Condition=with_external_id("b", "StringNotEquals")),
        statement_of(Condition=with_external_id("b", "ForAnyValue:StringEquals")),
        statement_of(Condition={"StringEquals": {"aws:SourceAccount": "000000000000", "sts:ExternalId": "a"}}),
        statement_of(Condition=None),
        statement_of(Condition=with_external_id(["b", "${aws:PrincipalTag/x}"])),
        statement_of(Condition={"ArnLike": {"aws:SourceArn": "arn:aws:cognito-idp:*"}}),
        {"Effect": "Allow", "NotPrincipal": {"AWS": "x"}, "NotAction": "sts:GetSessionToken"},
    ],
)
def test_a_role_may_trust_cognito(statement: Json) -> None:
    """What IAM would allow, and what only IAM can tell, stops nothing."""
    assert may_trust_cognito(trusting(statement_of(Effect="Deny"), statement), "a")


@pytest.mark.parametrize(
    "statement",
    [
        statement_of(Effect="Deny"),
        statement_of(Principal={"Service": "ec2.amazonaws.com"}),
        statement_of(Principal={"AWS": "000000000000"}),
        statement_of(Action="sts:TagSession"),
        statement_of(Condition=with_external_id("b")),
        statement_of(Condition=with_external_id("b", "StringEqualsIfExists")),
        statement_of(Condition=with_external_id("[a]", "StringLike")),
        statement_of(Condition={"ArnLike": {"aws:SourceArn": "x"}} | with_external_id(["b", "c"])),
        statement_of(Condition={"StringEquals": {"aws:SourceAccount": "000000000000", "sts:ExternalId": "b"}}),
        statement_of(Condition=with_external_id("A")),
        statement_of(Condition=with_external_id("?")),
        statement_of(Principal="ec2.amazonaws.com"),
        statement_of(Principal={"Service": [5, "ec2.amazonaws.com"]}),
        {"Principal": "*", "Action": "*"},
    ],
)
def test_a_role_certainly_does_not_trust_cognito(statement: Json) -> None:
    """Another service, another action, another external id."""
    assert not may_trust_cognito(trusting(statement), "a")


def test_one_statement_need_not_be_in_a_list_and_what_is_no_statement_allows_nothing() -> None:
    """IAM takes both forms; garbage is no crash."""
    assert may_trust_cognito({"AssumeRolePolicyDocument": {"Statement": statement_of()}}, None)
    garbage: Any = ["x", None]
    assert not may_trust_cognito(trusting(*garbage), None)


def test_without_an_external_id_only_a_condition_that_needs_one_fails() -> None:
    """`IfExists` asks for nothing that is not there; a policy that is no JSON object is nobody's no."""
    assert not may_trust_cognito(trusting(statement_of(Condition=with_external_id("b"))), None)
    assert may_trust_cognito(trusting(statement_of(Condition=with_external_id("b", "StringEqualsIfExists"))), None)
    assert may_trust_cognito({"AssumeRolePolicyDocument": "?"}, None)
