"""The command line as a person meets it: exit codes, messages, JSON, and never a traceback."""

import importlib.metadata
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from poolpost.cli.app import app, main
from tests.conftest import ROOT

COMMANDS = [
    ["gate"],
    ["pool", "ready"],
    ["check"],
    ["dns"],
    ["evidence"],
    ["promote"],
    ["rollback"],
    ["pool"],
    ["pool", "show"],
    ["pool", "apply"],
    ["pool", "snapshot"],
    ["pool", "verify"],
    ["pool", "restore"],
    ["access", "show"],
    ["access", "request"],
    ["dmarc", "summarize"],
    ["dmarc", "next"],
    ["messages", "preview"],
    ["templates", "list"],
    ["templates", "apply"],
    ["templates", "delete"],
]


def run(*arguments: str, directory: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run poolpost in a process of its own, without any AWS credentials."""
    foreign = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    nowhere = {
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    return subprocess.run(
        [sys.executable, "-m", "poolpost", *arguments],
        cwd=directory,
        env=foreign | nowhere | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(command: list[str]) -> None:
    """The help says what it does, its exit codes and an example that can be copied."""
    shown = CliRunner().invoke(app, [*command, "--help"])
    assert shown.exit_code == 0
    if command != ["pool"]:
        assert "Exit codes:" in " ".join(shown.output.split())
        assert f"Example: poolpost {' '.join(command)}" in " ".join(shown.output.replace("│", " ").split())


def test_it_says_its_version() -> None:
    """For whoever reports a problem."""
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"poolpost {importlib.metadata.version('poolpost')}\n")


def test_check_all_is_zero_here() -> None:
    """The shipped environments are valid."""
    done = run("check")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f"environments/{name}.toml: valid" for name in ("dev", "local", "production", "staging")
    ]


def test_check_of_a_wrong_file_is_one_line_for_each_mistake(tmp_path: Path) -> None:
    """File, key, what is wrong, value, what is allowed; exit code 1; no traceback."""
    (tmp_path / "environments").mkdir()
    text = (ROOT / "environments/local.toml").read_text()
    (tmp_path / "environments/local.toml").write_text(
        text.replace('p = "none"', 'p = "nome"').replace("ttl = 300", "ttl = 1")
    )
    done = run("check", "local", directory=tmp_path)
    assert done.returncode == 1
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "environments/local.toml: stop: dns.ttl: 1 is not allowed; allowed: at least 60",
        "environments/local.toml: stop: dns.dmarc.p: 'nome' is not allowed; allowed: 'none', 'quarantine' or 'reject'",
    ]


def test_check_tells_what_two_files_both_own(tmp_path: Path) -> None:
    """A copied file that still names the same pool is found."""
    (tmp_path / "environments").mkdir()
    for name in ("one", "two"):
        (tmp_path / f"environments/{name}.toml").write_text((ROOT / "environments/local.toml").read_text())
    done = run("check", directory=tmp_path)
    assert done.returncode == 1
    assert "user_pool.id: is the same user pool as that of environments/one.toml" in done.stdout


def test_check_as_json() -> None:
    """Machines get the same findings."""
    assert json.loads(run("check", "local", "--json").stdout) == [{"environment": "local", "findings": []}]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["check", "stagin"], 2, "no environment 'stagin'"),
        (["dns", "stagin"], 2, "existing: dev, local, production, staging"),
        (["dns", "local", "--format", "xml"], 2, "'xml' is not one of"),
        (["dns", "local", "--check", "--offline", "--nameserver", "nobody"], 2, "'nobody' is not a name server"),
        (["frobnicate"], 2, "No such command"),
        (["dns", "local"], 3, "there are no AWS credentials; set AWS_PROFILE"),
        (["pool", "show", "local"], 3, "there are no AWS credentials"),
        (["pool", "apply", "local"], 3, "there are no AWS credentials"),
        (["access", "show", "local"], 3, "there are no AWS credentials"),
        (["access", "request", "local"], 3, "there are no AWS credentials"),
        (["access", "request", "local", "--accept", "x"], 2, "there is no rule x"),
        (["messages", "preview", "stagin"], 2, "no environment 'stagin'"),
        (["messages", "preview", "local"], 1, "sets no subject and no body in [messages]"),
        (["messages", "preview", "production", "--output", "README.md"], 2, "README.md cannot be written to"),
        (["templates", "list", "local"], 3, "there are no AWS credentials"),
        (["templates", "apply", "local"], 3, "there are no AWS credentials"),
        (["templates", "delete", "local", "welcome"], 3, "there are no AWS credentials"),
    ],
)
def test_mistakes_end_with_their_code_and_one_message(arguments: list[str], code: int, message: str) -> None:
    """2 usage, 3 could not look; the message says what to do, and there is no traceback."""
    done = run(*arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_plan_made_from_another_file_is_not_written() -> None:
    """Terraform hands over what its plan showed; a file edited since stops the write."""
    planned = json.dumps({"EmailSendingAccount": "DEVELOPER", "From": "other@example.com"})
    done = run("pool", "apply", "local", POOLPOST_PLANNED=planned)
    assert done.returncode == 1
    assert "is not the file that the plan was made from" in done.stderr
    assert "run 'cdktf deploy local' again" in done.stderr


def test_dns_lists_without_credentials_when_asked() -> None:
    """Before the first deploy there may be no account yet: DKIM is pending, and said to be."""
    done = run("dns", "local", "--offline", "--json")
    assert done.returncode == 0
    assert [row["status"] for row in json.loads(done.stdout)] == ["pending"] * 3 + ["ready"] * 3
    assert "pending" in done.stderr


def test_output_is_plain_when_not_a_terminal() -> None:
    """Logs and pipes get whole lines without colours."""
    done = run("dns", "local", "--offline")
    assert "\x1b" not in done.stdout
    assert len(done.stdout.splitlines()) == 7


def test_the_fast_side_loads_nothing_of_cdktf() -> None:
    """`poolpost --help` must not wait for jsii, botocore or dnspython."""
    code = "import sys, poolpost.cli; print(sorted({m.partition('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for heavy in ("cdktf", "jsii", "constructs", "stacks", "botocore", "dns", "pydantic"):
        assert f"'{heavy}'" not in loaded


def test_main_turns_an_error_into_its_message_and_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback for anything that a user can cause."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("sys.argv", ["poolpost", "check", "stagin"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("no environment 'stagin'")
