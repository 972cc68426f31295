"""The DNS records in Route 53; with external DNS none is created, and the outputs list them all."""

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_route53_zone import DataAwsRoute53Zone
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route53_record import Route53Record
from constructs import Construct

from poolpost.constructs.naming import NEW_BEFORE_OLD, named
from poolpost.dns.records import INBOUND, DnsRecord, zone_of
from poolpost.dns.terraform_text import terraform_value
from poolpost.settings import Settings
from poolpost.settings.terraform_names import slug


class DnsRecords(Construct):
    """
    One `aws_route53_record` for each of our own records, in the longest matching public zone.

    `allow_overwrite` stays off: an existing record may belong to someone else, so the apply stops. A record that
    `dns.adopt` lists is imported by an import block (`poolpost preflight` reports which can be).

    Attributes:
        resources: the records that the pool's mail needs.
    """

    def __init__(
        self,
        scope: TerraformStack,
        *,
        settings: Settings,
        records: Sequence[DnsRecord],
        provider: AwsProvider | None,
        receiving: Sequence[ITerraformDependable] = (),
    ) -> None:
        """
        Define our own records; none with external DNS.

        Args:
            scope: the stack.
            settings: the environment.
            records: every record of it.
            provider: of another account that has the hosted zones.
            receiving: what must exist before the MX of received mail: until a rule matches, SES refuses that mail.
        """
        super().__init__(scope, "dns-records")
        self._settings = settings
        self._provider = provider
        self._zone_ids: dict[str, str] = {}
        ours = [record for record in records if record.ours] if settings.dns.provider == "route53" else []
        self.resources: list[ITerraformDependable] = [self._record(record) for record in ours if record.id != INBOUND]
        for record in ours:
            if record.id == INBOUND:
                self._record(record, after=receiving)

    def _record(self, record: DnsRecord, after: Sequence[ITerraformDependable] = ()) -> ITerraformDependable:
        resource = Route53Record(
            self,
            record.id,
            provider=self._provider,
            zone_id=self._zone_id(record),
            name=record.name,
            type=record.type,
            ttl=record.ttl,
            lifecycle=NEW_BEFORE_OLD,
            records=[terraform_value(record, value) for value in record.values],
            depends_on=list(after) or None,
        )
        if record.id in self._settings.dns.adopt:
            resource.import_from(f"{self._zone_id(record)}_{record.name}_{record.type}", self._provider)
        return named(resource, slug(record.id))

    def _zone_id(self, record: DnsRecord) -> str:
        if self._settings.dns.zone_id is not None:
            return self._settings.dns.zone_id
        zone = zone_of(self._settings, record)
        if zone not in self._zone_ids:
            data = DataAwsRoute53Zone(self, f"zone-{zone}", provider=self._provider, name=zone, private_zone=False)
            self._zone_ids[zone] = named(data, f"zone_{slug(zone)}").zone_id
        return self._zone_ids[zone]
