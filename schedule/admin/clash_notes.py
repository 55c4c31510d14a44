"""A session's clashes in its list and on its form. What a save would add is told by `rehearsal`, all by `clashes`."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from schedule.admin.base import READING, ScopedAdmin
from schedule.clash_records import RULES, SEVERE, Clash
from schedule.models import Session
from schedule.services.clashes import (
    by_session,
    clashes_of_event,
    clashes_of_session,
    clashes_of_sessions,
)


class ClashFilter(admin.SimpleListFilter):
    """By what a session clashes in. Offered where the list is about one event."""

    title = "clashes"
    parameter_name = "clashes"

    def lookups(self, request, model_admin):
        if request.event is None:
            return []
        rules = [(rule.name, rule.label) for rule in RULES.values()]
        return [("severe", "Any severe"), ("any", "Any"), *rules, ("none", "None"), ("accepted", "Accepted")]

    def queryset(self, request, queryset):
        value = self.value()
        if value not in dict(self.lookup_choices):
            return queryset
        request.clashes = clashes_of_event(request.event, at=timezone.now())  # for the column as well
        concerned = {pk for clash in request.clashes if _is_asked_for(clash, value) for pk in clash.sessions}
        return queryset.exclude(pk__in=concerned) if value == "none" else queryset.filter(pk__in=concerned)


def _is_asked_for(clash: Clash, value: str) -> bool:
    if value == "accepted":
        return clash.accepted is not None
    is_open = clash.accepted is None
    return is_open and (value in ("any", "none", clash.rule) or (value == "severe" and clash.severity == SEVERE))


class ClashList(ChangeList):
    """Each session of the page with its `clashes`, those that nobody has accepted."""

    def get_results(self, request):
        super().get_results(request)
        known = getattr(request, "clashes", None)
        clashes = clashes_of_sessions(self.result_list, at=timezone.now()) if known is None else by_session(known)
        for session in self.result_list:
            session.clashes = [clash for clash in clashes.get(session.pk, []) if clash.accepted is None]


class ClashNotes(ScopedAdmin):
    """What `SessionAdmin` says of clashes."""

    rehearses_clashes = True

    @admin.display(description="Clashes")
    def clash_column(self, session):
        if not session.clashes:
            return "–"
        labels = list(dict.fromkeys(clash.label for clash in session.clashes))
        worst = session.clashes[0]  # as they are sorted
        text = f"{len(session.clashes)}: {', '.join(labels)}"
        return format_html(
            '<a class="clashes clashes--{}" href="{}">{}</a>', worst.severity, _page_of(session.event_id), text
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and request.method in READING:
            context["clashes"] = [(clash, clash.text_for(obj.pk)) for clash in _open_clashes_of(obj)]
            context["clashes_url"] = _page_of(obj.event_id)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _open_clashes_of(session: Session) -> list[Clash]:
    return [clash for clash in clashes_of_session(session, at=timezone.now()) if clash.accepted is None]


def _page_of(event: int) -> str:
    return reverse("admin:schedule_event_clashes", args=[event])
