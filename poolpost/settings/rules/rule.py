"""
What a rule about an environment file is.

A rule is a small generator with an id, a docstring that says why it matters, the sections that it reads, and the source of
its facts. It runs if those sections are valid.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from poolpost.findings import Finding, Problem, Rule
from poolpost.settings.model import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRule(Rule):
    """
    A rule about an environment file.

    Attributes:
        reads: names of the sections that must be valid for it to run.
        check: yields a problem for each violation.
    """

    reads: frozenset[str]
    check: Callable[[Settings], Iterator[Problem]]

    def findings(self, settings: Settings) -> Iterator[Finding]:
        """Run the rule, unless a section that it reads is invalid, or absent where it may be: [domain], [dns]."""
        optional = {name for name, value in settings.__dict__.items() if name.endswith("_") and value is None}
        if self.reads <= {name.removesuffix("_") for name in settings.__dict__.keys() - optional}:
            yield from map(self.finding, self.check(settings))


def is_absent(settings: Settings, key: str) -> bool:
    """Return whether the file has no [domain] or no [dns]; false where it has one that is invalid."""
    return vars(settings).get(f"{key}_", key) is None


def rule(id_: str, *reads: str, source: str) -> Callable[[Callable[[Settings], Iterator[Problem]]], FileRule]:
    """Create a rule of a generator function that reads the named sections; its docstring is the rule's `why`."""

    def make(check: Callable[[Settings], Iterator[Problem]]) -> FileRule:
        return FileRule(
            id=id_,
            why=(check.__doc__ or "").strip(),
            reads=frozenset(reads),
            source=source,
            check=check,
        )

    return make
