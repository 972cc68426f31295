"""The guide and the runbook name what exists, and the runbook leaves nothing out."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from poolpost.aws import account, cognito
from poolpost.aws import errors as aws_errors
from poolpost.cli import pool_email as pool_commands
from poolpost.cli import pool_snapshots as snapshot_commands
from poolpost.doctor.checklist import CHECKS
from poolpost.gate import address_dmarc as preflight_dmarc
from poolpost.gate import existing_records as preflight
from poolpost.gate import hosted_zones as preflight_zones
from poolpost.gate import judgement
from poolpost.gate import preflight as preflight_look
from poolpost.gate import receiving as preflight_receiving
from poolpost.gate import taken_names as preflight_ses
from poolpost.gate.rules import all_rules as gate
from poolpost.gate.rules import rule as gate_rule
from poolpost.pool import apply as pool_apply
from poolpost.pool import baseline, baseline_record, dependencies, twins
from poolpost.pool import (
    interrupted_writes as unfinished,
)
from poolpost.pool import refusals as pool_refusals
from poolpost.pool import snapshots as pool_snapshots
from poolpost.pool import write as pool_write
from poolpost.settings.tables.events import Alarms
from stacks.app import synthesize
from tests.conftest import ROOT, MakeSettings

RUNBOOK = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
SPEAKS = (
    pool_apply,
    pool_refusals,
    dependencies,
    twins,
    pool_write,
    unfinished,
    baseline,
    baseline_record,
    pool_snapshots,
    pool_commands,
    snapshot_commands,
    account,
    cognito,
    aws_errors,
)
"""The modules whose sentences end `poolpost pool apply`."""


def _text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def _group(title: str) -> list[str]:
    """Give the entries' headings below one heading of the runbook."""
    return re.findall(r"^### (.+)$", RUNBOOK.split(f"\n## {title}\n")[1].split("\n## ")[0], re.MULTILINE)


def _entry(heading: str) -> str:
    return RUNBOOK.split(f"\n### {heading}\n")[1].split("\n#")[0]


def _source(module: object) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")


def _gate_ids() -> list[str]:
    """List the rules, and what is found where looking itself fails."""
    looked = re.findall(r'seen\.look\(\s*"([a-z-]+)"', _source(judgement))
    named = [found for module in (gate, gate_rule) for found in re.findall(r'rule="([a-z-]+)"', _source(module))]
    return list(dict.fromkeys([*(rule.id for rule in gate.RULES), *looked, *named]))


def _sentences(tree: ast.AST) -> Iterator[str]:
    """Give every text of a program, with `...` for each value in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "..." for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_heading_is_there_once() -> None:
    """A link to a heading leads to one place."""
    headings = re.findall(r"^#+ (.+)$", RUNBOOK, re.MULTILINE)
    assert [heading for heading in headings if headings.count(heading) > 1] == []


def test_every_entry_is_short() -> None:
    """Nobody reads a page at 3 a.m.: two to five lines, and up to ten for a situation."""
    lengths = {
        heading: len(_entry(heading).strip().splitlines()) for heading in _group("The gate") + _group("The doctor")
    }
    assert {heading: lines for heading, lines in lengths.items() if lines > 5} == {}
    assert all(len(_entry(heading).strip().splitlines()) <= 10 for heading in _group("Situations"))


def test_every_rule_of_the_gate_has_its_entry_and_no_other_has() -> None:
    """Whatever stops a deploy is explained, and nothing that no rule says."""
    assert sorted(_group("The gate")) == sorted(_gate_ids())
    assert {"rule-crashed", "mode-is-known", "account-is-known"} <= set(_gate_ids())


def test_every_finding_of_preflight_has_its_entry_and_no_other_has() -> None:
    """The gate and `poolpost preflight` report the same of what exists already."""
    ids = set(re.findall(r'_finding\("([a-z-]+)"', _source(preflight)))
    ids |= {
        found
        for module in (preflight_dmarc, preflight_look, preflight_receiving, preflight_ses, preflight_zones)
        for found in re.findall(r'rule="([a-z-]+)"', _source(module))
    }
    assert sorted(_group("What exists already")) == sorted(ids)


def test_every_check_of_the_doctor_has_its_entry_and_no_other_has() -> None:
    """What gate and doctor share has its entry in the gate's group; every entry has the line's title."""
    shared = set(_gate_ids())
    assert sorted(_group("The doctor")) == sorted(check.id for check in CHECKS if check.id not in shared)
    titles = {check.id: check.title for check in CHECKS if check.id not in shared}
    assert {id_: title for id_, title in titles.items() if not _entry(id_).strip().startswith(f"**{title}.**")} == {}
    assert all(f"[{check.id}]" in RUNBOOK for check in CHECKS if check.id in shared)


def test_every_alarm_has_its_entry_and_no_other_has(settings: MakeSettings, tmp_path: Path) -> None:
    """Whoever is woken by an alarm finds its name."""
    wanted = {"bounce_rate": 0.05, "complaint_rate": 0.001, "daily_sends": 1000}
    assert wanted.keys() == Alarms.model_fields.keys()
    synthesize([settings(*((f"alarms.{name}", value) for name, value in wanted.items()))], outdir=tmp_path)
    made = json.loads((tmp_path / "stacks/local/cdk.tf.json").read_text(encoding="utf-8"))["resource"]
    names = [alarm["alarm_name"] for alarm in made["aws_cloudwatch_metric_alarm"].values()]
    assert sorted(f"poolpost-local-{heading}" for heading in _group("Alarms")) == sorted(names)


def test_every_sentence_of_pool_apply_that_is_explained_is_said() -> None:
    """Whoever searches for what the screen says finds it."""
    said = [sentence for module in SPEAKS for sentence in _sentences(ast.parse(_source(module)))]
    assert [heading for heading in _group("What pool apply says") if not any(heading in each for each in said)] == []


STOPS = (
    (pool_apply, None),
    (pool_refusals, None),
    (twins, None),
    (unfinished, {"settle"}),
    (pool_write, None),
    (pool_snapshots, {"stop_unless_reviewed"}),
    (baseline, {"stop_unless_settled"}),
    (pool_commands, {"apply_pool"}),
    (account, {"check"}),
    (cognito, {"update_user_pool", "_send"}),
    (aws_errors, {"refused"}),
)
"""Where `poolpost pool apply` stops: a module, and its functions that belong to it; None for all."""


def _said(function: ast.FunctionDef, stop: ast.Raise, module: ast.Module) -> list[str]:
    """Give the sentences of one raise: its own text, that of the variable in it, or what a function of the module builds."""
    assert isinstance(stop.exc, ast.Call)
    text: ast.AST = stop.exc.args[0]
    whole: ast.AST = function
    if isinstance(text, ast.Name):
        assigned = [node for node in ast.walk(function) if isinstance(node, ast.Assign) and node.lineno < stop.lineno]
        of_name = [node for node in assigned if ast.unparse(node.targets[0]) == text.id]
        whole = text = max(of_name, key=lambda node: node.lineno).value
    called = {node.id for node in ast.walk(text) if isinstance(node, ast.Name)}
    built = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef) and node.name in called]
    return [sentence for node in built or [whole] for sentence in _sentences(node)]


@pytest.mark.parametrize(("module", "functions"), STOPS, ids=lambda value: getattr(value, "__name__", ""))
def test_every_sentence_by_which_pool_apply_stops_is_explained(module: object, functions: set[str] | None) -> None:
    """Whatever ends a deploy in the middle of the night has its entry."""
    tree = ast.parse(_source(module))
    headings = _group("What pool apply says")
    found: list[str] = []
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        if functions is not None and function.name not in functions:
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and "AnswerLost" not in ast.unparse(node):
                found += [function.name]
                said = _said(function, node, tree)
                assert any(heading in sentence for heading in headings for sentence in said), said
    assert found


def test_the_readme_leads_to_both() -> None:
    """Near the top, before anything that one would have to scroll to."""
    top = "\n".join(_text("README.md").splitlines()[:30])
    assert "docs/guide.md" in top
    assert "docs/runbook.md" in top
