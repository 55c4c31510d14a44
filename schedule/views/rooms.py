"""The programme by room: all rooms, one room, its door sign, and what is on now and next."""

from schedule.views.kept import event_page


@event_page()
def rooms(request, visit):
    """All rooms."""
    return visit.page("schedule/rooms.html", {"tab": "schedule"})


@event_page()
def room(request, visit, slug):
    """One room's programme."""
    return visit.page("schedule/room.html", {"tab": "schedule"})


@event_page()
def door_sign(request, visit, slug):
    """What hangs beside the door."""
    return visit.page("schedule/door_sign.html", {"tab": "schedule"})


@event_page()
def now(request, visit):
    """On now and next, by room."""
    return visit.page("schedule/now.html", {"tab": "now"})
