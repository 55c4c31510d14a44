"""A BoF slot whose topic is to come, in the admin: choosing its topic, or splitting it into several."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.urls import path

from schedule.admin.base import ScopedAdmin, count_of
from schedule.admin.bof_scheduling import hosts_told, told_of
from schedule.admin.fields import MomentField
from schedule.admin.pages import form_address, framed, keys_in
from schedule.admin.rehearsal import BACK
from schedule.models import BofInterest, BofProposal, Bookmark, Room, Session
from schedule.services.bof_slots import schedule_topic
from schedule.services.bof_splitting import Part, split_slot
from schedule.services.bofs import NotNow
from schedule.text import clean_line
from schedule.visibility import EDIT

FEWEST_PARTS, MOST_PARTS = 2, 8
ANEW = "anew"  # sent by the buttons that lay the form out for another number of topics, or another order


class PartForm(forms.Form):
    """One topic of a slot: from the board, or with a title that is typed."""

    topic = forms.ChoiceField(label="Topic of the board", required=False)
    title = forms.CharField(
        label="Or a title", required=False, max_length=200, help_text="Where no topic of the board is chosen."
    )
    starts_at = MomentField(label="Starts")
    ends_at = MomentField(label="Ends")
    room = forms.ChoiceField(required=False)

    def __init__(self, *args, topics: dict[str, Any], rooms: dict[str, Room], **kwargs):
        super().__init__(*args, **kwargs)
        self.topics, self.rooms = topics, rooms
        offered = [(key, f"{topic.title} ({topic.interest} interested)") for key, topic in topics.items()]
        self.fields["topic"].choices = [("", "None of the board"), *offered]  # type: ignore[attr-defined]
        named = [(key, room.name) for key, room in rooms.items()]
        self.fields["room"].choices = [("", "As the slot has it"), *named]  # type: ignore[attr-defined]

    def clean(self):
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("topic") and not clean_line(cleaned.get("title", "")):
            self.add_error("title", "Choose a topic of the board, or type a title.")
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "The end must be after the start.")
        return cleaned

    @property
    def part(self) -> Part:
        cleaned, topic = self.cleaned_data, self.topics.get(self.cleaned_data["topic"])
        title = topic.title if topic else clean_line(cleaned["title"])
        return Part(title, cleaned["starts_at"], cleaned["ends_at"], topic, self.rooms.get(cleaned["room"]))


class SlotPages(ScopedAdmin):
    """The pages of `BofSessionAdmin` about an open slot."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/topics/", wrap(self.topics_view), name="schedule_bofsession_topics"),
            path("<path:object_id>/split/", wrap(self.split_view), name="schedule_bofsession_split"),
            *super().get_urls(),
        ]

    def topics_view(self, request, object_id):
        request.event = self._event_of_form(request, object_id)
        return self._answer(request, self._topics_page, object_id)

    def split_view(self, request, object_id):
        request.event = self._event_of_form(request, object_id)
        request.keeps_typed = True
        return self._answer(request, self._split_page, object_id)

    # One topic

    def _topics_page(self, request, object_id):
        slot = self._seen(request, object_id)
        may_edit, topics = self.has_right(request, EDIT, slot), _on_board(slot)
        if request.method == "POST":
            if not may_edit:
                raise PermissionDenied
            return self._given(request, slot, topics)
        wished = set(slot.wished_by.values_list("pk", flat=True))
        limits = [each for each in (slot.room and slot.room.capacity, slot.capacity) if each is not None]
        room_for = min(limits, default=None)
        return framed(
            self,
            request,
            "slot_topics",
            title=f"A topic for “{slot}”",
            object=slot,
            event=slot.event,
            topics=[
                (topic, topic.pk in wished, room_for is not None and topic.interest > room_for)
                for topic in topics.values()
            ],
            room_for=room_for,
            may_edit=may_edit,
        )

    def _given(self, request, slot, topics: dict[str, Any]):
        topic = topics.get(request.POST.get("topic", ""))
        if topic is None:
            messages.error(request, "This topic is not on the board any more. Choose another.")
            return HttpResponseRedirect(request.get_full_path())
        request.besides = told_of(topic)
        try:
            session = schedule_topic(proposal=topic, slot=slot, by=request.user)
        except NotNow as refusal:
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(request.get_full_path())
        messages.success(request, f"“{session}” has its slot.")
        return HttpResponseRedirect(form_address(session))

    # Several

    def _split_page(self, request, object_id):
        slot = self._seen(request, object_id)
        if not self.has_right(request, EDIT, slot):
            raise PermissionDenied
        is_anew, is_back = ANEW in request.POST, BACK in request.POST
        number, is_at_once = _layout_in(request.POST[ANEW] if is_anew else request.GET.get("layout", ""))
        parts = self._part_forms(request, slot, number, is_at_once)
        is_sent = request.method == "POST" and not is_anew and not is_back
        problems: list[str] = []
        if is_sent and _are_valid(parts):
            chosen = [form.part for form in parts]
            request.besides = _told_of_split(slot, chosen)
            try:
                made = split_slot(session=slot, parts=chosen, by=request.user)
            except ValidationError as refusal:
                problems = refusal.messages
            else:
                messages.success(request, f"Split into {len(made)}: {', '.join(f'“{each}”' for each in made)}.")
                return HttpResponseRedirect(form_address(made[0]))
        return framed(
            self,
            request,
            "slot_split",
            title=f"Split “{slot}”",
            object=slot,
            event=slot.event,
            parts=parts,
            problems=problems,
            is_back=is_back,
            has_mistakes=is_sent and any(form.errors for form in parts),
            bookmarks=Bookmark.objects.filter(session=slot.pk).count(),
            layout=_layout(number, is_at_once),
            other_layouts=_other_layouts(number, is_at_once),
        )

    def _part_forms(self, request, slot, number: int, is_at_once: bool) -> list[PartForm]:
        topics = _on_board(slot)
        rooms = {str(room.pk): room for room in Room.objects.filter(event=slot.event)}
        sent = request.POST if request.method == "POST" and ANEW not in request.POST else None
        forms = []
        for place, (starts_at, ends_at) in enumerate(shares_of(slot, number, is_at_once=is_at_once), start=1):
            prefix = f"part-{place}"
            kept = {name: request.POST.get(f"{prefix}-{name}", "") for name in ("topic", "title", "room")}
            initial = {**kept, "starts_at": starts_at, "ends_at": ends_at}
            forms.append(PartForm(sent, prefix=prefix, topics=topics, rooms=rooms, initial=initial))
        return forms


def _are_valid(parts: list[PartForm]) -> bool:
    """All mistakes at once, each where it was made."""
    chosen: set[str] = set()
    for form in parts:
        form.full_clean()
        topic = form.cleaned_data.get("topic")
        if topic in chosen:
            form.add_error("topic", "The same topic stands here twice.")
        chosen |= {topic} if topic else set()
    return not any(form.errors for form in parts)


def shares_of(slot: Session, number: int, *, is_at_once: bool) -> list[tuple[datetime | None, datetime | None]]:
    """Start and end of each part: one after the other in equal shares of whole minutes, or all of them at once."""
    starts_at, ends_at = slot.starts_at, slot.ends_at
    if starts_at is None or ends_at is None or is_at_once:
        return [(starts_at, ends_at)] * number
    share = (ends_at - starts_at) / number
    edges = [(starts_at + share * place).replace(second=0, microsecond=0) for place in range(number)]
    return list(pairwise([*edges, ends_at]))


def _layout(number: int, is_at_once: bool) -> str:
    return f"{number}-at-once" if is_at_once else str(number)


def _layout_in(text: str) -> tuple[int, bool]:
    """The number of topics, and whether all are at the same time."""
    number, _, order = text.partition("-")
    [asked, *_] = [*keys_in([number]), FEWEST_PARTS]
    return min(max(asked, FEWEST_PARTS), MOST_PARTS), order == "at-once"


def _other_layouts(number: int, is_at_once: bool) -> list[tuple[str, str]]:
    """(value, words) of the buttons that lead to them."""
    numbers = [each for each in (number - 1, number + 1) if FEWEST_PARTS <= each <= MOST_PARTS]
    order = "One after the other" if is_at_once else "All at the same time"
    others = [(_layout(each, is_at_once), f"{each} topics") for each in numbers]
    return [*others, (_layout(number, not is_at_once), order)]


def _on_board(slot: Session) -> dict[str, Any]:
    """Those that most are interested in first."""
    rows = BofProposal.objects.filter(event=slot.event_id).open().for_board().order_by("-interest", "title", "pk")
    return {str(topic.pk): topic for topic in rows.select_related("event")}


def _told_of_split(slot: Session, parts: list[Part]) -> list[str]:
    """What becomes of the bookmarks of the slot."""
    had = set(Bookmark.objects.filter(session=slot.pk).values_list("user", flat=True))
    topics = [part.proposal for part in parts if part.proposal]
    wanting = set(BofInterest.objects.filter(proposal__in=topics).values_list("user", flat=True))
    topics_of_theirs = "the topics of interest to them"
    following, rest, new = len(had & wanting), len(had - wanting), len(wanting - had)
    told = (
        f"{count_of(len(had), 'attendee')} bookmarked the slot: {_get(following)} {topics_of_theirs}, "
        f"{_get(rest)} all {len(parts)}."
    )
    newly = f"Of those who had not bookmarked it, {_get(new)} {topics_of_theirs}."
    of_hosts = [line for topic in topics for line in hosts_told(topic)]
    return [*([told] if had else []), *([newly] if new else []), *of_hosts]


def _get(number: int) -> str:
    return f"{number} {'gets' if number == 1 else 'get'}"
