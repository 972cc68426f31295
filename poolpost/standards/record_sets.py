"""A record set and a hosted zone, as Route 53 and DNS show them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One record set that exists at a name: values as in `DnsRecord.values`; for an alias its target."""

    type: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HostedZone:
    """A hosted zone of the account."""

    id: str
    name: str
    private: bool
