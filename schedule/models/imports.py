"""Files that organisers import: while they look at what one would change, and the report of what it did."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from schedule.models.event import Event, OfEventQuerySet
from schedule.models.fields import LineField


class Import(models.Model):
    """One file for one event. Its bytes are kept until it is applied, else until a day later a file comes; its report
    stays."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="imports", null=True)
    filename = LineField(max_length=200, blank=True)
    uploaded_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)
    format = models.CharField(max_length=20, blank=True)
    timezone = models.CharField(max_length=64, blank=True)  # as chosen by hand, else ""
    content = models.BinaryField(null=True)
    columns = models.JSONField(default=list)  # the header of a table
    mapping = models.JSONField(default=dict)  # field -> columns, as chosen by hand
    report = models.JSONField(null=True)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.filename or "A file"
