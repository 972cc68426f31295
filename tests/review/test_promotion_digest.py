"""What is promotable, what is meant to differ, and the digest that tells them apart."""

import ast
import shutil
from pathlib import Path

import pytest

from poolpost.errors import CannotDecide
from poolpost.review import promotion_digest as digests
from poolpost.review.promotion_digest import WRITER, look, settings_digest, writer_digest
from poolpost.settings import load
from tests.conftest import ROOT, MakeSettings
from tests.scenes.project import Project


def test_a_default_that_is_written_down_is_no_difference(settings: MakeSettings) -> None:
    """What counts is what holds, not whether somebody wrote it."""
    assert settings_digest(settings(("user_pool.sending", "DEVELOPER"))) == settings_digest(settings())


@pytest.mark.slow
def test_a_text_in_a_file_counts(plain_project: Project) -> None:
    """Another body of the mail is another setting, though the file's name stays."""
    before = look(load("staging")).digest
    assert look(load("staging")).digest == before
    assert look(load("production")).digest == before
    body = plain_project.directory / "environments/messages/code.html"
    body.write_text(body.read_text() + "<p>More</p>")
    after = look(load("staging")).digest
    assert after.settings != before.settings
    assert after.terraform != before.terraform


def test_a_stack_that_cannot_be_synthesized_is_no_digest(plain_project: Project) -> None:
    """Exit code 3, with the reason."""
    settings = load("staging")
    plain_project.file("staging").unlink()
    with pytest.raises(CannotDecide, match="no environment 'staging'"):
        digests.look(settings)


def test_the_code_that_writes_to_the_pool_counts(tmp_path: Path) -> None:
    """A change in any of its files is another digest, wherever the package is."""
    package = tmp_path / "poolpost"
    shutil.copytree(ROOT / "poolpost", package)
    assert writer_digest(package) == writer_digest()
    for name in ("pool/write.py", "aws/account.py", "pool/readiness.py"):
        before = writer_digest(package)
        (package / name).write_text((package / name).read_text() + "# more\n")
        assert writer_digest(package) != before
    before = writer_digest(package)
    (package / "cli/terminal.py").write_text("")
    assert writer_digest(package) == before


def test_nothing_that_decides_about_a_write_is_left_out() -> None:
    """What the write imports is counted, is the settings' own code, whose results are in the Terraform, or only words."""
    counted = {path for each in WRITER for path in (ROOT / "poolpost").glob(each)}
    settings = _imported("poolpost.settings")
    words = {ROOT / "poolpost" / name for name in ("__init__.py", "errors.py", "findings.py")}
    assert _imported("poolpost.pool.apply") - settings - words <= counted


def _imported(module: str) -> set[Path]:
    """Return the files of poolpost that a module imports, itself and what these import included."""
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        base = ROOT / waiting.pop().replace(".", "/")
        path = next((each for each in (base.with_suffix(".py"), base / "__init__.py") if each.is_file()), None)
        if path is None or path in found:
            continue
        found.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("poolpost"):
                waiting += [str(node.module), *(f"{node.module}.{each.name}" for each in node.names)]
    return found
