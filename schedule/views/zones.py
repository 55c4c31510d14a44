"""The choice of the time zone to read times in."""

from schedule.views.kept import event_page


@event_page()
def zones(request, visit):
    """All zones."""
    return visit.page("schedule/zones.html", {"tab": "zones"})
