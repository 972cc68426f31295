"""An answer is read as far as anything that AWS sends, and no further."""

import json
from operator import attrgetter

import pytest

from poolpost.aws import http
from poolpost.aws.errors import AnswerLost
from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide
from tests.conftest import MakeSettings
from tests.scenes.endless_answers import MOST, Endless

ACCOUNT = {"ProductionAccessEnabled": True, "SendingEnabled": True}


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("read", ["ses.account", "cognito.user_pool", "ses.domain_identity"])
def test_an_answer_without_an_end_is_none(read: str, status: int, endless: Endless, settings: MakeSettings) -> None:
    """Whether it says yes or no, parsed or raw: cannot tell, after a few MiB."""
    endless.status = status
    with pytest.raises(CannotDecide, match="answered with more than 8 MiB"):
        attrgetter(read)(Aws(settings()))()
    assert endless.sent < MOST


@pytest.mark.parametrize("status", [200, 400])
def test_a_write_whose_answer_has_no_end_may_have_taken_effect(
    status: int, endless: Endless, settings: MakeSettings
) -> None:
    """Neither a yes nor a no."""
    endless.status = status
    with pytest.raises(AnswerLost):
        Aws(settings()).cognito.update_user_pool({"UserPoolId": "x"})
    assert endless.sent < MOST


def test_an_answer_of_the_largest_size_is_read(endless: Endless, settings: MakeSettings) -> None:
    """Counter-check: whole, and what comes after it on the same client too."""
    aws = Aws(settings())
    endless.body = json.dumps(ACCOUNT | {"x": "y" * (http.LARGEST - 100)}).encode()
    for _ in range(2):
        assert aws.ses.account()["ProductionAccessEnabled"] is True


def test_an_answer_that_breaks_off_is_none(endless: Endless, settings: MakeSettings) -> None:
    """The sentence says that AWS could not be reached; of a write nobody knows what became."""
    endless.body, endless.breaks_off = json.dumps(ACCOUNT).encode(), True
    with pytest.raises(CannotDecide, match="AWS could not be reached for ses:GetAccount"):
        Aws(settings()).ses.account()
    with pytest.raises(AnswerLost):
        Aws(settings()).cognito.update_user_pool({"UserPoolId": "x"})
