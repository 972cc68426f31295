"""What a plan makes of something imported is judged by what it changes: how an identity signs, and every other attribute."""

from typing import Any

import pytest

from poolpost.gate.rules.adoption import (
    adopted_stays_as_it_is,
    imports_only_what_the_file_names,
    keeps_how_it_signs,
)
from poolpost.settings import validated
from poolpost.standards.terraform_plan import Change
from tests.conftest import changed
from tests.scenes.gate_situations import (
    EASY,
    OWN_KEY,
    TWIN,
    adopted,
    change,
    change_of,
    managed,
    patched,
    plan,
)

KEY = {"selector": "s1", "public_key": "MIGf" * 60, "private_key_variable": "key"}
OWN = adopted(**OWN_KEY)
SELECTED = adopted(**OWN_KEY, domain_signing_selector="s1")
EMPTY_KEY: dict[str, Any] = {"dkim_signing_attributes": [OWN_KEY | {"domain_signing_private_key": ""}]}
OTHERS: dict[str, Any] = {"dkim_signing_attributes": None}


@pytest.mark.parametrize(
    ("why", "changes", "change", "expected"),
    [
        ("another way of signing", [], OWN, ["block"]),
        ("the same way, and SES does not say which key", [("domain.dkim", KEY)], OWN, ["warn"]),
        ("ours already", [("domain.dkim", KEY)], change_of(OWN, import_id=None), []),
        ("nothing of it changes", [], adopted(**EASY), []),
        ("only the rest of it changes", [], change_of(OWN, after=OWN.before), []),
        (
            "a length that receivers see already",
            [],
            adopted(**EASY | {"current_signing_key_length": "RSA_2048_BIT", "next_signing_key_length": "RSA_1024_BIT"}),
            [],
        ),
        ("the same key once more", [], change_of(SELECTED, after=SELECTED.before), []),
        ("an empty key", [], change_of(SELECTED, before=EMPTY_KEY, after=OWN.before), []),
        ("an empty key from now on", [], change_of(SELECTED, before=OWN.before, after=EMPTY_KEY), []),
        ("another identity", [], change_of(OWN, address="aws_sesv2_email_identity.other"), []),
        ("it is not changed", [], change_of(OWN, actions=("no-op",)), []),
        ("it is made", [], change_of(OWN, actions=("create",), before=None), []),
        ("how it signs is not known", [], adopted(), []),
    ],
)
def test_how_it_signs_is_judged_where_the_plan_changes_it(
    why: str, changes: list[Any], change: Change, expected: list[str]
) -> None:
    """A stop where it would sign otherwise, a warning where only the key may be another, and nothing else."""
    found = keeps_how_it_signs.findings(patched(plan=plan(change), settings=validated(*changed(*changes))))
    assert [(finding.level, finding.subject) for finding in found] == [(level, change.address) for level in expected], (
        why
    )


@pytest.mark.parametrize(
    ("dkim", "made"),
    [
        ({}, "the plan changes that to Easy DKIM, RSA_2048_BIT"),
        ({"keep": True}, "the plan changes that, although domain.dkim.keep is set"),
    ],
)
def test_what_the_plan_makes_of_a_signature_is_told(dkim: dict[str, Any], made: str) -> None:
    """How it signs today, and what the file has in its place, or has to do with it."""
    settings = validated(*changed(("domain.dkim", dkim), ("aws.adopt", ["identity"])))
    [finding] = keeps_how_it_signs.findings(patched(settings=settings, plan=plan(adopted(**TWIN))))
    assert finding.problem == (
        f"it signs by deterministic Easy DKIM, with the keys of its identity in us-east-1; {made}"
    )


@pytest.mark.parametrize(
    ("drift", "level"),
    [
        (adopted(**TWIN), "block"),
        (change_of(adopted(**TWIN), address="aws_sesv2_email_identity.other"), "warn"),
        (change_of(OWN, before={}, after={}), "warn"),
        (change_of(OWN, before=OTHERS, after=None), "warn"),
        (change_of(OWN, before=None, after=OTHERS), "warn"),
    ],
    ids=["its own", "another's", "nothing of it", "it is gone", "it is new"],
)
def test_what_somebody_else_changed_is_not_asked_for_by_the_file(drift: Change, level: str) -> None:
    """Only a drift of how this identity signs."""
    ours = change_of(adopted(**TWIN), import_id=None)
    [finding] = keeps_how_it_signs.findings(patched(plan=plan(ours, resource_drift=(drift,))))
    assert finding.level == level


def imported(**fields: Any) -> Change:
    """Return the import of a record that is updated."""
    made = {"address": "aws_x.y", "type": "aws_x", "name": "y", "import_id": "x", "after_unknown": {}}
    return change(**(made | fields))


BEFORE = {"a": 1, "b": "", "d": 4, "z": 60, "u": 1, "same": 5, "tags": {"x": "y"}}
AFTER = {"a": 2, "c": "", "e": 5, "z": 300, "u": 2, "same": 5, "tags": {}}


@pytest.mark.parametrize(
    ("made", "names"),
    [
        (imported(before=BEFORE, after=AFTER, after_unknown={"u": True}), ["a", "d", "e", "z"]),
        (imported(before=AFTER, after=BEFORE), ["a", "d", "e", "u", "z"]),
        (imported(before=BEFORE, after=AFTER, import_id=None), []),
        (imported(before=BEFORE, after=AFTER, actions=("no-op",)), []),
        (imported(before=BEFORE, after=AFTER, type="aws_cognito_user_pool"), []),
    ],
    ids=["changed", "changed back", "the stack's own", "left as it is", "a pool"],
)
def test_each_attribute_that_changes_is_said_in_order(made: Change, names: list[str]) -> None:
    """Also one that comes or goes; what is empty on both sides, or known only after the apply, is not."""
    found = adopted_stays_as_it_is.findings(patched(made))
    assert [finding.subject for finding in found] == [f"aws_x.y.{name}" for name in names]


def test_both_values_of_an_attribute_are_told() -> None:
    """Of something that is no record's answer, as a warning."""
    found = adopted_stays_as_it_is.findings(patched(imported(before={"records": ["a"]}, after={"records": ["b"]})))
    assert [(finding.level, finding.problem) for finding in found] == [
        ("warn", "it is ['a']; the plan changes it to ['b']")
    ]


FROM, FEEDBACK = ("aws_sesv2_email_identity_mail_from_attributes", "aws_sesv2_email_identity_feedback_attributes")
LIVE = {"MailFromAttributes": {"MailFromDomain": "mail.x"}, "FeedbackForwardingStatus": False}


def beside(kind: str, *actions: str, **after: Any) -> Change:
    """Return what a plan makes beside an identity."""
    made = {"address": f"{kind}.domain", "type": kind, "name": "domain", "before": None, "after_unknown": {}}
    return change(**made, actions=actions or ("create",), after=after)


@pytest.mark.parametrize(
    ("made", "identity", "said"),
    [
        (
            beside(FROM, mail_from_domain="bounce.x"),
            LIVE,
            ["MAIL FROM is mail.x; the plan changes it to bounce.x"],
        ),
        (
            beside(FEEDBACK, email_forwarding_enabled=True),
            LIVE,
            ["forwarding of bounces and complaints is off; the plan turns it on"],
        ),
        (
            beside(FEEDBACK),
            LIVE | {"FeedbackForwardingStatus": True},
            ["forwarding of bounces and complaints is on; the plan turns it off"],
        ),
        (beside(FROM, "update", mail_from_domain="bounce.x"), LIVE, []),
        (beside(FEEDBACK, "update", email_forwarding_enabled=True), LIVE, []),
        (beside("aws_x", mail_from_domain="bounce.x", email_forwarding_enabled=True), LIVE, []),
        (beside(FROM, mail_from_domain="bounce.x"), {"DkimAttributes": {}}, []),
        (beside(FEEDBACK, email_forwarding_enabled=True), {"DkimAttributes": {}}, []),
        (beside(FROM, mail_from_domain="bounce.x"), None, []),
        (beside(FEEDBACK, email_forwarding_enabled=True), None, []),
    ],
)
def test_what_is_written_over_without_a_trace_is_compared_where_it_is_made(
    made: Change, identity: Any, said: list[str]
) -> None:
    """An update shows itself, and an identity that SES does not know has nothing to lose."""
    found = adopted_stays_as_it_is.findings(patched(made, identity=identity))
    assert [finding.problem for finding in found] == said


ADOPTING = validated(
    *changed(
        ("aws.adopt", ["identity"]),
        ("addresses.senders", ["old@example.org"]),
        ("dns.adopt", ["mail-from-mx"]),
    )
)


@pytest.mark.parametrize(
    ("address", "import_id", "stops"),
    [
        ("aws_sesv2_email_identity.domain", "mail.example.com", False),
        ("aws_sesv2_email_identity.domain", "evil-mail.example.com", True),
        ("aws_sesv2_email_identity.address_old_example_org", "old@example.org", True),
        ("aws_route53_record.mail_from_mx", "Z1_bounce.mail.example.com_MX", False),
        ("aws_route53_record.mail_from_mx", "Z1_xbounce.mail.example.com_MX", True),
    ],
)
def test_an_import_is_of_exactly_what_the_file_names(address: str, import_id: str, *, stops: bool) -> None:
    """Not of what ends alike, nor of an address that is only used."""
    kind, _, name = address.partition(".")
    made = change(address=address, type=kind, name=name, actions=("no-op",), import_id=import_id)
    found = imports_only_what_the_file_names.findings(patched(settings=ADOPTING, plan=plan(made)))
    assert [finding.subject for finding in found] == ([address] if stops else [])


def test_in_manage_mode_only_the_pool_itself_is_imported_unnamed() -> None:
    """Whatever else comes with it is somebody's."""
    pool, key = change(import_id="eu-west-1_Production1", actions=("update",)), imported(before={}, after={})
    found = imports_only_what_the_file_names.findings(managed(pool, key))
    assert [finding.subject for finding in found] == ["aws_x.y"]
