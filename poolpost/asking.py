"""Ask before something is written; never where nobody can answer."""

import sys

from poolpost.errors import Stopped


def confirm(question: str, *, otherwise: str = "nothing was written") -> None:
    """
    Ask, and go on only after a 'yes'.

    Args:
        question: without its question mark, such as "Send this to AWS".
        otherwise: what a no means.

    Raises:
        Stopped: the answer was another one, or standard input is no terminal, so there is nobody to ask.
    """
    if not sys.stdin.isatty():
        msg = f"{otherwise}: there is nobody to ask here; add --yes when what is shown above is wanted"
        raise Stopped(msg)
    if input(f"{question}? Only 'yes' is a yes: ").strip() != "yes":
        raise Stopped(otherwise)
