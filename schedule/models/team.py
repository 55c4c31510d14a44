"""Who organises an event: its team, invited by e-mail address."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from schedule.models.event import Event
from schedule.visibility import SEE, events_where


class TeamMemberQuerySet(models.QuerySet):
    def for_organiser(self, user, right=SEE):
        return self.filter(events_where(user, right))

    def waiting_for(self, user):
        """Invitations to this person's address, which `accounts` has had confirmed."""
        return self.filter(email=user.email.lower(), user=None).select_related("event", "invited_by")


class TeamMember(models.Model):
    """A person's role in one event. Until they have said yes it is an invitation, and `user` is None.

    What a role may do stands in `visibility`.
    """

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        EDITOR = "editor", "Editor"
        HELPER = "helper", "Helper"

    event = models.ForeignKey(Event, models.CASCADE, related_name="team")
    email = models.EmailField("e-mail address")  # in lower case
    role = models.CharField(max_length=10, choices=Role)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", null=True, blank=True
    )
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    invited_at = models.DateTimeField(default=timezone.now)
    joined_at = models.DateTimeField(null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(fields=["event", "email"], name="team_address_once_per_event"),
            models.UniqueConstraint(fields=["event", "user"], name="team_member_once_per_event"),
            models.CheckConstraint(
                condition=Q(user__isnull=True, joined_at__isnull=True) | Q(user__isnull=False, joined_at__isnull=False),
                name="team_member_joined_or_is_invited",
            ),
        ]

    def __str__(self):
        return f"{self.email}, {self.get_role_display().lower()}"
