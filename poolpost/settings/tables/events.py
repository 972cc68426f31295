"""The tables below [events]: where bounces, complaints and other events of the configuration set go."""

from typing import Annotated, Literal

from pydantic import Field

from poolpost.settings import fields as f
from poolpost.settings.section import Section

EventType = Literal[
    "SEND",
    "REJECT",
    "BOUNCE",
    "COMPLAINT",
    "DELIVERY",
    "OPEN",
    "CLICK",
    "RENDERING_FAILURE",
    "DELIVERY_DELAY",
    "SUBSCRIPTION",
]
EventTypes = Annotated[f.Listed[EventType], Field(min_length=1)]
FEEDBACK: tuple[EventType, ...] = ("BOUNCE", "COMPLAINT", "REJECT", "DELIVERY_DELAY")


class Destination(Section):
    """What all event destinations have in common."""

    enabled: bool = Field(default=True, description="Default: true.")
    event_types: EventTypes = Field(default=FEEDBACK, description="Default: bounce, complaint, reject, delivery delay.")


class Subscriber(Section):
    """Who is told by SNS."""

    protocol: Literal["email", "https", "sqs", "lambda"]
    endpoint: str = Field(min_length=1, description="Address, URL or ARN; an e-mail address must confirm by link.")


class Sns(Destination):
    """Events to an SNS topic that the stack creates."""

    topic_name: f.TopicName
    kms: Literal["none", "create"] | f.KmsKeyArn = Field(
        default="none",
        description="'create': a key with the policy that SES, SNS and CloudWatch need; an ARN: an existing key.",
    )
    subscribers: f.Listed[Subscriber] = ()


class Dimension(Section):
    """One CloudWatch dimension of an event."""

    name: f.DimensionName
    source: Literal["MESSAGE_TAG", "EMAIL_HEADER", "LINK_TAG"] = "MESSAGE_TAG"
    default: f.DimensionValue


class CloudWatch(Destination):
    """Events counted as CloudWatch metrics."""

    dimensions: Annotated[f.Listed[Dimension], Field(min_length=1, max_length=10)] = (
        Dimension(name="ses:configuration-set", source="MESSAGE_TAG", default="none"),
    )


class EventBridge(Destination):
    """Events to the account's default event bus, the only one that SES takes."""


class Firehose(Destination):
    """Events to a Firehose delivery stream that exists."""

    delivery_stream_arn: f.FirehoseArn
    role_arn: f.RoleArn | None = Field(default=None, description="Role that SES assumes; default: one is created.")


class Events(Section):
    """Where events of the configuration set go; default: nowhere."""

    sns: Sns | None = None
    cloudwatch: CloudWatch | None = None
    eventbridge: EventBridge | None = None
    firehose: Firehose | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The configured kinds of destination, by their names in the configuration set."""
        return tuple(kind for kind in type(self).model_fields if getattr(self, kind) is not None)


Rate = Annotated[float, Field(gt=0, lt=1, strict=False)]
"""A share of 1: 0.05 is 5 %."""


class Alarms(Section):
    """CloudWatch alarms on the account's reputation and volume; they tell the topic of [events.sns]."""

    bounce_rate: Rate = Field(default=0.05, description="Default: 0.05, where AWS puts an account under review.")
    complaint_rate: Rate = Field(default=0.001, description="Default: 0.001, where AWS puts an account under review.")
    daily_sends: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Alarm when a day's mails reach this number, e.g. 80 % of the quota; default: none."
    )


class Tracking(Section):
    """Open and click tracking through a domain of your own. It rewrites links: leave it out for sign-in mail."""

    domain: f.DomainName = Field(description="Host name of rewritten links; a CNAME is made for it.")
    https: Literal["REQUIRE", "REQUIRE_OPEN_ONLY", "OPTIONAL"] = Field(
        default="OPTIONAL", description="Default: OPTIONAL."
    )


class ConfigurationSet(Section):
    """The SES configuration set that the pool's mail goes through."""

    owner: str | None = Field(
        default=None,
        description="The environment whose stack has this set, with its events and alarms: domain.owner, where this table has "
        "no name or is left out. Default: this environment.",
    )
    name: f.SesName
    tls_policy: Literal["REQUIRE", "OPTIONAL"] = Field(default="REQUIRE", description="Default: deliver only over TLS.")
    reputation_metrics: bool = Field(default=True, description="Bounce and complaint rates of this set in CloudWatch.")
    suppressed_reasons: Annotated[f.Listed[Literal["BOUNCE", "COMPLAINT"]], Field(max_length=2)] = Field(
        default=("BOUNCE", "COMPLAINT"), description="What puts an address on the suppression list for this set."
    )
    max_delivery_seconds: Annotated[int, Field(ge=300, le=50400)] | None = Field(
        default=None,
        description="How long SES tries; codes expire (MFA 3 minutes, reset 1 hour). Default: SES's 14 hours.",
    )
    tracking: Tracking | None = Field(default=None, description="Default: no open or click tracking.")
