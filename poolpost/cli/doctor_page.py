"""The checklist as an HTML page."""

from collections.abc import Sequence
from itertools import groupby

from poolpost.cli.doctor_text import summary
from poolpost.cli.pages import Page, render
from poolpost.doctor.checks.check import Line
from poolpost.settings import Settings

CLASSES = {"pass": "pass", "fail": "fail", "cannot tell": "unknown", "not applicable": "dim"}


def page(settings: Settings, lines: Sequence[Line]) -> Page:
    """Render the checklist."""
    outcomes = {line.outcome for line in lines}
    return render(
        "doctor.html.j2",
        name=settings.name,
        pool=settings.user_pool.id,
        region=settings.aws.region,
        summary=summary(lines),
        overall=next(CLASSES[each] for each in ("fail", "cannot tell", "pass", "not applicable") if each in outcomes),
        sections=[(section, list(members)) for section, members in groupby(lines, key=lambda line: line.section)],
        classes=CLASSES,
    )
