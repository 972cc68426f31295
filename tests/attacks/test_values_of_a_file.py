"""What a file says stays data: no text of any field reaches Terraform as an expression."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest

from poolpost.cli.check import check_environments
from poolpost.settings import EnvironmentFileError, Settings, load, validated
from tests.conftest import ROOT
from tests.scenes.complete_environments import (
    ENVIRONMENTS,
    OWNER,
    path_in_schema,
    schema_paths,
    texts,
    write_files,
)
from tests.scenes.synthesis import Synthesize, synthesize

__all__ = ["synthesize"]  # a fixture of the stacks' tests

Path_ = tuple[str | int, ...]
HOSTILE = (
    "${path.cwd}",
    "%{ if true }x%{ endif }",
    "${path.cwd}@b.example.com",
    "a${path.cwd}%{ for x in [1] }@b.example.com",
)
UNESCAPED = re.compile(r"(?<!\$)\$\{path\.cwd|(?<!%)%\{ (if|for|endif)")
FIELDS = [(name, path) for name, data in ENVIRONMENTS.items() for path, _ in texts(data)]


def hostile(file: Path, environment: str, path: Path_, value: str) -> Settings | None:
    """Return the environment with one text replaced; None where `check` refuses it."""
    data: Any = copy.deepcopy(ENVIRONMENTS[environment])
    *way, last = path
    holder = data
    for part in way:
        holder = holder[part]
    holder[last] = value
    try:
        return validated(file, data)
    except EnvironmentFileError:
        return None


def _value(environment: str, path: Path_) -> str:
    return next(value for each, value in texts(ENVIRONMENTS[environment]) if each == path)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_environments_are_sound(name: str, tmp_path: Path) -> None:
    """A walk over an environment that is refused anyway would find nothing."""
    assert validated(write_files(tmp_path), copy.deepcopy(ENVIRONMENTS[name])).name == "local"


def test_every_text_of_the_schema_is_set() -> None:
    """A field added later is walked too, or this test names it."""
    known = schema_paths()
    walked = {path_in_schema(path, known) for _, path in FIELDS}
    assert known - walked == set()


@pytest.mark.parametrize("character", ["\x1b", "\x00", "\u202e", "\u2028", "\ufeff", "\u200b", "\U000e0041", "\x9b"])
def test_no_text_of_a_file_hides_a_character(character: str, tmp_path: Path) -> None:
    """What a reviewer approves is what they see; a joiner inside an emoji or a Persian word is seen."""
    file = write_files(tmp_path / "environments")
    passed = [
        path
        for environment, path in FIELDS
        if isinstance(path[-1], str) and hostile(file, environment, path, f"{_value(environment, path)}{character}")
    ]
    assert passed == []


def test_a_joined_emoji_is_no_hidden_character(tmp_path: Path) -> None:
    """Names are people's own."""
    sender = "Grüße 👩‍💻 <no-reply@mail.example.com>"
    assert hostile(write_files(tmp_path / "environments"), "route53", ("user_pool", "from"), sender) is not None


@pytest.mark.parametrize("value", ["a\nb", "a\x1bb", "ü", "", "x" * 4001])
def test_a_txt_value_is_what_dns_takes_unescaped(value: str, tmp_path: Path) -> None:
    """A line break in it would end its line of the zone file, and fail everybody's synthesis."""
    file = write_files(tmp_path / "environments")
    assert hostile(file, "route53", ("dns", "apex_spf", "other_txt", 0), "x" * 4000) is not None
    assert hostile(file, "route53", ("dns", "apex_spf", "other_txt", 0), value) is None


@pytest.mark.parametrize("value", HOSTILE)
def test_no_text_of_a_file_becomes_an_expression(synthesize: Synthesize, value: str, tmp_path: Path) -> None:
    """An expression would be evaluated in plan, and could print what the environment's variables hold."""
    file = write_files(tmp_path / "environments")
    found: list[str] = []
    for environment, path in FIELDS:
        settings = hostile(file, environment, path, value)
        if settings is None:
            continue
        synthesize(settings)
        text = (tmp_path / "stacks/local/cdk.tf.json").read_text(encoding="utf-8")
        if UNESCAPED.search(text):
            found.append(f"{environment}: {path}")
    assert found == []


@pytest.mark.parametrize("name", ["staging.toml", "messages/code.html", "templates/welcome.html"])
def test_a_link_of_a_pull_request_shows_nothing_of_what_it_leads_to(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """CI runs `poolpost check` on files that colleagues commit, on a machine with credentials."""
    (tmp_path / "secret").write_text("aws_secret_access_key = hidden\n")
    file = write_files(tmp_path / "project/environments")
    (file.parent / f"{OWNER}.toml").unlink()  # the same pool as below
    text = (ROOT / "environments/local.toml").read_text(encoding="utf-8")
    text += '[messages.verification]\nemail_message_file = "messages/code.html"\n'
    text += f'[verification_templates.welcome]\nfrom = "a@mail.example.com"\nsubject = "s"\n{URLS}'
    (file.parent / "staging.toml").write_text(text)
    (file.parent / "templates/welcome.html").write_text("<p>hello</p>")
    monkeypatch.chdir(file.parent.parent)
    assert check(capsys) == (0, True)
    (file.parent / name).unlink()
    (file.parent / name).symlink_to(tmp_path / "secret")
    assert check(capsys) == (1, True)


URLS = """content_file = "templates/welcome.html"
success_url = "https://example.com/y"
failure_url = "https://example.com/n"
"""


def check(capsys: pytest.CaptureFixture[str]) -> tuple[int, bool]:
    """Run `poolpost check`; return its exit code, and whether it shows nothing of the secret."""
    code = check_environments([], json=False)
    said = capsys.readouterr()
    return code, "hidden" not in said.out + said.err


@pytest.mark.parametrize("text", ["a" + ".a" * 5000 + " = 1", "x = " + "9" * 5000, "x = " + "[" * 3000 + "]" * 3000])
def test_toml_that_nobody_meant_is_a_mistake_of_its_file(text: str, tmp_path: Path) -> None:
    """Deep keys, deep lists and endless numbers: tomllib, or what walks its result, would crash."""
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/local.toml").write_text(text, encoding="utf-8")
    with pytest.raises(EnvironmentFileError, match="not TOML"):
        load("local", tmp_path / "environments")
