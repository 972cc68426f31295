"""What a team adds by name opens nothing to everybody, and takes no sender away."""

import json
from typing import Any

import pytest

from poolpost.gate.rules import own_resources as own_rules
from poolpost.gate.rules.all_rules import judge
from poolpost.gate.rules.content import POLICIES
from poolpost.settings import validated
from poolpost.settings.passes import Pass
from tests.conftest import changed
from tests.scenes.gate_situations import change, patched, plan

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
    return [(f.level, f.subject) for f in judge(now, own_rules.RULES) if f.rule in {RULE, "rule-crashed"}]


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
        ALLOW | {"Principal": {"AWS": "arn:aws:iam::000000000000:role/a*"}},
    ],
)
def test_a_policy_for_somebody_passes(statement: dict[str, Any]) -> None:
    """The counter-check; a Deny opens nothing."""
    assert judged("aws_s3_bucket_policy", after={"policy": policy(statement)}, after_unknown={}) == []


def test_whoever_may_use_an_identity_may() -> None:
    """Only a Deny takes it from the pool."""
    allowed = policy(ALLOW | {"Principal": ROLE, "Action": "ses:SendEmail"})
    assert judged("aws_ses_identity_policy", after={"policy": allowed}, after_unknown={}) == []


@pytest.mark.parametrize(
    "statements",
    [OPEN["everybody"], ["odd", 5, None, OPEN["everybody"]], [ALLOW | {"Principal": ROLE}, OPEN["everybody"]]],
)
def test_a_statement_is_found_among_others_and_alone(statements: Any) -> None:
    """IAM takes one statement without a list; what is none is AWS's to refuse."""
    text = json.dumps({"Statement": statements})
    after: dict[str, Any] = {"count": 5, "none": None, "name": "{no json", "policy": text}
    assert judged("aws_s3_bucket_policy", after=after, after_unknown={}) == [("block", "aws_s3_bucket_policy.x.policy")]


def test_everything_that_is_open_is_told_in_order() -> None:
    """By argument, and each problem once."""
    text = policy(OPEN["everybody"] | {"NotPrincipal": ROLE}, OPEN["everybody"], OPEN["everything else"])
    after: dict[str, Any] = {f"p{number}": text for number in reversed(range(9))}
    made = change(address="aws_x.y", type="aws_x", actions=("create",), before=None, after=after, after_unknown={})
    now = patched(settings=validated(*changed(("terraform.own_resources", ["aws_x.y"]))), plan=plan(made))
    found = own_rules.opens_nothing_to_everybody.findings(now)
    assert [each.subject for each in found] == [f"aws_x.y.p{number}" for number in range(9) for _ in range(3)]
    assert [each.problem for each in found] == sorted({each.problem for each in found}) * 9


@pytest.mark.parametrize(("accepted", "level"), [((), []), (("aws_s3_bucket_policy.x",), ["block"])])
def test_what_somebody_accepted_by_name_is_judged_too(accepted: tuple[str, ...], level: list[str]) -> None:
    """Of what nobody named, another rule stops the whole."""
    made = change(
        address="aws_s3_bucket_policy.x",
        type="aws_s3_bucket_policy",
        actions=("create",),
        after={"policy": policy(OPEN["everybody"])},
        after_unknown={},
    )
    now = patched(made, accepted=accepted)
    assert [each.level for each in own_rules.opens_nothing_to_everybody.findings(now)] == level


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
    for written in ("${data.aws_iam_policy_document.x.json}", '{"Version": "2012-10-17"}', "{${local.x}}", None):
        found = judged("aws_s3_bucket_policy", expression=written, **unknown)
        assert found == [("unknown", "aws_s3_bucket_policy.x.policy")]


@pytest.mark.parametrize("name", POLICIES)
def test_no_policy_passes_because_nobody_could_read_it(name: str) -> None:
    """By whatever argument; AWS may read what this cannot."""
    for after, unknown in (({}, {name: True}), ({name: "{no json"}, {}), ({name: '{"x":' * 200 + "1" + "}" * 200}, {})):
        assert judged("aws_x", after=after, after_unknown=unknown) == [("unknown", f"aws_x.x.{name}")]
    for text in (policy(ALLOW | {"Principal": ROLE}), "[]", " ", "", None):  # counter-check
        assert judged("aws_x", after={name: text}, after_unknown={}) == []


def test_a_function_for_everybody_stops() -> None:
    """Without a source that narrows it."""
    after = {"principal": "*"}
    found = judged("aws_lambda_permission", after=after, after_unknown={})
    assert found == [("block", "aws_lambda_permission.x.principal")]
    assert judged("aws_lambda_permission", after=after | {"source_account": "000000000000"}, after_unknown={}) == []
    assert judged("aws_lambda_permission", after=after, after_unknown={"source_arn": True}) == []
    assert judged("aws_lambda_permission", after={"principal": "events.amazonaws.com"}, after_unknown={}) == []
    assert judged("aws_x", after=after, after_unknown={}) == []


def test_what_stays_as_it_is_is_not_judged() -> None:
    """It is there already."""
    text = policy(OPEN["everybody"])
    assert judged("aws_s3_bucket_policy", "no-op", after={"policy": text}, after_unknown={}) == []
    assert judged("aws_s3_bucket_policy", "delete", after=None, after_unknown={}) == []


def test_a_resource_without_arguments_has_no_policy() -> None:
    """Terraform leaves its expressions out."""
    made = change(
        address="aws_x.y", type="aws_x", actions=("create",), before=None, after={"id": "x"}, after_unknown={}
    )
    settings = validated(*changed(("terraform.own_resources", ["aws_x.y"])))
    bare = {"root_module": {"resources": [{"address": "aws_x.y"}]}}
    assert (
        own_rules.opens_nothing_to_everybody.findings(patched(settings=settings, plan=plan(made, configuration=bare)))
        == []
    )
