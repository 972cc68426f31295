"""Reports are added up per domain and source, and the conclusions say what the next policy would do."""

from itertools import permutations

import pytest

from poolpost.mail.dmarc_report import Report
from poolpost.mail.dmarc_report_files import parsed
from poolpost.mail.dmarc_summary import Summary, conclusions, summaries, totals, unique
from tests.scenes.dmarc_samples import BEGIN, DAY, FAILED, rfc7489, rfc9990, row, stranger


def reports(*contents: bytes) -> list[Report]:
    """Read some reports."""
    made = [parsed(f"{number}.xml", content) for number, content in enumerate(contents)]
    assert all(isinstance(one, Report) for one in made), made
    return [one for one in made if isinstance(one, Report)]


def summary(*contents: bytes) -> Summary:
    """Add up reports about one domain."""
    (one,) = summaries(reports(*contents))
    return one


def test_messages_are_counted_not_rows() -> None:
    """One row can be about thousands of messages; DKIM or SPF is enough to pass."""
    (report,) = reports(
        rfc9990(row(count=5, aligned=("pass", "fail")), row(count=7, aligned=("fail", "pass")), stranger())
    )
    counted = totals(report.rows)
    assert (counted.messages, counted.passing, counted.dkim, counted.spf, counted.failing) == (15, 12, 5, 7, 3)


def test_a_report_that_came_twice_counts_once() -> None:
    """By reporter, id, domain, begin and rows; the first copy is kept."""
    given = reports(rfc7489(), rfc7489(), rfc7489(report_id="2"))
    assert [one.file for one in unique(given)] == ["0.xml", "2.xml"]


def test_a_report_under_the_id_of_another_hides_nothing() -> None:
    """Anybody can mail a report that says that all is well, under the id that the real one will have."""
    forged, real = rfc7489(row()), rfc7489(row(), stranger())
    for order in ((forged, real), (real, forged)):
        (found,) = summaries(unique(reports(*order)))
        assert found.totals.failing == 3


def test_the_order_of_the_files_does_not_matter() -> None:
    """Neither for the sums nor for what is concluded."""
    contents = (
        rfc7489(row(), stranger()),
        rfc9990(row(count=1)),
        rfc7489(report_id="2", begin=BEGIN + DAY, p="quarantine"),
    )
    said = {tuple(conclusions(summary(*order))) for order in permutations(contents)}
    assert len(said) == 1


def test_domains_are_summed_up_apart() -> None:
    """A report address often gets reports about several domains."""
    found = summaries(reports(rfc7489(), rfc7489(domain="example.org"), rfc9990()))
    assert [(one.domain, one.reports, one.totals.messages) for one in found] == [
        ("example.org", 1, 100),
        ("mail.example.com", 2, 200),
    ]


def test_the_policy_is_that_of_the_latest_report() -> None:
    """The policy may change within the period of the reports."""
    found = summary(rfc7489(p="quarantine", begin=BEGIN + DAY), rfc9990(p="none"))
    assert (found.published.p, found.next_policy) == ("quarantine", "reject")
    assert (found.begin.day, found.end.day) == (2, 3)


def test_sources_that_fail_come_first() -> None:
    """Most failing mail first, whoever sent most of all."""
    found = summary(rfc9990(row(count=9999), stranger("203.0.113.1", 2), stranger("203.0.113.2", 5)))
    assert [source.source_ip for source in found.sources] == ["203.0.113.2", "203.0.113.1", "54.240.8.1"]


SES = "all mail from Amazon SES is aligned (100 messages)"
CASES = [
    (
        "all is well",
        (),
        "none",
        [
            f"{SES}: the next step, p=quarantine, is safe for it",
            "all mail passes DMARC (100 messages): p=quarantine would lose none of it",
        ],
    ),
    ("all is well at the end", (), "reject", [SES, "all mail passes DMARC (100 messages)"]),
    (
        "a stranger",
        (row(), stranger(count=1)),
        "quarantine",
        [
            f"{SES}: the next step, p=reject, is safe for it",
            "1 message from 203.0.113.7 would be rejected by p=reject: not signed with DKIM; SPF softfail for mail.example.com",
            "if a source is yours, let it sign as your domain first; if it is not, the policy is there for it",
        ],
    ),
    (
        "a stranger at the end",
        (row(), stranger(disposition="reject")),
        "reject",
        [
            SES,
            "3 messages from 203.0.113.7 fall under p=reject: not signed with DKIM; SPF softfail for mail.example.com",
            "if a source is yours, let it sign as your domain first; if it is not, the policy is there for it",
        ],
    ),
    (
        "SES without DKIM and MAIL FROM of the domain",
        (row(aligned=FAILED, dkim=(("amazonses.com", "pass"),), spf=("eu-west-1.amazonses.com", "pass")),),
        "none",
        [
            "100 of 100 messages from Amazon SES fail DMARC: fix DKIM and MAIL FROM before p=quarantine",
            "100 messages from 54.240.8.1 (Amazon SES) would be quarantined by p=quarantine: signed by amazonses.com, not by "
            "mail.example.com; SPF passes for eu-west-1.amazonses.com, which does not align with mail.example.com",
            "if a source is yours, let it sign as your domain first; if it is not, the policy is there for it",
        ],
    ),
    (
        "a mailing list",
        (stranger(reason="mailing_list"),),
        "none",
        [
            "no message in these reports is proved to come from Amazon SES: they say nothing about its mail",
            "3 messages from 203.0.113.7 would be quarantined by p=quarantine: not signed with DKIM; SPF softfail for "
            "mail.example.com; receivers excused some: mailing_list",
            "if a source is yours, let it sign as your domain first; if it is not, the policy is there for it",
        ],
    ),
]


@pytest.mark.parametrize(("what", "rows", "policy", "said"), CASES, ids=[case[0] for case in CASES])
def test_conclusions(what: str, rows: tuple[str, ...], policy: str, said: list[str]) -> None:
    """Plain words about the next step, with the source and the reason."""
    assert conclusions(summary(rfc9990(*rows, p=policy))) == said, what


def test_subdomains_with_a_policy_of_their_own_are_not_at_stake() -> None:
    """`sp` decides about their mail, so that a stricter `p` changes nothing for it."""
    rows = (row(), stranger(from_domain="news.mail.example.com"))
    said = conclusions(summary(rfc9990(*rows, more="<sp>none</sp>")))
    assert "3 failing messages are from subdomains: sp=none decides about them, not p" in said
    assert not any("would be quarantined" in sentence for sentence in said)
    assert any("would be quarantined" in sentence for sentence in conclusions(summary(rfc9990(*rows))))


def test_only_the_greatest_sources_are_named() -> None:
    """The rest is a number: a page of strangers helps nobody."""
    rows = [stranger(f"203.0.113.{number}", 100 - number) for number in range(12)]
    said = conclusions(summary(rfc9990(row(), *rows)))
    assert "and 179 messages from 2 more sources (--json lists them)" in said
    assert sum("would be quarantined" in sentence for sentence in said) == 10


def test_a_softened_policy_is_told() -> None:
    """What did not happen under t=y proves nothing about p."""
    said = conclusions(summary(rfc9990(p="reject", more="<testing>y</testing>")))
    assert "the record says t=y: receivers apply less than p=reject" in said


def test_what_a_copy_lost_is_kept() -> None:
    """The record that could not be read may be one that the first copy lacks."""
    broken = row(count=1).replace("<count>1<", "<count>many<")
    (one,) = unique(reports(rfc7489(row()), rfc7489(row(), broken)))
    assert (one.file, len(one.lost)) == ("0.xml", 1)
