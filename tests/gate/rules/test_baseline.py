"""What the pool has lost stops until it is back; what somebody else changed is said, and stops nothing."""

import dataclasses
from typing import Any

import pytest

from poolpost.emulator.demo_pool import POOL_ID, production_mfa
from poolpost.gate.rules.baseline import lost_settings_are_back, pool_is_as_last_known
from poolpost.pool.baseline import Baseline
from tests.scenes.gate_situations import known_with, managed

TAGS = {f"t{number}": "x" for number in range(7)}


def known(*opened: str, **members: Any) -> Baseline:
    """Return a baseline with settings that the live pool does not have."""
    state = {"UserPool": {"UserPoolTier": "LITE"} | members, "MfaConfig": production_mfa()}
    return dataclasses.replace(known_with(*opened), snapshot=state)


def test_a_loss_of_ours_stops_and_the_last_of_several_has_the_remedy() -> None:
    """Each setting is a finding; one command puts all of them back."""
    now = managed(baseline=known("UserPoolTier", "UserPoolTags.t0", UserPoolTags={"t0": "x"}))
    found = lost_settings_are_back.findings(now)
    assert {finding.subject for finding in found} == {"UserPoolTier", "UserPoolTags.t0"}
    assert {finding.level for finding in found} == {"block"}
    assert [bool(finding.remedy) for finding in found] == [False, True]
    assert all("was lost during an earlier write and has not been restored: " in finding.problem for finding in found)
    assert pool_is_as_last_known.findings(now) == []


@pytest.mark.parametrize(("tags", "more"), [(4, ""), (5, " and 1 more"), (7, " and 3 more")])
def test_what_somebody_else_changed_is_one_warning_that_names_five(tags: int, more: str) -> None:
    """The pool is theirs; `pool verify` lists all."""
    now = managed(baseline=known(UserPoolTags=dict(list(TAGS.items())[:tags])))
    [finding] = pool_is_as_last_known.findings(now)
    assert (finding.level, finding.subject) == ("warn", POOL_ID)
    assert finding.problem.startswith("settings changed since known.json: ")
    assert finding.problem.count(",") == 4
    assert finding.problem.partition(" and ")[2] == more.removeprefix(" and ")
    assert f"'poolpost pool verify {now.settings.name}' lists them" in finding.remedy
    assert lost_settings_are_back.findings(now) == []


def test_what_differs_from_a_reviewed_snapshot_is_said_by_the_rule_about_that() -> None:
    """Once is enough."""
    reviewed = dataclasses.replace(known(), reviewed=True)
    assert pool_is_as_last_known.findings(managed(baseline=reviewed)) == []


def test_nothing_lost_is_no_finding() -> None:
    """The counter-check, with a baseline that the pool has whole; and without any."""
    whole = dataclasses.replace(
        known("UserPoolTier"), snapshot={"UserPool": {"UserPoolTier": "PLUS"}, "MfaConfig": production_mfa()}
    )
    for now in (managed(baseline=whole), managed(baseline=None)):
        assert lost_settings_are_back.findings(now) == pool_is_as_last_known.findings(now) == []
