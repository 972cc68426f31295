"""What a stack was made from: the same wherever it is made, another when settings or code are."""

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

from poolpost.errors import CannotDecide
from poolpost.settings import load
from poolpost.settings import origin as origins
from poolpost.settings.origin import code_digest, origin_of, stacks_here
from poolpost.standards.terraform_plan import VARIABLE, planned_origin
from stacks.app import synthesize
from tests.conftest import ROOT, MakeSettings

ANY = {"settings": "s", "code": "c", "poolpost": "0"}


def test_a_stack_carries_its_origin(settings: MakeSettings, tmp_path: Path) -> None:
    """As the default of a variable that nothing uses; without the code's digest there is none."""
    made = settings()
    synthesize([made], tmp_path, code="c")
    stack = json.loads((tmp_path / "stacks/local/cdk.tf.json").read_text())
    assert stack["variable"][VARIABLE]["default"] == dataclasses.asdict(origin_of(made, "c"))
    assert f"var.{VARIABLE}" not in json.dumps(stack)
    synthesize([made], tmp_path)
    assert VARIABLE not in (tmp_path / "stacks/local/cdk.tf.json").read_text()


def test_an_origin_is_read_from_where_terraform_writes_it() -> None:
    """The default is in the configuration, the value in `variables`; anything else is none."""
    declared = {"configuration": {"root_module": {"variables": {VARIABLE: {"default": ANY}}}}}
    assert planned_origin(declared | {"variables": {VARIABLE: {"value": 1}}}) == (ANY, 1)
    assert planned_origin(declared) == (ANY, None)
    assert planned_origin({}) == (None, None)


def test_what_a_file_means_counts_and_how_it_is_written_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment stops nothing; a setting, and a text that the file names, do."""
    shutil.copytree(ROOT / "environments", tmp_path / "environments")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "environments/production.toml"
    before = _settings("production")
    file.write_text("# a comment\r\n" + file.read_text())
    assert _settings("production") == before
    file.write_text(file.read_text().replace("bounce_rate = 0.05", "bounce_rate = 0.02"))
    assert _settings("production") != before
    before = _settings("production")
    body = tmp_path / "environments/messages/code.html"
    body.write_text(body.read_text() + "<p>More</p>")
    assert _settings("production") != before


def test_two_environments_with_the_same_settings_differ(settings: MakeSettings) -> None:
    """The plan of one is no plan of the other."""
    assert origin_of(settings(), "c").settings != origin_of(settings(name="other"), "c").settings


@pytest.mark.parametrize("changed", ["stacks/a.py", "stacks/data.json", "main.py", "cdktf.json"])
def test_code_counts_wherever_it_is_and_however_lines_end(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two checkouts of one commit agree; a changed, a new and a renamed file do not."""
    monkeypatch.setattr(origins, "PACKAGE", tmp_path / "one/stacks")
    one, two = (_project(tmp_path / name) for name in ("one", "two"))
    assert code_digest(one / "stacks", one) == code_digest(two / "stacks", two)
    file = two / changed
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    (two / "stacks/__pycache__").mkdir()
    (two / "stacks/__pycache__/a.pyc").write_bytes(b"x")
    assert code_digest(one / "stacks", one) == code_digest(two / "stacks", two)
    file.write_bytes(b"other\n")
    assert code_digest(one / "stacks", one) != code_digest(two / "stacks", two)


def _project(directory: Path) -> Path:
    (directory / "stacks").mkdir(parents=True)
    for name in ("stacks/a.py", "stacks/data.json", "main.py", "cdktf.json"):
        (directory / name).write_bytes(b"x\n")
    return directory


def test_code_that_cannot_be_read_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 3."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stacks/gone.py").parent.mkdir()
    (tmp_path / "stacks/gone.py").symlink_to("nowhere")
    with pytest.raises(CannotDecide, match="the origin of the plan is unknown"):
        code_digest(stacks_here())


def test_stacks_are_the_projects_own_or_the_installed_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cdktf would run here; with neither nobody can tell."""
    monkeypatch.chdir(tmp_path)
    assert stacks_here() == ROOT / "stacks"
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(CannotDecide, match="run this in the project"):
        stacks_here()
    (tmp_path / "stacks").mkdir()
    assert stacks_here() == Path("stacks")


def _settings(name: str) -> str:
    return origin_of(load(name), "c").settings
