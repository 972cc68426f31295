"""The HTML pages."""

from poolpost.cli.pages import _templates
from tests.scenes.hostile import ESCAPED, HOSTILE


def test_a_page_shows_hidden_characters() -> None:
    """HTML escapes its own signs only."""
    shown_page = _templates().from_string("<p>{{ text }}</p>").render(text=f"<b>{HOSTILE}")
    assert shown_page == f"<p>&lt;b&gt;{ESCAPED}</p>"
