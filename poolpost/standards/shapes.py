"""
Shapes of JSON, as data: input from outside is checked against one when it is read, so that later code can rely on it.

A shape is a Python type (`str`, `bool`, `int`, `float` for any number), None for null, a tuple of alternatives, a list with
the one shape of its items, or a dict of members: a name that ends in "!" is required, any other may be absent, `ANY` is
every member that is not named. Members that the shape does not name are ignored. `{}` is any object, `ANYTHING` any value.
"""

from collections.abc import Iterator
from typing import Any

Shape = Any
ANY = "*"
ANYTHING = object
WHOLE = "its beginning"
TEXT = (str, None)
NUMBER = (int, float)


def misshapen(value: Any, shape: Shape, path: str = "") -> Iterator[str]:
    """Yield the path of each member that is missing or has another shape; the whole value is `WHOLE`."""
    if isinstance(shape, tuple):
        if not any(next(misshapen(value, each, path), None) is None for each in shape):
            fitting = next(
                (each for each in shape if type(each) is type(value) and isinstance(each, (dict, list))), None
            )
            yield from misshapen(value, fitting, path) if fitting is not None else (path or WHOLE,)
    elif isinstance(shape, dict):
        yield from _in_object(value, shape, path) if isinstance(value, dict) else (path or WHOLE,)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield path or WHOLE
            return
        for number, item in enumerate(value):
            yield from misshapen(item, shape[0], f"{path}[{number}]")
    elif not _is_a(value, shape):
        yield path or WHOLE


def _in_object(value: dict[str, Any], shape: dict[str, Shape], path: str) -> Iterator[str]:
    named = {name.removesuffix("!"): inner for name, inner in shape.items() if name != ANY}
    yield from (_below(path, name[:-1]) for name in shape if name.endswith("!") and name[:-1] not in value)
    for name, inner in value.items():
        wanted = named.get(name, shape.get(ANY, ANYTHING))
        if wanted is not ANYTHING:
            yield from misshapen(inner, wanted, _below(path, name))


def _is_a(value: Any, shape: Shape) -> bool:
    if shape is None or shape is ANYTHING:
        return shape is ANYTHING or value is None
    return isinstance(value, shape) and (shape is bool or not isinstance(value, bool))


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
