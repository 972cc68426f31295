"""The skeletons of CONTRIBUTING.md run: whoever copies one starts from something that works."""

import re
import textwrap
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from poolpost.doctor.checks import account
from poolpost.gate.rules import sending
from poolpost.settings.rules import domain
from poolpost.settings.tables import domain as tables
from tests.conftest import ROOT, MakeSettings
from tests.scenes.gate_situations import change, patched, plan
from tests.wild import spf_record_cases
from tests.wild.test_sources import SOURCE

BLOCK = re.compile(r"^ *```python\n(.*?)^ *```", re.DOTALL | re.MULTILINE)


def skeleton(heading: str, module: ModuleType | None = None) -> dict[str, Any]:
    """Run the skeleton below a heading, as a part of the module that its recipe names; return what it defines."""
    recipe = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split(f"\n### {heading}\n")[1].split("\n#")[0]
    names: dict[str, Any] = dict(vars(module)) if module else {}
    exec(textwrap.dedent(BLOCK.findall(recipe)[0]), names)  # noqa: S102 -- a page of ours
    return names


def test_the_command_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    """Its function returns an exit code, its work is in the same file."""
    assert skeleton("A command")["run_zones"]("local", json=False) == 0
    assert capsys.readouterr().out.strip().endswith("example.com")


def test_the_gate_rule_blocks_what_it_says_and_nothing_else() -> None:
    """A plan that deletes an alarm, and one that does not."""
    rule = skeleton("A gate rule", sending)["keeps_the_alarm"]
    gone = change(address="aws_cloudwatch_metric_alarm.x", type="aws_cloudwatch_metric_alarm", actions=("delete",))
    (finding,) = rule.findings(patched(plan=plan(gone)))
    assert (finding.rule, finding.level, finding.subject) == ("keeps-the-alarm", "block", gone.address)
    assert rule.findings(patched()) == []


def test_the_settings_rule_warns_at_its_key(settings: MakeSettings) -> None:
    """A domain that looks like a shop's, and one that does not."""
    rule = skeleton("A settings rule", domain)["domain_is_no_shop"]
    shop = settings(
        ("domain.name", "shop.example.com"), ("dns.zones", ["example.com"]), ("user_pool.from", "a@shop.example.com")
    )
    (finding,) = rule.findings(shop)
    assert (finding.rule, finding.level, finding.subject) == ("domain-is-no-shop", "warn", "domain.name")
    assert list(rule.findings(settings())) == []


def test_the_check_passes_fails_and_cannot_tell() -> None:
    """By what SES says of the review."""
    check = skeleton("A check of the doctor", account)["review_is_closed"]
    outcomes = [
        next(check.lines(SimpleNamespace(ses_account=seen))).outcome
        for seen in ({}, {"Details": {"ReviewDetails": {"Status": "FAILED"}}}, None)
    ]
    assert outcomes == ["pass", "fail", "cannot tell"]


def test_the_setting_is_a_field() -> None:
    """It has a description for the editor, and a default for existing files."""
    assert skeleton("A setting", tables)["note"].description


def test_the_construct_is_a_construct() -> None:
    """Its binding is not among the prepared ones (the recipe's step 2), so it is compiled and not run."""
    recipe = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n### A construct\n")[1]
    assert compile(textwrap.dedent(BLOCK.findall(recipe)[0]), "CONTRIBUTING.md", "exec")


def test_the_wild_case_is_a_row_of_its_table() -> None:
    """Made by the helper of its kind, with a source that the corpus takes."""
    for name, case in skeleton("A wild case", spf_record_cases)["CASES"].items():
        assert spf_record_cases.CASES[name] == case
        assert SOURCE.fullmatch(case.source)


def test_every_table_of_the_wild_is_in_the_recipe() -> None:
    """A kind that nobody finds gets no cases."""
    recipe = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n### A wild case\n")[1].split("\n## ")[0]
    tables = [path.name for path in (ROOT / "tests/wild").glob("*_cases.py")]
    assert [name for name in tables if f"tests/wild/{name}" not in recipe] == []
