"""`poolpost report`: a pool that is still to be created, files with mistakes, and how often AWS is asked."""

import json
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from typer.testing import CliRunner, Result

from poolpost.cli.app import app
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.settings.terraform_names import POOL_ADDRESS
from poolpost.standards.redaction import remember
from poolpost.standards.terraform_plan import AWS_PROVIDER
from tests.conftest import ROOT, changed
from tests.scenes.place import REGION

PLAN = ROOT / "tests/plans/first_deploy.json"
NEW_POOL: list[tuple[str, Any]] = [
    ("user_pool.id", None),
    ("user_pool.mode", "manage"),
    ("user_pool.create", {"name": "Sign in"}),
    ("dns.provider", "external"),
]
POOL_ID = f"{REGION}_Created1"


@pytest.fixture
def server(aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EmbeddedAws:
    """Work in a directory without environments, with credentials of an empty account."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    Path("environments").mkdir()
    aws.reset()
    return aws


def environment(name: str, *changes: tuple[str, Any]) -> None:
    """Write an environment file."""
    _, data = changed(*changes, name=name)
    Path(f"environments/{name}.toml").write_text(tomlkit.dumps(data), encoding="utf-8")


def plan(state: dict[str, Any] | None) -> str:
    """Write a plan in which the pool is created, or is in the state already; return its path."""
    data: dict[str, Any] = json.loads(PLAN.read_text(encoding="utf-8"))
    actions = ["no-op"] if state else ["create"]
    change = {"actions": actions, "before": state, "after": state or {"name": "Sign in"}}
    pool = {"address": POOL_ADDRESS, "mode": "managed", "type": "aws_cognito_user_pool", "name": "pool"}
    data["resource_changes"].append(pool | {"provider_name": AWS_PROVIDER, "change": change})
    Path("plan.json").write_text(json.dumps(data), encoding="utf-8")
    return "plan.json"


def report(*arguments: str) -> Result:
    """Run `poolpost report`."""
    return CliRunner().invoke(app, ["report", *arguments])


def shown(*arguments: str) -> Any:
    """Return what `poolpost report --json` prints; the whole of it must be JSON."""
    return json.loads(report(*arguments, "--json").stdout)


def test_a_pool_that_is_still_to_be_created_has_a_report(server: EmbeddedAws) -> None:
    """Before the first deploy there is no pool to ask about: its name stands for it, and SES is asked all the same."""
    environment("new", *NEW_POOL)
    found = shown("new", "--plan", plan(None))
    assert found["pool"] == "'Sign in'"
    assert found["state"]["sends with"] == "not created yet"
    assert found["state"]["SES"] == "production"
    assert [finding["rule"] for finding in found["unready"]] == ["identity-exists"]
    assert not any(call["operation"] == "DescribeUserPool" for call in server.calls())


def test_a_created_pool_is_reported_by_its_id_from_the_state(server: EmbeddedAws) -> None:
    """After the first deploy the file does not name the pool yet; the state does, and the pool is described by it."""
    environment("new", *NEW_POOL)
    server.put_pool(REGION, production_pool(POOL_ID), production_mfa())
    found = shown("new", "--plan", plan({"id": POOL_ID, "name": "Sign in"}))
    assert found["pool"] == POOL_ID
    assert found["state"]["sends with"] == "COGNITO_DEFAULT"
    assert "readiness-is-known" not in [finding["rule"] for finding in found["unready"]]


def test_a_report_describes_the_pool_once(server: EmbeddedAws) -> None:
    """The verdict and the words beside it are about the same moment: nothing is read twice."""
    environment("patch")
    server.put_pool(REGION, production_pool(), production_mfa())
    already = len(server.calls())
    found = shown("patch", "--plan", plan(None))
    asked = [call["operation"] for call in server.calls()[already:]]
    assert found["state"]["sends with"] == "COGNITO_DEFAULT"
    assert asked.count("DescribeUserPool") == 1
    assert asked.count("GetCallerIdentity") == 1


@pytest.mark.parametrize("broken", ["not TOML", "dns = 1\n"])
def test_a_file_with_mistakes_is_a_row_beside_the_others(broken: str, server: EmbeddedAws) -> None:
    """`report --all` shows every environment, the broken one with its mistakes; its exit code is the worst of all."""
    environment("alpha")
    environment("new", *NEW_POOL)
    server.put_pool(REGION, production_pool(), production_mfa())
    assert report("--all").exit_code == 3  # counter-check: no plans, and no mistakes
    Path("environments/broken.toml").write_text(broken, encoding="utf-8")
    rows = {row["environment"]: row for row in shown("--all")}
    assert list(rows) == ["alpha", "broken", "new"]
    assert (rows["broken"]["verdict"], rows["broken"]["exit_code"]) == ("stop", 1)
    assert all(finding["problem"] for finding in rows["broken"]["safety"])
    assert rows["alpha"]["state"]["sends with"] == "COGNITO_DEFAULT"
    for format_ in ("markdown", "html"):
        done = report("--all", "--format", format_)
        assert done.exit_code == 1
        assert all(name in done.stdout for name in rows)
        assert "environments/broken.toml" in done.stdout


def test_a_broken_file_is_no_report_of_its_own(server: EmbeddedAws) -> None:
    """Named alone, it stops the command as everywhere else."""
    assert server
    Path("environments/broken.toml").write_text("not TOML", encoding="utf-8")
    done = report("broken")
    assert (done.exit_code, getattr(done.exception, "exit_code", None)) == (1, 1)
    assert not done.stdout


def test_no_environments_are_no_report(server: EmbeddedAws) -> None:
    """A report about nothing would say go."""
    assert server
    assert getattr(report("--all").exception, "exit_code", None) == 2


def test_all_formats_are_of_one_verdict(server: EmbeddedAws) -> None:
    """`--into` judges once and renders three times; each file holds what is printed otherwise."""
    environment("patch")
    server.put_pool(REGION, production_pool(), production_mfa())
    file = plan(None)
    printed = {name: report("patch", "--plan", file, "--format", name).stdout for name in ("markdown", "html", "json")}
    already = len(server.calls())
    done = report("patch", "--plan", file, "--into", "build/report")
    asked = [call["operation"] for call in server.calls()[already:]]
    assert (done.stdout, done.exit_code) == ("", 1)
    assert asked.count("GetCallerIdentity") == 1
    suffixes = {"md": "markdown", "html": "html", "json": "json"}
    written = {suffixes[each.suffix[1:]]: each.read_text() for each in Path("build/report").iterdir()}
    assert written == printed


def test_what_is_written_holds_no_secret(server: EmbeddedAws) -> None:
    """Files go past standard output, which keeps secrets back: they are kept back here as well."""
    assert server
    secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"  # noqa: S105 -- of AWS's documentation
    remember(secret)
    environment("patch")
    data = json.loads(PLAN.read_text(encoding="utf-8"))
    set_ = next(each for each in data["resource_changes"] if each["type"] == "aws_sesv2_configuration_set")
    set_["change"] |= {"actions": ["update"], "before": {"tags": {}}, "after": {"tags": {"a": secret}}}
    Path("plan.json").write_text(json.dumps(data), encoding="utf-8")
    assert report("patch", "--plan", "plan.json", "--into", "out").exit_code == 1
    assert all(secret not in each.read_text() for each in Path("out").iterdir())
    printed = report("patch", "--plan", "plan.json", "--json").stdout
    assert secret in printed  # counter-check: this runner's standard output keeps nothing back


@pytest.mark.parametrize("arguments", [("--all", "--into", "out"), ("--all", "--plan", "x"), ("--all", "local"), ()])
def test_options_that_do_not_go_together_are_a_usage_mistake(arguments: tuple[str, ...]) -> None:
    """Nothing is silently left out."""
    assert report(*arguments).exit_code == 2


def test_a_file_in_the_place_of_the_directory_is_a_usage_mistake(server: EmbeddedAws) -> None:
    """Nothing is overwritten."""
    assert server
    environment("patch")
    Path("out").write_text("mine")
    done = report("patch", "--plan", plan(None), "--into", "out")
    assert getattr(done.exception, "exit_code", None) == 2
    assert Path("out").read_text() == "mine"
