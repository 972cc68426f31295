"""A deployed environment in which mail arrives, for the tests of the doctor to break: AWS, DNS and environment file."""

import json
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import botocore.session

from poolpost.aws.answers import guard
from poolpost.aws.services import Aws
from poolpost.dns.formats import to_bind
from poolpost.dns.records import records
from poolpost.dns.view import View
from poolpost.dns.zone_walk import Start
from poolpost.doctor.checklist import CHECKS
from poolpost.doctor.checks.check import Line
from poolpost.doctor.facts import Facts
from poolpost.emulator.client import EmbeddedAws
from poolpost.emulator.demo_pool import production_mfa, production_pool
from poolpost.settings import Settings, validated
from poolpost.standards.name_servers import NameServer
from tests.conftest import ROOT, changed
from tests.scenes.dns_world import Named, free_port

REGION, ACCOUNT = "eu-west-1", "000000000000"
RENDERED = (
    ROOT / "tests/stacks/__snapshots__/test_email_stack/test_an_environment_gives_the_reviewed_terraform[{}].json"
)
ALARMS = {"Reputation.BounceRate": 0.05, "Reputation.ComplaintRate": 0.001}
BASE = (("dns.dmarc.rua", ["mailto:dmarc@mail.example.com"]), ("alarms", {}), ("user_pool.expected_daily_mail", 1000))
WORLD = """$TTL 300
$ORIGIN com.
@ IN SOA ns1.example.com. h {serial} 7200 900 1209600 300
@ IN NS ns1.example.com.
ns1.example.com. IN A 192.0.2.1
amazonses.com. IN TXT "v=spf1 ip4:199.255.192.0/22 -all"
*.dkim.amazonses.com. IN TXT "p=key"
$ORIGIN example.com.
"""
Change = Callable[["Place"], None]
Client = Callable[[str], Any]


@dataclass
class Place:
    """An environment, and everything that it runs on."""

    aws: EmbeddedAws
    dns: Named
    clients: Client
    changes: list[tuple[str, Any]] = field(default_factory=lambda: list(BASE))
    silent: bool = False
    touched: bool = False
    known: dict[str, Any] = field(
        default_factory=lambda: {"baseline": None}
    )  # no files of the directory that tests run in

    @property
    def server(self) -> EmbeddedAws:
        """The embedded AWS, for a test that changes it: it is built anew for the next one."""
        self.touched = True
        return self.aws

    def client(self, service: str) -> Any:
        """Return a client, for a test that changes something: everything is built anew for the next one."""
        self.touched = True
        return self.clients(service)

    @property
    def settings(self) -> Settings:
        """The environment file as it is now."""
        return validated(*changed(*self.changes))

    @property
    def topic(self) -> str:
        """ARN of the events topic."""
        return f"arn:aws:sns:{REGION}:{ACCOUNT}:sign-in-mail"

    def view(self) -> View:
        """Return who is asked about DNS; in `silent` nobody answers."""
        port = free_port() if self.silent else self.dns.port
        return View(start=Start(resolvers=[NameServer(address="127.0.0.1", port=port)]), authoritative=False)

    def facts(self, settings: Settings | None = None) -> Facts:
        """Return fresh facts."""
        chosen = settings or self.settings
        facts = Facts(chosen, self.reader(chosen), self.view())
        for name, value in self.known.items():
            know(facts, name, value)
        return facts

    def reader(self, settings: Settings) -> Aws:
        """Make what reads AWS; clients are shared, since making one takes longer than all that a check asks."""
        aws = Aws(settings)
        vars(aws.account)["_clients"] = _Shared(self.clients)
        return aws

    def lines(self, check: str) -> list[Line]:
        """Run one check."""
        return [line for one in CHECKS if one.id == check for line in one.lines(self.facts())]

    def pool(self, **members: Any) -> None:
        """Set members of the live pool; None removes one."""
        self.write_pool({**self.server.pool(REGION, self.settings.user_pool.id)["UserPool"], **members})

    def write_pool(self, pool: dict[str, Any], mfa: dict[str, Any] | None = None) -> None:
        """Store the live pool."""
        kept = {member: value for member, value in pool.items() if value is not None}
        self.server.put_pool(REGION, kept, mfa or production_mfa())

    def publish(self, *edits: tuple[str, str], more: str = "") -> None:
        """Serve our own export with mistakes: pairs of text and what takes its place."""
        identity = self.clients("sesv2").get_email_identity(EmailIdentity="mail.example.com")
        zone = to_bind(self.settings, records(self.settings, identity["DkimAttributes"]["Tokens"])) + more
        for old, new in edits:
            assert old in zone, zone
            zone = zone.replace(old, new)
        if self.dns.write("com", WORLD + zone + "\n"):
            self.dns.reload()
            self.dns.settle("com")


def know(facts: Facts, name: str, value: Any) -> None:
    """Let a fact be a value, without a read."""
    vars(facts)["_futures"][name] = future = Future[Any]()
    future.set_result(value)


class _Shared(dict[tuple[str, str, int | None], Any]):
    """Clients as `Account` keeps them, made once for all tests."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: tuple[str, str, int | None]) -> Any:
        return self._client(key[0])


def clients(url: str) -> Client:
    """Make clients of the embedded AWS, one for each service."""
    session: Any = boto3.Session(
        aws_access_key_id=ACCOUNT,
        aws_secret_access_key="test",  # noqa: S106 -- the embedded AWS checks none
        botocore_session=guard(botocore.session.Session()),
    )
    return cache(lambda service: session.client(service, region_name=REGION, endpoint_url=url))


@cache
def rendered(kind: str, attribute: str, environment: str = "local") -> str:
    """Return a policy as the stack renders it."""
    stack = json.loads(Path(str(RENDERED).format(environment)).read_text(encoding="utf-8"))
    return stack["resource"][kind]["events"][attribute]


def build(place: Place) -> None:
    """Make everything as a deploy leaves it."""
    server, settings = place.server, place.settings
    server.reset()
    _make_topic(place)
    ses = place.client("sesv2")
    events = settings.events
    ses.create_configuration_set(
        ConfigurationSetName="sign-in",
        DeliveryOptions={"TlsPolicy": "REQUIRE"},
        SuppressionOptions={"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
    )
    assert events.sns is not None
    assert events.cloudwatch is not None
    destination(place, "sns", {"SnsDestination": {"TopicArn": place.topic}}, events.sns.event_types)
    dimension = {"DimensionName": "d", "DimensionValueSource": "MESSAGE_TAG", "DefaultDimensionValue": "none"}
    cloudwatch = {"CloudWatchDestination": {"DimensionConfigurations": [dimension]}}
    destination(place, "cloudwatch", cloudwatch, events.cloudwatch.event_types)
    server.verify(REGION, "mail.example.com")
    mail_from = {"EmailIdentity": "mail.example.com", "MailFromDomain": settings.mail_from_domain}
    ses.put_email_identity_mail_from_attributes(**mail_from, BehaviorOnMxFailure="REJECT_MESSAGE")
    server.external_dns(
        {
            (settings.mail_from_domain, "MX"): [f"10 feedback-smtp.{REGION}.amazonses.com"],
            (settings.mail_from_domain, "TXT"): ['"v=spf1 include:amazonses.com ~all"'],
        }
    )
    for metric, threshold in ALARMS.items():
        alarm(place, metric, Threshold=threshold)
    place.client("iam").create_service_linked_role(AWSServiceName="email.cognito-idp.amazonaws.com")
    place.write_pool({**production_pool(), "EmailConfiguration": settings.email_configuration})


def _make_topic(place: Place) -> None:
    sns = place.client("sns")
    sns.create_topic(Name="sign-in-mail")
    policy = rendered("aws_sns_topic_policy", "policy").replace("${aws_sns_topic.events.arn}", place.topic)
    sns.set_topic_attributes(TopicArn=place.topic, AttributeName="Policy", AttributeValue=policy)
    subscriber = {"protocol": "email", "endpoint": "mail-operations@example.com"}
    sns.subscribe(TopicArn=place.topic, **{name.title(): value for name, value in subscriber.items()})
    place.server.confirm_subscription(REGION, place.topic, **subscriber)


def destination(place: Place, name: str, kind: dict[str, Any], types: Any, *, enabled: bool = True) -> None:
    """Put an event destination in the place of one."""
    ses, key = place.client("sesv2"), {"ConfigurationSetName": "sign-in"}
    live = {one["Name"] for one in ses.get_configuration_set_event_destinations(**key)["EventDestinations"]}
    put = (
        ses.update_configuration_set_event_destination
        if name in live
        else ses.create_configuration_set_event_destination
    )
    wanted = {"Enabled": enabled, "MatchingEventTypes": list(types), **kind}
    put(**key, EventDestinationName=name, EventDestination=wanted)


def alarm(place: Place, metric: str, **options: Any) -> None:
    """Set an alarm that tells the topic."""
    wanted: dict[str, Any] = {
        "AlarmName": f"poolpost-{metric}",
        "Namespace": "AWS/SES",
        "MetricName": metric,
        "Statistic": "Average",
        "Period": 3600,
        "EvaluationPeriods": 1,
        "Threshold": 0.05,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "AlarmActions": [place.topic],
    }
    place.client("cloudwatch").put_metric_alarm(**{**wanted, **options})
