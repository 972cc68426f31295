"""
Why a record is wrong: the known mistakes of people and DNS providers, each with an id and a remedy.

Pure: answers in, findings out. A finding's `rule` is the stable id of the mistake.
"""

from collections.abc import Iterator, Mapping, Sequence

from poolpost.dns.answers import Sending
from poolpost.dns.meaning import compare
from poolpost.dns.misplaced import Extras
from poolpost.dns.misplaced import of_record as elsewhere
from poolpost.dns.records import DnsRecord
from poolpost.dns.target_diagnoses import of_target
from poolpost.dns.unseen import unseen, visible
from poolpost.dns.verdict import POLICIES, Checked, policies_like
from poolpost.findings import Finding
from poolpost.standards.dmarc import parse_dmarc
from poolpost.standards.spf import parse_spf

PROXIES = ("A", "AAAA")
"""Types that a DNS host returns in place of a CNAME that it proxies or flattens."""


def of_record(checked: Checked, extras: Extras, zone: str) -> Iterator[Finding]:
    """Yield what is wrong with one record."""
    record = checked.record
    misplaced = list(elsewhere(checked, extras, zone))
    yield from misplaced
    if record.type == "CNAME" and not misplaced:
        yield from _not_a_cname(record, extras)
    if checked.status == "present":
        yield from _notes(checked)
    if checked.status not in {"wrong", "not visible everywhere yet"}:
        return
    aliases = [value for value in checked.found if value.startswith("CNAME ")] if record.type != "CNAME" else []
    if aliases:
        problem = f"a CNAME ({aliases[0].removeprefix('CNAME ')}) exists where {record.type} is wanted"
        yield _found("cname-in-the-way", record, problem, _alias_remedy(record))
    elif record.type == "TXT":
        yield from _text(record, checked.found)
    else:
        yield from of_target(record, checked.found, zone)


def one_type_fails(checked: Checked, reasons: Sequence[str]) -> Finding:
    """Report that the CNAME is answered and the key that it points to is not (SES developer guide, troubleshooting DKIM)."""
    problem = f"the CNAME is there, but asking for TXT at the same name fails ({'; '.join(reasons)}): SES cannot verify"
    return _found("one-type-fails", checked.record, problem, "ask the DNS provider why TXT at this name fails")


def _notes(checked: Checked) -> Iterator[Finding]:
    """Report how a record that works differs from the wanted one, and who else can change it."""
    record = checked.record
    alias = next((value for value in checked.found if value.startswith("CNAME ")), "") if record.type == "TXT" else ""
    if alias:
        problem = f"the name is a {alias}: it works, and the owner of that name decides what receivers read"
        yield _note("policy-by-alias", record, problem)
    for wanted in record.values if record.type == "TXT" else ():
        for text in checked.found:
            compared = compare(wanted, text)
            if compared.same and compared.notes:
                yield _note("spelled-otherwise", record, f"{text!r} means the same; {'; '.join(compared.notes)}")


def of_sending(checked: Checked, sent: Mapping[str, Sending]) -> Iterator[Finding]:
    """Report what SPF records with other terms mean for mail from SES."""
    wanted = checked.record.values[0]
    for text, each in sent.items():
        if each.passes and checked.status == "present":
            yield _note("spf-of-other-terms", checked.record, f"{text!r} lets SES send; {'; '.join(each.notes)}")
        elif not each.passes and checked.status != "present":
            yield _found(
                "spf-does-not-pass", checked.record, f"{text!r}: {'; '.join(each.notes)}", f"publish exactly: {wanted}"
            )


def txt_beside_cname(checked: Checked, texts: Sequence[str]) -> Finding:
    """Report that a TXT answers at the name of a CNAME, which receivers accept (RFC 1034 section 3.6.2 forbids both)."""
    problem = f"a TXT exists beside the CNAME at the same name, and receivers get the TXT: {' | '.join(texts)}"
    return _found("txt-beside-cname", checked.record, problem, "remove the TXT record")


def _not_a_cname(record: DnsRecord, extras: Extras) -> Iterator[Finding]:
    others = {type_: values for (name, type_), values in extras.items() if name == record.name}
    seen = "; ".join(f"{type_} {' | '.join(values)}" for type_, values in others.items())
    if others and others.keys() <= set(PROXIES):
        problem = f"{seen} answers in place of the CNAME, as when a DNS host proxies or flattens it: SES finds no key"
        remedy = (
            "turn the proxy off for this record (Cloudflare: 'DNS only', the grey cloud; an import of 'poolpost dns ENV --format "
            f"cloudflare' leaves it off); if an address record was entered there, replace it by CNAME {record.values[0]}"
        )
        yield _found("proxied-record", record, problem, remedy)
    elif others:
        problem = f"{seen} exists where a CNAME is wanted; a CNAME has its name for itself"
        remedy = f"remove it and publish CNAME {record.values[0]}"
        yield _found("other-record-in-the-way", record, problem, remedy)


def _text(record: DnsRecord, found: tuple[str, ...]) -> Iterator[Finding]:
    for wanted in record.values:
        policy = wanted.lower().startswith(POLICIES)
        rivals = policies_like(wanted, found) if policy else []
        if len(rivals) > 1:
            what = "SPF" if wanted.lower().startswith("v=spf1") else "DMARC"
            problem = f"{len(rivals)} {what} records at one name: receivers then use none of them"
            yield _found("several-policies", record, problem, f"keep one: {wanted}")
            continue
        if not any(compare(wanted, text).same for text in found):
            yield from _one_text(record, wanted, found, rivals)


def _one_text(record: DnsRecord, wanted: str, found: tuple[str, ...], rivals: list[str]) -> Iterator[Finding]:
    """Try the known mistakes, the most specific first."""
    again = f"publish exactly: {wanted}"
    if signs := next((found_ for text in found if (found_ := unseen(text)) and _means(wanted, text)), None):
        problem = f"the value {' and '.join(signs)}: receivers do not recognise it"
        yield _found("space-in-value", record, problem, f"remove the invisible characters; {again}")
    elif any('"' in text and _squeezed(text, '"') == _squeezed(wanted) for text in found):
        problem = "the value itself holds quotation marks: the provider adds its own"
        yield _found("quotes-in-value", record, problem, "enter the value without quotation marks")
    elif any("\\" in text and compare(wanted, text.replace("\\", "")).same for text in found):
        problem = "the value itself holds backslashes: another program's way of writing semicolons"
        yield _found("escape-in-value", record, problem, "enter the value without the backslashes")
    elif any(len(text) < len(wanted) and _squeezed(text) == _squeezed(wanted) for text in found):
        problem = "a blank is missing between two parts of the value: receivers read them as one"
        yield _found("space-missing", record, problem, again)
    elif any(text != wanted and _squeezed(text) == _squeezed(wanted) for text in found):
        problem = "the value has white space where none belongs: strings of a TXT record are joined without a space"
        yield _found("space-in-value", record, problem, f"split it only between strings, with no space inside; {again}")
    elif _is_split(wanted, found):
        problem = "the value is spread over several records instead of several strings of one record"
        remedy = 'publish one record with several strings: "first part" "second part"'
        yield _found("split-into-records", record, problem, remedy)
    elif any(text.lower() == wanted.lower() for text in found):
        problem = "upper and lower case were changed; in this value they matter"
        yield _found("case-changed", record, problem, again)
    elif problems := [*_syntax(rivals)]:
        yield from (_found("bad-syntax", record, problem, again) for problem in problems)
    else:
        differ = [note for text in rivals for note in compare(wanted, text).notes]
        if differ:
            yield _found("value-differs", record, "; ".join(differ), again)


def _means(wanted: str, text: str) -> bool:
    return _squeezed(visible(text)) == _squeezed(wanted) or compare(wanted, visible(text)).same


def _syntax(rivals: list[str]) -> Iterator[str]:
    for text in rivals:
        try:
            parse_spf(text) if text.lower().startswith("v=spf1") else parse_dmarc(text)
        except ValueError as error:
            yield str(error)


def _alias_remedy(record: DnsRecord) -> str:
    if record.id == "dmarc":
        return "remove the CNAME; or, when its owner publishes your policy for you, leave [dns.dmarc] out"
    return f"remove the CNAME and publish {record.type} {' | '.join(record.values)}"


def _is_split(wanted: str, found: tuple[str, ...]) -> bool:
    """Return whether some of the values, in some order, make up the wanted one."""
    rest, parts = wanted, [text for text in found if text and text in wanted]
    while parts and rest:
        part = next((text for text in parts if rest.startswith(text)), None)
        if part is None:
            return False
        rest = rest.removeprefix(part)
        parts.remove(part)
    return not rest


def _squeezed(text: str, drop: str = "") -> str:
    return "".join(character for character in text if not character.isspace() and character not in drop)


def _note(rule: str, record: DnsRecord, problem: str) -> Finding:
    return Finding(rule=rule, level="info", subject=record.name, problem=problem, remedy="")


def _found(rule: str, record: DnsRecord, problem: str, remedy: str) -> Finding:
    return Finding(rule=rule, level="block", subject=record.name, problem=problem, remedy=remedy)
