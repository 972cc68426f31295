"""The gate and messages: what the environment file names may change, every other text may not."""

import copy
from typing import Any

from poolpost.emulator.demo_pool import production_pool
from poolpost.gate.rules.rule import Situation
from poolpost.settings.tables.messages import Messages
from tests.scenes.gate_situations import PATCH, STEP, change_of, found, patched, plan
from tests.scenes.message_violations import GOOD_CODE, GOOD_LINK, text

MESSAGES = Messages.model_validate(
    {"verification": {"email_subject": "Your new code", "email_message_file": GOOD_CODE}}
)
WANTED = PATCH.model_copy(update={"messages": MESSAGES})
TEMPLATE = "VerificationMessageTemplate"


def _step(**triggers: Any) -> Any:
    return plan(change_of(STEP, after={"triggers_replace": WANTED.triggers | triggers}))


def _situation(**fields: Any) -> Situation:
    return patched(**({"settings": WANTED, "plan": _step()} | fields))


def test_messages_that_the_plan_and_the_file_agree_on_may_change() -> None:
    """Texts of the file are no loss, neither are their twins."""
    assert found(_situation()) == []


def test_the_request_to_come_holds_the_texts_and_all_their_siblings() -> None:
    """`--show-body` shows what will be sent."""
    body = _situation().body or {}
    live = production_pool()[TEMPLATE]
    assert body[TEMPLATE] == live | {"EmailSubject": "Your new code", "EmailMessage": GOOD_CODE.text}
    assert body["EmailVerificationMessage"] == GOOD_CODE.text


def test_nothing_would_be_sent_when_both_are_as_wanted() -> None:
    """A text that drifts is a request to come, although no plan shows it."""
    live = production_pool() | {
        "EmailConfiguration": WANTED.email_configuration,
        "EmailVerificationMessage": GOOD_CODE.text,
        "EmailVerificationSubject": "Your new code",
        TEMPLATE: production_pool()[TEMPLATE] | {"EmailMessage": GOOD_CODE.text, "EmailSubject": "Your new code"},
    }
    assert _situation(live=live).body is None
    drifted: Any = copy.deepcopy(live)
    drifted[TEMPLATE]["EmailSubject"] = "Theirs"
    assert _situation(live=drifted).body is not None


def test_a_step_with_other_texts_is_not_of_this_environment() -> None:
    """Nor is one without them, or one with texts that the file does not name; long texts are cut in the message."""
    address = ("step-is-of-this-environment", "terraform_data.user_pool_email.messages")
    other = WANTED.model_copy(
        update={"messages": Messages.model_validate({"verification": {"email_message_file": text("{####}" * 900)}})}
    )
    assert address in found(_situation(plan=_step(messages=other.pool_messages)), "block")
    assert address in found(patched(settings=WANTED), "block")
    assert address in found(patched(plan=_step()), "block")


def test_the_reviewed_snapshot_is_compared_but_for_the_named_texts() -> None:
    """A text beside them was reviewed as it was then."""
    live = copy.deepcopy(production_pool())
    live[TEMPLATE] |= {"EmailSubject": "Older", "EmailSubjectByLink": "Older"}
    assert found(_situation(live=live, reviewed=production_pool()), "block") == [
        ("pool-is-the-reviewed-one", f"{TEMPLATE}.EmailSubjectByLink")
    ]


def test_a_link_without_a_domain_is_blocked_before_anybody_approves() -> None:
    """Users would get a link that leads nowhere."""
    link = {"verification": {"default_email_option": "CONFIRM_WITH_LINK", "email_message_by_link_file": GOOD_LINK}}
    wanted = PATCH.model_copy(update={"messages": Messages.model_validate(link)})
    step = plan(change_of(STEP, after={"triggers_replace": wanted.triggers}))
    live = {member: value for member, value in production_pool().items() if member != "Domain"}
    assert found(patched(settings=wanted, plan=step), "block") == []
    assert found(patched(settings=wanted, plan=step, live=live), "block") == [
        ("link-has-a-domain", f"{TEMPLATE}.DefaultEmailOption")
    ]
