"""What a pool uses, and roles that trust Cognito."""

from typing import Any

from poolpost.standards.pool_dependencies import Need

Json = dict[str, Any]
ROLE = "arn:aws:iam::000000000000:role/sms"
FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:claims"


def statement_of(**changes: Any) -> Json:
    """Return a statement that trusts Cognito, changed."""
    made = {"Effect": "Allow", "Principal": {"Service": "cognito-idp.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return made | changes


def trusting(*statements: Json) -> Json:
    """Return a role with these statements."""
    return {"Arn": ROLE, "AssumeRolePolicyDocument": {"Statement": list(statements)}}


def with_external_id(wanted: Any, operator: str = "StringEquals", key: str = "sts:ExternalId") -> Json:
    """Return a condition on the external id."""
    return {operator: {key: wanted}}


def need_of(kind: Any, arn: str, member: str = "LambdaConfig.PreSignUp", external_id: str | None = None) -> Need:
    """Return what one member of a pool needs."""
    return Need(kind=kind, arn=arn, members=(member,), external_id=external_id)
