"""Texts of a report as they are shown and compared."""

from tests.scenes.dmarc_reading import report
from tests.scenes.dmarc_samples import rfc9990


def test_names_cannot_play_with_the_terminal() -> None:
    """Control characters and those that turn the direction of writing are shown as '?', and nothing is endless."""
    assert report(rfc9990(reporter="a\x9b31mb\u202ec\td")).reporter == "a?31mb?c?d"
    assert len(report(rfc9990(reporter="r" * 4000)).reporter) == 120


def test_a_domain_is_compared_without_case_and_dot() -> None:
    """DNS does not tell them apart."""
    assert report(rfc9990(domain="MAIL.Example.COM.")).published.domain == "mail.example.com"
