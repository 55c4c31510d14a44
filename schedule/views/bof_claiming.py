"""Whoever proposed a topic chooses its slot, where the organisers let them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone

from schedule.bof_forms import ClaimForm, slot_label
from schedule.models import BofProposal, Session
from schedule.services.bof_slots import claim_slot, fits_for, free_slots
from schedule.services.bofs import call_of
from schedule.views.answers import private, see_other
from schedule.views.bof_topics import methods, own_topic


@methods
@private
@login_required
def bof_claim(request, event, pk):
    """Choose a free slot, where the organisers let proposers do so. What speaks against each is told."""
    topic = own_topic(request, event, pk)
    if not call_of(topic.event).lets_claim or not topic.is_changeable or topic.state != BofProposal.State.OPEN:
        messages.warning(request, "This topic’s slot is not for you to choose.")
        return redirect(topic)
    now = timezone.now()
    slots = free_slots(topic.event, user=request.user).filter(status=Session.Status.PUBLISHED, starts_at__gt=now)
    form = ClaimForm(request.POST if request.method == "POST" else None, slots=slots)
    if request.method == "POST" and form.is_valid():
        try:
            session = claim_slot(proposal=topic, slot=form.cleaned_data["slot"], user=request.user, at=now)
        except ValidationError as error:
            form.add_error("slot", error)
        else:
            messages.success(request, f"“{topic.title}” is in the programme, and on the schedule of all interested.")
            return see_other(session.get_absolute_url())
    by_pk = {slot.pk: slot for slot in slots}
    fits = [(fit, slot_label(by_pk[fit.slot.pk])) for fit in fits_for(topic, by_pk.values(), is_public=True)]
    context = {"event": topic.event, "tab": "bofs", "topic": topic, "form": form, "fits": fits}
    return render(request, "schedule/bof_claim.html", context)
