"""What a team adds by name opens nothing to everybody, and takes no sender away."""

import json
from typing import Any

import pytest

from poolpost.gate import judge, own_rules
from poolpost.passes import Pass
from poolpost.settings import validated
from tests.conftest import changed
from tests.gate_situations import change, patched, plan

RULE = "opens-nothing-to-everybody"
ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
ROLE = {"AWS": "arn:aws:iam::000000000000:role/mail"}


def policy(*statements: dict[str, Any]) -> str:
    """Return a policy's document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def judged(kind: str, *actions: str, expression: Any = None, passes: tuple[Pass, ...] = (), **fields: Any) -> Any:
    """Judge a plan with one resource of a team's: level and subject."""
    made = change(address=f"{kind}.x", type=kind, name="x", actions=actions or ("create",), before=None, **fields)
    resources = [{"address": made.address, "expressions": {"policy": {"constant_value": expression}}}]
    written = {"root_module": {"resources": resources}} if expression else {}
    settings = validated(*changed(("terraform.own_resources", [made.address])))
    now = patched(settings=settings, plan=plan(made, configuration=written), passes=passes)
    return [(f.level, f.subject) for f in judge(now, own_rules.RULES) if f.rule == RULE]


OPEN = {
    "everybody": ALLOW | {"Principal": "*"},
    "every account": ALLOW | {"Principal": {"AWS": "*"}},
    "every account in a list": ALLOW | {"Principal": {"AWS": [ROLE["AWS"], "*"]}},
    "everybody else": ALLOW | {"NotPrincipal": ROLE},
    "everything else": {"Effect": "Allow", "NotAction": "s3:Put*", "Resource": "*"},
}


@pytest.mark.parametrize("name", OPEN)
def test_a_policy_for_everybody_stops_and_passes_by_name(name: str) -> None:
    """Whatever the argument is called, and at whatever depth."""
    text = policy(OPEN[name])
    assert judged("aws_s3_bucket_policy", after={"policy": text}, after_unknown={}) == [
        ("block", "aws_s3_bucket_policy.x.policy")
    ]
    nested: dict[str, Any] = {"inline": [{"document": text}]}
    assert judged("aws_iam_role", after=nested, after_unknown={}) == [("block", "aws_iam_role.x.inline")]
    reason = Pass(rule=RULE, subject="aws_s3_bucket_policy.x.policy", reason="a public page, by design")
    passed = judged("aws_s3_bucket_policy", after={"policy": text}, after_unknown={}, passes=(reason,))
    assert passed == [("warn", "aws_s3_bucket_policy.x.policy")]


@pytest.mark.parametrize(
    "statement",
    [
        ALLOW | {"Principal": ROLE},
        ALLOW | {"Principal": "*", "Condition": {"StringEquals": {"aws:SourceAccount": "000000000000"}}},
        ALLOW | {"Effect": "Deny", "Principal": "*"},
        {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"},
    ],
)
def test_a_policy_for_somebody_passes(statement: dict[str, Any]) -> None:
    """The counter-check; a Deny opens nothing."""
    assert judged("aws_s3_bucket_policy", after={"policy": policy(statement)}, after_unknown={}) == []


@pytest.mark.parametrize("kind", ["aws_ses_identity_policy", "aws_sesv2_email_identity_policy"])
def test_a_deny_on_an_identity_stops(kind: str) -> None:
    """SES then refuses the pool's mail, although nothing of the stack goes."""
    deny = policy({"Effect": "Deny", "Principal": "*", "Action": "ses:*", "Resource": "*"})
    assert judged(kind, after={"policy": deny}, after_unknown={}) == [("block", f"{kind}.x.policy")]


def test_a_policy_that_is_known_only_later_is_read_as_it_was_written() -> None:
    """With templates in it; where nothing can be read, nobody looked."""
    unknown: dict[str, Any] = {"after": {"bucket": "b"}, "after_unknown": {"policy": True}}
    reference = ALLOW | {"Resource": "${aws_s3_bucket.b.arn}"}
    sound, is_open = (policy(reference | {"Principal": who}) for who in (ROLE, "*"))
    assert judged("aws_s3_bucket_policy", expression=sound, **unknown) == []
    assert judged("aws_s3_bucket_policy", expression=is_open, **unknown) == [("block", "aws_s3_bucket_policy.x.policy")]
    for written in ("${data.aws_iam_policy_document.x.json}", None):
        found = judged("aws_s3_bucket_policy", expression=written, **unknown)
        assert found == [("unknown", "aws_s3_bucket_policy.x.policy")]


def test_a_function_for_everybody_stops() -> None:
    """Without a source that narrows it."""
    after = {"principal": "*"}
    found = judged("aws_lambda_permission", after=after, after_unknown={})
    assert found == [("block", "aws_lambda_permission.x.principal")]
    assert judged("aws_lambda_permission", after=after | {"source_account": "000000000000"}, after_unknown={}) == []
    assert judged("aws_lambda_permission", after=after, after_unknown={"source_arn": True}) == []


def test_what_stays_as_it_is_is_not_judged() -> None:
    """It is there already."""
    text = policy(OPEN["everybody"])
    assert judged("aws_s3_bucket_policy", "no-op", after={"policy": text}, after_unknown={}) == []
