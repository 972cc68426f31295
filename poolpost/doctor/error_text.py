"""One error of AWS with its meaning, and how it is told from others."""

import re
from dataclasses import dataclass
from typing import Literal

from poolpost.doctor.aws_error import AwsError, without_ending


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorText:
    """
    One error of AWS.

    Attributes:
        phrase: what says it by itself, whatever the exception: a pattern in lower case; empty: nothing does.
        names: the exceptions that it can be, as `without_ending` writes them.
        words: what the text of such an exception must hold, a pattern in lower case.
        operation: the API call that such an exception must come from, a pattern in lower case.
        sending: the sender of the pool that it speaks of: with another one it is of another time or pool.
        means: the cause, in plain words.
        remedy: what to do; `{name}` stands for the environment.
        source: the page or public issue that says so.
    """

    phrase: str = ""
    names: frozenset[str] = frozenset()
    words: str = ""
    operation: str = ""
    sending: Literal["", "COGNITO_DEFAULT", "DEVELOPER"] = ""
    means: str
    remedy: str
    source: str

    def is_it(self, error: AwsError) -> bool:
        """Return whether an error is this one."""
        if self.phrase and re.search(self.phrase, error.text):
            return True
        called = re.search(self.operation, error.operation or error.text) is not None
        return error.name in self.names and called and re.search(self.words, error.text) is not None

    def remedy_for(self, environment: str) -> str:
        """Return what to do in an environment; other braces are of the text that was pasted."""
        return self.remedy.replace("{name}", environment)


def named(*names: str) -> frozenset[str]:
    """Return exceptions as they are compared."""
    return frozenset(without_ending(name) for name in names)
