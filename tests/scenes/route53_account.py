"""An account with zones and records of others, in the Route 53 of the embedded AWS."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import botocore.session
import pytest

from poolpost.aws.services import Aws
from poolpost.dns.records import DnsRecord, records
from poolpost.dns.view import View
from poolpost.dns.zone_walk import Start
from poolpost.emulator.client import EmbeddedAws
from poolpost.findings import Finding
from poolpost.gate.preflight import look
from poolpost.settings import Settings
from poolpost.standards.name_servers import NameServer
from tests.conftest import MakeSettings
from tests.scenes.dns_world import free_port

NUMBERS = itertools.count()
DMARC = "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
MX = "10 feedback-smtp.eu-west-1.amazonses.com"
GOOGLE = "v=spf1 include:_spf.google.com ~all"


def record(settings: Settings, id_: str) -> DnsRecord:
    """Return one needed record."""
    return next(one for one in records(settings, ("aaa", "bbb", "ccc")) if one.id == id_)


@dataclass
class Account:
    """An environment, its account, and its Route 53."""

    settings: Settings
    route53: Any

    def zone(self, name: str) -> str:
        """Create a public zone."""
        reference = f"preflight{next(NUMBERS)}"
        return self.route53.create_hosted_zone(Name=name, CallerReference=reference)["HostedZone"]["Id"]

    def put(self, zone: str, name: str, type_: str, *values: str) -> None:
        """Put somebody else's record."""
        record_set = {"Name": name, "Type": type_, "TTL": 300, "ResourceRecords": [{"Value": v} for v in values]}
        changes = [{"Action": "CREATE", "ResourceRecordSet": record_set}]
        self.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})

    def look(self, settings: Settings | None = None) -> tuple[dict[str, str], tuple[Finding, ...]]:
        """Look, with a resolver that does not answer: Route 53 is asked through its API."""
        asked = View(start=Start(resolvers=[NameServer(address="127.0.0.1", port=free_port())]), seconds=0.1)
        seen = look(settings or self.settings, Aws(self.settings), asked)
        return {one.record.id: one.verdict for one in seen.situations}, seen.findings


@pytest.fixture
def account(aws: EmbeddedAws, settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """Return an account whose zones are those of one test."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    aws.reset()
    yield Account(settings(), botocore.session.Session().create_client("route53", "us-east-1"))
    aws.reset()
