"""Sessions in the admin: what talks and BoFs have in common, and talks."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.html import format_html

from schedule.admin.actions import SessionActions
from schedule.admin.base import ScopedInline
from schedule.admin.clash_notes import ClashFilter, ClashList, ClashNotes
from schedule.admin.deletion import reasons_against_many
from schedule.admin.facts import facts_of_session
from schedule.admin.filters import DayFilter, ScopedFilter
from schedule.admin.forms import AttachmentForm
from schedule.admin.lengths import SessionForm, offer_lengths
from schedule.admin.times import SessionTimes
from schedule.models import Attachment, Session, SessionSpeaker, Talk
from schedule.visibility import EDIT, RUN

# What helpers may change while the event is on.
ON_THE_DAY = ("status", "room")


class SpeakerInline(ScopedInline):
    model = SessionSpeaker
    fields = ["speaker", "role", "order"]
    autocomplete_fields = ["speaker"]
    verbose_name_plural = "speakers"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("speaker")


class AttachmentInline(ScopedInline):
    model = Attachment
    form = AttachmentForm
    fields = ["label", "file", "url", "order"]


class SessionList(ClashList):
    def get_queryset(self, request, exclude_parameters=None):
        people = SessionSpeaker.objects.select_related("speaker").order_by("order", "pk")
        return super().get_queryset(request, exclude_parameters).prefetch_related(Prefetch("appearances", people))


class SessionAdmin(SessionActions, SessionTimes, ClashNotes):
    form = SessionForm
    list_display = ["title", "when", "state", "room", "people", "track", "clash_column", "event"]
    list_filter: Any = [
        *(("event", ScopedFilter), DayFilter, ClashFilter, "status", "kind"),
        *(("track", ScopedFilter), ("room", ScopedFilter)),
    ]
    list_select_related = ["event", "room", "track__parent"]
    search_fields = ["title", "slug", "abstract", "appearances__speaker__name", "appearances__speaker__company"]
    autocomplete_fields = ["tags"]  # rooms and tracks are few: a phone's own list is quicker, and needs no script
    inlines = [SpeakerInline, AttachmentInline]
    change_form_template = "admin/schedule/session_form.html"
    change_list_template = "admin/schedule/session_list.html"
    readonly_fields = ["revision", "created_at", "updated_at"]
    what = ("title", ("kind", "status"))
    when_and_where = ("starts_at", "ends_at", "room", "track")
    # Groups of fields that the two kinds put into an order of their own.
    link: Any = (
        "Access link",
        {"fields": ["access_url", "access_note", ("access_audience", "access_minutes"), "access_opens_at"]},
    )
    words: Any = ("Description", {"fields": ["abstract", "tags", "language"]})
    more: Any = (
        "More",
        {"fields": ["news", "notes_url", "recording", "capacity", "slug", "revision", "created_at", "updated_at"],
         "classes": ["collapse"]},
    )  # fmt: skip

    class Media:
        js = ["js/admin-moments.js", "js/admin-look.js"]

    def get_changelist(self, request, **kwargs):
        return SessionList

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if not change and request.event is not None:
            offer_lengths(form, request.event)
        return form

    def facts(self, obj, request):
        return facts_of_session(obj)

    # Rights

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) or self._runs_the_day(request, obj)

    def _runs_the_day(self, request, session) -> bool:
        event = session.event if session else getattr(request, "event", None)
        is_seen = session is None or not session.is_draft
        return bool(event and is_seen and event.is_on(timezone.now()) and self.has_right(request, RUN, event))

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        if obj is None or self.has_right(request, EDIT, obj):
            return readonly
        shown = flatten_fieldsets(self.get_fieldsets(request, obj))
        may_change = [name for name in ON_THE_DAY if name != "status" or not obj.is_cancelled]  # cancelled stays so
        return [*readonly, *(name for name in shown if name not in (*readonly, *may_change))]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "status" and not self.has_right(request, EDIT):
            kwargs["choices"] = [choice for choice in Session.Status.choices if choice[0] != Session.Status.DRAFT]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        if "news" in form.changed_data:
            obj.news_at = timezone.now() if obj.news else None
        super().save_model(request, obj, form, change)

    def sessions_in(self, objs):
        return Session.objects.filter(pk__in=[session.pk for session in objs])

    def reasons_to_keep(self, objs):
        return super().reasons_to_keep(objs) or reasons_against_many(objs)

    def title_to_type(self, obj):
        return "" if obj.status == Session.Status.DRAFT else obj.title

    def deleted_with(self, objs, request):
        """In the organiser's words: Django's own list would call an appearance a speaker who is deleted."""
        gone = list(objs)
        numbers = {"sessions": len(gone), "attachments": Attachment.objects.filter(session__in=gone).count()}
        return [str(session) for session in gone], numbers, set(), []

    @admin.display(description="Time", ordering="starts_at")
    def when(self, session):
        if session.starts_at is None:
            return "–"
        starts_at, ends_at = session.event.local(session.starts_at), session.event.local(session.ends_at)
        day, times = f"{starts_at:%a} {starts_at.day} {starts_at:%b %Y}", f"{starts_at:%H:%M}–{ends_at:%H:%M %Z}"
        return format_html('<span class="whole">{},</span> <span class="whole">{}</span>', day, times)

    @admin.display(description="Speakers")
    def people(self, session):
        return ", ".join(appearance.speaker.name for appearance in session.appearances.all()) or "–"

    @admin.display(description="Status", ordering="status")
    def state(self, session):
        return format_html('<span class="state state--{}">{}</span>', session.status, session.get_status_display())


@admin.register(Talk)
class TalkAdmin(SessionAdmin):
    empty_words = "Talks, keynotes, breaks: all of the programme but BoFs. Add one by hand, or import a schedule file."
    fieldsets: Any = [
        (None, {"fields": ["event", *SessionAdmin.what, *SessionAdmin.when_and_where]}),
        SessionAdmin.words,
        (SessionAdmin.link[0], {**SessionAdmin.link[1], "classes": ["collapse"]}),
        SessionAdmin.more,
    ]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "kind":  # a talk that became a BoF would vanish from this list
            kwargs["choices"] = [choice for choice in Session.Kind.choices if choice[0] != Session.Kind.BOF]
        return super().formfield_for_choice_field(db_field, request, **kwargs)
