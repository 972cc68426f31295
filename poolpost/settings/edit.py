"""Change keys in the text of an environment file; comments, order and everything else stay unchanged. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Item

from poolpost.errors import Stopped
from poolpost.settings.edit_tables import with_table, without_table
from poolpost.standards import toml_text
from poolpost.standards.raw import Json, at

LINE = 100  # characters; a longer list gets a line for each value


@dataclass(frozen=True, slots=True)
class Gone:
    """Marks a key or a table as removed."""


GONE = Gone()
Edits = Mapping[str, Any]
"""Dotted key -> its new value; {} creates a table, GONE removes a key or table."""


def edited(text: str, edits: Edits) -> str:
    """
    Return the text of an environment file with these keys changed and nothing else.

    Raises:
        Stopped: the file is written in a way that cannot be edited like this.
    """
    wanted = toml_text.loads(text)
    made = text
    for key, value in edits.items():
        path = key.split(".")
        if value is GONE and isinstance(at(wanted, path), dict):
            made = without_table(made, key)
        elif value == {} and isinstance(value, dict) and at(wanted, path) is None:
            made = with_table(made, key, _body(key, edits))
        _set_plain(wanted, path, value)
    made = _with_keys(made, edits)
    if made is None or toml_text.loads(made) != wanted:
        msg = f"the file is written in a way that cannot be edited in place; set these by hand: {', '.join(edits)}"
        raise Stopped(msg)
    return made


def _body(table: str, edits: Edits) -> list[str]:
    """Write the keys of a new table, a line each."""
    inside = {key.removeprefix(f"{table}."): value for key, value in edits.items() if key.startswith(f"{table}.")}
    kept = {key: value for key, value in inside.items() if "." not in key and value is not GONE and value != {}}
    return [f"{key} = {_item(value).as_string()}" for key, value in kept.items()]


def _with_keys(text: str, edits: Edits) -> str | None:
    """Set and remove keys; None if the result is not TOML."""
    try:
        document: Any = tomlkit.parse(text)
        for key, value in edits.items():
            _set(document, key.split("."), value)
        made = tomlkit.dumps(document)
        toml_text.loads(made)
    except (TOMLKitError, tomllib.TOMLDecodeError):
        return None
    return made


def _set(holder: Any, path: list[str], value: Any) -> None:
    *tables, last = path
    for table in tables:
        if table not in holder:
            if value is GONE:
                return
            holder[table] = tomlkit.table()
        holder = holder[table]
    if value is GONE:
        if last in holder:
            del holder[last]
    elif value != {}:
        holder[last] = _item(value)


def _item(value: Any) -> Item:
    """Create a TOML value: objects in a list stay on one line each, a long list gets a line for each value."""
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
