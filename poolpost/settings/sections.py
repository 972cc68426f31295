"""
The sections of an environment file.

One class is one TOML table. A field says what it does and, when it may be left out, what happens then; the JSON Schema
for editors is made from these classes. Rules that need more than one field are in `rules.py`.
"""

from typing import Annotated, Literal

from pydantic import Field

from poolpost.settings import fields as f
from poolpost.settings.ramp_section import DmarcRamp
from poolpost.settings.section import Section
from poolpost.standards.dmarc import Dmarc


class Aws(Section):
    """Where everything is made: one account, one SES region."""

    account_id: f.AccountId = Field(description="The only account that may be touched; anything else stops.")
    region: f.Region = Field(description="The SES region. Sandbox, quota and identities are per region (REG10).")
    partition: Literal["aws", "aws-us-gov"] = Field(
        default="aws", description="Left out: aws. China has neither service."
    )
    role_arn: f.RoleArn | None = Field(
        default=None, description="Role to assume for everything; left out: the credentials found."
    )
    sandbox: bool = Field(
        default=False,
        description="Whether the pool may be switched while SES is in the sandbox (mail reaches verified addresses only).",
    )
    tags: Annotated[dict[f.TagKey, f.TagValue], Field(max_length=50)] = Field(
        default_factory=dict, description="Tags of every resource made (never of the user pool)."
    )
    adopt: f.Listed[str] = Field(
        default=(),
        description="What SES has already, imported rather than made: identity, configuration-set, or an address below.",
    )


class LocalBackend(Section):
    """Terraform state in a file beside the project."""

    type: Literal["local"]


class S3Backend(Section):
    """Terraform state in S3, locked by S3 itself (Terraform >= 1.10)."""

    type: Literal["s3"]
    bucket: f.BucketName
    key: str = Field(min_length=1, max_length=1024, description="Object key, one per environment.")
    region: f.Region = Field(description="Region of the bucket.")
    use_lockfile: bool = Field(default=True, description="Lock with a file in the bucket; left out: yes.")
    kms_key_id: f.KmsKeyArn | None = Field(
        default=None, description="Key that encrypts the state; left out: the bucket's own."
    )
    role_arn: f.RoleArn | None = Field(default=None, description="Role for the state; left out: the credentials found.")


Backend = Annotated[LocalBackend | S3Backend, Field(discriminator="type")]


class Dkim(Section):
    """Easy DKIM (AWS makes and rotates the keys), with a selector your own key (BYODKIM), or what an adopted identity has."""

    keep: bool = Field(
        default=False,
        description="Leave how an adopted identity signs as it is, such as deterministic Easy DKIM: neither its keys nor its "
        "DKIM records are managed here; left out: no.",
    )
    key_length: Literal["RSA_2048_BIT", "RSA_1024_BIT"] | None = Field(
        default=None, description="Easy DKIM key length; left out: RSA_2048_BIT. AWS changes it at most once a day."
    )
    selector: f.DkimSelector | None = Field(
        default=None, description="BYODKIM: the name before ._domainkey; left out: Easy DKIM."
    )
    public_key: f.DkimPublicKey | None = Field(
        default=None, description="BYODKIM: the public key, as in p= of the record."
    )
    private_key_variable: f.EnvironmentVariableName | None = Field(
        default=None,
        description="BYODKIM: Terraform variable with the private key; set TF_VAR_<name> where Terraform runs.",
    )
    private_key_secret_id: str | None = Field(
        default=None,
        min_length=1,
        max_length=512,
        description="BYODKIM: Secrets Manager secret with the private key.",
    )

    @property
    def is_easy(self) -> bool:
        """Whether the environment makes it Easy DKIM of its own region."""
        return self.selector is None and not self.keep


class MailFrom(Section):
    """The custom MAIL FROM domain: what makes SPF align for DMARC."""

    label: f.MailFromLabel = Field(default="bounce", description="MAIL FROM is <label>.<domain>; left out: bounce.")
    on_mx_failure: Literal["REJECT_MESSAGE", "USE_DEFAULT_VALUE"] = Field(
        default="REJECT_MESSAGE",
        description="When its MX is missing: send nothing, or send from amazonses.com (SPF then does not align).",
    )


class Domain(Section):
    """The SES domain identity that mail is sent with."""

    name: f.DomainName = Field(description="The domain after the @ of From, or a parent of it; IDN is converted.")
    feedback_forwarding: bool = Field(
        default=True, description="Whether SES mails bounces and complaints to the sender; left out: yes."
    )
    dkim: Dkim = Field(default=Dkim())
    mail_from: MailFrom = Field(default=MailFrom())


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


class Addresses(Section):
    """Single addresses to verify: each gets a mail with a link (and none are needed outside the sandbox)."""

    senders: f.Listed[f.BareAddress] = Field(default=(), description="Stop-gap senders while the domain is pending.")
    sandbox_recipients: f.Listed[f.BareAddress] = Field(
        default=(), description="Who can receive mail while in the sandbox."
    )

    @property
    def all(self) -> tuple[str, ...]:
        """Every address once, in order."""
        return tuple(dict.fromkeys(box.address for box in (*self.senders, *self.sandbox_recipients)))


class Tracking(Section):
    """Open and click tracking through a domain of your own. It rewrites links: leave it out for sign-in mail."""

    domain: f.DomainName = Field(description="Host name of rewritten links; a CNAME is made for it.")
    https: Literal["REQUIRE", "REQUIRE_OPEN_ONLY", "OPTIONAL"] = Field(
        default="OPTIONAL", description="Left out: OPTIONAL."
    )


class ConfigurationSet(Section):
    """The SES configuration set that the pool's mail goes through."""

    name: f.SesName
    tls_policy: Literal["REQUIRE", "OPTIONAL"] = Field(
        default="REQUIRE", description="Left out: deliver only over TLS."
    )
    reputation_metrics: bool = Field(default=True, description="Bounce and complaint rates of this set in CloudWatch.")
    suppressed_reasons: Annotated[f.Listed[Literal["BOUNCE", "COMPLAINT"]], Field(max_length=2)] = Field(
        default=("BOUNCE", "COMPLAINT"), description="What puts an address on the suppression list for this set."
    )
    max_delivery_seconds: Annotated[int, Field(ge=300, le=50400)] | None = Field(
        default=None,
        description="How long SES tries; codes expire (MFA 3 minutes, reset 1 hour). Left out: SES's 14 hours.",
    )
    tracking: Tracking | None = Field(default=None, description="Left out: no open or click tracking.")


class Terraform(Section):
    """What the stack holds beside poolpost's own resources."""

    own_resources: f.Listed[f.ResourceAddress] = Field(
        default=(),
        description="The team's own resources in stacks/, by address: the gate lets them be made and changed, and says so.",
    )


class Account(Section):
    """Settings of the whole account and region: one environment per account and region should own them."""

    suppressed_reasons: Annotated[f.Listed[Literal["BOUNCE", "COMPLAINT"]], Field(max_length=2)] | None = Field(
        default=None, description="Account-level suppression list; left out: left as it is."
    )
    service_linked_role: bool = Field(
        default=False,
        description="Make the role by which Cognito sends; left out: Cognito makes it itself when the pool is switched.",
    )


class RegionOverride(Section):
    """For a region that AWS added after our table was made: it replaces the row of the pool's region."""

    reason: str = Field(min_length=10, description="Where you know it from; shown as a warning at every check.")
    developer_ses_regions: Annotated[f.Listed[f.Region], Field(min_length=1)]
    policy_principal: str | None = Field(
        default=None,
        pattern=r"^(email\.)?cognito-idp(\.[a-z0-9-]+)?\.amazonaws\.com$",
        description="Left out: no policy is made.",
    )
