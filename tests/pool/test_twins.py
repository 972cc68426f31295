"""A text that a pool holds twice and differently: nothing is written until somebody has chosen, and nothing undoes that."""

import json
from pathlib import Path
from typing import Any, Literal

import pytest

from poolpost.cli import pool_email as pool_commands
from poolpost.cli import pool_snapshots as snapshot_commands
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.errors import Stopped
from poolpost.findings import Finding
from poolpost.gate.rules.all_rules import judge
from poolpost.gate.rules.rule import Situation
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.twins import Twins, chosen, differing, with_twins_in_step
from poolpost.settings import Settings
from tests.scenes.gate_situations import (
    EMAIL,
    MANAGE,
    PATCH,
    STATE,
    change,
    live_pool,
    managed,
    patched,
)
from tests.scenes.scene import REGION, Scene

Json = dict[str, Any]
NEW, OLD = "Your code is {####}. Grüße, Example", "The text of 2019: {####}"


def _choosing(settings: Settings, choice: Literal["template", "old"]) -> Settings:
    pool = settings.user_pool.model_copy(update={"verification_text": choice})
    return settings.model_copy(update={"user_pool": pool})


def _two_texts(scene: Scene, old: str = OLD) -> Json:
    pool = production_pool(scene.settings.user_pool.id) | {"EmailVerificationMessage": old}
    scene.server.put_pool(REGION, pool, production_mfa())
    return pool


def _texts(scene: Scene) -> tuple[str, str]:
    pool = scene.live()["UserPool"]
    return pool["VerificationMessageTemplate"]["EmailMessage"], pool["EmailVerificationMessage"]


def test_two_texts_stop_the_write_and_both_are_shown(scene: Scene) -> None:
    """Which one AWS keeps is not documented: the pool stays as it is, and the message says how to choose."""
    _two_texts(scene)
    with pytest.raises(Stopped) as caught:
        scene.apply()
    assert f"VerificationMessageTemplate.EmailMessage (35 characters): {json.dumps(NEW, ensure_ascii=False)}" in str(
        caught.value
    )
    assert f'EmailVerificationMessage (24 characters): "{OLD}"' in str(caught.value)
    assert "put verification_text = 'template' or 'old' into [user_pool] of environments/local.toml" in str(
        caught.value
    )
    assert _texts(scene) == (NEW, OLD)
    assert scene.writes() == []


@pytest.mark.parametrize(("choice", "text"), [("template", NEW), ("old", OLD)])
def test_the_chosen_text_goes_into_both_places(choice: Literal["template", "old"], text: str, scene: Scene) -> None:
    """Whichever AWS keeps, users get the text that was chosen; the second apply has nothing to say about it."""
    _two_texts(scene)
    scene.settings = _choosing(scene.settings, choice)
    assert scene.apply().changed
    assert _texts(scene) == (text, text)
    assert not scene.apply().changed
    assert len(scene.writes()) == 1


@pytest.mark.parametrize("pool", [{}, {"EmailVerificationMessage": NEW}, {"EmailVerificationMessage": ""}])
def test_one_text_or_the_same_twice_needs_no_choice(pool: Json) -> None:
    """A pool whose two places agree, or that has one, is untouched by the choice too."""
    pool |= {"VerificationMessageTemplate": {"EmailMessage": NEW}}
    assert differing(pool) == []
    assert chosen(pool, "old") == pool


@pytest.mark.parametrize(
    ("text", "other", "shown"),
    [
        ("Code\n{####}", "Code\r\n{####}", r'"Code\r\n{####}"'),
        ("caf\u00e9 {####}", "cafe\u0301 {####}", r'"cafe\u0301 {####}"'),
        ("x" * 500 + "new {####}", "x" * 500 + "old {####}", 'x"'[:1]),
    ],
)
def test_differences_that_no_display_shows_are_shown(text: str, other: str, shown: str) -> None:
    """Line ends and Unicode forms appear as escapes, and of long texts what is around the difference."""
    pool = {"VerificationMessageTemplate": {"EmailMessage": text}, "EmailVerificationMessage": other}
    (found,) = differing(pool)
    assert shown in str(found)
    assert len(str(found)) < 500


@pytest.mark.parametrize("only", [("EmailVerificationMessage",), ()])
def test_no_restore_puts_an_old_text_over_the_one_that_users_get(
    only: tuple[str, ...], scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A snapshot with two texts says not which one is meant: a restore from it stops too, and with a choice keeps it."""
    monkeypatch.chdir(tmp_path)
    pool = _two_texts(scene)
    saved = pool_snapshots.save(scene.settings, {"UserPool": pool, "MfaConfig": production_mfa()}, tmp_path / "saved")
    scene.server.put_pool(REGION, pool | {"EmailVerificationMessage": NEW}, production_mfa())  # the template has won
    monkeypatch.setattr(pool_commands, "load", lambda _name: scene.settings)
    with pytest.raises(Stopped, match="would be sent two texts where it can use one"):
        snapshot_commands.restore_pool("local", snapshot=saved, only=only, yes=True, json=True)
    assert _texts(scene) == (NEW, NEW)
    monkeypatch.setattr(pool_commands, "load", lambda _name: _choosing(scene.settings, "template"))
    snapshot_commands.restore_pool("local", snapshot=saved, only=only, yes=True, json=True)
    assert _texts(scene) == (NEW, NEW)


def _two(situation: Situation) -> list[Finding]:
    return [found for found in judge(situation) if found.rule == "one-text-is-sent"]


TEXTS: Json = {"VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": NEW}}
TEMPLATE: Json = {
    "verification_message_template": [{"default_email_option": "CONFIRM_WITH_CODE", "email_message": NEW}]
}


def test_the_gate_stops_where_the_provider_would_send_both() -> None:
    """In manage mode no choice can be sent: the pool's owner makes the texts the same, or poolpost writes in patch mode."""
    live = live_pool(EmailVerificationMessage=OLD, **TEXTS)
    state = STATE | {"email_verification_message": OLD} | TEMPLATE
    update = change(before=state, after=state | {"email_configuration": [EMAIL]})
    for settings in (MANAGE, _choosing(MANAGE, "template")):
        (found,) = _two(managed(update, live=live, settings=settings))
        assert found.level == "block"
        assert "make both the same; or use user_pool.mode = 'patch'" in found.remedy


def test_the_gate_takes_the_choice_in_patch_mode() -> None:
    """Without one it blocks; with one the request is what was chosen, and that is no loss."""
    live = production_pool() | {"EmailVerificationMessage": OLD}
    assert [found.level for found in _two(patched(live=live))] == ["block"]
    situation = patched(live=live, settings=_choosing(PATCH, "template"))
    assert [found for found in judge(situation) if found.level == "block"] == []
    assert (situation.body or {})["EmailVerificationMessage"] == NEW


@pytest.mark.parametrize(
    ("text", "old", "shown"),
    [
        (
            "a" * 100 + "X" + "b" * 100,
            "a" * 100 + "Y" + "b" * 100,
            ("a" * 60 + "X" + "b" * 59, "a" * 60 + "Y" + "b" * 59),
        ),
        ("a" * 100, "a" * 300, ("a" * 60, "a" * 120)),
    ],
)
def test_of_long_texts_what_is_around_the_difference_is_shown(text: str, old: str, shown: tuple[str, str]) -> None:
    """Wherever it is; where one text only goes on, its end."""
    new, other = str(Twins("T", text, "O", old)).split("; ")
    assert f'..."{shown[0]}"' in new
    assert f'..."{shown[1]}"...' in other
    assert new.startswith(f"T ({len(text)} characters)")
    assert new.endswith("...") == (len(text) > 160)


def _with_texts(template: str | None, old: str | None) -> Json:
    made: Json = {} if template is None else {"VerificationMessageTemplate": {"EmailMessage": template}}
    return made if old is None else made | {"EmailVerificationMessage": old}


@pytest.mark.parametrize(
    ("target", "live", "saved", "agreed"),
    [
        pytest.param(("new", "b"), ("b", "b"), ("new", None), ("new", "new"), id="the template changes"),
        pytest.param(("b", "new"), ("b", "b"), (None, "new"), ("new", "new"), id="the old member changes"),
        pytest.param(("a", "b"), ("a", "b"), (None, None), ("a", "b"), id="neither changes: they differ live"),
        pytest.param(("x", "b"), ("a", "b"), ("x", "y"), ("x", "b"), id="the saved ones differ: nobody knows"),
        pytest.param((None, "x"), (None, "y"), (None, "x"), (None, "x"), id="no template: none is made"),
        pytest.param(("x", None), ("y", None), ("x", None), ("x", None), id="no old member: none is made"),
        pytest.param(("x", "y"), ("x", "z"), (None, None), ("y", "y"), id="the template is as it is live"),
        pytest.param(("x", "y"), ("z", "y"), (None, None), ("x", "x"), id="the old member is as it is live"),
    ],
)
def test_a_restore_puts_the_text_that_changes_into_both_places(
    target: tuple[str | None, str | None],
    live: tuple[str | None, str | None],
    saved: tuple[str | None, str | None],
    agreed: tuple[str | None, str | None],
) -> None:
    """Which one is meant is known by what changes; where nobody can know, or nothing changes, the texts stay as they are."""
    assert with_twins_in_step(_with_texts(*target), _with_texts(*live), _with_texts(*saved)) == _with_texts(*agreed)
