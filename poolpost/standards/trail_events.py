"""
CloudTrail's events: who sent which request, with what. Pure; the text of an event in, a value out.

CloudTrail writes the members of a request in lowerCamelCase and puts HIDDEN_DUE_TO_SECURITY_REASONS in the place of some values,
so names are compared without case, and a hidden value only says that there was one (CloudTrail user guide, record contents).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from poolpost.standards.json_text import loads
from poolpost.standards.raw import Json
from poolpost.standards.user_agents import tool

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
_SSO = "AWSReservedSSO_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One request to AWS.

    Attributes:
        id: CloudTrail's eventID.
        time: when AWS received it (UTC).
        name: the operation, e.g. UpdateUserPool.
        principal: who sent it, as a phrase: 'role deploy (session alice)'.
        tool: what sent it: 'Terraform 1.11.4 (AWS provider 5.100.0)'.
        request: its members as CloudTrail recorded them; None where it recorded none.
        refused: AWS's error code; '' for a request that took effect.
        said: AWS's error message, which may name the resource.
    """

    id: str
    time: datetime
    name: str
    principal: str
    tool: str
    request: Json | None
    refused: str = ""
    said: str = ""


def event(text: str) -> Event:
    """
    Read the text of one event (CloudTrailEvent of LookupEvents).

    Raises:
        ValueError: it is no event of CloudTrail.
    """
    found: Any = loads(text)
    try:
        identity, request = found.get("userIdentity") or {}, found.get("requestParameters")
        agent, arn = str(found.get("userAgent") or ""), str(identity.get("arn", ""))
        console = str(found.get("sessionCredentialFromConsole", "")).lower() == "true"
        return Event(
            id=str(found["eventID"]),
            time=datetime.strptime(found["eventTime"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
            name=str(found["eventName"]),
            principal=principal(identity),
            tool=tool(str(identity.get("invokedBy") or agent), arn, from_console=console),
            request=request if isinstance(request, dict) else None,
            refused=str(found.get("errorCode") or ""),
            said=str(found.get("errorMessage") or ""),
        )
    except (AttributeError, KeyError, TypeError) as error:
        msg = f"not an event of CloudTrail ({type(error).__name__}: {error})"
        raise ValueError(msg) from None


def principal(identity: Json) -> str:
    """Return who a userIdentity element is, as a phrase."""
    arn, name = str(identity.get("arn", "")), identity.get("userName")
    account, service = identity.get("accountId", ""), identity.get("invokedBy", "")
    match kind := identity.get("type"):
        case "Root":
            found = f"the root user of account {account}"
        case "IAMUser":
            found = f"user {name or arn}"
        case "AssumedRole":
            found = _role(arn.rpartition(":assumed-role/")[2])
        case "AWSService":
            found = f"AWS service {service}"
        case "AWSAccount":
            found = f"account {account}"
        case "IdentityCenterUser":
            found = f"IAM Identity Center user {(identity.get('onBehalfOf') or {}).get('userId', '')}"
        case _:
            found = f"{kind or 'an unknown principal'} {name or arn or identity.get('principalId', '')}"
    return found.rstrip()


def leaves(value: Any) -> Iterator[str]:
    """Yield every text of a request, at any depth."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif isinstance(value, str):
        yield value


def _role(name: str) -> str:
    role, _, session = name.rpartition("/")
    if role.startswith(_SSO):
        return f"{session} (permission set {role.removeprefix(_SSO).rpartition('_')[0]})"
    return f"role {role} (session {session})"
