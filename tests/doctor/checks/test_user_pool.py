"""The doctor's line about messages: no plan shows a text that somebody changed, so it must."""

from poolpost.aws.account import Aws
from poolpost.dns import check as look
from poolpost.doctor.checks.check import Line
from poolpost.doctor.checks.user_pool import CHECKS, messages_are_as_wanted
from poolpost.doctor.facts import Facts
from poolpost.emulator.demo_pool import production_mfa
from poolpost.settings.tables.messages import Messages
from tests.scenes.scene import REGION, Scene


def _lines(scene: Scene) -> list[Line]:
    facts = Facts(scene.settings, Aws(scene.settings), look.View(start=None))
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
