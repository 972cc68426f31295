"""
The tables [domain], [addresses] and [terraform] of an environment file.

One class is one TOML table. A field's description says what it does and what its default means; the JSON Schema
for editors is generated from these classes. Rules that need more than one field are in `settings/rules/`.
"""

from typing import Literal

from pydantic import Field

from poolpost.settings import fields as f
from poolpost.settings.section import Section


class Dkim(Section):
    """Easy DKIM (AWS creates and rotates the keys), BYODKIM (with a selector), or what an adopted identity has."""

    keep: bool = Field(
        default=False,
        description="Leave how an adopted identity signs as it is, such as deterministic Easy DKIM: neither its keys nor its "
        "DKIM records are managed here; default: false.",
    )
    key_length: Literal["RSA_2048_BIT", "RSA_1024_BIT"] | None = Field(
        default=None, description="Easy DKIM key length; default: RSA_2048_BIT. AWS changes it at most once a day."
    )
    selector: f.DkimSelector | None = Field(
        default=None, description="BYODKIM: the name before ._domainkey; default: Easy DKIM."
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
        """Whether the environment uses Easy DKIM of its own region."""
        return self.selector is None and not self.keep


class MailFrom(Section):
    """The custom MAIL FROM domain: what makes SPF align for DMARC."""

    label: f.MailFromLabel = Field(default="bounce", description="MAIL FROM is <label>.<domain>; default: bounce.")
    on_mx_failure: Literal["REJECT_MESSAGE", "USE_DEFAULT_VALUE"] = Field(
        default="REJECT_MESSAGE",
        description="When its MX is missing: send nothing, or send from amazonses.com (SPF then does not align).",
    )
    spf_all: Literal["~all", "-all"] | None = Field(
        default=None,
        description='How its SPF record ends. Default: "~all", as SES asks for; "-all" lets receivers refuse all other senders.',
    )


class Domain(Section):
    """The SES domain identity that mail is sent with."""

    owner: str | None = Field(
        default=None,
        description="The environment whose stack has this identity, in the same account and region: its file says everything "
        "else here, [dns] and, unless [configuration_set] has a name, the configuration set. Default: this environment.",
    )
    name: f.DomainName = Field(description="The domain after the @ of From, or a parent of it; IDN is converted.")
    feedback_forwarding: bool = Field(
        default=True, description="Whether SES forwards bounces and complaints to the sender by e-mail; default: true."
    )
    dkim: Dkim = Field(default=Dkim())
    mail_from: MailFrom = Field(default=MailFrom())


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


class Terraform(Section):
    """What the stack contains in addition to poolpost's own resources."""

    own_resources: f.Listed[f.ResourceAddress] = Field(
        default=(),
        description="The team's own resources in stacks/, by address: the gate allows and notes their creation and change.",
    )
