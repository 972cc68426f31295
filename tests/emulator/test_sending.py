"""SendEmail: who may send what to whom, and which events arrive."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from poolpost.emulator.client import EmbeddedAws

REGION = "eu-west-1"
ACCOUNT = "000000000000"
Client = Callable[..., Any]
SIMPLE = {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello"}}}}
ALL_TYPES = ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT"]


def mail(domain: str, *recipients: str, **more: Any) -> dict[str, Any]:
    """Return the arguments of SendEmail."""
    return {
        "FromEmailAddress": f"Example <no-reply@{domain}>",
        "Destination": {"ToAddresses": list(recipients) or ["success@simulator.amazonses.com"]},
        "Content": SIMPLE,
    } | more


def letting_in(service: str, action: str | list[str], resource: str, **condition: str) -> str:
    """Return a policy that lets one service in."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": action,
        "Resource": resource,
        "Condition": {"ArnEquals": {f"aws:{key}": value for key, value in condition.items()}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Ears:
    """A configuration set whose events go to a topic, and a queue that is subscribed to it."""

    def __init__(self, client: Client, name: str, raw: str = "true") -> None:
        """Make all of it."""
        self.sns, self.sqs, self.ses, self.name = client("sns"), client("sqs"), client("sesv2"), name
        self.topic = self.sns.create_topic(Name=name)["TopicArn"]
        self.set_policy(letting_in("ses.amazonaws.com", "sns:Publish", self.topic))
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
        policy = letting_in("sns.amazonaws.com", "sqs:SendMessage", arn, SourceArn=self.topic)
        self.queue = self.sqs.create_queue(QueueName=name, Attributes={"Policy": policy})["QueueUrl"]
        raw_delivery = {"RawMessageDelivery": raw}
        self.sns.subscribe(TopicArn=self.topic, Protocol="sqs", Endpoint=arn, Attributes=raw_delivery)
        self.ses.create_configuration_set(ConfigurationSetName=name)
        self.ses.create_configuration_set_event_destination(
            ConfigurationSetName=name, EventDestinationName="sns", EventDestination=self.destination(*ALL_TYPES)
        )

    def destination(self, *types: str, enabled: bool = True) -> dict[str, Any]:
        """Return an event destination to the topic."""
        return {
            "Enabled": enabled,
            "MatchingEventTypes": list(types),
            "SnsDestination": {"TopicArn": self.topic},
        }

    def set_policy(self, policy: str) -> None:
        """Say who may publish."""
        self.sns.set_topic_attributes(TopicArn=self.topic, AttributeName="Policy", AttributeValue=policy)

    def change(self, *types: str, enabled: bool = True) -> None:
        """Change what is asked for."""
        self.ses.update_configuration_set_event_destination(
            ConfigurationSetName=self.name,
            EventDestinationName="sns",
            EventDestination=self.destination(*types, enabled=enabled),
        )

    def bodies(self) -> list[dict[str, Any]]:
        """Take what has arrived."""
        got = self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"]) for message in got]


@pytest.fixture
def ears(aws: EmbeddedAws, client: Client, name: str, domain: str) -> Ears:
    """Make a verified domain and somebody who listens."""
    aws.verify(REGION, domain)
    return Ears(client, name)


@pytest.mark.parametrize(
    ("recipient", "events"),
    [
        ("success", [("Send",), ("Delivery",)]),
        ("bounce", [("Send",), ("Bounce", "Permanent", "General")]),
        ("bounce+label", [("Send",), ("Bounce", "Permanent", "General")]),
        ("complaint", [("Send",), ("Delivery",), ("Complaint",)]),
        ("ooto", [("Send",), ("Delivery",), ("Bounce", "Transient", "General")]),
        ("suppressionlist", [("Send",), ("Bounce", "Permanent", "Suppressed")]),
    ],
)
def test_each_simulator_address_has_its_events(ears: Ears, domain: str, recipient: str, events: list[Any]) -> None:
    """The mailbox simulator answers by address; labels do not matter."""
    to = f"{recipient}@simulator.amazonses.com"
    tags = [{"Name": "run", "Value": "7"}]
    sent = ears.ses.send_email(**mail(domain, to, ConfigurationSetName=ears.name, EmailTags=tags))

    arrived = ears.bodies()
    kinds = [
        (event["eventType"], event["bounce"]["bounceType"], event["bounce"]["bounceSubType"])
        if event["eventType"] == "Bounce"
        else (event["eventType"],)
        for event in arrived
    ]
    assert kinds == events
    for event in arrived:
        about = event["mail"]
        assert (about["messageId"], about["destination"], about["tags"]["run"]) == (sent["MessageId"], [to], ["7"])
        assert about["sourceArn"] == f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/{domain}"
        assert about["commonHeaders"]["subject"] == "Hi"


def test_without_raw_delivery_events_come_in_an_envelope(client: Client, aws: EmbeddedAws, name: str) -> None:
    """A subscription with SNS's defaults gets the Notification that SNS wraps around a message."""
    aws.verify(REGION, f"{name}.example.org")
    ears = Ears(client, name, raw="false")
    ears.ses.send_email(**mail(f"{name}.example.org", ConfigurationSetName=name))

    envelope = ears.bodies()[0]

    assert (envelope["Type"], json.loads(envelope["Message"])["eventType"]) == ("Notification", "Send")


def test_only_what_is_asked_for_is_published(ears: Ears, domain: str) -> None:
    """Event types that are not listed, and destinations that are off, get nothing; nor does mail without the set."""
    ears.change("BOUNCE")
    ears.ses.send_email(**mail(domain, ConfigurationSetName=ears.name))
    ears.change(*ALL_TYPES, enabled=False)
    ears.ses.send_email(**mail(domain, ConfigurationSetName=ears.name))
    ears.change(*ALL_TYPES)
    ears.ses.send_email(**mail(domain))

    assert ears.bodies() == []


def test_the_identitys_own_set_is_used_when_none_is_named(ears: Ears, domain: str) -> None:
    """The default configuration set of an identity counts."""
    ears.ses.put_email_identity_configuration_set_attributes(EmailIdentity=domain, ConfigurationSetName=ears.name)
    ears.ses.send_email(**mail(domain))

    assert [event["eventType"] for event in ears.bodies()] == ["Send", "Delivery"]


def test_a_topic_that_stopped_letting_ses_in_gets_nothing(ears: Ears, domain: str) -> None:
    """SES takes the mail all the same, and tells nobody: the reason to prove it by sending."""
    ears.set_policy(letting_in("cloudwatch.amazonaws.com", "sns:Publish", ears.topic))

    assert ears.ses.send_email(**mail(domain, ConfigurationSetName=ears.name))["MessageId"]
    assert ears.bodies() == []


def test_a_key_that_does_not_let_ses_in_keeps_events_away(ears: Ears, domain: str, client: Client) -> None:
    """An encrypted topic needs the key's policy, too."""
    kms = client("kms")
    actions = ["kms:GenerateDataKey*", "kms:Decrypt"]
    key = kms.create_key(Policy=letting_in("sns.amazonaws.com", actions, "*"))["KeyMetadata"]["KeyId"]
    ears.sns.set_topic_attributes(TopicArn=ears.topic, AttributeName="KmsMasterKeyId", AttributeValue=key)
    ears.ses.send_email(**mail(domain, ConfigurationSetName=ears.name))
    assert ears.bodies() == []

    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=letting_in("ses.amazonaws.com", actions, "*"))
    ears.ses.send_email(**mail(domain, ConfigurationSetName=ears.name))

    assert len(ears.bodies()) == 2


def test_raw_mail_is_read(ears: Ears, domain: str) -> None:
    """Sender and recipients of a raw mail are in its headers; an own address below the domain is verified with it."""
    text = f"From: a@sub.{domain}\r\nTo: X <success@simulator.amazonses.com>\r\nSubject: Raw\r\n\r\nHello\r\n"
    ears.ses.send_email(Content={"Raw": {"Data": text.encode()}}, ConfigurationSetName=ears.name)

    about = ears.bodies()[0]["mail"]

    assert about["destination"] == ["success@simulator.amazonses.com"]
    assert (about["source"], about["commonHeaders"]["subject"]) == (f"a@sub.{domain}", "Raw")


def test_nothing_to_send_is_refused(ears: Ears, domain: str) -> None:
    """No content, and nobody to send to."""
    with pytest.raises(ears.ses.exceptions.BadRequestException, match="Content must be"):
        ears.ses.send_email(**mail(domain) | {"Content": {}})
    with pytest.raises(ears.ses.exceptions.BadRequestException, match="at least one recipient"):
        ears.ses.send_email(**mail(domain) | {"Destination": {}})


def test_the_sandbox_lets_the_simulator_through(aws: EmbeddedAws, client: Client, domain: str) -> None:
    """In the sandbox recipients must be verified, the simulator's addresses excepted."""
    account = "500000000004"
    ses = client("sesv2", account=account)
    aws.verify(REGION, domain, account=account)
    aws.account(REGION, account=account, ProductionAccessEnabled=False)
    with pytest.raises(ses.exceptions.MessageRejected, match=r"EU-WEST-1: b@example\.net"):
        ses.send_email(**mail(domain, "b@example.net"))
    with pytest.raises(ses.exceptions.MessageRejected, match=r"other@simulator"):
        ses.send_email(**mail(domain, "other@simulator.amazonses.com"))
    aws.verify_address(REGION, "b@example.net", account=account)

    assert ses.send_email(**mail(domain, "b@example.net", "bounce@simulator.amazonses.com"))["MessageId"]


@pytest.mark.parametrize(
    ("account", "settings", "error"),
    [
        ("500000000001", {"SendingEnabled": False}, "SendingPausedException"),
        ("500000000002", {"EnforcementStatus": "SHUTDOWN"}, "AccountSuspendedException"),
        ("500000000003", {"SendQuota": {"Max24HourSend": 1.0, "SentLast24Hours": 1.0}}, "LimitExceededException"),
    ],
)
def test_the_account_must_be_in_order(
    aws: EmbeddedAws, client: Client, *, account: str, settings: dict[str, Any], error: str
) -> None:
    """Paused, shut down, and out of quota each have their own error."""
    domain = "example.org"
    ses = client("sesv2", account=account)
    aws.verify(REGION, domain, account=account)
    aws.account(REGION, account=account, **settings)

    with pytest.raises(getattr(ses.exceptions, error)):
        ses.send_email(**mail(domain, "b@example.net"))


def test_recipients_are_counted_but_not_the_simulators(aws: EmbeddedAws, client: Client, domain: str) -> None:
    """SentLast24Hours grows by recipients; mail to the simulator does not use up the quota."""
    account = "500000000005"
    ses = client("sesv2", account=account)
    aws.verify(REGION, domain, account=account)
    aws.account(REGION, account=account, SendQuota={"Max24HourSend": 2.0})
    ses.send_email(**mail(domain, "a@example.net", "b@example.net", "success@simulator.amazonses.com"))

    assert ses.get_account()["SendQuota"]["SentLast24Hours"] == 2.0
    with pytest.raises(ses.exceptions.LimitExceededException):
        ses.send_email(**mail(domain, "a@example.net"))
    ses.send_email(**mail(domain))
    aws.account(REGION, account=account, SendQuota={"Max24HourSend": -1})
    ses.send_email(**mail(domain, "a@example.net"))


def test_the_configuration_set_must_exist_and_send(ears: Ears, domain: str) -> None:
    """A name that does not exist, and a set whose sending is off."""
    with pytest.raises(ears.ses.exceptions.NotFoundException, match="<absent> does not exist"):
        ears.ses.send_email(**mail(domain, ConfigurationSetName="absent"))
    ears.ses.put_configuration_set_sending_options(ConfigurationSetName=ears.name, SendingEnabled=False)
    with pytest.raises(ears.ses.exceptions.SendingPausedException, match=ears.name):
        ears.ses.send_email(**mail(domain, ConfigurationSetName=ears.name))


def test_reject_message_means_it(aws: EmbeddedAws, ears: Ears, domain: str) -> None:
    """With REJECT_MESSAGE nothing is sent until the MAIL FROM domain has its records."""
    ears.ses.put_email_identity_mail_from_attributes(
        EmailIdentity=domain, MailFromDomain=f"bounce.{domain}", BehaviorOnMxFailure="REJECT_MESSAGE"
    )
    with pytest.raises(ears.ses.exceptions.MailFromDomainNotVerifiedException):
        ears.ses.send_email(**mail(domain))
    aws.external_dns(
        {
            (f"bounce.{domain}", "MX"): [f"10 feedback-smtp.{REGION}.amazonses.com"],
            (f"bounce.{domain}", "TXT"): ['"v=spf1 include:amazonses.com -all"'],
        }
    )

    assert ears.ses.send_email(**mail(domain))["MessageId"]


@pytest.mark.parametrize(("own_reasons", "event"), [(None, "Bounce"), (["COMPLAINT"], "Delivery")])
def test_suppressed_addresses_bounce(ears: Ears, domain: str, own_reasons: list[str] | None, event: str) -> None:
    """The account's list bounces without a delivery attempt, unless the set minds other reasons only."""
    to = f"gone@{domain}"
    ears.ses.put_suppressed_destination(EmailAddress=to, Reason="BOUNCE")
    if own_reasons:
        ears.ses.put_configuration_set_suppression_options(
            ConfigurationSetName=ears.name, SuppressedReasons=own_reasons
        )
    ears.ses.send_email(**mail(domain, to, ConfigurationSetName=ears.name))

    assert [arrived["eventType"] for arrived in ears.bodies()] == ["Send", event]


def test_templates_are_ministacks(ears: Ears, domain: str) -> None:
    """A templated mail is judged by ministack, with our identities."""
    template = {"Template": {"TemplateContent": {"Subject": "Hi", "Text": "Hello"}, "TemplateData": "{}"}}

    assert ears.ses.send_email(**mail(domain) | {"Content": template})["MessageId"]
