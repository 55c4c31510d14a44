"""The event and what its sessions are sorted by: rooms, tracks, tags."""

import secrets
import uuid
from datetime import datetime, time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from timezone_field import TimeZoneField

from schedule import slugs
from schedule.days import day_of
from schedule.models.fields import ColourField, LineField, ProseField, WebField
from schedule.models.history import recorded
from schedule.visibility import SEE, events_visible_to, events_where


def new_version() -> str:
    """A token that says "something changed". Random, since a counter would repeat after a restore."""
    return secrets.token_urlsafe(16)


def refuse_reserved_slug(slug: str) -> None:
    if slug in slugs.RESERVED:
        raise ValidationError(f"“{slug}” is an address of the site itself. Choose another.")


class EventQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(events_visible_to(user))

    def for_organiser(self, user, right=SEE):
        return self.filter(events_where(user, right, path="pk"))

    def published(self):
        return self.visible_to(None)

    def locked(self):
        """One writer at a time, each of whom ends in `publish`. What only refers to the event need not wait."""
        return self.select_for_update(no_key=True)


class Event(models.Model):
    """A conference. Its time zone is the one that its times are entered and shown in; they are stored in UTC."""

    guid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    slug = models.SlugField(
        max_length=slugs.MAX_LENGTH,
        unique=True,
        validators=[refuse_reserved_slug],
        help_text="The event's address on this site. It can no longer change once the event is published.",
    )
    name = LineField(max_length=200)
    tagline = LineField(max_length=200, blank=True)
    description = ProseField(blank=True, help_text="Markdown.")
    timezone = TimeZoneField(default="UTC", use_pytz=False, help_text="All times of this event are in this zone.")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    day_starts_at = models.TimeField(
        default=time(4),
        help_text="A day of the schedule begins at this time, so that a session after midnight belongs to the evening.",
    )
    venue = LineField(max_length=200, blank=True)
    address = LineField(max_length=300, blank=True, help_text="Street and city, as a map understands it.")
    latitude = models.DecimalField(
        max_digits=9, decimal_places=6, null=True, blank=True, help_text="In degrees, south of the equator below zero."
    )
    longitude = models.DecimalField(
        max_digits=9, decimal_places=6, null=True, blank=True, help_text="In degrees, west of Greenwich below zero."
    )
    is_online = models.BooleanField("online only", default=False)
    website = WebField(blank=True)
    logo = models.ImageField(upload_to="logos/", blank=True)
    accent = ColourField("accent colour", blank=True)
    is_published = models.BooleanField(
        "published", default=False, help_text="Attendees see the event and its published sessions."
    )

    version = models.CharField(max_length=22, default=new_version, editable=False)
    changed_at = models.DateTimeField(default=now, editable=False)
    rendered_by = models.CharField(max_length=300, blank=True, editable=False)

    objects = EventQuerySet.as_manager()
    history = recorded("version", "changed_at", "rendered_by")

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="event_ends_after_it_starts",
                violation_error_message="The last day is before the first day.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="event_is_on_the_globe",
                violation_error_message="Give both latitude (-90 to 90) and longitude (-180 to 180), or neither.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("event", args=[self.slug])

    @property
    def site_url(self) -> str:
        """The address with its origin, for feeds and mail."""
        return settings.SITE_URL + self.get_absolute_url()

    @property
    def place(self) -> str:
        """Where it happens, in one line; empty when nobody said."""
        return ", ".join(part for part in (self.venue, self.address) if part) or ("Online" if self.is_online else "")

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.timezone)

    def is_on(self, at: datetime) -> bool:
        """Whether it is one of the event's days."""
        return self.starts_on <= day_of(at, zone=self.timezone, day_starts_at=self.day_starts_at) <= self.ends_on


class OfEventQuerySet(models.QuerySet):
    """For what belongs to one event and is seen with it."""

    def for_organiser(self, user, right=SEE):
        return self.filter(events_where(user, right))


class Room(models.Model):
    """A place for sessions, on site or online. Sessions in it may overlap; a clash is a warning, never an error."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="rooms")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = LineField(max_length=200)
    slug = models.SlugField(max_length=slugs.MAX_LENGTH, blank=True)
    import_key = LineField(max_length=200, blank=True, editable=False)  # its name in the imported file
    order = models.PositiveIntegerField(default=0, help_text="Rooms are shown in this order, then by name.")
    capacity = models.PositiveIntegerField(null=True, blank=True)
    floor = LineField(max_length=100, blank=True)
    directions = ProseField(blank=True)
    livestream = WebField(blank=True)
    is_parallel = models.BooleanField(
        "may hold sessions in parallel", default=False, help_text="An online room, say: no warning when two overlap."
    )

    objects = OfEventQuerySet.as_manager()
    history = recorded()

    class Meta:
        ordering = ["order", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "slug"], name="room_slug_once_per_event"),
            models.UniqueConstraint(fields=["event", "guid"], name="room_guid_once_per_event"),
            models.UniqueConstraint(
                fields=["event", "name"],
                name="room_name_once_per_event",
                violation_error_message="This event already has a room of that name.",
            ),
        ]

    def __str__(self):
        return self.name


class Track(models.Model):
    """What a session is about, with a colour. A track may have a parent: “KVM Forum, KVM” is a type with a subtype."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="tracks")
    parent = models.ForeignKey("self", models.PROTECT, related_name="children", null=True, blank=True)
    name = LineField(max_length=200)
    slug = models.SlugField(max_length=slugs.MAX_LENGTH, blank=True)
    import_key = LineField(max_length=200, blank=True, editable=False)  # its name in the imported file
    colour = ColourField(blank=True)
    order = models.PositiveIntegerField(default=0)

    objects = OfEventQuerySet.as_manager()
    history = recorded()

    class Meta:
        ordering = ["order", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "slug"], name="track_slug_once_per_event")]

    def __str__(self):
        return f"{self.parent.name}, {self.name}" if self.parent else self.name

    def clean(self):
        super().clean()
        if self.parent is None or self.event_id is None:
            return
        if self.parent.event_id != self.event_id:
            raise ValidationError({"parent": "This track belongs to another event."})
        if self.parent_id == self.pk or self.parent.parent_id is not None:
            raise ValidationError({"parent": "A track has at most one level below it."})
        if self.pk and self.children.exists():
            raise ValidationError({"parent": "This track has tracks below it, so it cannot stand below another."})


class TagGroup(models.Model):
    """A question that tags answer, “Skill Level” say."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="tag_groups")
    name = LineField(max_length=100)
    order = models.PositiveIntegerField(default=0)
    is_filter = models.BooleanField("offered as a filter", default=True)

    objects = OfEventQuerySet.as_manager()
    history = recorded()

    class Meta:
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="tag_group_once_per_event")]

    def __str__(self):
        return self.name


class Tag(models.Model):
    """One answer: “Skill Level: Any”. Its slug is its group and name."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="tags")
    group = models.ForeignKey(TagGroup, models.PROTECT, related_name="tags", null=True, blank=True)
    name = LineField(max_length=100)
    slug = models.SlugField(max_length=slugs.MAX_LENGTH, blank=True)

    objects = OfEventQuerySet.as_manager()
    history = recorded()

    class Meta:
        ordering = ["group__order", "group__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["event", "slug"], name="tag_slug_once_per_event"),
            models.UniqueConstraint(
                fields=["event", "group", "name"],
                name="tag_once_per_group",
                violation_error_message="This event already has that tag.",
            ),
        ]

    def __str__(self):
        return f"{self.group.name}: {self.name}" if self.group else self.name

    def clean(self):
        super().clean()
        if self.group and self.event_id and self.group.event_id != self.event_id:
            raise ValidationError({"group": "This group belongs to another event."})
