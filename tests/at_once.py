"""Many threads that do something at the same moment, each with its own connection to the database."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections


def all_at_once(acts: Iterable[Callable[[], Any]]) -> list[Any]:
    """What each act returned, or the exception that it raised, in their order."""
    acts = list(acts)
    start = Barrier(len(acts), timeout=60)

    def run(act):
        start.wait()
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))
