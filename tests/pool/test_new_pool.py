"""A pool that is still to be made: what the gate lets through, and what stops it; one or none, never two."""

import dataclasses
from typing import Any

import pytest

from poolpost.aws.account import Aws
from poolpost.cli.pool import pool_ready
from poolpost.cli.terminal import note
from poolpost.emulator.client import EmbeddedAws
from poolpost.errors import CannotDecide, Stopped
from poolpost.findings import worst
from poolpost.gate.apply_watch import ExistingPool, NewPool, watch
from poolpost.gate.gathering import NotSeen
from poolpost.gate.judgement import with_made_pool
from poolpost.gate.rules.all_rules import judge
from poolpost.gate.rules.rule import Situation
from poolpost.pool import new_pool
from poolpost.pool.name_collision import refuse_namesakes
from poolpost.review.judged_plan import Judgement
from poolpost.settings import Settings, validated
from poolpost.settings.terraform_names import JUDGED, NEW
from tests.conftest import changed
from tests.scenes.gate_situations import EMAIL, POOL, STATE, Json, change, found, managed, plan
from tests.scenes.scene import REGION, Scene

NEW_POOL: list[tuple[str, Any]] = [
    ("user_pool.id", None),
    ("user_pool.mode", "manage"),
    ("user_pool.create", {"name": "Sign in, new"}),
]
SETTINGS = validated(*changed(*NEW_POOL))
POOL_ID = "eu-west-1_New"


def _blocks(value: Any) -> Any:
    """Write attributes as a plan shows them: each block in a list."""
    if isinstance(value, dict):
        return [{name: _blocks(each) for name, each in value.items()}]
    return (
        [each[0] if isinstance(each, list) else each for each in map(_blocks, value)]
        if isinstance(value, list)
        else value
    )


def _planned(**attributes: Any) -> Json:
    made = {name: _blocks(value) for name, value in new_pool.attributes(SETTINGS).items()}
    return made | {"email_configuration": [EMAIL], "mfa_configuration": "OFF", "tags": None} | attributes


def _creation(**fields: Any) -> Any:
    return change(**({"actions": ("create",), "before": None, "after": _planned()} | fields))


def _creating(*changes: Any, **fields: Any) -> Situation:
    made: Json = {"settings": SETTINGS, "plan": plan(*(changes or (_creation(),))), "live": None, "mfa": None}
    return managed(**(made | {"namesakes": ()} | fields))


def test_the_one_creation_passes() -> None:
    """At its address, as the environment says, and with no pool of that name."""
    assert judge(_creating()) == []


@pytest.mark.parametrize(
    ("rule", "subject", "situation"),
    [
        ("creates-no-second-pool", POOL, _creating(namesakes=("eu-west-1_Old",))),
        ("creates-no-second-pool", "b", _creating(_creation(), _creation(address="b"))),
        ("keeps-user-pool", POOL, _creating(_creation(actions=("delete", "create"), before=STATE))),
        ("created-pool-is-as-reviewed", f"{POOL}.name", _creating(_creation(after=_planned(name="Other")))),
        ("created-pool-is-as-reviewed", f"{POOL}.tags", _creating(_creation(after=_planned(tags={"a": "b"})))),
        (
            "created-pool-is-as-reviewed",
            f"{POOL}.deletion_protection",
            _creating(_creation(after=_planned(deletion_protection="INACTIVE"))),
        ),
        (
            "created-pool-is-as-reviewed",
            f"{POOL}.email_configuration",
            _creating(_creation(after=_planned(email_configuration=[EMAIL | {"from_email_address": "x@y.example"}]))),
        ),
        ("created-pool-is-as-reviewed", f"{POOL}.name", _creating(_creation(after=None))),
        ("right-account", "aws.account_id", _creating(account="123456789012")),
        (
            "created-pool-is-named",
            "user_pool.id",
            managed(settings=SETTINGS.with_pool(STATE["id"])),
        ),
    ],
)
def test_what_would_make_two_or_another_is_blocked(rule: str, subject: str, situation: Situation) -> None:
    """Whatever else is found, this rule names this subject, and the exit code is 1."""
    assert (rule, subject) in found(situation, "block")
    assert worst(judge(situation)) == 1


@pytest.mark.parametrize(
    ("rule", "situation"),
    [
        ("pool-was-read", _creating(namesakes=None)),
        ("plan-holds-what-is-guarded", _creating(_creation(address="b"))),
        ("plan-holds-what-is-guarded", _creating(change(actions=("no-op",), after=STATE))),
        ("provider-is-known", _creating(plan=plan(_creation(), providers={}))),
    ],
)
def test_what_could_not_be_looked_at_stops(rule: str, situation: Situation) -> None:
    """A list of pools that could not be read is no empty list."""
    unknown = {name for name, _ in found(situation, "unknown")}
    assert rule in unknown
    assert "rule-crashed" not in unknown
    assert worst(judge(situation)) in {1, 3}


def test_a_creation_where_the_file_names_a_pool_is_told_which() -> None:
    """An empty state beside a pool that is there: importing it is the way, never a new one."""
    [finding] = [each for each in judge(managed(_creation())) if each.rule == "creates-no-second-pool"]
    assert (finding.level, finding.remedy) == ("block", "import that pool into the state")
    assert f"although the environment names {STATE['id']}" in finding.problem


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
    assert [name for name, _, _ in new_pool.not_as_wanted(SETTINGS, _planned(**planned))] == expected


# Around the apply, against the embedded AWS


@pytest.fixture
def creating(scene: Scene) -> Scene:
    """Make the scene's environment one whose pool is still to be made, by a name of its own."""
    name = {"name": f"new beside {scene.settings.user_pool.id}"}
    create = validated(*changed(*NEW_POOL[:2], ("user_pool.create", name))).user_pool.create
    pool = scene.settings.user_pool.model_copy(update={"id_": None, "create": create, "mode": "manage"})
    scene.settings = scene.settings.model_copy(update={"user_pool": pool})
    return scene


def _put(server: EmbeddedAws, settings: Settings, **members: Any) -> None:
    create = settings.user_pool.create
    assert create is not None
    pool = {"Id": POOL_ID, "Name": create.name, "DeletionProtection": "ACTIVE", "LastModifiedDate": 1.0}
    server.put_pool(REGION, pool | {"EmailConfiguration": settings.email_configuration} | members)


def test_a_pool_of_the_name_is_found_among_many(creating: Scene) -> None:
    """Page after page, by the whole name."""
    aws = Aws(creating.settings)
    assert aws.namesakes() == ()
    refuse_namesakes(creating.settings, aws)
    for number in range(130):
        creating.server.put_pool(REGION, {"Id": f"eu-west-1_Page{number}", "Name": "page"})
    _put(creating.server, creating.settings)
    assert aws.namesakes() == (POOL_ID,)
    with pytest.raises(Stopped, match=f'exists already; nothing was made; .* put id = "{POOL_ID}"'):
        NewPool(creating.settings, note).before()
    creating.server.reset()


def test_after_a_creation_the_id_is_told(creating: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """Also when the apply failed after the pool was made: then how to keep Terraform from replacing it as well."""
    made = NewPool(creating.settings, note)
    made.after(1)
    assert "was not made" in capsys.readouterr().err
    with pytest.raises(Stopped, match="AWS does not list it"):
        made.after(0)
    _put(creating.server, creating.settings)
    made.after(0)
    said = capsys.readouterr().err
    assert f'put id = "{POOL_ID}" into [user_pool] of environments/local.toml' in said
    assert "untaint" not in said
    made.after(1)
    assert "untaint aws_cognito_user_pool.pool" in capsys.readouterr().err
    for wrong in ({"DeletionProtection": "INACTIVE"}, {"EmailConfiguration": {}}):
        _put(creating.server, creating.settings, **wrong)
        with pytest.raises(Stopped, match="is not as planned"):
            made.after(0)
    creating.server.reset()


def test_the_last_step_before_the_creation_looks_again(creating: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait for SES may be long, and somebody else may make the pool meanwhile."""
    monkeypatch.setattr("poolpost.cli.pool.load", lambda _name: creating.settings)
    monkeypatch.setenv(JUDGED, NEW)
    assert pool_ready("local", json=False) == 0
    _put(creating.server, creating.settings)
    with pytest.raises(Stopped, match="exists already"):
        pool_ready("local", json=False)
    monkeypatch.delenv(JUDGED)
    assert pool_ready("local", json=True) == 0
    creating.server.reset()


def test_a_list_that_cannot_be_read_is_not_empty(creating: Scene) -> None:
    """No permission to list is no permission to make."""
    creating.server.fault("cognito-idp:ListUserPools", "expired")
    with pytest.raises(CannotDecide, match="expired"):
        Aws(creating.settings).namesakes()


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
