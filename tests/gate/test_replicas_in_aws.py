"""The gate around a replica on the embedded AWS: what is listed, judged, repaired, and compared around an apply."""

import json
from pathlib import Path
from typing import Any

import pytest

from poolpost.aws.services import Aws
from poolpost.errors import Stopped
from poolpost.findings import Finding
from poolpost.gate.apply_watch import ExistingPool, WithReplicas, watch
from poolpost.gate.judgement import judge_plan
from poolpost.gate.repair import repairing, replacing
from poolpost.review.judged_plan import Judgement
from poolpost.review.report import review
from poolpost.settings import Settings
from poolpost.settings.replicas import about_replica
from poolpost.settings.tables.user_pool import UserPool
from tests.conftest import ROOT
from tests.scenes.scene import REGION, Scene

AWAY = "eu-central-1"
PLAN = json.loads((ROOT / "tests/plans/first_deploy.json").read_text(encoding="utf-8"))


@pytest.fixture
def named(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Let the file name a replica, which Cognito has."""
    monkeypatch.chdir(tmp_path)
    pool = scene.settings.user_pool.model_dump(by_alias=True, exclude_none=True) | {"replicas": {AWAY: {}}}
    scene.settings = scene.settings.model_copy(update={"user_pool": UserPool.model_validate(pool)})
    scene.server.put_replica(scene.settings.user_pool.id, AWAY, status="ACTIVE")
    return scene


def _replica(scene: Scene) -> Settings:
    return about_replica(scene.settings, AWAY)


def _plan(scene: Scene) -> str:
    """Return a plan that writes to both."""
    step = next(each for each in PLAN["resource_changes"] if each["address"] == "terraform_data.user_pool_email")
    replica = _replica(scene)
    name = replica.switch_address.partition(".")[2]
    change = step["change"] | {"after": {"triggers_replace": replica.triggers}}
    own = step | {"address": replica.switch_address, "name": name, "change": change}
    return json.dumps(PLAN | {"resource_changes": [*PLAN["resource_changes"], own]})


def _judged(scene: Scene) -> Judgement:
    return judge_plan(scene.settings, Aws(scene.settings), _plan(scene), frozenset())


def _of_replica(judgement: Judgement) -> list[Finding]:
    return [f for f in judgement.findings if f.subject.startswith(AWAY) and f.level in {"block", "unknown"}]


def _set(scene: Scene, **members: Any) -> None:
    pool = scene.server.pool(AWAY, scene.settings.user_pool.id)["UserPool"] | members
    pool["LastModifiedDate"] += 1
    scene.server.put_replica(pool["Id"], AWAY, status="ACTIVE", pool=pool)


def test_a_replica_is_judged_with_its_pool(named: Scene) -> None:
    """The request to it carries its whole pool, and its own e-mail configuration."""
    judgement = _judged(named)
    (replica,) = judgement.replicas
    assert _of_replica(judgement) == []
    assert replica.body is not None
    assert f":{AWAY}:" in replica.body["EmailConfiguration"]["SourceArn"]
    assert replica.body["Policies"] == named.live()["UserPool"]["Policies"]


def test_a_member_that_only_the_replica_has_stops(named: Scene) -> None:
    """Under a subject of the replica, whose Region begins it."""
    _set(named, Future={"Mode": "ON"})
    assert [(f.rule, f.subject) for f in _of_replica(_judged(named))] == [("unknown-members", f"{AWAY}/Future")]


def test_a_replica_that_is_gone_stops_once(named: Scene) -> None:
    """The list says so; the replica itself is not asked for then."""
    named.server.put_replica(named.settings.user_pool.id, "us-east-1")
    judgement = _judged(named)
    assert [(f.rule, f.subject) for f in _of_replica(judgement)] == [("named-replica-exists", AWAY)]
    assert judgement.replicas == ()


@pytest.mark.parametrize(("names_one", "level"), [(True, "unknown"), (False, "info")])
def test_a_list_that_may_not_be_read_stops_where_it_matters(named: Scene, level: str, *, names_one: bool) -> None:
    """It cannot be checked only where the file names replicas; elsewhere one line that stops nothing."""
    settings = named.settings
    if not names_one:
        settings = settings.model_copy(update={"user_pool": settings.user_pool.model_copy(update={"replicas": {}})})
    named.server.fault("cognito-idp:ListUserPoolReplicas", "denied", count=9)
    found = judge_plan(settings, Aws(settings), json.dumps(PLAN), frozenset()).findings
    assert [f.level for f in found if f.rule == "replicas-are-listed"] == [level]


@pytest.mark.parametrize("reverted", [True, False])
def test_a_reverted_replica_is_written_again(named: Scene, *, reverted: bool) -> None:
    """Its step alone runs again; the pool, which is as the file says, is left alone."""
    named.apply()
    replica = _replica(named)
    _set(named, EmailConfiguration={} if reverted else replica.email_configuration)
    steps = [
        {
            "mode": "managed",
            "type": "terraform_data",
            "name": each.switch_address.partition(".")[2],
            "instances": [{"attributes": {"triggers_replace": {"value": each.triggers, "type": ["object", {}]}}}],
        }
        for each in (named.settings, replica)
    ]
    said: list[str] = []
    found = repairing(named.settings, Aws(named.settings), [], lambda: json.dumps({"resources": steps}), said.append)
    assert found == ([replacing(replica)] if reverted else [])
    assert len(said) == (1 if reverted else 0)
    assert all(f"in {AWAY} after it was deployed" in line for line in said)


def test_both_are_compared_around_an_apply(named: Scene) -> None:
    """What somebody changes of the replica meanwhile is reported after the apply, and before it nothing is applied."""
    watched = watch(_judged(named), lambda _line: None)
    assert isinstance(watched, WithReplicas)
    watched.before()
    _set(named, LambdaConfig={})
    with pytest.raises(Stopped, match="somebody else since the plan was judged"):
        watched.before()
    with pytest.raises(Stopped, match=rf"replica in {AWAY}.*\n.*LambdaConfig"):
        watched.after(0)


def test_all_that_is_wrong_is_in_one_message(named: Scene) -> None:
    """The first of two surprises does not hide the second."""
    watched = watch(_judged(named), lambda _line: None)
    _set(named, UserPoolTags={"theirs": "1"})
    pool = named.live()["UserPool"] | {"UserPoolTags": {"theirs": "2"}}
    named.server.put_pool(REGION, pool, named.live()["Mfa"])
    with pytest.raises(Stopped) as caught:
        watched.after(1)
    assert f"replica in {AWAY}" in str(caught.value)
    assert str(caught.value).count("somebody else changed it during the apply") == 2


def test_a_pool_without_replicas_is_watched_alone(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counter-check: the watch of nearly every environment is the one that it always was."""
    monkeypatch.chdir(tmp_path)
    judgement = judge_plan(scene.settings, Aws(scene.settings), json.dumps(PLAN), frozenset())
    assert isinstance(watch(judgement, lambda _line: None), ExistingPool)


def test_the_report_tells_what_changes_for_the_mail_of_the_replica(named: Scene) -> None:
    """Its rows name the replica, and so does the line that says it all."""
    told = review(named.settings, _judged(named), [], answers={})
    changes = {each.what: each.new for each in told.mail if each.what.endswith(f" of the replica in {AWAY}")}
    assert f":{AWAY}:" in changes[f"identity of the replica in {AWAY}"]
    headlines = _effect(named)
    assert f"of the replica in {AWAY} only the e-mail configuration changes" in headlines


def _effect(scene: Scene) -> str:
    judged = _judged(scene)
    quiet = Judgement(
        settings=judged.settings,
        findings=[],
        plan=judged.plan,
        live=judged.live,
        body=judged.body,
        replicas=judged.replicas,
    )
    return review(scene.settings, quiet, [], answers={}).sentence
