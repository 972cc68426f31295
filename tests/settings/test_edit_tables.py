"""Whole tables of a TOML text come and go with their comments."""

import tomllib

from poolpost.settings.edit_tables import with_table, without_table

TEXT = """# The account.
[aws]
region = "eu-west-1"

# Alarms, of the whole account.
# Two lines.
[alarms]
bounce_rate = 0.05

# Events.
[events.sns]
topic_name = "t"

[user_pool]
"""


def test_a_table_goes_with_the_comment_above_it() -> None:
    """A TOML library counts that comment to the table before."""
    made = without_table(TEXT, "alarms")
    assert made == TEXT.replace("# Alarms, of the whole account.\n# Two lines.\n[alarms]\nbounce_rate = 0.05\n\n", "")


def test_all_tables_below_go_along() -> None:
    """And no other that only begins alike."""
    text = f"{TEXT}\n[events_of_others]\na = 1\n"
    assert tomllib.loads(without_table(text, "events")).keys() == {"aws", "alarms", "user_pool", "events_of_others"}
    assert without_table(text, "dns") == text


def test_a_new_table_comes_after_its_family() -> None:
    """At the end where it has none; lines end as the others do."""
    made = with_table(TEXT, "events.eventbridge", ["enabled = true"])
    assert list(tomllib.loads(made)["events"]) == ["sns", "eventbridge"]
    assert made.index("[events.eventbridge]") < made.index("[user_pool]")
    windows = with_table(TEXT.replace("\n", "\r\n"), "dns", ["ttl = 300"])
    assert windows.endswith("[user_pool]\r\n\r\n[dns]\r\nttl = 300\r\n")
