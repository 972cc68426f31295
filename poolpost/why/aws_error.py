"""
An error of AWS as people paste it, taken apart: exception, message, operation, and who may not do what.

Each SDK and tool writes the same error in a form of its own (botocore and the CLI, JavaScript, Go, Java, CloudFormation, JSON);
SMTP replies have a code in front (RFC 5321 section 4.2). Upper and lower case are the same here.
"""

import re
from dataclasses import dataclass

_NAME = r"(?:[A-Za-z]\w*\.)*(?:com\.[\w.]+#)?(?P<name>[A-Za-z]{3,80})"
_FORMS = (
    # botocore: An error occurred (X) when calling the Op operation (reached max retries: 4): message
    r"an error occurred \((?P<name>\w{3,80})\)(?: when calling the (?P<operation>\w{1,80}) operation)?",
    # Go: operation error SESv2: CreateEmailIdentity, https response error StatusCode: 400, RequestID: ..., X: message
    r"operation error (?P<service>[\w ]{1,60}): (?P<operation>\w{1,80}),"
    r".{0,300}?requestid: \S{0,80},? (?:api error )?(?P<name>\w{3,80}): ",
    # JSON: {"__type":"com.amazonaws.cognito#X","message":"..."}, {"code": "X"}
    r"\"(?:__type|code|name|errorcode)\"\s*:\s*\"" + _NAME + r"\"",
    # CloudFormation and Java: ... message (Service: Ses, Status Code: 400, Request ID: ..., Error Code: X)
    r"error code: (?P<name>[A-Za-z]{3,80})\b",
    # JavaScript, Java, Go v1: X: message
    r"(?:^|[\s:\"'(])(?:[a-z]\w*\.){0,9}(?P<name>[A-Za-z]{3,70}(?:exception|error|paused|rejected|denied|fault))\b(?!\w)",
    # The name alone, or Throttling: message
    r"^\s*(?P<name>[A-Za-z]{5,80})(?::|\s*$)",
)
_DENIED = re.compile(
    r"(?:user:? [`']?(?P<principal>[^\s`']{1,300})[`']? )?"
    r"(?:is|are) not authorized to perform:? [`']?(?P<action>[\w-]{1,40}:[\w*]{1,80})[`']?"
    r"(?: on resource:? [`']?(?P<resource>[^\s,;\"`']{1,300}))?(?P<because>.{0,300})",
    re.IGNORECASE | re.DOTALL,
)
_SMTP = re.compile(r"(?:^|[\s:])(?P<code>[245]\d\d)(?P<enhanced>[ -][245]\.\d{1,3}\.\d{1,3})?[ -]", re.IGNORECASE)
_LONGEST = 10_000  # characters that are looked at: an error is a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsError:
    """
    What an error text says; lower case, '' where it does not say it.

    Attributes:
        name: the exception, such as 'limitexceededexception'.
        text: all of it.
        operation: the API call.
        principal: ARN of who may not do it.
        action: what may not be done, as IAM writes it: 'sns:createtopic'.
        resource: on what.
        because: IAM's reason after it: 'with an explicit deny in a service control policy'.
        smtp: the reply code of SMTP.
    """

    name: str
    text: str
    operation: str = ""
    principal: str = ""
    action: str = ""
    resource: str = ""
    because: str = ""
    smtp: str = ""


def parsed(text: str) -> AwsError:
    """Take an error text apart; whatever surrounds it is ignored."""
    given = " ".join(text[:_LONGEST].lower().split())
    found = next((match for form in _FORMS if (match := re.search(form, given))), None)
    named = found.groupdict() if found else {}
    denied = _DENIED.search(given)
    who = denied.groupdict() if denied else {}
    smtp = _SMTP.search(given)
    return AwsError(
        name=named.get("name") or "",
        text=given,
        operation=named.get("operation") or "",
        principal=who.get("principal") or "",
        action=who.get("action") or "",
        resource=(who.get("resource") or "").rstrip("."),
        because=(who.get("because") or "").strip(" ."),
        smtp=smtp["code"] if smtp and not named.get("name") else "",
    )
