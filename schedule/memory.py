"""What a process keeps of finished answers: a memory of bounded size that forgets what was asked for least lately."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar

MOST_BYTES = 32_000_000


class Body:
    """The bytes of an answer, and what is made of them once somebody asks.

    `level`: how hard to compress, 6 for what is kept, 1 for what is one person's and sent once.
    """

    __slots__ = ("_etag", "_level", "_zipped", "plain")

    def __init__(self, plain: bytes, *, level: int = 6):
        self.plain = plain
        self._level = level
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
            self._zipped = gzip.compress(self.plain, compresslevel=self._level, mtime=0)
        return self._zipped

    @property
    def size(self) -> int:
        """What it may come to take in memory, in bytes."""
        return len(self.plain) * 5 // 4 + 500


class Sized(Protocol):
    @property
    def size(self) -> int: ...  # in bytes, about


Kept = TypeVar("Kept", bound=Sized)


class Memory(Generic[Kept]):
    """Bodies by key. Keys say all that a body depends on, so that nothing in here ever has to be taken back.

    Of a key only a digest is kept: what somebody asks for may be long.
    """

    def __init__(self, most_bytes: int = MOST_BYTES):
        self._most_bytes = most_bytes
        self._bytes = 0
        self._bodies: OrderedDict[bytes, Kept] = OrderedDict()
        self._lock = Lock()
        self._making = [Lock() for _ in range(16)]

    def get(self, key: Hashable) -> Kept | None:
        digest = _digest(key)
        with self._lock:
            body = self._bodies.get(digest)
            if body is not None:
                self._bodies.move_to_end(digest)
            return body

    def keep(self, key: Hashable, body: Kept) -> Kept:
        """Remember it, unless it alone would take a quarter of the room."""
        if body.size * 4 > self._most_bytes:
            return body
        digest = _digest(key)
        with self._lock:
            if (old := self._bodies.pop(digest, None)) is not None:
                self._bytes -= old.size
            self._bodies[digest] = body
            self._bytes += body.size
            while self._bytes > self._most_bytes:
                _, oldest = self._bodies.popitem(last=False)
                self._bytes -= oldest.size
        return body

    def making(self, key: Hashable) -> Lock:
        """Held while this is made: else all who ask for it at the same moment would each make it for themselves."""
        return self._making[hash(key) % len(self._making)]

    def made(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """What is kept under this key, made now where there is nothing."""
        body = self.get(key)
        if body is None:
            with self.making(key):
                body = self.get(key)
                if body is None:
                    body = self.keep(key, make())
        return body

    def __len__(self) -> int:
        return len(self._bodies)

    def forget(self) -> None:
        with self._lock:
            self._bodies.clear()
            self._bytes = 0


def _digest(key: Hashable) -> bytes:
    return hashlib.sha256(repr(key).encode()).digest()
