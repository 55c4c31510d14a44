"""Guesses at secret addresses are slowed, by client address. Who has a right address is never counted."""

from threading import Lock
from time import monotonic

MOST_PER_MINUTE = 300
# More addresses than this in a minute are a flood that no limit by address would stop.
MOST_ADDRESSES = 10_000


class MissCounter:
    """Counted by each process, in memory: a miss must not cost more than the query that found it."""

    def __init__(self):
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        with self._lock:
            self._counts: dict[str, int] = {}
            self._since = monotonic()

    def is_too_many(self, address: str) -> bool:
        """Count a miss, and say whether this address has had more than its share of the minute."""
        with self._lock:
            if monotonic() - self._since >= 60 or len(self._counts) >= MOST_ADDRESSES:
                self._counts, self._since = {}, monotonic()
            self._counts[address] = self._counts.get(address, 0) + 1
            return self._counts[address] > MOST_PER_MINUTE


misses = MissCounter()
