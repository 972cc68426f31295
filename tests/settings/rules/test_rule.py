"""A rule about an environment file: it runs only on sections that are valid."""

from collections.abc import Iterator

from poolpost.findings import Problem, blocked
from poolpost.settings import Settings
from poolpost.settings.rules.rule import rule
from tests.conftest import MakeSettings


@rule("short-ttl", "dns", source="https://example.com")
def short_ttl(settings: Settings) -> Iterator[Problem]:
    """Delay no change by a long time to live."""
    yield blocked("dns.ttl", f"{settings.dns.ttl} s", "set 60")


def test_a_rule_is_what_its_function_says(settings: MakeSettings) -> None:
    """The id is written, the reason is the docstring, and a finding carries the id."""
    assert (short_ttl.id, short_ttl.why, short_ttl.reads) == (
        "short-ttl",
        "Delay no change by a long time to live.",
        frozenset({"dns"}),
    )
    (found,) = short_ttl.findings(settings())
    assert (found.rule, found.level, found.subject, found.problem, found.remedy) == (
        "short-ttl",
        "block",
        "dns.ttl",
        "300 s",
        "set 60",
    )


def test_a_section_with_mistakes_is_not_read() -> None:
    """The rule would crash, and hide the mistake."""
    assert list(short_ttl.findings(Settings.model_construct(name="local"))) == []
