"""Is every record there, as the world sees it? Present, wrong, absent and lookup failed are never mixed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import dns.exception
import dns.resolver
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from poolpost.errors import UsageError
from poolpost.records import DnsRecord

Status = Literal["present", "wrong", "absent", "lookup failed", "pending"]
LIFETIME = 5.0  # seconds for one question, retries of dnspython included
_POLICIES = ("v=spf1", "v=dmarc1")
"""A name may have one record of each of these kinds only (RFC 7208 section 3.2, RFC 9989 section 4.10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """
    What a lookup said about one record.

    Attributes:
        found: the values that are there, as in `DnsRecord.values`.
        reason: why a lookup failed; '' otherwise.
    """

    record: DnsRecord
    status: Status
    found: tuple[str, ...] = ()
    reason: str = ""


def resolver(nameserver: str | None = None) -> dns.resolver.Resolver:
    """
    Give a resolver: the system's, or one that asks `ADDRESS[:PORT]`.

    Raises:
        UsageError: not an address.
    """
    if nameserver is None:
        try:
            made = dns.resolver.Resolver()
        except dns.resolver.NoResolverConfiguration as error:
            msg = f"this machine has no DNS resolver configured ({error}); name one with --nameserver ADDRESS"
            raise UsageError(msg) from None
    else:
        made = _asking(nameserver)
    made.lifetime = LIFETIME
    return made


def check(records: Iterable[DnsRecord], ask: dns.resolver.Resolver) -> list[Checked]:
    """Look every record up."""
    return [_check(record, ask) for record in records]


def exit_code(checked: Iterable[Checked]) -> int:
    """Give 1 when a record is wrong, absent or pending, else 3 when a lookup failed, else 0."""
    statuses = {one.status for one in checked}
    if statuses & {"wrong", "absent", "pending"}:
        return 1
    return 3 if "lookup failed" in statuses else 0


def _asking(nameserver: str) -> dns.resolver.Resolver:
    address, _, port = nameserver.partition(":") if nameserver.count(":") == 1 else (nameserver, "", "")
    made = dns.resolver.Resolver(configure=False)
    try:
        made.nameservers = [address]
        made.port = int(port or 53)
    except ValueError:
        msg = f"{nameserver!r} is not a name server; allowed is an IP address, with ':PORT' where it is not 53"
        raise UsageError(msg) from None
    return made


def _check(record: DnsRecord, ask: dns.resolver.Resolver) -> Checked:
    if record.pending:
        return Checked(record=record, status="pending", reason="AWS makes the token at the first deploy")
    try:
        answer = ask.resolve(f"{record.name}.", record.type, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return Checked(record=record, status="absent")
    except dns.exception.DNSException as error:
        return Checked(record=record, status="lookup failed", reason=str(error))
    found = tuple(sorted(_text(item) for item in answer))
    return Checked(record=record, status="present" if _fits(record, found) else "wrong", found=found)


def _text(item: CNAME | MX | TXT) -> str:
    if isinstance(item, TXT):
        return b"".join(item.strings).decode("utf-8", "replace")
    if isinstance(item, MX):
        return f"{item.preference} {_name(item.exchange.to_text())}"
    return _name(item.target.to_text())


def _name(text: str) -> str:
    return text.rstrip(".").lower()


def _fits(record: DnsRecord, found: tuple[str, ...]) -> bool:
    if record.type != "TXT":
        return set(found) == {value.lower() for value in record.values}
    return all(_text_fits(value, found) for value in record.values)


def _text_fits(wanted: str, found: tuple[str, ...]) -> bool:
    """Other TXT values at the name are nobody's business; a second policy of the same kind is."""
    kind = next((policy for policy in _POLICIES if wanted.lower().startswith(policy)), None)
    rivals = [text for text in found if kind and text.lower().startswith(kind)]
    return wanted in found and (kind is None or rivals == [wanted])
