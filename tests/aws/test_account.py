"""What goes wrong before AWS is even asked is a sentence, never a traceback."""

import json

import pytest

from poolpost.aws.account import Aws
from poolpost.aws.errors import AnswerLost, refused
from poolpost.errors import CannotDecide, Stopped
from tests.conftest import MakeSettings


def test_an_endpoint_without_a_scheme_is_explained(settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Could not look: the message names the variable and how it is written."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "127.0.0.1:4566")
    with pytest.raises(CannotDecide, match="AWS_ENDPOINT_URL must be a URL such as http://"):
        Aws(settings()).check_account()


def test_a_profile_that_does_not_exist_is_explained(settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Could not look: the message names the profile and what to correct."""
    monkeypatch.setenv("AWS_PROFILE", "nope")
    with pytest.raises(CannotDecide, match=r"\(nope\) could not be found; correct AWS_PROFILE"):
        Aws(settings()).check_account()


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
