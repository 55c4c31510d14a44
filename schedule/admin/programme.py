"""Events, and what their sessions are sorted by: rooms, tracks, tags."""

from datetime import UTC

from django.contrib import admin, messages
from django.db import models
from django.urls import path
from django.utils import timezone

from schedule.admin import files
from schedule.admin.base import ScopedAdmin, ScopedFields, ScopedInline, count_of
from schedule.admin.bof_call import BofCallPages
from schedule.admin.clashes import ClashPages
from schedule.admin.cloning import ClonePages
from schedule.admin.event_history import EventHistoryPages
from schedule.admin.exports import ExportPages
from schedule.admin.facts import facts_of_event, facts_of_room
from schedule.admin.filters import ScopedFilter
from schedule.admin.forms import EventForm, TagForm
from schedule.admin.imports import ImportPages
from schedule.admin.pages import event_page, framed
from schedule.admin.previews import markdown_url
from schedule.admin.team import TeamPages
from schedule.models import CalendarFeed, Event, Room, Session, Speaker, Tag, TagGroup, Track
from schedule.services.deletion import delete_event
from schedule.services.feeds import readers_of
from schedule.services.sessions import delete_tags
from schedule.visibility import EDIT, OWN, SEE, is_everywhere


class PartOfEvent(ScopedInline):
    """Saved with the event, so for its owners only; others edit rooms and tracks on pages of their own."""

    classes = ["collapse"]
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request, obj=None):
        return self.has_right(request, OWN, obj)

    def has_change_permission(self, request, obj=None):
        return self.has_right(request, OWN, obj)


class RoomInline(PartOfEvent):
    model = Room
    fields = ["name", "order", "capacity", "is_parallel"]


class TrackInline(PartOfEvent):
    model = Track
    fields = ["name", "colour", "order"]


@admin.register(Event)
class EventAdmin(ImportPages, ExportPages, ClashPages, BofCallPages, TeamPages, ClonePages, EventHistoryPages):
    form = EventForm
    asks_for_event = False
    rehearses_clashes = True  # its days may change
    empty_words = "An event is a conference with its days, rooms, sessions. Add one by hand, or from a schedule file."
    formfield_overrides = {
        **ScopedFields.formfield_overrides,
        models.ImageField: {"form_class": files.LogoField, "widget": files.PhotoWidget},
    }
    list_display = ["name", "starts_on", "ends_on", "timezone", "is_published"]
    list_filter = ["is_published"]
    search_fields = ["name", "slug", "venue"]
    date_hierarchy = "starts_on"
    prepopulated_fields = {"slug": ["name"]}
    inlines = [RoomInline, TrackInline]
    change_form_template = "admin/schedule/event_form.html"
    change_list_template = "admin/schedule/event_list.html"
    fieldsets = [
        (None, {"fields": ["name", "slug", "timezone", ("starts_on", "ends_on"), "is_published"]}),
        ("Place", {"fields": ["venue", "address", ("latitude", "longitude"), "is_online"]}),
        ("Words and looks", {"fields": ["tagline", "description", "website", "logo", "accent"]}),
        ("More", {"fields": ["day_starts_at", "changed_at"], "classes": ["collapse"]}),
    ]
    readonly_fields = ["changed_at"]

    def event_of(self, obj):
        return obj

    def events_of(self, queryset):
        return list(queryset)

    def has_add_permission(self, request, obj=None):
        return is_everywhere(request.user)

    def has_change_permission(self, request, obj=None):
        return self.has_right(request, OWN, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_right(request, OWN, obj)

    def may_put_back(self, request, obj):
        return self.has_right(request, OWN, obj)

    def facts(self, obj, request):
        return facts_of_event(obj)

    def get_readonly_fields(self, request, obj=None):
        was_published = obj is not None and (obj.is_published or hasattr(obj, "banner"))  # calendars hold its address
        return [*self.readonly_fields, "slug"] if was_published else self.readonly_fields

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def render_change_form(self, request, context, *args, **kwargs):
        context["may_edit"] = self.has_right(request, EDIT, context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self):
        view = self.admin_site.admin_view(self.calendars_view)
        calendars = path("<path:object_id>/calendars/", view, name="schedule_event_calendars")
        files, people = [*self.import_urls(), *self.export_urls()], self.team_urls()
        rest = [*self.clash_urls(), *self.bof_urls(), *self.clone_urls(), *self.history_urls()]
        return [calendars, markdown_url(self), *files, *people, *rest, *super().get_urls()]

    @event_page(SEE)
    def calendars_view(self, request, event):
        """How many calendars follow the event and were read lately, by which apps."""
        rows = readers_of(event, today=timezone.now().astimezone(UTC).date())
        totals = {name: sum(row[name] for row in rows) for name in ("today", "week", "all")}
        title = f"Calendars that follow {event}"
        return framed(self, request, "calendars", title=title, event=event, rows=rows, totals=totals)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        event, sessions = form.instance, Session.objects.filter(event=form.instance)
        if change and "timezone" in form.changed_data and (number := sessions.scheduled().count()):
            messages.warning(
                request,
                f"{count_of(number, 'session')} stayed at the same moment, so the clock shows another time now: "
                f"all times are in {event.timezone}.",
            )
        if change and "is_published" in form.changed_data and not event.is_published:
            messages.warning(request, "The event is hidden now, and calendars show its sessions as cancelled.")

    def delete_model(self, request, obj):
        delete_event(event=obj)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # an event is deleted on its own page, where its name is typed
        return actions

    def title_to_type(self, obj):
        return obj.name

    def sessions_in(self, objs):
        return Session.objects.filter(event__in=list(objs))

    def reasons_to_keep(self, objs):
        reasons = super().reasons_to_keep(objs)
        if not reasons and (number := CalendarFeed.objects.filter(event__in=list(objs)).count()):
            reasons = [f"{count_of(number, 'calendar')} of attendees follows this event."]
        return reasons

    def deleted_with(self, objs, request):
        """All that an event holds goes with it, so that nothing in it protects anything else."""
        numbers = {"events": len(objs)}
        for model in (Session, Speaker, Room, Track):
            numbers[str(model._meta.verbose_name_plural)] = model.objects.filter(event__in=list(objs)).count()
        return [str(event) for event in objs], numbers, set(), []


@admin.register(Room)
class RoomAdmin(ScopedAdmin):
    empty_words = "Rooms are where sessions take place, online ones too. They come along with an imported schedule."
    list_display = ["name", "event", "order", "capacity", "floor", "is_parallel"]
    list_filter = [("event", ScopedFilter), "is_parallel"]
    list_select_related = ["event"]
    search_fields = ["name", "floor"]
    ordering = ["order", "name", "pk"]
    fieldsets = [
        (None, {"fields": ["event", "name", "order", "capacity", "is_parallel"]}),
        ("Where it is", {"fields": ["floor", "directions", "livestream"]}),
        ("More", {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    def facts(self, obj, request):
        return facts_of_room(obj)


@admin.register(Track)
class TrackAdmin(ScopedAdmin):
    empty_words = "Tracks say what sessions are about, each with a colour on the schedule. An event does well without."
    list_display = ["__str__", "event", "colour", "order"]
    list_filter = [("event", ScopedFilter)]
    search_fields = ["name", "parent__name"]
    autocomplete_fields = ["parent"]
    ordering = ["order", "name", "pk"]
    fieldsets = [
        (None, {"fields": ["event", "name", "parent", "colour", "order"]}),
        ("More", {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("event", "parent")


class TagInline(ScopedInline):
    model = Tag
    fields = ["name"]
    extra = 3


@admin.register(TagGroup)
class TagGroupAdmin(ScopedAdmin):
    empty_words = "Tags of one group answer one question, “Level” say. A group can be a filter on the schedule."
    list_display = ["name", "event", "order", "is_filter"]
    list_filter = [("event", ScopedFilter)]
    list_select_related = ["event"]
    search_fields = ["name"]
    ordering = ["order", "name", "pk"]
    fields = ["event", "name", "order", "is_filter"]
    inlines = [TagInline]


@admin.register(Tag)
class TagAdmin(ScopedAdmin):
    form = TagForm
    empty_words = "Tags are what attendees filter sessions by beside tracks, “Level: Beginner” say."
    list_display = ["name", "group", "event"]
    list_filter = [("event", ScopedFilter), ("group", ScopedFilter)]
    search_fields = ["name", "group__name"]
    autocomplete_fields = ["group"]
    ordering = ["group__order", "group__name", "name", "pk"]
    fieldsets = [
        (None, {"fields": ["event", "group", "name"]}),
        ("More", {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("event", "group")

    def delete_model(self, request, obj):
        delete_tags(tags=[obj])

    def delete_queryset(self, request, queryset):
        delete_tags(tags=queryset)
