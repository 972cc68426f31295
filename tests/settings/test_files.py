"""Reading environment files: every mistake at once, each with file, key, value and what is allowed."""

from pathlib import Path

import pytest

from poolpost.errors import Stopped, UsageError
from poolpost.settings import EnvironmentFileError, load, load_all, names
from poolpost.settings.files import some_names
from tests.conftest import ROOT, MakeSettings


def test_an_unknown_environment_lists_those_that_exist(tmp_path: Path) -> None:
    """Exit code 2, and the names to choose from."""
    (tmp_path / "staging.toml").write_text("")
    with pytest.raises(UsageError, match=r"no environment 'stagin'.*existing: staging"):
        load("stagin", tmp_path)


@pytest.mark.parametrize(
    ("state", "said"), [(True, "terraform.gone.tfstate still exists: "), (False, "if its file was deleted: ")]
)
def test_a_deleted_environment_says_who_knows_what_is_left(
    state: bool, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its resources are still paid for and send mail; plan, gate and retire only ever see that there is no file."""
    monkeypatch.chdir(tmp_path)
    if state:
        Path("terraform.gone.tfstate").write_text("{}")
    with pytest.raises(UsageError, match=f"{said}'poolpost check' shows what is left of it and what to do$"):
        load("gone", tmp_path)


def test_a_file_that_is_not_toml_says_where(tmp_path: Path) -> None:
    """Line and column come from the parser, and the line is shown."""
    (tmp_path / "x.toml").write_text("[aws]\nregion == 1\n")
    with pytest.raises(EnvironmentFileError, match=r"x\.toml: not TOML: .*line 2, column 9\): region == 1$"):
        load("x", tmp_path)
    (tmp_path / "x.toml").write_text("[aws")
    with pytest.raises(EnvironmentFileError, match=r"at end of document\)$"):
        load("x", tmp_path)


def test_a_path_names_an_environment_of_this_project_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As shells complete it; the file of another project is not taken for ours of the same name."""
    monkeypatch.chdir(ROOT)
    assert load("environments/staging.toml") == load("./environments/staging.toml") == load("staging")
    with pytest.raises(UsageError, match=r"other/staging\.toml is not in .*/environments; run this in the project"):
        load(str(tmp_path / "other/staging.toml"))


def test_from_a_directory_below_it_says_where_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both for all environments and for one."""
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/staging.toml").write_text("")
    (tmp_path / "docs/pictures").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "docs/pictures")
    for look in (some_names, lambda: load("staging")):
        with pytest.raises(UsageError, match=f"run this in {tmp_path}(;|$)"):
            look()


@pytest.mark.parametrize("name", ["Staging", "my_env", "1st"])
def test_a_name_that_cannot_name_a_stack_is_refused(name: str, tmp_path: Path) -> None:
    """The file's name becomes a Terraform path and a stack's name."""
    (tmp_path / f"{name}.toml").write_text("")
    with pytest.raises(EnvironmentFileError, match="cannot name a stack"):
        load(name, tmp_path)


def test_all_files_are_judged_before_anything_stops(tmp_path: Path) -> None:
    """Synthesis reads every file: the mistakes of all come together."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text("[aws]\n")
    with pytest.raises(Stopped) as caught:
        load_all(tmp_path)
    assert {line.split(":")[0].rpartition("/")[2] for line in str(caught.value).splitlines()} == {"a.toml", "b.toml"}


def test_no_environment_at_all_is_told(tmp_path: Path) -> None:
    """An empty directory is a mistake of the user's, not an empty success."""
    with pytest.raises(UsageError, match="no environment"):
        load_all(tmp_path)


def test_shipped_environments_are_sound() -> None:
    """The four examples are valid, and named as the README says."""
    directory = ROOT / "environments"
    assert names(directory) == ["dev", "local", "production", "staging"]
    assert [settings.name for settings in load_all(directory)] == names(directory)


def test_settings_cannot_change_after_loading(settings: MakeSettings) -> None:
    """What was reviewed is what is used."""
    made = settings()
    with pytest.raises(ValueError, match="frozen"):
        made.aws.region = "us-east-1"
