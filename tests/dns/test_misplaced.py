"""Where a record is asked for when it is not at its name; the answers are judged on real servers in tests/wild/test_dns.py."""

from poolpost.dns.misplaced import questions, wildcard
from poolpost.dns.records import records
from tests.conftest import MakeSettings


def test_only_places_where_people_put_it_are_asked(settings: MakeSettings) -> None:
    """Each other name once, with the type of the record."""
    asked = {one.id: questions(one, "example.com") for one in records(settings(), ("aaa",))}
    assert asked["dkim-1"] == [
        ("aaa._domainkey.mail.example.com.example.com", "CNAME"),
        ("aaa.mail.example.com", "CNAME"),
        ("aaa._domainkey.example.com", "CNAME"),
        ("aaa.domainkey.mail.example.com", "CNAME"),
        ("aaa_domainkey.mail.example.com", "CNAME"),
    ]
    assert asked["dmarc"] == [
        ("_dmarc.mail.example.com.example.com", "TXT"),
        ("mail.example.com", "TXT"),
        ("_dmarc.example.com", "TXT"),
    ]
    assert asked["mail-from-mx"] == [("bounce.mail.example.com.example.com", "MX")]


def test_a_wildcard_is_one_label_up() -> None:
    """RFC 4592: it stands for names below its parent."""
    assert wildcard("_dmarc.mail.example.com") == "*.mail.example.com"
