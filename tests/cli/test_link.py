"""`poolpost access resend` against the embedded AWS: who gets a new link, and who gets none."""

import json
from typing import Any

import pytest

from poolpost.aws.services import Aws
from poolpost.cli.link import resend_link
from poolpost.emulator.client import EmbeddedAws
from poolpost.errors import CannotDecide, Stopped, UsageError
from poolpost.settings import Settings
from tests.conftest import MakeSettings
from tests.scenes.by_address import ALONE
from tests.scenes.scene import REGION, Scene


class Linked:
    """The embedded AWS, and environments of it."""

    def __init__(self, scene: Scene, make: MakeSettings) -> None:
        """Start without a call."""
        self.aws: EmbeddedAws = scene.server
        self._make = make
        self.aws.clear_calls()

    def made(self, *changes: tuple[str, Any]) -> tuple[Settings, Aws]:
        """Return an environment with these changes, and its account."""
        settings = self._make(*changes)
        return settings, Aws(settings)


@pytest.fixture
def linked(scene: Scene, settings: MakeSettings) -> Linked:
    """Nobody has asked for a link yet."""
    return Linked(scene, settings)


def test_a_link_is_mailed_again_on_request(linked: Linked, capsys: pytest.CaptureFixture[str]) -> None:
    """Once more for an address that waits or whose link ran out; one that is verified gets none."""
    made = linked.made(*ALONE, ("user_pool.from", "again@acme.example"))
    with pytest.raises(
        Stopped, match=r"has no identity again@acme\.example, so nothing was sent; run 'cdktf deploy local'"
    ):
        resend_link(*made, None, json=False)
    linked.aws.expire_link(REGION, "again@acme.example")
    assert resend_link(*made, None, json=False) == 0
    assert "click it in that mailbox within 24 hours" in capsys.readouterr().out
    assert [call["operation"] for call in linked.aws.calls()].count("VerifyEmailIdentity") == 1
    linked.aws.verify_address(REGION, "again@acme.example")
    assert resend_link(*made, None, json=True) == 0
    assert json.loads(capsys.readouterr().out)["verified"] is True
    assert [call["operation"] for call in linked.aws.calls()].count("VerifyEmailIdentity") == 1


def test_only_an_address_of_the_file_gets_a_link(linked: Linked) -> None:
    """AWS would mail, and create an identity for, any address."""
    made = linked.made(("addresses.senders", ["known@acme.example"]))
    with pytest.raises(UsageError, match=r"'stranger@acme\.example' is not one that .*; allowed: known@acme\.example"):
        resend_link(*made, "stranger@acme.example", json=False)
    with pytest.raises(UsageError, match=r"allowed: known@acme\.example"):
        resend_link(*made, None, json=False)


def test_a_request_for_a_link_that_aws_refuses_is_told(linked: Linked) -> None:
    """Permission missing: the action is named."""
    made = linked.made(*ALONE, ("user_pool.from", "denied@acme.example"))
    linked.aws.expire_link(REGION, "denied@acme.example")
    linked.aws.fault("ses:VerifyEmailIdentity", "denied")
    with pytest.raises(CannotDecide, match="ses:VerifyEmailIdentity"):
        resend_link(*made, None, json=False)
