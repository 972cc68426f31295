"""
The edge of every command: an error that nothing handled becomes one sentence and an exit code, never a bare traceback.

0 to 3 have their usual meaning (poolpost/errors.py). Output that could not be written (a full disk, a read-only tree) and a
bug of poolpost end with 3: the result is unknown. A reader that closes the pipe (`poolpost dns staging | head -1`) changes no
exit code.
"""

import os
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from poolpost.errors import PoolpostError
from poolpost.standards.safe_text import OutputLostError, Stream, hanging, shown

TRACEBACK = "POOLPOST_TRACEBACK"
"""Environment variable that also prints the traceback of a bug, for developers; it may contain values."""
CANNOT_DECIDE, INTERRUPTED = 3, 130  # 128 + SIGINT, as in shells
_STANDARD = (0, 1, 2)  # file descriptors of standard input, output and error
_OURS = ("poolpost", "stacks", "scripts")
_ROOT = Path(__file__).parents[2]
_SAID = 4  # our frames in a report


def run(work: Callable[[], object], *, prefix: str = "") -> NoReturn:
    """
    Run a command, and end the process with its exit code.

    Args:
        work: the command; returns its exit code, or raises SystemExit.
        prefix: before each message, such as 'poolpost gate: '.
    """
    os.umask(0o077)  # plans, states and snapshots are readable by their owner only
    _open_what_is_closed()
    sys.stdout, sys.stderr = Stream(sys.stdout), Stream(sys.stderr)  # pyright: ignore[reportAttributeAccessIssue] -- they are streams in all but name
    threading.excepthook = lambda failed: _say(prefix, bug(failed.exc_value, failed.exc_traceback))
    code = _code(lambda: _finished(work), prefix)
    _let_go()
    sys.exit(code)


def _finished(work: Callable[[], object]) -> int:
    """Run a command until all of its output is written."""
    try:
        code = work()
    except SystemExit as ended:
        code = ended.code
    sys.stdout.flush()
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
    return code if isinstance(code, int) else int(code is not None)


def _code(work: Callable[[], int], prefix: str) -> int:
    try:
        return work()
    except PoolpostError as error:
        _say(prefix, str(error))
        return error.exit_code
    except OutputLostError as lost:
        _say(
            prefix,
            f"the answer could not be written ({lost}); nothing is known by this run: make room, and run it again",
        )
    except OSError as error:
        _say(prefix, f"{_about(error)}; nothing is known by this run: correct that, and run it again")
    except MemoryError:
        _say(prefix, "there is not enough memory for this input; nothing is known by this run")
    except KeyboardInterrupt:
        _say(prefix, "interrupted; run the same command again")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- the last resort
        _say(prefix, bug(error, error.__traceback__))
    return CANNOT_DECIDE


def bug(error: BaseException | None, trace: TracebackType | None) -> str:
    """Report a bug of poolpost: what, where, and which version; no values, since the text of an error may contain some."""
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames if _module(frame.filename).split("/")[0] in _OURS]
    where = [f"{_module(frame.filename)}:{frame.lineno} in {frame.name}" for frame in ours[-_SAID:]]
    if frames and frames[-1] not in ours:
        where.append(f"{Path(frames[-1].filename).name}:{frames[-1].lineno} in {frames[-1].name}")
    lines = [
        "this is a bug of poolpost, which did not finish; nothing is known by this run. Report it with these lines:",
        f"what: {type(error).__name__}",
        f"where: {', then '.join(where) or 'not known'}",
        f"version: {_versions()}",
    ]
    if os.environ.get(TRACEBACK):
        lines += traceback.format_exception(error)
    else:
        lines.append(f"{TRACEBACK}=1 shows the traceback as well; it may contain values")
    return "\n".join(lines)


def _module(file: str) -> str:
    path = Path(file)
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.as_posix()


def _versions() -> str:
    import platform  # noqa: PLC0415 -- Terraform's version is requested often, when nothing else is loaded
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 -- the same

    found = [f"Python {platform.python_version()}", platform.system()]
    for name in ("botocore", "poolpost"):
        try:
            found.insert(0, f"{name} {version(name)}")
        except PackageNotFoundError:
            found.insert(0, f"{name} not installed")
    return ", ".join(found)


def _about(error: OSError) -> str:
    what = error.strerror or type(error).__name__
    return f"{error.filename}: {what}" if error.filename else what


def _say(prefix: str, text: str) -> None:
    try:
        sys.stderr.write(f"{prefix}{hanging(shown(text))}\n")
        sys.stderr.flush()
    except OutputLostError:
        return  # nobody can read it; the exit code says it


def _open_what_is_closed() -> None:
    """Open the null device where the shell closed a standard stream: a file that we open would get its number and its output."""
    for number in _STANDARD:
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 -- open as long as the process
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 -- the same
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 -- the same


def _let_go() -> None:
    """Flush the rest, and discard what cannot be written: Python would report it at exit, with its own exit code."""
    for number, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            stream.flush()
        except OutputLostError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
