"""What a form shows of its object besides its fields: where attendees find it, and how many hold on to it."""

from dataclasses import dataclass

from django.urls import reverse

from schedule.admin.pages import form_address
from schedule.models import Bookmark, Event, Room, Session, Speaker


@dataclass(frozen=True)
class Fact:
    """A link where there is an `href`; `note` is said after it."""

    label: str
    value: str
    href: str = ""
    note: str = ""


def facts_of_session(session: Session) -> list[Fact]:
    event = session.event
    hidden = session.is_draft or not event.is_published
    address = reverse("session", args=[event.slug, session.slug])
    calendar = reverse("session_ics", args=[event.slug, session.slug])
    return [
        _address(address, hidden=hidden),
        *([] if hidden or session.starts_at is None else [Fact("Calendar entry", calendar, calendar)]),
        Fact("Bookmarks", str(Bookmark.objects.filter(session=session.pk).count())),
        _guid(session),
    ]


def facts_of_event(event: Event) -> list[Fact]:
    sessions, bookmarks = Session.objects.filter(event=event), Bookmark.objects.filter(session__event=event)
    ics = reverse("event_ics", args=[event.slug])
    return [
        _address(event.get_absolute_url(), hidden=not event.is_published),
        *([Fact("Calendar", ics, ics)] if event.is_published else []),
        Fact("Sessions", str(sessions.count()), _list("talk", event__id__exact=event.pk)),
        Fact("Bookmarks", str(bookmarks.count())),
        _guid(event),
    ]


def facts_of_speaker(speaker: Speaker) -> list[Fact]:
    return [
        _address(speaker.get_absolute_url(), hidden=not speaker.event.is_published),
        *(
            Fact(
                "Session", session.title, form_address(session), "" if session.status == "published" else session.status
            )
            for session in Session.objects.filter(appearances__speaker=speaker).in_order()
        ),
        _guid(speaker),
    ]


def facts_of_room(room: Room) -> list[Fact]:
    page, sign = (reverse(name, args=[room.event.slug, room.slug]) for name in ("room", "door_sign"))
    sessions = Session.objects.filter(room=room.pk).count()
    return [
        _address(page, hidden=not room.event.is_published),
        Fact("Door sign", sign, sign),
        Fact("Sessions", str(sessions), _list("talk", event__id__exact=room.event_id, room__id__exact=room.pk)),
        _guid(room),
    ]


def _address(path: str, *, hidden: bool) -> Fact:
    return Fact("Address", path, path, "organisers only" if hidden else "")


def _guid(obj: Event | Room | Session | Speaker) -> Fact:
    return Fact("Guid", str(obj.guid), "", "what files call it")


def _list(model: str, **query) -> str:
    return reverse(f"admin:schedule_{model}_changelist", query=query)
