"""The ids of docs/rules.md are public: pipelines, POOLPOST_PASS and `--accept` name them, and JSON output holds them."""

import re

from scripts.rules_page import page
from tests.conftest import ROOT

KNOWN = ROOT / "tests/docs/rule_ids.txt"
"""Every id that was ever released, under the heading of its table. Add new ones; take none out."""
_LINE = re.compile(r"^(## .*)|^\| `([a-z0-9-]+)` ", re.MULTILINE)


def test_no_id_disappears_or_is_renamed() -> None:
    """Each known id is still there, in its table, and each new one is added to the list on purpose."""
    found = [heading or id_ for heading, id_ in _LINE.findall(page())]

    assert found == KNOWN.read_text(encoding="utf-8").splitlines()
