"""BoF sessions, whose access link matters more than their words, and whose topic is often to come."""

from django.contrib import admin
from django.urls import reverse

from schedule.admin.bof_slots import SlotPages
from schedule.admin.clash_notes import ClashFilter
from schedule.admin.facts import Fact
from schedule.admin.filters import DayFilter, ScopedFilter
from schedule.admin.lengths import SessionForm
from schedule.admin.sessions import SessionAdmin
from schedule.models import BofSession, Session
from schedule.visibility import EDIT


class BofForm(SessionForm):
    def clean_is_open_slot(self):
        is_open = self.cleaned_data["is_open_slot"]
        if is_open and self.instance.pk and (topic := self.instance.proposals.first()):
            self.add_error("is_open_slot", f"It has “{topic}”. Take that out of its slot first.")
        return is_open


@admin.register(BofSession)
class BofSessionAdmin(SlotPages, SessionAdmin):
    form = BofForm
    empty_words = "Birds of a feather: slots whose topic and access link often come later."
    list_display = ["title", "when", "state", "room", "people", "has_topic", "has_link", "clash_column", "event"]
    list_filter = [
        ("event", ScopedFilter),
        DayFilter,
        ClashFilter,
        "status",
        "is_open_slot",
        ("track", ScopedFilter),
        ("room", ScopedFilter),
    ]
    change_form_template = "admin/schedule/bof_form.html"
    change_list_template = "admin/schedule/bof_list.html"
    fieldsets = [
        (None, {"fields": ["event", "title", "status", "is_open_slot", *SessionAdmin.when_and_where]}),
        SessionAdmin.link,
        SessionAdmin.words,
        SessionAdmin.more,
    ]

    @admin.display(description="Access link", boolean=True)
    def has_link(self, session):
        return bool(session.access_url)

    @admin.display(description="Topic", boolean=True)
    def has_topic(self, session):
        return not session.is_open_slot

    def facts(self, obj, request):
        topics = obj.proposals.order_by("title", "pk")
        told = [
            Fact("Topic", topic.title, reverse("admin:schedule_bofproposal_change", args=[topic.pk]))
            for topic in topics
        ]
        return [*told, *super().facts(obj, request)]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_split"] = obj is not None and self.has_right(request, EDIT, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        obj.kind = Session.Kind.BOF
        super().save_model(request, obj, form, change)
