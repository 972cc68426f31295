"""Aggregate reports as anybody can mail them: XML in both formats, plain, packed, and attached to a mail."""

import base64
import email
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from email.errors import CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

from tests.fuzz import mutate
from tests.fuzz.target import Target
from tests.fuzz.world import called
from tests.scenes.dmarc_samples import gzipped, rfc7489, rfc9990, row, zipped

KINDS = ("xml", "gz", "zip", "eml")
_ROWS = (row(aligned=("pass", "fail")), row("192.0.2.9", 1, aligned=("fail", "pass")))
_BAD = row("203.0.113.7", 3, aligned=("fail", "fail"))
SOUND = (rfc7489(*_ROWS), rfc9990(*_ROWS), rfc7489(*_ROWS, _BAD), rfc9990(_BAD, *_ROWS))
TEXTS = (b"", b" ", b"-1", b"1e9", b"9" * 5000, b"PASS", b"none", b"x", "\u202e\u2028".encode(), b"\x1b[2J", b"=1+1")
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
_NOTED = re.compile(r"(?m)^\d+ reports?: ")
_CUT_OFF = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)
_TEXT = re.compile(rb"<(\w+)>([^<>]*)</\1>")


def dmarc_target() -> Target:
    """Make the target."""
    return Target(
        name="dmarc",
        make=_case,
        run=_run,
        rule="the standard library reads no whole report of passing mails in the same bytes, and no departure is named",
        never_zero=lambda case: not _all_passes(case),
        share=30,
    )


def _case(random: Random) -> bytes:
    """Write a case as the kind of file, and its bytes."""
    kind, sound = random.choice(KINDS), random.choice(SOUND)
    if random.random() < 0.5:
        return kind.encode() + b"\n" + _packed(kind, _changed(sound, random))
    whole = random.random() < 0.1
    return kind.encode() + b"\n" + (mutate.whole(random) if whole else mutate.text_like(_packed(kind, sound), random))


def _changed(report: bytes, random: Random) -> bytes:
    """Change, remove or repeat one element with a text, or declare entities."""
    found = random.choice(list(_TEXT.finditer(report)))
    new = [b"<%b>%b</%b>" % (found[1], random.choice(TEXTS), found[1]), b"", found[0] * 2, b"<%b/>" % found[1]]
    made = report[: found.start()] + random.choice(new) + report[found.end() :]
    return made if random.random() < 0.95 else made.replace(b"<feedback", ENTITIES + b"<feedback", 1)


def _packed(kind: str, report: bytes) -> bytes:
    match kind:
        case "gz":
            return gzipped(report)
        case "zip":
            return zipped(("report.xml", report))
        case "eml":
            parts = "".join(_part(name, content) for name, content in (("a.xml", SOUND[0]), ("b.gz", gzipped(report))))
            return f'Content-Type: multipart/mixed; boundary="=b"\n\n{parts}--=b--\n'.encode()
    return report


def _part(name: str, content: bytes) -> str:
    head = f'--=b\nContent-Type: application/gzip\nContent-Disposition: attachment; filename="{name}"\n'
    return f"{head}Content-Transfer-Encoding: base64\n\n{base64.encodebytes(content).decode()}\n"


def _run(case: bytes) -> tuple[int, str]:
    kind, _, content = case.partition(b"\n")
    if kind.decode("latin-1") not in KINDS:
        return 3, ""  # a shrunk case that is none any more
    file = Path(f"report.{kind.decode()}")
    file.write_bytes(content)
    code, said = called(["dmarc", "summarize", str(file)])
    # A departure that was bridged and is named is no silent yes (docs/decisions.md, 24).
    return (code or 1, said) if _NOTED.search(said) else (code, said)


def _all_passes(case: bytes) -> bool:
    """Read the case as the standard library does, and look whether all of it is there and says that all mail passes."""
    kind, _, content = case.partition(b"\n")
    try:
        reports = list(_unpacked(kind, content))
        return bool(reports) and all(_passes(ET.fromstring(each)) for each in reports)  # noqa: S314 -- our own samples, mutated
    except (ET.ParseError, OSError, EOFError, zlib.error, zipfile.BadZipFile, LookupError, ValueError, RuntimeError):
        return False


def _unpacked(kind: bytes, content: bytes) -> Iterator[bytes]:
    if kind == b"eml":
        mail = email.message_from_bytes(content)
        if any(isinstance(each, _CUT_OFF) for part in mail.walk() for each in part.defects):
            raise ValueError
        for part in mail.walk():
            read = part.get_payload(decode=True)
            if isinstance(read, bytes) and (read.startswith(b"\x1f\x8b") or b"<feedback" in read):
                yield gzip.decompress(read) if read.startswith(b"\x1f\x8b") else read
            elif part.get_content_type() == "application/gzip" or part.get_filename():
                raise ValueError  # it says that it is a report
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    else:
        yield gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _passes(report: ET.Element) -> bool:
    """Return whether a report has all that decides, and every record of it an aligned pass."""
    texts = [(element.tag.rpartition("}")[2], (element.text or "").strip()) for element in report.iter()]
    told = dict(texts)
    whole = all(told.get(name) for name in ("org_name", "report_id", "begin", "end", "domain", "p"))
    return whole and bool(records := [e for e in report if e.tag.endswith("record")]) and all(map(_aligned, records))


def _aligned(record: ET.Element) -> bool:
    evaluated = next((e for e in record.iter() if e.tag.endswith("policy_evaluated")), record)
    told = {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in evaluated}
    results = {told.get("dkim"), told.get("spf")}
    all_told = {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in record.iter()}
    counted = all_told.get("count", "").isdecimal()
    named = all(all_told.get(name) for name in ("source_ip", "header_from", "disposition"))
    return results <= {"pass", "fail"} and "pass" in results and counted and named
