"""A review as a pull-request comment: at most 65,536 characters, GitHub's limit."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import LiteralString

from poolpost.findings import Finding, Level
from poolpost.review.cost import PRICED_ON, SOURCES, in_words
from poolpost.review.report import Review
from poolpost.review.resources import Resource
from poolpost.standards.markdown import Markdown, Part, code, first_lines, joined, table, text

LIMIT = 65_536  # characters of a GitHub comment
_ROOM = 400  # characters for the sentence about what was omitted
_SIGNS: Mapping[str, LiteralString] = {"go": "🟢", "stop": "🔴", "cannot decide": "🟣"}
_LEVELS: Mapping[Level, LiteralString] = {
    "block": "stop",
    "unknown": "cannot tell",
    "warn": "warning",
    "info": "note",
}
WAITING: Mapping[Level, LiteralString] = {**_LEVELS, "block": "waits"}
"""The pool is not switched before it is fixed; the plan itself may be applied."""
_VALUE = 400  # characters of one value; the plan itself has the rest


def markdown(review: Review) -> Markdown:
    """Render the comment."""
    sign, name = _SIGNS[review.verdict], text(review.environment)
    if review.is_empty and review.exit_code == 0:
        return joined(_SIGNS["go"], " **", name, "**: no changes\n")
    head = joined("## ", sign, " ", name, ": ", text(review.verdict), ", ", text(review.sentence), "\n")
    return _fitted([head, *filter(None, (section(review) for section in SECTIONS))])


def _fitted(parts: Sequence[Markdown]) -> Markdown:
    """Omit what does not fit, line by line from the end, and report that."""
    whole = joined(*parts, by="\n")
    if len(whole) <= LIMIT:
        return whole
    kept = first_lines(whole, LIMIT - _ROOM)
    dropped = text(str(whole.count("\n") - kept.count("\n")))
    if kept.count("<details>") > kept.count("</details>"):
        kept = joined(kept, "\n\n</details>")
    said = " more lines did not fit into a comment; the artefact of this run has the whole report._\n"
    return joined(kept, "\n\n_", dropped, said)


def _losing(review: Review) -> Markdown:
    return _section("Would lose mail if applied now", (joined("- ", text(who)) for who in review.losing))


def _mail(review: Review) -> Markdown:
    unset = joined("not set")
    rows = [(text(change.what), _value(change.old) or unset, _value(change.new) or unset) for change in review.mail]
    return _section("Mail", _table(("", "now", "after"), rows))


def _dns(review: Review) -> Markdown:
    rows = [
        (text(change.action), _value(change.name), text(change.type), _values(change.old), _values(change.new))
        for change in review.dns
    ]
    return _section("DNS records", _table(("", "name", "type", "now", "after"), rows))


def _safety(review: Review) -> Markdown:
    return _section(review.checked, (_finding(finding) for finding in review.safety))


def _unready(review: Review) -> Markdown:
    return _section("Before the pool is switched", (_finding(finding, WAITING) for finding in review.unready))


def _notes(review: Review) -> Markdown:
    return _section("Next", (joined("- ", text(note)) for note in review.notes))


def _costs(review: Review) -> Markdown:
    if not review.costs:
        return joined()
    said = ", ".join(
        f"{cost.what} ${cost.dollars:.2f}" if cost.dollars is not None else cost.what for cost in review.costs
    )
    sources = joined(*(joined("[", text(str(at)), "](", url, ")") for at, url in enumerate(SOURCES, 1)), by=", ")
    prices = joined("Prices of ", text(PRICED_ON), " in US dollars ", sources, ".\n")
    return joined("**Cost ", text(in_words(review.costs)), "**: ", text(said), ". ", prices)


def _resources(review: Review) -> Markdown:
    if not review.resources:
        return joined()
    counts = {action: sum(r.action == action for r in review.resources) for action in _actions(review.resources)}
    summary = text(", ".join(f"{number} {action}" for action, number in counts.items()))
    rows = [(_value(r.address), text(r.action), _attributes(r)) for r in review.resources]
    lines = joined(*_table(("resource", "action", "what changes"), rows), by="\n")
    return joined("<details><summary>Resources: ", summary, "</summary>\n\n", lines, "\n\n</details>\n")


SECTIONS: tuple[Callable[[Review], Markdown], ...] = (
    _losing,
    _mail,
    _dns,
    _safety,
    _unready,
    _notes,
    _costs,
    _resources,
)


def _actions(resources: Sequence[Resource]) -> list[str]:
    return list(dict.fromkeys(resource.action for resource in resources))


def _attributes(resource: Resource) -> Markdown:
    changes = (joined(text(a.name), ": ", _value(a.old), " → ", _value(a.new)) for a in resource.attributes)
    return joined(*changes, by="<br>")


def _finding(finding: Finding, words: Mapping[Level, LiteralString] = _LEVELS) -> Markdown:
    said = joined("- **", words[finding.level], "** ", _value(finding.subject), ": ", text(finding.problem))
    remedy = joined("; ", text(finding.remedy)) if finding.remedy else joined()
    return joined(said, remedy, " (", code(finding.rule), ")")


def _section(title: LiteralString, lines: Iterable[Markdown]) -> Markdown:
    inner = joined(*lines, by="\n")
    return joined("### ", title, "\n\n", inner, "\n") if inner else inner


def _table(head: Sequence[LiteralString], rows: Sequence[Sequence[Part]]) -> list[Markdown]:
    return table(head, rows) if rows else []


def _values(values: Sequence[str]) -> Markdown:
    return joined(*(_value(value) for value in values), by="<br>")


def _value(value: object) -> Markdown:
    """Show a value as code, in one line of a table, shortened where it is long."""
    if value is None or value == "":
        return joined()
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return code(shown if len(shown) <= _VALUE else shown[:_VALUE] + "…")
