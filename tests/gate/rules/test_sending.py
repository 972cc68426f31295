"""The gate's rules about what a pool sends with: what a finding says, what lets it pass, and what only warns."""

import re
from typing import Any

import pytest

from poolpost.findings import Finding, worst
from poolpost.gate.rules.sending import reaches_every_user, tells_of_bounces
from poolpost.review.taking import lost_mail
from poolpost.settings import validated
from poolpost.settings.passes import Pass
from poolpost.standards.terraform_plan import Change
from tests.conftest import changed
from tests.scenes.gate_situations import PATCH, change_of
from tests.scenes.sending_world import (
    BY_DEFAULT,
    DELETE,
    FORGET,
    NO_OP,
    OTHER,
    REPLACE_OLD_FIRST,
    everything,
    resource,
    sending,
    step,
)
from tests.scenes.sharing import POOL as SHARER
from tests.scenes.sharing import sharer
from tests.scenes.taken import CONFIGURATION_SET, IDENTITY, POLICY, POOL, alone, situation, stopped, subjects


def test_a_destroy_is_two_findings_and_names_all_that_goes_along() -> None:
    """Not one finding for each record: whoever reads it at night sees identity and set."""
    found = stopped(*everything(*DELETE))
    assert [finding.subject for finding in found] == [IDENTITY, CONFIGURATION_SET]
    assert f"user pool {POOL} sends with it" in found[0].problem
    assert "aws_route53_record.dkim_1" in found[0].problem
    assert "first switch the pool to another sender: 'poolpost retire local" in found[0].remedy
    assert worst(found) == 1


@pytest.mark.parametrize("pool_id", [OTHER, "us-east-1_Other"])
def test_another_pool_that_sends_with_it_is_named(pool_id: str) -> None:
    """Whoever made it, in whatever region: its mail would stop too, and `retire` of this environment does not help it."""
    found = stopped(*everything(*DELETE), live=BY_DEFAULT, others=(sending(pool_id),))
    assert [finding.subject for finding in found] == [IDENTITY, CONFIGURATION_SET]
    assert all(
        pool_id in finding.problem and f"first switch {pool_id} to another sender" in finding.remedy
        for finding in found
    )


def test_events_are_kept_as_long_as_a_destination_publishes_through_them() -> None:
    """Topic, its policy, key and role; gone together with the destination they are a warning."""
    names = ("aws_sns_topic.events", "aws_sns_topic_policy.events", "aws_kms_key.events")
    destination = "aws_sesv2_configuration_set_event_destination.sns"
    gone = {name: resource(name, *DELETE) for name in names}
    assert subjects(*everything(*NO_OP, but=gone)) == [names[0], names[1]]
    whole = everything(*NO_OP, but=gone | {destination: resource(destination, *DELETE)})
    assert stopped(*whole) == []
    theirs = resource(destination, *NO_OP, configuration_set_name="theirs")
    assert stopped(*everything(*NO_OP, but=gone | {destination: theirs})) == []
    key = {"aws_kms_key.events": resource("aws_kms_key.events", *DELETE)}
    assert subjects(*everything(*NO_OP, but=key)) == ["aws_kms_key.events"]
    of_theirs = resource("aws_sns_topic.events", *NO_OP, arn="arn:aws:sns:eu-west-1:000000000000:theirs")
    assert stopped(*everything(*NO_OP, but=key | {of_theirs.address: of_theirs})) == []
    found = tells_of_bounces.findings(situation(*whole))
    assert [(finding.level, finding.subject) for finding in found] == [("warn", destination)]
    assert tells_of_bounces.findings(situation(*whole, live=BY_DEFAULT)) == []
    assert tells_of_bounces.findings(situation(*everything(*NO_OP))) == []
    others = tells_of_bounces.findings(situation(*whole, live=BY_DEFAULT, others=(sending(OTHER),)))
    assert [finding.subject for finding in others] == [destination]
    assert (
        tells_of_bounces.findings(situation(*everything(*DELETE))) == []
    )  # the set's own end is said by the other rule


def test_what_could_not_be_looked_at_is_not_fine() -> None:
    """Exit code 3: nobody looked, a region or a pool was refused."""
    found = stopped(*everything(*DELETE), live=BY_DEFAULT, others=None)
    assert [(finding.level, finding.subject) for finding in found] == [("unknown", "000000000000")]
    found = stopped(*everything(*DELETE), live=BY_DEFAULT, unseen={"ap-east-1": "refused"})
    assert [(finding.level, finding.subject) for finding in found] == [("unknown", "ap-east-1")]
    assert worst(found) == 3


def test_it_passes_by_name_and_stays_lost_mail_in_the_report() -> None:
    """The reason is quoted; a pass for one thing lets nothing else through."""
    let = (Pass(rule="keeps-what-sends", subject=IDENTITY, reason="the pool moves to Pinpoint"),)
    found = stopped(*everything(*DELETE), passes=let)
    assert [(finding.level, finding.subject) for finding in found] == [("warn", IDENTITY), ("block", CONFIGURATION_SET)]
    assert "the pool moves to Pinpoint" in found[0].remedy
    unseen = Finding(rule="keeps-what-sends", level="unknown", subject="ap-east-1", problem="refused")
    other = Finding(rule="checks-hold", level="block", subject="a", problem="b")
    assert lost_mail([other, *found, unseen]) == tuple(found)
    region = (Pass(rule="keeps-what-sends", subject="ap-east-1", reason="not enabled in this account"),)
    [seen] = stopped(*everything(*DELETE), live=BY_DEFAULT, unseen={"ap-east-1": "refused"}, passes=region)
    assert seen.level == "warn"


@pytest.mark.parametrize(
    ("changes", "live", "subject"),
    [
        (
            [("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", None), ("user_pool.reply_to", None)],
            sending(),
            "user_pool.sending",
        ),
        (
            [("user_pool.sending", "COGNITO_DEFAULT"), ("user_pool.from", None), ("user_pool.reply_to", None)],
            BY_DEFAULT,
            None,
        ),
        ([("aws.sandbox", True)], BY_DEFAULT, "aws.sandbox"),
        ([("aws.sandbox", True)], sending(), None),
        ([], BY_DEFAULT, None),
    ],
)
def test_a_sender_that_reaches_fewer_users_is_a_warning(changes: list[Any], live: Any, subject: str | None) -> None:
    """It is what the file asks for; nobody is to overlook it."""
    settings = validated(*changed(*changes))
    found = reaches_every_user.findings(situation(step("delete", "create"), settings=settings, live=live))
    assert [finding.subject for finding in found] == ([subject] if subject else [])
    assert reaches_every_user.findings(situation(step(*NO_OP), settings=settings, live=live)) == []
    assert all(finding.level == "warn" for finding in found)


@pytest.mark.parametrize(
    ("taken", "facts", "problem", "remedy"),
    [
        (
            [resource(CONFIGURATION_SET, *DELETE)],
            {},
            f"would destroy it, and user pool {POOL} sends with it: SES would refuse its mail$",
            "first switch the pool to another sender: 'poolpost retire local'",
        ),
        (
            [resource(CONFIGURATION_SET, *FORGET)],
            {"live": BY_DEFAULT, "others": (sending(OTHER), sending("us-east-1_B"))},
            f"would let go of it, and user pools {OTHER}, us-east-1_B send with it: SES",
            f"first switch {OTHER}, us-east-1_B to another sender",
        ),
        (
            alone("aws_sns_topic.events", *DELETE),
            {},
            "its bounces and complaints would be told to nobody$",
            "first switch the pool to another sender",
        ),
        (
            [change_of(resource(IDENTITY, *REPLACE_OLD_FIRST), replace_paths=("email_identity", "region"))],
            {},
            "would replace it",
            "^undo the change of email_identity, region;",
        ),
        ([resource(IDENTITY, *REPLACE_OLD_FIRST)], {}, "would replace it", "^undo that change;"),
        (
            [resource(POLICY, "update", policy="x:userpool/new")],
            {"live": sending(EmailSendingAccount="COGNITO_DEFAULT")},
            "would change it",
            "^undo that change;",
        ),
    ],
)
def test_a_finding_says_what_whose_mail_and_the_way_out(
    taken: list[Change], facts: dict[str, Any], problem: str, remedy: str
) -> None:
    """How it is taken away, each pool that sends with it, what becomes of its mail; a replacement is undone, not retired from."""
    [found] = stopped(*taken, **facts)
    assert re.search(problem, found.problem)
    assert re.search(remedy, found.remedy)


QA = f"{SHARER} (environments/qa.toml)"


def test_an_environment_that_shares_the_identity_is_named() -> None:
    """Its file names this one as owner: whether its pool is switched already or not, it sends with what would go."""
    owner = PATCH.sharing((sharer(),))
    found = stopped(*everything(*DELETE), settings=owner, live=BY_DEFAULT)
    assert [finding.subject for finding in found] == [IDENTITY, CONFIGURATION_SET]
    assert all(QA in each.problem and f"first switch {QA} to another sender" in each.remedy for each in found)
    both = stopped(*everything(*DELETE), settings=owner)
    assert f"user pools {POOL}, {QA} send with it" in both[0].problem


def test_without_an_environment_that_shares_it_the_same_plan_passes() -> None:
    """The counter-check."""
    assert stopped(*everything(*DELETE), settings=PATCH.sharing(()), live=BY_DEFAULT) == []


def test_a_configuration_set_of_its_own_is_not_taken_with_the_owners() -> None:
    """What an environment does not send through may go; the identity may not."""
    owner = PATCH.sharing((sharer(configuration_set="qa-mail"),))
    found = stopped(*everything(*DELETE), settings=owner, live=BY_DEFAULT)
    assert [finding.subject for finding in found] == [IDENTITY]


def test_a_policy_that_no_longer_names_a_sharing_pool_is_kept() -> None:
    """The policy names the pools of all: one that leaves a pool out stops that pool's mail."""
    arn = "arn:aws:cognito-idp:eu-central-2:000000000000:userpool/eu-central-2_QaPool1"
    needs = sharer(pool_id="eu-central-2_QaPool1", pool_arn=arn, principal="cognito-idp.eu-central-2.amazonaws.com")
    owner = PATCH.sharing((needs,))
    old, new = (
        f'{{"Condition": {{"ArnLike": {{"aws:SourceArn": "{each}"}}}}}}' for each in (arn, "arn:other:userpool/x")
    )
    update = change_of(
        resource(POLICY, "update", policy=new), before={"email_identity": "mail.example.com", "policy": old}
    )
    found = stopped(update, settings=owner)
    assert [finding.subject for finding in found] == [POLICY]
    assert "eu-central-2_QaPool1 (environments/qa.toml)" in found[0].problem


def test_a_file_that_may_share_it_and_cannot_be_read_is_not_taken_for_none() -> None:
    """Exit code 3: a mistake in another file must not let its identity go."""
    found = stopped(*everything(*DELETE), settings=PATCH.sharing((), ("torn",)), live=BY_DEFAULT)
    assert [(each.level, each.subject) for each in found] == [("unknown", "environments/torn.toml")]
    assert worst(found) == 3
