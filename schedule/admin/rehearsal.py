"""Effect before the act: a write is tried, what it would tell attendees is looked at, and only a confirmed one stays.

The write runs whole, `publish` included, and is rolled back when attendees would be told something that nobody has said
yes to. So what the page announces is what happens, whichever form or action it comes from. The digest that the page
sends along names what was announced: when something else would happen meanwhile, it asks again.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.messages.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import FieldFile

from schedule.changes import line_of
from schedule.models import Change, Event
from schedule.services.effects import Effects, effects_of

CONFIRMED = "confirmed"
BACK = "back_to_form"

# Sessions that a page lists one by one.
MOST_LISTED = 50


@dataclass(frozen=True)
class Announcement:
    """What one event's attendees would be told."""

    event: Event
    effects: Effects
    changes: tuple[Change, ...]

    @property
    def listed(self):
        """(the effect, its changes in words) of the first sessions."""
        listed = self.effects.each[:MOST_LISTED]
        return [(effect, [line_of(change) for change in effect.changes]) for effect in listed]

    @property
    def unlisted(self) -> int:
        return len(self.effects.each) - len(self.listed)


class Rehearsal:
    """Within a transaction that holds the locks of these events: what has been written since it was made."""

    def __init__(self, events: Iterable[Event]):
        self.last = {event: self._newest(event) for event in events}

    def _newest(self, event: Event) -> int:
        return Change.objects.filter(event=event).order_by("-pk").values_list("pk", flat=True).first() or 0

    def announcements(self, *, is_form: bool) -> list[Announcement]:
        """What attendees would be told. A session that a form adds is not asked about: nobody can have it yet."""
        found = []
        for event, last in self.last.items():
            changes = list(Change.objects.filter(event=event, pk__gt=last).select_related("session").order_by("pk"))
            if not changes or (is_form and all(change.kind == Change.Kind.ADDED for change in changes)):
                continue
            found.append(Announcement(event, effects_of(event, changes), tuple(changes)))
        return found


def digest_of(announcements: list[Announcement]) -> str:
    told = [
        (change.session_id, change.kind, change.old, change.new) for each in announcements for change in each.changes
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:20]


def undo(request) -> None:
    """Roll the transaction back, and forget what the write stored outside it and told the organiser."""
    transaction.set_rollback(True)
    request._messages = default_storage(request)
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
