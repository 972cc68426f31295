"""Why a CNAME or an MX leads elsewhere than SES asks for, each with an id and a remedy. Pure."""

import re
from collections.abc import Iterator

from poolpost.dns.misplaced import appended
from poolpost.dns.records import DnsRecord
from poolpost.dns.unseen import visible
from poolpost.findings import Finding

_ESCAPE = re.compile(r"\\([0-9]{3})")
_HOST = re.compile(r"(?P<first>(?:[0-9]+ )?[a-z0-9-]+)\.(?P<zone>(?:[a-z0-9-]+\.)*amazonses\.com)")
"""A host of SES: a key of Easy DKIM, or where MAIL FROM's bounces go; an MX has its preference in front."""


def of_target(record: DnsRecord, found: tuple[str, ...], zone: str) -> Iterator[Finding]:
    """Try the known mistakes, the most specific first."""
    for wanted in record.values:
        parents = {appended(wanted.lower(), parent) for parent in _ancestors(record.name, zone)}
        if parents & set(found):
            problem = "the DNS provider appended the zone to the value"
            remedy = f"enter the value with a final dot: '{wanted}.'"
            yield _found("zone-appended-to-value", record, problem, remedy)
        elif any(_ESCAPE.search(text) and _shown(text) == _squeezed(wanted) for text in found):
            problem = f"the value holds a blank or an invisible character: {' | '.join(found)}"
            yield _found("space-in-value", record, problem, f"enter it without; publish exactly: {wanted}")
        elif record.type == "MX" and len(found) > 1 and wanted in found:
            problem = f"{len(found)} MX records; SES takes the MAIL FROM domain only with exactly one"
            yield _found("several-mx", record, problem, f"keep only: {wanted}")
        else:
            yield from _other_host(record, wanted, found)


def _other_host(record: DnsRecord, wanted: str, found: tuple[str, ...]) -> Iterator[Finding]:
    """Compare hosts of SES: of the same key in another region, or of another key in the same."""
    ours = _HOST.fullmatch(wanted.lower())
    for text in found:
        theirs = _HOST.fullmatch(text)
        if not ours or not theirs or text == wanted.lower():
            continue
        if ours["first"] == theirs["first"]:
            problem = f"{text} is SES in another region: this identity is served by {ours['zone']}"
            yield _found("another-region", record, problem, f"publish exactly: {wanted}")
        elif ours["zone"] == theirs["zone"] and record.type == "CNAME":
            problem = (
                f"{text} is another key than this name's: a slip, or the key of an identity that was deleted "
                "(SES makes new tokens for a new identity)"
            )
            yield _found("another-key", record, problem, f"publish exactly: {wanted}")


def _shown(name: str) -> str:
    """Return a name without invisible characters, written as numbers (RFC 1035 section 5.1)."""
    return _squeezed(visible(_ESCAPE.sub(lambda found: chr(int(found[1])), name)))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _ancestors(name: str, zone: str) -> list[str]:
    labels = name.split(".")
    every = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    return list(dict.fromkeys([zone, *every]))


def _found(rule: str, record: DnsRecord, problem: str, remedy: str) -> Finding:
    return Finding(rule=rule, level="block", subject=record.name, problem=problem, remedy=remedy)
