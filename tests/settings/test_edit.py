"""Editing an environment file in place, and writing it."""

import tomllib
from contextlib import suppress

import pytest

from poolpost.errors import Stopped
from poolpost.settings.edit import GONE, edited

TEXT = """#:schema x
# Staging

[aws]
account_id = "1" # the account

[alarms] # tell the topic
bounce_rate = 0.05 # 5 %
[user_pool]
from = "A <a@example.com>" # the sender
"""


def test_only_the_named_keys_change() -> None:
    """Comments, order and spacing stay; what a comment stands beside keeps it."""
    made = edited(TEXT, {"user_pool.from": "B <b@example.com>", "alarms.bounce_rate": 0.02})
    assert made == TEXT.replace("A <a@", "B <b@").replace("0.05 #", "0.02 #")


def test_no_edit_is_no_change() -> None:
    """To the last byte."""
    assert edited(TEXT, {}) == TEXT


def test_new_tables_stand_apart() -> None:
    """An empty line is before and after a table that is new; objects in a list stay on a line."""
    people = [{"protocol": "email", "endpoint": f"team-{number}@example.com"} for number in range(3)]
    made = edited(TEXT, {"events.sns": {}, "events.sns.topic_name": "t", "events.sns.subscribers": people, "x": {}})
    assert "\n\n[events.sns]\n" in made
    assert '    {protocol = "email", endpoint = "team-0@example.com"},\n' in made
    assert tomllib.loads(made)["events"]["sns"]["subscribers"] == people
    assert "0.05 # 5 %\n[user_pool]" in made


def test_keys_and_tables_go() -> None:
    """What is not there anyway stays away."""
    made = edited(TEXT, {"alarms": GONE, "aws.account_id": GONE, "events.sns": GONE, "aws.no": GONE, "no.key": GONE})
    assert tomllib.loads(made) == {"aws": {}, "user_pool": {"from": "A <a@example.com>"}}


def test_a_top_level_key_goes_before_the_tables() -> None:
    """Behind a table's head it would be a key of that table."""
    assert tomllib.loads(edited(TEXT, {"promotes_from": "dev"}))["promotes_from"] == "dev"


def test_line_ends_stay() -> None:
    """A file from Windows stays one."""
    text = TEXT.replace("\n", "\r\n")
    made = edited(text, {"alarms.bounce_rate": 0.02})
    assert made == text.replace("0.05", "0.02")


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ('aws = { account_id = "1" }\n', {"aws.more": {}, "aws.more.key": 1}),
        ('a = """\n[aws]\n"""\n[aws]\nb = 1\n', {"aws": GONE}),
        ("[[a.b]]\nc = 1\n[d]\n", {"a.b": [{"c": 2}, {"c": 3}]}),
    ],
    ids=["inline table", "head in a text", "array of tables"],
)
def test_an_odd_file_is_edited_rightly_or_not_at_all(text: str, edits: dict[str, object]) -> None:
    """Never a file that means something else than was shown."""
    made = ""
    with suppress(Stopped):
        made = edited(text, edits)
    if made:
        assert tomllib.loads(made) != tomllib.loads(text)


def test_comments_stay_with_their_tables() -> None:
    """A comment above a table goes and stays with that table, not with the one before."""
    text = "# a\n[a.x]\nk = 1 # k\n\n# b\n# more\n[b]\nk = 2\n\n# c\n[c]\n"
    assert edited(text, {"b": GONE}) == text.replace("# b\n# more\n[b]\nk = 2\n\n", "")
    assert edited(text, {"a": GONE}) == text.replace("# a\n[a.x]\nk = 1 # k\n\n", "")
    assert edited(text, {"c": GONE}) == text.replace("\n# c\n[c]\n", "")
    assert edited(text, {"a.y": {}, "a.y.k": 3}) == text.replace("# k\n\n", "# k\n\n[a.y]\nk = 3\n\n")
    assert edited(text.rstrip(), {"d": {}, "d.k": 3}) == text + "\n[d]\nk = 3\n"
