"""botocore's exceptions, and Cognito's answers to the one write, as messages with a remedy."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Generic, TypeVar

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError, SSLError
from botocore.exceptions import ConnectionError as AwsConnectionError

from poolpost.aws.answers import NoAnswerError
from poolpost.aws.credential_faults import CALLS, credential_fault
from poolpost.errors import CannotDecide, PoolpostError, Stopped
from poolpost.standards.json_text import loads
from poolpost.standards.raw import Json

_AGAIN = "run it again in a minute"
_TRANSIENT = {
    "ConcurrentModificationException": "the pool is being changed by someone else at this moment; run it again",
    "ExpiredTokenException": "the AWS credentials have expired: renew them, and run it again",
    "RequestExpired": "the AWS credentials have expired: renew them, and run it again",
    "ThrottlingException": _AGAIN,
    "TooManyRequestsException": _AGAIN,
}
"""Refusals after which the same request may succeed (botocore, UpdateUserPool errors), and what to do."""
_REMEDIES = {
    "FeatureUnavailableInTierException": "the whole pool is sent back: have its owner turn the feature off or raise the tier",
    "InvalidSmsRoleAccessPolicyException": "the whole pool is sent back: let its SMS role publish by SNS (sns:Publish)",
    "InvalidSmsRoleTrustRelationshipException": (
        "the whole pool is sent back: restore its SMS role, and let it trust cognito-idp.amazonaws.com with the external id "
        "of SmsConfiguration"
    ),
    "OperationNotEnabledException": (
        "this may be a replica in a secondary Region: poolpost writes to one only as [user_pool.replicas] names it"
    ),
    "UserImportInProgressException": "run it again when the import of users has ended",
}
"""What to do after other refusals, where AWS does not say it."""


_MISSING = {"NotFoundException", "NotFound", "NoSuchEntity", "NotFoundFault"}
"""What SES, SNS, IAM and CloudWatch call a thing that does not exist."""


T = TypeVar("T")


class AnswerLost(Exception):  # noqa: N818 -- an outcome, not a mistake
    """Raised when a request was sent and no answer came: only a later read tells whether it took effect."""


@dataclass(frozen=True, slots=True)
class Accepted(Generic[T]):
    """AWS answered; the caller decides what the answer means."""

    answer: T


@dataclass(frozen=True, slots=True)
class Refused:
    """AWS said no, so the request had no effect."""

    error: ClientError


@dataclass(frozen=True, slots=True)
class Lost:
    """
    The request went out, and no answer says whether it took effect.

    It keeps no exception: the frames behind one would keep the connection open.

    Attributes:
        reason: what went wrong, as botocore says it.
        status: HTTP status of an error on AWS's side; None where no answer came.
    """

    reason: str
    status: int | None = None

    def __str__(self) -> str:
        """Render the status, or the reason where there is none."""
        return f"HTTP {self.status}" if self.status else self.reason


def sent_once(call: Callable[[], T]) -> Accepted[T] | Refused | Lost:
    """
    Make a call that must not be repeated, and sort how it ended.

    Args:
        call: sends the request once, without botocore's retries.

    Raises:
        botocore.exceptions.ConnectionError: nothing was sent.
    """
    try:
        return Accepted(call())
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return Lost(str(error), status) if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Refused(error)
    except (
        SSLError
    ) as error:  # botocore's ConnectionError, but also in the middle of an answer, when the request was received
        return Lost(str(error))
    except AwsConnectionError:  # before HTTPClientError, which includes it
        raise
    except HTTPClientError as error:
        return Lost(str(error))


@contextmanager
def explained(action: str, missing: str = "") -> Generator[None]:
    """
    Turn what goes wrong inside into a PoolpostError.

    Args:
        action: the call, as IAM names it.
        missing: the message when the user pool does not exist.
    """
    try:
        yield
    except NoCredentialsError as error:
        msg = (
            "there are no AWS credentials; set AWS_PROFILE, or run 'aws sso login', or configure the role of the CI job"
        )
        raise CannotDecide(msg) from error
    except ClientError as error:
        raise _refusal(action, error, missing) from error
    except NoAnswerError as error:
        msg = f"{action} could not be read: {error}; a proxy may have answered in AWS's place; run it again"
        raise CannotDecide(msg) from error
    except SSLError as error:
        msg = (
            f"the certificate of the server that answered {action} is not trusted: {error}; if your company inspects TLS, set "
            "AWS_CA_BUNDLE to the file with its certificates, otherwise check AWS_ENDPOINT_URL and the proxy"
        )
        raise CannotDecide(msg) from error
    except (AwsConnectionError, HTTPClientError) as error:
        msg = (
            f"AWS could not be reached for {action}: {error}; check the network and AWS_ENDPOINT_URL, then run it again"
        )
        raise CannotDecide(msg) from error
    except (BotoCoreError, OSError, ValueError, EOFError) as error:
        said = credential_fault(error)
        if said is None and not isinstance(error, BotoCoreError):
            raise
        said = said or f"{error}; correct AWS_PROFILE and the AWS configuration, and run it again"
        msg = f"{action} could not be called: {said}"
        raise CannotDecide(msg) from error


def found(action: str, call: Callable[..., Json], **arguments: object) -> Json | None:
    """
    Call a read and return its answer without ResponseMetadata; None when AWS reports that it does not exist.

    Raises:
        CannotDecide: AWS could not be asked.
    """
    with explained(action):
        try:
            answer = call(**arguments)
        except ClientError as error:
            if code_of(error) in _MISSING:
                return None
            raise
    answer.pop("ResponseMetadata", None)
    return answer


def code_of(error: ClientError) -> str:
    """Return AWS's name of a refusal, '' where the answer has none."""
    return error.response.get("Error", {}).get("Code", "")


def text_of(error: ClientError) -> str:
    """Return what AWS says about a refusal, '' for nothing."""
    return error.response.get("Error", {}).get("Message", "")


_CLOCK = {"RequestTimeTooSkewed", "RequestInTheFuture"}
_CLOCK_TEXTS = ("Signature expired", "Signature not yet current")
"""How AWS refuses a time more than 5 minutes off (Signature Version 4); the code is then that of any wrong signature."""


def _refusal(action: str, error: ClientError, missing: str) -> PoolpostError:
    code, text = code_of(error), text_of(error)
    getting = CALLS.get(error.operation_name, "")
    action = action if action.startswith(getting) else getting
    if code == "ResourceNotFoundException" and missing:
        return Stopped(missing)
    if code in {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}:
        return CannotDecide(f"the AWS credentials have expired ({action}); renew them and run it again")
    if code in {"AccessDenied", "AccessDeniedException", "UnauthorizedException"}:
        return CannotDecide(f"the credentials may not call {action}: {text}; allow it for this role")
    if code in _CLOCK or any(sign in text for sign in _CLOCK_TEXTS):
        return CannotDecide(
            f"AWS refused the time of the request ({action}: {code}: {text}): the clock of this machine is wrong; set it "
            "(timedatectl set-ntp true, or restart the container's host), and run it again"
        )
    if code in {"UnrecognizedClientException", "InvalidClientTokenId", "SignatureDoesNotMatch"}:
        return CannotDecide(f"AWS does not know the credentials ({action}: {code}); check AWS_PROFILE or the CI role")
    return CannotDecide(f"{action} failed ({code}): {text}; run it again when AWS answers")


def refused(status: int, text: str) -> None:
    """
    Return where UpdateUserPool was answered with a yes.

    Args:
        status: of the HTTP answer.
        text: its body.

    Raises:
        AnswerLost: the answer does not say whether the pool was written to.
        Stopped: AWS refused; nothing was changed.
        CannotDecide: AWS refused for now; nothing was changed.
    """
    error = _object(text)
    if status == HTTPStatus.OK and error is None:
        raise AnswerLost("HTTP 200 with something that is no answer of Cognito's")
    if status == HTTPStatus.OK:
        return
    error = error or {}
    kind = str(error.get("__type") or "").rpartition("#")[2]
    if kind == "InternalErrorException":
        msg = f"Cognito's own error: {kind}, HTTP {status}"
        raise AnswerLost(msg)
    if not (HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and kind):
        # A proxy's 403 or 408 does not show whether the request behind it was processed.
        msg = f"HTTP {status}, which is no refusal of Cognito's"
        raise AnswerLost(msg)
    said = str(error.get("message") or error.get("Message") or text).rstrip(".")
    remedy = _TRANSIENT.get(kind) or _REMEDIES.get(kind, "")
    msg = f"AWS refused UpdateUserPool ({kind}): {said}; nothing was changed{f'; {remedy}' if remedy else ''}"
    raise (CannotDecide if kind in _TRANSIENT else Stopped)(msg)


def _object(text: str) -> Json | None:
    try:
        found = loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
