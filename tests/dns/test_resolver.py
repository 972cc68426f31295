"""A resolver that does not answer, or hides the world, is no answer."""

from pathlib import Path

import pytest

from poolpost.dns.dmarc_discovery import (
    policy,
)
from poolpost.dns.resolver import Lookup, lookup
from poolpost.dns.spf_evaluation import evaluate
from poolpost.dns.view import View
from poolpost.dns.zone_walk import Start
from poolpost.errors import CannotDecide
from poolpost.standards.name_servers import NameServer
from tests.scenes.dns_world import EMPTY_ROOT, Named, free_port


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> Lookup:
    """Return a resolver that does not answer."""
    monkeypatch.setattr("poolpost.dns.query.PATIENCE", 0.05)
    return lookup(View(start=Start(resolvers=[NameServer(address="127.0.0.1", port=free_port())])))


def test_nobody_answering_is_cannot_decide(nobody: Lookup) -> None:
    """Never "no record"."""
    with pytest.raises(CannotDecide, match=r"TXT example\.com could not be looked up"):
        evaluate("example.com", nobody)
    with pytest.raises(CannotDecide, match=r"_dmarc\.example\.com"):
        policy("example.com", nobody)


def test_a_network_that_hides_the_world_is_cannot_decide(tmp_path: Path) -> None:
    """'Nothing' from a resolver without the top-level domain proves nothing; asked by name, it is what it says."""
    server = Named(tmp_path / "dns", 'zone "." { type primary; file "root"; check-integrity no; };')
    server.directory.mkdir()
    server.write("", EMPTY_ROOT)
    server.start()
    try:
        server.settle("")
        hiding = Start(resolvers=[NameServer(address="127.0.0.1", port=server.port)])
        with pytest.raises(CannotDecide, match="knows no name servers of the top-level domain"):
            policy("example.com", lookup(View(start=hiding)))
        assert policy("example.com", lookup(View(start=hiding, authoritative=False))) is None
    finally:
        server.stop()
