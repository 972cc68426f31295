"""What is kept of a report: copies are the same, and either of DKIM and SPF is enough."""

import dataclasses

import pytest

from tests.scenes.dmarc_reading import report
from tests.scenes.dmarc_samples import BEGIN, rfc7489, row, stranger


def test_copies_of_a_report_are_known_by_more_than_their_id() -> None:
    """Packed or not, in whichever file; a report about another domain or day is no copy, whatever id it has."""
    first = report(rfc7489())
    assert dataclasses.replace(first, file="copy.xml.gz").identity == first.identity
    assert report(rfc7489(domain="example.org")).identity != first.identity
    assert report(rfc7489(begin=BEGIN - 86400)).identity != first.identity


@pytest.mark.parametrize(("record", "passes"), [(row(), True), (stranger(), False)])
def test_one_aligned_method_is_enough(record: str, passes: bool) -> None:
    """RFC 9989 section 4.4: DMARC passes by DKIM or by SPF."""
    fate = report(rfc7489(record)).rows[0].fate
    assert (fate.dkim or fate.spf, fate.passes) == (passes, passes)
    for dkim, spf in ((True, False), (False, True)):
        assert dataclasses.replace(fate, dkim=dkim, spf=spf).passes
