"""
CloudTrail's event history of Cognito and SES: what was called, by whom and with what; trails are ministack's.

As strict as AWS's documentation: one lookup attribute, 1 to 50 results, a start before the end. Names of members are in
lowerCamelCase; what may be a secret or a text for users is hidden, which is more than AWS is known to hide.
"""

import json
import time
from calendar import timegm
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

from poolpost.emulator.errors import AwsError
from poolpost.emulator.request import Request
from poolpost.emulator.state import Json, Region

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
SOURCES = {"cognito-idp": "cognito-idp.amazonaws.com", "ses": "ses.amazonaws.com", "sesv2": "ses.amazonaws.com"}
MOST = 50
_HIDE = ("secret", "password", "message", "subject", "providerdetails", "css")
_MAPS = {"userPoolTags", "tags", "attributeMapping"}
"""Members whose keys are the user's own."""
_READS = ("Describe", "Get", "List")
_ATTRIBUTES: dict[str, Callable[[Json], str]] = {
    "EventId": lambda event: event["eventID"],
    "EventName": lambda event: event["eventName"],
    "EventSource": lambda event: event["eventSource"],
    "ReadOnly": lambda event: str(event["readOnly"]).lower(),
    "Username": lambda event: event["userIdentity"].get("userName", ""),
}


def record(here: Region, request: Request, status: int | None, answer: bytes) -> None:
    """Keep what a request to Cognito or SES did, or tried to do."""
    if request.operation.service not in SOURCES or status is None:
        return
    agent = next((value for name, value in request.scope["headers"] if name.lower() == b"user-agent"), b"")
    refused = _refusal(answer) if status >= 400 else {}  # noqa: PLR2004 -- HTTP
    event = {
        "eventVersion": "1.10",
        "userIdentity": here.world.principal
        or {"type": "IAMUser", "userName": "developer", "arn": f"arn:aws:iam::{here.account}:user/developer"},
        "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "eventSource": SOURCES[request.operation.service],
        "eventName": request.operation.name,
        "awsRegion": here.name,
        "sourceIPAddress": "127.0.0.1",
        "userAgent": agent.decode("latin-1"),
        "requestParameters": None if refused.get("errorCode") == "AccessDeniedException" else _parameters(request),
        "responseElements": None,
        "eventID": str(uuid4()),
        "readOnly": request.operation.name.startswith(_READS),
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": here.account,
        **refused,
    }
    here.events.append(event)


def lookup_events(here: Region, body: Json) -> Json:
    """Return a page of events, newest first.

    Raises:
        AwsError: AWS refuses such a request.
    """
    attributes: list[Json] = body.get("LookupAttributes", [])
    if len(attributes) > 1 or any(each["AttributeKey"] not in _ATTRIBUTES for each in attributes):
        code = "InvalidLookupAttributesException"
        raise AwsError(code, "A lookup takes one attribute that CloudTrail knows.")
    size = body.get("MaxResults", MOST)
    if not 1 <= size <= MOST:
        code = "InvalidMaxResultsException"
        raise AwsError(code, "MaxResults must be between 1 and 50.")
    start, end = int(body.get("StartTime", 0)), body.get("EndTime", time.time() + 1)
    if start > end:
        code = "InvalidTimeRangeException"
        raise AwsError(code, "The start time is after the end time.")
    wanted = [(_ATTRIBUTES[each["AttributeKey"]], each["AttributeValue"]) for each in attributes]
    found = [
        event
        for event in reversed(here.events)
        if start <= _seconds(event) <= end and all(read(event) == value for read, value in wanted)
    ]
    first = int(body.get("NextToken", 0))
    page: Json = {"Events": [_listed(event) for event in found[first : first + size]]}
    return page | ({"NextToken": str(first + size)} if first + size < len(found) else {})


def _listed(event: Json) -> Json:
    return {
        "EventId": event["eventID"],
        "EventName": event["eventName"],
        "EventSource": event["eventSource"],
        "EventTime": _seconds(event),
        "ReadOnly": str(event["readOnly"]).lower(),
        "Username": event["userIdentity"].get("userName", ""),
        "Resources": [],
        "CloudTrailEvent": json.dumps(event),
    }


def _seconds(event: Json) -> float:
    return float(timegm(time.strptime(event["eventTime"], "%Y-%m-%dT%H:%M:%SZ")))


def _parameters(request: Request) -> Json | None:
    if request.operation.protocol == "xml":
        sent: Json = {key: values[0] for key, values in parse_qs(request.body.decode(errors="replace")).items()}
        sent = {key: value for key, value in sent.items() if key not in {"Action", "Version"}}
    else:
        sent = request.operation.arguments | json.loads(request.body or b"{}")
    return _lowered(sent)


def _lowered(value: Any, name: str = "") -> Any:
    """Write members in lowerCamelCase, and hide values."""
    if name and any(part in name.lower() for part in _HIDE) and name != "verificationMessageTemplate":
        return HIDDEN
    if isinstance(value, dict):
        if name in _MAPS:
            return value
        named = ((key[:1].lower() + key[1:], inner) for key, inner in value.items())
        return {key: _lowered(inner, key) for key, inner in named}
    if isinstance(value, list):
        return [_lowered(inner) for inner in value]
    return value


def _refusal(answer: bytes) -> Json:
    try:
        found: Json = json.loads(answer)
    except ValueError:
        return {"errorCode": "Refused"}
    return {
        "errorCode": str(found.get("__type", "Refused")).rpartition("#")[2],
        "errorMessage": found.get("message", ""),
    }
