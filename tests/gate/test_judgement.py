"""What the gate says when it could not look: one reason, the true one, and none for what it never asked."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from poolpost.aws.cognito import Cognito
from poolpost.aws.services import Aws
from poolpost.emulator.demo_pool import production_pool
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.findings import Finding, worst
from poolpost.gate import judgement
from poolpost.gate.gathering import NotSeen
from poolpost.gate.judgement import judge_plan, with_made_pool
from poolpost.gate.rules.rule import Situation
from poolpost.pool.differences import fingerprint
from poolpost.review.judged_plan import Judgement
from poolpost.settings import Settings
from poolpost.settings.origin import Origin
from poolpost.settings.passes import Pass
from poolpost.standards.terraform_plan import AWS_PROVIDER, read_plan
from tests.conftest import ROOT, MakeSettings
from tests.scenes.one_pool import OnePool
from tests.scenes.scene import Scene

PLAN = (ROOT / "tests/plans/first_deploy.json").read_text(encoding="utf-8")
LOOKS = {"right-account", "pool-was-read", "account-is-known", "pool-is-described", "mfa-is-described"}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _said(scene: Scene) -> tuple[int, list[tuple[str, str]]]:
    found = judge_plan(scene.settings, Aws(scene.settings), PLAN, frozenset()).findings
    return worst(found), [(f.rule, f"{f.problem} {f.remedy}") for f in found if f.rule in LOOKS]


def test_credentials_of_another_account_are_the_one_reason(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was asked with them, so no permission can be missing."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "999999999999")
    code, ((rule, text),) = _said(scene)
    assert (code, rule) == (1, "account-is-known")
    assert "credentials belong to account 999999999999" in text


@pytest.mark.parametrize(
    ("method", "rule"), [("user_pool", "pool-is-described"), ("mfa_configuration", "mfa-is-described")]
)
def test_a_refused_look_is_said_once(method: str, rule: str, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal names the permission; whatever follows from it adds nothing."""

    def refuse(_self: Cognito) -> None:
        msg = f"the credentials may not call {method}"
        raise CannotDecide(msg)

    monkeypatch.setattr(Cognito, method, refuse)
    _, said = _said(scene)
    assert said == [(rule, f"the credentials may not call {method} ")]


def test_nothing_is_said_where_all_was_looked_at(scene: Scene) -> None:
    """Counter-check: with the right credentials none of these rules speaks."""
    assert _said(scene)[1] == []


# What is looked at, and handed to the rules


class Looks:
    """Every look of the gate as a value that can be told apart, or as a failure."""

    def __init__(self, patch: pytest.MonkeyPatch, settings: Settings) -> None:
        """Put values in place of all looks but those at AWS, and take what the rules would get."""
        self.settings = settings
        self.aws: Any = OnePool(settings)
        self.aws.cognito.namesakes = lambda: self.aws._at("names") or ("eu-west-1_Other",)  # noqa: SLF001 -- a call like its others
        self.judged: list[Situation] = []
        self.asked: list[Any] = []
        self.values: dict[str, Any] = {
            "origin": Origin(settings="s", code="c", poolpost="p"),
            "records": [Finding(rule="apply-makes-it", level="warn", subject="x", problem="p")],
            "reviewed": {"UserPool": {"Name": "reviewed"}},
            "baseline": "baseline",
            "proof": "proof",
            "passes": (Pass(rule="r", subject="s", reason="because it is"),),
        }
        patch.setattr(judgement, "judge", lambda situation, _rules: self.judged.append(situation) or [])
        self.aws.about = lambda made: self.asked.append(made.user_pool.id_) or self.aws
        patch.setattr(judgement, "code_digest", lambda _files: "digest")
        patch.setattr(judgement, "origin_of", lambda _settings, _digest: self._value("origin"))
        patch.setattr(judgement, "before_apply", lambda *_: self._value("records"))
        patch.setattr(judgement.pool_snapshots, "reviewed", lambda _settings: self._value("reviewed"))
        patch.setattr(judgement.baseline, "find", lambda _settings: self._value("baseline"))
        patch.setattr(judgement, "proof", lambda _settings: self._value("proof"))
        patch.setattr(judgement, "passes", lambda _name: self._value("passes"))

    def _value(self, look: str) -> Any:
        self.aws.calls.append(look)
        if isinstance(self.values[look], Exception):
            raise self.values[look]
        return self.values[look]

    def __call__(self, plan: str = PLAN) -> tuple[Situation, Judgement, list[tuple[str, str]]]:
        """Judge, and return what the rules get, the judgement, and level and rule of each finding of the looks."""
        done = judge_plan(self.settings, self.aws, plan, frozenset({"accepted"}))
        return self.judged[-1], done, [(f.level, f.rule) for f in done.findings]


@pytest.fixture
def looks(settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> Looks:
    """Look as patch mode does."""
    return Looks(monkeypatch, settings())


def test_all_that_was_looked_at_reaches_the_rules(looks: Looks) -> None:
    """A fact that is left out on the way is a rule that has nothing to say."""
    seen, done, found = looks()
    assert (seen.settings, seen.account) == (looks.settings, looks.settings.aws.account_id)
    assert (seen.live, seen.mfa, seen.namesakes) == (looks.aws.pool, looks.aws.mfa, None)
    assert (seen.origin, seen.reviewed) == (looks.values["origin"], looks.values["reviewed"])
    assert (seen.baseline, seen.proof, seen.passes) == ("baseline", "proof", looks.values["passes"])
    assert seen.accepted == frozenset({"accepted"})
    assert seen.plan is not None
    assert (done.settings, done.plan, done.live, done.body) == (looks.settings, seen.plan, seen.live, seen.body)
    assert done.body is not None
    assert found == [("warn", "apply-makes-it")], "what the look at the records finds is the gate's finding too"
    assert looks.aws.calls == [
        "origin", "check", "look", "factors", "records", "reviewed", "baseline", "replicas", "proof",
        "passes",
    ]  # fmt: skip # -- a list, short in few lines
    assert looks.asked == [], "the account that was given is the one that is asked"


@pytest.mark.parametrize("error", [Stopped("no"), CannotDecide("no")])
def test_credentials_that_are_not_known_to_be_right_ask_nothing_more(looks: Looks, error: Exception) -> None:
    """What they see may be another account's; everything that needs no credentials is still looked at."""

    def fails() -> None:
        raise error

    looks.aws.now("check", fails)
    seen, done, found = looks()
    assert (seen.account, seen.live, seen.mfa) == (NotSeen("account-is-known", "no"),) * 3
    assert found == [("block" if isinstance(error, Stopped) else "unknown", "account-is-known")]
    assert looks.aws.calls == ["origin", "check", "reviewed", "proof", "passes"]
    assert (done.live, done.body) == (None, None)


def test_a_pool_that_cannot_be_described_is_no_reason_to_skip_the_rest(looks: Looks) -> None:
    """Its factors are not asked for, its records are."""

    def fails() -> None:
        raise CannotDecide("no")

    looks.aws.now("look", fails)
    seen, _, found = looks()
    assert (seen.live, seen.mfa, seen.baseline) == (NotSeen("pool-is-described", "no"),) * 3
    assert found == [("unknown", "pool-is-described"), ("warn", "apply-makes-it")]
    assert "factors" not in looks.aws.calls


def test_without_the_pool_no_request_is_told(looks: Looks, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that was compared with nothing would look like one that was judged."""

    def fails() -> None:
        raise CannotDecide("no")

    monkeypatch.setattr(Situation, "body", {"From": "x"})
    assert looks()[1].body == {"From": "x"}
    looks.aws.now("look", fails, number=2)
    assert looks()[1].body is None


def test_an_environment_that_dropped_its_proof_is_told(looks: Looks, monkeypatch: pytest.MonkeyPatch) -> None:
    """What that look finds is the gate's finding too."""
    said = Finding(rule="promotion-is-kept", level="warn", subject="promotes_from", problem="p")
    monkeypatch.setattr(judgement, "dropped", lambda _settings: [said])
    assert said in looks()[1].findings


@pytest.mark.parametrize(
    ("look", "rule"),
    [
        ("origin", "origin-is-known"),
        ("records", "records-are-looked-up"),
        ("reviewed", "reviewed-snapshot-is-readable"),
        ("baseline", "baseline-is-readable"),
        ("proof", "evidence-is-readable"),
        ("passes", "passes-are-readable"),
    ],
)
def test_each_look_that_fails_is_a_finding_and_no_value(looks: Looks, look: str, rule: str) -> None:
    """Nothing passes because nobody looked; a file that is wrong stops, one that cannot be read is unknown."""
    for error, level in ((CannotDecide("no"), "unknown"), (UsageError("wrong"), "block")):
        looks.values[look] = error
        seen, done, _ = looks()
        assert (level, rule) in [(f.level, f.rule) for f in done.findings]
        wanted = {"passes": (), "records": "no fact"}.get(look, NotSeen(rule, str(error)))
        assert getattr(seen, look, "no fact") == wanted


def test_an_environment_without_a_reviewed_snapshot_has_none(looks: Looks) -> None:
    """And that is no finding."""
    looks.values |= {"reviewed": None, "records": [], "baseline": None, "proof": None, "passes": ()}
    seen, _, found = looks()
    assert (seen.reviewed, seen.baseline, seen.proof, seen.passes, found) == (None, None, None, (), [])


def test_a_plan_that_cannot_be_read_predicts_nothing(looks: Looks) -> None:
    """The pool is looked at all the same; no request is told from a plan that is not there."""
    seen, done, found = looks("{}")
    assert isinstance(seen.plan, NotSeen)
    assert (done.plan, done.body) == (None, None)
    assert seen.live is not None
    assert found == [("unknown", "plan-is-readable")]
    assert "records" not in looks.aws.calls


@pytest.mark.parametrize("kind", [AttributeError, IndexError, KeyError, TypeError])
def test_a_request_that_cannot_be_told_from_the_plan_stops(
    looks: Looks, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan of another shape than the provider's is not judged as if it sent nothing."""

    def fails(_self: Situation) -> None:
        raise kind("shape")

    monkeypatch.setattr(Situation, "body", property(fails))
    _, done, found = looks()
    assert ("unknown", "plan-is-readable") in found
    assert done.body is None
    assert any(f"({kind.__name__}: " in f.problem for f in done.findings)


# A pool that is made

CREATE = [("user_pool.id", None), ("user_pool.mode", "manage"), ("user_pool.create", {"name": "Sign in"})]


def _plan_with(**pools: dict[str, Any] | None) -> str:
    """Give a plan that holds pools by the last part of their address."""
    data: dict[str, Any] = json.loads(PLAN)
    data["resource_changes"] += [
        {
            "address": f"aws_cognito_user_pool.{name}",
            "mode": "managed",
            "type": "aws_cognito_user_pool",
            "name": name,
            "provider_name": AWS_PROVIDER,
            "change": {"actions": ["no-op" if state else "create"], "before": state, "after": state or {}},
        }
        for name, state in pools.items()
    ]
    return json.dumps(data)


def test_for_a_new_pool_its_name_is_looked_up(looks: Looks, settings: MakeSettings) -> None:
    """There is nothing to describe yet, and no baseline."""
    looks.settings = settings(*CREATE)
    seen, done, _ = looks(_plan_with(pool=None))
    assert (seen.namesakes, seen.live, seen.mfa) == (("eu-west-1_Other",), None, None)
    assert looks.aws.calls == ["origin", "check", "names", "records", "reviewed", "proof", "passes"]
    assert looks.asked == [None]
    assert done.body is None


def test_a_pool_that_this_state_made_is_described_by_its_id(looks: Looks, settings: MakeSettings) -> None:
    """The file does not name it yet, so AWS is asked for the one in the state."""
    looks.settings = settings(*CREATE)
    seen, done, _ = looks(_plan_with(pool={"id": "eu-west-1_Made", "name": "Sign in"}))
    assert looks.asked == ["eu-west-1_Made"]
    assert (seen.namesakes, seen.live) == (None, looks.aws.pool)
    assert done.settings.user_pool.id == "eu-west-1_Made"


def test_names_are_not_looked_up_with_credentials_that_are_not_known_to_be_right(
    looks: Looks, settings: MakeSettings
) -> None:
    """Another account may well have no pool of that name."""

    def fails() -> None:
        raise Stopped("another account")

    looks.settings = settings(*CREATE)
    looks.aws.now("check", fails)
    assert looks(_plan_with(pool=None))[0].namesakes == NotSeen("account-is-known", "another account")
    assert "names" not in looks.aws.calls


@pytest.mark.parametrize(
    "pools",
    [
        {},
        {"pool": None},
        {"pool": {"id": "eu-west-1_A", "name": "Other"}},
        {"pool": {"id": "", "name": "Sign in"}},
        {"pool": {"name": "Sign in"}},
        {"other": {"id": "eu-west-1_A", "name": "Sign in"}},
    ],
)
def test_only_the_pool_that_was_made_here_is_taken_for_it(pools: dict[str, Any], settings: MakeSettings) -> None:
    """Another address, another name, or no id yet: then it is still to be made."""
    made = settings(*CREATE)
    assert with_made_pool(made, read_plan(_plan_with(**pools))) == made
    assert with_made_pool(made, NotSeen("plan-is-readable", "no")) == made


# What was judged, as a digest


def test_a_fingerprint_is_of_the_pool_and_not_of_its_users() -> None:
    """A sign-up between judgement and write stops nothing; a write by somebody else does, and order means nothing."""
    pool = production_pool()
    assert fingerprint(pool) == fingerprint(dict(reversed(pool.items())))
    assert fingerprint(pool) == fingerprint(pool | {"EstimatedNumberOfUsers": 1})
    assert len({fingerprint(each) for each in (pool, pool | {"LastModifiedDate": 1.0}, pool | {"Name": "x"})}) == 3


@pytest.mark.parametrize(("error", "level"), [(Stopped("no"), "block"), (CannotDecide("no"), "unknown"), (None, "")])
def test_the_account_of_hosted_zones_elsewhere_is_checked(
    error: Exception | None, level: str, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A role that cannot be assumed, or is of another account, stops before anything is applied."""
    looks = Looks(monkeypatch, settings(("dns.role_arn", "arn:aws:iam::111111111111:role/zones")))

    def check() -> None:
        if error is not None:
            raise error

    looks.aws.route53 = SimpleNamespace(check_account=check)
    found = [each for each in looks()[2] if each[1] == "zone-account-is-known"]
    assert found == ([(level, "zone-account-is-known")] if error else [])
