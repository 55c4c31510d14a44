"""Effect before the act: a write is tried, what it would tell attendees is looked at, and only a confirmed one stays.

The write runs whole, `publish` included, and is rolled back when attendees would be told something, or sessions would
clash, and nobody has said yes to that. So what the page announces is what happens, whichever form or action it comes
from. The digest that the page sends along names what was announced: when something else would happen meanwhile, it asks
again.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.messages.storage import default_storage
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models.fields.files import FieldFile
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from schedule.admin.pages import framed
from schedule.changes import line_of
from schedule.clash_records import TODO, Clash
from schedule.models import Change, Event
from schedule.services.clashes import clashes_of_events
from schedule.services.effects import Effects, effects_of

CONFIRMED = "confirmed"
BACK = "back_to_form"
LOOK = "look"  # sent by a script while the form is filled in: only say what would happen

# After these attendees see a session that they did not see before.
_SHOWN = (Change.Kind.ADDED, Change.Kind.RESTORED)

# What a page lists one by one.
MOST_LISTED = 50


@dataclass(frozen=True)
class Announcement:
    """What one event's attendees would be told, and what would clash that does not now."""

    event: Event
    effects: Effects
    changes: tuple[Change, ...]
    clashes: tuple[Clash, ...]
    zone: str = ""  # in which times are shown from then on, where that changes

    @property
    def is_noticed(self) -> bool:
        return bool(self.changes or self.zone)

    @property
    def listed(self):
        """(the effect, its changes in words) of the first sessions."""
        listed = self.effects.each[:MOST_LISTED]
        return [(effect, [line_of(change) for change in effect.changes]) for effect in listed]

    @property
    def unlisted(self) -> int:
        return len(self.effects.each) - len(self.listed)

    @property
    def listed_clashes(self) -> tuple[Clash, ...]:
        return self.clashes[:MOST_LISTED]

    @property
    def unlisted_clashes(self) -> int:
        return len(self.clashes) - len(self.listed_clashes)


class Rehearsal:
    """Within a transaction that holds the locks of these events: what has been written since it was made.

    Clashes before and after are those at one moment, so that the clock adds none.
    """

    def __init__(self, events: Iterable[Event], *, with_clashes: bool, at: datetime):
        self.last = {event: self._newest(event) for event in events}
        self.with_clashes, self.at = with_clashes, at
        self.clashes = self._clashes()

    def _newest(self, event: Event) -> int:
        return Change.objects.filter(event=event).order_by("-pk").values_list("pk", flat=True).first() or 0

    def _clashes(self) -> dict[int, dict[str, Clash]]:
        """Those that want a decision: what is only still to be done is none, nor is what was accepted."""
        if not self.with_clashes:
            return {}
        return {
            pk: {clash.key: clash for clash in clashes if clash.severity != TODO and clash.accepted is None}
            for pk, clashes in clashes_of_events(self.last, at=self.at).items()
        }

    def _new_zone(self, event: Event) -> str:
        if not event.is_published:
            return ""
        now = Event.objects.filter(pk=event.pk).values_list("timezone", flat=True).first()
        return str(now) if now is not None and str(now) != str(event.timezone) else ""

    def announcements(self, *, is_form: bool) -> list[Announcement]:
        """What there is to say yes to. A session that a form adds is not: nobody can have it yet."""
        found, after = [], self._clashes()
        for event, last in self.last.items():
            changes = list(Change.objects.filter(event=event, pk__gt=last).select_related("session").order_by("pk"))
            if is_form and all(change.kind == Change.Kind.ADDED for change in changes):
                changes = []
            shown = {change.session_id for change in changes if change.kind in _SHOWN}
            before = self.clashes.get(event.pk, {})
            clashes = tuple(
                clash
                for key, clash in after.get(event.pk, {}).items()
                if key not in before or not shown.isdisjoint(clash.sessions)
            )
            zone = self._new_zone(event)
            if changes or clashes or zone:
                found.append(Announcement(event, effects_of(event, changes), tuple(changes), clashes, zone))
        return found


def digest_of(announcements: list[Announcement]) -> str:
    told = [(_named(change), change.kind, change.old, change.new) for each in announcements for change in each.changes]
    # Not by their keys, which hold the guid that a new session gets anew at each try.
    clashes = [(clash.rule, clash.text) for each in announcements for clash in each.clashes]
    zones = [each.zone for each in announcements]
    return hashlib.sha256(repr((told, clashes, zones)).encode()).hexdigest()[:20]


def _named(change: Change) -> int | str:
    """The session's key; its title where it is new, since it gets another key at each try."""
    return change.title if change.kind == Change.Kind.ADDED else change.session_id


class RehearsedWrites:
    """What `ScopedAdmin` does with everything that is not only read."""

    rehearses_clashes = False

    # Of ModelAdmin and ScopedAdmin.
    events_of: Any
    get_queryset: Any
    get_changelist_instance: Any

    def _written(self, request, view, *args):
        """What the view answers when it has written; the question, when there is one and nobody said yes."""
        if BACK in request.POST and not getattr(request, "keeps_typed", False):
            return HttpResponseRedirect(request.get_full_path())
        try:
            with transaction.atomic():
                keys = [event.pk for event in self._events_written(request)]
                locked = Event.objects.locked().filter(pk__in=keys).order_by("pk")
                rehearsal = Rehearsal(locked, with_clashes=self.rehearses_clashes, at=timezone.now())
                response = view(request, *args)
                told = rehearsal.announcements(is_form=not is_list(request))
                is_look = LOOK in request.POST
                if is_look or (told and request.POST.get(CONFIRMED) != digest_of(told)):
                    undo(request)
                    return self._look(request, told) if is_look else self._ask_first(request, told).render()
                return response
        except ValidationError as error:  # from `publish`: damage that was there before
            discard_uploads(request)
            messages.error(request, f"Nothing was saved. {' '.join(error.messages)}")
        except IntegrityError:
            discard_uploads(request)
            messages.error(request, "Nothing was saved: somebody saved the same at the same moment. Please try again.")
        except BaseException:
            discard_uploads(request)
            raise
        return HttpResponseRedirect(request.get_full_path())

    def _events_written(self, request) -> list[Event]:
        """The event of the page; of an action on a list those of the rows that it is for."""
        if not is_list(request):
            return [request.event] if request.event else []
        if request.POST.get("select_across") == "1":
            return self.events_of(self.get_changelist_instance(request).get_queryset(request))
        return self.events_of(self.get_queryset(request).filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME)))

    def _look(self, request, told: list[Announcement]):
        return render(request, "admin/schedule/_announcements.html", {"announcements": told})

    def _ask_first(self, request, told: list[Announcement]):
        is_noticed = any(each.is_noticed for each in told)
        return framed(
            self,
            request,
            "announcements",
            title="Attendees will notice this" if is_noticed else "Check this before it is saved",
            announcements=told,
            besides=getattr(request, "besides", []),  # what else the view has to say of what it would do
            digest=digest_of(told),
            repeated=repeated(request.POST),
            has_files=bool(request.FILES),
            is_form=not is_list(request),
        )


def is_list(request) -> bool:
    """Whether it is a list that was posted to, with one of its actions: `ScopedAdmin.changelist_view` says so."""
    return getattr(request, "is_list", False)


def undo(request) -> None:
    """Have the transaction rolled back at its end, and forget what the write stored outside it and told the organiser.

    Until then its rows can be read, by the page that tells of them.
    """
    transaction.set_rollback(True)
    request._messages = default_storage(request)
    discard_uploads(request)


def discard_uploads(request) -> None:
    for file in uploads_of(request):
        file.storage.delete(str(file.name))


def note_uploads(request, form) -> None:
    """Remember the files that this form has just stored."""
    for name in form.changed_data:
        file = getattr(form.instance, name, None)
        if isinstance(file, FieldFile) and file and isinstance(form.cleaned_data.get(name), UploadedFile):
            uploads_of(request).append(file)


def uploads_of(request) -> list[FieldFile]:
    if not hasattr(request, "_uploads_stored"):
        request._uploads_stored = []
    return request._uploads_stored


def repeated(posted) -> list[tuple[str, str]]:
    """What a form sent, for a page that sends it once more."""
    own = ("csrfmiddlewaretoken", CONFIRMED, BACK)
    return [(name, value) for name, values in posted.lists() if name not in own for value in values]
