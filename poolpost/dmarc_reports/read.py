"""
Open aggregate reports, which are untrusted: anybody can mail a file to a report address.

dmarc-report unpacks and parses (docs/decisions.md): in memory, within LIMITS, XML by defusedxml without entities, names
inside of archives never used as paths. Whatever it cannot read becomes one sentence.
"""

from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from defusedxml import DefusedXmlException
from dmarc_report.exceptions import DMARCParseError
from dmarc_report.parser import DMARCParser, ParserLimits

from poolpost import files
from poolpost.dmarc_reports.convert import printable, report_of
from poolpost.dmarc_reports.model import Report, Unread

MIB = 1024 * 1024
LIMITS = ParserLimits(
    max_input_bytes=8 * MIB,  # some 12,000 records in plain XML; packed it is a tenth
    max_decompressed_bytes=8 * MIB,  # the worst XML of this size needs some 350 MiB and 15 seconds
    max_zip_members=10,  # RFC 7489 section 7.2.1.1: one report in an archive
    max_records=50_000,
    max_dkim_results_per_record=100,
    max_text_bytes=4096,
)
MAX_FILES = 10_000
"""Files of one call: a year of daily reports from 25 receivers."""
MAX_ROWS = 500_000
"""Records of all reports of one call, which are held at once; some 250 MiB."""
MAX_ATTACHMENTS = 20
_SUFFIXES = {".xml", ".gz", ".zip", ".eml"}
_CONTENT_TYPES = {"application/gzip", "application/x-gzip", "application/zip", "application/xml", "text/xml"}


def read_all(paths: Iterable[Path]) -> tuple[list[Report], list[Unread]]:
    """Read every file, and those in every directory; what cannot be read is told beside what can."""
    reports: list[Report] = []
    unread: list[Unread] = []
    rows = 0
    for number, path in enumerate(_files(paths)):
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
    return reports, unread


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Give the files meant: of a directory those that can be reports, sorted, without what is below."""
    for path in paths:
        yield from (_listed(path) or [path]) if _is_directory(path) else [path]


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # opening it tells why


def _listed(directory: Path) -> list[Path]:
    try:
        inside = [file for file in directory.iterdir() if file.suffix.lower() in _SUFFIXES and file.is_file()]
    except OSError:
        return []  # the directory itself is then what could not be read
    return sorted(file for file in inside if not file.name.startswith("."))


def _read(path: Path) -> Iterator[Report | Unread]:
    if _is_directory(path):
        yield Unread(file=_shown(path), reason="holds no .xml, .gz, .zip or .eml file, or cannot be listed")
        return
    try:
        content = files.read(path, limit=LIMITS.max_input_bytes)
    except OSError as error:
        yield Unread(file=_shown(path), reason=f"cannot be opened: {error.strerror or error}")
        return
    if path.suffix.lower() == ".eml":
        yield from _mail(path, content)
    else:
        yield parsed(_shown(path), content)


def _mail(path: Path, content: bytes) -> Iterator[Report | Unread]:
    """Read the reports attached to a mail."""
    try:
        attached = list(_attachments(message_from_bytes(content)))
    except Exception as error:  # noqa: BLE001 -- other people's bytes: the mail package has no one error for what it cannot read
        yield Unread(file=_shown(path), reason=f"is not a mail that can be read ({type(error).__name__})")
        return
    if not attached:
        yield Unread(file=_shown(path), reason="holds no attached report")
    if len(attached) > MAX_ATTACHMENTS:
        yield Unread(file=_shown(path), reason=f"holds more than {MAX_ATTACHMENTS} attachments")
        return
    for number, attachment in enumerate(attached, 1):
        yield parsed(f"{_shown(path)} (attachment {number})", attachment)


def _attachments(mail: Message) -> Iterator[bytes]:
    for part in mail.walk():
        name = Path(part.get_filename() or "").suffix.lower()
        if name in _SUFFIXES - {".eml"} or part.get_content_type() in _CONTENT_TYPES:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield payload


def parsed(file: str, content: bytes) -> Report | Unread:
    """Read the bytes of one report; `file` stands in what is said about it."""
    try:
        return report_of(file, DMARCParser.parse_bytes(content, limits=LIMITS))
    except DMARCParseError as error:
        if isinstance(error.__cause__, DefusedXmlException):
            return Unread(file=file, reason="declares XML entities, which no report needs; it was not read")
        return Unread(file=file, reason=_sentence(str(error)))
    except Exception as error:  # noqa: BLE001 -- other people's bytes: zlib, zipfile and expat each raise what they like
        return Unread(file=file, reason=f"is damaged or not an aggregate report ({type(error).__name__})")


def _shown(path: Path) -> str:
    """Write a name as a terminal can show it: mail programs save attachments under names that a sender chose."""
    name = str(path).encode(errors="surrogateescape").decode(errors="replace")
    return printable(name, longest=4096)


def _sentence(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
