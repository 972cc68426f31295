"""Text of others in Markdown is text, and code is the very value."""

import html
import re

import pytest
from markdown_it import MarkdownIt

from poolpost.standards.markdown import code, fenced, table, text


@pytest.mark.parametrize("begin", ["# a", "> a", "- a", "+ a", "1. a", "12) a", "= a"])
def test_a_text_begins_no_block(begin: str) -> None:
    """In an item of a list a heading or another list would begin."""
    rendered = MarkdownIt("commonmark").render(f"- {text(begin)}")
    assert rendered == f"<ul>\n<li>{begin.replace('>', '&gt;')}</li>\n</ul>\n"


@pytest.mark.parametrize("value", ["a|b", r"a\|b", "a`b", "``", "|", "\\", "<b>", "&amp;", " a ", "v=DMARC1; p=none"])
def test_code_is_exactly_the_value_in_one_cell(value: str) -> None:
    """What is copied from a table into a DNS console is what was meant, whatever signs it has."""
    lines = table(("a", "b"), [(code(value), "x")])
    rendered = MarkdownIt("commonmark").enable("table").render("\n".join(lines))
    cells = re.findall("<td>(.*?)</td>", rendered)
    assert [html.unescape(re.sub("</?code>", "", each)) for each in cells] == [value, "x"]


def test_nothing_ends_a_block_of_output() -> None:
    """What a command printed may hold fences."""
    block = fenced("a\n```\n### All is well\n````\nb")
    assert block.splitlines()[0] == block.splitlines()[-1] == "`````"
