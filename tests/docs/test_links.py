"""Every link and every anchor in the documentation leads somewhere."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "environments/**/*.md", ".github/**/*.md")
    for path in ROOT.glob(pattern)
)


def prose(text: str) -> str:
    """Return a page without its fenced code, where brackets are no links."""
    return re.sub(r"^( *)```.*?^\1```", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives a page's headings; a second heading of the same text gets '-1'."""
    found: dict[str, int] = {}
    result: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE):
        shown = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", shown.lower()).strip().replace(" ", "-")
        result.add(f"{slug}-{found[slug]}" if slug in found else slug)
        found[slug] = found.get(slug, 0) + 1
    return result


def broken(page: Path) -> list[str]:
    """Return the links of a page that lead to no file of the repository, or to no heading of it."""
    links = re.findall(r"\]\((?!https?://|mailto:)([^)\s]+)\)", prose(page.read_text(encoding="utf-8")))
    result: list[str] = []
    for link in links:
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            result.append(link)
    return result


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    """Relative links are files of the repository, anchors are headings of theirs."""
    assert broken(page) == []


def test_a_dead_link_and_a_dead_anchor_are_found(tmp_path: Path) -> None:
    """Counter-check: a missing file, a missing heading, and a second heading of one name are told apart."""
    page = tmp_path / "page.md"
    page.write_text(
        "# A `b`: c\n## Twice\n## Twice\n[1](#a-b-c) [2](#twice-1) [3](#twice-2) [4](gone.md) [5](page.md#gone)\n"
        "```sh\n[6](code.md)\n```\n"
    )
    assert broken(page) == ["#twice-2", "gone.md", "page.md#gone"]


FILES = [file for root in ("poolpost", "stacks", "scripts", "tests") for file in sorted((ROOT / root).rglob("*.py"))]
NAMED = re.compile(r"(?:`|\b(?=(?:poolpost|stacks|scripts|tests)/))([a-z_0-9/]+\.py)\b")


def test_every_module_that_the_code_names_exists() -> None:
    """A comment or docstring that sends a reader to `a/b.py` names a file of today; tests name files that they create."""
    known = [f"/{file.relative_to(ROOT).as_posix()}" for file in FILES]
    code = [file for file in FILES if not file.is_relative_to(ROOT / "tests")]
    named = {(file.name, name) for file in code for name in NAMED.findall(file.read_text(encoding="utf-8"))}
    assert len(named) > 20
    assert {(file, name) for file, name in named if not any(each.endswith(f"/{name}") for each in known)} == set()
