"""How the pages of an event are made and kept: once per version for everybody, with holes for what is one person's."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib.auth.views import redirect_to_login
from django.contrib.messages import get_messages
from django.http import Http404, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from schedule import filters, zones
from schedule.holes import ON, Holed, star_of
from schedule.memory import Body, Memory
from schedule.models import Event
from schedule.services.bookmarks import Choices, choices_of
from schedule.services.snapshots import Snapshot, snapshot_of
from schedule.views.answers import before_sessions, conditional, is_visitor, not_modified, whole
from schedule.views.meta import address_meta

HTML = "text/html; charset=utf-8"

# All that an address of an event may ask for. Others, a campaign's say, are as many as there are clicks.
PARAMETERS = (*filters.NAMES, "q", "mine", "tz", "layout", "by", "next")

LONG_AGO = datetime.min.replace(tzinfo=UTC)

pages: Memory[Body] = Memory()
holed_pages: Memory[Holed] = Memory()


@dataclass(frozen=True)
class Visit:
    """One request for a page of an event: what there is to see, what of it is asked for, by whom.

    `at` stands for the present: between two moments of the snapshot it stays the same, so that a page may be kept.
    `now` is the present itself, for what is made for one person. `choices` is None for visitors; on pages that are kept
    for many, it must show through holes only.
    """

    snapshot: Snapshot
    asked: QueryDict
    path: str
    user: Any
    choices: Choices | None
    zone: tzinfo
    unknown_zone: str
    at: datetime
    now: datetime

    @property
    def event(self) -> Event:
        return self.snapshot.event

    @property
    def address(self) -> str:
        """The path with the parameters that count, as they came in."""
        return f"{self.path}?{self.asked.urlencode()}" if self.asked else self.path

    @property
    def is_mine(self) -> bool:
        return self.asked.get("mine") == "1"

    @property
    def is_expanded(self) -> bool:
        return self.asked.get("layout") == "expanded"

    @property
    def is_live(self) -> bool:
        """Whether the event is under way: from the beginning of its first day to the end of its last."""
        days = self.snapshot.days
        return bool(days) and self.at > LONG_AGO and days[0] <= self.today <= days[-1]

    @property
    def is_over(self) -> bool:
        """Whether its last day has ended and nothing runs on: then nothing is marked as past, since everything is."""
        days = self.snapshot.days
        return bool(days) and self.today > days[-1] and not self.snapshot.on_at(self.at)

    @property
    def today(self) -> date:
        """The schedule's day that it is, as far as the event knows: before it begins, long ago."""
        return self.snapshot.day_of(self.at) if self.at > LONG_AGO else date.min

    @property
    def bookmarks(self) -> frozenset[int]:
        return self.choices.bookmarks if self.choices else frozenset()

    def address_with(self, path: str = "", /, **changes: Any) -> str:
        """This page's address, or another page's, with parameters set to a value or several, or dropped by None."""
        query = self.asked.copy()
        for name, value in changes.items():
            query.setlist(name, [] if value is None else [value] if isinstance(value, str) else value)
            if not query.getlist(name):
                query.pop(name, None)
        path = path or self.path
        return f"{path}?{query.urlencode()}" if query else path

    @property
    def unfiltered(self) -> str:
        """This page with everything on it, as it is shown now."""
        return self.address_with(**dict.fromkeys((*filters.NAMES, "q", "mine")))

    @property
    def schedule_address(self) -> str:
        """The list, in the zone that this page is in."""
        return self._beside("event")

    @property
    def rooms_address(self) -> str:
        return self._beside("rooms")

    def _beside(self, name: str) -> str:
        return self.address_with(reverse(name, args=[self.event.slug]), room=None, layout=None, by=None, next=None)

    @property
    def zone_choices(self) -> list[zones.Choice]:
        """The event's zone, the one that this person chose for good, and the one that the address asks for."""
        own = str(self.event.timezone)
        remembered = self.choices.zone if self.choices else ""
        notes = {own: "", str(self.zone): "chosen", remembered or own: "your time"}
        notes[own] = "the event’s time"
        return [
            zones.Choice(
                name=name,
                label=zones.label_of(zone),
                note=notes[name],
                href=self.address_with(tz=None if name == (remembered or own) else name),
                is_current=name == str(self.zone),
            )
            for name in notes
            if (zone := zones.zone_called(name))
        ]

    @property
    def _zone_query(self) -> str:
        """What links to other pages of the event take along, so that their times are in the same zone."""
        name = str(self.asked.get("tz", ""))
        return f"?tz={quote(name, safe='')}" if name else ""

    def page(self, template: str, context: Mapping[str, Any]) -> HttpResponse:
        """The template with what all pages of an event need."""
        base = {
            "event": self.event,
            "visit": self,
            "attendee": self.choices is not None,
            "at": LONG_AGO if self.is_over else self.at,
            "zone": self.zone,
            "unknown_zone": self.unknown_zone,
            "address": self.address,
            "words": (),
            "tz": self._zone_query,
            **address_meta(self.event, self.path),
        }
        return HttpResponse(render_to_string(template, {**base, **context}))


def event_page(
    *,
    personal: bool = False,
    clock: bool = True,
    own: Callable[[Visit], Mapping[str, str]] | None = None,
    also: Callable[[Visit], Any] | None = None,
):
    """For a view `(request, visit, …)` of a page that is the same for all visitors.

    `personal`: the view prints what is one signed-in person's, so only visitors' pages are kept. Else it may print that
    through holes only: the stars, those that all pages have, and those that `own` fills for each person, by name.
    `clock`: whether the page shows what is over, on now, or open.
    `also` is for a page that changes without its event: what it returns is another whenever the page may read
    otherwise. No date can be told of such a page.
    """

    def decorate(view):
        @before_sessions(to="visitors")
        @require_safe
        @wraps(view)
        def answer(request, event, **names):
            now = timezone.now()
            snapshot = snapshot_of(event, request.user)
            if snapshot is None:
                raise Http404
            visit = _visit(request, snapshot, now)
            if visit.is_mine and visit.choices is None:
                return redirect_to_login(visit.address)
            # The remembered zone too: it is among the choices that the page offers.
            remembered = visit.choices.zone if visit.choices else ""
            key = (*snapshot.key, visit.address, str(visit.zone), remembered, visit.at if clock else None)
            is_kept = visit.choices is None or not (personal or visit.is_mine)
            if also is not None and is_kept:  # before the content is read, as the event's version is
                key = (*key, also(visit))
            if visit.choices is not None:
                return _for_attendee(
                    request, visit, key if is_kept else None, lambda: view(request, visit, **names), own
                )
            return _for_visitor(request, visit, key, lambda: view(request, visit, **names), is_dated=also is None)

        return answer

    return decorate


def _visit(request, snapshot: Snapshot, now: datetime) -> Visit:
    asked = QueryDict(mutable=True)
    room = filters.MAX_VALUES  # over all names, since each value is a chip on the page
    for name in PARAMETERS if request.GET else ():
        if values := filters.cleaned(request.GET.getlist(name))[:room]:
            asked.setlist(name, values)
            room -= len(values)
    choices = choices_of(request.user.pk, snapshot.event.pk) if request.user.is_authenticated else None
    zone, unknown_zone = zones.chosen(
        asked.get("tz", ""), choices.zone if choices else "", default=snapshot.event.timezone
    )
    at = snapshot.moment_at(now) or LONG_AGO
    return Visit(snapshot, asked, request.path, request.user, choices, zone, unknown_zone, at, now)


def _for_visitor(request, visit: Visit, key, view, *, is_dated: bool) -> HttpResponse:
    said = _messages(request)
    body = pages.get(key)
    if body is None or said:
        with pages.making(key):
            body = pages.get(key)
            if body is None or said:
                response = view()
                if response.status_code != 200:
                    return response
                page = Holed(response.content.decode())
                if said:  # by somebody who just signed out, say
                    return _momentary(HttpResponse(page.filled({"messages": said.encode()})))
                body = pages.keep(key, Body(page.filled({})))
    is_public = is_visitor(request)
    response = conditional(
        request,
        body,
        content_type=HTML,
        etag=body.etag if is_public else f"W/{body.etag}",
        cache_control="public, no-cache" if is_public else "private, no-cache",
        last_modified=max(visit.event.changed_at, visit.at) if is_public and is_dated else None,
    )
    if not is_public:  # for visitors `PublicFront` says so
        patch_vary_headers(response, ["Cookie"])
    return response


def _for_attendee(request, visit: Visit, key, view, own) -> HttpResponse:
    page = holed_pages.get(key) if key else None
    if page is None:
        with holed_pages.making(key) if key else nullcontext():
            page = holed_pages.get(key) if key else None
            if page is None:
                response = view()
                if response.status_code != 200:
                    return response
                page = Holed(response.content.decode())
                if key:
                    holed_pages.keep(key, page)
    token = get_token(request)
    said = _messages(request)
    values = {name: text.encode() for name, text in own(visit).items()} if own else {}
    values |= {
        "account": _account(request.user, token).encode(),
        "bookmarks": str(len(visit.bookmarks & visit.snapshot.by_pk.keys())).encode(),
        "messages": said.encode(),
    }
    # Not the page's bytes: in them the masked token differs each time. The secret behind it counts.
    secret = request.META.get("CSRF_COOKIE", "")
    person = (request.user.email, request.user.is_staff)
    marks = (page.digest, secret, sorted(visit.bookmarks), {**values, "account": person})
    validators: Any = {"etag": f"W/{Body(repr(marks).encode()).etag}", "cache_control": "private, no-cache"}
    response = None if said else not_modified(request, **validators)
    if response is None:
        values["token"] = token.encode()
        values |= {star_of(pk): ON.encode() for pk in visit.bookmarks}
        response = whole(request, Body(page.filled(values), level=1), content_type=HTML, **validators)
    patch_vary_headers(response, ["Cookie"])
    return _momentary(response) if said else response


def _account(user, token: str) -> str:
    return render_to_string("_account.html", {"visitor": user, "csrf_token": token})


def _messages(request) -> str:
    """What there is to say this once, as HTML."""
    waiting = get_messages(request)
    return render_to_string("_messages.html", {"messages": waiting}) if len(waiting) else ""


def _momentary(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
