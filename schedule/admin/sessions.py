"""Sessions in the admin: what talks and BoFs have in common, and talks."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.views.main import ChangeList
from django.db.models import Prefetch
from django.template.response import TemplateResponse
from django.utils.html import format_html

from schedule.admin.advice import warnings_about
from schedule.admin.base import ScopedAdmin, ScopedInline, count_of
from schedule.admin.facts import facts_of_session
from schedule.admin.filters import ScopedFilter
from schedule.admin.forms import AttachmentForm
from schedule.admin.lengths import SessionForm, offer_lengths
from schedule.models import Attachment, Bookmark, Session, SessionSpeaker, Talk
from schedule.services.statuses import set_status

Status = Session.Status


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


class SessionList(ChangeList):
    def get_queryset(self, request, exclude_parameters=None):
        people = SessionSpeaker.objects.select_related("speaker").order_by("order", "pk")
        return super().get_queryset(request, exclude_parameters).prefetch_related(Prefetch("appearances", people))


class SessionAdmin(ScopedAdmin):
    form = SessionForm
    list_display = ["title", "when", "state", "room", "people", "track", "event"]
    list_filter = [("event", ScopedFilter), "status", "kind", ("track", ScopedFilter), ("room", ScopedFilter)]
    list_select_related = ["event", "room", "track__parent"]
    search_fields = ["title", "slug", "abstract", "appearances__speaker__name", "appearances__speaker__company"]
    date_hierarchy = "starts_at"
    autocomplete_fields = ["room", "track", "tags"]
    inlines = [SpeakerInline, AttachmentInline]
    actions = ["publish_sessions", "cancel_sessions", "withdraw_sessions"]
    readonly_fields = ["revision", "created_at", "updated_at"]
    what = ("title", ("kind", "status"))
    when_and_where = ("starts_at", "ends_at", "room", "track")
    # Groups of fields that the two kinds put into an order of their own.
    link: Any = ("Access link", {"fields": ["access_url", ("access_audience", "access_opens_at")]})
    words: Any = ("Description", {"fields": ["abstract", "tags", "language"]})
    more: Any = (
        "More",
        {"fields": ["recording", "capacity", "slug", "revision", "created_at", "updated_at"],
         "classes": ["collapse"]},
    )  # fmt: skip

    class Media:
        js = ["js/admin-moments.js"]

    def get_changelist(self, request, **kwargs):
        return SessionList

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if not change and request.event is not None:
            offer_lengths(form, request.event)
        return form

    def facts(self, obj, request):
        return facts_of_session(obj)

    def sessions_in(self, objs):
        return Session.objects.filter(pk__in=[session.pk for session in objs])

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

    # What organisers should know, and may want all the same

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for warning in warnings_about(form.instance):
            messages.warning(request, warning)

    # Actions

    @admin.action(description="Publish, or take back a cancellation", permissions=["change"])
    def publish_sessions(self, request, queryset):
        self._set_status(request, queryset, Status.PUBLISHED, "published")

    @admin.action(description="Cancel …", permissions=["change"])
    def cancel_sessions(self, request, queryset):
        seen = queryset.exclude(status=Status.DRAFT)
        if left := queryset.filter(status=Status.DRAFT).count():
            messages.warning(request, f"{count_of(left, 'draft')} left alone: nobody has seen it, so nobody is told.")
        says = "It stays on the schedule, struck out, and turns into “cancelled” in every calendar."
        return self._confirmed(request, seen, Status.CANCELLED, "cancelled", verb="Cancel", says=says)

    @admin.action(description="Back to draft …", permissions=["change"])
    def withdraw_sessions(self, request, queryset):
        says = "It disappears from the schedule. In calendars that have it already it is shown as cancelled."
        return self._confirmed(request, queryset, Status.DRAFT, "made a draft", verb="Withdraw", says=says)

    def _confirmed(self, request, queryset, status, done, *, verb, says):
        """Ask first, and say how many people it concerns."""
        sessions = queryset.exclude(status=status)
        if not sessions:
            messages.info(request, "Nothing to do.")
            return None
        if "confirmed" in request.POST:
            return self._set_status(request, sessions, status, done)
        bookmarks = Bookmark.objects.filter(session__in=sessions.values("pk"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb} {count_of(len(sessions), 'session')}?",
            "opts": self.opts,
            "rows": [(session, self.when(session)) for session in sessions],
            "people": count_of(bookmarks.values("user").distinct().count(), "attendee"),
            "bookmarks": bookmarks.count(),
            "says": says,
            "verb": f"{verb} {count_of(len(sessions), 'session')}",
            "action": request.POST["action"],
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/schedule/confirm_status.html", context)

    def _set_status(self, request, queryset, status, done):
        changed = set_status(sessions=queryset, status=status)
        LogEntry.objects.log_actions(request.user.pk, changed, CHANGE, [{"changed": {"fields": ["Status"]}}])
        touched = Bookmark.objects.filter(session__in=[session.pk for session in changed]).count()
        told = f", with {count_of(touched, 'bookmark')}" if touched else ""
        messages.success(request, f"{count_of(len(changed), 'session')} {done}{told}.")
        for session in changed if status == Status.PUBLISHED else ():
            for warning in warnings_about(session):
                messages.warning(request, warning)


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
