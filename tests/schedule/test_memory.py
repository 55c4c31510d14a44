"""What a process keeps: bounded, and the least lately used goes first."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from schedule.memory import Body, Memory


def test_memory_gives_back_what_it_keeps():
    memory = Memory(10_000)

    memory.keep("a", Body(b"x"))

    assert memory.get("a").plain == b"x"
    assert memory.get("b") is None


def test_memory_forgets_what_was_asked_for_least_lately():
    memory = Memory(10_000)
    for key in "abc":
        memory.keep(key, Body(b"x" * 1500))
    memory.get("a")

    memory.keep("d", Body(b"x" * 1500))
    memory.keep("e", Body(b"x" * 1500))

    assert [key for key in "abcde" if memory.get(key)] == ["a", "c", "d", "e"]


def test_memory_does_not_grow_with_the_same_key():
    memory = Memory(10_000)
    memory.keep("other", Body(b"x" * 1500))

    for _ in range(50):
        memory.keep("same", Body(b"x" * 1500))

    assert memory.get("other")


def test_memory_does_not_keep_what_would_push_out_all_else():
    memory = Memory(10_000)
    memory.keep("small", Body(b"x"))

    kept = memory.keep("huge", Body(b"x" * 9_000))

    assert kept.plain == b"x" * 9_000
    assert memory.get("huge") is None
    assert memory.get("small")


def test_body_has_a_gzip_form_and_an_etag_that_follow_from_its_bytes():
    body, same, other = Body(b"calendar"), Body(b"calendar"), Body(b"another")

    assert gzip.decompress(body.zipped) == b"calendar"
    assert body.zipped == same.zipped
    assert body.etag == same.etag != other.etag


def test_memory_does_not_keep_long_keys():
    memory = Memory(1_000_000)

    for number in range(100):
        memory.keep(("x" * 20_000, number), Body(b"small"))

    assert len(memory) == 100
    assert memory.get(("x" * 20_000, 7)).plain == b"small"
    assert max(len(key) for key in memory._bodies) == 32


def test_memory_has_what_all_ask_for_at_once_made_once():
    memory, made, start = Memory(10_000), [], Barrier(4)

    def ask(_):
        start.wait(timeout=10)
        return memory.made("a", lambda: made.append("a") or Body(b"x"))

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(ask, range(4)))

    assert [body.plain for body in found] == [b"x"] * 4
    assert made == ["a"]
