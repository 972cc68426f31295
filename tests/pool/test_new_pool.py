"""The pool of `[user_pool.create]`: its attributes, and what is known of it around the apply."""

import dataclasses

import pytest

from poolpost.cli.terminal import note
from poolpost.errors import Stopped
from poolpost.findings import worst
from poolpost.gate.apply_watch import ExistingPool, watch
from poolpost.gate.gathering import NotSeen
from poolpost.gate.judgement import with_made_pool
from poolpost.gate.new_pool_watch import NewPool
from poolpost.gate.rules.all_rules import judge
from poolpost.pool import new_pool
from poolpost.review.judged_plan import Judgement
from poolpost.settings import validated
from tests.conftest import changed
from tests.scenes.gate_situations import EMAIL, STATE, Json, change, managed, plan
from tests.scenes.new_pool import NEW_POOL, SETTINGS, planned_pool
from tests.scenes.scene import REGION, Scene


def test_a_pool_that_is_made_is_found_in_the_state() -> None:
    """By address and name; then only its missing id is spoken of, and a plan that changes nothing passes."""
    state = STATE | {"name": "Sign in, new"}
    nothing = change(actions=("no-op",), before=state, after=state, after_unknown={})
    made = with_made_pool(SETTINGS, plan(nothing))
    assert made.user_pool.id == STATE["id"]
    [unnamed] = judge(managed(nothing, settings=made))
    assert (unnamed.rule, unnamed.level, unnamed.subject) == ("created-pool-is-named", "warn", "user_pool.id")
    assert worst(judge(managed(nothing, settings=made))) == 0
    renamed = dataclasses.replace(nothing, before=STATE)
    assert with_made_pool(SETTINGS, plan(renamed)) is SETTINGS
    assert with_made_pool(SETTINGS, NotSeen("plan-is-readable", "no")) is SETTINGS


def test_the_choices_of_the_file_are_what_is_planned() -> None:
    """Left out is what is safe; chosen is what was chosen."""
    chosen = {"name": "x", "username_attributes": [], "user_pool_tier": "PLUS", "password_minimum_length": 20}
    made = new_pool.attributes(validated(*changed(*NEW_POOL[:2], ("user_pool.create", chosen))))
    assert "username_attributes" not in made
    assert (made["user_pool_tier"], made["password_policy"]["minimum_length"]) == ("PLUS", 20)
    with pytest.raises(LookupError, match="makes no user pool"):
        new_pool.attributes(validated(*changed()))


def test_a_new_pool_is_made_with_what_is_safe() -> None:
    """Each attribute by its value: plan and rule both come from one function, so no comparison notices what that forgets."""
    chosen = {"name": "x", "username_attributes": ["email"], "admin_create_user_only": True, "user_pool_tier": "PLUS"}
    assert new_pool.attributes(validated(*changed(*NEW_POOL[:2], ("user_pool.create", chosen)))) == {
        "name": "x",
        "deletion_protection": "ACTIVE",
        "username_attributes": ["email"],
        "username_configuration": {"case_sensitive": False},
        "auto_verified_attributes": ["email"],
        "user_attribute_update_settings": {"attributes_require_verification_before_update": ["email"]},
        "account_recovery_setting": {"recovery_mechanism": [{"name": "verified_email", "priority": 1}]},
        "admin_create_user_config": {"allow_admin_create_user_only": True},
        "password_policy": {
            "minimum_length": 12,
            "require_lowercase": True,
            "require_uppercase": True,
            "require_numbers": True,
            "require_symbols": True,
            "temporary_password_validity_days": 7,
        },
        "user_pool_tier": "PLUS",
    }


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        ({"mfa_configuration": "ON"}, ["mfa_configuration"]),
        ({"tags": {}, "schema": [], "sms_authentication_message": "", "other": 0, "more": False, "none": None}, []),
        ({"email_configuration": [EMAIL | {"reply_to_email_address": "x@y.example"}]}, ["email_configuration"]),
        ({"email_configuration": [EMAIL, EMAIL]}, ["email_configuration"]),
        (
            {"lambda_config": [{"pre_sign_up": "arn"}], "alias_attributes": ["email"]},
            ["alias_attributes", "lambda_config"],
        ),
        ({"lambda_config": [{"pre_sign_up": "", "kms_key_id": None}]}, []),
    ],
)
def test_what_a_planned_creation_has_beside_is_found_and_nothing_else(planned: Json, expected: list[str]) -> None:
    """A plan writes what is nothing as "", 0, false, null or an empty list, and blocks as lists."""
    assert [name for name, _, _ in new_pool.not_as_wanted(SETTINGS, planned_pool(**planned))] == expected


def test_after_a_failed_apply_the_pool_that_is_there_is_spoken_of(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it was, switched, or damaged."""
    live = scene.live()["UserPool"]
    watched = ExistingPool(scene.settings, live, note)
    watched.before()
    watched.after(0)
    assert capsys.readouterr().err == ""
    watched.after(1)
    assert "is as it was" in capsys.readouterr().err
    scene.server.put_pool(
        REGION, live | {"EmailConfiguration": scene.settings.email_configuration}, scene.live()["Mfa"]
    )
    watched.after(1)
    assert "has its new e-mail configuration, and nothing else changed" in capsys.readouterr().err
    with pytest.raises(Stopped, match="changed by somebody else"):
        watched.before()
    scene.server.put_pool(REGION, live | {"LambdaConfig": {}}, scene.live()["Mfa"])
    with pytest.raises(Stopped, match=r"changed more than the e-mail(.|\n)*LambdaConfig"):
        watched.after(0)


def test_a_judgement_knows_what_to_watch(scene: Scene) -> None:
    """A pool that was described is there; one without is being made."""
    judgement = Judgement(settings=scene.settings, findings=[], plan=None, live=scene.live()["UserPool"], body=None)
    assert isinstance(watch(judgement, note), ExistingPool)
    assert isinstance(watch(dataclasses.replace(judgement, live=None, settings=SETTINGS), note), NewPool)
