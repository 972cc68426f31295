"""One check: a crash in it is no answer."""

from collections.abc import Iterator

from poolpost.doctor.checks.check import Verdict, check, passed
from poolpost.doctor.facts import Facts
from poolpost.findings import worst
from tests.scenes.place import Place


def test_a_crash_is_cannot_tell(doctor: Place) -> None:
    """A check with a bug says so; what it saw before stays, and nothing passes by it."""

    @check("crashing", "test", "crashing", source="https://example.com")
    def crashing(_now: Facts) -> Iterator[Verdict]:
        """Crash after the first thing."""
        yield passed("the first thing", subject="one")
        message = "a bug"
        raise KeyError(message)

    @check("silent", "test", "silent", source="https://example.com")
    def silent(_now: Facts) -> Iterator[Verdict]:
        """Say nothing."""
        return iter(())

    lines = [*crashing.lines(doctor.facts()), *silent.lines(doctor.facts())]
    assert [line.outcome for line in lines] == ["pass", "cannot tell", "cannot tell"]
    assert "KeyError: 'a bug'" in lines[1].evidence
    assert lines[2].evidence == "the check returned nothing"
    assert worst(lines) == 3
    assert worst([]) == 0
