"""What the fields that search for a row say beside its name: who works where, how many a room holds, a tag's group."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model
from django.urls import reverse

from schedule.models import Room, Speaker, Tag


def _of_speaker(speaker: Speaker) -> dict[str, Any]:
    photo = reverse("photo", args=[speaker.event.slug, speaker.slug]) if speaker.photo and speaker.slug else ""
    return {"name": speaker.name, "detail": speaker.company, "photo": photo, "initials": speaker.initials}


def _of_room(room: Room) -> dict[str, Any]:
    places = f"{room.capacity} places" if room.capacity else ""
    return {"name": room.name, "detail": ", ".join(part for part in (places, room.floor) if part)}


def _of_tag(tag: Tag) -> dict[str, Any]:
    return {"name": tag.name, "detail": tag.group.name if tag.group else ""}


_DETAILS: dict[type[Model], Callable[[Any], dict[str, Any]]] = {Speaker: _of_speaker, Room: _of_room, Tag: _of_tag}
# What the details read, so that a page of choices costs the same however many there are.
_READ = {Speaker: ["event"], Room: [], Tag: ["group"]}


class ChoicesView(AutocompleteJsonView):
    """Django's view, scoped by `ScopedAdmin.get_search_results`, with details that `admin-choices.js` shows."""

    def get_queryset(self):
        rows = super().get_queryset()
        read = _READ.get(rows.model)
        return rows.select_related(*read) if read else rows

    def serialize_result(self, obj, to_field_name):
        details = _DETAILS.get(type(obj))
        return {**super().serialize_result(obj, to_field_name), **(details(obj) if details else {})}


def choices_view(site: AdminSite):
    """The view in whose place this site's `autocomplete_view` stands."""
    return ChoicesView.as_view(admin_site=site)
