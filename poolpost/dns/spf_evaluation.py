"""
The lookups that a receiver needs to evaluate an SPF record (RFC 7208): includes and redirects followed, terms counted.

Every term is followed, as for a sender that matches none: the maximum for any receiver.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from poolpost.dns.resolver import Lookup
from poolpost.standards.spf import MAX_LOOKUPS, Spf, unknown_terms
from poolpost.standards.spf_grammar import term_problem

MAX_VOID = 2  # RFC 7208 section 4.6.4: lookups without a result
MAX_MX_NAMES = 10  # the same section: address lookups for one `mx`
_GIVE_UP = 3 * MAX_LOOKUPS  # enough to report the excess; a loop ends here


@dataclass(slots=True)
class SpfEvaluation:
    """
    What the evaluation of one name's SPF record needs.

    Attributes:
        record: the record's text; '' if the name has none.
        lookups: terms that cost a DNS lookup, including those of includes.
        void: of these, how many found nothing.
        problems: why a receiver returns 'permerror', in words for people; empty if the record is valid.
        costs: the lookups of each term of the record itself, including those of its include.
    """

    name: str
    record: str = ""
    lookups: int = 0
    void: int = 0
    problems: list[str] = field(default_factory=list[str])
    costs: dict[str, int] = field(default_factory=dict[str, int])


def evaluate(name: str, lookup: Lookup) -> SpfEvaluation:
    """
    Evaluate the SPF record that `name` has.

    Raises:
        CannotDecide: a lookup failed.
    """
    records = _records(name, lookup)
    if len(records) > 1:
        return SpfEvaluation(name, problems=[f"{name} has {len(records)} SPF records; allowed is one"])
    return evaluate_record(name, records[0], lookup) if records else SpfEvaluation(name)


def evaluate_record(name: str, text: str, lookup: Lookup) -> SpfEvaluation:
    """
    Evaluate a record as if `name` had it, before it is published.

    Raises:
        CannotDecide: a lookup failed.
    """
    result = SpfEvaluation(name, text)
    _follow(name, text, result, lookup)
    if result.lookups > MAX_LOOKUPS:
        more = "or more " if result.lookups >= _GIVE_UP else ""
        term, cost = max(result.costs.items(), key=lambda each: each[1])
        result.problems.append(
            f"it takes {result.lookups} {more}DNS lookups; at most {MAX_LOOKUPS} are allowed; {term} takes {cost} of them"
        )
    if result.void > MAX_VOID:
        result.problems.append(f"{result.void} of its DNS lookups find nothing; at most {MAX_VOID} may")
    return result


def _follow(name: str, text: str, result: SpfEvaluation, lookup: Lookup) -> None:
    spf = Spf(tuple(text.split()[1:]))
    result.problems += [f"{name}: {problem}" for problem in unknown_terms(spf)]
    for term, kind, target in _lookups(spf, name):
        if result.lookups >= _GIVE_UP:
            return
        before = result.lookups
        result.lookups += 1
        if "%" in target or kind == "ptr":  # macros depend on the mail; ptr on the sender's address
            pass
        elif kind in {"include", "redirect"}:
            _include(kind, target, result, lookup)
        else:
            _address(kind, target, result, lookup)
        if name == result.name:
            result.costs[term] = result.lookups - before


def _lookups(spf: Spf, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield every sound term that costs a lookup, its kind and its domain; a redirect beside `all` is never read."""
    has_all = any(term.lower().lstrip("+?~-") == "all" for term in spf.terms)
    for term in (each for each in spf.terms if not term_problem(each)):
        text = term.lstrip("+?~-").lower()
        kind, _, rest = text.partition("=") if text.startswith("redirect=") else text.partition(":")
        kind = kind.partition("/")[0]
        if kind in {"include", "exists", "a", "mx", "ptr"} or (kind == "redirect" and not has_all):
            yield term, kind, rest.partition("/")[0].rstrip(".") or name


def _include(kind: str, target: str, result: SpfEvaluation, lookup: Lookup) -> None:
    texts = lookup.values(target, "TXT")
    records = [text for text in texts if is_spf(text)]
    result.void += not texts
    if len(records) != 1:
        what = "no SPF record" if not records else f"{len(records)} SPF records"
        result.problems.append(f"{kind} of {target}: it has {what}; allowed is one")
        return
    _follow(target, records[0], result, lookup)


def _address(kind: str, target: str, result: SpfEvaluation, lookup: Lookup) -> None:
    if kind == "mx":
        found = lookup.values(target, "MX")
        if len(found) > MAX_MX_NAMES:
            result.problems.append(f"mx of {target}: {len(found)} names; at most {MAX_MX_NAMES} are allowed")
    else:
        found = lookup.values(target, "A") or (lookup.values(target, "AAAA") if kind == "a" else ())
    result.void += not found


def is_spf(text: str) -> bool:
    """Return whether a TXT value is an SPF record, as a receiver selects it (RFC 7208 section 4.5)."""
    return text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")


def _records(name: str, lookup: Lookup) -> list[str]:
    return [text for text in lookup.values(name, "TXT") if is_spf(text)]
