"""How fast AWS may be asked: below its quotas, so that the account's other programs keep their share."""

import time
from threading import Lock


class Pace:
    """Lets requests through at a steady rate, after a burst of one second's worth; threads may share it."""

    def __init__(self, per_second: float, *, burst: bool = True) -> None:
        """
        Start with a full burst.

        Args:
            per_second: requests a second, over any longer time.
            burst: whether one second's worth of requests may go out at once.
        """
        self._interval = 1 / per_second
        self._burst = (
            max(0.0, 1 - self._interval) if burst else 0.0
        )  # seconds by which requests may run ahead of the rate
        self._next = 0.0
        self._lock = Lock()

    def wait(self) -> None:
        """Wait until the next request may be sent."""
        with self._lock:
            now = time.monotonic()
            self._next = max(self._next, now - self._burst) + self._interval
            delay = self._next - self._interval - now
        if delay > 0:
            time.sleep(delay)
