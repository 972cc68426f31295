"""May a service do something by a policy: yes, no, or 'not understood', which is never a yes."""

from typing import Any

import pytest

from poolpost.standards.iam_conditions import every
from poolpost.standards.iam_policies import allows, why_not

SES = {"Service": "ses.amazonaws.com"}
TOPIC = "arn:aws:sns:eu-west-1:111111111111:topic"
CONTEXT = {"aws:SourceAccount": "111111111111", "aws:SourceArn": "arn:aws:ses:eu-west-1:111111111111:identity/x.org"}


def statement(effect: str = "Allow", **members: Any) -> dict[str, Any]:
    """Return a statement that is about SES and sns:Publish; None removes a member."""
    made = {"Effect": effect, "Principal": SES, "Action": "sns:Publish", "Resource": TOPIC, **members}
    return {member: value for member, value in made.items() if value is not None}


def when(operator: str, key: str, value: Any) -> dict[str, Any]:
    """Return a condition."""
    return {"Condition": {operator: {key: value}}}


OTHER = when("StringEquals", "aws:SourceAccount", "222222222222")
UNKNOWN = when("StringNotEquals", "aws:SourceVpc", "vpc-1")


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([], False),
        ([statement()], True),
        ([statement(Principal={"Service": ["sns.amazonaws.com", "ses.amazonaws.com"]})], True),
        ([statement(Principal="*")], True),
        ([statement(Principal={"AWS": "*"})], True),
        ([statement(Principal={"AWS": "arn:aws:iam::111111111111:root"})], False),
        ([statement(Principal="ses.amazonaws.com")], False),
        ([statement(Principal={"Service": "sns.amazonaws.com"})], False),
        ([statement(Action="SNS:publish")], True),
        ([statement(Action=["sns:Get*", "sns:P*"])], True),
        ([statement(Action="sns:GetTopicAttributes")], False),
        ([statement(Resource="*")], True),
        ([statement(Resource=None)], True),
        ([statement(Resource=["arn:aws:sns:*:111111111111:to*"])], True),
        ([statement(Resource=TOPIC + "-2")], False),
        ([statement(**when("StringEquals", "AWS:SourceAccount", "111111111111"))], True),
        ([statement(**when("StringEquals", "aws:SourceAccount", ["222222222222", "111111111111"]))], True),
        ([statement(**OTHER)], False),
        ([statement(**when("StringEquals", "aws:SourceArn", "arn:aws:ses:*"))], False),
        ([statement(**when("ArnLike", "aws:SourceArn", "arn:aws:ses:*:111111111111:identity/*"))], True),
        ([statement(**when("ArnEquals", "aws:SourceArn", "arn:aws:ses:*:111111111111:identity/*"))], True),
        ([statement(**when("StringLike", "aws:SourceArn", "arn:aws:SES:*"))], False),
        ([statement(**when("StringEqualsIgnoreCase", "aws:SourceArn", CONTEXT["aws:SourceArn"].upper()))], True),
        ([statement(**when("StringEqualsIgnoreCase", "aws:SourceArn", "arn:*"))], False),
        ([statement(**UNKNOWN)], None),
        ([statement(**when("StringEquals", "aws:SourceOwner", "111111111111"))], None),
        ([statement(**when("StringEqualsIfExists", "aws:SourceAccount", "222222222222"))], False),
        ([statement(Condition={**OTHER["Condition"], "Bool": {"aws:SecureTransport": "true"}})], False),
        ([statement(**UNKNOWN), statement()], True),
        ([statement(), statement("Deny")], False),
        ([statement(), statement("Deny", **OTHER)], True),
        ([statement(), statement("Deny", **UNKNOWN)], None),
        ([statement(), statement("Deny", Principal=None, NotPrincipal=SES)], True),
        ([statement(), statement("Deny", Principal=None, NotPrincipal={"Service": "sns.amazonaws.com"})], False),
        ([statement(), statement("Deny", Action=None, NotAction="sns:Subscribe")], False),
        ([statement(), statement("Deny", Principal=None, NotPrincipal=SES, Action="sns:Subscribe")], True),
        ([statement(Resource=None, NotResource="x")], True),
        ([statement(Resource=None, NotResource=TOPIC)], False),
        ([statement(Resource=TOPIC.replace("topic", "[t]opic"))], False),
        ([statement(Action=None, NotAction="sns:Subscribe", **OTHER)], False),
    ],
)
def test_a_policy_is_read_as_iam_reads_it(statements: list[dict[str, Any]], expected: bool | None) -> None:
    """A denial wins; a condition or part that is not understood is None unless something else decides."""
    policy = {"Version": "2012-10-17", "Statement": statements}
    found = allows(policy, service="ses.amazonaws.com", action="sns:Publish", context=CONTEXT, resource=TOPIC)
    assert found is expected


def test_a_single_statement_and_an_unknown_resource() -> None:
    """A policy's one statement need not be a list; an ARN that cannot be compared is not understood."""

    def may(policy: dict[str, Any]) -> bool | None:
        return allows(policy, service="ses.amazonaws.com", action="sns:Publish", context={})

    assert may({"Statement": statement(Resource="*")}) is True
    assert may({"Statement": statement()}) is None


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], True),
        ([True, True], True),
        ([True, None], None),
        ([None], None),
        ([None, False, True], False),
        ([False], False),
    ],
)
def test_every_verdict_must_be_a_yes(verdicts: list[bool | None], expected: bool | None) -> None:
    """One no decides, whatever else is not known; without one, what is not known is never a yes."""
    assert every(verdicts) is expected


@pytest.mark.parametrize(
    ("statements", "why"),
    [
        ([], "it has no statement that allows anything"),
        ([statement(Principal={"Service": "sns.amazonaws.com"})], "no statement of it names ses.amazonaws.com"),
        ([statement(), statement("Deny", Sid="Nobody")], "statement 'Nobody' denies it"),
        ([statement(Action="sns:Subscribe")], "in statement 1 the action is sns:Subscribe, not sns:Publish"),
        ([statement(Resource=TOPIC + "-2")], f"in statement 1 the resource is {TOPIC}-2, not {TOPIC}"),
        (
            [statement(Action="sns:Subscribe", **OTHER), statement(**OTHER)],
            "in statement 2 StringEquals wants aws:SourceAccount 222222222222, and it is 111111111111",
        ),
    ],
)
def test_a_refusal_names_the_statement_and_what_in_it_is_wrong(statements: list[dict[str, Any]], why: str) -> None:
    """Whoever has to correct the policy knows where."""
    policy = {"Version": "2012-10-17", "Statement": statements}
    call = {"service": "ses.amazonaws.com", "action": "sns:Publish", "resource": TOPIC}
    assert allows(policy, **call, context=CONTEXT) is False
    assert why_not(policy, **call, context=CONTEXT) == why
