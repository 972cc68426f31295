"""The watch around an apply that creates the pool, on pools in memory."""

from typing import Any

import pytest

from poolpost.cli.terminal import note
from poolpost.errors import Stopped
from poolpost.gate import new_pool_watch
from poolpost.gate.new_pool_watch import NewPool
from poolpost.settings import Settings
from tests.conftest import MakeSettings

Json = dict[str, Any]
CREATE = [("user_pool.id", None), ("user_pool.mode", "manage"), ("user_pool.create", {"name": "Sign in"})]
POOL_ID = "eu-west-1_Created"


class Pools:
    """All pools of the name; each is as planned, but for what a test takes from it."""

    def __init__(self) -> None:
        """Start with none."""
        self.ids: tuple[str, ...] = ()
        self.members: Json = {}
        self.settings: Settings | None = None
        self.cognito = self

    def __call__(self, settings: Settings) -> "Pools":
        """Be the account of an environment."""
        self.settings = settings
        return self

    def namesakes(self) -> tuple[str, ...]:
        """List their ids."""
        return self.ids

    def user_pool(self) -> Json:
        """Describe the one that the settings name."""
        assert self.settings is not None
        assert self.settings.user_pool.id in self.ids
        planned = {"DeletionProtection": "ACTIVE", "EmailConfiguration": self.settings.email_configuration}
        return planned | self.members


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> Pools:
    """Ask the pools in memory in place of AWS."""
    made = Pools()
    monkeypatch.setattr(new_pool_watch, "Aws", made)
    return made


def test_a_pool_of_the_name_stops_before_the_apply(pools: Pools, settings: MakeSettings) -> None:
    """Names are not unique: the apply would create a second one, in which no user is found."""
    watch = NewPool(settings(*CREATE), note)
    watch.before()
    with watch.meanwhile():
        pools.ids = (POOL_ID,)
    with pytest.raises(Stopped, match=f'already exists; nothing was created; .* put id = "{POOL_ID}"'):
        watch.before()


def test_after_a_creation_its_id_is_reported(
    pools: Pools, settings: MakeSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also when the apply failed after it: then how to keep Terraform from replacing the pool as well."""
    watch = NewPool(settings(*CREATE), note)
    pools.ids = (POOL_ID,)
    watch.after(0)
    said = capsys.readouterr().err
    assert f'put id = "{POOL_ID}" into [user_pool] of environments/local.toml' in said
    assert "untaint" not in said
    watch.after(1)
    assert "untaint aws_cognito_user_pool.pool" in capsys.readouterr().err


def test_a_creation_without_a_pool_is_reported(
    pools: Pools, settings: MakeSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failed apply need not have come to it; one that ended well must have."""
    watch = NewPool(settings(*CREATE), note)
    assert pools.ids == ()
    watch.after(1)
    assert "was not created" in capsys.readouterr().err
    with pytest.raises(Stopped, match="AWS does not list it"):
        watch.after(0)


@pytest.mark.parametrize("applied", [0, 1])
def test_two_pools_of_the_name_stop(pools: Pools, settings: MakeSettings, applied: int) -> None:
    """Only the state knows which one is ours."""
    pools.ids = (POOL_ID, "eu-west-1_Theirs")
    with pytest.raises(Stopped, match=f"there are 2 user pools .*{POOL_ID}, eu-west-1_Theirs"):
        NewPool(settings(*CREATE), note).after(applied)


@pytest.mark.parametrize("wrong", [{"DeletionProtection": "INACTIVE"}, {"EmailConfiguration": {}}])
def test_a_created_pool_that_is_not_as_planned_stops(pools: Pools, settings: MakeSettings, wrong: Json) -> None:
    """A pool without its protection, or with another sender, is no success."""
    pools.ids, pools.members = (POOL_ID,), wrong
    with pytest.raises(Stopped, match="is not as planned"):
        NewPool(settings(*CREATE), note).after(0)
