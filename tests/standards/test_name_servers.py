"""Name servers as people write them."""

import pytest

from poolpost.standards.name_servers import parse_name_server
from tests.conftest import MakeProblems, MakeSettings


@pytest.mark.parametrize(
    ("text", "address", "port", "shown"),
    [
        ("1.1.1.1", "1.1.1.1", 53, "1.1.1.1"),
        ("127.0.0.1:5353", "127.0.0.1", 5353, "127.0.0.1:5353"),
        ("2001:DB8::1", "2001:db8::1", 53, "2001:db8::1"),
        ("[2001:db8::1]:5353", "2001:db8::1", 5353, "[2001:db8::1]:5353"),
        ("[2001:db8::1]", "2001:db8::1", 53, "2001:db8::1"),
    ],
)
def test_an_address_with_or_without_a_port(text: str, address: str, port: int, shown: str) -> None:
    """IPv4 and IPv6; what is shown reads back."""
    server = parse_name_server(text)
    assert (server.address, server.port, str(server)) == (address, port, shown)
    assert parse_name_server(shown) == server


@pytest.mark.parametrize("text", ["", "dns.google", "1.1.1.1:0x35", "1.1.1.1:0", "1.1.1.1:65536"])
def test_anything_else_says_what_is_allowed(text: str) -> None:
    """A host name would need a resolver to find the resolver."""
    with pytest.raises(ValueError, match="allowed is an IP address"):
        parse_name_server(text)


def test_resolvers_of_an_environment(settings: MakeSettings, problems: MakeProblems) -> None:
    """Two public ones by default; others by address; never none."""
    assert settings().dns.resolvers == ("1.1.1.1", "8.8.8.8")
    assert settings(("dns.resolvers", ["127.0.0.1:5353"])).dns.resolvers == ("127.0.0.1:5353",)
    assert problems(("dns.resolvers", ["resolver"]))[0][1] == "dns.resolvers.0"
    assert problems(("dns.resolvers", []))[0][1] == "dns.resolvers"
