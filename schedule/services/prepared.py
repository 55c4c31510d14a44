"""A cursor for the query that calendars ask all day: PostgreSQL plans it once a connection and not once a poll."""

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
