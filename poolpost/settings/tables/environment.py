"""The keys and tables at the top of an environment file."""

from typing import Annotated

from pydantic import Field

from poolpost.settings import fields as f
from poolpost.settings.section import Section
from poolpost.settings.tables import aws as tables_aws
from poolpost.settings.tables import dns as tables_dns
from poolpost.settings.tables import domain as sections
from poolpost.settings.tables import events as tables_events
from poolpost.settings.tables.events import Alarms, Events
from poolpost.settings.tables.inbound import Inbound
from poolpost.settings.tables.messages import Messages
from poolpost.settings.tables.senders import Senders
from poolpost.settings.tables.ses_account import ProductionAccess, VerificationTemplates
from poolpost.settings.tables.user_pool import UserPool


class EnvironmentFile(Section):
    """Every key and table, with its default and its description."""

    name: str = Field(exclude=True, description="The file's name without .toml; also the stack's name.")
    promotes_from: str | None = Field(
        default=None,
        description="The environment in which changes are proved first; the gate requires its evidence. Default: none.",
    )
    evidence_max_age_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        default=30, description="Maximum age of the evidence of promotes_from at an apply, in days. Default: 30."
    )
    evidence_signers: f.RelativePath | None = Field(
        default=None,
        description=(
            "File, relative to environments/, of the SSH keys that may sign evidence of promotes_from (ssh-keygen's allowed "
            "signers). Default: evidence needs no signature."
        ),
    )
    aws: tables_aws.Aws
    backend: tables_aws.Backend = Field(description="Where the Terraform state is kept: type = 's3' or 'local'.")
    domain_: sections.Domain | None = Field(
        default=None, alias="domain", description='The sending domain; optional with user_pool.identity = "address".'
    )
    dns_: tables_dns.Dns | None = Field(
        default=None, alias="dns", description='Its DNS records; optional with user_pool.identity = "address".'
    )
    addresses: sections.Addresses = Field(default=sections.Addresses())
    configuration_set: tables_events.ConfigurationSet
    events: Events = Field(default=Events())
    alarms: Alarms | None = Field(default=None, description="CloudWatch alarms. Default: none.")
    terraform: sections.Terraform = Field(default=sections.Terraform())
    account: tables_aws.Account = Field(default=tables_aws.Account())
    user_pool: UserPool
    messages: Messages = Field(default=Messages())
    inbound: Inbound | None = Field(default=None, description="Mail that SES receives. Default: none.")
    senders: Senders = Field(
        default_factory=dict,
        description="Applications that send with the identity by name: [senders.shop]. Default: none.",
    )
    region_override: tables_aws.RegionOverride | None = None
    production_access: ProductionAccess | None = None
    verification_templates: VerificationTemplates = Field(
        default_factory=dict, description="Custom verification e-mails by name: [verification_templates.welcome]."
    )
