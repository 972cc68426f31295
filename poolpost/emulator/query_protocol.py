"""AWS's Query protocol: parameters such as ``Rule.Actions.member.1.StopAction.Scope`` as objects, and answers as XML."""

from typing import Any, cast
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from poolpost.emulator.state import Json


def arguments(body: bytes) -> Json:
    """Return the parameters of a request as nested objects and lists; every value is a text."""
    nested: Json = {}
    for name, value in parse_qsl(body.decode(), keep_blank_values=True):
        holder = nested
        *path, last = name.split(".")
        for part in path:
            holder = holder.setdefault(part, {})
        holder[last] = value
    return cast("Json", _with_lists(nested))


def answer(operation: str, result: Json) -> bytes:
    """Return the response of an operation."""
    inside = f"<{operation}Result>{_xml(result)}</{operation}Result>"
    request_id = "<ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata>"
    return f"<{operation}Response>{inside}{request_id}</{operation}Response>".encode()


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    members = cast("Json", value)
    if members.keys() == {"member"}:
        numbered = cast("Json", members["member"])
        return [_with_lists(numbered[number]) for number in sorted(numbered, key=int)]
    return {name: _with_lists(inner) for name, inner in members.items()}


def _xml(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(f"<{name}>{_xml(inner)}</{name}>" for name, inner in cast("Json", value).items())
    if isinstance(value, list):
        return "".join(f"<member>{_xml(inner)}</member>" for inner in cast("list[Any]", value))
    return str(value).lower() if isinstance(value, bool) else escape(str(value))
