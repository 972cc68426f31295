"""
Reads a pool while Terraform applies, in `manage` mode: the provider may overwrite what someone else sets meanwhile.

The provider sends the pool as it was planned: after a lock, after its own retries, after other resources. Compared with
the pool that the gate checked, a pool whose new trigger was overwritten looks right; only a read in between shows it.
"""

import threading
from types import TracebackType
from typing import Self

from poolpost.aws.services import Aws
from poolpost.errors import PoolpostError
from poolpost.pool import losses
from poolpost.pool.differences import Difference
from poolpost.settings import Settings
from poolpost.standards.raw import Json

SECONDS = 1.0
"""Between two reads; a change that lasts shorter may go unnoticed."""


class Meanwhile:
    """Describes the pool repeatedly until its context is left; `overwritten` then returns what was lost."""

    def __init__(self, settings: Settings, judged: Json) -> None:
        """Store the pool that the gate checked, raw."""
        self._judged = judged
        self._seen: list[Json] = []
        self._aws = Aws(settings)  # its own: the reads of one client must not meet in two threads
        self._ended = threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._looking.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""
        self._ended.set()
        self._looking.join()

    def _look(self) -> None:
        while not self._ended.wait(SECONDS):
            try:
                now = self._aws.cognito.user_pool()
            except PoolpostError:
                continue  # the read after the apply decides; this one can only add to it
            if losses.changes(self._judged, now):
                self._seen.append(now)

    def overwritten(self, after: Json) -> tuple[list[Difference], Json]:
        """
        Return what the pool had during the apply and lacks now, and the pool as it was then.

        Args:
            after: the pool after the apply, raw.
        """
        for seen in reversed(self._seen):
            set_by_somebody = {found.path for found in losses.changes(self._judged, seen)}
            if gone := [found for found in losses.changes(seen, after) if found.path in set_by_somebody]:
                return gone, seen
        return [], after
