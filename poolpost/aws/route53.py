"""Route 53 as it is: hosted zones, and the record sets at the names that we need. Reads only."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from poolpost.aws.account import Account
from poolpost.aws.errors import explained
from poolpost.standards.record_sets import HostedZone, Standing

_REGIONS = {"aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"}
"""Route 53 is one service per partition; its requests are signed for this region (botocore endpoints)."""


class Route53:
    """
    Route 53 of the account that has the hosted zones (`dns.role_arn`).

    Every method raises CannotDecide when AWS could not be asked.
    """

    def __init__(self, account: Account) -> None:
        """Store the environment's account; makes no request."""
        self._account = account

    def check_account(self) -> None:
        """
        Check that these credentials belong to the account of the hosted zones, where `dns.role_arn` names another role.

        Raises:
            Stopped: they belong to another account.
        """
        if self._account.settings.dns.role_arn is not None:
            self._account.zones.check()

    def hosted_zones(self) -> list[HostedZone]:
        """List every hosted zone of the account, public and private."""
        with explained("route53:ListHostedZones"):
            pages = self._client.get_paginator("list_hosted_zones").paginate()
            return [_zone(zone) for page in pages for zone in page["HostedZones"]]

    def hosted_zone(self, zone_id: str) -> HostedZone | None:
        """Get one hosted zone; None when the account has none of this id."""
        with explained("route53:GetHostedZone"):
            try:
                return _zone(self._client.get_hosted_zone(Id=zone_id)["HostedZone"])
            except self._client.exceptions.NoSuchHostedZone:
                return None

    def standing(self, zone_id: str, name: str) -> list[Standing]:
        """Return the record sets at one name; sets with routing policies are listed like any other."""
        found: list[Standing] = []
        with explained("route53:ListResourceRecordSets"):
            paginator = self._client.get_paginator("list_resource_record_sets")
            for page in paginator.paginate(HostedZoneId=zone_id, StartRecordName=name):
                here = [one for one in page["ResourceRecordSets"] if _plain(one["Name"]) == name]
                found += [Standing(type=one["Type"], values=_values(one)) for one in here]
                if len(here) < len(page["ResourceRecordSets"]):  # they are sorted by name: ours are over
                    break
        return found

    @cached_property
    def _client(self) -> Any:
        with explained("route53"):
            return self._account.zones.client(
                "route53", _REGIONS.get(self._account.settings.aws.partition, "us-east-1")
            )


def _zone(zone: dict[str, Any]) -> HostedZone:
    private = bool(zone.get("Config", {}).get("PrivateZone", False))
    return HostedZone(id=zone["Id"].rpartition("/")[2], name=_plain(zone["Name"]), private=private)


def _values(record_set: dict[str, Any]) -> tuple[str, ...]:
    if "AliasTarget" in record_set:
        return (f"alias of {_plain(record_set['AliasTarget']['DNSName'])}",)
    values: Sequence[str] = [one["Value"] for one in record_set.get("ResourceRecords", ())]
    return tuple(sorted(unquoted(value) if record_set["Type"] == "TXT" else _plain(value) for value in values))


def unquoted(text: str) -> str:
    r"""Join the strings of a TXT value as Route 53 keeps it, e.g. `"first" "second"` with `\"` and `\\` inside."""
    found: list[str] = []
    inside = escaped = False
    for character in text:
        if escaped or (inside and character not in {'"', "\\"}):
            found.append(character)
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            inside = not inside
    return "".join(found)


def _plain(name: str) -> str:
    return name.rstrip(".").lower()
