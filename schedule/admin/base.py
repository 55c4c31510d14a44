"""The admin base class: what an organiser sees and chooses, in whose clocks, and that every write ends in `publish`."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import QueryDict
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from schedule.admin import fields, files
from schedule.admin.deletion import TypedDeletion
from schedule.admin.facts import Fact
from schedule.admin.finding import found_in, narrowing
from schedule.admin.forms import ScopedForm
from schedule.admin.history import HistoryPages
from schedule.admin.names import give_slug
from schedule.admin.notes import mistakes_in, notes_on
from schedule.admin.pages import framed, keys_in
from schedule.admin.previews import MarkdownArea, is_markdown
from schedule.admin.rehearsal import BACK, RehearsedWrites, note_uploads
from schedule.admin.rows import RowFormSet
from schedule.models import Event, Session, Tag
from schedule.services.history import team_of, who
from schedule.services.publish import publish
from schedule.services.sessions import delete_tags
from schedule.visibility import EDIT, SEE, is_everywhere, may

READING = ("GET", "HEAD", "OPTIONS")

BLANK_ROWS = "rows"
MOST_BLANK_ROWS = 5


class ScopedFields(BaseModelAdmin):
    """What the admin classes share with their inlines: rights, and fields whose choices are one event's.

    `request.event` is the event that the page is about, or None where that is not known; `ScopedAdmin` sets it.
    """

    form = ScopedForm
    formfield_overrides = {
        models.DateTimeField: {"form_class": fields.MomentField, "widget": fields.MomentWidget},
        models.DateField: {"form_class": fields.DateField, "widget": fields.DateInput},
        models.TimeField: {"form_class": fields.TimeField, "widget": fields.TimeInput},
        models.FileField: {"form_class": files.UploadField, "widget": files.FileWidget},
        models.ImageField: {"form_class": files.PhotoField, "widget": files.PhotoWidget},
    }

    def has_right(self, request, right: str, obj=None) -> bool:
        """In the event of `obj`; without one, in the event that the page is about; else in any."""
        event = obj if isinstance(obj, Event) else getattr(request, "event", None)
        event_id: int | None = getattr(obj, "event_id", None) or (event.pk if event else None)
        return may(request.user, right, event_id)

    def has_module_permission(self, request):
        return may(request.user, SEE)

    def has_view_permission(self, request, obj=None):
        return self.has_right(request, SEE, obj)

    def has_add_permission(self, request, obj=None):
        return self.has_right(request, EDIT, obj)

    def has_change_permission(self, request, obj=None):
        return self.has_right(request, EDIT, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_right(request, EDIT, obj)

    def get_autocomplete_fields(self, request):
        """None on a page for whoever has no scripts: its choices are all there."""
        return () if BLANK_ROWS in request.GET else super().get_autocomplete_fields(request)

    def get_field_queryset(self, db, db_field, request):
        queryset: Any = super().get_field_queryset(db, db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.using(db)
        right = EDIT if db_field.name == "event" else SEE  # a new row belongs to an event that one may edit
        return of_event(queryset.for_organiser(request.user, right), request.event)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        event_id = request.event.pk if request.event else None
        if isinstance(db_field, models.DateTimeField):
            zone = f"{request.event.timezone} time" if request.event else "the event's time zone"
            kwargs["help_text"] = f"{db_field.help_text} In {zone}.".strip()
        if is_markdown(db_field):
            kwargs["widget"] = MarkdownArea
        if db_field.name in self.get_autocomplete_fields(request):
            widget = fields.EventAutocompleteMultiple if db_field.many_to_many else fields.EventAutocomplete
            kwargs["widget"] = widget(db_field, self.admin_site)
            kwargs["widget"].event_id = event_id
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, models.ForeignKey) and db_field.name != "event":
            field.error_messages["invalid_choice"] = f"Choose a {db_field.verbose_name} of this event."
        if isinstance(wrapper := getattr(field, "widget", None), fields.RelatedFieldWidgetWrapper):
            field.widget = fields.RelatedInEvent.around(wrapper, event_id, is_event=db_field.name == "event")
        if db_field.name == "event" and event_id:
            field.empty_label = None
        return field


class ScopedInline(ScopedFields, admin.TabularInline):
    """Rows are added by Django's script; without scripts a link asks for a page with blank ones and plain choices."""

    formset = RowFormSet
    template = "admin/schedule/rows.html"
    extra = 0

    class Media:
        js = ["js/admin-order.js"]

    def get_extra(self, request, obj=None, **kwargs):
        asked = request.GET.get(BLANK_ROWS, "")
        is_number = asked.isascii() and asked.isdecimal() and len(asked) < 3
        return max(self.extra, min(int(asked), MOST_BLANK_ROWS) if is_number else 0)


class ScopedAdmin(HistoryPages, TypedDeletion, RehearsedWrites, ScopedFields, admin.ModelAdmin):
    """Every admin class of the programme derives from this one; a system check sees to it.

    Each write is one transaction with its `publish` inside, and locks its event first, so that two people who save at
    the same moment do so one after the other.
    """

    asks_for_event = True
    empty_words = ""  # what this list is for, where there is nothing in it
    list_per_page = 100
    save_on_top = True
    change_form_template = "admin/schedule/change_form.html"
    delete_confirmation_template = "admin/schedule/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/schedule/delete_selected_confirmation.html"

    def event_of(self, obj) -> Event:
        return obj.event

    def events_of(self, queryset) -> list[Event]:
        return list(Event.objects.filter(pk__in=queryset.values("event")).order_by("pk"))

    def get_queryset(self, request):
        queryset: Any = super().get_queryset(request)
        return queryset.for_organiser(request.user)

    def get_object(self, request, object_id, from_field=None):
        """Read once for a page. What is written to is read anew, after its event is locked."""
        if request.method not in READING or from_field is not None:
            return super().get_object(request, object_id, from_field)
        known = request.__dict__.setdefault("_objects_read", {})
        key = (self.opts.label, object_id)
        if key not in known:
            known[key] = super().get_object(request, object_id)
        return known[key]

    def get_search_results(self, request, queryset, search_term):
        is_choice = request.resolver_match.url_name == "autocomplete"
        event = self._event_named(request, request.GET.get("event")) if is_choice else request.event
        queryset = of_event(queryset, event) if is_choice else queryset
        return found_in(queryset, search_term, self.get_search_fields(request), event), False

    def get_readonly_fields(self, request, obj=None):
        fixed = ["event", "slug"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_changeform_initial_data(self, request):
        event = {"event": request.event.pk} if request.event else {}
        return {**super().get_changeform_initial_data(request), **event}

    def get_list_display(self, request):
        shown = super().get_list_display(request)
        return [name for name in shown if name != "event"] if request.event else shown

    def view_on_site(self, obj):
        """The address itself: Django's redirect would tell it to people who may not see the object."""
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    def facts(self, obj, request) -> list[Fact]:
        """What the form of this object shows above its fields, in as many queries for any object."""
        return []

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["facts"] = self.facts(obj, request) if obj is not None else []
        context["is_back"] = BACK in request.POST
        context["mistakes"] = mistakes_in(context["adminform"].form, context["inline_admin_formsets"])
        rows = [form for inline in context["inline_admin_formsets"] for form in inline.formset.forms]
        form = context["adminform"].form
        context["conflicts"] = [each for one in (form, *rows) for each in getattr(one, "conflicts", ())]
        if getattr(form, "conflicts", ()):
            context["their_save"] = last = obj.history.select_related("history_user").first()
            context["their_name"] = last and who(last, team_of(obj.event if hasattr(obj, "event") else obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Views: the event, its zone, one transaction

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        request.event = self._event_of_form(request, object_id)
        is_adding = object_id is None and request.method in READING and self.has_add_permission(request)
        if is_adding and self.asks_for_event and request.event is None:
            return self._ask_for_event(request)
        request.keeps_typed = True
        return self._answer(request, super().changeform_view, object_id, form_url, extra_context)

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST":
            request.POST = request.POST.copy()
            request.POST.setlist(ACTION_CHECKBOX_NAME, keys_in(request.POST.getlist(ACTION_CHECKBOX_NAME)))
        request.event, request.is_list = self._event_of_list(request), True
        about = {"empty_words": self.empty_words, "listed_event": request.event, **narrowing(request.GET)}
        about["title"] = capfirst(self.opts.verbose_name_plural)
        return self._answer(request, super().changelist_view, {**about, **(extra_context or {})})

    def delete_view(self, request, object_id, extra_context=None):
        request.event = self._event_of_form(request, object_id)
        return self._answer(request, super().delete_view, object_id, extra_context)

    def _answer(self, request, view, *args):
        with timezone.override(request.event and request.event.timezone):
            response = view(request, *args) if request.method in READING else self._written(request, view, *args)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response

    def _event_of_form(self, request, object_id) -> Event | None:
        if object_id is not None:
            obj = self.get_object(request, unquote(object_id))
            return obj and self.event_of(obj)
        filters = QueryDict(request.GET.get("_changelist_filters", ""))
        for given in (request.POST.get("event"), request.GET.get("event"), filters.get("event__id__exact")):
            if event := self._event_named(request, given):
                return event
        return self._only_event(request, EDIT)

    def _event_of_list(self, request) -> Event | None:
        named = request.GET.getlist("event__id__exact")
        if len(set(named)) > 1:  # Django's list then shows all of them
            return None
        return self._event_named(request, named[0] if named else None) or self._only_event(request, SEE)

    def _event_named(self, request, key: str | None) -> Event | None:
        """As Django's own fields read a key, spaces and a plus sign included."""
        keys = keys_in([(key or "").strip().removeprefix("+")])
        return Event.objects.for_organiser(request.user).filter(pk__in=keys).first() if keys else None

    def _only_event(self, request, right: str) -> Event | None:
        found = list(Event.objects.for_organiser(request.user, right)[:2])
        return found[0] if len(found) == 1 else None

    def _ask_for_event(self, request):
        """Which event the new row is for: asked first, since its zone, rooms and speakers follow from it."""
        events = []
        for event in Event.objects.for_organiser(request.user, EDIT):
            query = request.GET.copy()
            query["event"] = event.pk
            events.append((event, query.urlencode()))
        add_event = reverse("admin:schedule_event_add") if is_everywhere(request.user) else ""
        title = f"Add {self.opts.verbose_name}"
        return framed(self, request, "choose_event", title=title, events=events, add_event=add_event)

    # Writes

    def save_model(self, request, obj, form, change):
        if not (self.has_change_permission(request, obj) if change else self.has_add_permission(request, obj)):
            raise PermissionDenied
        give_slug(obj)
        super().save_model(request, obj, form, change)
        note_uploads(request, form)
        forget_replaced_files(form)
        for note in notes_on(form):
            messages.warning(request, note)
        if form.kept:
            kept = ", ".join(form.kept)
            messages.warning(request, f"Kept what somebody else changed while you were editing: {kept}.")

    def save_formset(self, request, form, formset, change):
        for row in formset.save(commit=False):
            give_slug(row)
            row.save()
        delete_tags(tags=[row for row in formset.deleted_objects if isinstance(row, Tag)])
        for row in formset.deleted_objects:
            if not isinstance(row, Tag):
                forget_files(row)
                row.delete()
        for saved in formset.saved_forms:
            note_uploads(request, saved)
            forget_replaced_files(saved)
        formset.save_m2m()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        publish(self.event_of(form.instance))

    def delete_model(self, request, obj):
        event = self.event_of(obj)
        forget_files(obj)
        super().delete_model(request, obj)
        publish(event)

    def delete_queryset(self, request, queryset):
        events = self.events_of(queryset)
        for obj in queryset:
            forget_files(obj)
        super().delete_queryset(request, queryset)
        for event in events:
            publish(event)

    # What attendees hold on to is not deleted

    def sessions_in(self, objs) -> models.QuerySet[Session]:
        """The sessions that would go with these objects."""
        return Session.objects.none()

    def reasons_to_keep(self, objs) -> list[str]:
        kept = self.sessions_in(objs).filter(bookmarks__isnull=False).annotate(attendees=models.Count("bookmarks"))
        return [f"“{session}” is bookmarked by {count_of(session.attendees, 'attendee')}." for session in kept]

    def deleted_with(self, objs, request):
        """What goes, its numbers, rights that are missing, and what stands in the way, as Django's pages print them."""
        return super().get_deleted_objects(objs, request)

    def get_deleted_objects(self, objs, request):
        reasons = self.reasons_to_keep(objs)  # first, since the list of what goes would name who bookmarked it
        if reasons:
            return [], {}, set(), reasons
        gone, numbers, rights, protected = self.deleted_with(objs, request)
        if not all(self.has_delete_permission(request, obj) for obj in objs):
            rights = {*rights, str(self.opts.verbose_name)}
        return gone, numbers, rights, protected


def of_event(queryset, event: Event | None):
    if event is None:
        return queryset
    return queryset.filter(pk=event.pk) if queryset.model is Event else queryset.filter(event=event)


def count_of(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def forget_replaced_files(form) -> None:
    """Delete the files that this form replaced or cleared, once the transaction is through."""
    for name in form.changed_data:
        old = form.initial.get(name)
        if isinstance(old, models.fields.files.FieldFile) and old.name:
            transaction.on_commit(partial(old.storage.delete, old.name))


def forget_files(obj) -> None:
    for field in obj._meta.concrete_fields:
        if isinstance(field, models.FileField) and (stored := getattr(obj, field.name)):
            transaction.on_commit(partial(stored.storage.delete, stored.name))
    for attachment in obj.attachments.all() if isinstance(obj, Session) else ():
        forget_files(attachment)
