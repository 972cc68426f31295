"""A record of a report: why its mail fails, and whether SES sent it."""

import pytest

from tests.scenes.dmarc_reading import report
from tests.scenes.dmarc_samples import FAILED, rfc9990, row, stranger

WHY = [
    ("not signed", stranger(), ("not signed with DKIM", "SPF softfail for mail.example.com")),
    (
        "an empty result",
        stranger(dkim=(("mail.example.com", "none"),), spf=None),
        ("not signed with DKIM", "no SPF result"),
    ),
    (
        "another domain signs",
        row(aligned=FAILED, dkim=(("mcsv.net", "pass"),), spf=("mcsv.net", "pass")),
        (
            "signed by mcsv.net, not by mail.example.com",
            "SPF passes for mcsv.net, which does not align with mail.example.com",
        ),
    ),
    (
        "a broken signature",
        stranger(dkim=(("mail.example.com", "fail"),)),
        ("signature of mail.example.com does not verify (fail)", "SPF softfail for mail.example.com"),
    ),
    (
        "a receiver that contradicts itself",
        stranger(dkim=(("mail.example.com", "pass"),)),
        ("signed by mail.example.com, but counted as not aligned", "SPF softfail for mail.example.com"),
    ),
    (
        "many signatures",
        stranger(dkim=tuple((f"{letter}.example", "pass") for letter in "abcde")),
        (
            "signed by a.example, b.example, c.example and 2 more, not by mail.example.com",
            "SPF softfail for mail.example.com",
        ),
    ),
]


@pytest.mark.parametrize(("what", "record", "why"), WHY, ids=[case[0] for case in WHY])
def test_why_mail_fails_is_said(what: str, record: str, why: tuple[str, ...]) -> None:
    """The two reasons, by what the receiver saw."""
    assert report(rfc9990(record)).rows[0].fate.why == why, what


@pytest.mark.parametrize(
    ("record", "ses"),
    [
        (row(), True),
        (row(dkim=(("mail.example.com", "pass"),), spf=("eu-west-1.amazonses.com", "pass")), True),
        (row(dkim=(("mail.example.com", "pass"), ("amazonses.com", "fail")), spf=("x.example", "pass")), False),
        (row(dkim=(("evilamazonses.com", "pass"),), spf=None), False),
    ],
    ids=["signed", "SPF", "a signature that does not verify", "a name that looks alike"],
)
def test_only_what_amazon_alone_can_do_proves_ses(record: str, ses: bool) -> None:
    """Whoever writes amazonses.com into a mail is not yet Amazon."""
    assert report(rfc9990(record)).rows[0].fate.ses is ses
