"""One cause that may explain why mail does not arrive."""

from typing import Any

from poolpost.doctor.cause import Explains, Question, Suspicion, cause
from tests.scenes.place import Place


def test_a_crash_rules_nothing_out(asked: Place) -> None:
    """A cause with a bug says so."""

    @cause("crashing", Explains.all_mail, source="https://example.com")
    def crashing(_asked: Question) -> Any:
        """Crash."""
        found: list[Suspicion] = []
        yield found[1]

    (reason,) = crashing.reasons(Question(facts=asked.facts(), to=None, error=""))
    assert (reason.outcome, "IndexError" in reason.evidence) == ("cannot tell", True)
