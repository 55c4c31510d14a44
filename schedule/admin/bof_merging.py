"""Making one BoF topic of several in the admin, and the action that leads to a topic's slots."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpResponseRedirect
from django.urls import reverse

from schedule.admin.base import ScopedAdmin, count_of
from schedule.admin.pages import framed
from schedule.models import BofInterest, BofProposal
from schedule.services.bof_merging import merge_topics
from schedule.services.bofs import NotNow
from schedule.visibility import EDIT


class MergeForm(forms.Form):
    """Which of the chosen topics stays."""

    into = forms.ChoiceField(label="Which one stays?", widget=forms.RadioSelect)

    def __init__(self, *args, topics: list[Any], **kwargs):
        super().__init__(*args, **kwargs)
        self.topics = {str(topic.pk): topic for topic in topics}
        self.fields["into"].choices = [  # type: ignore[attr-defined]
            (key, f"{topic.title} ({topic.interest} interested)") for key, topic in self.topics.items()
        ]

    def clean_into(self) -> BofProposal:
        return self.topics[self.cleaned_data["into"]]


class TopicMerging(ScopedAdmin):
    """Actions of `BofProposalAdmin` that ask for more."""

    def editable(self, request, queryset) -> list[Any]:
        """Those that this person may change; the number of others is told."""
        topics = list(queryset)
        allowed = [topic for topic in topics if self.has_right(request, EDIT, topic)]
        if refused := len(topics) - len(allowed):
            messages.error(request, f"{count_of(refused, 'topic')} left alone: your role does not let you change it.")
        return allowed

    @admin.action(description="Merge into one …", permissions=["edit"])
    def merge_topics(self, request, queryset):
        topics = self.editable(request, queryset)
        if len(topics) < 2 or len({topic.event_id for topic in topics}) > 1:
            messages.error(request, "Select two or more topics of one event to make one of them.")
            return None
        if not any(topic.state == BofProposal.State.OPEN for topic in topics):
            messages.error(request, "None of these is on the board. Put one of them there first.")
            return None
        first = max(topics, key=lambda topic: (topic.session_id is not None, topic.interest))
        form = MergeForm(request.POST if "apply" in request.POST else None, topics=topics, initial={"into": first.pk})
        if form.is_bound and form.is_valid():
            into = form.cleaned_data["into"]
            try:
                merge_topics(into=into, others=[topic for topic in topics if topic != into])
            except NotNow as refusal:
                form.add_error(None, refusal)
            else:
                number = into.interests.count()
                messages.success(request, f"Merged into “{into}”, in which {number} are interested now.")
                return None
        interests = BofInterest.objects.filter(proposal__in=topics)
        return framed(
            self,
            request,
            "merge",
            title=f"Make one of {count_of(len(topics), 'topic')}",
            form=form,
            topics=topics,
            together=interests.values("user").distinct().count(),
            hosts=interests.filter(is_host=True).values("user").distinct().count(),
            action="merge_topics",
            checkbox=ACTION_CHECKBOX_NAME,
        )

    @admin.action(description="Put in a slot …", permissions=["edit"])
    def schedule_topic(self, request, queryset):
        topics = self.editable(request, queryset)
        if len(topics) != 1:
            messages.error(request, "Select exactly one topic to choose its slot.")
            return None
        return HttpResponseRedirect(reverse("admin:schedule_bofproposal_slots", args=[topics[0].pk]))
