"""A pool that has the name of the new one already."""

import pytest

from poolpost.aws.services import Aws
from poolpost.cli.pool_email import pool_ready
from poolpost.cli.terminal import note
from poolpost.errors import CannotDecide, Stopped
from poolpost.gate.new_pool_watch import NewPool
from poolpost.pool.name_collision import refuse_namesakes
from poolpost.settings.terraform_names import JUDGED, NEW
from tests.scenes.new_pool import POOL_ID, put_new
from tests.scenes.scene import REGION, Scene


def test_a_pool_of_the_name_is_found_among_many(creating: Scene) -> None:
    """Page after page, by the whole name."""
    aws = Aws(creating.settings)
    assert aws.cognito.namesakes() == ()
    refuse_namesakes(creating.settings, aws)
    for number in range(130):
        creating.server.put_pool(REGION, {"Id": f"eu-west-1_Page{number}", "Name": "page"})
    put_new(creating.server, creating.settings)
    assert aws.cognito.namesakes() == (POOL_ID,)
    with pytest.raises(Stopped, match=f'already exists; nothing was created; .* put id = "{POOL_ID}"'):
        NewPool(creating.settings, note).before()
    creating.server.reset()


def test_the_last_step_before_the_creation_looks_again(creating: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait for SES may be long, and somebody else may make the pool meanwhile."""
    monkeypatch.setattr("poolpost.cli.pool_email.load", lambda _name: creating.settings)
    monkeypatch.setenv(JUDGED, NEW)
    assert pool_ready("local", json=False) == 0
    put_new(creating.server, creating.settings)
    with pytest.raises(Stopped, match="already exists"):
        pool_ready("local", json=False)
    monkeypatch.delenv(JUDGED)
    assert pool_ready("local", json=True) == 0
    creating.server.reset()


def test_a_list_that_cannot_be_read_is_not_empty(creating: Scene) -> None:
    """No permission to list is no permission to make."""
    creating.server.fault("cognito-idp:ListUserPools", "expired")
    with pytest.raises(CannotDecide, match="expired"):
        Aws(creating.settings).cognito.namesakes()
