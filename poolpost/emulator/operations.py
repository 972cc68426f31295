"""Find the operation that a request asks for.

Needed to answer SES, to aim faults, and to derive IAM permissions from the call log. REST services are
matched against botocore's own service models, so no URI is written down here.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote

from botocore.session import get_session

from poolpost.emulator.state import Json

REST_SERVICES = {"ses": "sesv2", "route53": "route53", "lambda": "lambda"}
"""Signing name -> botocore's service name, for services whose operation is in the path."""

_LABEL = re.compile(r"\\{(\w+)(\\\+)?\\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """What a request asks for."""

    service: str
    """What the request is signed for, as in IAM actions, but "sesv2" for SES v2: "cognito-idp", "sns", ..."""
    name: str
    """API operation; "GET /path" if it is unknown."""
    protocol: str
    """How errors must look: "json", "rest-json" or "xml"."""
    arguments: Json
    """URI labels and query parameters by member name, for REST services."""


def identify(  # noqa: PLR0913 -- the parts of a request
    *, signed_for: str, method: str, path: str, query: str, target: str, body: bytes
) -> Operation:
    """Return the operation from the X-Amz-Target header, the Action parameter, or method and path."""
    if target:
        return Operation(service=signed_for, name=target.rpartition(".")[2], protocol="json", arguments={})
    if signed_for in REST_SERVICES and not _action(query, body):
        return _rest(REST_SERVICES[signed_for], method, path, query)
    return Operation(service=signed_for, name=_action(query, body) or f"{method} {path}", protocol="xml", arguments={})


def _action(query: str, body: bytes) -> str:
    """Return the Action of the Query protocol, whose bodies are forms: never a brace or an angle bracket first."""
    form = "" if body[:1] in {b"{", b"<", b""} else body.decode(errors="replace")
    return (parse_qs(query) | parse_qs(form)).get("Action", [""])[0]


def _rest(service: str, method: str, path: str, query: str) -> Operation:
    protocol = "xml" if service == "route53" else "rest-json"
    # Older SDKs, the Go SDK among them, put one operation under /v1/; botocore has moved it.
    current = path.replace("/v1/email/", "/v2/email/", 1)
    for name, verb, pattern, listed in _routes(service):
        if verb == method and (match := pattern.fullmatch(current)):
            labels = {key: unquote(value) for key, value in match.groupdict().items()}
            return Operation(service=service, name=name, protocol=protocol, arguments=labels | _query(query, listed))
    return Operation(service=service, name=f"{method} {path}", protocol=protocol, arguments={})


def _query(query: str, listed: dict[str, tuple[str, bool]]) -> dict[str, Any]:
    """Query parameters under their member names; `listed` says which ones are lists."""
    given = parse_qs(query, keep_blank_values=True)
    return {
        member: given[parameter] if is_list else given[parameter][0]
        for parameter, (member, is_list) in listed.items()
        if parameter in given
    }


@cache
def _routes(service: str) -> list[tuple[str, str, re.Pattern[str], dict[str, tuple[str, bool]]]]:
    """Operation, method, path pattern and query members, those with fewer URI labels first."""
    model: Json = get_session().get_component("data_loader").load_service_model(service, "service-2")
    shapes = model["shapes"]
    operations = sorted(model["operations"].items(), key=lambda item: item[1]["http"]["requestUri"].count("{"))
    return [
        (
            name,
            operation["http"]["method"],
            _pattern(operation["http"]["requestUri"].partition("?")[0]),
            _query_members(shapes[operation["input"]["shape"]], shapes) if "input" in operation else {},
        )
        for name, operation in operations
    ]


def _pattern(uri: str) -> re.Pattern[str]:
    """``/a/{B}/{C+}`` as a regular expression; only a label with + spans slashes."""
    return re.compile(
        _LABEL.sub(lambda m: f"(?P<{m[1]}>{'.+' if m[2] else '[^/]+'})", re.escape(uri.rstrip("/"))) + "/?"
    )


def _query_members(shape: Json, shapes: Json) -> dict[str, tuple[str, bool]]:
    return {
        member.get("locationName", name): (name, shapes[member["shape"]]["type"] == "list")
        for name, member in shape.get("members", {}).items()
        if member.get("location") == "querystring"
    }
