"""
HTML pages: one self-contained file each, readable on a phone and without JavaScript.

Templates are in `poolpost/templates/`; everything that comes from AWS, DNS or a file is escaped.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, **values: object) -> str:
    """Render a page."""
    return _templates().get_template(template).render(**values)


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 -- only pages need it

    return Environment(
        loader=PackageLoader("poolpost"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
