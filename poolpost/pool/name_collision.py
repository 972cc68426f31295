"""Pools of the same name, when one is about to be created."""

from poolpost.aws.services import Aws
from poolpost.errors import Stopped
from poolpost.settings import Settings


def refuse_namesakes(settings: Settings, aws: Aws) -> None:
    """
    Check that no pool of the name exists yet.

    Raises:
        Stopped: there is one.
    """
    if found := aws.cognito.namesakes():
        msg = (
            f"a user pool {settings.user_pool.title} already exists; nothing was created; {write_down(settings, found)}"
        )
        raise Stopped(msg)


def write_down(settings: Settings, pool_ids: tuple[str, ...]) -> str:
    """Return where the id of a pool goes in the environment file."""
    line = " or ".join(f'id = "{pool_id}"' for pool_id in pool_ids)
    return (
        f"user pool {settings.user_pool.title} is {', '.join(pool_ids)}: put {line} into [user_pool] of "
        f"environments/{settings.name}.toml, in place of [user_pool.create]"
    )
