"""The shell cannot turn a deploy around: each row of the table does what it says, and no variable is missing."""

import os
import re
from pathlib import Path

import pytest

from poolpost.cli import terraform as terraform_gate
from poolpost.errors import CannotDecide, Stopped
from poolpost.gate import shell
from poolpost.gate.shell_variables import VARIABLES, Variable, row_of
from tests.conftest import ROOT

HARMLESS = {
    "TF_CLI_ARGS*": "-no-color -parallelism=5 -lock-timeout=60s",
    "TF_CLI_ARGS_init": "-no-color -backend-config=use_path_style=true",
    "TF_WORKSPACE": "default",
    "TERRAFORM_BINARY_NAME": "/project/.venv/bin/poolpost-terraform",
    "AWS_ENDPOINT_URL": "https://sts.eu-west-1.amazonaws.com",
    "AWS_ENDPOINT_URL_*": "https://vpce-0a1b.sts.eu-west-1.vpce.amazonaws.com",
    "AWS_*_ENDPOINT": "https://s3.eu-west-1.api.aws",
}
"""A value for each row that lets some pass; for the others it is `false`."""
VALUE = "somewhere-else"
SOURCES = ("poolpost", "stacks", "scripts", "main.py")
OURS = re.compile(r"[\"']((?:TF|CDKTF|POOLPOST|TERRAFORM)_[A-Z][A-Z0-9_]*)[\"']")


def _example(row: Variable) -> str:
    """Make a name of a pattern that no earlier row takes."""
    return row.name.replace("*", "X")


@pytest.fixture(autouse=True)
def _no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize("row", VARIABLES, ids=lambda row: row.name)
def test_each_row_does_what_it_says(row: Variable, tmp_path: Path) -> None:
    """Refused by name with its value and how to unset it, cleared, shown, or passed without a word."""
    name = _example(row)
    assert row_of(name) is row, "an earlier row takes it"
    value = str(tmp_path / "absent") if name == "TF_CLI_CONFIG_FILE" else VALUE
    environ = {name: value, "HOME": str(tmp_path)}
    if row.treatment == "refuse":
        with pytest.raises(Stopped) as stopped:
            shell.check(environ)
        assert f"{name}{'' if row.secret else f' ({VALUE})'} {row.does}" in str(stopped.value)
        assert f"unset {name}" in str(stopped.value)
        assert (VALUE in str(stopped.value)) is not row.secret
        return
    notes = shell.check(environ)
    assert (name in environ) is (row.treatment != "clear")
    assert any(f"{name} ({VALUE}) {row.does}" in note for note in notes) is (row.treatment == "show")


@pytest.mark.parametrize("row", VARIABLES, ids=lambda row: row.name)
def test_an_empty_variable_is_none(row: Variable) -> None:
    """Terraform takes it as unset, too."""
    assert shell.check({_example(row): ""}) == []


@pytest.mark.parametrize("row", [row for row in VARIABLES if row.harmless], ids=lambda row: row.name)
def test_a_harmless_value_passes(row: Variable) -> None:
    """What changes nothing that matters needs no `unset`."""
    assert shell.check({_example(row): HARMLESS.get(row.name, "false")}) == []


@pytest.mark.parametrize(
    "arguments",
    [
        "-destroy",
        "-backend-config=key=x",
        "-state=x",
        "-target=a",
        "-var=a=b",
        "apply",
        "-no-color -destroy",
        "-refresh=false",
    ],
)
@pytest.mark.parametrize("name", ["TF_CLI_ARGS", "TF_CLI_ARGS_plan", "TF_CLI_ARGS_init", "TF_CLI_ARGS_apply"])
def test_arguments_that_change_the_plan_are_refused(name: str, arguments: str) -> None:
    """`-destroy` left in a shell would turn a deploy into a destroy."""
    with pytest.raises(Stopped, match=f"{name} .*unset {name}"):
        shell.check({name: arguments})


def test_one_answer_for_all_services_is_no_mixture() -> None:
    """An embedded AWS may be named twice; a state from it and a pool from AWS may not be."""
    url = "http://127.0.0.1:4566"
    assert f"AWS_ENDPOINT_URL ({url}) answers in place of AWS" in "\n".join(
        shell.check({"AWS_ENDPOINT_URL": url, "AWS_ENDPOINT_URL_S3": url})
    )
    with pytest.raises(Stopped, match="AWS_ENDPOINT_URL_S3"):
        shell.check({"AWS_ENDPOINT_URL_S3": url})


PROFILES = """
[default]
region = eu-west-1

[profile mixed]
services = local
endpoint_url = http://127.0.0.1:4566

[profile whole]
endpoint_url = http://127.0.0.1:4566

[profile ignoring]
services = local
ignore_configured_endpoint_urls = true

[profile awss]
endpoint_url = https://email.eu-west-1.amazonaws.com

[services local]
s3 =
  addressing_style = path
  endpoint_url = http://127.0.0.1:9000
ses =
  endpoint_url = http://127.0.0.1:4566
"""


def test_the_profile_in_use_is_the_one_that_counts(tmp_path: Path) -> None:
    """By either of its variables, from the usual place; what `[DEFAULT]` or a second section of its name say is AWS's affair."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text(f"{PROFILES}\n[DEFAULT]\nendpoint_url = http://127.0.0.1:2\n[default]\n")
    (tmp_path / ".aws/credentials").write_text("[whole]\naws_access_key_id = x\n")
    home = {"HOME": str(tmp_path)}
    for quiet in ({}, {"AWS_PROFILE": "awss", "AWS_DEFAULT_PROFILE": "whole"}):
        assert shell.check(home | quiet) == []
    assert "endpoint_url of AWS profile 'whole'" in "\n".join(shell.check(home | {"AWS_DEFAULT_PROFILE": "whole"}))
    (tmp_path / ".aws/credentials").write_text("[whole]\nendpoint_url = http://127.0.0.1:3\n")
    assert "endpoint_url of AWS profile 'whole' (http://127.0.0.1:3)" in "\n".join(
        shell.check(home | {"AWS_PROFILE": "whole"})
    )


def test_an_endpoint_of_awss_own_for_one_service_passes(tmp_path: Path) -> None:
    """A VPC endpoint or a FIPS one is AWS all the same."""
    named = "[profile own]\nservices = own\n[services own]\ns3 =\n  endpoint_url = https://s3.eu-west-1.amazonaws.com\n"
    (tmp_path / "config").write_text(named)
    assert shell.check({"AWS_CONFIG_FILE": str(tmp_path / "config"), "AWS_PROFILE": "own"}) == []


def test_an_endpoint_of_a_profile_is_treated_like_its_variable(tmp_path: Path) -> None:
    """For one service it is refused, for all it is shown; a variable for all counts more, and AWS's own says nothing."""
    (tmp_path / "config").write_text(PROFILES)
    (tmp_path / "credentials").write_text("[default]\nendpoint_url = http://127.0.0.1:1\n")
    files = {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }
    with pytest.raises(
        Stopped, match=r"endpoint_url of s3 in AWS profile 'mixed' \(http://127\.0\.0\.1:9000\)"
    ) as stopped:
        shell.check(files | {"AWS_PROFILE": "mixed"})
    assert "of ses" not in str(stopped.value)
    assert "endpoint_url of AWS profile 'whole' (http://127.0.0.1:4566) answers in place of AWS" in "\n".join(
        shell.check(files | {"AWS_PROFILE": "whole"})
    )
    assert "endpoint_url of AWS profile 'default' (http://127.0.0.1:1)" in "\n".join(shell.check(files))
    for quiet in (
        {"AWS_PROFILE": "ignoring"},
        {"AWS_PROFILE": "awss"},
        {"AWS_PROFILE": "gone"},
        {"AWS_PROFILE": "mixed", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
    ):
        assert shell.check(files | quiet) == []
    shell.check(files | {"AWS_PROFILE": "mixed", "AWS_ENDPOINT_URL": "http://127.0.0.1:4566"})


def test_a_profile_that_cannot_be_read_was_not_looked_at(tmp_path: Path) -> None:
    """Nobody knows who answers."""
    (tmp_path / "config").write_text("endpoint_url = x\n")
    with pytest.raises(CannotDecide, match="so nobody knows who answers"):
        shell.check({"AWS_CONFIG_FILE": str(tmp_path / "config")})


@pytest.mark.parametrize("content", [b"\xff[default]", None])
def test_a_profile_that_is_no_text_was_not_looked_at(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor one that this user may not read."""
    (tmp_path / "config").write_bytes(content or b"")

    def unreadable(_self: Path, **_options: object) -> str:
        raise PermissionError("denied")

    if content is None:
        monkeypatch.setattr(Path, "read_text", unreadable)
    with pytest.raises(CannotDecide, match="config cannot be read, so nobody knows who answers"):
        shell.check({"AWS_CONFIG_FILE": str(tmp_path / "config")})


@pytest.mark.parametrize(("length", "shown"), [(60, "x" * 60), (61, "x" * 60 + "...")])
def test_a_long_value_is_shown_by_its_beginning(length: int, shown: str) -> None:
    """Sixty characters say which it is."""
    with pytest.raises(Stopped, match=rf"TF_WORKSPACE \({re.escape(shown)}\)"):
        shell.check({"TF_WORKSPACE": "x" * length})


def test_a_password_in_an_address_is_not_shown() -> None:
    """Logs of CI are read by many."""
    with pytest.raises(Stopped) as stopped:
        shell.check({"AWS_ENDPOINT_URL_S3": "https://me:hunter2@proxy.example.com"})
    assert "hunter2" not in str(stopped.value)


def test_every_variable_is_told_at_once() -> None:
    """Not one after the other."""
    with pytest.raises(Stopped) as stopped:
        shell.check({"TF_WORKSPACE": "blue", "TF_DATA_DIR": "/x", "CDKTF_APP": "x"})
    assert re.findall(r"- (\w+) \(", str(stopped.value)) == ["CDKTF_APP", "TF_DATA_DIR", "TF_WORKSPACE"]


def test_a_developer_override_of_a_provider_is_refused(tmp_path: Path) -> None:
    """A provider of somebody's own would run, whatever the lock file says; in a comment it is none."""
    text = 'provider_installation {\n  dev_overrides { "hashicorp/aws" = "/home/me/go/bin" }\n  direct {}\n}\n'
    (tmp_path / "own.rc").write_text(text)
    named = {"TF_CLI_CONFIG_FILE": str(tmp_path / "own.rc")}
    with pytest.raises(Stopped, match=r"own\.rc has dev_overrides"):
        shell.check(named)
    (tmp_path / "own.rc").write_text("# dev_overrides {}\n/* dev_overrides */ plugin_cache_dir = 1 // dev_overrides\n")
    shell.check(named)
    (tmp_path / ".terraformrc").write_text(text)
    with pytest.raises(Stopped, match=r"\.terraformrc has dev_overrides"):
        shell.check({"HOME": str(tmp_path)})
    shell.check({"HOME": str(tmp_path), **named})
    (tmp_path / ".terraform.d").mkdir()
    (tmp_path / ".terraform.d/work.tfrc").write_text(text)
    with pytest.raises(Stopped, match=r"work\.tfrc has dev_overrides"):
        shell.check({"HOME": str(tmp_path), **named})


def test_every_configuration_with_an_override_is_told(tmp_path: Path) -> None:
    """In the order of their names; one in an old encoding is read as well."""
    (tmp_path / ".terraform.d").mkdir()
    names = [f"{letter}.tfrc" for letter in "abcdefghi"]
    for name in reversed(names):
        (tmp_path / ".terraform.d" / name).write_bytes(b"# gr\xfc\xdfe\ndev_overrides {}\n")
    with pytest.raises(Stopped) as stopped:
        shell.check({"HOME": str(tmp_path)})
    assert re.findall(r"\w\.tfrc", str(stopped.value)) == names


def test_a_configuration_that_cannot_be_read_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows what it overrides."""
    (tmp_path / ".terraformrc").touch()

    def unreadable(_self: Path, **_options: object) -> str:
        raise PermissionError("denied")

    monkeypatch.setattr(Path, "read_text", unreadable)
    with pytest.raises(CannotDecide, match="cannot be read: denied"):
        shell.check({"HOME": str(tmp_path)})


@pytest.mark.parametrize("verb", ["init", "plan", "apply", "destroy", "state", "import", ""])
def test_the_gate_looks_before_terraform_runs(verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In front of every command about one of our stacks; nothing was started."""
    stack = _stack(tmp_path)
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("Terraform was started"))
    monkeypatch.setenv("TF_WORKSPACE", "blue")
    with pytest.raises(Stopped, match="TF_WORKSPACE"):
        terraform_gate.run([f"-chdir={stack}", *([verb] if verb else [])])


def test_versions_and_other_stacks_are_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counter-check: what is not ours is Terraform's business, and the version depends on nothing."""

    def started(_program: str, arguments: list[str]) -> None:
        raise InterruptedError(*arguments)

    monkeypatch.setattr(os, "execv", started)
    monkeypatch.setenv("TF_WORKSPACE", "blue")
    for arguments in ([f"-chdir={_stack(tmp_path)}", "version"], [f"-chdir={tmp_path}", "init"]):
        with pytest.raises(InterruptedError):
            terraform_gate.run(arguments)


def test_every_variable_that_the_code_names_is_in_the_table() -> None:
    """A new one is treated on purpose, not by the rows for what nobody knows."""
    files = [
        file
        for source in SOURCES
        for file in ([ROOT / source] if source.endswith(".py") else (ROOT / source).rglob("*.py"))
    ]
    named = {name for file in files for name in OURS.findall(file.read_text(encoding="utf-8"))}
    assert {"POOLPOST_PASS", "TF_CLI_CONFIG_FILE", "CDKTF_OUTDIR", "TERRAFORM_BINARY_NAME"} <= named
    unknown = {name for name in named if (row := row_of(name)) is None or "not known" in row.does}
    assert unknown == set()


def _stack(tmp_path: Path) -> Path:
    stack = tmp_path / "cdktf.out/stacks/local"
    stack.mkdir(parents=True)
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/local.toml").write_text("")
    return stack
