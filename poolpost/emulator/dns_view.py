"""What a resolver would see.

The public zones of the emulated Route 53, plus the external DNS that a test sets.
"""

from operator import itemgetter

from poolpost.emulator import ministack_state
from poolpost.emulator.state import Json, World


def lookup(world: World, name: str, record_type: str) -> list[str]:
    """All values of a record: TXT unquoted and joined (RFC 7208 3.3), host names without the last dot."""
    plain = name.rstrip(".").lower()
    values = world.external_dns.get((plain, record_type), []) + _route53(plain, record_type)
    return [_plain_value(value, record_type) for value in values]


def _route53(name: str, record_type: str) -> list[str]:
    """Values in the longest matching public zone of any account: DNS knows no accounts."""
    holding: list[tuple[int, list[Json]]] = [
        (len(zone), records)
        for zone, records in ministack_state.public_zones()
        if f".{name}.".endswith("." + zone.lower())
    ]
    nearest = max(holding, key=itemgetter(0))[1] if holding else []
    return [
        value
        for record in nearest
        if record["Type"] == record_type and record["Name"].rstrip(".").lower() == name
        for value in record.get("ResourceRecords", [])
    ]


def _plain_value(value: str, record_type: str) -> str:
    if record_type == "TXT":
        return "".join(value.split('"')[1::2]) if '"' in value else value
    return " ".join(value.rstrip(".").split())
