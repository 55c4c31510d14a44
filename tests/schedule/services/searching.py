"""What the search index holds, compared with one that is made from nothing."""

from django.db import connection, transaction

from schedule.models import Event, Session
from schedule.services import search


def index_rows():
    """All rows of the index, as the database has them."""
    columns = "rowid, *" if connection.vendor == "sqlite" else "rowid, digest, document::text"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM schedule_search ORDER BY rowid")  # noqa: S608 - one of the two above
        return cursor.fetchall()


def stale_rows():
    """The rows that differ from those of an index made from nothing, or that stand in one of the two alone."""
    kept = set(index_rows())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM schedule_search")
        for event in Event.objects.all():
            search.index(event, Session.objects.filter(event=event).for_display())
        fresh = set(index_rows())
        transaction.set_rollback(True)
    return sorted(kept ^ fresh)
