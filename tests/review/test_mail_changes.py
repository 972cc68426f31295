"""What a plan changes for mail, in words."""

import dataclasses

import pytest

from poolpost.review.dns_changes import DnsChange
from poolpost.review.judged_plan import Judgement
from poolpost.review.mail_changes import MailChange, mail_changes
from poolpost.review.report import review
from poolpost.settings.terraform_names import PATCH_ADDRESS
from tests.conftest import MakeSettings
from tests.scenes.reviews import BY_DEFAULT, SET, change, plan


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
    found = review(made, judgement, [], answers={})
    assert found.mail == ()
    assert found.notes == (
        "the pool's e-mail is not what the file says, and this plan does not change it: 'poolpost pool apply local' does",
    )
    assert not found.is_empty
    live = {"EmailConfiguration": made.email_configuration}
    as_wanted = Judgement(settings=made, findings=[], plan=plan(), live=live, body=None)
    assert review(made, as_wanted, [], answers={}).is_empty


def test_nothing_changes_when_all_is_as_wanted(settings: MakeSettings) -> None:
    """A set that is new, and one that stays, change nothing for mail."""
    made = settings()
    live = {"EmailConfiguration": made.email_configuration}
    assert mail_changes(made, plan(change(SET, "create", before=None)), live, ()) == ()


@pytest.mark.parametrize(
    ("actions", "protocol", "asked"),
    [
        (("create", "delete"), "email", True),
        (("delete", "create"), "email-json", True),
        (("update",), "email", False),
        (("create", "delete"), "https", False),
    ],
)
def test_a_replaced_subscription_must_be_confirmed_again(
    actions: tuple[str, ...], protocol: str, asked: bool, settings: MakeSettings
) -> None:
    """A renamed topic is a new topic: its e-mail subscribers hear nothing until they open a link (aws provider, issue 9645)."""
    made = settings()
    subscription = {"protocol": protocol, "endpoint": "mail@example.com"}
    replaced = dataclasses.replace(
        change("aws_sns_topic_subscription", before=subscription, after=subscription), actions=actions
    )
    live = {"EmailConfiguration": made.email_configuration}
    found = mail_changes(made, plan(replaced), live, ())
    assert [each.what for each in found] == (["subscriber mail@example.com"] if asked else [])
    assert all("must confirm again" in each.new for each in found)


def test_received_mail_is_told_by_recipient_and_action(settings: MakeSettings) -> None:
    """Who is refused or stored, and for how long, is what a reviewer of received mail looks at."""
    rule = {"name": "poolpost-local-dmarc", "recipients": ["dmarc@in.example.com"], "enabled": True, "s3_action": [{}]}
    kept = [{"rule": [{"expiration": [{"days": days}]}]} for days in (30, 90)]
    changed = plan(
        change("aws_ses_receipt_rule", "create", before=None, after=rule),
        change("aws_ses_receipt_rule", "update", before=rule, after=rule | {"enabled": False}),
        change(
            "aws_s3_bucket_lifecycle_configuration",
            "update",
            address="aws_s3_bucket_lifecycle_configuration.inbound",
            before=kept[0],
            after=kept[1],
        ),
    )
    stored = "dmarc@in.example.com: s3"
    assert list(mail_changes(settings(), changed, BY_DEFAULT, ())) == [
        MailChange(what="receipt rule poolpost-local-dmarc", old="", new=stored),
        MailChange(what="receipt rule poolpost-local-dmarc", old=stored, new=f"{stored} (disabled)"),
        MailChange(what="received mail is kept", old="30 days", new="90 days"),
    ]
