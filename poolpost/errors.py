"""
What stops a command, and with which exit code.

PoolpostError             base, never raised itself
├── Stopped        exit 1  we looked, and the answer is no
├── UsageError     exit 2  the command's words are off
└── CannotDecide   exit 3  we could not look; that is never "fine"
"""

from poolpost.standards.redaction import redacted


class PoolpostError(Exception):
    """A message for a person at 3 a.m.: what, which value, what is allowed, what to do next; never a secret."""

    exit_code = 1

    def __init__(self, message: str = "") -> None:
        """Keep the message; what it quotes of an SDK's error may hold credentials."""
        super().__init__(redacted(message))


class Stopped(PoolpostError):
    """Raised when a rule, a file or the live state says that going on would be wrong."""

    exit_code = 1


class UsageError(PoolpostError):
    """Raised when an argument names something that does not exist or an option cannot be meant."""

    exit_code = 2


class CannotDecide(PoolpostError):
    """Raised when a fact that the answer needs could not be read: no credentials, no network, no such pool."""

    exit_code = 3
