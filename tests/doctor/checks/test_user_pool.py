"""The checks of the user pool: what passes, what fails, what cannot be told, and what does not apply."""

import pytest

from poolpost.aws.iam import SERVICE_LINKED_ROLE
from poolpost.aws.services import Aws
from poolpost.dns.view import View
from poolpost.doctor.checks.check import Line
from poolpost.doctor.checks.user_pool import CHECKS, messages_are_as_wanted
from poolpost.doctor.facts import Facts
from poolpost.emulator.demo_pool import production_mfa
from poolpost.settings.tables.messages import Messages
from tests.scenes.place import Place
from tests.scenes.place_changes import (
    COGNITO,
    DEFAULT,
    DOMAIN,
    FAIL,
    PASS,
    SKIPPED,
    UNKNOWN,
    Row,
    baseline_with,
    both,
    compare,
    file,
    healthy,
    ids,
    mfa,
    pool,
    refused,
    without_outcome,
    without_role,
)
from tests.scenes.scene import REGION, Scene

ROWS: list[Row] = [
    ("pool-is-as-wanted", PASS, healthy, "DEVELOPER"),
    ("pool-is-as-wanted", FAIL, COGNITO, "COGNITO_DEFAULT; the file says DEVELOPER"),
    (
        "pool-is-as-wanted",
        FAIL,
        file(("user_pool.from", f"Other <no-reply@{DOMAIN}>")),
        f"the file says Other <no-reply@{DOMAIN}>",
    ),
    (
        "pool-is-as-wanted",
        FAIL,
        file(("user_pool.mode", "manage"), ("user_pool.reply_to", None)),
        "the file says nothing",
    ),
    ("pool-is-as-wanted", FAIL, file(("user_pool.id", f"{REGION}_Nothing")), "there is no user pool"),
    ("pool-is-as-wanted", UNKNOWN, refused("cognito-idp:DescribeUserPool"), "have expired"),
    ("pool-is-as-wanted", UNKNOWN, file(("aws.account_id", "111111111111")), "the credentials belong to account"),
    ("service-linked-role-exists", PASS, healthy, SERVICE_LINKED_ROLE),
    ("service-linked-role-exists", FAIL, without_role, "does not exist"),
    ("service-linked-role-exists", UNKNOWN, refused("iam:GetRole"), "have expired"),
    ("service-linked-role-exists", SKIPPED, DEFAULT, "does not send with"),
    ("service-linked-role-exists", SKIPPED, both(without_role, COGNITO), "when the pool is switched"),
    ("no-trigger-takes-the-mail", PASS, healthy, "no custom e-mail sender"),
    (
        "no-trigger-takes-the-mail",
        FAIL,
        pool(LambdaConfig={"CustomEmailSender": {"LambdaArn": "arn:x"}}),
        "arn:x receives every mail",
    ),
    ("no-trigger-takes-the-mail", UNKNOWN, refused("cognito-idp:DescribeUserPool"), "have expired"),
    ("messages-are-allowed", PASS, healthy, "verification by code, verification by link, invitation"),
    (
        "messages-are-allowed",
        PASS,
        pool(VerificationMessageTemplate=None, EmailVerificationMessage=None, AdminCreateUserConfig=None),
        "Cognito's own texts",
    ),
    ("messages-are-allowed", FAIL, COGNITO, "COGNITO_DEFAULT sends Cognito's own"),
    ("messages-are-allowed", FAIL, pool(Domain=None), "no domain to serve it"),
    ("messages-are-allowed", UNKNOWN, refused("cognito-idp:DescribeUserPool"), "have expired"),
    (
        "messages-are-as-wanted",
        PASS,
        file(("messages.verification.email_subject", "Your Example code")),
        "1 as the file says",
    ),
    ("messages-are-as-wanted", FAIL, file(("messages.verification.email_subject", "Another")), "Your Example code"),
    (
        "messages-are-as-wanted",
        UNKNOWN,
        both(file(("messages.verification.email_subject", "Another")), refused("cognito-idp:DescribeUserPool")),
        "have expired",
    ),
    ("messages-are-as-wanted", SKIPPED, healthy, "sets no [messages]"),
    ("settings-are-not-lost", SKIPPED, healthy, "no write from this machine"),
    ("settings-are-not-lost", PASS, baseline_with(), "as in known.json"),
    (
        "settings-are-not-lost",
        FAIL,
        baseline_with(UserPoolTier="LITE"),
        'since known.json: UserPoolTier: "LITE" -> "PLUS"',
    ),
    (
        "settings-are-not-lost",
        UNKNOWN,
        both(baseline_with(), refused("cognito-idp:DescribeUserPool")),
        "have expired",
    ),
    ("email-mfa-can-work", PASS, mfa(AccountRecoverySetting={}), "tier PLUS, recovery by the default"),
    (
        "email-mfa-can-work",
        PASS,
        pool(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}),
        "tier PLUS, recovery by verified_email",
    ),
    ("email-mfa-can-work", FAIL, mfa(), "recovered by e-mail only"),
    ("email-mfa-can-work", FAIL, mfa(UserPoolTier="LITE"), "tier is LITE"),
    ("email-mfa-can-work", FAIL, mfa(EmailConfiguration={}), "needs EmailSendingAccount DEVELOPER"),
    ("email-mfa-can-work", UNKNOWN, refused("cognito-idp:GetUserPoolMfaConfig"), "have expired"),
    ("email-mfa-can-work", SKIPPED, healthy, "no sign-in codes by mail"),
]


@pytest.mark.parametrize("row", ROWS, ids=ids(ROWS))
def test_a_check_says_what_is_so(row: Row, place: Place) -> None:
    """One thing is changed, and the check's lines say which outcome that is, with what was seen."""
    compare(row, place)


def test_every_check_has_a_row_for_each_outcome() -> None:
    """A check that cannot pass, cannot fail, or cannot be in doubt, is none."""
    assert without_outcome(CHECKS, ROWS, set()) == []


def _lines(scene: Scene) -> list[Line]:
    facts = Facts(scene.settings, Aws(scene.settings), View(start=None))
    return list(messages_are_as_wanted.lines(facts))


def test_messages_are_a_check_of_the_list() -> None:
    """A check that is in no list is never run."""
    assert messages_are_as_wanted in CHECKS


def test_without_messages_there_is_nothing_to_compare(scene: Scene) -> None:
    """And the line says so."""
    (line,) = _lines(scene)
    assert line.outcome == "not applicable"


def test_a_text_that_differs_fails_with_the_command_that_mends_it(scene: Scene) -> None:
    """Before the apply, not after it, and again when somebody changes one text: only that one fails."""
    wanted = {"verification": {"email_subject": "Your new code"}, "invitation": {"email_subject": "Your account"}}
    scene.settings = scene.settings.model_copy(update={"messages": Messages.model_validate(wanted)})
    assert {line.outcome for line in _lines(scene)} == {"fail"}
    scene.apply()
    (line,) = _lines(scene)
    assert (line.outcome, line.evidence) == (
        "pass",
        "2 as the file says; the CustomMessage trigger may still send other texts",
    )
    pool = scene.live()["UserPool"]
    del pool["LambdaConfig"]["CustomMessage"]
    scene.server.put_pool(REGION, pool, production_mfa())
    assert _lines(scene)[0].evidence == "2 as the file says"
    pool["AdminCreateUserConfig"]["InviteMessageTemplate"]["EmailSubject"] = "Theirs"
    scene.server.put_pool(REGION, pool, production_mfa())
    (line,) = _lines(scene)
    assert line.outcome == "fail"
    assert line.title.endswith("AdminCreateUserConfig.InviteMessageTemplate.EmailSubject")
    assert line.evidence == "differs: Theirs"
    assert "poolpost pool apply" in line.remedy
