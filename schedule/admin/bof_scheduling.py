"""Which slot a BoF topic gets: the free ones, the best first, and taking it out again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path

from schedule.admin.base import ScopedAdmin, count_of
from schedule.admin.pages import form_address, framed, keys_in
from schedule.models import BofInterest, BofProposal
from schedule.services.bof_slots import fits_for, free_slots, host_names, schedule_topic, speaker_called, take_out
from schedule.services.bofs import NotNow
from schedule.visibility import EDIT

GONE = "This slot is not free any more: somebody gave it away, or took it off the programme. Choose another."


class TopicSlots(ScopedAdmin):
    """The page of `BofProposalAdmin` about a topic's slot."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.slots_view)
        return [path("<path:object_id>/slots/", view, name="schedule_bofproposal_slots"), *super().get_urls()]

    def slots_view(self, request, object_id):
        request.event = self._event_of_form(request, object_id)
        return self._answer(request, self._slots_page, object_id)

    def _slots_page(self, request, object_id):
        topic = self._seen(request, object_id)
        may_edit = self.has_right(request, EDIT, topic)
        if request.method == "POST":
            if not may_edit:
                raise PermissionDenied
            try:
                self._take_out(request, topic) if "take_out" in request.POST else self._put_in(request, topic)
            except NotNow as refusal:
                messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(request.get_full_path())
        slots = {slot.pk: slot for slot in free_slots(topic.event, by_organiser=True)} if _is_free(topic) else {}
        return framed(
            self,
            request,
            "topic_slots",
            title=f"A slot for “{topic}”",
            object=topic,
            event=topic.event,
            is_free=_is_free(topic),
            session_address=form_address(topic.session) if topic.session else "",
            fits=[(fit, slots[fit.slot.pk]) for fit in fits_for(topic, slots.values())] if slots else [],
            may_edit=may_edit,
        )

    def _put_in(self, request, topic) -> None:
        keys = keys_in([request.POST.get("slot", "")])
        slot = free_slots(topic.event, by_organiser=True).filter(pk__in=keys).first() if keys else None
        if slot is None:
            messages.error(request, GONE)
            return
        request.besides = told_of(topic)
        session = schedule_topic(proposal=topic, slot=slot, by=request.user)
        messages.success(request, f"“{session}” has its slot.")

    def _take_out(self, request, topic) -> None:
        session = take_out(proposal=topic, by=request.user)
        messages.success(request, f"“{topic}” is on the board again. Its slot is called “{session.title}” now.")


def told_of(topic: BofProposal) -> list[str]:
    """What putting it in a slot means to those who are interested, and who hosts it then."""
    number = BofInterest.objects.filter(proposal=topic).count()
    are = "is" if number == 1 else "are"
    interested = f"{count_of(number, 'attendee')} {are} interested: it is bookmarked for them."
    return [*([interested] if number else []), *hosts_told(topic)]


def hosts_told(topic: BofProposal) -> list[str]:
    """Who hosts it in the programme: the organiser alone can tell whether somebody is the speaker of that name."""
    told = []
    for name in host_names(topic):
        speaker = speaker_called(topic.event, name)
        told.append(
            f"An attendee who goes by “{name}” hosts it, and becomes the speaker “{speaker}”. Check that it is them."
            if speaker
            else f"An attendee who goes by “{name}” hosts it, is added to the speakers, and may post news on its page."
        )
    return told


def _is_free(topic: BofProposal) -> bool:
    return topic.state == BofProposal.State.OPEN and topic.session_id is None
