"""A report that is no well-formed XML: what is whole in it counts."""

from poolpost.mail.dmarc_report import Report
from poolpost.mail.dmarc_report_files import parsed
from tests.scenes.dmarc_reading import PLAIN
from tests.scenes.dmarc_samples import rfc7489, row, stranger


def test_an_element_that_is_not_closed_swallows_no_other() -> None:
    """A `<` in a text is repaired only where no other element could have ended in it."""
    open_domain = "<dkim><domain>a.example<selector>s</selector><result>pass</result></dkim>"
    broken = row().replace("<auth_results>", f"<auth_results>{open_domain}")
    found = parsed("report.xml", rfc7489(broken, stranger()))
    assert isinstance(found, Report)
    assert ([line.messages for line in found.rows], len(found.lost)) == ([3], 1)


def test_a_report_that_ends_early_keeps_its_whole_records() -> None:
    """What is missing is said: nobody can tell how much."""
    found = parsed("report.xml", PLAIN[: PLAIN.rindex(b"<identifiers>")])
    assert isinstance(found, Report)
    assert [line.messages for line in found.rows] == [100]
    assert any("the report is truncated" in each for each in found.lost)


def test_a_part_that_is_lost_is_named() -> None:
    """Without its policy a report does not say what the next step would change."""
    found = parsed("report.xml", PLAIN.replace(b"</policy_published>", b"</policy>"))
    assert isinstance(found, Report)
    assert any("<policy_published> cannot be read" in each for each in found.lost)
