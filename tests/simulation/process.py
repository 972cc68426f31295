"""A process of a simulation, and the versions of the pool that it was shown."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.schedule import Disturbance

Json = dict[str, Any]
_NOT_COMPARED = {
    "LastModifiedDate",
    "EstimatedNumberOfUsers",
    "EmailConfigurationFailure",
    "SmsConfigurationFailure",
    "EmailConfiguration",
}


class Killed(BaseException):
    """A process ends here and now, by SIGKILL."""


class Broken(BaseException):
    """An invariant does not hold."""


@dataclass(eq=False, slots=True)
class Version:
    """The pool at one time; None: there is none."""

    pool: Json | None
    mfa: Json
    by: str
    _flat: dict[str, str] | None = None
    _answer: str = ""

    @property
    def answer(self) -> str:
        """The body of DescribeUserPool's answer."""
        if not self._answer:
            self._answer = json.dumps({"UserPool": self.pool})
        return self._answer

    def shows(self, pool_id: str) -> bool:
        """Return whether it is of this pool, and not of one that was there before it."""
        return self.pool is not None and self.pool["Id"] == pool_id

    @property
    def settings(self) -> dict[str, str]:
        """Path of every setting beside the e-mail -> its value, as text; written apart from poolpost's own."""
        if self._flat is None:
            self._flat = dict(_flat(self.pool or {}, ""))
        return self._flat


@dataclass(eq=False)
class Process:
    """
    A command that runs, or ran.

    Attributes:
        served: versions of the pool that DescribeUserPool answered with, in their order.
        neighbour: the account's other pool, as it was shown last.
        before: the last version before its UpdateUserPool; None: it sent none.
        first: the one before that, which the request was made from.
        factors_before: every MFA configuration that it was shown before its UpdateUserPool.
        after: the pool right after its UpdateUserPool took effect; None: it did not.
        follows: the process whose printed command it is.
        last: whether it ends a schedule in which everybody did what was printed.
        was_locked: whether another process was between its write and its look when this one wrote.
        exit: the exit code; None: it was killed.
    """

    command: str
    what: str
    disturbed: tuple[Disturbance, ...]
    started: int
    text: str = ""
    requests: int = 0
    updates: int = 0
    served: list[Version] = field(default_factory=list)
    factors: list[Json] = field(default_factory=list)
    before: Version | None = None
    after: Version | None = None
    first: Version | None = None
    factors_before: tuple[Json, ...] = ()
    neighbour: Json = field(default_factory=dict)
    follows: "Process | None" = None
    last: bool = False
    was_locked: bool = False
    exit: int | None = None
    dead: bool = False

    def say(self, text: str) -> None:
        """Print a line."""
        self.text += text + "\n"


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield path and value of each setting; what says nothing (empty, AWS's own tags, what changes by itself) is none."""
    if isinstance(value, dict):
        for name, inner in value.items():
            owned = path == "UserPoolTags" and name.startswith("aws:")
            if not owned and (path or name not in _NOT_COMPARED):
                yield from _flat(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, inner in enumerate(value):
            yield from _flat(inner, f"{path}[{index}]")
    elif value not in (None, "", []) or path.startswith("UserPoolTags."):
        yield path, repr(value)
