"""Our own export in real DNS servers, for the tests to break."""

from collections.abc import Iterator

import pytest

from poolpost.dns.check import check
from poolpost.dns.formats import to_bind
from poolpost.dns.records import records
from poolpost.dns.verdict import Checked
from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.scenes.dns_world import World

TOKENS = ("aaa", "bbb", "ccc")


@pytest.fixture(scope="module")
def internet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return a small Internet."""
    made = World(tmp_path_factory.mktemp("dns"))
    yield made
    made.stop()


@pytest.fixture
def environment(settings: MakeSettings) -> Settings:
    """Return an environment."""
    return settings()


def export(settings: Settings) -> str:
    """Return our own export, as a provider imports it."""
    return to_bind(settings, records(settings, TOKENS))


def broken(zone: str, old: str, new: str) -> str:
    """Put a mistake into an export."""
    assert old in zone
    return zone.replace(old, new)


def looked(internet: World, settings: Settings, *, lagging: bool = False) -> dict[str, Checked]:
    """Look every record up, by record id."""
    asked = check(settings, records(settings, TOKENS), internet.view(lagging=lagging))
    return {one.record.id: one for one in asked}


def rules(checked: Checked) -> list[str]:
    """Return the names of what was recognised."""
    return [diagnosis.rule for diagnosis in checked.diagnoses]
