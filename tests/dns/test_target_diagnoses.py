"""Which mistake a CNAME or an MX is called; on real name servers in tests/wild/test_dns.py and test_diagnoses.py."""

import pytest

from poolpost.dns.records import records
from poolpost.dns.target_diagnoses import of_target
from tests.conftest import MakeSettings

CASES = {
    "as wanted": ("dkim-1", ("aaa.dkim.amazonses.com",), ""),
    "a key in another region": ("dkim-1", ("aaa.dkim.eu-south-1.amazonses.com",), "another-region"),
    "another key": ("dkim-1", ("aab.dkim.amazonses.com",), "another-key"),
    "another key in another region": ("dkim-1", ("aab.dkim.eu-south-1.amazonses.com",), ""),
    "a host of somebody else": ("dkim-1", ("aaa.dkim.example.net",), ""),
    "a host that looks like SES": ("dkim-1", ("aaa.dkim.amazonses.com.example.net",), ""),
    "the zone appended": ("dkim-1", ("aaa.dkim.amazonses.com.example.com",), "zone-appended-to-value"),
    "a blank": ("dkim-1", (r"aaa\032.dkim.amazonses.com",), "space-in-value"),
    "MX in another region": ("mail-from-mx", ("10 feedback-smtp.us-east-1.amazonses.com",), "another-region"),
    "MX for receiving": ("mail-from-mx", ("10 inbound-smtp.eu-west-1.amazonaws.com",), ""),
    "two MX": ("mail-from-mx", ("10 feedback-smtp.eu-west-1.amazonses.com", "20 mx.example.net"), "several-mx"),
}
"""Record, what is there -> the mistake; '' where none is known."""


@pytest.mark.parametrize("name", CASES)
def test_a_target_is_called_what_it_is(name: str, settings: MakeSettings) -> None:
    """Each once, with what to publish."""
    record, found, rule = CASES[name]
    one = next(each for each in records(settings(), ("aaa",)) if each.id == record)
    told = list(of_target(one, found, "example.com"))
    assert [each.rule for each in told] == [rule] * bool(rule)
    assert all(each.remedy for each in told)
