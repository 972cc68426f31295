"""AWS's errors as sentences with a remedy, each with its exit code."""

import json

import pytest
from botocore.exceptions import ClientError

from poolpost.aws.errors import AnswerLost, explained, refused
from poolpost.errors import CannotDecide, PoolpostError, Stopped


@pytest.mark.parametrize(
    ("kind", "expected", "words"),
    [
        ("ExpiredTokenException", CannotDecide, "have expired: renew them"),
        ("TooManyRequestsException", CannotDecide, "run it again in a minute"),
        ("InternalErrorException", AnswerLost, "Cognito's own error"),
        ("OperationNotEnabledException", Stopped, "a replica in a secondary region"),
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
