"""
HTML pages: one self-contained file each, readable on a phone and without JavaScript.

Templates are in `poolpost/cli/html/`; everything that comes from AWS, DNS or a file is escaped.
"""

from functools import cache
from typing import TYPE_CHECKING, NewType

from poolpost.standards.safe_text import Shown, bounded, shown

if TYPE_CHECKING:
    from jinja2 import Environment

Page = NewType("Page", Shown)
"""HTML in which every value was escaped. Only `render` makes it."""


def render(template: str, **values: object) -> Page:
    """Render a page."""
    return Page(Shown(_templates().get_template(template).render(**values)))


def _shown(value: object) -> object:
    """Write hidden characters out before the text is escaped; what is markup already is ours."""
    return bounded(shown(value)) if type(value) is str else value


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("poolpost.cli", "html"),
        finalize=_shown,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
