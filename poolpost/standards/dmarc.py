"""
DMARC policy records by RFC 9989 (May 2026; obsoletes RFC 7489): read, check and render.

`p` is written right after `v`: RFC 9989 no longer asks for it, receivers that follow RFC 7489 do.
"""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from poolpost.standards.domain_names import to_ascii
from poolpost.standards.mailboxes import parse_address

Policy = Literal["none", "quarantine", "reject"]
Alignment = Literal["r", "s"]
OBSOLETE = ("pct", "rf", "ri")
"""Tags that RFC 9989 removed; still published when a file has them, since older receivers act on `pct`."""


def _report_uri(value: str) -> str:
    scheme, _, address = value.partition(":")
    if scheme.lower() != "mailto":
        msg = f"{value!r} is not a report address; allowed is 'mailto:dmarc@example.com'"
        raise ValueError(msg)
    if "!" in address or "," in address:
        msg = f"{value!r} holds '!' or ','; write them as %21 and %2C, and no size limit (RFC 9989 dropped '!10m')"
        raise ValueError(msg)
    return f"mailto:{parse_address(address).address}"


def _failure_options(value: str) -> str:
    options = value.split(":")
    if set(options) - {"0", "1", "d", "s"} or len(set(options)) < len(options) or {"0", "1"} <= set(options):
        msg = f"{value!r} is not a failure option; allowed are 0, 1, d and s joined by ':', each once, not 0 with 1"
        raise ValueError(msg)
    return value


ReportUri = Annotated[str, AfterValidator(_report_uri)]
ReportUris = Annotated[tuple[ReportUri, ...], Field(strict=False)]


class Dmarc(BaseModel):
    """The tags of one DMARC record (RFC 9989 section 4.7); a tag that is not set is not published."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    p: Policy = Field(description="What receivers should do with mail of this domain that fails DMARC.")
    sp: Policy | None = Field(default=None, description="The same for existing subdomains; default: p.")
    np: Policy | None = Field(
        default=None, description="The same for subdomains that do not exist; default: sp, else p."
    )
    adkim: Alignment | None = Field(default=None, description="DKIM alignment, r(elaxed) or s(trict); default: r.")
    aspf: Alignment | None = Field(default=None, description="SPF alignment. 's' never aligns with a custom MAIL FROM.")
    fo: Annotated[str, AfterValidator(_failure_options)] | None = Field(
        default=None, description="When to send failure reports: 0, 1, d, s joined by ':'; no effect without ruf."
    )
    rua: ReportUris = Field(default=(), description="Where aggregate reports go, e.g. ['mailto:dmarc@example.com'].")
    ruf: ReportUris = Field(default=(), description="Where failure reports go; few receivers send them.")
    t: Literal["y", "n"] | None = Field(
        default=None, description="'y' is test mode: receivers apply the policy one step lower."
    )
    pct: Annotated[int, Field(ge=0, le=100)] | None = Field(
        default=None, description="Removed by RFC 9989; use t = 'y'."
    )
    rf: Literal["afrf"] | None = Field(default=None, description="Removed by RFC 9989.")
    ri: Annotated[int, Field(ge=1, le=4294967295)] | None = Field(default=None, description="Removed by RFC 9989.")

    def __str__(self) -> str:
        """Render the record's text, unquoted: v, p, then the other tags in the order of RFC 9989's table."""
        tags: dict[str, str | int | None] = {
            "v": "DMARC1",
            "p": self.p,
            "sp": self.sp,
            "np": self.np,
            "adkim": self.adkim,
            "aspf": self.aspf,
            "fo": self.fo,
            "rua": ",".join(self.rua) or None,
            "ruf": ",".join(self.ruf) or None,
            "t": self.t,
            "pct": self.pct,
            "rf": self.rf,
            "ri": self.ri,
        }
        return "; ".join(f"{tag}={value}" for tag, value in tags.items() if value is not None)

    def report_hosts(self) -> tuple[str, ...]:
        """Return the domains that reports go to, in order, without duplicates."""
        return tuple(dict.fromkeys(uri.rpartition("@")[2] for uri in (*self.rua, *self.ruf)))


def parse_dmarc(text: str) -> Dmarc:
    """
    Read a DMARC record's text.

    Raises:
        ValueError: with every problem at once, joined by '; '.
    """
    pairs = [_tag(part) for part in text.strip().removesuffix(";").split(";")]
    names = [name for name, _ in pairs]
    problems = [f"the tag {name!r} appears twice" for name in dict.fromkeys(names) if names.count(name) > 1]
    if pairs[0] != ("v", "DMARC1"):
        problems.append(f"{text!r} does not start with 'v=DMARC1'")
    if "p" in names and names[1:2] != ["p"]:
        problems.append("'p' must come right after 'v': receivers that follow RFC 7489 ignore the record otherwise")
    try:
        record = Dmarc.model_validate({name: _typed(name, value) for name, value in pairs[1:]})
    except ValidationError as error:
        problems += [
            f"{'.'.join(map(str, e['loc']))}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors()
        ]
    else:
        if not problems:
            return record
    raise ValueError("; ".join(problems))


def external_report_name(policy_domain: str, report_host: str) -> str:
    """Return the name of the record by which `report_host` accepts reports about `policy_domain` (RFC 9990 section 4)."""
    return f"{policy_domain}._report._dmarc.{to_ascii(report_host)}"


def _tag(part: str) -> tuple[str, str]:
    name, equals, value = part.partition("=")
    if not equals or not re.fullmatch(r"\s*[A-Za-z]+\s*", name):
        return part.strip(), ""
    return name.strip().lower(), value.strip()


def _typed(name: str, value: str) -> str | int | list[str]:
    if name in {"rua", "ruf"}:
        return [uri.strip() for uri in value.split(",")]
    if name in {"pct", "ri"} and value.isdigit():
        return int(value)
    return value if name == "fo" else value.lower()
