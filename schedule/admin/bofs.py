"""BoF sessions, whose access link matters more than their words."""

from django.contrib import admin

from schedule.admin.clash_notes import ClashFilter
from schedule.admin.filters import DayFilter, ScopedFilter
from schedule.admin.sessions import SessionAdmin
from schedule.models import BofSession, Session


@admin.register(BofSession)
class BofSessionAdmin(SessionAdmin):
    empty_words = "Birds of a feather: slots whose topic and access link often come later."
    list_display = ["title", "when", "state", "room", "people", "has_link", "clash_column", "event"]
    list_filter = [
        ("event", ScopedFilter),
        DayFilter,
        ClashFilter,
        "status",
        ("track", ScopedFilter),
        ("room", ScopedFilter),
    ]
    fieldsets = [
        (None, {"fields": ["event", "title", "status", *SessionAdmin.when_and_where]}),
        SessionAdmin.link,
        SessionAdmin.words,
        SessionAdmin.more,
    ]

    @admin.display(description="Access link", boolean=True)
    def has_link(self, session):
        return bool(session.access_url)

    def save_model(self, request, obj, form, change):
        obj.kind = Session.Kind.BOF
        super().save_model(request, obj, form, change)
