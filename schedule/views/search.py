"""Search in sessions and speakers, the best matches first."""

from schedule.days import merged_breaks
from schedule.search import query_of
from schedule.services.search import found
from schedule.views.kept import event_page
from schedule.views.meta import page_meta
from schedule.views.people import people_found

MOST_SESSIONS = 50
MOST_PEOPLE = 8


@event_page()
def search(request, visit):
    """What matches, ranked."""
    query = visit.asked.get("q", "").strip()
    words = query_of(query)
    visible = visit.snapshot.by_pk
    sessions = merged_breaks([visible[pk] for pk in found(visit.event, words) if pk in visible])
    people = people_found(visit.snapshot.sessions_by_speaker, words)
    context = {
        "query": query,
        "words": words,
        "sessions": sessions[:MOST_SESSIONS],
        "people": people[:MOST_PEOPLE],
        "sessions_total": len(sessions),
        "people_total": len(people),
        **page_meta("Search"),
    }
    return visit.page("schedule/search.html", context)
