"""Change keys of an environment file's text: comments, order and what is not meant stay as they are. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import tomlkit
from tomlkit.items import Item

from poolpost.errors import Stopped
from poolpost.pool import Json

LINE = 100  # characters; a longer list gets a line for each value


@dataclass(frozen=True, slots=True)
class Gone:
    """Stands for a key or a table that is taken out."""


GONE = Gone()
Edits = Mapping[str, Any]
"""Dotted key -> its new value; {} makes a table that is not there yet, GONE takes out."""


def edited(text: str, edits: Edits) -> str:
    """
    Give an environment file's text with these keys changed, and nothing else.

    Raises:
        Stopped: the file is written in a way that cannot be edited like this.
    """
    document: Any = tomlkit.parse(text)
    wanted = tomllib.loads(text)
    for key, value in edits.items():
        _set(document, key.split("."), value)
        _set_plain(wanted, key.split("."), value)
    made = tomlkit.dumps(document)
    for each in (_spaced(text, made), made):
        if _means(each, wanted):
            return each
    msg = f"the file is written in a way that cannot be edited in place; set by hand: {', '.join(edits)}"
    raise Stopped(msg)


def _means(text: str, wanted: Json) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _spaced(before: str, after: str) -> str:
    """Put an empty line before a table that is new, or that follows a new one."""
    known = set(pairwise(before.splitlines()))
    made: list[str] = []
    for above, line in pairwise(["", *after.splitlines(keepends=True)]):
        is_new = line.startswith("[") and above.strip() and (above.rstrip("\r\n"), line.rstrip("\r\n")) not in known
        made += ["\n", line] if is_new else [line]
    return "".join(made)


def _set(holder: Any, path: list[str], value: Any) -> None:
    *tables, last = path
    for table in tables:
        if table not in holder:
            if value is GONE:
                return
            holder[table] = tomlkit.table(is_super_table=True)
        holder = holder[table]
    if value is GONE:
        if last in holder:
            del holder[last]
    elif value == {} and isinstance(value, dict):
        if last not in holder:
            holder[last] = tomlkit.table()
    else:
        holder[last] = _item(value)


def _item(value: Any) -> Item:
    """Make a TOML value: objects in a list stay on one line each, a long list gets a line for each value."""
    if not isinstance(value, list):
        return tomlkit.item(value)
    made = tomlkit.array()
    values: list[Any] = value
    for each in values:
        made.append(_inline(each) if isinstance(each, dict) else each)
    return made.multiline(len(made.as_string()) > LINE)


def _inline(value: Json) -> Item:
    made = tomlkit.inline_table()
    made.update(value)
    return made


def _set_plain(data: Json, path: list[str], value: Any) -> None:
    *tables, last = path
    for table in tables:
        if table not in data and value is GONE:
            return
        data = data.setdefault(table, {})
    if value is GONE:
        data.pop(last, None)
    elif value == {} and isinstance(value, dict):
        data.setdefault(last, {})
    else:
        data[last] = value
