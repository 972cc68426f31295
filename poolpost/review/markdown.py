"""A review as a pull-request comment: at most 65,536 characters, GitHub's limit."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from poolpost.findings import Finding
from poolpost.review.cost import PRICED_ON, SOURCES, in_words
from poolpost.review.resources import Resource
from poolpost.review.review import Review
from poolpost.safe_text import bounded, shown

LIMIT = 65_536  # characters of a GitHub comment
_ROOM = 400  # characters for the sentence that says what was left out
_SIGNS = {"go": "🟢", "stop": "🔴", "cannot decide": "🟣"}
_LEVELS = {"block": "stop", "unknown": "cannot tell", "warn": "warning", "info": "note"}
WAITING = _LEVELS | {"block": "waits"}
"""The pool is not switched before it is mended; the plan itself may go."""
_FOUND_LATER = re.compile(r"(@|#(?=\d)|\bGH-(?=\d)|://|\bwww\.)")
_COMMAND = re.compile(r"('(?:poolpost|cdktf|make|terraform|aws|git) [^'`]+'|POOLPOST_[A-Z]+=\"[^\"`]+\")")
"""What a reader copies: as code it is exact in a terminal too, where an escaped `\\_` would not be the same command."""
_VALUE = 400  # characters of one value; the plan itself has the rest


def markdown(review: Review) -> str:
    """Render the comment."""
    head = f"## {_SIGNS[review.verdict]} {review.environment}: {review.verdict}, {review.sentence}\n"
    if review.is_empty and review.exit_code == 0:
        return f"{_SIGNS['go']} **{review.environment}**: no changes\n"
    parts = [head, *filter(None, (section(review) for section in SECTIONS))]
    return _fitted(parts)


def _fitted(parts: Sequence[str]) -> str:
    """Leave out what does not fit, line by line from the end, and say so."""
    text = "\n".join(parts)
    if len(text) <= LIMIT:
        return text
    kept = text[: LIMIT - _ROOM].rpartition("\n")[0]
    dropped = text.count("\n") - kept.count("\n")
    if kept.count("<details>") > kept.count("</details>"):
        kept += "\n\n</details>"
    return (
        f"{kept}\n\n_{dropped} more lines did not fit into a comment; the artefact of this run has the whole report._\n"
    )


def _losing(review: Review) -> str:
    return _section("Would lose mail if applied now", (f"- {_text(who)}" for who in review.losing))


def _mail(review: Review) -> str:
    rows = [(change.what, _value(change.old) or "not set", _value(change.new) or "not set") for change in review.mail]
    return _section("Mail", _table(("", "now", "after"), rows))


def _dns(review: Review) -> str:
    rows = [
        (change.action, _value(change.name), change.type, _values(change.old), _values(change.new))
        for change in review.dns
    ]
    return _section("DNS records", _table(("", "name", "type", "now", "after"), rows))


def _safety(review: Review) -> str:
    return _section("User pool", (_finding(finding) for finding in review.safety))


def _unready(review: Review) -> str:
    return _section("Before the pool is switched", (_finding(finding, WAITING) for finding in review.unready))


def _notes(review: Review) -> str:
    return _section("Next", (f"- {_text(note)}" for note in review.notes))


def _costs(review: Review) -> str:
    if not review.costs:
        return ""
    said = ", ".join(
        f"{cost.what} ${cost.dollars:.2f}" if cost.dollars is not None else cost.what for cost in review.costs
    )
    sources = ", ".join(f"[{number}]({source})" for number, source in enumerate(SOURCES, 1))
    return f"**Cost {in_words(review.costs)}**: {said}. Prices of {PRICED_ON} in US dollars {sources}.\n"


def _resources(review: Review) -> str:
    if not review.resources:
        return ""
    counts = {action: sum(r.action == action for r in review.resources) for action in _actions(review.resources)}
    summary = ", ".join(f"{number} {action}" for action, number in counts.items())
    rows = [(_value(r.address), r.action, _attributes(r)) for r in review.resources]
    table = "\n".join(_table(("resource", "action", "what changes"), rows))
    return f"<details><summary>Resources: {summary}</summary>\n\n{table}\n\n</details>\n"


SECTIONS: tuple[Callable[[Review], str], ...] = (_losing, _mail, _dns, _safety, _unready, _notes, _costs, _resources)


def _actions(resources: Sequence[Resource]) -> list[str]:
    return list(dict.fromkeys(resource.action for resource in resources))


def _attributes(resource: Resource) -> str:
    changes = (f"{a.name}: {_value(a.old)} → {_value(a.new)}" for a in resource.attributes)
    return "<br>".join(changes)


def _finding(finding: Finding, words: Mapping[str, str] = _LEVELS) -> str:
    remedy = f"; {_text(finding.remedy)}" if finding.remedy else ""
    return (
        f"- **{words[finding.level]}** {_value(finding.subject)}: {_text(finding.problem)}{remedy} (`{finding.rule}`)"
    )


def _section(title: str, lines: Iterator[str] | list[str]) -> str:
    text = "\n".join(lines)
    return f"### {title}\n\n{text}\n" if text else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return []
    return [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _values(values: Sequence[str]) -> str:
    return "<br>".join(_value(value) for value in values)


def _value(value: object) -> str:
    """Show a value as code, in one line of a table, shortened where it is long."""
    if value is None or value == "":
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = " ".join(shown(text).split("\n")).replace("|", "\\|").replace("`", "'")
    return f"`{text if len(text) <= _VALUE else text[:_VALUE] + '…'}`"


def _text(text: str) -> str:
    """Keep what somebody else wrote from becoming markup, a name in AWS may hold anything; commands are code."""
    line = " ".join(bounded(shown(text)).split("\n"))
    parts = _COMMAND.split(line)  # text and command in turn
    parts[::2] = map(_escaped, parts[::2])
    parts[1::2] = ("`" + part.strip("'") + "`" for part in parts[1::2])
    return "".join(parts)


def _escaped(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;")
    for sign in "*_[]`|~":
        escaped = escaped.replace(sign, f"\\{sign}")
    # Mentions, issue numbers and links are found by GitHub after Markdown: a sign of its own code ends the search.
    return _FOUND_LATER.sub(r"\1<!-- -->", escaped)


def fenced(text: str) -> str:
    """Show a text as it is, in a block that nothing in it can end."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{shown(text).rstrip()}\n{fence}\n"
