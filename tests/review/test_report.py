"""What `poolpost report` makes of a plan: costs, resources without secrets, records, mail, and a comment that fits."""

from typing import Any

import pytest

from poolpost.cli.report_markdown import LIMIT, markdown
from poolpost.cli.report_page import zone_lines
from poolpost.findings import Finding
from poolpost.review.cost import Cost, in_words, monthly
from poolpost.review.dns_changes import DnsChange, dns_changes
from poolpost.review.judged_plan import Judgement
from poolpost.review.mail_changes import MailChange, mail_changes
from poolpost.review.report import Review, review
from poolpost.review.resources import LATER, SENSITIVE, Attribute, Resource, masked, touched
from poolpost.settings import Settings
from poolpost.settings.terraform_names import PATCH_ADDRESS
from poolpost.standards.markdown import code
from poolpost.standards.terraform_plan import Change, Plan
from tests.conftest import MakeSettings

SET = "aws_sesv2_configuration_set"
ARN = "arn:aws:ses:eu-west-1:000000000000:identity/mail.example.com"
BY_SES = {"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": ARN, "ConfigurationSet": "sign-in"}}
BY_DEFAULT = {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}}


def change(kind: str = SET, *actions: str, **members: Any) -> Change:
    """Give a change of one resource, an update unless said otherwise."""
    made: dict[str, Any] = {
        "address": f"{kind}.this",
        "mode": "managed",
        "type": kind,
        "name": "this",
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "actions": actions or ("update",),
        "before": {},
        "after": {},
        "after_unknown": {},
        "import_id": None,
        "replace_paths": (),
        "action_reason": "",
    }
    return Change(**{**made, **members})


def plan(*changes: Change, **records: Any) -> Plan:
    """Give a plan; `records` are before, after and after_unknown of the output `dns_records`."""
    return Plan(
        terraform_version="1.11.4",
        resource_changes=changes,
        resource_drift=(),
        checks=(),
        providers={},
        output_changes={"dns_records": records} if records else {},
    )


def row(name: str, value: str, kind: str = "TXT") -> dict[str, str]:
    """Give a row of the output `dns_records`."""
    return {"name": name, "type": kind, "value": value}


@pytest.mark.parametrize(
    ("changes", "costs", "words"),
    [
        ([("user_pool.expected_daily_mail", 1000), ("alarms", None)], [("30,000 mails", 3.0)], "about $3.00 a month"),
        (
            [("alarms", None)],
            [("mail at $0.10 per 1,000; user_pool.expected_daily_mail is not set", None)],
            "depends on the volume",
        ),
        (
            [("user_pool.expected_daily_mail", 100), ("events.sns.kms", "create"), ("alarms", {"daily_sends": 5})],
            [("3,000 mails", pytest.approx(0.3)), ("1 KMS key", 1.0), ("3 alarms", pytest.approx(0.3))],
            "about $1.60 a month",
        ),
        (
            [
                ("user_pool.sending", "COGNITO_DEFAULT"),
                ("user_pool.from", None),
                ("user_pool.reply_to", None),
                ("alarms", {}),
            ],
            [("2 alarms", pytest.approx(0.2))],
            "about $0.20 a month",
        ),
    ],
)
def test_a_month_is_added_up(
    changes: list[tuple[str, Any]], costs: list[tuple[str, Any]], words: str, settings: MakeSettings
) -> None:
    """Mail by volume, a key, alarms; 'from' where the volume is not known."""
    found = monthly(settings(*changes))
    assert [(cost.what, cost.dollars) for cost in found] == costs
    assert in_words(found) == words


def test_nothing_costs_nothing() -> None:
    """Also without a line."""
    assert in_words(()) == "about $0.00 a month"


@pytest.mark.parametrize(
    ("value", "mask", "shown"),
    [
        ("secret", True, SENSITIVE),
        ("open", False, "open"),
        ({"a": "secret", "b": "open"}, {"a": True}, {"a": SENSITIVE, "b": "open"}),
        ([{"key": "secret"}, {"key": "open"}], [{"key": True}], [{"key": SENSITIVE}, {"key": "open"}]),
        ({"a": ["x", "secret"]}, {"a": [False, True]}, {"a": ["x", SENSITIVE]}),
        (None, True, SENSITIVE),
    ],
)
def test_what_the_plan_calls_sensitive_is_masked(value: Any, mask: Any, shown: Any) -> None:
    """The mask is True, or has the shape of the value."""
    assert masked(value, mask) == shown


def test_a_secret_does_not_reach_the_report() -> None:
    """Neither the old key nor the new one, also where the whole resource is sensitive; that it changes is shown."""
    before, after = {"key": "old-secret", "name": "n"}, {"key": "new-secret", "name": "m"}
    some = touched(
        plan(change(before=before, after=after, before_sensitive={"key": True}, after_sensitive={"key": True}))
    )
    assert some[0].attributes == (
        Attribute(name="key", old=SENSITIVE, new=SENSITIVE),
        Attribute(name="name", old="n", new="m"),
    )
    whole = touched(plan(change(before=before, after=after, before_sensitive=True, after_sensitive=True)))
    assert "secret" not in repr(whole)
    assert "old-secret" not in repr(some) + repr(whole)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (change(SET, "create", after={"a": 1}), "create"),
        (change(SET, "delete", before={"a": 1}), "delete"),
        (change(SET, "delete", "create"), "replace"),
        (change(SET, "create", "delete"), "replace"),
        (change(SET, "no-op", import_id="x"), "import"),
        (change(SET, "update", import_id="x"), "update"),
        (change(SET, "forget"), "forget"),
        (change(SET, "no-op"), None),
        (change(SET, "read"), None),
        (change(SET, "create", mode="data"), None),
    ],
)
def test_what_a_plan_would_do_has_a_word(one: Change, expected: str | None) -> None:
    """What stays, and what is only read, is left out."""
    assert [resource.action for resource in touched(plan(one))] == ([expected] if expected else [])


def test_what_is_known_later_is_said() -> None:
    """A computed attribute that forces the replacement is shown; the others that AWS computes are noise."""
    found = touched(
        plan(
            change(
                SET,
                "delete",
                "create",
                before={"arn": "x", "name": "a"},
                after={"name": "b"},
                after_unknown={"arn": True},
                replace_paths=("name",),
            )
        )
    )
    assert found[0].attributes == (
        Attribute(name="arn", old="x", new=LATER),
        Attribute(name="name", old="a", new="b"),
    )


@pytest.mark.parametrize(
    ("before", "after", "unknown", "expected"),
    [
        (None, [row("a", "1")], [{}], [("add", "a", (), ("1",))]),
        ([row("a", "1")], [row("a", "2")], False, [("change", "a", ("1",), ("2",))]),
        ([row("a", "1")], [], False, [("remove", "a", ("1",), ())]),
        ([row("a", "1"), row("a", "2")], [row("a", "2"), row("a", "1")], False, []),
        ([row("a", "1")], None, True, []),
        (
            None,
            [row("a", "1"), {"type": "CNAME"}],
            [{}, {"name": True, "value": True}],
            [("add", "a", (), ("1",)), ("add", f"record 2 {LATER}", (), (LATER,))],
        ),
    ],
)
def test_records_are_compared_by_set(before: Any, after: Any, unknown: Any, expected: list[Any]) -> None:
    """The order of values does not matter; what AWS has yet to make is said to come."""
    found = dns_changes(plan(before=before, after=after, after_unknown=unknown))
    assert [(one.action, one.name, one.old, one.new) for one in found] == expected


def test_a_plan_without_the_output_changes_no_record() -> None:
    """A plan of another stack."""
    assert dns_changes(plan()) == ()


def test_mail_changes_are_told_in_words(settings: MakeSettings) -> None:
    """The pool's e-mail, the DMARC step, and how the set delivers."""
    made = settings()
    step = DnsChange(
        action="change",
        name="_dmarc.mail.example.com",
        type="TXT",
        old=("v=DMARC1; p=none",),
        new=("v=DMARC1; p=quarantine",),
    )
    old = {"delivery_options": [{"tls_policy": "OPTIONAL"}], "suppression_options": []}
    new = {"delivery_options": [{"tls_policy": "REQUIRE"}], "suppression_options": [{"suppressed_reasons": ["BOUNCE"]}]}
    changed = plan(change(before=old, after=new), change(address=PATCH_ADDRESS))
    found = mail_changes(made, changed, BY_DEFAULT, (step,))
    assert MailChange(what="sending account", old="COGNITO_DEFAULT", new="DEVELOPER") in found
    assert MailChange(what="configuration set", old="", new="sign-in") in found
    assert MailChange(what="DMARC", old="none", new="quarantine") in found
    assert MailChange(what="tls_policy", old="OPTIONAL", new="REQUIRE") in found
    assert MailChange(what="suppressed_reasons", old="", new="['BOUNCE']") in found


@pytest.mark.parametrize("actions", [None, "no-op", "delete"])
def test_a_plan_that_leaves_the_pool_alone_repairs_nothing(actions: str | None, settings: MakeSettings) -> None:
    """Terraform does not see that somebody else changed the e-mail: the report promises no change, and says what mends it."""
    made = settings()
    steps = [change("terraform_data", actions, address=PATCH_ADDRESS)] if actions else []
    judgement = Judgement(settings=made, findings=[], plan=plan(*steps), live=BY_DEFAULT, body=None)
    found = review(made, judgement, [], state={})
    assert found.mail == ()
    assert found.notes == (
        "the pool's e-mail is not what the file says, and this plan does not change it: 'poolpost pool apply local' does",
    )
    assert not found.is_empty
    live = {"EmailConfiguration": made.email_configuration}
    as_wanted = Judgement(settings=made, findings=[], plan=plan(), live=live, body=None)
    assert review(made, as_wanted, [], state={}).is_empty


def test_what_aws_makes_in_the_deploy_is_not_to_be_copied(settings: MakeSettings) -> None:
    """Nobody can publish '(known after the apply)'; where to get it afterwards is said."""
    records = [row("a.example.com", "text"), row(LATER, LATER, "CNAME")]
    made = settings()
    judgement = Judgement(settings=made, findings=[], plan=plan(before=[], after=records), live=BY_DEFAULT, body=None)
    told = zone_lines(review(made, judgement, [], state={}))
    assert told == "a.example.com. TXT text\n; and 1 known after the apply: poolpost dns local"


def test_nothing_changes_when_all_is_as_wanted(settings: MakeSettings) -> None:
    """A set that is new, and one that stays, change nothing for mail."""
    made = settings()
    live = {"EmailConfiguration": made.email_configuration}
    assert mail_changes(made, plan(change(SET, "create", before=None)), live, ()) == ()


OTHER_ARN = "arn:aws:ses:eu-west-1:000000000000:identity/old.example.com"


@pytest.mark.parametrize(
    ("rule", "source", "said"),
    [
        ("identity-exists", ARN, True),
        ("identity-verified", ARN, True),
        ("sending-enabled", ARN, True),
        ("dkim-success", ARN, False),
        ("production-access", ARN, False),
        ("readiness-is-known", ARN, False),
        ("identity-verified", OTHER_ARN, False),
        ("identity-verified", None, False),
    ],
)
def test_that_no_mail_arrives_today_is_said_when_it_is_true(
    rule: str, source: str | None, said: bool, settings: MakeSettings
) -> None:
    """Of the identity that the live pool sends by; a new domain that is not verified yet takes nobody's mail."""
    email = {"EmailSendingAccount": "DEVELOPER", "SourceArn": source} if source else BY_DEFAULT["EmailConfiguration"]
    live = {"EmailConfiguration": email}
    unready = Finding(rule=rule, level="block", subject="x", problem="not verified")
    judgement = Judgement(settings=settings(), findings=[], plan=plan(), live=live, body=None)
    found = review(settings(), judgement, [unready], state={})
    assert ("no user gets mail today, whatever this plan does: not verified" in found.notes) == said
    assert found.losing == ()


def reviewed(made: Settings, **members: Any) -> Review:
    """Give a review in which nothing changes, and the difference that a test is about."""
    empty: dict[str, Any] = dict.fromkeys(Review.__dataclass_fields__, ())
    said: dict[str, Any] = {
        "environment": made.name,
        "pool": made.user_pool.id,
        "verdict": "go",
        "exit_code": 0,
        "sentence": "no changes",
        "state": {},
    }
    known = {name: value for name, value in said.items() if name in empty}
    return Review(**{**empty, **known, **members})


def test_no_changes_are_one_line(settings: MakeSettings) -> None:
    """A comment that says nothing must not take room."""
    assert markdown(reviewed(settings())) == "🟢 **local**: no changes\n"


def test_what_others_wrote_is_no_markup(settings: MakeSettings) -> None:
    """A name in AWS may hold markup, a mention, or the end of a table's cell."""
    nasty = "<img src=x> @everyone [link](http://x) `code` *bold* | cell\nnext \\"
    text = markdown(
        reviewed(
            settings(),
            losing=(nasty,),
            safety=(Finding(rule="r", level="block", subject="s", problem=nasty),),
            mail=(MailChange(what="From", old=nasty, new=""),),
        )
    )
    assert "<img" not in text
    assert "@everyone" not in text
    assert "\\[link\\]" in text
    assert "\\`code\\` \\*bold\\* \\| cell next \\\\" in text
    table = next(line for line in text.splitlines() if line.startswith("| From"))
    assert table == f"| From | {code(nasty)} | not set |"


@pytest.mark.parametrize(
    ("remedy", "copied"),
    [
        ("run 'poolpost pool restore x --only A.B_C' once", "`poolpost pool restore x --only A.B_C`"),
        ('let it pass: POOLPOST_PASS="x a-rule aws_a.b_c: why"', '`POOLPOST_PASS="x a-rule aws_a.b_c: why"`'),
        ("'git `x` y' and 'poolpost `x'", "'git \\`x\\` y' and 'poolpost \\`x'"),
        ("a `'make x @y <b>'", "a \\``make x @y <b>`"),
    ],
)
def test_a_command_is_copied_as_it_is(remedy: str, copied: str, settings: MakeSettings) -> None:
    """In a terminal, where Markdown's escapes are characters like any other; no text ends the code that it stands in."""
    finding = Finding(rule="r", level="block", subject="s", problem="p", remedy=remedy)
    text = markdown(reviewed(settings(), safety=(finding,), notes=(remedy,)))
    assert text.count(copied) == 2


def test_a_comment_fits_github(settings: MakeSettings) -> None:
    """At most 65,536 characters; what was left out is counted, and an open block is closed."""
    many = tuple(
        Resource(
            address=f"aws_route53_record.r{number}",
            action="update",
            attributes=(Attribute(name="a", old="x" * 300, new="y" * 500),),
        )
        for number in range(300)
    )
    costs = (Cost(what="1 KMS key", dollars=1.0),)
    text = markdown(reviewed(settings(), resources=many, costs=costs, sentence="much changes"))
    assert len(text) <= LIMIT
    assert "more lines did not fit into a comment" in text
    assert text.count("<details>") == text.count("</details>") == 1
    assert "y" * 400 + "…" in text
    assert "y" * 401 not in text
    assert "**Cost about $1.00 a month**: 1 KMS key $1.00" in text
    assert "Resources: 300 update" in text


def test_a_reverted_pool_is_never_called_no_changes(settings: MakeSettings) -> None:
    """A plan that repairs it says why; one that leaves it so says that in its headline."""
    made = settings()

    def told(live: dict[str, Any], *changes: Change) -> Review:
        judgement = Judgement(settings=made, findings=[], plan=plan(*changes), live=live, body=None)
        return review(made, judgement, [], state={})

    left = told(BY_DEFAULT)
    assert left.sentence.endswith("is not what the file says, and this plan leaves it so")
    step = change(
        "terraform_data", "delete", "create", address=PATCH_ADDRESS, name="x", action_reason="replace_by_request"
    )
    repaired = told(BY_DEFAULT, step)
    assert "somebody changed the pool's e-mail after it was deployed" in repaired.notes[0]
    assert repaired.notes[0].endswith("this plan writes it again as the file says")
    assert "only the e-mail configuration changes" in repaired.sentence
    after_repair = told({"EmailConfiguration": made.email_configuration}, step)
    assert after_repair.sentence.endswith("stays as it is")
    assert after_repair.notes[0].endswith("this plan was made before, and has nothing left to write")
    assert told({"EmailConfiguration": made.email_configuration}).sentence == "no changes"
