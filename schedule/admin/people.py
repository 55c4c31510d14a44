"""Speakers, with their links."""

from django.contrib import admin
from django.db.models import Count

from schedule.admin.base import ScopedAdmin, ScopedInline
from schedule.admin.facts import facts_of_speaker
from schedule.admin.filters import ScopedFilter
from schedule.admin.forms import SpeakerForm
from schedule.models import Speaker, SpeakerLink


class SpeakerLinkInline(ScopedInline):
    model = SpeakerLink
    fields = ["label", "url", "order"]


@admin.register(Speaker)
class SpeakerAdmin(ScopedAdmin):
    form = SpeakerForm
    empty_words = "Speakers belong to one event. They come along with an imported schedule, or are added by hand."
    list_display = ["name", "company", "event", "number_of_sessions", "has_photo"]
    list_filter = [("event", ScopedFilter)]
    list_select_related = ["event"]
    search_fields = ["name", "company"]
    ordering = ["order", "name", "pk"]
    inlines = [SpeakerLinkInline]
    fieldsets = [
        (None, {"fields": ["event", "name", "position", "company", "photo", "bio"]}),
        ("More", {"fields": ["order", "slug"], "classes": ["collapse"]}),
    ]

    def facts(self, obj, request):
        return facts_of_speaker(obj)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number_of_sessions=Count("appearances"))

    @admin.display(description="Sessions", ordering="number_of_sessions")
    def number_of_sessions(self, speaker):
        return speaker.number_of_sessions

    @admin.display(description="Photo", boolean=True)
    def has_photo(self, speaker):
        return bool(speaker.photo)
