"""Whether SES may send by an SPF record: the rules of check_host(), on answers that a test gives."""

from typing import Any

import pytest

from poolpost.dns.spf_sending import sending
from poolpost.errors import CannotDecide

SES = {("amazonses.com", "TXT"): ("v=spf1 ip4:199.255.192.0/22 ip6:2001:db8:5e5::/48 -all",)}
ZONE = {
    ("all.example.com", "TXT"): ("v=spf1 include:amazonses.com -all",),
    ("host.example.com", "A"): ("199.255.192.0",),
    ("host.example.com", "AAAA"): ("2001:db8:5e5::",),
    ("mx.example.com", "MX"): ("10 host.example.com",),
    ("here.example.com", "A"): ("127.0.0.2",),
    ("loop.example.com", "TXT"): ("v=spf1 include:loop.example.com -all",),
    ("two.example.com", "TXT"): ("v=spf1 -all", "v=spf1 ~all"),
}
RECORDS = {
    "v=spf1 include:amazonses.com ~all": True,
    "v=spf1 +include:amazonses.com -all": True,
    "v=spf1 include:all.example.com -all": True,
    "v=spf1 redirect=all.example.com": True,
    "v=spf1 a:host.example.com -all": True,
    "v=spf1 a:host.example.com/24//64 -all": True,
    "v=spf1 mx:mx.example.com -all": True,
    "v=spf1 mx:mx.example.com/31//127 -all": True,
    "v=spf1 exists:here.example.com -all": True,
    "v=spf1 ip4:199.255.0.0/16 ip6:2001:db8::/32 -all": True,
    "v=spf1 ?ip4:192.0.2.1 include:amazonses.com": True,
    "v=spf1 ip4:199.255.0.0/16 -all": False,
    "v=spf1 -ip4:199.255.192.0/24 include:amazonses.com -all": False,
    "v=spf1 ~include:amazonses.com -all": False,
    "v=spf1 ?all": False,
    "v=spf1": False,
    "v=spf1 redirect=all.example.com -all": False,
    "v=spf1 include:loop.example.com include:amazonses.com ~all": False,
    "v=spf1 include:two.example.com include:amazonses.com ~all": False,
    "v=spf1 include:absent.example.com include:amazonses.com ~all": False,
    "v=spf1 exists:%{i}.example.com ptr -all": False,
    "v=spf1 ip4:199.255.192.0/40 include:amazonses.com ~all": False,
}


class Answers:
    """Answers as a zone has them."""

    def __init__(self, zone: dict[tuple[str, str], tuple[str, ...]]) -> None:
        """Store the zone."""
        self._zone = zone

    def values(self, name: str, type_: str) -> tuple[str, ...]:
        """Return the values of a record."""
        return self._zone.get((name, type_), ())


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_lets_ses_send_when_every_address_of_it_passes(record: str) -> None:
    """Of both families, by the first term that matches; a record that receivers give up on lets nobody send."""
    lookup: Any = Answers(SES | ZONE)
    found = sending("mail.example.com", record, lookup)
    assert found.passes is RECORDS[record], found.notes
    assert found.notes


def test_without_the_addresses_of_ses_nothing_is_said() -> None:
    """A resolver that hides the record of amazonses.com."""
    lookup: Any = Answers(ZONE)
    with pytest.raises(CannotDecide, match=r"amazonses\.com, which names the addresses of SES, was not found"):
        sending("mail.example.com", "v=spf1 ip4:192.0.2.1 -all", lookup)


def test_a_strangers_record_of_ses_is_data() -> None:
    """A resolver may answer anything for amazonses.com: what is no network is passed over, and nothing is not a yes."""
    lookup: Any = Answers({("amazonses.com", "TXT"): ("v=spf1 ip4:here ip4:192.0.2.0/99 ip6:: ip6:x -all",)})
    with pytest.raises(CannotDecide, match="was not found"):
        sending("mail.example.com", "v=spf1 ip4:192.0.2.1 -all", lookup)


def test_more_addresses_than_are_kept_are_no_crash() -> None:
    """Behind the values that are kept a sentence says how many more there are."""
    many = (*(f"192.0.2.{number}" for number in range(100)), "… and 7 more values")
    lookup: Any = Answers(SES | {("many.example.com", "A"): many, ("many.example.com", "AAAA"): many[-1:] * 101})
    assert not sending("mail.example.com", "v=spf1 a:many.example.com -all", lookup).passes
