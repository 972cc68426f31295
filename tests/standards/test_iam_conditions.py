"""Conditions of a policy: the operators of text, ARNs and Bool, as the IAM user guide has them."""

from typing import Any

import pytest

from poolpost.standards.iam_conditions import holds, matches, of_service

ARN = "arn:aws:ses:eu-west-1:111111111111:configuration-set/sign-in"
KNOWN = {"aws:sourceaccount": "111111111111", "aws:sourcearn": ARN, "aws:bool": "true", "aws:gone": None}


@pytest.mark.parametrize(
    ("operator", "key", "wanted", "expected"),
    [
        ("StringEquals", "aws:SourceAccount", "111111111111", True),
        ("StringEquals", "aws:SourceAccount", ["1", "111111111111"], True),
        ("StringEquals", "aws:SourceAccount", "1*", False),
        ("StringNotEquals", "aws:SourceAccount", "111111111111", False),
        ("StringNotEquals", "aws:SourceAccount", ["1", "2"], True),
        ("StringNotEquals", "aws:SourceAccount", ["1", "111111111111"], False),
        ("StringEqualsIgnoreCase", "aws:SourceArn", ARN.upper(), True),
        ("StringNotEqualsIgnoreCase", "aws:SourceArn", ARN.upper(), False),
        ("StringLike", "aws:SourceArn", "arn:aws:ses:*", True),
        ("StringLike", "aws:SourceArn", "arn:aws:s?s:*", True),
        ("StringNotLike", "aws:SourceArn", "arn:aws:ses:*", False),
        ("ArnLike", "aws:SourceArn", "arn:aws:ses:*:111111111111:*", True),
        ("ArnLike", "aws:SourceArn", "arn:aws:ses:*:configuration-set/sign-in", False),
        ("ArnLike", "aws:SourceArn", "*", True),
        ("ArnEquals", "aws:SourceArn", "arn:aws:ses:*:111111111111:configuration-set/*", True),
        ("ArnNotLike", "aws:SourceArn", "arn:aws:ses:*:111111111111:*", False),
        ("ArnNotEquals", "aws:SourceArn", "arn:aws:sns:*:*:*", True),
        ("Bool", "aws:bool", "true", True),
        ("Bool", "aws:bool", True, True),
        ("Bool", "aws:bool", "false", False),
        ("Null", "aws:bool", "true", False),
        ("Null", "aws:bool", "false", True),
        ("Null", "aws:gone", "true", True),
        ("Null", "aws:gone", False, False),
        ("StringEquals", "aws:gone", "x", False),
        ("StringNotEquals", "aws:gone", "x", True),
        ("StringEqualsIfExists", "aws:gone", "x", True),
        ("ArnLikeIfExists", "aws:gone", "x", True),
        ("StringEqualsIfExists", "aws:SourceAccount", "x", False),
        ("ForAllValues:StringEquals", "aws:gone", "x", True),
        ("ForAnyValue:StringEquals", "aws:gone", "x", False),
        ("ForAnyValue:StringLike", "aws:SourceAccount", "1*", True),
        ("StringEquals", "aws:PrincipalTag/team", "x", None),
        ("NumericEquals", "aws:SourceAccount", "111111111111", None),
        ("IpAddress", "aws:SourceIp", "10.0.0.0/8", None),
    ],
)
def test_an_operator_is_iams(operator: str, key: str, wanted: Any, expected: bool | None) -> None:
    """A key that the request lacks fails a condition, but for negated ones and IfExists; what is not known is None."""
    assert holds({operator: {key: wanted}}, KNOWN) is expected


@pytest.mark.parametrize(("value", "expected"), [("a[b]c", True), ("abc", False)])
def test_only_star_and_question_mark_are_wildcards(value: str, expected: bool) -> None:
    """IAM has no character classes: a name with brackets is that name."""
    assert matches("a[b]c", value) is expected


def test_what_is_known_of_a_services_request() -> None:
    """A service has no organisation of its own, and makes its requests by TLS."""
    known = {key.lower(): value for key, value in of_service("x.amazonaws.com", account="1", SourceArn=ARN).items()}
    assert holds({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, known) is False
    assert holds({"Bool": {"aws:SecureTransport": "false"}}, known) is False
    assert holds({"ArnLike": {"aws:SourceArn": ARN}, "StringEquals": {"aws:SourceAccount": "1"}}, known) is True
