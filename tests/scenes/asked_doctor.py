"""`poolpost doctor`, asked about an environment in which mail arrives."""

import pytest

from poolpost.cli import doctor as commands
from tests.scenes.place import Place


@pytest.fixture
def doctor(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Let the command load this place's environment, and ask its name server."""
    monkeypatch.setattr(commands, "load", lambda _name: place.settings)
    monkeypatch.setattr(commands, "view", lambda _settings, _nameserver: place.view())
    monkeypatch.setattr(commands, "Aws", place.reader)
    monkeypatch.setattr(commands, "WATCH_SECONDS", 0.01)
    place.publish()
    return place


def look(*, format_: str = "text", watch: bool = False) -> int:
    """Do what `poolpost doctor local` does."""
    return commands.run_doctor("local", format_=format_, watch=watch, nameserver=None)
