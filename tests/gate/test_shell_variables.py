"""Each row of the table of variables does what it says, and none is missing."""

import re
from pathlib import Path

import pytest

from poolpost.errors import Stopped
from poolpost.gate import shell
from poolpost.gate.shell_variables import VARIABLES, Variable, row_of
from tests.conftest import ROOT

pytestmark = pytest.mark.usefixtures("no_aws_configuration")

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
