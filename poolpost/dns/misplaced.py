"""
Where a record is if it is not at its name, and what a wildcard or a parent domain returns there. Pure.

`questions` lists what to ask; `of_record` interprets the answers.
"""

from collections.abc import Iterator, Mapping

from poolpost.dns.meaning import DMARC_VERSION, compare
from poolpost.dns.records import DnsRecord
from poolpost.dns.verdict import Checked
from poolpost.findings import Finding, Level

Question = tuple[str, str]
Extras = Mapping[Question, tuple[str, ...]]
"""Values at other names or of other types, by (name, type); only what exists."""


def appended(name: str, zone: str) -> str:
    """Return the name that results when a provider appends the zone to a full name."""
    return f"{name}.{zone}"


def wildcard(name: str) -> str:
    """Return the wildcard that answers for a name without records (RFC 4592)."""
    return f"*.{name.partition('.')[2]}"


def questions(record: DnsRecord, zone: str) -> list[Question]:
    """List the names where people publish this record by mistake."""
    names = [appended(record.name, zone)]
    if record.id == "dmarc":
        names += [record.name.removeprefix("_dmarc."), f"_dmarc.{zone}"]
    elif record.id.startswith("dkim-"):
        token, _, domain = record.name.partition("._domainkey.")
        slips = [f"{token}.domainkey.{domain}", f"{token}_domainkey.{domain}"]
        names += [f"{token}.{domain}", f"{token}._domainkey.{zone}", *slips]
    return [(name, record.type) for name in dict.fromkeys(names) if name != record.name]


def of_record(checked: Checked, extras: Extras, zone: str) -> Iterator[Finding]:
    """Report where the record is instead, and what is at its name."""
    record = checked.record
    if checked.status == "absent":
        yield from _elsewhere(record, extras, zone)
    if checked.status not in {"present", "absent"}:
        yield from _by_wildcard(checked, extras)


def _elsewhere(record: DnsRecord, extras: Extras, zone: str) -> Iterator[Finding]:
    for name, type_ in questions(record, zone):
        values = extras.get((name, type_), ())
        if name == appended(record.name, zone) and values:
            short = record.name.removesuffix("." + zone)
            problem = f"it is at {name}: the DNS provider appended the zone to the name"
            yield _found(
                "zone-appended-to-name",
                record,
                problem,
                f"enter the name as '{short}', or with a final dot: '{record.name}.'",
            )
        elif any(_is_it(record, value) for value in values):
            yield _found("at-another-name", record, f"it is at {name}", f"publish it at {record.name}")
        elif record.id == "dmarc" and (inherited := next((v for v in values if DMARC_VERSION.match(v)), "")):
            problem = f"until it exists receivers apply the record of a domain above: {name} has {inherited}"
            yield _found("policy-inherited", record, problem, f"publish {' | '.join(record.values)}", "info")


def _by_wildcard(checked: Checked, extras: Extras) -> Iterator[Finding]:
    record = checked.record
    name = wildcard(record.name)
    for (asked, type_), values in extras.items():
        seen = {value if type_ == record.type else f"{type_} {value}" for value in values}
        if asked == name and seen & set(checked.found):
            problem = f"the wildcard {name} answers, since no record of this name exists: {' | '.join(sorted(seen))}"
            remedy = f"publish {record.type} {record.name}: a record of this name takes precedence over the wildcard"
            yield _found("answered-by-wildcard", record, problem, remedy)


def _is_it(record: DnsRecord, value: str) -> bool:
    if record.type == "TXT":
        return any(compare(wanted, value).same for wanted in record.values)
    return value in {wanted.lower() for wanted in record.values}


def _found(rule: str, record: DnsRecord, problem: str, remedy: str, level: Level = "block") -> Finding:
    return Finding(rule=rule, level=level, subject=record.name, problem=problem, remedy=remedy)
