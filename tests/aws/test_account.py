"""What goes wrong before AWS is even asked is a sentence, never a traceback."""

import pytest

from poolpost.aws.services import Aws
from poolpost.emulator.client import EmbeddedAws
from poolpost.errors import CannotDecide, Stopped
from tests.conftest import MakeSettings


def test_an_endpoint_without_a_scheme_is_explained(settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Could not look: the message names the variable and how it is written."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "127.0.0.1:4566")
    with pytest.raises(CannotDecide, match="AWS_ENDPOINT_URL must be a URL such as http://"):
        Aws(settings()).account.check()


def test_a_profile_that_does_not_exist_is_explained(settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Could not look: the message names the profile and what to correct."""
    monkeypatch.setenv("AWS_PROFILE", "nope")
    with pytest.raises(CannotDecide, match=r"\(nope\) could not be found; profiles that exist: "):
        Aws(settings()).account.check()


def test_an_endpoint_that_is_not_awss_is_named(
    settings: MakeSettings, aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A URL left over in a shell answers for an account of its own (hashicorp/terraform-provider-aws#32649)."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Stopped, match=f"{aws.url} answered, not AWS: unset AWS_ENDPOINT_URL"):
        Aws(settings(("aws.account_id", "111122223333"))).account.check()


def test_the_account_is_checked_where_the_pool_sends_by(
    settings: MakeSettings, aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failover must not depend on the region that is left: STS is asked in the standby region, too."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    aws.clear_calls()
    Aws(settings(("aws.standby_region", {"name": "us-west-2", "use": "sending"}))).account.check()
    assert [call["region"] for call in aws.calls()] == ["us-west-2"]
