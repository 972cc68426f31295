"""
Read aggregate reports, which are untrusted: anyone can mail a file to a report address.

Files, directories (a Maildir, the folder of an IMAP export), mailboxes. In memory and within limits; a file that cannot be
read is reported with a reason, and hides no other.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from poolpost.mail.dmarc_archives import LARGEST
from poolpost.mail.dmarc_document import feedback
from poolpost.mail.dmarc_elements import NotAReportError, UnreadableError
from poolpost.mail.dmarc_fields import printable
from poolpost.mail.dmarc_kinds import SUFFIXES, kind_of, looks_like_a_report
from poolpost.mail.dmarc_report import Report, Unread
from poolpost.mail.dmarc_report_reader import report_of
from poolpost.mail.dmarc_unpack import Piece, mailbox, pieces
from poolpost.settings import project_files as files

MAX_FILES = 50_000
"""Files of one call: four years of daily reports from 30 receivers."""
MAX_ROWS = 500_000
"""Records of all reports of one call, which are in memory at once; about 250 MiB."""
_HEAD = 16 * 1024  # bytes that identify a file without a known suffix


def read_all(
    paths: Iterable[Path], *, set_aside: Iterable[Path] = (), progress: Callable[[int, int], None] | None = None
) -> tuple[list[Report], list[Unread]]:
    """
    Read every file, and those in and below every directory.

    Args:
        paths: files and directories.
        set_aside: files that are not read, because a person has checked them.
        progress: called with the number of files read, and of all files.
    """
    reports: list[Report] = []
    unread: list[Unread] = []
    rows = 0
    aside = {path.resolve() for path in set_aside}
    given = [path for path in _files(paths) if not aside or path.resolve() not in aside]
    for number, path in enumerate(given):
        if number >= MAX_FILES or rows >= MAX_ROWS:
            limit = f"{MAX_FILES} files and {MAX_ROWS} records are read at once"
            unread.append(Unread(file=_shown(path), reason=f"was not read, nor what follows: {limit}; give fewer"))
            break
        for result in _read(path):
            if isinstance(result, Report):
                reports.append(result)
                rows += len(result.rows)
            else:
                unread.append(result)
        if progress:
            progress(number + 1, len(given))
    return reports, unread


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Find the files: those of a directory that can be reports, sorted, without hidden ones."""
    for path in paths:
        yield from (_listed(path) or [path]) if _is_directory(path) else [path]


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # opening it reports why


def _listed(directory: Path) -> list[Path]:
    """List files with a suffix of reports, and others whose first bytes look like one: names in a Maildir have no suffix."""
    found: list[Path] = []
    try:
        for file in sorted(directory.iterdir()):
            if file.name.startswith("."):
                continue
            if file.is_dir() and not file.is_symlink():
                found += _listed(file)
            elif file.is_file() and (file.suffix.lower() in SUFFIXES or _begins_as_one(file)):
                found.append(file)
    except OSError:
        return []  # then the directory itself is reported
    return found


def _begins_as_one(file: Path) -> bool:
    try:
        with files.opened(file) as opened:
            return looks_like_a_report(opened.read(_HEAD))
    except OSError:
        return False


def _read(path: Path) -> Iterator[Report | Unread]:
    name = _shown(path)
    if _is_directory(path):
        yield Unread(file=name, reason="holds no report (.xml, .gz, .zip, .eml, .mbox, Maildir), or cannot be listed")
        return
    try:
        with files.opened(path) as file:
            # Read only what exists: a read of n bytes allocates n, and most reports have 2,000.
            content = file.read(min(os.fstat(file.fileno()).st_size, LARGEST) + 1)
            if kind_of(content[:_HEAD]) == "mbox":
                file.seek(0)
                found = mailbox(name, iter(file))
            elif len(content) > LARGEST:
                found = iter([Unread(file=name, reason=f"cannot be opened: it is larger than {LARGEST // 2**20} MiB")])
            else:
                found = pieces(name, content)
            del content
            yield from (_judged(one) if isinstance(one, Piece) else one for one in found)
    except OSError as error:
        yield Unread(file=name, reason=f"cannot be opened: {error.strerror or error}")


def _judged(piece: Piece) -> Report | Unread:
    try:
        found = feedback(piece.content)
        found.notes[:0] = piece.notes
        return report_of(piece.file, found)
    except NotAReportError as error:
        # A damaged part may have been a report.
        return Unread(file=piece.file, reason=str(error), aside=not piece.notes)
    except UnreadableError as error:
        return Unread(file=piece.file, reason=str(error))


def read_content(file: str, content: bytes) -> list[Report | Unread]:
    """Read every report in some bytes: of a mail, an archive or a report; `file` is its name in messages."""
    return [_judged(one) if isinstance(one, Piece) else one for one in pieces(file, content)]


def parsed(file: str, content: bytes) -> Report | Unread:
    """Read the bytes of one report; `file` is its name in messages."""
    found = read_content(file, content)
    return next((one for one in found if isinstance(one, Report)), found[0])


def _shown(path: Path) -> str:
    """Return a name as a terminal can show it: mail programs save attachments under names that a sender chose."""
    name = str(path).encode(errors="surrogateescape").decode(errors="replace")
    return printable(name, longest=4096)
