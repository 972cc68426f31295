"""What a resolver would see: the public zones of the emulated Route 53, plus the external DNS that a test sets."""

from ministack.services import route53

from emulator.state import World


def lookup(world: World, name: str, record_type: str) -> list[str]:
    """All values of a record, TXT values unquoted and joined (RFC 7208 3.3), host names without the last dot."""
    plain = name.rstrip(".").lower()
    values = world.external_dns.get((plain, record_type), []) + _route53(plain, record_type)
    return [_plain_value(value, record_type) for value in values]


def _route53(name: str, record_type: str) -> list[str]:
    """Values in the longest matching public zone of any account: DNS knows no accounts."""
    zones = {key: zone["name"].rstrip(".").lower() for key, zone in route53._zones.to_dict().items() if not zone["private"]}  # noqa: SLF001
    holding = [key for key, zone in zones.items() if name == zone or name.endswith("." + zone)]
    if not holding:
        return []
    records = route53._records.to_dict()[max(holding, key=lambda key: len(zones[key]))]  # noqa: SLF001
    return [
        value
        for record in records
        if record["Type"] == record_type and record["Name"].rstrip(".").lower() == name
        for value in record.get("ResourceRecords", [])
    ]


def _plain_value(value: str, record_type: str) -> str:
    if record_type == "TXT":
        return "".join(value.split('"')[1::2]) if '"' in value else value
    return " ".join(value.rstrip(".").split())
