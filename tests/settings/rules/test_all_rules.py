"""Every rule about environment files: the base environment violates none, and each reads only what it says."""

import copy
from pathlib import Path
from typing import Any

import pytest

from poolpost.settings import validated
from poolpost.settings.model import Settings
from poolpost.settings.rules.all_rules import RULES, findings
from tests.conftest import MakeSettings
from tests.scenes.complete_environments import ENVIRONMENTS, write_files


def test_the_base_environment_violates_nothing(settings: MakeSettings) -> None:
    """Without a change there is no finding, so each violation of the other files here comes from its change."""
    assert list(findings(settings())) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_reads_only_the_sections_that_it_names(rule: Any, settings: MakeSettings) -> None:
    """It also runs when other sections are broken, so it must not touch them."""
    sound = settings()
    partial = Settings.model_construct(name="local", **{key: getattr(sound, key) for key in rule.reads})
    partial.__dict__["region_override"] = None
    for key in {"domain", "dns"} - rule.reads:
        object.__delattr__(partial, f"{key}_")  # None would say that the file has no such section
    assert list(rule.findings(partial)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_why_and_from_where(rule: Any) -> None:
    """docs/rules.md is made of this."""
    assert rule.why.endswith(".")
    assert rule.source


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("section", [name for name in Settings.model_fields if name != "name"])
def test_a_rule_declares_every_section_that_it_reads(environment: str, section: str, tmp_path: Path) -> None:
    """A section with mistakes is missing when the other rules run; one that reads it all the same is a traceback."""
    settings = validated(write_files(tmp_path), copy.deepcopy(ENVIRONMENTS[environment]))
    object.__delattr__(settings, section)
    assert [finding for finding in findings(settings) if finding.level == "block"] == []
