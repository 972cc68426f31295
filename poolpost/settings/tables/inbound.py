"""
The table [inbound]: mail that SES receives for a domain, and what becomes of it.

Sources: SES developer guide, receiving-email-concepts and receiving-email-action-*; botocore ses 2010-12-01 (ReceiptRule).
"""

from typing import Annotated, Literal

from pydantic import Field

from poolpost.settings import fields as f
from poolpost.settings.section import Section

ActionKind = Literal["s3", "sns", "lambda", "bounce"]
ORDER: tuple[ActionKind, ...] = ("s3", "sns", "lambda", "bounce")
"""The default order: a mail is stored before others learn of it, and refused last."""


class Bucket(Section):
    """The S3 bucket of received mail, which the stack creates: private, TLS only, encrypted, emptied by age."""

    name: f.BucketName = Field(description="Name of the new bucket; bucket names are unique in all of AWS.")
    retention_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        description="Days after which S3 deletes a mail: received mail is personal data."
    )
    kms: Literal["none", "create"] | f.KmsKeyArn = Field(
        default="create",
        description="'create' (default): a key that SES may use; an ARN: an existing key; 'none': encrypted by S3's own keys.",
    )


class S3Action(Section):
    """Store the whole mail as an object of [inbound.bucket], up to 40 MB."""

    prefix: f.ObjectPrefix = Field(
        default="", description="Start of the objects' keys, such as 'dmarc/'. Default: none."
    )


class SnsAction(Section):
    """Publish the whole mail to an SNS topic; SES bounces a mail of more than 150 KB."""

    topic_arn: f.TopicArn = Field(description="An existing topic of this account and SES region.")
    encoding: Literal["UTF-8", "Base64"] = Field(
        default="UTF-8", description="Default: UTF-8; Base64 keeps every byte of other encodings."
    )


class LambdaAction(Section):
    """Invoke a function with headers and verdicts of the mail, without its body."""

    function_arn: f.FunctionArn = Field(description="An existing function; the stack lets this rule invoke it.")
    invocation: Literal["Event", "RequestResponse"] = Field(
        default="Event",
        description="Default: Event. RequestResponse: SES waits up to 30 s, and the answer may stop the rules that follow.",
    )


class BounceAction(Section):
    """Refuse the mail: its sender gets a bounce."""

    sender: f.BareAddress = Field(description="The address that the bounce comes from, in the domain.")
    message: f.OneLine = Field(description="The reason that the sender reads.")
    smtp_reply_code: Annotated[str, Field(pattern=r"^5\d\d$")] = Field(default="550", description="Default: 550.")
    status_code: Annotated[str, Field(pattern=r"^5\.\d{1,3}\.\d{1,3}$")] = Field(
        default="5.1.1", description="Enhanced status code; default: 5.1.1, no such mailbox."
    )


class ReceiptRule(Section):
    """What happens to mail for some recipients."""

    recipients: Annotated[f.Listed[str], Field(max_length=100)] = Field(
        default=(), description="Addresses of the inbound domain, or the domain itself. Default: the domain."
    )
    enabled: bool = Field(default=True, description="Default: true.")
    scan: bool = Field(default=True, description="Scan for spam and viruses; the verdicts are headers. Default: true.")
    tls_policy: Literal["REQUIRE", "OPTIONAL"] = Field(
        default="OPTIONAL", description="Default: OPTIONAL. REQUIRE refuses senders that do not encrypt."
    )
    s3: S3Action | None = Field(default=None, description="Store the mail. Default: no.")
    sns: SnsAction | None = Field(default=None, description="Publish the mail. Default: no.")
    lambda_: LambdaAction | None = Field(default=None, alias="lambda", description="Invoke a function. Default: no.")
    bounce: BounceAction | None = Field(default=None, description="Refuse the mail. Default: no.")
    order: f.Listed[ActionKind] = Field(
        default=ORDER, description="The order of the actions. Default: s3, sns, lambda, bounce."
    )

    @property
    def actions(self) -> tuple[ActionKind, ...]:
        """The actions of this rule, in their order."""
        held = {"s3": self.s3, "sns": self.sns, "lambda": self.lambda_, "bounce": self.bounce}
        return tuple(kind for kind in self.order if held[kind] is not None)


class Inbound(Section):
    """Mail that SES receives. Rules run in the order of the file; every rule that matches a recipient runs."""

    domain: f.DomainName = Field(
        description="A domain that nothing else receives mail at: its MX record becomes SES's."
    )
    apex: bool = Field(
        default=False,
        description="The domain is the apex of a zone, and no person has a mailbox there. Default: false.",
    )
    rule_set: f.SesName = Field(description="Name of the receipt rule set; one is active per account and region.")
    create_rule_set: bool = Field(
        default=True,
        description="Create the set and activate it (default); false: it exists and is active, and rules are only added.",
    )
    bucket: Bucket | None = Field(default=None, description="Required when a rule has an s3 action.")
    rules: Annotated[dict[f.ReceiptRuleName, ReceiptRule], Field(min_length=1, max_length=100)] = Field(
        description="What happens to which mail: [inbound.rules.dmarc]."
    )

    def recipients(self, rule: ReceiptRule) -> tuple[str, ...]:
        """Return whom a rule is for; without any SES would apply it to every verified domain of the account."""
        return rule.recipients or (self.domain,)

    def storing(self) -> tuple[str, ...]:
        """Return the names of the rules that store mail in the bucket."""
        return tuple(name for name, rule in self.rules.items() if rule.s3 is not None)
