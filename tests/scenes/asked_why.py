"""`poolpost why`, asked about an environment in which mail arrives."""

import json
from typing import Any

import pytest

from poolpost.cli import why as commands
from tests.scenes.place import Place


@pytest.fixture
def asked(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Let the command load this place's environment, and ask its name server."""
    monkeypatch.setattr(commands, "load", lambda _name: place.settings)
    monkeypatch.setattr(commands, "view", lambda _settings, _nameserver: place.view())
    monkeypatch.setattr(commands, "Aws", place.reader)
    place.publish()
    return place


def why(*, to: str | None = None, error: str = "", json: bool = False) -> int:
    """Do what `poolpost why local` does."""
    return commands.run_why("local", to=to, error=error, nameserver=None, json=json)


def reasons(capsys: pytest.CaptureFixture[str], **options: Any) -> list[dict[str, Any]]:
    """Return the reasons, the most likely one first."""
    why(json=True, **options)
    return json.loads(capsys.readouterr().out)["reasons"]
