"""What the tests of the doctor and of `poolpost why` share: an environment in which mail arrives."""

from collections.abc import Iterator

import pytest

from poolpost.emulator.client import EmbeddedAws
from tests.scenes.dns_world import Named
from tests.scenes.place import WORLD, Client, Place, build, clients


@pytest.fixture(scope="session")
def make_client(running_aws: EmbeddedAws) -> Client:
    """Make clients once."""
    return clients(running_aws.url)


@pytest.fixture(scope="session")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Named]:
    """Run a name server that knows com and what is below."""
    server = Named(tmp_path_factory.mktemp("dns"), 'zone "com" { type primary; file "com"; check-integrity no; };')
    server.write("com", WORLD)
    server.start()
    try:
        server.settle("com")
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def built() -> list[EmbeddedAws]:
    """Hold the embedded AWS while it is as `build` left it."""
    return []


@pytest.fixture
def place(
    aws: EmbeddedAws, names: Named, make_client: Client, built: list[EmbeddedAws], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    """Deploy an environment in which mail arrives; the next test has the same one if this one does not touch it."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("poolpost.dns.query.PATIENCE", 0.5)
    made = Place(aws, names, make_client)
    if not built:
        build(made)
        built.append(aws)
    made.touched = False
    yield made
    aws.clear_faults()
    if made.touched:
        built.clear()
