"""The table [dns] and what is below it."""

from typing import Annotated, Literal

from pydantic import Field

from poolpost.settings import fields as f
from poolpost.settings.section import Section
from poolpost.settings.tables.dmarc_ramp import DmarcRamp
from poolpost.standards.dmarc import Dmarc


class ApexSpf(Section):
    """An SPF record at the domain itself. SES does not need one: the MAIL FROM domain has its own."""

    existing: str | None = Field(default=None, description="The record that is there today; SES is added to it.")
    other_txt: f.Listed[f.TxtValue] = Field(
        default=(), description="Other TXT values at the same name, kept in the same record set."
    )


PUBLIC_RESOLVERS = ("1.1.1.1", "8.8.8.8")  # Cloudflare and Google: different operators, different caches
AdoptableRecord = Literal[
    "dkim-1", "dkim-2", "dkim-3", "mail-from-mx", "mail-from-spf", "dmarc", "apex-spf", "tracking"
]
"""Ids of `poolpost.dns.records` whose names can be known before anything is deployed."""


class Dns(Section):
    """Where the DNS records live and what they say."""

    provider: Literal["route53", "external"] = Field(
        description="route53: records are made. external: nothing is made, `poolpost dns` lists every record."
    )
    zones: f.Listed[f.DomainName] = Field(
        default=(),
        description="Public zones, looked up by name; a record goes into the longest match. Left out: the domain.",
    )
    zone_id: f.HostedZoneId | None = Field(
        default=None, description="One hosted zone for all records, instead of zones."
    )
    ttl: Annotated[int, Field(ge=60, le=86400)] = Field(default=300, description="Seconds; left out: 300.")
    dmarc: Dmarc | None = Field(
        default=None, description="The DMARC record; left out: somebody else owns it, none is made."
    )
    dmarc_ramp: DmarcRamp | None = Field(
        default=None, description="The plan for a stricter DMARC policy; it changes no record. Left out: no plan."
    )
    apex_spf: ApexSpf | None = Field(default=None, description="Left out: no SPF record at the domain itself.")
    resolvers: Annotated[f.Listed[f.NameServerAddress], Field(min_length=1)] = Field(
        default=PUBLIC_RESOLVERS,
        description="ADDRESS[:PORT] of resolvers that show what the world sees. Left out: 1.1.1.1 and 8.8.8.8.",
    )
    adopt: f.Listed[AdoptableRecord] = Field(
        default=(),
        description="Records that stand in Route 53 already, with the same value: imported rather than made.",
    )
