"""
Text from outside where people and CI read it: names in AWS, DNS answers and error messages may contain anything.

One escaper for each output: `shown` and `Stream` for terminals and logs, `poolpost.standards.markdown` for comments,
`poolpost.cli.pages` for pages, `poolpost.dns.formats` for CSV and zone files. All of them build on this module. Text from
outside is `str`; an escaper returns its own type, and `poolpost.cli.terminal.document` accepts no other.
"""

import codecs
import os
import re
import unicodedata
from typing import NewType, TextIO

from poolpost.standards.redaction import redacted

Shown = NewType("Shown", str)
"""Text without characters that control a terminal or are invisible."""
LONGEST = 4000
"""Maximum characters of one text in a message or a report; the rest tells a person nothing, and could be a gigabyte."""
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories of characters that control a terminal, reverse or hide text, separate lines, or are unassigned."""
_ALLOWED = frozenset("\t\n\u200c\u200d")
"""Tab and line feed; the joiners that Persian, Indic scripts and emoji are written with."""
_SUSPECT = re.compile(r"[^\t\n -~]")
"""Anything but plain ASCII: checking only these keeps long texts fast."""
_CI_COMMAND = re.compile(r"(?m)(^[ \t]*):(?=:)|#(?=#(?:\[|vso\[))")
"""Where GitHub Actions and Azure Pipelines would execute a command in a job's log."""
_CI = ("GITHUB_ACTIONS", "TF_BUILD")
_PLAIN = {"🟢": "[go]", "🔴": "[stop]", "🟣": "[?]", "…": "...", "─": "-"}
"""Our own signs, for an encoding that lacks them: a Windows console, a log in ASCII."""


def is_hidden(character: str) -> bool:
    """Return whether a character is invisible, controls a terminal or changes the direction of text."""
    return unicodedata.category(character) in _HIDDEN and character not in _ALLOWED


def hidden_characters(text: str) -> list[str]:
    """Return each hidden character of a text once, as `U+202E`."""
    return [f"U+{ord(each):04X}" for each in dict.fromkeys(_SUSPECT.findall(text)) if is_hidden(each)]


def shown(text: str) -> Shown:
    r"""Escape characters that a terminal would obey, or could not print, as `\u001b`; JSON stays the same JSON."""
    return Shown(_SUSPECT.sub(lambda found: _escaped(found[0]) if is_hidden(found[0]) else found[0], text))


def one_line(text: str, longest: int = LONGEST) -> Shown:
    r"""Return a text from outside in one line, a line feed in it as `\u000a`, and cut off what no person reads."""
    return Shown(bounded(shown(text).replace("\n", r"\u000a"), longest))


def bounded(text: str, longest: int = LONGEST) -> str:
    """Return a text with at most `longest` characters, and how many it had."""
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text):,} characters)"


def hanging(text: str) -> str:
    """Indent every line but the first, so that a line break in a value never starts a line that looks like ours."""
    head = text[: len(text) - len(text.lstrip("\n"))]
    return head + text[len(head) :].replace("\n", "\n    ")


class OutputLostError(Exception):
    """
    Raised when standard output or error cannot be written any more.

    Not an OSError: click and rich would handle that one, and end the command with "1".
    """

    def __init__(self, error: OSError) -> None:
        """Store the reason, such as a full disk."""
        super().__init__(error.strerror or str(error))


class Stream:
    """
    Standard output or error of a command: the last place that every character passes.

    It removes secrets. Text that rich writes to a terminal is escaped already and contains colours; a pipe or a log gets
    nothing that is hidden, that a CI system takes for a command, or that the stream's encoding lacks. When the reader has closed
    the pipe (`| head -1`), the rest is discarded and the command goes on: its exit code is still its answer.
    """

    def __init__(self, stream: TextIO) -> None:
        """Wrap a stream; in a log, lines that CI would obey are escaped."""
        self._stream = stream
        self._in_ci = any(os.environ.get(name) for name in _CI)

    def write(self, text: str) -> int:
        """
        Write a text.

        Raises:
            OutputLostError: it cannot be written.
        """
        text = redacted(text)
        if not self._stream.isatty():
            text = _without_commands(shown(text)) if self._in_ci else shown(text)
        encoding = self._stream.encoding or "utf-8"
        try:
            self._stream.write(text.encode(encoding, _LACKING).decode(encoding))
        except OSError as error:
            self._lost(error)
        return len(text)

    def flush(self) -> None:
        """
        Write what is buffered.

        Raises:
            OutputLostError: it cannot be written.
        """
        try:
            self._stream.flush()
        except OSError as error:
            self._lost(error)

    def _lost(self, error: OSError) -> None:
        if not isinstance(error, BrokenPipeError):
            raise OutputLostError(error) from None
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())  # what is buffered goes there as well
        os.close(nowhere)

    def __getattr__(self, name: str) -> object:
        """Delegate everything else to the stream."""
        return getattr(self._stream, name)


def _other_sign(error: UnicodeError) -> tuple[str | bytes, int]:
    """Replace what an encoding lacks: our own signs by others, the rest by its number (a handler of `codecs`)."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_PLAIN.get(each) or each.encode("ascii", "backslashreplace").decode() for each in lacking), error.end


_LACKING = "poolpost.lacking"
codecs.register_error(_LACKING, _other_sign)


def _without_commands(text: str) -> str:
    """Escape the first character of a command as JSON does: a JSON document stays the same."""
    return _CI_COMMAND.sub(lambda found: r"\u0023" if found[1] is None else rf"{found[1]}\u003a", text)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{int.from_bytes(units[at : at + 2]):04x}" for at in range(0, len(units), 2))
