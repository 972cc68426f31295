"""A replica gets the texts that its primary was just given; until then AWS would refuse a write to it."""

import time
from collections.abc import Callable

from poolpost.aws.services import Aws
from poolpost.pool import messages as pool_messages
from poolpost.settings import Settings
from poolpost.standards.raw import Json

LOOKS, SECONDS_BETWEEN = 13, 5.0
"""How often, and how far apart, a replica is read that lacks texts of its primary: a minute in all."""


def replicated(settings: Settings, aws: Aws, say: Callable[[str], None]) -> Json:
    """
    Return the live pool, raw; a replica once the texts of the environment file have reached it, or after a minute.

    "The primary user pool syncs settings [...] eventually consistent" (Cognito developer guide, user-pool-multi-region).
    """
    pool = aws.cognito.user_pool()
    if settings.replica is None or pool_messages.as_wanted(pool, settings.pool_messages):
        return pool
    say(f"waiting: the texts of the file have not reached the replica in {settings.replica} yet")
    for _ in range(LOOKS - 1):
        time.sleep(SECONDS_BETWEEN)
        pool = aws.cognito.user_pool()
        if pool_messages.as_wanted(pool, settings.pool_messages):
            break
    return pool
