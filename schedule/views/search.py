"""Search in sessions and speakers, the best matches first."""

from schedule.views.kept import event_page


@event_page()
def search(request, visit):
    """What matches, ranked."""
    return visit.page("schedule/search.html", {"tab": "search"})
