"""A finding passes by environment, rule, subject and reason, stays visible, and no rule is ever switched off."""

from collections.abc import Iterator

import pytest

from poolpost.errors import UsageError
from poolpost.findings import Problem, blocked
from poolpost.gate.rules.all_rules import judge
from poolpost.gate.rules.rule import GateRule, Situation, gate_rule
from poolpost.settings.passes import PASS, Pass, passes, wording
from tests.scenes.gate_situations import patched


def _rule(*, passable: bool) -> GateRule:
    @gate_rule("holds", "plan", source="a test", passable=passable)
    def holds(_now: Situation) -> Iterator[Problem]:
        yield blocked("a", "it does not hold", "undo it")
        yield blocked("b", "it does not hold", "undo it")

    return holds


def test_a_line_is_environment_rule_subject_and_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another environment lets pass is nothing to this one."""
    monkeypatch.setenv(PASS, "prod keeps-this a,b: we move away today\n\nstaging other c: not of this one\n")
    reason = "we move away today"
    assert passes("prod") == tuple(Pass(rule="keeps-this", subject=each, reason=reason) for each in ("a", "b"))
    assert passes("dev") == ()


def test_a_reason_of_ten_characters_is_enough_and_empty_subjects_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spaces around a line and a comma too many are no mistake."""
    monkeypatch.setenv(PASS, "  prod keeps-this a,,b,: 0123456789  ")
    assert [(each.subject, each.reason) for each in passes("prod")] == [("a", "0123456789"), ("b", "0123456789")]
    monkeypatch.delenv(PASS)
    assert passes("prod") == ()
    assert wording("prod", "keeps-this", "a") == 'POOLPOST_PASS="prod keeps-this a: why"'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("prod keeps-this a", "allowed: '<environment> <rule> <subject>: <reason>'"),
        ("prod keeps-this: no subject is given", "allowed: '<environment> <rule> <subject>: <reason>'"),
        ("all", "allowed: '<environment> <rule> <subject>: <reason>'"),
        ("prod keeps-this a: short", "at least 10 characters"),
        ("prod keeps-this a: 012345678", "at least 10 characters"),
        ("staging keeps-this a: short", "at least 10 characters"),
    ],
)
def test_a_line_without_a_part_is_refused(monkeypatch: pytest.MonkeyPatch, line: str, said: str) -> None:
    """A general switch is no pass."""
    monkeypatch.setenv(PASS, line)
    with pytest.raises(UsageError, match="POOLPOST_PASS") as raised:
        passes("prod")
    assert said in str(raised.value)


def test_a_pass_lets_one_finding_through_and_quotes_the_reason() -> None:
    """Whoever reads the report sees what passed, and why."""
    let = (Pass(rule="holds", subject="a", reason="we move away today"),)
    first, second = _rule(passable=True).findings(patched(passes=let))
    assert (first.level, first.remedy) == ("warn", "passes for this reason: we move away today")
    assert second.level == "block"
    assert 'POOLPOST_PASS="local holds b: why"' in second.remedy


def test_a_rule_that_allows_none_stays_as_it_is() -> None:
    """A pool is not destroyed because somebody typed a line."""
    let = (Pass(rule="holds", subject="a", reason="we move away today"),)
    found = _rule(passable=False).findings(patched(passes=let))
    assert [each.level for each in found] == ["block", "block"]
    assert "POOLPOST_PASS" not in found[0].remedy


def test_a_pass_in_vain_is_told() -> None:
    """A misspelt pass, and one of another day, are not kept in silence."""
    let = (Pass(rule="keeps-user-pool", subject="aws_cognito_user_pool.pool", reason="we move away today"),)
    (found,) = judge(patched(passes=let))
    assert (found.rule, found.level) == ("pass-is-used", "warn")
    assert "has no effect" in found.problem
