"""What attendees keep: bookmarks, and the secret calendar feeds that follow them."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from schedule.models.event import Event, new_version
from schedule.models.fields import LineField
from schedule.models.session import Session


class Attendee(models.Model):
    """A person's own choices, and when they last changed: what a poll of their feeds is compared with."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attendee", primary_key=True)
    version = models.CharField(max_length=22, default=new_version)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)
    name = LineField(
        max_length=80, blank=True
    )  # by which others know them where they propose or host; never the address
    zone = models.CharField(max_length=64, blank=True)  # in which they read times; empty: in each event's own

    def __str__(self):
        return str(self.user)


class Bookmark(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks")
    session = models.ForeignKey(Session, models.CASCADE, related_name="bookmarks")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "session"], name="bookmark_once_per_session")]

    def __str__(self):
        return f"{self.user}: {self.session}"


class CalendarFeedQuerySet(models.QuerySet):
    def active(self):
        return self.filter(revoked_at__isnull=True)


class CalendarFeed(models.Model):
    """A secret address under which one calendar app reads one person's bookmarks. Only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    event = models.ForeignKey(Event, models.CASCADE, related_name="calendar_feeds", null=True, blank=True)
    name = LineField(max_length=100)
    app = models.CharField(max_length=20, blank=True)  # the slug of one of `calendar_apps`, as its owner chose
    leaves_out_cancelled = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    is_leaked = models.BooleanField(default=False)  # revoked because others have the address: copies are emptied
    last_polled_on = models.DateField(null=True, blank=True)
    last_polled_by = models.CharField(max_length=40, blank=True)
    # The validators of the body as last rendered, and what it was rendered from: a poll that finds the same key is
    # answered without rendering. `expires_at`: when an access link opens by the clock.
    key = models.CharField(max_length=64, blank=True, editable=False)
    etag = models.CharField(max_length=40, blank=True, editable=False)
    modified_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return self.name
