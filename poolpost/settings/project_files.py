"""
One reader and one writer for the files of a project.

Colleagues' pull requests change these files, and CI reads them with credentials: a link could lead to any file of the
machine, a pipe could hang the job, a device never ends. The reader takes a regular file of bounded size that lies in the
project once all links are resolved. The writer follows nothing: a new file of its own, then a rename.
"""

import codecs
import os
import stat
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

LIMIT = 8 * 2**20  # bytes; environment files, texts, evidence and snapshots are far below
PLAN_LIMIT = 256 * 2**20  # bytes; the JSON of a plan holds the whole state
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks that editors and PowerShell write."""


class FileRefusedError(OSError):
    """A file that is there and is not read; the message says why, and never holds a line of the file."""

    def __init__(self, reason: str) -> None:
        """Keep the reason where callers find that of any other OSError."""
        super().__init__(reason)
        self.strerror = reason


@contextmanager
def opened(path: Path, *, within: Path | None = None) -> Generator[BinaryIO, None, None]:
    """
    Open a regular file, whatever its size; arguments and errors as `read`.

    Raises:
        FileRefusedError: it is no regular file, or lies elsewhere.
        OSError: it cannot be opened.
    """
    # Without O_NONBLOCK the open of a pipe waits for somebody who writes.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            msg = "it is no regular file"
            raise FileRefusedError(msg)
        if within is not None:
            _refuse_elsewhere(path, within, found)
        with open(descriptor, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(descriptor)


def read(path: Path, *, within: Path | None = None, limit: int = LIMIT) -> bytes:
    """
    Read a regular file.

    Args:
        path: the file.
        within: the directory that it must lie in once links are resolved; None for a file that the user named.
        limit: bytes that it may have.

    Raises:
        FileRefusedError: it is no regular file, lies elsewhere, or is larger.
        OSError: it cannot be opened.
    """
    with opened(path, within=within) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        msg = f"it is larger than {limit // 2**20} MiB"
        raise FileRefusedError(msg)
    return content


def read_text(path: Path, *, within: Path | None = None, limit: int = LIMIT) -> str:
    """
    Read a regular file as text: UTF-8, or what its byte order mark says; line ends become line feeds.

    Raises:
        UnicodeDecodeError: it is no such text.
        OSError: as `read`.
    """
    content = read(path, within=within, limit=limit)
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")


def write(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """
    Put content in a file's place in one step, readable by its owner alone unless `mode` says otherwise.

    A link at `path` is replaced, not followed; what another run left behind is not in the way.

    Raises:
        OSError: it cannot be written; `path`, which the error names, is then as it was.
    """
    try:
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(descriptor)
            Path(draft).chmod(mode)
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        # A full disk names no file, and the draft is nobody's business.
        error.filename, error.filename2 = str(path), None
        raise


def _refuse_elsewhere(path: Path, within: Path, found: os.stat_result) -> None:
    real = Path(os.path.realpath(path))
    at = real.stat()
    if not real.is_relative_to(os.path.realpath(within)) or (at.st_dev, at.st_ino) != (found.st_dev, found.st_ino):
        msg = "it leads out of the project by a link"
        raise FileRefusedError(msg)
