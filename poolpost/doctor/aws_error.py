"""
An error of AWS as people paste it, taken apart: exception, message, operation, and who may not do what.

Each SDK and tool writes the same error in a form of its own (botocore and the CLI, JavaScript, Go, Java, CloudFormation, JSON).
Upper and lower case are the same here.
"""

import re
from dataclasses import dataclass

_NAME = r"(?:[A-Za-z]\w*\.)*(?:com\.[\w.]+#)?(?P<name>[A-Za-z]{3,80})"
_FORMS = (
    # botocore: An error occurred (X) when calling the Op operation (reached max retries: 4): message
    r"an error occurred \((?P<name>\w{3,80})\)(?: when calling the (?P<operation>\w{1,80}) operation)?",
    # Go: operation error SESv2: CreateEmailIdentity, https response error StatusCode: 400, RequestID: ..., X: message
    r"operation error [\w ]{1,60}: (?P<operation>\w{1,80}),"
    r".{0,300}?requestid: \S{0,80},? (?:api error )?(?P<name>\w{3,80}): ",
    # JSON: {"__type":"com.amazonaws.cognito#X","message":"..."}, {"code": "X"}
    r"\"(?:__type|code|name|errorcode)\"\s*:\s*\"" + _NAME + r"\"",
    # CloudFormation and Java: ... message (Service: Ses, Status Code: 400, Request ID: ..., Error Code: X)
    r"error code: (?P<name>[A-Za-z]{3,80})\b",
    # CloudFormation by a resource handler: ... message (RequestToken: ..., HandlerErrorCode: X)
    r"handlererrorcode: (?P<name>[A-Za-z]{3,80})\b",
    # JavaScript, Java, Go v1: X: message
    r"(?:^|[\s:\"'(])(?:[a-z]\w*\.){0,9}(?P<name>[A-Za-z]{3,70}(?:exception|error|paused|rejected|denied|fault))\b(?!\w)",
    # The name alone, or Throttling: message
    r"^\s*(?!error\b|warning\b)(?P<name>[A-Za-z]{5,80})(?::|\s*$)",
)
_DENIED = re.compile(
    r"(?:(?:user|resource):? [`']?(?P<principal>[^\s`']{1,300})[`']? )?"
    r"(?:is|are) not authorized to perform:? [`']?(?P<action>[\w-]{1,40}:[\w*]{1,80})[`']?"
    r"(?: on resource:? [`']?(?P<resource>[^\s,;\"`']{1,300}))?(?P<because>.{0,300})",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 10_000  # characters that are looked at: an error is a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsError:
    """
    What an error text says; '' where it does not say it. Lower case, but for what a person copies.

    Attributes:
        name: the exception without its ending, such as 'limitexceeded': services and SDKs write it with and without.
        text: all of it.
        operation: the API call.
        principal: ARN of who may not do it, as it was pasted.
        action: what may not be done, as it was pasted: 'sns:CreateTopic'.
        resource: on what, as it was pasted.
        because: IAM's reason after it: 'with an explicit deny in a service control policy'.
    """

    name: str
    text: str
    operation: str = ""
    principal: str = ""
    action: str = ""
    resource: str = ""
    because: str = ""


def without_ending(exception: str) -> str:
    """Write an exception's name as it is compared: on the wire some lack the `Exception` that their model has."""
    return exception.lower().removesuffix("exception")


def parsed(text: str) -> AwsError:
    """Take an error text apart; whatever surrounds it is ignored."""
    given = " ".join(text[:_LONGEST].split())
    lower = given.lower()
    found = next((match for form in _FORMS if (match := re.search(form, lower))), None)
    named = found.groupdict() if found else {}
    denied = _DENIED.search(given)
    who = denied.groupdict() if denied else {}
    return AwsError(
        name=without_ending(named.get("name") or ""),
        text=lower,
        operation=named.get("operation") or "",
        principal=who.get("principal") or "",
        action=who.get("action") or "",
        resource=(who.get("resource") or "").rstrip("."),
        because=(who.get("because") or "").lower(),
    )
