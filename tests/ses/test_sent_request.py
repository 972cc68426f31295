"""What became of a request for production access: each end of the call, against each state that AWS can show afterwards."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from poolpost.aws.errors import Accepted, Lost, Refused
from poolpost.errors import CannotDecide, PoolpostError, Stopped
from poolpost.ses.production_access import request
from poolpost.ses.sandbox import SesAccess, standing
from poolpost.ses.sent_request import conflict, settle
from poolpost.settings import Settings
from poolpost.standards.raw import Json
from tests.conftest import MakeSettings
from tests.scenes.ses_accounts import HEALTHY, SANDBOX

ACCEPTED: Accepted[Json] = Accepted({})
REFUSED = Refused(ClientError({"Error": {"Code": "ConflictException"}}, "PutAccountDetails"))
LOST = Lost("read timeout")


@pytest.fixture
def asking(settings: MakeSettings) -> Settings:
    """Return an environment with a request in its file."""
    return settings(("production_access", {"website_url": "https://www.example.com/", "use_case": "Codes"}))


def _shown(settings: Settings, status: str | None, **other: str) -> SesAccess:
    """Return the account as AWS shows it, with the request of the settings under this status, or with another one."""
    if status is None:
        return standing("eu-west-1", SANDBOX)
    body = request(settings)
    assert body is not None
    details: dict[str, Any] = body | other | {"ReviewDetails": {"Status": status, "CaseId": "case-9"}}
    return standing("eu-west-1", SANDBOX | {"Details": details})


def _settled(settings: Settings, sent: Accepted[Json] | Refused | Lost, now: SesAccess | PoolpostError) -> str:
    def look() -> SesAccess:
        if isinstance(now, PoolpostError):
            raise now
        return now

    body = request(settings)
    assert body is not None
    done = settle(settings, body, sent, look)
    assert done.access == now
    return done.sentence


def test_an_accepted_request_says_what_comes_next(asking: Settings) -> None:
    """Under review, granted at once, or not shown yet."""
    assert "AWS took the request (case case-9): " in _settled(asking, ACCEPTED, _shown(asking, "PENDING"))
    granted = standing("eu-west-1", HEALTHY)
    assert _settled(asking, ACCEPTED, granted) == "AWS took the request: production access is granted"
    assert "it shows no review yet; 'poolpost access show local'" in _settled(asking, ACCEPTED, _shown(asking, None))


def test_a_conflict_with_the_same_request_is_a_success(asking: Settings) -> None:
    """Somebody else sent this very text; another text, or a denial, stops."""
    assert _settled(asking, REFUSED, _shown(asking, "PENDING")).startswith("AWS is reviewing this very request already")
    for status, other in (("PENDING", {"UseCaseDescription": "Other"}), ("DENIED", {}), ("FAILED", {})):
        now = _shown(asking, status, **other)
        with pytest.raises(Stopped) as caught:
            _settled(asking, REFUSED, now)
        assert str(caught.value) == conflict(now, asking)


def test_a_lost_answer_is_a_success_only_where_aws_shows_the_request(asking: Settings) -> None:
    """Otherwise nobody knows, and nobody sends a second one at once: AWS opens a case for each."""
    for now in (_shown(asking, "PENDING"), standing("eu-west-1", HEALTHY)):
        assert "but it arrived: AWS shows it" in _settled(asking, LOST, now)
    for now in (_shown(asking, None), _shown(asking, "PENDING", UseCaseDescription="Other"), _shown(asking, "DENIED")):
        with pytest.raises(
            CannotDecide, match=r"no answer came .* AWS shows no such request; check .* in some minutes"
        ):
            _settled(asking, LOST, now)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (ACCEPTED, "AWS took the request; its review could not be read: expired"),
        (REFUSED, "^expired$"),
        (LOST, "AWS cannot be reached: expired; it may have arrived: check with 'poolpost access show' first"),
    ],
)
def test_an_account_that_cannot_be_read_is_no_success(
    sent: Accepted[Json] | Refused | Lost, words: str, asking: Settings
) -> None:
    """Exit code 3, whatever the answer was."""
    with pytest.raises(CannotDecide, match=words):
        _settled(asking, sent, CannotDecide("expired"))
