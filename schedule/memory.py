"""What a process keeps of finished answers: a memory of bounded size that forgets what was asked for least lately."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

MOST_BYTES = 32_000_000


class Body:
    """The bytes of an answer, and what is made of them once somebody asks."""

    __slots__ = ("_etag", "_zipped", "plain")

    def __init__(self, plain: bytes):
        self.plain = plain
        self._etag = ""
        self._zipped = b""

    @property
    def etag(self) -> str:
        """A strong ETag (RFC 9110 8.8.3): the digest of the plain bytes."""
        if not self._etag:
            self._etag = f'"{hashlib.sha256(self.plain).hexdigest()[:32]}"'
        return self._etag

    @property
    def zipped(self) -> bytes:
        if not self._zipped:  # two threads may both compress it; they get the same bytes
            self._zipped = gzip.compress(self.plain, compresslevel=6, mtime=0)
        return self._zipped

    @property
    def size(self) -> int:
        """What it may come to take in memory, in bytes."""
        return len(self.plain) * 5 // 4 + 500


class Memory:
    """Bodies by key. Keys say all that a body depends on, so that nothing in here ever has to be taken back."""

    def __init__(self, most_bytes: int = MOST_BYTES):
        self._most_bytes = most_bytes
        self._bytes = 0
        self._bodies: OrderedDict[Hashable, Body] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Body | None:
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def keep(self, key: Hashable, body: Body) -> Body:
        """Remember it, unless it alone would take a quarter of the room."""
        if body.size * 4 > self._most_bytes:
            return body
        with self._lock:
            if (old := self._bodies.pop(key, None)) is not None:
                self._bytes -= old.size
            self._bodies[key] = body
            self._bytes += body.size
            while self._bytes > self._most_bytes:
                _, oldest = self._bodies.popitem(last=False)
                self._bytes -= oldest.size
        return body

    def forget(self) -> None:
        with self._lock:
            self._bodies.clear()
            self._bytes = 0
