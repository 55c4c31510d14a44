"""The page of an event's BoFs: where its call for topics is opened and closed, and how many topics and slots it has."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponseRedirect
from django.urls import path, reverse

from schedule.admin.base import ScopedAdmin
from schedule.admin.facts import Fact
from schedule.admin.forms import ScopedForm
from schedule.admin.pages import framed
from schedule.models import BofCall, BofInterest, BofProposal, Event
from schedule.services.bof_slots import free_slots
from schedule.services.bofs import call_of, save_call
from schedule.visibility import EDIT

FIELDS = ["is_open", "closes_at", "needs_approval", "most_per_person", "lets_claim", "days_before"]


class BofCallPages(ScopedAdmin):
    """The page of `EventAdmin` about its BoFs. The event's own form is for owners; this one is for editors too."""

    def bof_urls(self):
        view = self.admin_site.admin_view(self.bofs_view)
        return [path("<path:object_id>/bofs/", view, name="schedule_event_bofs")]

    def bofs_view(self, request, object_id):
        request.event = self._event_of_form(request, object_id)
        request.keeps_typed = True
        return self._answer(request, self._bofs_page, object_id)

    def _bofs_page(self, request, object_id):
        event = self._seen(request, object_id)
        may_edit = self.has_right(request, EDIT, event)
        if request.method == "POST" and not may_edit:
            raise PermissionDenied
        form = self._call_form(request)(request.POST or None, instance=call_of(event))
        if request.method == "POST" and form.is_valid():
            save_call(call=form.instance)
            messages.success(request, "Saved. " + ("Topics are taken." if form.instance.is_open else "It is closed."))
            for label in form.kept:
                messages.warning(request, f"Kept what somebody else changed while you were editing: {label}.")
            return HttpResponseRedirect(request.get_full_path())
        if not may_edit:
            for field in form.fields.values():
                field.disabled = True
        return framed(
            self,
            request,
            "bof_call",
            title=f"BoFs of {event}",
            event=event,
            form=form,
            may_edit=may_edit,
            facts=_numbers_of(event),
        )

    def _call_form(self, request):
        callback = partial(self.formfield_for_dbfield, request=request)
        return forms.modelform_factory(BofCall, form=ScopedForm, fields=FIELDS, formfield_callback=callback)


def _numbers_of(event: Event) -> list[Fact]:
    """In two queries."""
    hosts = BofInterest.objects.filter(proposal=OuterRef("pk"), is_host=True)
    on_board = Q(state=BofProposal.State.OPEN, session=None)
    numbers = BofProposal.objects.filter(event=event).aggregate(
        waiting=Count("pk", filter=Q(state=BofProposal.State.PENDING)),
        board=Count("pk", filter=on_board),
        hostless=Count("pk", filter=on_board & ~Exists(hosts)),
        scheduled=Count("pk", filter=Q(session__isnull=False)),
    )
    of_event = {"event__id__exact": event.pk}
    slots = reverse("admin:schedule_bofsession_changelist", query=of_event | {"is_open_slot__exact": 1})
    told = [
        ("Waiting for approval", "waiting", {"state__exact": "pending"}),
        ("On the board", "board", {"state__exact": "open", "slot": "no"}),
        ("Needing a host", "hostless", {"host": "no", "state__exact": "open", "slot": "no"}),
        ("In a slot", "scheduled", {"slot": "yes"}),
    ]
    topics = "admin:schedule_bofproposal_changelist"
    return [
        Fact("Free slots", str(free_slots(event, by_organiser=True).count()), slots),
        *(Fact(label, str(numbers[name]), reverse(topics, query=of_event | query)) for label, name, query in told),
    ]
