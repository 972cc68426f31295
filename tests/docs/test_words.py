"""Words that engineers neither use nor search for do not come back into messages and docstrings (see CONTRIBUTING.md)."""

import ast
import re
from pathlib import Path

from tests.conftest import ROOT

WORDS = {
    "anew": r"\banew\b",
    "half-made": r"\bhalf-made\b",
    "is there already": r"\b(?:is|are) there already\b",
    "left out:": r"\bleft out:",
    "lets go": r"\blets? (?:it )?go\b",
    "mend": r"\bmend(?:s|ed|ing)?\b",
    "namesake": r"\bnamesakes?\b",
    "nobody": r"\bnobody\b",
    "of one's own": r"\bof one's own\b",
    "somebody": r"\bsomebody\b",
    "stands": r"\bstands?\b(?! for\b)",
    "told": r"\btold\b",
    "whoever": r"\bwhoever\b",
    "Give, Say or Tell at the beginning of a docstring": r"\A(?:Give|Say|Tell)\b",
}
"""Word -> how it is found."""
ALLOWED = Path(__file__).with_name("words_left.txt")
"""`path count`: how many a file still has. A count may only get smaller, and a line may only go."""


def texts(path: Path) -> list[str]:
    """Return the string literals of a module, docstrings included."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [node.value.strip() for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def found(path: Path) -> list[str]:
    """Return the words of the list that a module has, each as often as it does."""
    return [word for text in texts(path) for word, how in WORDS.items() for _ in re.findall(how, text, re.IGNORECASE)]


def allowed() -> dict[str, int]:
    """Return how many words each file may still have."""
    lines = ALLOWED.read_text(encoding="utf-8").splitlines()
    return {path: int(count) for path, count in (line.split() for line in lines)}


def test_no_file_gets_more_of_these_words() -> None:
    """A file without a line here has none."""
    left = allowed()
    files = [path for root in ("poolpost", "stacks") for path in (ROOT / root).rglob("*.py")]
    words = {path.relative_to(ROOT).as_posix(): found(path) for path in files}
    assert {path: each for path, each in words.items() if len(each) > left.get(path, 0)} == {}


def test_every_line_is_about_a_file() -> None:
    """A line of a file that is gone would allow its words to another of that name."""
    assert [path for path in allowed() if not (ROOT / path).is_file()] == []


def test_a_word_of_the_list_is_found(tmp_path: Path) -> None:
    """Counter-check: in docstrings and messages, in any case, and only as a word."""
    module = tmp_path / "module.py"
    module.write_text(
        '"""Give it, and mend it."""\nX = f"{1}: Somebody was told"\nY = "understands; stands for; commend"\n'
    )
    assert sorted(found(module)) == [
        "Give, Say or Tell at the beginning of a docstring",
        "mend",
        "somebody",
        "told",
    ]
