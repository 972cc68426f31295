"""What a rule of the gate is: what its findings say, and what lets one of them pass."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from poolpost.findings import Finding, Level, Problem, noted
from poolpost.gate.gathering import NotSeen
from poolpost.gate.rules.all_rules import judge
from poolpost.gate.rules.rule import GateRule, Situation, gate_rule
from poolpost.settings.passes import Pass
from tests.scenes.gate_situations import managed, patched

PASS = Pass(rule="says", subject="x", reason="it is meant, says Ann")


def _rule(level: Level, remedy: str = "", *, passable: bool = True) -> GateRule:
    @gate_rule("says", source="test", passable=passable)
    def named_otherwise(now: Situation) -> Iterator[Problem]:
        """Say why."""
        assert now
        yield Problem(level, "x", "problem", remedy)

    return named_otherwise


def _found(rule: GateRule, *passes: Pass) -> Finding:
    (finding,) = rule.findings(managed(passes=passes))
    return finding


def test_a_rule_is_what_its_function_says() -> None:
    """docs/rules.md is made of it; the id is the one that is written, whatever the function is called."""
    rule = _rule("block")
    assert (rule.id, rule.why, rule.source, rule.passable) == ("says", "Say why.", "test", True)
    assert (rule.modes, rule.needs) == ({"manage", "patch"}, set())


def test_what_stops_says_how_it_passes_once() -> None:
    """After the remedy, where there is one; a rule that lets nothing pass says nothing of it."""
    way = 'to let it pass once: POOLPOST_PASS="local says x: why"'
    assert _found(_rule("block")).remedy == way
    assert _found(_rule("block", "mend it")).remedy == f"mend it; {way}"
    assert _found(_rule("block", "mend it", passable=False)).remedy == "mend it"


@pytest.mark.parametrize(
    "other",
    [Pass(rule="other", subject="x", reason=PASS.reason), Pass(rule="says", subject="y", reason=PASS.reason)],
)
def test_another_rule_or_subject_does_not_pass(other: Pass) -> None:
    """A pass is for one finding."""
    assert _found(_rule("block"), other).level == "block"


@pytest.mark.parametrize("level", ["block", "unknown"])
def test_a_finding_that_passes_is_a_warning_with_the_reason(level: Level) -> None:
    """It stays in the output, whether it was found or could not be looked at."""
    finding = _found(_rule(level, "mend it"), PASS)
    assert (finding.level, finding.remedy) == ("warn", "passes for this reason: it is meant, says Ann")


@pytest.mark.parametrize("level", ["warn", "info"])
def test_only_what_stops_can_pass(level: Level) -> None:
    """What does not stop needs no reason."""
    assert _found(_rule(level, "mend it"), PASS) == _found(_rule(level, "mend it"))


def test_a_rule_that_allows_no_pass_stops() -> None:
    """Whatever reason is given."""
    assert _found(_rule("block", passable=False), PASS).level == "block"


def test_a_rule_that_crashes_says_what_to_do() -> None:
    """Nothing was judged, so nothing may be applied."""

    @gate_rule("crashes", source="test")
    def crashes(now: Situation) -> Iterator[Problem]:
        """Why."""
        raise ValueError(str(now.mode))
        yield

    (finding,) = crashes.findings(managed())
    assert (finding.rule, finding.level, finding.subject) == ("rule-crashed", "unknown", "crashes")
    assert "(ValueError: manage)" in finding.problem
    assert finding.remedy.endswith("do not apply")


def test_without_a_pool_there_is_no_request() -> None:
    """Neither ours nor the provider's."""
    assert patched(live=None).body is None
    assert managed(plan=None).body is None
    assert managed(plan=None).planned_pools == ()


FACTS = ("plan", "live", "mfa", "account", "origin", "namesakes", "reviewed", "baseline", "identity", "proof", "others")


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("situation", [managed, patched])
def test_a_fact_that_was_not_seen_is_no_value(fact: str, situation: Callable[..., Situation]) -> None:
    """No rule takes the reason for the fact itself: none crashes on it, and none finds what only a value could show."""
    not_seen = judge(situation(**{fact: NotSeen("x", "refused")}))
    absent = judge(situation(**{fact: None}))
    reported_by_the_read = {"pool-was-read", "right-account"}
    assert not_seen == [found for found in absent if found.rule not in reported_by_the_read]
    assert "rule-crashed" not in {found.rule for found in not_seen}


def test_a_rule_that_takes_the_reason_for_the_fact_crashes_and_stops() -> None:
    """Counter-check: it is a finding of level unknown, and no pass."""

    @gate_rule("takes-it", source="test")
    def takes_it(now: Situation) -> Iterator[Problem]:
        """Read a member of what is no pool."""
        live: Any = now.live
        yield noted(live["Id"], "")

    (finding,) = takes_it.findings(managed(live=NotSeen("x", "refused")))
    assert (finding.rule, finding.level) == ("rule-crashed", "unknown")
