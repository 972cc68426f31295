"""Two DMARC records are the same exactly when a receiver applies the same; checkdmarc is the second opinion."""

from typing import Any

import checkdmarc.dmarc
from hypothesis import given, settings
from hypothesis import strategies as st

from poolpost.dns.meaning import DEFAULTS, REMOVED, compare, tags

_POLICY = st.sampled_from(["none", "quarantine", "reject"])
_TAGS = st.fixed_dictionaries(
    {"p": _POLICY},
    optional={
        "sp": _POLICY,
        "np": _POLICY,
        "adkim": st.sampled_from("rs"),
        "aspf": st.sampled_from("rs"),
        "t": st.sampled_from("yn"),
        "fo": st.sampled_from(["0", "1", "d", "s", "1:d", "d:s"]),
        "rua": st.sampled_from(["mailto:a@example.com", "mailto:a@example.com,mailto:b@example.com"]),
    },
)


def _text(values: dict[str, str], blanks: str = " ") -> str:
    return f";{blanks}".join(f"{name}={value}" for name, value in {"v": "DMARC1", **values}.items())


def _applied(text: str) -> dict[str, Any]:
    """Return what checkdmarc says that a receiver applies; tags that RFC 9989 removed aside."""
    parsed = checkdmarc.dmarc.parse_dmarc_record(text, "example.com", ignore_unrelated_records=True)["tags"]
    found = {name: each["value"] for name, each in parsed.items() if name not in {"v", *REMOVED}}
    for name in ("rua", "ruf"):
        found[name] = sorted(each["address"] for each in found.get(name) or [])
    below = found.get("sp") or found["p"]
    fo = found.get("fo") if found["ruf"] else ["0"]  # no failure report goes anywhere without ruf
    return found | {"sp": below, "np": found.get("np") or below, "psd": found.get("psd") or "u", "fo": fo}


@settings(max_examples=300, deadline=None)
@given(first=_TAGS, second=_TAGS)
def test_the_same_means_that_a_receiver_applies_the_same(first: dict[str, str], second: dict[str, str]) -> None:
    """In both directions: equal and different."""
    one, other = _text(first), _text(second)
    assert compare(one, other).same is (_applied(one) == _applied(other))


@settings(max_examples=200, deadline=None)
@given(values=_TAGS, blanks=st.sampled_from(["", " ", "   "]), defaults=st.sets(st.sampled_from(sorted(DEFAULTS))))
def test_spelling_changes_nothing(values: dict[str, str], blanks: str, defaults: set[str]) -> None:
    """Defaults written out, blanks, case of values and a last semicolon."""
    written = values | {name: DEFAULTS[name] for name in defaults if name not in values}
    assert compare(_text(values), f"{_text(written, blanks).replace('none', 'NONE')};").same


def test_a_part_without_a_value_is_a_tag_without_one() -> None:
    """Nothing is lost, and nothing is made up."""
    assert tags("v=DMARC1; p ;=x;;rua= a = b") == [("v", "DMARC1"), ("p", ""), ("", "x"), ("rua", "a = b")]
