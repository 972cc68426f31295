"""How a call that must not be repeated ends, and AWS's errors as sentences with a remedy, each with its exit code."""

import json

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    ReadTimeoutError,
    SSLError,
)

from poolpost.aws.errors import Accepted, AnswerLost, Lost, Refused, code_of, explained, refused, sent_once, text_of
from poolpost.errors import CannotDecide, PoolpostError, Stopped


def refusal(code: str, status: int = 400) -> ClientError:
    """Return the answer of an AWS that says no."""
    answer = {"Error": {"Code": code, "Message": "why"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "PutAccountDetails")  # pyright: ignore[reportArgumentType] -- the stub wants all members


def _ends(error: Exception) -> Accepted[str] | Refused | Lost:
    def call() -> str:
        raise error

    return sent_once(call)


def test_an_answer_is_accepted() -> None:
    """Whatever it says: the caller reads it."""
    assert sent_once(lambda: "answer") == Accepted("answer")


@pytest.mark.parametrize("status", [400, 403, 429, 499])
def test_a_no_had_no_effect(status: int) -> None:
    """A refusal is final, and its code says what to do."""
    ended = _ends(refusal("ConflictException", status))
    assert isinstance(ended, Refused)
    assert (code_of(ended.error), text_of(ended.error)) == ("ConflictException", "why")


@pytest.mark.parametrize("status", [500, 503])
def test_an_error_on_awss_side_says_nothing_about_the_effect(status: int) -> None:
    """The request was received."""
    ended = _ends(refusal("InternalFailure", status))
    assert isinstance(ended, Lost)
    assert str(ended) == f"HTTP {status}"


@pytest.mark.parametrize(
    "error",
    [
        ReadTimeoutError(endpoint_url="https://aws"),
        HTTPClientError(error=OSError("reset")),
        SSLError(endpoint_url="https://aws", error=OSError("EOF in the middle of the answer")),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_connection_that_breaks_after_the_request_loses_the_answer(error: Exception) -> None:
    """Only a later read tells; an SSLError is a ConnectionError of botocore, and still no proof that nothing was sent."""
    ended = _ends(error)
    assert isinstance(ended, Lost)
    assert str(ended) == str(error)


@pytest.mark.parametrize(
    "error",
    [EndpointConnectionError(endpoint_url="https://aws"), ConnectTimeoutError(endpoint_url="https://aws")],
    ids=lambda error: type(error).__name__,
)
def test_what_was_never_sent_is_raised(error: Exception) -> None:
    """Counter-check: nothing has to be read afterwards, and the caller says that nothing was changed."""
    with pytest.raises(type(error)):
        _ends(error)


@pytest.mark.parametrize(
    ("kind", "expected", "words"),
    [
        ("ExpiredTokenException", CannotDecide, "have expired: renew them"),
        ("TooManyRequestsException", CannotDecide, "run it again in a minute"),
        ("InternalErrorException", AnswerLost, "Cognito's own error"),
        ("OperationNotEnabledException", Stopped, "a replica in a secondary Region"),
        ("InvalidSmsRoleTrustRelationshipException", Stopped, "restore its SMS role"),
        ("FeatureUnavailableInTierException", Stopped, "raise the tier"),
        ("InvalidParameterException", Stopped, "nothing was changed$"),
    ],
)
def test_each_refusal_of_the_write_has_its_remedy(kind: str, expected: type[Exception], words: str) -> None:
    """What to do is in the sentence; only Cognito's own error leaves open whether the pool was written to."""
    with pytest.raises(expected, match=words):
        refused(500 if expected is AnswerLost else 400, json.dumps({"__type": f"x#{kind}", "message": "m"}))


@pytest.mark.parametrize(
    ("code", "expected", "words"),
    [
        ("ExpiredTokenException", CannotDecide, "have expired"),
        ("AccessDeniedException", CannotDecide, "may not call cognito-idp:DescribeUserPool"),
        ("UnrecognizedClientException", CannotDecide, "does not know the credentials"),
        ("InternalErrorException", CannotDecide, "run it again"),
        ("ResourceNotFoundException", Stopped, "no such pool"),
    ],
)
def test_a_refusal_by_aws_says_what_to_do(code: str, expected: type[PoolpostError], words: str) -> None:
    """Each kind has its own sentence; all but a missing pool are "could not look"."""

    def refused() -> None:
        raise ClientError({"Error": {"Code": code, "Message": "m"}}, "DescribeUserPool")

    with pytest.raises(expected, match=words), explained("cognito-idp:DescribeUserPool", missing="no such pool"):
        refused()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("SignatureDoesNotMatch", "Signature expired: 20261128T120000Z is now earlier than 20261128T124800Z"),
        (
            "InvalidSignatureException",
            "Signature not yet current: 20261128T130000Z is still later than 20261128T120500Z",
        ),
        ("RequestTimeTooSkewed", "The difference between the request time and the current time is too large"),
    ],
)
def test_a_clock_that_is_wrong_is_named(code: str, text: str) -> None:
    """AWS calls it a wrong signature, which new credentials do not cure (aws/aws-cdk#22759)."""
    refusal = ClientError({"Error": {"Code": code, "Message": text}}, "GetCallerIdentity")
    with (
        pytest.raises(CannotDecide, match="the clock of this machine is wrong") as said,
        explained("sts:GetCallerIdentity"),
    ):
        raise refusal
    assert text in str(said.value)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NoCredentialsError(), "there are no AWS credentials; set AWS_PROFILE"),
        (EndpointConnectionError(endpoint_url="https://aws"), "could not be reached for ses:GetAccount"),
        (SSLError(endpoint_url="https://aws", error="self-signed"), "not trusted(.|\n)*AWS_CA_BUNDLE"),
    ],
)
def test_an_error_without_an_answer_of_aws_is_a_sentence(error: Exception, words: str) -> None:
    """With what to set, or with the call by the name that IAM uses."""
    with pytest.raises(CannotDecide, match=words), explained("ses:GetAccount"):
        raise error
