"""What organisers do with many sessions at once. `rehearsal` asks first where attendees would notice."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from schedule.admin.base import ScopedAdmin, count_of
from schedule.admin.pages import framed
from schedule.models import Bookmark, Room, Session, Tag, Track
from schedule.services import sessions as service
from schedule.visibility import EDIT, RUN

Status = Session.Status

# A session is not moved by more than a week: whoever means that means another date.
MOST_MINUTES = 7 * 24 * 60

# What the choice of no room sends.
NONE = "none"


class MinutesForm(forms.Form):
    minutes = forms.IntegerField(
        min_value=-MOST_MINUTES,
        max_value=MOST_MINUTES,
        label="Later by minutes",
        help_text="For example 15; -15 makes it earlier.",
    )


class ChoiceOfRow(forms.Form):
    """One of the event's rows, as `row`. `empty` is what choosing none is called; without it that is refused."""

    model: Any
    empty = ""
    row = forms.ChoiceField()

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        rows = self.model.objects.filter(event=event).select_related(*(("group",) if self.model is Tag else ()))
        self.rows = {str(row.pk): row for row in rows}
        name = str(self.model._meta.verbose_name)
        none = [(NONE, self.empty)] if self.empty else []
        self.fields["row"].label = name.capitalize()
        self.fields["row"].choices = [  # type: ignore[attr-defined]
            ("", f"Choose a {name} …"),
            *none,
            *((key, str(row)) for key, row in self.rows.items()),
        ]

    def clean_row(self):
        return self.rows.get(self.cleaned_data["row"])


class RoomForm(ChoiceOfRow):
    model, empty = Room, "No room"


class TrackForm(ChoiceOfRow):
    model, empty = Track, "No track"


class TagForm(ChoiceOfRow):
    model = Tag


class SessionActions(ScopedAdmin):
    """The actions of `SessionAdmin`."""

    when: Callable[[Session], str]  # its column
    actions = [
        "publish_sessions",
        "cancel_sessions",
        "withdraw_sessions",
        "move_sessions",
        "change_room",
        "set_track",
        "add_tag",
        "swap_sessions",
    ]

    def has_edit_permission(self, request):
        return self.has_right(request, EDIT)

    @admin.action(description="Publish, or take back a cancellation", permissions=["edit"])
    def publish_sessions(self, request, queryset):
        if sessions := self._allowed(request, queryset, EDIT):
            self._tell(request, service.set_status(sessions=sessions, status=Status.PUBLISHED), "published")

    @admin.action(description="Cancel …", permissions=["change"])
    def cancel_sessions(self, request, queryset):
        sessions = self._allowed(request, queryset, RUN)
        seen = [session for session in sessions if not session.is_draft]
        if left := len(sessions) - len(seen):
            messages.warning(request, f"{count_of(left, 'draft')} left alone: nobody has seen it, so nobody is told.")
        if seen:
            self._tell(request, service.set_status(sessions=seen, status=Status.CANCELLED), "cancelled")

    @admin.action(description="Back to draft …", permissions=["edit"])
    def withdraw_sessions(self, request, queryset):
        if sessions := self._allowed(request, queryset, EDIT):
            self._tell(request, service.set_status(sessions=sessions, status=Status.DRAFT), "made a draft")

    @admin.action(description="Move by minutes …", permissions=["edit"])
    def move_sessions(self, request, queryset):
        def move(sessions, form):
            minutes = form.cleaned_data["minutes"]
            done = f"moved {count_of(abs(minutes), 'minute')} {'earlier' if minutes < 0 else 'later'}"
            self._tell(request, service.move(sessions=sessions, minutes=minutes), done)

        return self._with_form(request, queryset, "Move {}", MinutesForm, move, EDIT)

    @admin.action(description="Change room …", permissions=["change"])
    def change_room(self, request, queryset):
        def change(sessions, form):
            room = form.cleaned_data["row"]
            done = f"put in {room}" if room else "taken out of their room"
            self._tell(request, service.set_room(sessions=sessions, room=room), done)

        return self._with_form(request, queryset, "Another room for {}", RoomForm, change, RUN)

    @admin.action(description="Set track …", permissions=["edit"])
    def set_track(self, request, queryset):
        def change(sessions, form):
            track = form.cleaned_data["row"]
            done = f"put in the track {track}" if track else "taken out of their track"
            self._tell(request, service.set_track(sessions=sessions, track=track), done)

        return self._with_form(request, queryset, "Track of {}", TrackForm, change, EDIT)

    @admin.action(description="Add tag …", permissions=["edit"])
    def add_tag(self, request, queryset):
        def add(sessions, form):
            tag = form.cleaned_data["row"]
            self._tell(request, service.add_tag(sessions=sessions, tag=tag), f"tagged “{tag}”")

        return self._with_form(request, queryset, "Tag {}", TagForm, add, EDIT)

    @admin.action(description="Swap two sessions", permissions=["edit"])
    def swap_sessions(self, request, queryset):
        def swap(sessions, form):
            one, other = sessions
            service.swap(one=one, other=other)
            messages.success(request, f"“{one}” and “{other}” have swapped their times and rooms.")

        if queryset.count() != 2 or queryset.values("event").distinct().count() != 1:
            messages.error(request, "Select exactly two sessions of one event to swap their times and rooms.")
            return None
        return self._with_form(request, queryset, "Swap {}", forms.Form, swap, EDIT)

    # What they share

    def _allowed(self, request, queryset, right: str) -> list[Session]:
        """Those to which this person may do it, in order; the number of others is told. RUN: helpers too, that day."""
        sessions = list(queryset.select_related("event", "room").in_order())
        allowed = [
            session
            for session in sessions
            if self.has_right(request, right, session)
            and (right != RUN or self.has_change_permission(request, session))
        ]
        if refused := len(sessions) - len(allowed):
            messages.error(request, f"{count_of(refused, 'session')} left alone: your role does not let you change it.")
        return allowed

    def _with_form(self, request, queryset, title: str, form_class: Any, act: Callable[..., None], right: str):
        """Asks for what the action needs, then acts: once, since the version that the page sends is then an old one."""
        sessions = self._allowed(request, queryset, right)
        if not sessions:
            return None
        if len({session.event_id for session in sessions}) > 1:
            messages.error(request, "These are sessions of several events. Choose one event in the filter first.")
            return None
        event = sessions[0].event
        is_sent = "apply" in request.POST
        if is_sent and request.POST.get("version") != event.version:
            messages.warning(request, "This was done already, or somebody changed the event meanwhile. Look once more.")
            is_sent = False
        more = {"event": event} if issubclass(form_class, ChoiceOfRow) else {}
        form = form_class(request.POST if is_sent else None, **more)
        if is_sent and form.is_valid():
            act(sessions, form)
            return None
        return framed(
            self,
            request,
            "action",
            title=title.format(count_of(len(sessions), "session")),
            form=form,
            rows=[(session, self.when(session)) for session in sessions],
            action=request.POST["action"],
            version=event.version,
            checkbox=ACTION_CHECKBOX_NAME,
        )

    def _tell(self, request, changed: list[Session], done: str) -> None:
        if not changed:
            messages.info(request, "Nothing to do: it is so already.")
            return
        touched = Bookmark.objects.filter(session__in=[session.pk for session in changed]).count()
        told = f", with {count_of(touched, 'bookmark')}" if touched else ""
        messages.success(request, f"{count_of(len(changed), 'session')} {done}{told}.")
