"""
The boundary where bytes of AWS become values: every answer is held against botocore's own model of it.

botocore reads an HTML page with status 200 as an answer without members, takes whatever type a member has, and crashes on
some of the rest. So this takes the place of botocore's parsers, in every client of a session: an answer has the types of
the model and the members that we decide by, or it is no answer. What is no answer raises `NoAnswerError`, which botocore's
callers know as an HTTP error after the request went out: a read has no result, and the result of a write is unknown.
"""

import math
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from botocore.exceptions import HTTPClientError
from botocore.parsers import ResponseParserFactory
from botocore.session import Session

from poolpost.aws.credential_faults import ask_only_a_terminal
from poolpost.aws.credentials import keep_secret
from poolpost.aws.deciding import DECIDES
from poolpost.aws.http import LARGEST, REFUSAL, bound_answers
from poolpost.standards.json_text import loads
from poolpost.standards.raw import Json

RAW = frozenset({"DescribeUserPool", "GetUserPoolMfaConfig"})
"""Operations whose body is handed on as bytes: members that botocore does not know must not be lost."""
BODY = "Body"
"""Member of a raw operation's answer that holds these bytes."""
_XML = frozenset({"query", "ec2", "rest-xml"})
_WHOLE = "the whole"
_CONTAINERS: dict[str, type] = {"structure": dict, "list": list, "map": dict}
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "character": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (datetime, int, float, str),  # parsed, or as JSON has it
    "blob": (bytes, str),  # the same
}


class NoAnswerError(HTTPClientError):
    """What came back is no answer of this operation; the message holds no value of it."""

    fmt = "{operation} was answered with {what}"


def guard(session: Session) -> Session:
    """Let every client of a session read answers through this boundary; return the session."""
    session.register_component("response_parser_factory", _Parsers())
    keep_secret(session)
    ask_only_a_terminal(session)
    make = session.create_client
    session.create_client = lambda *given, **named: bound_answers(
        make(*given, **named)
    )  # also of those that get credentials
    return session


class _Parsers(ResponseParserFactory):
    """Creates botocore's parsers, each behind the boundary."""

    def create_parser(self, protocol_name: str) -> Any:
        """Create the parser of a protocol."""
        parser = super().create_parser(protocol_name)
        if protocol_name in _XML:
            parser._handle_boolean = _strict_boolean  # noqa: SLF001 -- botocore takes whatever is not "true" for a no  # pyright: ignore[reportAttributeAccessIssue] -- the same
        return _Boundary(parser, protocol_name)


def _strict_boolean(_shape: Any, node: Any) -> bool:
    text: str = getattr(node, "text", node)
    if text not in {"true", "false"}:
        raise ValueError("no boolean")
    return text == "true"


class _Boundary:
    """A parser that lets an answer through, or raises."""

    def __init__(self, parser: Any, protocol: str) -> None:
        self._parser = parser
        self._protocol = protocol

    def parse(self, response: Json, shape: Any) -> Any:
        """
        Parse as botocore does.

        Raises:
            NoAnswerError: it is not as botocore's model has it, or a member that decides is missing.
        """
        operation: str = response.get("context", {}).get("operation_name", "AWS")
        succeeded = response["status_code"] < REFUSAL
        if isinstance(response["body"], bytes) and len(response["body"]) > LARGEST:
            raise NoAnswerError(operation=operation, what=f"more than {LARGEST // 2**20} MiB")
        if succeeded and operation in RAW:
            return {BODY: response["body"], "ResponseMetadata": {"HTTPStatusCode": response["status_code"]}}
        if succeeded and not isinstance(response["body"], bytes):  # a stream: its reader checks the content
            return self._parser.parse(response, shape)
        try:
            wrong = (
                list(_wrong_bytes(self._protocol, response["body"], shape)) if succeeded and shape is not None else []
            )
            parsed = {} if wrong else self._parser.parse(response, shape)
        except Exception as error:  # noqa: BLE001 -- whatever botocore's parser stumbles over, it is no answer
            what = f"something that cannot be read ({type(error).__name__})"
            raise NoAnswerError(operation=operation, what=what) from None
        if shape is not None and shape.metadata.get("exception"):  # a refusal, once more, for the members of its own
            return parsed if isinstance(parsed, dict) else {}
        wrong = wrong or (_wrong(parsed, shape, operation) if succeeded else _wrong_refusal(parsed))
        if wrong:
            raise NoAnswerError(operation=operation, what=f"something else than AWS sends, at {', '.join(wrong[:5])}")
        return parsed


def _wrong_bytes(protocol: str, body: bytes, shape: Any) -> Iterator[str]:
    """Yield why a body is no answer, before it is parsed: botocore reads an error page as an answer without members."""
    payload = shape.serialization.get("payload")
    if not body.strip():
        yield from () if not shape.members else (_WHOLE,)
    elif payload is not None and shape.members[payload].type_name == "string":
        return  # a text of its own, such as a bucket's policy: its reader checks it
    elif "json" in protocol:  # unparsed, since the parser turns "yes" into False and "1" into 1
        yield from _misshapen(loads(body), shape, _WHOLE, raw=True)
    elif protocol in _XML:
        root = ET.fromstring(body).tag.rpartition("}")[2]  # noqa: S314 -- expat 2.6 bounds entities
        yield from () if root.endswith(("Response", "Result")) or root == payload else (_WHOLE,)


def _wrong_refusal(parsed: Any) -> list[str]:
    error = parsed.get("Error") if isinstance(parsed, dict) else None
    if not isinstance(error, dict):
        return ["Error"]
    return [f"Error.{member}" for member in ("Code", "Message") if not isinstance(error.get(member, ""), str)]


def _wrong(parsed: Any, shape: Any, operation: str) -> list[str]:
    if shape is None:
        return []
    misshapen = list(_misshapen(parsed, shape, _WHOLE))
    return misshapen or [path for path in DECIDES.get(operation, ()) if _lacks(parsed, path.split("."))]


def _misshapen(value: Any, shape: Any, path: str, *, raw: bool = False) -> Iterator[str]:
    """Yield the paths whose type is not the model's; `raw`: as JSON has it, where null is an absent member."""
    container = _CONTAINERS.get(shape.type_name)
    if not (_is_a(value, shape.type_name) if container is None else isinstance(value, container)):
        yield path
    elif container is not None:
        for inner, inner_shape, inner_path in _inside(value, shape, path, raw=raw):
            yield from _misshapen(inner, inner_shape, inner_path, raw=raw)


def _inside(value: Any, shape: Any, path: str, *, raw: bool) -> Iterator[tuple[Any, Any, str]]:
    """Yield what a container holds, with its shape and path; members that the model does not name are left alone."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            inner = value.get(member.serialization.get("name", name) if raw else name)
            if inner is not None:
                yield inner, member, f"{path}.{name}".removeprefix(f"{_WHOLE}.")
    elif shape.type_name == "list":
        yield from ((item, shape.member, f"{path}[]") for item in value)
    else:
        yield from ((item, shape.value, f"{path}{{}}") for item in value.values())


def _is_a(value: Any, kind: str) -> bool:
    types = _TYPES.get(kind)
    if types is None:
        return True
    if isinstance(value, bool) and bool not in types:
        return False
    return isinstance(value, types) and not (isinstance(value, float) and not math.isfinite(value))


def _lacks(value: Any, path: list[str]) -> bool:
    """Return whether a member that decides is missing, in any item of the lists on the path."""
    if not path:
        return False
    name, listed, _ = path[0].partition("[]")
    optional, name = name.endswith("?"), name.removesuffix("?")
    if not isinstance(value, dict) or name not in value:
        return not optional
    inner = value[name]
    return any(_lacks(item, path[1:]) for item in inner) if listed else _lacks(inner, path[1:])
