"""The shell cannot turn a deploy around: arguments, endpoints and provider overrides are told, and stop."""

import re
from pathlib import Path

import pytest

from poolpost.errors import CannotDecide, Stopped
from poolpost.gate import shell

pytestmark = pytest.mark.usefixtures("no_aws_configuration")


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
