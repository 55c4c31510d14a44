"""Clashes that organisers know of and have accepted. What clashes is found anew each time, by `clash_rules`."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from schedule.models.event import Event, OfEventQuerySet
from schedule.models.fields import LineField


class AcceptedClash(models.Model):
    """Why a clash may stay. It holds for as long as the same sessions, people and rooms are concerned."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="accepted_clashes")
    key = models.CharField(max_length=200)
    rule = models.CharField(max_length=20)
    text = models.TextField()  # as it read then
    reason = LineField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="accepted_clashes", null=True)
    at = models.DateTimeField(default=timezone.now)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "accepted clashes"
        constraints = [models.UniqueConstraint(fields=["event", "key"], name="clash_accepted_once_per_event")]

    def __str__(self):
        return self.text
