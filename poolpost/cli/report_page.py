"""Reviews as one HTML page: a column for each environment, then each in full."""

import json
from collections.abc import Sequence

from poolpost.cli.pages import Page, render
from poolpost.review.cost import PRICED_ON, SOURCES, in_words
from poolpost.review.report import Review
from poolpost.review.resources import LATER

CLASSES = {"go": "go", "stop": "stop", "cannot decide": "unknown"}
LEVELS = {
    "block": ("stop", "stop"),
    "unknown": ("cannot tell", "unknown"),
    "warn": ("warning", "warn"),
    "info": ("note", "dim"),
}


def page(reviews: Sequence[Review]) -> Page:
    """Render the page."""
    return render(
        "report.html.j2",
        reviews=reviews,
        classes=CLASSES,
        levels=LEVELS,
        waiting=LEVELS | {"block": ("waits", "warn")},
        in_words=in_words,
        priced_on=PRICED_ON,
        price_sources=SOURCES,
        shown=shown,
        zone=zone_lines,
    )


def shown(value: object) -> str:
    """Show a value as text."""
    if value is None or value == "":
        return "not set"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def zone_lines(review: Review) -> str:
    """Return the records to publish as lines to copy: name, type, value. Those that AWS creates in the deploy follow it."""
    lines = [f"{change.name}. {change.type} {value}" for change in review.dns for value in change.new]
    known = [line for line in lines if LATER not in line]
    later = [f"; and {len(lines) - len(known)} known after the apply: poolpost dns {review.environment}"]
    return "\n".join(known + later * (known != lines))
