"""A small HTTP/1.1 client for load: many requests over a few kept connections, with little CPU of its own."""

import asyncio
import math
import re
import time
from dataclasses import dataclass
from typing import NamedTuple

HOST = "127.0.0.1"
_LENGTH = re.compile(rb"\r\nContent-Length: *(\d+)", re.IGNORECASE)
_ETAG = re.compile(rb"\r\nETag: *([^\r]+)", re.IGNORECASE)


@dataclass(slots=True)
class Answer:
    """`status` is 0 when the connection was lost. `body` is empty unless it was to be kept."""

    status: int
    etag: str
    seconds: float
    body: bytes


def request(path: str, port: int, **headers: str) -> bytes:
    """A GET. Header names are written with underscores."""
    fields = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items() if value)
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n{fields}\r\n".encode()


async def fetch_all(
    port: int, requests: list[bytes], *, connections: int, keep_bodies: bool = False, over: float = 0
) -> list[Answer]:
    """Every request once, in order, as many at once as there are connections; the answers in the same order.

    They are sent as fast as they are answered, or spread over so many seconds.
    """
    answers = [Answer(0, "", 0.0, b"")] * len(requests)
    queue = iter(enumerate(requests))
    loop = asyncio.get_running_loop()
    pace = Pace(time.perf_counter(), over / len(requests))

    async def work():
        is_done = False
        while not is_done:
            _, protocol = await loop.create_connection(
                lambda: _Connection(queue, answers, keep_bodies, pace), HOST, port
            )
            is_done = await protocol.done

    await asyncio.gather(*(work() for _ in range(connections)))
    return answers


async def fetch_once(port: int, sent: bytes) -> Answer:
    """One request over a connection of its own, as a new visitor makes it; its time begins with the connection."""
    began = time.perf_counter()
    answers = await fetch_all(port, [sent], connections=1)
    answers[0].seconds = time.perf_counter() - began
    return answers[0]


class Pace(NamedTuple):
    """When the first request is sent, and after how many seconds each next."""

    began: float
    interval: float


class _Connection(asyncio.Protocol):
    """Takes from the queue until it is empty. `done` gets True then, and False when the connection was lost before."""

    def __init__(self, queue, answers, keep_bodies, pace):
        self.queue, self.answers, self.keep_bodies, self.pace = queue, answers, keep_bodies, pace
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        self.send_next()

    def send_next(self):
        number, sent = next(self.queue, (None, b""))
        if number is None:
            self.done.set_result(True)
            self.transport.close()
            return
        self.number, self.head, self.parts, self.missing = number, b"", [], -1
        wait = self.pace.began + number * self.pace.interval - time.perf_counter()
        if self.pace.interval and wait > 0:
            asyncio.get_running_loop().call_later(wait, self.send, sent)
        else:
            self.send(sent)

    def send(self, sent):
        self.began = time.perf_counter()
        self.transport.write(sent)

    def data_received(self, data):
        if self.missing < 0:  # still in the head
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return
            self.head, data = self.head[: end + 2], self.head[end + 4 :]
            self.missing = 0 if self.head[9:12] == b"304" else int(_LENGTH.search(self.head)[1])
        self.missing -= len(data)
        if self.keep_bodies:
            self.parts.append(data)
        if self.missing == 0:
            etag = _ETAG.search(self.head)
            seconds = time.perf_counter() - self.began
            status = int(self.head[9:12])
            self.answers[self.number] = Answer(status, etag[1].decode() if etag else "", seconds, b"".join(self.parts))
            self.send_next()

    def connection_lost(self, error):
        if not self.done.done():
            self.done.set_result(False)


def percentile(values, percent) -> float:
    """The smallest value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
