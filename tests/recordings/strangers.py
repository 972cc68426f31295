"""What strangers write: a text with every character and sign that could speak, put into each place where they write."""

import copy
import json
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import botocore.httpsession
import pytest

from poolpost.emulator.demo_pool import production_pool
from tests.scenes.dmarc_samples import rfc9990, row, stranger
from tests.scenes.garbled import Answer, operation_of
from tests.scenes.place import REGION, Place
from tests.ses.test_verification_templates import LIVE

MARK = "zqx"
"""Is in every text of a stranger, so that a test sees where it arrived."""
HIDDEN = {
    "C0": "\x00\x07\x08\x0b\x0c\r\x1b]\x7f",
    "C1": "\x85\x9b\x9d",
    "format": "\xad\u200b\u2060\ufeff",
    "separators": "\u2028\u2029",
    "bidi": "\u061c\u200f\u202e\u2066",
    "tags": "\U000e0001\U000e0041",
    "private": "\ue000",
}
"""Class -> characters that never leave as they are (`]` alone may)."""
FORMULAS = "=+-@"
COMMANDS = ("::", "##[", "##vso[")
SPOKEN = "\n".join(
    [
        f"&lt;{MARK}> ~~{MARK}~~ **{MARK}** <{MARK} onload=x> <img src=//{MARK}.example> \\|{MARK}| `{MARK}` @{MARK}",
        *(f"{each}error]{MARK}" for each in COMMANDS),
        f"# {MARK}",
        f"{MARK} IN TXT x",
        f"| {MARK} |",
        f"![{MARK}](http://{MARK}.example) [{MARK}](http://{MARK}.example)",
        "```",
    ]
)


def text(number: int = 0) -> str:
    """Return a stranger's text; the first sign, of a formula, is another for another number."""
    return f"{FORMULAS[number % len(FORMULAS)]}{MARK}{''.join(HIDDEN.values())}{SPOKEN}"


FILE = f"{MARK}{''.join(HIDDEN.values())}\n::error::<{MARK}>\n##[error]`|{MARK}".replace("\x00", "")
"""A stranger's text as a file's name."""
ARGUMENT = text().replace("\x00", "")
_AWS = """Name DisplayName Description UseCaseDescription WebsiteURL Message message EmailSubject EmailMessage SmsMessage
TemplateName TemplateSubject TemplateContent Endpoint AlarmName UserPoolTags MailFromDomain Reason CaseId
EmailVerificationSubject EmailVerificationMessage From Key"""
_PLAN = "description comment tags tags_all display_name"
WRITTEN_BY_STRANGERS = frozenset(f"{_AWS} {_PLAN}".split())
"""Members of AWS's answers and of plans whose text anybody chose; all below them as well."""


def poisoned(value: Any, *, everything: bool, inside: bool = False, number: int = 0) -> Any:
    """Return JSON with a stranger's text after each text, of `WRITTEN_BY_STRANGERS` or of everything."""
    if isinstance(value, dict):
        return {
            (f"{name}{text(number)}" if inside and name[:1].islower() else name): poisoned(
                inner, everything=everything, inside=inside or name in WRITTEN_BY_STRANGERS, number=number + 1
            )
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [poisoned(each, everything=everything, inside=inside, number=at) for at, each in enumerate(value)]
    if isinstance(value, str) and (inside or everything):
        return text(number) + value
    return value


def poisoned_body(body: bytes, *, everything: bool) -> bytes:
    """Return an answer of AWS as a stranger would have it; XML takes no control characters."""
    try:
        return json.dumps(poisoned(json.loads(body), everything=everything)).encode()
    except ValueError:
        return _poisoned_xml(body, everything=everything)


def _poisoned_xml(body: bytes, *, everything: bool) -> bytes:
    try:
        root = ET.fromstring(body)  # noqa: S314 -- the embedded AWS's own
    except ET.ParseError:
        return body
    for each in root.iter():
        if each.text and each.text.strip() and (everything or each.tag.rpartition("}")[2] in WRITTEN_BY_STRANGERS):
            each.text = in_xml(text()) + each.text
    return ET.tostring(root)


def in_xml(found: str) -> str:
    """Leave out what no XML document can hold."""
    return "".join(each for each in found if each in "\t\n" or each >= " ")


def refusal(body: bytes) -> bytes:
    """Return an error of AWS in the place of an answer, with a stranger's text in its message."""
    if body.startswith(b"<"):
        error = f"<Error><Code>AccessDenied</Code><Message>{escape(in_xml(text()))}</Message></Error>"
        return f"<ErrorResponse>{error}</ErrorResponse>".encode()
    return json.dumps({"__type": "AccessDeniedException", "Code": "AccessDenied", "message": text()}).encode()


def in_zone(found: str) -> str:
    """Return a text as the character strings of a TXT record in a zone file."""
    octets = found.encode()
    parts = (octets[at : at + 200] for at in range(0, len(octets), 200))
    return " ".join('"' + "".join(f"\\{each:03d}" for each in part) + '"' for part in parts)


def plan_of(plan: dict[str, Any], *, everything: bool) -> dict[str, Any]:
    """Return a plan whose values, attributes and addresses a stranger chose."""
    made = copy.deepcopy(plan)
    made["resource_changes"] = [
        each | {"change": poisoned(each["change"], everything=everything)} for each in made["resource_changes"]
    ]
    extra = copy.deepcopy(made["resource_changes"][0])
    extra["address"] += text()
    extra["name"] += text()
    extra["change"]["after"] = {text(): text(1), "name": text(2)}
    extra["change"]["actions"] = ["update"]
    extra["change"]["before"] = {}
    made["resource_changes"].append(extra)
    return made


def write_everywhere(deployed: Place) -> None:
    """Have strangers write into files, their names, DNS and the account."""
    reviewed = {
        "UseCaseDescription": "x",
        "WebsiteURL": "https://x",
        "ReviewDetails": {"CaseId": "1", "Status": "DENIED"},
    }
    deployed.server.account(REGION, ProductionAccessEnabled=False, Details=reviewed)
    deployed.write_pool(production_pool())
    deployed.server.principal({"type": "IAMUser", "userName": text()})
    deployed.client("cognito-idp").tag_resource(ResourceArn=production_pool()["Arn"], Tags={"a": "b"})
    deployed.server.principal({})
    deployed.client("sesv2").create_custom_verification_email_template(**LIVE | {"TemplateName": "other"})
    spf, dmarc = f"v=spf1 include:{MARK} {text()} ~all", f"v=DMARC1; p={text()}"
    lines = [f"{name} TXT {in_zone(it)}" for name, it in (("mail", spf), ("mail", text()), ("_dmarc.mail", dmarc))]
    deployed.publish(("p=none", "p=nome"), more="\n".join(["$ORIGIN example.com.", *lines, ""]))
    said = escape(in_xml(text()))
    rows = row(from_domain=said), stranger(reason=said)
    Path("reports/b.xml").write_bytes(rfc9990(*rows, reporter=said, report_id=said))
    for path in (Path("reports", FILE), Path(FILE), Path("environments", f"{FILE}.toml")):
        path.write_bytes(b"<feedback>")
    evil = Path("environments/local.toml").read_text(encoding="utf-8")
    Path("evil.toml").write_text(f"{json.dumps(text())} = {json.dumps(text())}\n{evil}", encoding="utf-8")


def answer(patch: pytest.MonkeyPatch, change: Callable[[bytes], bytes], status: int | None) -> None:
    """Put a stranger between AWS and botocore; whose credentials these are stays true, or nothing else would be asked."""
    real = botocore.httpsession.URLLib3Session.send

    def send(session: Any, request: Any) -> Any:
        found = real(session, request)
        if operation_of(request) == "GetCallerIdentity":
            return found
        kind = found.headers.get("Content-Type", "application/json")
        return Answer(change(found.content), status or found.status_code, kind).response(request.url)

    patch.setattr("botocore.httpsession.URLLib3Session.send", send)


WORLDS: dict[str, tuple[bool, Callable[[bytes], bytes], int | None]] = {
    "names": (True, partial(poisoned_body, everything=False), None),
    "everything": (False, partial(poisoned_body, everything=True), None),
    "refused": (False, refusal, 400),
}
"""
World -> whether it is seen at a terminal or in a job's log, what becomes of AWS's answers, and their status.

Names that somebody chose, or all texts, are a stranger's; or AWS refuses in a stranger's words.
"""
