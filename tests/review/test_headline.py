"""The headline says a plan's whole effect: held against every kind of resource and every kind of change."""

import re
from typing import Any

import pytest

from poolpost.gate.rules.sending import keeps_what_sends
from poolpost.review.headline import NOTHING
from poolpost.review.judged_plan import Judgement
from poolpost.review.report import Review, review
from poolpost.review.resources import touched
from poolpost.settings import Settings, validated
from poolpost.settings.terraform_names import PATCH_ADDRESS
from poolpost.standards.raw import Json
from poolpost.standards.terraform_plan import Change
from tests.conftest import changed
from tests.scenes.gate_situations import EMAIL, PATCH, change, patched, plan
from tests.scenes.gate_situations import STATE as POOL_STATE
from tests.scenes.sending_world import (
    BESIDE,
    BY_DEFAULT,
    DELETE,
    FORGET,
    NO_OP,
    OTHER,
    REPLACE,
    REPLACE_OLD_FIRST,
    STATE,
    everything,
    resource,
    sending,
    step,
)

POOL = PATCH.user_pool.id
CREATE, UPDATE = ("create",), ("update",)
ACTIONS = (NO_OP, CREATE, UPDATE, DELETE, FORGET, REPLACE, REPLACE_OLD_FIRST)
PAST = {
    "create": "created",
    "update": "updated",
    "delete": "destroyed",
    "forget": "no longer managed",
    "replace": "replaced",
}


def told(*changes: Change, settings: Settings = PATCH, live: Json = BY_DEFAULT, judged: bool = False) -> Review:
    """Return the review of a plan; `judged` lets the rule about lost mail look at it."""
    the_plan = plan(*changes)
    situation = patched(plan=the_plan, settings=settings, live=live, others=())
    findings = keeps_what_sends.findings(situation) if judged else []
    judgement = Judgement(settings=settings, findings=findings, plan=the_plan, live=live, body=None)
    return review(settings, judgement, [], answers={})


@pytest.mark.parametrize("actions", ACTIONS)
@pytest.mark.parametrize("address", [*STATE, *BESIDE])
def test_the_line_counts_what_happens_to_each_kind_of_resource(address: str, actions: tuple[str, ...]) -> None:
    """It says no more and no less than the plan: the words and numbers are those of the resources."""
    changes = everything(*NO_OP, but={address: resource(address, *actions)})
    sentence = told(*changes, live=sending()).sentence
    done = [each.action for each in touched(plan(*changes))]
    assert sorted(_counted(sentence)) == sorted((PAST[action], 1) for action in done)
    assert (sentence == NOTHING) == (actions == NO_OP)
    assert "only" not in sentence
    assert "user pool" not in sentence


@pytest.mark.parametrize("actions", ACTIONS)
def test_the_line_counts_a_whole_stack(actions: tuple[str, ...]) -> None:
    """Everything made, changed or gone at once; identity and set are named when they go."""
    changes = everything(*actions)
    sentence = told(*changes).sentence
    done = [each for each in touched(plan(*changes)) if each.address != PATCH_ADDRESS]
    assert sum(number for _, number in _counted(sentence)) == len(done)
    goes = "delete" in actions
    assert ("identity mail.example.com is destroyed" in sentence) == goes
    assert ("configuration set sign-in is destroyed" in sentence) == goes


def _counted(sentence: str) -> list[tuple[str, int]]:
    found = re.findall(r"(\d+) (?:DNS record|resource)s? (?:is|are) ([a-z ]+)", sentence)
    return [(past, int(number)) for number, past in found]


def test_only_is_said_of_the_pool_alone() -> None:
    """A plan that does more says what: the words 'only the e-mail configuration' are about the pool's settings."""
    assert told(step(*CREATE)).sentence == f"of user pool {POOL} only the e-mail configuration changes"
    both = told(step(*CREATE), resource("aws_kms_key.events", *CREATE)).sentence
    assert both == f"of user pool {POOL} only the e-mail configuration changes; 1 resource is created"
    assert told(step("delete", "create"), live=sending()).sentence == f"user pool {POOL} stays as it is"


def test_e_mail_that_somebody_changed_and_the_plan_leaves_is_said() -> None:
    """A line that says "no changes" would hide that users get mail from another sender."""
    sentence = told(*everything(*NO_OP)).sentence
    assert sentence == f"the e-mail of user pool {POOL} is not what the file says, and this plan leaves it so"


def test_a_destroy_says_that_the_pool_is_let_go_of_and_what_is_gone() -> None:
    """Row 1 of the issue: 'only the e-mail configuration changes' stood above 'every user loses mail'."""
    sentence = told(*everything(*DELETE)).sentence
    assert sentence.startswith(
        f"user pool {POOL} is no longer managed and keeps its e-mail configuration; identity mail.example.com is destroyed"
    )
    assert "only" not in sentence


def test_another_pool_in_the_file_leaves_one_behind() -> None:
    """Row 10 of the issue: the line names the pool that is left and the one that is switched."""
    settings = validated(*changed(("user_pool.id", OTHER)))
    sentence = told(step("delete", "create", settings=settings), settings=settings).sentence
    assert sentence == (
        f"user pool {POOL} is no longer managed and keeps its e-mail configuration; "
        f"of user pool {OTHER} only the e-mail configuration changes"
    )


def test_a_pool_in_the_state_is_named_with_what_happens_to_it() -> None:
    """`manage` mode: 'only' holds when nothing but e-mail is planned."""
    email = {"email_configuration": [EMAIL]}
    assert (
        told(change(after=POOL_STATE | email)).sentence == f"of user pool {POOL} only the e-mail configuration changes"
    )
    more = told(change(after=POOL_STATE | email | {"lambda_config": []})).sentence
    assert more == f"user pool {POOL} is updated"
    assert told(change(actions=("delete",), after=None)).sentence == f"user pool {POOL} is destroyed"
    assert told(change(actions=("forget",), after=None)).sentence == f"user pool {POOL} is no longer managed"


def test_records_elsewhere_are_somebody_elses_to_change() -> None:
    """With external DNS a plan changes no record: the line says whose job it is."""
    settings = validated(*changed(("dns.provider", "external"), ("dns.zones", None)))
    output: Any = {"before": [], "after": [{"name": "a", "type": "TXT", "value": "1"}], "after_unknown": [{}]}
    the_plan = plan(step(*NO_OP), output_changes={"dns_records": output})
    judgement = Judgement(settings=settings, findings=[], plan=the_plan, live=sending(), body=None)
    assert review(settings, judgement, [], answers={}).sentence == "1 DNS record is yours to add"


@pytest.mark.parametrize("actions", ACTIONS)
@pytest.mark.parametrize("live", [sending(), BY_DEFAULT])
def test_lost_mail_decides_verdict_headline_and_exit_code_together(actions: tuple[str, ...], live: Json) -> None:
    """One source: who is listed as losing mail, the word, the line and the code never contradict each other."""
    found = told(*everything(*actions), live=live, judged=True)
    lost = bool(found.losing)
    assert (
        (found.exit_code == 1) == (found.verdict == "stop") == found.sentence.startswith("mail would be lost") == lost
    )
    replaced = {REPLACE, REPLACE_OLD_FIRST}  # under the same names, to which the step switches the pool
    assert lost == (actions in (replaced if live == BY_DEFAULT else {DELETE, FORGET, *replaced}))
