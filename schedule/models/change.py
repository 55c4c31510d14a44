"""What attendees were last told, and the record of what changed. Written by `services.publish` only."""

from datetime import datetime

from django.db import models

from schedule.models.event import Event
from schedule.models.fields import LineField
from schedule.models.session import Session


class Banner(models.Model):
    """A published event as feeds last saw it: what a calendar says of itself, and its all-day entry.

    It outlives hiding, and then keeps what attendees knew from what an organiser drafts since.
    """

    event = models.OneToOneField(Event, models.CASCADE, related_name="banner", primary_key=True)
    name = LineField(max_length=200)
    tagline = LineField(max_length=200, blank=True)
    zone = models.CharField(max_length=64)
    starts_on = models.DateField()
    ends_on = models.DateField()
    url = models.CharField(max_length=300)
    accent = models.CharField(max_length=7, blank=True)
    vevent = models.BinaryField()
    modified_at = models.DateTimeField()

    def __str__(self):
        return self.name


class Publication(models.Model):
    """A session as calendars last saw it. It outlives the session's being hidden, and then says that it is cancelled.

    `entry` is the entry's data without an access link, and the times beside it are its times. `public_vevent` is its
    finished VEVENT for everybody, `vevent` the one for those who bookmarked the session: with the link when that was
    open at publishing. Where the link opens later, at `opens_at`, `opened_entry` and `opened_vevent` hold the form from
    then on, so that nothing need be written at that moment. Each form has stamps of its own.
    """

    session = models.OneToOneField(Session, models.CASCADE, related_name="publication", primary_key=True)
    entry = models.JSONField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    is_cancelled = models.BooleanField(default=False)
    moved_from = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    vevent = models.BinaryField()
    sequence = models.PositiveIntegerField(default=0)
    modified_at = models.DateTimeField()
    public_vevent = models.BinaryField(default=b"")
    public_sequence = models.PositiveIntegerField(default=0)
    public_modified_at = models.DateTimeField()
    opens_at = models.DateTimeField(null=True, blank=True)
    opened_entry = models.JSONField(null=True, blank=True)
    opened_vevent = models.BinaryField(null=True, blank=True)
    opened_sequence = models.PositiveIntegerField(default=0)
    opened_modified_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return str(self.session)

    def is_opened(self, at: datetime) -> bool:
        """Whether the access link is open at this moment, so that the entry holds it."""
        return self.opens_at is not None and self.opens_at <= at

    def has_opened_since(self, at: datetime) -> bool:
        """Whether the link opened by the clock after publishing, so that the opened form has taken over."""
        return self.opened_vevent is not None and self.is_opened(at)

    def vevent_at(self, at: datetime) -> bytes:
        """The VEVENT as calendars have it at this moment."""
        opened = self.opened_vevent if self.has_opened_since(at) else None
        return bytes(opened or self.vevent)


class Change(models.Model):
    """One thing that attendees would want to know: a session moved, was cancelled, renamed, re-roomed or added."""

    class Kind(models.TextChoices):
        ADDED = "added", "Added"
        MOVED = "moved", "Moved"
        ROOM = "room", "New room"
        RENAMED = "renamed", "Renamed"
        CANCELLED = "cancelled", "Cancelled"
        RESTORED = "restored", "Takes place after all"
        SPLIT = "split", "Split into its topics"

    event = models.ForeignKey(Event, models.CASCADE, related_name="changes")
    session = models.ForeignKey(Session, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    title = LineField(max_length=300)
    old = LineField(max_length=300, blank=True)
    new = LineField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["event", "-at"], name="change_newest_first")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.title}"
