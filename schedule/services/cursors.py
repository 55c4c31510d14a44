"""What the ORM has no words for: a query that PostgreSQL plans once a connection, a write that waits for nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.postgresql import base as postgresql
from django.db.backends.utils import CursorWrapper

# Made where psycopg 3 is, so that its types do not know it.
_server_binding_cursor: Any = postgresql.ServerBindingCursor  # type: ignore[attr-defined]


def prepared_cursor() -> CursorWrapper:
    """Like `connection.cursor()`. Django's own binds values into the text, so that no plan is ever used again.

    psycopg prepares what comes again, after `prepare_threshold` times (settings). SQLite keeps statements by itself.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrapped(_server_binding_cursor(connection.connection))


@contextmanager
def impatient_writes() -> Iterator[None]:
    """SQLite has one writer at a time, and others wait `timeout` seconds for it: here a tenth of one."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


@contextmanager
def patient_locks() -> Iterator[None]:
    """Within a transaction: an import may take longer than PostgreSQL's `lock_timeout` (settings); who waits, waits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '60s'")
    yield
