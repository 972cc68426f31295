"""
Whether a TXT record has the wanted meaning for its readers, however it is spelled. Pure: two texts in, a comparison out.

DMARC by RFC 9989 section 4.7, consent to reports by RFC 9990 section 4, DKIM keys by RFC 6376 section 3.6.1, SPF by its terms.
What an SPF record with other terms allows needs lookups: `poolpost.dns.spf_evaluation`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from poolpost.standards.spf import parse_spf

DMARC_VERSION = re.compile(r"v[ \t]*=[ \t]*DMARC1[ \t]*(;|$)")
"""How a receiver recognises a DMARC record; the value is case-sensitive (RFC 9989 section 4.7), and nothing may precede it."""
REMOVED = {"pct": "100", "rf": "afrf", "ri": "86400"}
"""Tags that RFC 9989 removed, with the value that RFC 7489 gives one that is absent."""
DEFAULTS = {"adkim": "r", "aspf": "r", "t": "n", "psd": "u", **REMOVED}
_VALUES = {"adkim": {"r", "s"}, "aspf": {"r", "s"}, "t": {"y", "n"}, "psd": {"y", "n", "u"}, "rf": {"afrf"}}
_POLICIES = {"none", "quarantine", "reject"}
_WSP = " \t"  # RFC 5234: of other white space receivers make a part of the value
_KNOWN = {"v", "p", "sp", "np", "fo", "rua", "ruf", *DEFAULTS}


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    How a record compares with the wanted one.

    Attributes:
        same: it has the same meaning for its readers.
        notes: where its spelling differs without a consequence, as sentences; or, when it is not the same, what differs.
    """

    same: bool
    notes: tuple[str, ...] = field(default=())


def compare(wanted: str, found: str) -> Comparison:
    """Compare a TXT value that is wanted with one that exists."""
    if wanted == found:
        return Comparison(same=True)
    if wanted == "v=DMARC1":
        return Comparison(same=DMARC_VERSION.match(found) is not None)
    if wanted.startswith("v=DMARC1"):
        return _dmarc(wanted, found)
    if wanted.startswith("v=DKIM1"):
        return _dkim(wanted, found)
    if wanted.startswith("v=spf1"):
        return Comparison(same=_same_spf(wanted, found))
    return Comparison(same=False)


def tags(text: str) -> list[tuple[str, str]]:
    """Return the tags of a list (RFC 6376 section 3.2) in its order, names in lower case; a part without '=' has no value."""
    parts = [part.partition("=") for part in text.split(";") if part.strip()]
    return [(name.strip(_WSP).lower(), value.strip(_WSP)) for name, _, value in parts]


def _dmarc(wanted: str, found: str) -> Comparison:
    if DMARC_VERSION.match(found) is None:
        return Comparison(same=False)
    listed = tags(found)
    names = [name for name, _ in listed]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        return Comparison(same=False, notes=tuple(f"the tag {name} appears twice" for name in twice))
    have, want = _applied(dict(listed)), _applied(dict(tags(wanted)))
    differ = [
        f"{name} is {_shown(have[name])}, wanted is {_shown(want[name])}" for name in want if have[name] != want[name]
    ]
    return Comparison(same=False, notes=tuple(differ)) if differ else Comparison(same=True, notes=tuple(_notes(listed)))


def _applied(given: Mapping[str, str]) -> dict[str, object]:
    """Return what a receiver applies: each tag with its default, addresses without order (RFC 9989 section 4.7)."""
    policy = given.get("p", "").lower()
    below = _one_of(_POLICIES, given.get("sp"), policy)
    applied: dict[str, object] = {"p": policy, "sp": below, "np": _one_of(_POLICIES, given.get("np"), below)}
    applied |= {name: _one_of(_VALUES.get(name), given.get(name), default) for name, default in DEFAULTS.items()}
    applied |= {name: frozenset(_addresses(given.get(name, ""))) for name in ("rua", "ruf")}
    # Failure reports go nowhere without ruf, whatever fo says.
    applied["fo"] = frozenset(given.get("fo", "0").lower().split(":")) if applied["ruf"] else frozenset({"0"})
    return applied


def _one_of(allowed: set[str] | None, value: str | None, default: str) -> str:
    """Return a tag's value, its default where it is absent or none that exists (RFC 9989 section 4.7: it is ignored)."""
    lowered = (value or "").lower()
    return default if not lowered or (allowed is not None and lowered not in allowed) else lowered


def _addresses(value: str) -> list[str]:
    found = [each.strip(_WSP) for each in value.split(",") if each.strip(_WSP)]
    without_size = [re.sub(r"![0-9]+[kmgt]?$", "", each, flags=re.IGNORECASE) for each in found]
    return [
        f"{local.partition(':')[0].lower()}:{local.partition(':')[2]}@{host.lower()}"
        for local, _, host in (each.rpartition("@") for each in without_size)
    ]


def _notes(listed: list[tuple[str, str]]) -> list[str]:
    names = [name for name, _ in listed]
    unknown = [name for name in names if name not in _KNOWN]
    removed = [name for name in names if name in REMOVED]
    wrong = [f"{name}={value}" for name, value in listed if value.lower() not in _VALUES.get(name, {value.lower()})]
    notes = [f"receivers ignore {', '.join(unknown)}: no such tag"] if unknown else []
    notes += [f"RFC 9989 removed {', '.join(removed)}"] if removed else []
    notes += [f"receivers ignore {', '.join(wrong)}: no such value"] if wrong else []
    if "p" in names and names[1] != "p":
        notes.append("p is not right after v; receivers that still follow RFC 7489 may ignore the record")
    return notes


def _dkim(wanted: str, found: str) -> Comparison:
    listed = tags(found)
    have, want = dict(listed), dict(tags(wanted))
    if "v" in have and (listed[0] != ("v", "DKIM1")):
        return Comparison(same=False, notes=("v=DKIM1 must be the first tag (RFC 6376 section 3.6.1)",))
    differ: list[str] = []
    if _key(have) != _key(want):
        differ.append("p is another key" if _key(have) else "p is empty: the key is revoked")
    if have.get("k", "rsa").lower() != "rsa":
        differ.append(f"k is {have['k']}, wanted is rsa")
    if not {"*", "email"} & set(re.split(r"\s*:\s*", have.get("s", "*"))):
        differ.append(f"s is {have['s']}: the key is not for mail")
    if "sha256" not in re.split(r"\s*:\s*", have.get("h", "sha256")):
        differ.append(f"h is {have['h']}: SES signs with sha256")
    if differ:
        return Comparison(same=False, notes=tuple(differ))
    testing = "y" in re.split(r"\s*:\s*", have.get("t", ""))
    return Comparison(same=True, notes=("t=y: receivers take the key as one that is tested",) if testing else ())


def _key(given: Mapping[str, str]) -> str:
    """Return the key without the white space that is allowed anywhere in base64 (RFC 6376 section 3.6.1, FWS)."""
    return re.sub(r"[ \t\r\n]", "", given.get("p", ""))


def _same_spf(wanted: str, found: str) -> bool:
    try:
        return [_term(each) for each in parse_spf(wanted).terms] == [_term(each) for each in parse_spf(found).terms]
    except ValueError:
        return False


def _term(text: str) -> str:
    return text.lower().removeprefix("+")


def _shown(value: object) -> str:
    return ", ".join(sorted(map(str, value))) or "absent" if isinstance(value, frozenset) else str(value) or "absent"
