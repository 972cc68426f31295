"""The table [dns] and what is below it."""

from typing import Annotated, Literal

from pydantic import Field

from poolpost.settings import fields as f
from poolpost.settings.section import Section
from poolpost.settings.tables.dmarc_ramp import DmarcRamp
from poolpost.standards.dmarc import Dmarc


class ApexSpf(Section):
    """An SPF record at the domain itself. SES does not need one: the MAIL FROM domain has its own."""

    existing: str | None = Field(default=None, description="The existing record; SES is added to it.")
    other_txt: f.Listed[f.TxtValue] = Field(
        default=(), description="Other TXT values at the same name; they stay in the record set."
    )


PUBLIC_RESOLVERS = ("1.1.1.1", "8.8.8.8")  # Cloudflare and Google: different operators, different caches
AdoptableRecord = Literal[
    "dkim-1",
    "dkim-2",
    "dkim-3",
    "mail-from-mx",
    "mail-from-spf",
    "dmarc",
    "apex-spf",
    "tracking",
    "second-dkim-1",
    "second-dkim-2",
    "second-dkim-3",
    "inbound-mx",
]
"""Ids of `poolpost.dns.records` whose names can be known before anything is deployed."""


class Dns(Section):
    """Where the DNS records live and what they say."""

    provider: Literal["route53", "external"] = Field(
        description="route53: records are created. external: none is created; `poolpost dns` lists them."
    )
    zones: f.Listed[f.DomainName] = Field(
        default=(),
        description="Public zones, looked up by name; a record goes into the longest match. Default: the domain.",
    )
    zone_id: f.HostedZoneId | None = Field(
        default=None, description="One hosted zone for all records, instead of zones."
    )
    role_arn: f.RoleArn | None = Field(
        default=None,
        description="Role to assume for Route 53 where the hosted zones are in another account, that of the role; assumed by "
        "the credentials found, not by aws.role_arn. Default: as everything else.",
    )
    ttl: Annotated[int, Field(ge=60, le=86400)] = Field(default=300, description="Seconds; default: 300.")
    dmarc: Dmarc | None = Field(
        default=None, description="The DMARC record; default: not managed here, none is created."
    )
    dmarc_ramp: DmarcRamp | None = Field(
        default=None, description="The plan for a stricter DMARC policy; it changes no record. Default: no plan."
    )
    apex_spf: ApexSpf | None = Field(default=None, description="Default: no SPF record at the domain itself.")
    resolvers: Annotated[f.Listed[f.NameServerAddress], Field(min_length=1)] = Field(
        default=PUBLIC_RESOLVERS,
        description="ADDRESS[:PORT] of public resolvers to compare with. Default: 1.1.1.1 and 8.8.8.8.",
    )
    adopt: f.Listed[AdoptableRecord] = Field(
        default=(),
        description="Records that already exist in Route 53 with the same value: imported instead of created.",
    )
