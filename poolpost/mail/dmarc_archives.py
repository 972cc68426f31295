"""
Unpack gzip and zip in memory and within limits, since anyone can mail such bytes.

Data before a damaged byte, and before bytes that do not belong there, is kept and noted.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

MIB = 1024 * 1024
LARGEST = 8 * MIB
"""Bytes of one report, packed or not: some 12,000 records."""
_TOTAL = 64 * MIB  # bytes unpacked from one file or mail
_MOST_MEMBERS = 1000
_STEP = 64 * 1024
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")  # APPNOTE 6.3.10 section 4.3.7


class ArchiveError(ValueError):
    """An archive, or one of its members, cannot be read further; the message is a sentence."""


@dataclass(slots=True)
class Budget:
    """How much of one file may still be unpacked: bytes, and members of archives."""

    size: int = _TOTAL
    members: int = _MOST_MEMBERS

    def take(self, size: int, so_far: int) -> None:
        """
        Count `size` bytes of a piece whose size is now `so_far`.

        Raises:
            ArchiveError: the limit is exceeded.
        """
        self.size -= size
        if so_far > LARGEST or self.size < 0:
            msg = f"is larger than {LARGEST // MIB} MiB unpacked"
            raise ArchiveError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of an archive; `reason` says why it has no content."""

    name: str
    content: bytes = b""
    notes: tuple[str, ...] = ()
    reason: str = ""


def gunzipped(content: bytes, budget: Budget) -> tuple[bytes, tuple[str, ...]]:
    """
    Unpack every gzip member (RFC 1952 section 2.2), and return what was repaired.

    Raises:
        ArchiveError: nothing can be unpacked, or the limit is exceeded.
    """
    made: list[bytes] = []
    notes: list[str] = []
    rest, wrong = content, ""
    while rest.startswith(b"\x1f\x8b"):
        wrong, rest = _inflate(31, rest, made, budget)
        if wrong:
            notes.append(f"gzip data that {wrong}")
            break
        if rest and not rest.startswith(b"\x1f\x8b"):
            notes.append("bytes after the end of the gzip data")
    unpacked = b"".join(made)
    if not unpacked:
        msg = (
            "is damaged: nothing can be unpacked of its gzip data" if wrong else "is empty: its gzip data hold nothing"
        )
        raise ArchiveError(msg)
    return unpacked, tuple(notes)


def members(content: bytes, budget: Budget) -> Iterator[Member]:
    """
    Unpack the files of a zip archive, one at a time.

    Raises:
        ArchiveError: it has no file, or too many.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        listed = [member for member in archive.infolist() if not member.is_dir()]
    except Exception:  # noqa: BLE001 -- untrusted bytes: zipfile raises many kinds of errors
        yield _first_member(content, budget)
        return
    budget.members -= len(listed)
    if not listed or budget.members < 0:
        msg = f"holds more than {_MOST_MEMBERS} files" if listed else "is a zip archive without a file in it"
        raise ArchiveError(msg)
    for member in listed:
        try:
            yield _member(archive, member, budget)
        except ArchiveError as error:
            yield Member(name=member.filename, reason=str(error))


def _inflate(wbits: int, packed: bytes, made: list[bytes], budget: Budget) -> tuple[str, bytes]:
    """Unpack into `made`; return what is wrong with the data, and the bytes after its end."""
    unpacker = zlib.decompressobj(wbits)
    size = 0
    pending = packed
    while not unpacker.eof:
        if not pending:
            return "ends early", b""
        before = unpacker.copy()
        try:
            step = unpacker.decompress(pending, _STEP)
        except zlib.error:
            made.append(_before_the_fault(before, pending))
            return "is damaged", b""
        size += len(step)
        budget.take(len(step), size)
        made.append(step)
        pending = unpacker.unconsumed_tail
    return "", unpacker.unused_data


def _before_the_fault(unpacker: "zlib._Decompress", packed: bytes) -> bytes:  # pyright: ignore[reportPrivateUsage] -- zlib has no other name for it
    """Unpack byte by byte data that zlib drops if a later byte of the same call is wrong, such as the checksum."""
    made = bytearray()
    with suppress(zlib.error):
        for at in range(len(packed)):
            made += unpacker.decompress(packed[at : at + 1], _STEP)
            if len(made) > _STEP:
                break
    return bytes(made)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> Member:
    if member.flag_bits & 1:
        return Member(name=member.filename, reason="is encrypted and cannot be read without a password")
    made: list[bytes] = []
    size = 0
    notes: tuple[str, ...] = ()
    try:
        with archive.open(member) as packed:
            while step := packed.read(_STEP):
                size += len(step)
                budget.take(len(step), size)
                made.append(step)
    except ArchiveError:
        raise
    except Exception:  # noqa: BLE001 -- as above
        notes = ("zip data that is damaged",)
    if not made and notes:
        msg = "is damaged: nothing can be unpacked of its zip data"
        raise ArchiveError(msg)
    return Member(name=member.filename, content=b"".join(made), notes=notes)


def _first_member(content: bytes, budget: Budget) -> Member:
    """Read the first file of an archive without its directory, which is at the end."""
    made: list[bytes] = []
    if len(content) >= _LOCAL_HEADER.size and content.startswith(b"PK\x03\x04"):
        _, _, flags, method, *_, name_length, extra_length = _LOCAL_HEADER.unpack_from(content)
        packed = content[_LOCAL_HEADER.size + name_length + extra_length :]
        if method == zipfile.ZIP_DEFLATED and not flags & 1:
            _inflate(-15, packed, made, budget)
    if not made:
        msg = "is damaged: nothing can be unpacked of its zip data"
        raise ArchiveError(msg)
    return Member(name="", content=b"".join(made), notes=("zip data that ends early",))
