"""What goes wrong before AWS is even asked is a sentence, never a traceback."""

import pytest

from poolpost.aws.services import Aws
from poolpost.errors import CannotDecide
from tests.conftest import MakeSettings


def test_an_endpoint_without_a_scheme_is_explained(settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Could not look: the message names the variable and how it is written."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "127.0.0.1:4566")
    with pytest.raises(CannotDecide, match="AWS_ENDPOINT_URL must be a URL such as http://"):
        Aws(settings()).account.check()


def test_a_profile_that_does_not_exist_is_explained(settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Could not look: the message names the profile and what to correct."""
    monkeypatch.setenv("AWS_PROFILE", "nope")
    with pytest.raises(CannotDecide, match=r"\(nope\) could not be found; correct AWS_PROFILE"):
        Aws(settings()).account.check()
