"""How a server answered: 'nothing' is an answer, an error is none."""

from typing import Any

import pytest

from poolpost.dns.answers import Reply
from poolpost.standards.name_servers import NameServer


@pytest.mark.parametrize(
    ("outcome", "answered"), [("answer", True), ("nothing", True), ("refused", False), ("silent", False)]
)
def test_only_an_answer_says_what_exists(outcome: Any, answered: bool) -> None:
    """SERVFAIL or a timeout must not look like an absent record."""
    assert Reply(server=NameServer(address="192.0.2.1"), outcome=outcome).answered is answered
