"""The name server: what the hosted zones hold is what the world sees."""

import socket
from collections.abc import Callable
from typing import Any

import dns.message
import dns.query
import dns.rcode
import pytest

from poolpost.emulator.client import EmbeddedAws

RECORDS = {
    ("mail.zone.example.", "TXT"): ['"v=spf1 include:amazonses.com ~all"', '"other"'],
    ("bounce.zone.example.", "MX"): ["10 feedback-smtp.eu-west-1.amazonses.com"],
    ("alias.zone.example.", "CNAME"): ["mail.zone.example"],
    ("outside.zone.example.", "CNAME"): ["amazonses.com"],
    ("round.zone.example.", "CNAME"): ["round.zone.example"],
    ("deep.below.zone.example.", "A"): ["192.0.2.1"],
}


@pytest.fixture(scope="module")
def ask(aws: EmbeddedAws, client: Callable[..., Any]) -> Callable[[str, str], tuple[str, list[str]]]:
    """Return the response code and the answers' text."""
    route53 = client("route53")
    zone = route53.create_hosted_zone(Name="zone.example", CallerReference="dns")["HostedZone"]["Id"]
    changes = [
        {
            "Action": "CREATE",
            "ResourceRecordSet": {
                "Name": name,
                "Type": kind,
                "TTL": 300,
                "ResourceRecords": [{"Value": value} for value in values],
            },
        }
        for (name, kind), values in RECORDS.items()
    ]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    host, _, port = aws.name_server.partition(":")

    def asked(name: str, kind: str) -> tuple[str, list[str]]:
        answer = dns.query.udp(dns.message.make_query(name, kind), host, port=int(port), timeout=5)
        return dns.rcode.to_text(answer.rcode()), [str(item) for found in answer.answer for item in found]

    return asked


@pytest.mark.parametrize(
    ("name", "kind", "code", "answers"),
    [
        ("mail.zone.example", "TXT", "NOERROR", ['"v=spf1 include:amazonses.com ~all"', '"other"']),
        ("MAIL.zone.example", "TXT", "NOERROR", ['"v=spf1 include:amazonses.com ~all"', '"other"']),
        ("bounce.zone.example", "MX", "NOERROR", ["10 feedback-smtp.eu-west-1.amazonses.com."]),
        ("alias.zone.example", "TXT", "NOERROR", ["mail.zone.example.", *RECORDS["mail.zone.example.", "TXT"]]),
        ("alias.zone.example", "CNAME", "NOERROR", ["mail.zone.example."]),
        ("outside.zone.example", "TXT", "NOERROR", ["amazonses.com.", '"v=spf1 ip4:199.255.192.0/22 -all"']),
        ("round.zone.example", "TXT", "SERVFAIL", ["round.zone.example."]),
        ("mail.zone.example", "MX", "NOERROR", []),
        ("below.zone.example", "TXT", "NOERROR", []),
        ("nothing.zone.example", "TXT", "NXDOMAIN", []),
        ("_dmarc.com", "TXT", "NXDOMAIN", []),
    ],
)
def test_what_the_world_sees(
    name: str, kind: str, code: str, answers: list[str], ask: Callable[[str, str], tuple[str, list[str]]]
) -> None:
    """Records, aliases, and the difference between a name without that type and no such name."""
    found = ask(name, kind)
    assert (found[0], sorted(found[1])) == (code, sorted(answers))


def test_what_is_no_question_gets_no_answer(aws: EmbeddedAws, ask: Callable[[str, str], tuple[str, list[str]]]) -> None:
    """It goes on answering."""
    host, _, port = aws.name_server.partition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        ours.sendto(b"nonsense", (host, int(port)))
    assert ask("mail.zone.example", "TXT")[0] == "NOERROR"
