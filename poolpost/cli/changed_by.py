"""Who changed the pool, in a line for `poolpost pool verify`."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from poolpost.aws.services import Aws
from poolpost.doctor.trail import DAYS, History, history
from poolpost.doctor.trail_sentences import blame, blame_for_child
from poolpost.pool.children import Compared
from poolpost.pool.differences import Difference
from poolpost.settings import Settings
from poolpost.standards.raw import Json


def changed_by(
    settings: Settings, aws: Aws, known: Json, found: Sequence[Difference], children: Compared | None
) -> list[str]:
    """
    Return who changed the pool, and who added identity providers; or why CloudTrail does not say.

    Args:
        settings: the environment.
        aws: its account.
        known: the UserPool of the snapshot.
        found: what differs of the pool.
        children: what differs of its children.
    """
    since = datetime.now(UTC) - timedelta(days=DAYS)

    def read(names: tuple[str, ...]) -> History:
        return history(settings, aws.trail_of, names, since, known=known)

    lines = [f"{settings.user_pool.id}: {blame(read, {each.member for each in found})}"] if found else []
    new = children.new_providers if children else ()
    return lines + [f"{each.path}: {blame_for_child(read, each.path)}" for each in new]
