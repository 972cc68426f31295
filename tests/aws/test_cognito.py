"""The pool as AWS sent it, and a write that is sent once."""

import pytest

from poolpost.aws.errors import AnswerLost
from poolpost.aws.services import Aws
from poolpost.errors import Stopped
from tests.scenes.scene import REGION, Scene


def test_members_that_nobody_knows_are_read(scene: Scene) -> None:
    """A pool that is newer than the installed botocore loses nothing between AWS and a snapshot."""
    live = scene.live()["UserPool"] | {"FutureThing": {"Mode": "ON"}}
    scene.server.put_pool(REGION, live, scene.live()["Mfa"])
    assert Aws(scene.settings).cognito.user_pool()["FutureThing"] == {"Mode": "ON"}


def test_a_pool_that_does_not_exist_is_a_no(scene: Scene) -> None:
    """Of the answer that AWS gave; the sentence says which file to correct."""
    aws = Aws(scene.settings.with_pool(f"{REGION}_Nowhere"))
    with pytest.raises(Stopped, match=f"there is no user pool {REGION}_Nowhere .* environments/local.toml"):
        aws.cognito.user_pool()


def test_a_write_with_a_lost_answer_is_sent_once(scene: Scene) -> None:
    """The write took effect; a second one would hide what was changed in between."""
    scene.server.fault("cognito-idp:UpdateUserPool", "drop_after")
    with pytest.raises(AnswerLost):
        Aws(scene.settings).cognito.update_user_pool({"UserPoolId": scene.settings.user_pool.id})
    assert len(scene.writes()) == 1
