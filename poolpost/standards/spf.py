"""SPF records (RFC 7208): read, check, render, and add Amazon SES to an existing one."""

import re
from dataclasses import dataclass, replace

from poolpost.standards.safe_text import bounded
from poolpost.standards.spf_grammar import term_problem

SES_INCLUDE = "include:amazonses.com"  # SES developer guide, mail-from: the value is the same in every region
MAX_LOOKUPS = 10  # RFC 7208 section 4.6.4
_SHOWN, _SHOWN_TERM = 5, 200  # terms that are listed, and characters of each: a record may contain thousands
MAX_ANSWER = 450  # bytes; RFC 7208 section 3.4 asks to stay below it, so that the answer fits one UDP packet

_COSTS_A_LOOKUP = re.compile(r"[+?~-]?(?:include:|exists:|a\b(?!=)|mx\b(?!=)|ptr\b(?!=))|redirect=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spf:
    """
    One SPF record.

    Attributes:
        terms: mechanisms and modifiers in order, e.g. ('include:amazonses.com', '~all').
    """

    terms: tuple[str, ...]

    def __str__(self) -> str:
        """Render the record's text, unquoted."""
        return " ".join(("v=spf1", *self.terms))

    @property
    def lookups(self) -> int:
        """Terms of this record that cost a DNS lookup; those of its includes are not counted."""
        return sum(1 for term in self.terms if _COSTS_A_LOOKUP.match(term))

    def with_ses(self) -> "Spf":
        """Return the record with Amazon SES added before `all`; unchanged if it is already allowed."""
        if any(term.lower().lstrip("+") == SES_INCLUDE for term in self.terms):
            return self
        end = next((i for i, term in enumerate(self.terms) if _is_all_or_redirect(term)), len(self.terms))
        return replace(self, terms=(*self.terms[:end], SES_INCLUDE, *self.terms[end:]))


MAIL_FROM_SPF = Spf((SES_INCLUDE, "~all"))
"""The record that SES requires at the MAIL FROM domain (SES developer guide, mail-from)."""


def parse_spf(text: str) -> Spf:
    """
    Read an SPF record.

    Raises:
        ValueError: lists every problem at once, joined by '; '.
    """
    version, *terms = text.split(" ")
    problems = [] if version.lower() == "v=spf1" else [f"{bounded(text, _SHOWN_TERM)!r} does not start with 'v=spf1 '"]
    record = Spf(tuple(term for term in terms if term))
    problems += _problems(record)
    if problems:
        raise ValueError("; ".join(problems))
    return record


def unknown_terms(record: Spf) -> list[str]:
    """Return which terms are invalid, and why: a receiver gives up at the first (RFC 7208 section 4.6: permerror)."""
    wrong = [(term, problem) for term in record.terms if (problem := term_problem(term))]
    found = [
        f"{bounded(term, _SHOWN_TERM)!r} is not an SPF term (RFC 7208 section 4.6.1): {bounded(problem, _SHOWN_TERM)}"
        for term, problem in wrong[:_SHOWN]
    ]
    return [*found, f"and {len(wrong) - _SHOWN} more are none"] if len(wrong) > _SHOWN else found


def _problems(record: Spf) -> list[str]:
    found = unknown_terms(record)
    names = [term.lower().lstrip("+?~-") for term in record.terms]
    if any(term.lower() in {"all", "+all"} for term in record.terms):
        found.append("'+all' lets everybody send; allowed are '~all' and '-all'")
    after_all = names[names.index("all") + 1 :] if "all" in names else []
    never_read = [term for term in after_all if "=" not in term]
    found += [f"{bounded(term, _SHOWN_TERM)!r} comes after 'all' and is never read" for term in never_read[:_SHOWN]]
    if len(never_read) > _SHOWN:
        found.append(f"so do {len(never_read) - _SHOWN} more")
    found += [
        f"{name!r} appears twice" for name in ("redirect", "exp") if sum(t.startswith(name + "=") for t in names) > 1
    ]
    if record.lookups > MAX_LOOKUPS:
        found.append(f"{record.lookups} terms need a DNS lookup; at most {MAX_LOOKUPS} are allowed")
    if len(str(record).encode()) > MAX_ANSWER:
        found.append(f"the record has {len(str(record).encode())} bytes; at most {MAX_ANSWER} fit one DNS answer")
    return found


def _is_all_or_redirect(term: str) -> bool:
    return term.lower().lstrip("+?~-") == "all" or term.lower().startswith("redirect=")
