"""Errors in the formats of AWS's three protocols."""

import json
from typing import Any


class AwsError(Exception):
    """A request is refused; becomes an error response in the caller's protocol."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        """Store AWS's error code, the text and the HTTP status."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def invalid_parameter(message: str) -> AwsError:
    """Cognito's answer to a request that it understands but refuses."""
    return AwsError("InvalidParameterException", message)


def bad_request(message: str) -> AwsError:
    """SES's answer to a request that it understands but refuses."""
    return AwsError("BadRequestException", message)


def not_found(message: str) -> AwsError:
    """SES's answer to a name that does not exist."""
    return AwsError("NotFoundException", message, 404)


def already_exists(message: str) -> AwsError:
    """SES's answer to creating what exists."""
    return AwsError("AlreadyExistsException", message)


def render(error: AwsError, protocol: str) -> tuple[str, bytes]:
    """Return the content type and body of an error, for protocol "json", "rest-json" or "xml"."""
    if protocol == "xml":
        text = (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{error.code}</Code><Message>{_escape(error.message)}"
            "</Message></Error><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>"
        )
        return "text/xml", text.encode()
    members: dict[str, Any] = {"message": error.message}
    if protocol == "json":
        members["__type"] = error.code
    return "application/x-amz-json-1.1" if protocol == "json" else "application/json", json.dumps(members).encode()


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
