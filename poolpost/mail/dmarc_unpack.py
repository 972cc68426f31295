"""Find possible reports in a file: in archives, in mail, and in any nesting of these."""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from poolpost.mail import dmarc_archives as archives
from poolpost.mail.dmarc_archives import LARGEST, MIB, ArchiveError, Budget
from poolpost.mail.dmarc_fields import printable
from poolpost.mail.dmarc_kinds import described, kind_of
from poolpost.mail.dmarc_mails import attachments, each_mail, is_failure_report
from poolpost.mail.dmarc_report import Unread

_MOST_ATTACHMENTS = 20
_DEEPEST = 5  # an archive in a mail that is attached to a mail in an archive, and one more


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """XML that may be a report; `notes` are repairs of its containers, `depth` is their number."""

    file: str
    content: bytes
    notes: tuple[str, ...] = ()
    depth: int = 0

    def inside(self, content: bytes, *notes: str, name: str = "") -> "Piece":
        """Return a piece that was found in this one."""
        return replace(self, file=name or self.file, content=content, notes=(*self.notes, *notes), depth=self.depth + 1)


def pieces(file: str, content: bytes) -> Iterator[Piece | Unread]:
    """Find the reports in a file or mail; `file` is its name in messages."""
    yield from _opened(Piece(file=file, content=content), Budget())


def mailbox(file: str, lines: Iterator[bytes]) -> Iterator[Piece | Unread]:
    """Find the reports in a mailbox; mails without one are counted."""
    without = number = 0
    for number, mail in enumerate(each_mail(lines), 1):
        name = f"{file} (mail {number})"
        if len(mail) > LARGEST:
            yield Unread(file=name, reason=f"is larger than {LARGEST // MIB} MiB")
            continue
        found = list(_mail(Piece(file=name, content=mail), Budget()))
        without += all(isinstance(one, Unread) and one.aside for one in found)
        yield from (one for one in found if not (isinstance(one, Unread) and one.aside))
    if not number:
        yield Unread(file=file, reason="begins as a mailbox and holds no mail")
    if without:
        yield Unread(file=file, reason=f"is a mailbox, {without} of its {number} mails without a report", aside=True)


def _opened(piece: Piece, budget: Budget) -> Iterator[Piece | Unread]:
    kind = kind_of(piece.content)
    if kind == "xml":
        yield piece
        return
    if piece.depth >= _DEEPEST:
        yield Unread(file=piece.file, reason=f"is packed more than {_DEEPEST} times")
        return
    try:
        if kind == "gzip":
            unpacked, notes = archives.gunzipped(piece.content, budget)
            yield from _opened(piece.inside(unpacked, *notes), budget)
        elif kind == "zip":
            yield from _zip(piece, budget)
        elif kind == "base64":
            yield from _opened(piece.inside(b64decode(piece.content), "still in Base64"), budget)
        elif kind == "mbox":
            yield from mailbox(piece.file, iter(piece.content.splitlines(keepends=True)))
        elif kind == "mail" or piece.file.lower().endswith(".eml"):
            yield from _mail(piece, budget)
        else:
            reason, aside = described(piece.content)
            yield Unread(file=piece.file, reason=reason, aside=aside)
    except (ArchiveError, Base64Error) as error:
        yield Unread(file=piece.file, reason=str(error))


def _zip(piece: Piece, budget: Budget) -> Iterator[Piece | Unread]:
    beside: list[Piece | Unread] = []  # a signature or a readme next to a report
    reports = 0
    for member in archives.members(piece.content, budget):
        name = f"{piece.file} ({printable(PurePath(member.name).name)})" if member.name else piece.file
        if member.reason:
            found: list[Piece | Unread] = [Unread(file=name, reason=member.reason)]
        else:
            found = list(_opened(piece.inside(member.content, *member.notes, name=name), budget))
        if kind_of(member.content):
            reports += 1
            yield from found
        else:
            beside += found
    if not reports:
        yield from beside


def _mail(piece: Piece, budget: Budget) -> Iterator[Piece | Unread]:
    try:
        attached, cut_off = attachments(piece.content)
    except Exception as error:  # noqa: BLE001 -- untrusted bytes: the mail package raises many kinds of errors
        yield Unread(file=piece.file, reason=f"is not a mail that can be read ({type(error).__name__})")
        return
    if cut_off:
        yield Unread(file=piece.file, reason="is cut off: reports that were attached may be missing")
    elif not attached:
        failure = is_failure_report(piece.content)
        reason = (
            "is a report about one failed message, not an aggregate report" if failure else "holds no attached report"
        )
        yield Unread(file=piece.file, reason=reason, aside=True)
    if len(attached) > _MOST_ATTACHMENTS:
        yield Unread(file=piece.file, reason=f"holds more than {_MOST_ATTACHMENTS} attachments")
        return
    for number, attachment in enumerate(attached, 1):
        yield from _opened(piece.inside(attachment, name=f"{piece.file} (attachment {number})"), budget)
