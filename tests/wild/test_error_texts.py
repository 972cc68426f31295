"""`poolpost why --error` knows what an error of AWS means, in the form of any tool, and where that is written."""

import pytest

from poolpost.doctor.error_texts import recognised
from tests.wild import call_error_cases, error_cases
from tests.wild.error_cases import Case

CASES = error_cases.CASES | call_error_cases.CASES


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_error_of_the_wild_is_known_as_a_whole(case: Case) -> None:
    """By who, what and where, not by a word in it; the remedy names what to run or to change, the source is a page."""
    known = recognised(f"Error from the log of an application:\n\n  {case.text}\n")
    assert known is not None
    assert case.means in known.means
    assert case.remedy in known.remedy_for("production")
    assert known.source.startswith("https://")
