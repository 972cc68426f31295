"""
The write to a replica: the safety core unchanged, with files, refusals and a way back of its own.

The embedded AWS takes from a secondary only what is as in the primary, e-mail, SMS, triggers and tags aside.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from poolpost.aws.services import Aws
from poolpost.emulator.client import EmbeddedAws
from poolpost.errors import PoolpostError, Stopped, UsageError
from poolpost.pool import baseline, replication, snapshots
from poolpost.pool.apply import apply
from poolpost.pool.restore import restorable, restore, target_of
from poolpost.pool.retire import retired
from poolpost.settings import Settings
from poolpost.settings.replicas import about_replica
from poolpost.settings.tables.messages import Messages
from tests.conftest import MakeSettings, Proof
from tests.pool.test_safety_matrix import QUICK, STOPS
from tests.scenes.pool_matrix import matrix

HOME, AWAY, DOMAIN = "eu-west-1", "eu-central-1", "replicas.example.com"
MATRIX = {name: pool for name, pool in matrix().items() if pool[0].get("UserPoolTier") != "LITE"}
"""The matrix without the tier that has no replicas."""
SHORT = [*QUICK, "triggers", "SMS", "verification by code", "a password policy"]
"""What a replica is tried with in the quick loop; `make test` takes the whole matrix."""


@pytest.fixture(scope="module")
def server(aws: EmbeddedAws) -> Iterator[EmbeddedAws]:
    """Verify the domain and make the configuration set in the replica's SES region, and only there."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment().items():
            patch.setenv(name, value)
        ses: Any = botocore.session.Session().create_client("sesv2", AWAY)
        ses.create_configuration_set(ConfigurationSetName="sign-in")
        aws.verify(AWAY, DOMAIN)
        yield aws


def _settings(make: MakeSettings, pool_id: str) -> Settings:
    primary = make(
        ("user_pool.id", pool_id),
        ("domain.name", DOMAIN),
        ("user_pool.from", f"Example <no-reply@{DOMAIN}>"),
        ("domain.mail_from.on_mx_failure", "USE_DEFAULT_VALUE"),
        ("user_pool.replicas", {AWAY: {}}),
    )
    return about_replica(primary, AWAY)


def _with_replica(server: EmbeddedAws, name: str, status: str = "INACTIVE") -> str:
    pool, mfa = MATRIX[name]
    server.put_pool(HOME, pool, mfa)
    server.put_replica(pool["Id"], AWAY, status=status)
    return pool["Id"]


def _text(state: dict[str, Any]) -> str:
    return json.dumps(state, sort_keys=True)


def _beside_email(state: dict[str, Any]) -> str:
    """Return what is set beside the e-mail, as text: an absent block and an empty one are the same."""
    left_out = {"EmailConfiguration", "LastModifiedDate", "AcrConfiguration"}
    pool = {member: value for member, value in state["UserPool"].items() if member not in left_out}
    kept = {member: value for member, value in pool.items() if value not in ({}, []) or member == "DeviceConfiguration"}
    return _text({"pool": kept, "mfa": state["Mfa"]})


def _own(value: dict[str, Any]) -> dict[str, Any]:
    """Return a value without AWS's own tags, which nobody can put back."""
    return {key: each for key, each in value.items() if not key.startswith("aws:")}


def _apply(settings: Settings, directory: Path) -> bool:
    return apply(settings, Aws(settings), lambda _line: None, directory).changed


@pytest.mark.parametrize("name", [pytest.param(n, marks=[] if n in SHORT else [pytest.mark.slow]) for n in MATRIX])
def test_only_the_replicas_email_changes_or_nothing_does(
    name: str, server: EmbeddedAws, settings: MakeSettings, tmp_path: Path, proof: Proof
) -> None:
    """Of both pools only the replica's e-mail differs after the apply, or both are the same to the last byte."""
    pool_id = _with_replica(server, name)
    primary, before = server.pool(HOME, pool_id), server.pool(AWAY, pool_id)
    made = _settings(settings, pool_id)
    try:
        _apply(made, tmp_path)
    except PoolpostError:
        assert name in STOPS
        assert _text(server.pool(AWAY, pool_id)) == _text(before)
        proof(name, "replica", "stopped, untouched")
    else:
        after = server.pool(AWAY, pool_id)
        assert name not in STOPS
        assert after["UserPool"]["EmailConfiguration"] == made.email_configuration
        assert f":{AWAY}:" in made.email_configuration["SourceArn"]
        assert _beside_email(after) == _beside_email(before)
        proof(name, "replica", "only e-mail changed")
    assert _text(server.pool(HOME, pool_id)) == _text(primary)


def test_without_the_merge_aws_refuses_or_regional_settings_are_lost(
    server: EmbeddedAws, settings: MakeSettings
) -> None:
    """Counter-check: a request with the e-mail alone is refused for the primary's settings, or loses the replica's own."""
    cognito: Any = botocore.session.Session().create_client("cognito-idp", AWAY)
    kept: set[str] = set()
    for name in SHORT:
        pool_id = _with_replica(server, name)
        before = server.pool(AWAY, pool_id)
        email = _settings(settings, pool_id).email_configuration
        try:
            cognito.update_user_pool(UserPoolId=pool_id, EmailConfiguration=email)
        except cognito.exceptions.InvalidParameterException:
            continue
        if _beside_email(server.pool(AWAY, pool_id)) == _beside_email(before):
            kept.add(name)
    assert kept == set(), "these kept everything, so they prove nothing"


@pytest.mark.parametrize(
    ("member", "name"), [("LambdaConfig", "triggers"), ("UserPoolTags", "tags"), ("SmsConfiguration", "SMS")]
)
def test_a_regional_setting_that_a_write_loses_is_found_and_can_be_put_back(
    member: str, name: str, server: EmbeddedAws, settings: MakeSettings, tmp_path: Path
) -> None:
    """Somebody resets it right after the write: it is named with a command for the replica, stays open, and comes back."""
    pool_id = _with_replica(server, name)
    made, lost = _settings(settings, pool_id), server.pool(AWAY, pool_id)["UserPool"][member]
    server.fault(
        "cognito-idp:UpdateUserPool", "second_writer", region=AWAY, pool=pool_id, patch={member: None}, when="after"
    )
    with pytest.raises(Stopped, match=f"'poolpost pool restore local --replica {AWAY}"):
        _apply(made, tmp_path)
    with pytest.raises(Stopped, match="lost settings around an earlier write"):
        _apply(made, tmp_path)
    live, known = Aws(made).cognito.user_pool(), baseline.required(made, tmp_path).snapshot
    restore(made, Aws(made), live, target_of(live, restorable(made, known, ()), ()), tmp_path)
    assert _own(server.pool(AWAY, pool_id)["UserPool"][member]) == _own(lost)
    assert not _apply(made, tmp_path)


def test_a_refusal_says_what_a_replica_takes(
    server: EmbeddedAws, settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts that have not reached the replica are waited for; then AWS's refusal is reported with what to do."""
    monkeypatch.setattr(replication, "LOOKS", 2)
    monkeypatch.setattr(replication, "SECONDS_BETWEEN", 0)
    pool_id = _with_replica(server, "verification by code")
    before = server.pool(AWAY, pool_id)
    texts = Messages.model_validate({"verification": {"email_subject": "Another subject"}})
    made = _settings(settings, pool_id).model_copy(update={"messages": texts})
    said: list[str] = []
    with pytest.raises(
        Stopped, match=r"InvalidParameterException.*VerificationMessageTemplate.*run it again in a minute"
    ):
        apply(made, Aws(made), said.append, tmp_path)
    assert any("have not reached the replica" in line for line in said)
    assert _text(server.pool(AWAY, pool_id)) == _text(before)


def test_texts_that_have_arrived_need_no_write_of_their_own(
    server: EmbeddedAws, settings: MakeSettings, tmp_path: Path
) -> None:
    """Cognito copies them from the primary; the replica's write sends them as they are."""
    pool_id = _with_replica(server, "verification by code")
    subject = server.pool(AWAY, pool_id)["UserPool"]["VerificationMessageTemplate"]["EmailSubject"]
    texts = Messages.model_validate({"verification": {"email_subject": subject}})
    assert _apply(_settings(settings, pool_id).model_copy(update={"messages": texts}), tmp_path)


def test_a_replica_that_does_not_exist_is_named_with_how_to_create_it(
    server: EmbeddedAws, settings: MakeSettings, tmp_path: Path
) -> None:
    """The file names it, and Cognito has none in that Region."""
    pool, mfa = MATRIX["tags"]
    server.put_pool(HOME, pool | {"Id": f"{HOME}_Alone"}, mfa)
    with pytest.raises(
        Stopped, match=rf"no replica in {AWAY}; create it .*create-user-pool-replica.*\[user_pool.replicas"
    ):
        _apply(_settings(settings, f"{HOME}_Alone"), tmp_path)


def test_an_endpoint_of_another_region_is_noticed(server: EmbeddedAws, settings: MakeSettings, tmp_path: Path) -> None:
    """What answers is the primary, not the replica: nothing is written to it."""
    pool_id = _with_replica(server, "tags")
    primary = server.pool(HOME, pool_id)["UserPool"]
    server.put_pool(AWAY, primary)
    with pytest.raises(Stopped, match=f"the one in {HOME}, not the replica in {AWAY}"):
        _apply(_settings(settings, pool_id), tmp_path)


def test_files_of_the_two_pools_are_kept_apart(server: EmbeddedAws, settings: MakeSettings, tmp_path: Path) -> None:
    """Snapshot, baseline and mark of one are not found for the other, and a snapshot of one is refused for the other."""
    pool_id = _with_replica(server, "tags")
    made = _settings(settings, pool_id)
    primary = settings(("user_pool.id", pool_id), ("user_pool.replicas", {AWAY: {}}))
    assert _apply(made, tmp_path)
    (saved,) = snapshots.before_writes(made, tmp_path)
    assert saved.name.startswith(f"local.{AWAY}-")
    assert snapshots.before_writes(primary, tmp_path) == []
    assert baseline.find(primary, tmp_path) is None
    (tmp_path / f"{saved.stem}.uncompared").write_bytes(b"")
    assert not list(tmp_path.glob(f"{primary.pool_files}-{pool_id}-*.uncompared"))
    with pytest.raises(UsageError, match=f"of the user pool in {AWAY}; this is about the one in {HOME}"):
        snapshots.load(saved, primary)


def test_a_restore_leaves_to_the_primary_what_is_the_primarys(settings: MakeSettings) -> None:
    """AWS would refuse the whole write, so a member of the primary's is refused by name, with where to restore it."""
    made, pool = _settings(settings, f"{HOME}_X"), {"Policies": {"a": 1}, "LambdaConfig": {"b": 2}, "Id": "x"}
    assert restorable(made, {"UserPool": pool}, ())["UserPool"] == {"LambdaConfig": {"b": 2}, "Id": "x"}
    with pytest.raises(UsageError, match=r"Policies cannot be restored in a replica.*'poolpost pool restore local'"):
        restorable(made, {"UserPool": pool}, ("Policies",))


def test_a_replica_is_retired_like_its_pool(server: EmbeddedAws, settings: MakeSettings, tmp_path: Path) -> None:
    """It gets Cognito's own sender by the same write, and the settings stay about the replica."""
    pool_id = _with_replica(server, "tags")
    made = _settings(settings, pool_id)
    assert _apply(made, tmp_path)
    target = retired(made, None)
    assert target.replica == AWAY
    assert _apply(target, tmp_path)
    email = server.pool(AWAY, pool_id)["UserPool"]["EmailConfiguration"]
    assert email == {"EmailSendingAccount": "COGNITO_DEFAULT"}
