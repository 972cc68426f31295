"""Name servers by address, as people write them: `1.1.1.1`, `127.0.0.1:5353`, `2001:db8::1`, `[2001:db8::1]:5353`."""

import ipaddress
from dataclasses import dataclass

DNS_PORT = 53  # RFC 1035 section 4.2
MAX_PORT = 65535


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class NameServer:
    """
    Where questions go.

    Attributes:
        name: its host name, if it is known; '' for a resolver.
    """

    address: str
    port: int = DNS_PORT
    name: str = ""

    def __str__(self) -> str:
        """Return it as text: its name, if it has one, and its address."""
        address = f"[{self.address}]" if ":" in self.address and self.port != DNS_PORT else self.address
        where = address if self.port == DNS_PORT else f"{address}:{self.port}"
        return f"{self.name} ({where})" if self.name else where


def parse_name_server(text: str) -> NameServer:
    """
    Read `ADDRESS[:PORT]`.

    Raises:
        ValueError: not an address; the message says what is allowed.
    """
    address, port = text, str(DNS_PORT)
    if text.startswith("["):
        address, _, port = text[1:].partition("]:")
        address = address.removesuffix("]")
    elif text.count(":") == 1:
        address, _, port = text.partition(":")
    try:
        parsed = str(ipaddress.ip_address(address))
        number = int(port or DNS_PORT)
    except ValueError:
        number, parsed = 0, ""
    if not 0 < number <= MAX_PORT:
        msg = f"{text!r} is not a name server; allowed is an IP address, with ':PORT' if it is not 53"
        raise ValueError(msg)
    return NameServer(address=parsed, port=number)
