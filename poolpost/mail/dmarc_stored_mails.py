"""
Read aggregate reports from mails that are stored one by one, as SES stores them in S3.

Anyone can mail to a report address, so the limits are those of files; a mail without a report is counted and set aside.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from poolpost.mail.dmarc_archives import LARGEST, MIB
from poolpost.mail.dmarc_kinds import looks_like_a_report
from poolpost.mail.dmarc_report import Report, Unread
from poolpost.mail.dmarc_report_files import MAX_FILES, MAX_ROWS, read_content


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A stored mail: its name in messages, its size in bytes, and how it is read."""

    name: str
    size: int
    read: Callable[[], bytes]


def read_stored(
    mails: Sequence[Mail], *, so_far: int = 0, progress: Callable[[int, int], None] | None = None
) -> tuple[list[Report], list[Unread]]:
    """
    Read every mail; what is no mail, and what holds no report, is one line with its number.

    Args:
        mails: what is stored.
        so_far: records that were read already.
        progress: called with the number of mails read, and of all.

    Raises:
        CannotDecide: a mail could not be read.
    """
    reports: list[Report] = []
    unread: list[Unread] = []
    rows, others = so_far, 0
    for number, mail in enumerate(mails):
        if number >= MAX_FILES or rows >= MAX_ROWS:
            limit = f"{MAX_FILES} mails and {MAX_ROWS} records are read at once"
            unread.append(
                Unread(file=mail.name, reason=f"was not read, nor what follows: {limit}; give a longer prefix")
            )
            break
        found = _read(mail)
        reports += (read := [each for each in found if isinstance(each, Report)])
        rows += sum(len(each.rows) for each in read)
        unread += [each for each in found if isinstance(each, Unread) and not each.aside]
        others += not read and all(isinstance(each, Unread) and each.aside for each in found)
        if progress:
            progress(number + 1, len(mails))
    if others:
        plural = "" if others == 1 else "s"
        unread.append(Unread(file=f"{others} object{plural}", reason=f"of {len(mails)}: without a report", aside=True))
    return reports, unread


def _read(mail: Mail) -> list[Report | Unread]:
    """Read one mail, or say why not; an object that does not begin as a mail or report is of another kind."""
    if mail.size > LARGEST:
        return [Unread(file=mail.name, reason=f"was not read: it is larger than {LARGEST // MIB} MiB")]
    content = mail.read()
    if not looks_like_a_report(content):
        return [Unread(file=mail.name, reason="is no mail", aside=True)]
    return read_content(mail.name, content)
