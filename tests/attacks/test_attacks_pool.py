"""What was tried against the pool itself: shapes, snapshots and restores that lose settings or say nothing of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import SSLError
from botocore.httpsession import URLLib3Session

from poolpost.aws.cognito import Cognito
from poolpost.aws.errors import AnswerLost
from poolpost.aws.services import Aws
from poolpost.aws.user_pool_members import misshapen
from poolpost.cli import pool_email as pool_commands
from poolpost.cli import pool_snapshots as snapshot_commands
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.errors import CannotDecide, PoolpostError, Stopped, UsageError
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool.differences import Difference
from poolpost.pool.restore import target_of
from tests.scenes.pool_matrix import matrix
from tests.scenes.scene import REGION, Scene


@pytest.fixture
def project(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Work in a directory of our own, where this environment is the only one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "environments").mkdir()
    monkeypatch.setattr(pool_commands, "load", lambda _name: scene.settings)
    return scene


ODD: list[tuple[str, dict[str, Any]]] = [
    ("Policies", {"Policies": None}),
    ("Policies.PasswordPolicy", {"Policies": {"PasswordPolicy": None}}),
    ("AdminCreateUserConfig", {"AdminCreateUserConfig": []}),
    ("UserPoolTags", {"UserPoolTags": None}),
    ("UserPoolTags.pii", {"UserPoolTags": {"pii": None}}),
    ("LambdaConfig.PreSignUp", {"LambdaConfig": {"PreSignUp": None}}),
    ("AccountRecoverySetting.RecoveryMechanisms[0]", {"AccountRecoverySetting": {"RecoveryMechanisms": [None]}}),
    ("EmailConfiguration", {"EmailConfiguration": None}),
]


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("AccountRecoverySetting.RecoveryMechanisms[0]", {"AccountRecoverySetting": {"RecoveryMechanisms": [None]}}),
    ("Policies.PasswordPolicy", {"Policies": {"PasswordPolicy": "strong"}}),
    ("UserPoolTags", {"UserPoolTags": ["team"]}),
    ("AcrConfiguration.Level1", {"AcrConfiguration": {"Level1": "urn:example:1"}}),
    ("LambdaConfig", {"LambdaConfig": False}),
]


@pytest.mark.parametrize(("path", "members"), WRONG)
def test_a_pool_of_an_impossible_shape_is_not_written(path: str, members: dict[str, Any], scene: Scene) -> None:
    """What cannot be understood could reset when it is sent back: it is said, without a traceback, and left alone."""
    scene.server.put_pool(REGION, production_pool(scene.settings.user_pool.id) | members, production_mfa())
    with pytest.raises(CannotDecide) as caught:
        scene.apply()
    assert f" {path} " in str(caught.value)
    assert scene.writes() == []


@pytest.mark.parametrize(
    "members",
    [
        {"LambdaConfig": {"PreSignUp": None, "PostConfirmation": "arn:aws:lambda:eu-west-1:000000000000:function:a"}},
        {"DeviceConfiguration": None},
        {"SmsConfiguration": None, "SmsVerificationMessage": None},
        {"EmailConfiguration": None},
        {"AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": None}]}},
        {"FutureThing": None},
    ],
)
def test_a_null_is_an_absent_member(members: dict[str, Any], scene: Scene) -> None:
    """Some JSON writers spell absent members out: such a pool is written, and no null is sent."""
    scene.server.put_pool(REGION, production_pool(scene.settings.user_pool.id) | members, production_mfa())
    assert scene.apply().changed
    (write,) = scene.writes()
    assert "null" not in json.dumps(write["body"])


@pytest.mark.parametrize(("path", "members"), ODD)
def test_a_snapshot_that_is_damaged_inside_is_refused(
    path: str, members: dict[str, Any], scene: Scene, tmp_path: Path
) -> None:
    """A null three levels down would wipe that member as well as one on top."""
    file = tmp_path / "snapshot.json"
    file.write_text(json.dumps({"UserPool": production_pool(scene.settings.user_pool.id) | members}))
    with pytest.raises(UsageError, match="is damaged: ") as caught:
        pool_snapshots.load(file, scene.settings)
    assert path in str(caught.value)


def test_no_real_shape_is_called_impossible() -> None:
    """Every pool of the matrix passes, empty objects and unknown members included."""
    assert [name for name, (pool, _) in matrix().items() if misshapen(pool)] == []


@pytest.mark.parametrize("answer", [{}, {"UserPool": None}, {"UserPool": {}}, {"UserPool": {"Id": "eu-west-1_A"}}])
def test_an_answer_without_a_pool_is_no_pool(
    answer: dict[str, Any], scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands between may answer anything."""
    monkeypatch.setattr(Cognito, "_raw", lambda *_: {"Body": json.dumps(answer).encode()})
    with pytest.raises(CannotDecide, match="that no user pool has"):
        Aws(scene.settings).cognito.user_pool()


def test_a_restore_says_what_it_cannot_bring_back(project: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """A saved member that this poolpost does not know is not passed over in silence: exit code 1."""
    pool = production_pool(project.settings.user_pool.id)
    saved = pool_snapshots.save(
        project.settings, {"UserPool": pool | {"FutureThing": {"Mode": "ON"}}, "MfaConfig": production_mfa()}
    )
    assert snapshot_commands.restore_pool("local", snapshot=saved, only=(), yes=True, json=False) == 1
    assert 'FutureThing.Mode: "ON" -> absent' in capsys.readouterr().err
    assert snapshot_commands.restore_pool("local", snapshot=saved, only=(), yes=True, json=True) == 1
    assert [each["path"] for each in json.loads(capsys.readouterr().out)["not_restored"]] == ["FutureThing.Mode"]


@pytest.mark.parametrize("only", ["VerificationMessageTemplate", "EmailVerificationMessage"])
def test_a_restored_text_does_not_contradict_itself(only: str) -> None:
    """AWS keeps the text of codes twice: a request in which the two differ may end either way."""
    saved, live = production_pool(), production_pool()
    for pool, text in ((saved, "old {####}"), (live, "new {####}")):
        pool["EmailVerificationMessage"] = text
        pool["VerificationMessageTemplate"] = {"EmailMessage": text, "DefaultEmailOption": "CONFIRM_WITH_CODE"}
    target = target_of(live, {"UserPool": saved}, (only,))
    assert target["EmailVerificationMessage"] == "old {####}"
    assert target["VerificationMessageTemplate"]["EmailMessage"] == "old {####}"
    torn = live | {"EmailVerificationMessage": "third"}
    assert target_of(torn, {"UserPool": saved}, ("LambdaConfig",))["EmailVerificationMessage"] == "third"


@pytest.mark.parametrize("kind", ["a link to nowhere", "a directory"])
def test_a_reviewed_snapshot_that_cannot_be_read_is_not_none(kind: str, project: Scene) -> None:
    """Where its name stands there is a review, so it is not skipped."""
    path = pool_snapshots.reviewed_path(project.settings)
    if kind == "a directory":
        path.mkdir()
    else:
        path.symlink_to("elsewhere.json")
    with pytest.raises(UsageError, match=r"is not a snapshot|there is no snapshot"):
        project.apply()
    assert project.writes() == []


def test_a_pool_that_cannot_be_saved_is_not_written(scene: Scene, tmp_path: Path) -> None:
    """A full or read-only disk is a sentence, and the pool is as it was."""
    scene.directory = tmp_path / "file"
    scene.directory.write_text("")
    with pytest.raises(CannotDecide, match=r"cannot be saved to .*; nothing was written"):
        scene.apply()
    assert scene.writes() == []


def test_a_lone_surrogate_can_be_saved(scene: Scene, tmp_path: Path) -> None:
    """It has no UTF-8; its snapshot is read back as it was."""
    pool = production_pool(scene.settings.user_pool.id) | {"SmsVerificationMessage": "\ud800 {####} é"}
    path = pool_snapshots.save(scene.settings, {"UserPool": pool, "MfaConfig": {}}, tmp_path)
    assert pool_snapshots.load(path, scene.settings)["UserPool"] == pool


def test_a_broken_tls_answer_is_a_lost_one(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request may have been received: 'nothing was changed' is for the look at the pool to say."""
    aws = Aws(scene.settings)
    pool = aws.cognito.user_pool()
    send = URLLib3Session.send

    def broken(self: URLLib3Session, request: Any) -> Any:
        answer = send(self, request)
        if b"UpdateUserPool" in str(request.headers).encode():
            raise SSLError(endpoint_url="https://cognito-idp", error=OSError("EOF"))
        return answer

    monkeypatch.setattr(URLLib3Session, "send", broken)
    with pytest.raises(AnswerLost):
        aws.cognito.update_user_pool({"UserPoolId": pool["Id"]})


@pytest.mark.parametrize("status", [202, 302, 403, 407, 408, 429])
def test_a_proxy_that_answers_in_its_own_words_has_not_refused(
    status: int, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What became of the request behind it only a look tells; the mark stays until the pool was compared."""
    send = Cognito._send  # noqa: SLF001 -- the way to AWS, with a proxy in it

    class Answer:
        status_code = status
        text = '"blocked"'

    def through_a_proxy(cognito: Cognito, request: Any) -> Any:
        send(cognito, request)
        scene.server.put_pool(REGION, scene.live()["UserPool"] | {"LambdaConfig": {}}, scene.live()["Mfa"])
        return Answer()

    monkeypatch.setattr(Cognito, "_send", through_a_proxy)
    with pytest.raises(Stopped, match=r"LambdaConfig\.PreSignUp: .* -> absent"):
        scene.apply()


def test_a_key_with_a_line_break_makes_no_line_of_its_own() -> None:
    """Whoever may tag a pool cannot write into the list of what a restore changes."""
    assert str(Difference('UserPoolTags.a\n  - Name: "x"', None, "b")).count("\n") == 0


def test_after_an_unseen_write_the_message_says_how_to_compare(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next run on this machine compares; for another one the command is named."""
    looks = iter(range(2))
    look = Cognito.user_pool

    def twice(self: Cognito) -> Any:
        if next(looks, None) is None:
            raise CannotDecide("no network")
        return look(self)

    monkeypatch.setattr(Cognito, "user_pool", twice)
    with pytest.raises(PoolpostError, match="poolpost pool verify local"):
        scene.apply()
