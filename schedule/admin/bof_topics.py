"""BoF topics in the admin: what attendees propose, decided on and merged. Their slots: `bof_scheduling`.

Organisers read counts and the names that people chose for themselves, never who is interested, and no e-mail address.
"""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html

from schedule.admin.base import count_of
from schedule.admin.bof_merging import TopicMerging
from schedule.admin.bof_scheduling import TopicSlots
from schedule.admin.facts import Fact
from schedule.admin.filters import ScopedFilter
from schedule.admin.forms import ScopedForm
from schedule.admin.pages import form_address
from schedule.days import short
from schedule.models import BofInterest, BofProposal
from schedule.services.bof_board import NAMELESS
from schedule.services.bofs import decide, touch_board
from schedule.visibility import EDIT

State = BofProposal.State


class TopicForm(ScopedForm):
    """Merging and withdrawing are not chosen from a list: one is an action, the other is for the proposer."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "state" in self.fields:
            offered = {State.PENDING, State.OPEN, State.DECLINED, self.instance.state}
            choices = [choice for choice in State.choices if choice[0] in offered]
            self.fields["state"].choices = choices  # type: ignore[attr-defined]


class SlotFilter(admin.SimpleListFilter):
    title, parameter_name = "slot", "slot"

    def lookups(self, request, model_admin):
        return [("yes", "Has one"), ("no", "Has none")]

    def queryset(self, request, queryset):
        is_free = {"yes": False, "no": True}.get(self.value() or "")
        return queryset if is_free is None else queryset.filter(session__isnull=is_free)


class HostFilter(admin.SimpleListFilter):
    title, parameter_name = "host", "host"

    def lookups(self, request, model_admin):
        return [("yes", "Has one"), ("no", "Needs one")]

    def queryset(self, request, queryset):
        has_host = {"yes": True, "no": False}.get(self.value() or "")
        return queryset if has_host is None else queryset.filter(has_host=has_host)


def _when_and_where(slot) -> str:
    if slot.starts_at is None:
        return f"{slot.title}, no time yet"
    return f"{short(slot.event.local(slot.starts_at))}{f', {slot.room}' if slot.room else ''}"


@admin.register(BofProposal)
class BofProposalAdmin(TopicMerging, TopicSlots):
    form = TopicForm
    rehearses_clashes = True
    empty_words = "Topics are what attendees propose for BoFs, once you open the call on the event’s page of BoFs."
    list_display = ["title", "state_column", "interested", "host", "slot", "proposed_by", "event"]
    list_filter = [("event", ScopedFilter), "state", SlotFilter, HostFilter]
    list_select_related = ["event", "session"]
    search_fields = ["title", "description"]
    ordering = ["-created_at", "-pk"]
    actions = ["put_on_board", "decline_topics", "merge_topics", "schedule_topic"]
    change_form_template = "admin/schedule/topic_form.html"
    change_list_template = "admin/schedule/topic_list.html"
    fieldsets = [
        (None, {"fields": ["event", "title", "state", "description"]}),
        ("It needs", {"fields": ["needs_projector", "needs_online"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_board()

    def get_readonly_fields(self, request, obj=None):
        fixed = ["event"] if obj else []
        return [*fixed, "title", "state", "description"] if obj and obj.session_id else fixed  # it is the session's now

    def save_model(self, request, obj, form, change):
        if not change:
            obj.proposer = request.user
        if obj.state != State.MERGED:
            obj.merged_into = None
        super().save_model(request, obj, form, change)
        touch_board(obj.event_id)

    def facts(self, obj, request):
        hosts = obj.interests.filter(is_host=True).order_by("created_at", "pk")
        names = [name or NAMELESS for name in hosts.values_list("user__attendee__name", flat=True)]
        wished = [_when_and_where(slot) for slot in obj.wished_slots.select_related("room", "event").in_order()]
        return [
            *([] if obj.session is None else [Fact("Its words are in", obj.session.title, form_address(obj.session))]),
            *([] if obj.merged_into is None else [_topic_fact("Merged into", obj.merged_into)]),
            Fact("Address", obj.get_absolute_url(), obj.get_absolute_url()),
            Fact("Proposed by", obj.proposer_name or NAMELESS),
            Fact("Interested", str(obj.interest)),
            Fact("Hosts", ", ".join(names) or "nobody yet"),
            *([Fact("Wished for", "; ".join(wished))] if wished else []),
        ]

    # Deleting

    def reasons_to_keep(self, objs):
        return [f"“{topic}” is in a slot. Take it out first." for topic in objs if topic.session_id]

    def deleted_with(self, objs, request):
        """Django's own list would name who is interested."""
        topics = list(objs)
        numbers = {"topics": len(topics), "interests": BofInterest.objects.filter(proposal__in=topics).count()}
        return [str(topic) for topic in topics], numbers, set(), []

    # Columns

    @admin.display(description="State", ordering="state")
    def state_column(self, topic):
        label = topic.get_state_display() if topic.session_id is None else "In a slot"
        return format_html('<span class="state state--{}">{}</span>', topic.state, label)

    @admin.display(description="Interested", ordering="interest")
    def interested(self, topic):
        return topic.interest

    @admin.display(description="Host", boolean=True)
    def host(self, topic):
        return topic.has_host

    @admin.display(description="Slot", ordering="session__starts_at")
    def slot(self, topic):
        if topic.session is None:
            return "–"
        starts_at = topic.session.starts_at
        when = short(topic.event.local(starts_at)) if starts_at else "no time yet"
        return format_html('<a class="whole" href="{}">{}</a>', form_address(topic.session), when)

    @admin.display(description="Proposed by")
    def proposed_by(self, topic):
        return topic.proposer_name or NAMELESS

    # Actions

    def has_edit_permission(self, request):
        return self.has_right(request, EDIT)

    @admin.action(description="Put on the board", permissions=["edit"])
    def put_on_board(self, request, queryset):
        self._decide(request, queryset, State.OPEN, "put on the board")

    @admin.action(description="Decline", permissions=["edit"])
    def decline_topics(self, request, queryset):
        self._decide(request, queryset, State.DECLINED, "declined")

    def _decide(self, request, queryset, state: str, done: str) -> None:
        topics = self.editable(request, queryset)
        changed = decide(proposals=topics, state=state)
        if left := [topic for topic in topics if topic.session_id]:
            messages.warning(request, f"{count_of(len(left), 'topic')} left alone: in a slot. Take it out first.")
        if changed:
            messages.success(request, f"{count_of(len(changed), 'topic')} {done}.")
        elif topics and not left:
            messages.info(request, "Nothing to do: it is so already.")


def _topic_fact(label: str, topic: BofProposal) -> Fact:
    return Fact(label, topic.title, reverse("admin:schedule_bofproposal_change", args=[topic.pk]))
