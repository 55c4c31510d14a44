"""What only BoFs have: the call for topics, what attendees propose, and who would come. The slots are sessions."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from schedule.models.event import Event, OfEventQuerySet, new_version
from schedule.models.fields import LineField, ProseField
from schedule.models.history import recorded
from schedule.models.session import Session
from schedule.visibility import SEE, events_where, proposals_visible_to


class BofCall(models.Model):
    """Whether and how an event takes topics from its attendees. `version` is new whenever its board reads otherwise."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="bof_call")
    is_open = models.BooleanField("open for topics", default=False, help_text="Attendees may propose topics for BoFs.")
    closes_at = models.DateTimeField("until", null=True, blank=True, help_text="Empty: until you close it.")
    needs_approval = models.BooleanField(
        "ask me first", default=False, help_text="A topic is on the board only after an organiser approved it."
    )
    most_per_person = models.PositiveSmallIntegerField(
        "topics per person", default=3, validators=[MinValueValidator(1)]
    )
    lets_claim = models.BooleanField(
        "proposers choose their slot",
        default=False,
        help_text="Who proposed a topic may put it in a free slot, where nothing speaks against it.",
    )
    days_before = models.PositiveSmallIntegerField(
        "remind me, days before", default=7, help_text="A slot without a topic is among the clashes from then on."
    )
    version = models.CharField(max_length=22, default=new_version, editable=False)

    objects = OfEventQuerySet.as_manager()
    history = recorded("version")

    class Meta:
        verbose_name = "call for BoF topics"

    def __str__(self):
        return f"BoF topics of {self.event}"

    def takes_topics(self, at) -> bool:
        return self.is_open and (self.closes_at is None or at < self.closes_at)


class BofProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(proposals_visible_to(user))

    def for_organiser(self, user, right=SEE):
        return self.filter(events_where(user, right))

    def open(self):
        """Public, and in no slot yet."""
        return self.filter(state=BofProposal.State.OPEN, session=None)

    def for_board(self):
        """Each with its `interest` (people), `has_host`, and its proposer's chosen name as `proposer_name`."""
        hosts = BofInterest.objects.filter(proposal=OuterRef("pk"), is_host=True)
        return self.annotate(
            interest=Count("interests"),
            has_host=Exists(hosts),
            proposer_name=models.F("proposer__attendee__name"),
        )


class BofProposal(models.Model):
    """A topic that an attendee would discuss with others. In a slot it has that slot's session."""

    class State(models.TextChoices):
        PENDING = "pending", "Waits for approval"
        OPEN = "open", "On the board"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        MERGED = "merged", "Merged into another"

    event = models.ForeignKey(Event, models.CASCADE, related_name="bof_proposals")
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="bof_proposals", null=True, blank=True
    )
    title = LineField(max_length=120)
    description = ProseField(blank=True, validators=[MaxLengthValidator(4000)], help_text="Markdown.")
    needs_projector = models.BooleanField("a projector", default=False)
    needs_online = models.BooleanField("a video call", default=False)
    wished_slots = models.ManyToManyField(Session, related_name="wished_by", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    session = models.ForeignKey(Session, models.SET_NULL, related_name="proposals", null=True, blank=True)
    scheduled_at = models.DateTimeField(null=True, blank=True, editable=False)
    displaced = models.JSONField(default=dict, blank=True, editable=False)  # the slot's own words, to be put back
    merged_into = models.ForeignKey("self", models.SET_NULL, related_name="merged", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BofProposalQuerySet.as_manager()
    history = recorded("created_at", "scheduled_at", "displaced")

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "BoF topic"
        constraints = [
            models.CheckConstraint(
                condition=Q(session=None) | Q(state="open"),
                name="bof_topic_in_a_slot_is_open",
                violation_error_message="A topic that has its slot stays on the board.",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("bof", args=[self.event.slug, self.pk])

    @property
    def is_changeable(self) -> bool:
        """By its proposer: until it has its slot."""
        return self.session_id is None and self.state in (self.State.PENDING, self.State.OPEN)

    def clean(self):
        super().clean()
        if self.session is not None and self.session.event_id != self.event_id:
            raise ValidationError({"session": "This slot belongs to another event."})


class BofInterest(models.Model):
    """Somebody who would come. Only hosts, and those who chose so, are named to others."""

    proposal = models.ForeignKey(BofProposal, models.CASCADE, related_name="interests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bof_interests")
    is_host = models.BooleanField(default=False)
    is_shown = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "user"], name="interest_once_per_topic")]

    def __str__(self):
        return f"{self.user}: {self.proposal}"
