"""Virtual time: one clock for the embedded AWS and every poolpost process of a schedule."""

import sys
import time as real_time
from collections.abc import Iterator
from datetime import datetime as real_datetime
from datetime import tzinfo
from typing import Self

START = 1_762_400_000.0  # seconds since 1970: in November 2025
_A_LOOK = 0.001  # seconds that pass whenever somebody looks: no two snapshots have one name


class Clock:
    """Stands where a module has `time`."""

    def __init__(self) -> None:
        """Begin at the same moment in every schedule."""
        self.now = START

    def time(self) -> float:
        """Return the seconds since 1970."""
        self.now += _A_LOOK
        return self.now

    def monotonic(self) -> float:
        """Return the same: nobody sets this clock."""
        return self.time()

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.now += seconds


CLOCK = Clock()


class VirtualDatetime(real_datetime):
    """Stands where a module has `datetime`."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Return the clock's time."""
        return cls.fromtimestamp(CLOCK.time(), tz)


def replacements() -> Iterator[tuple[object, str, object]]:
    """Yield module, name and what replaces it, wherever poolpost or the emulator looks at a clock."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "poolpost":
            if vars(module).get("time") is real_time:
                yield module, "time", CLOCK
            if vars(module).get("datetime") is real_datetime:
                yield module, "datetime", VirtualDatetime
