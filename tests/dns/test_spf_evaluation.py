"""What a receiver gets to know, by a real resolver: SPF evaluation, DMARC discovery, alignment, report consent."""

import pytest

from poolpost.dns.resolver import Lookup
from poolpost.dns.spf_evaluation import evaluate, evaluate_record
from poolpost.errors import CannotDecide
from tests.scenes.published_policies import MANY


@pytest.mark.parametrize(
    ("name", "lookups", "void", "problem"),
    [
        ("example.com", 3, 0, ""),
        ("plain.example.com", 0, 0, ""),
        ("many.example.com", 11, 1, "11 DNS lookups; at most 10"),
        ("loop.example.com", 30, 0, "30 or more DNS lookups"),
        ("void.example.com", 3, 3, "3 of its DNS lookups find nothing; at most 2"),
        ("macro.example.com", 2, 0, ""),
        ("gone.example.com", 2, 1, "include of nothing.example.com: it has no SPF record"),
        ("both.example.com", 0, 0, "2 SPF records; allowed is one"),
        ("odd.example.com", 0, 0, ""),
        ("crowd.example.com", 1, 0, "11 names; at most 10"),
    ],
)
def test_an_spf_record_is_evaluated_as_a_receiver_does(
    name: str, lookups: int, void: int, problem: str, receiver: Lookup
) -> None:
    """Ten lookups and two that find nothing are allowed, over all includes."""
    found = evaluate(name, receiver)
    assert (found.lookups, found.void) == (lookups, void)
    assert problem in "; ".join(found.problems)
    assert bool(found.problems) == bool(problem)
    assert bool(found.record) == (name not in {"plain.example.com", "both.example.com"})


def test_a_record_is_evaluated_before_it_is_published(receiver: Lookup) -> None:
    """A merged record is counted with what it includes; a term that is none is a problem."""
    assert evaluate_record("new.example.com", f"v=spf1 {MANY} include:amazonses.com ~all", receiver).lookups == 11
    for term in (
        "what",
        "include:\ufffd..x",
        "include:a.example~all",
    ):  # what is none is not looked up
        assert (
            f"'{term}' is not an SPF term" in evaluate_record("x.example.com", f"v=spf1 {term}", receiver).problems[0]
        )
    assert evaluate_record("x.example.com", "v=spf1 redirect=amazonses.com ~all", receiver).lookups == 0


@pytest.mark.parametrize("name", ["a" * 64 + ".com", "a..com", ("a" * 60 + ".") * 5 + "com"])
def test_an_include_of_a_name_that_dns_cannot_have_is_cannot_decide(receiver: Lookup, name: str) -> None:
    """Somebody else's record may name anything: a sentence and exit code 3, never a traceback."""
    with pytest.raises(CannotDecide, match="is not a name that DNS can have") as caught:
        evaluate_record("example.com", f"v=spf1 include:{name} -all", receiver)
    assert caught.value.exit_code == 3
