"""Sessions: what happens, when, where, by whom. Talks and BoFs are the same table seen through two proxies."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Lower
from django.urls import reverse

from schedule import slugs
from schedule.models.event import Event, Room, Tag, Track
from schedule.models.fields import LineField, ProseField, WebField
from schedule.models.history import recorded
from schedule.models.people import Speaker
from schedule.visibility import SEE, events_where, sessions_visible_to


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(sessions_visible_to(user))

    def for_organiser(self, user, right=SEE):
        return self.filter(events_where(user, right))

    def scheduled(self):
        return self.filter(starts_at__isnull=False)

    def in_order(self):
        """By start, then as the organiser ordered the rooms, then by end and title; sessions without a time last."""
        return self.order_by(F("starts_at").asc(nulls_last=True), "room__order", "ends_at", Lower("title"), "pk")

    def for_display(self):
        """With all that a list, a feed or a session page prints, in as many queries however many sessions there are.

        Rooms, tracks, speakers and tags are read once each and shared, so that a thousand sessions load in a third of
        the time that a join takes. Each session then has `people`, `labels` and `moved_from`.
        """
        return self._with_parts(Speaker.objects.defer("imported", "bio"))

    def for_export(self):
        """As for display, with what only files have: biographies, links, attachments."""
        return self._with_parts(Speaker.objects.defer("imported").prefetch_related("links")).prefetch_related(
            "attachments"
        )

    def _with_parts(self, speakers):
        people = SessionSpeaker.objects.order_by("order", "pk").prefetch_related(Prefetch("speaker", speakers))
        tags = Tag.objects.prefetch_related("group")
        rows = self.defer("imported").annotate(moved_from=F("publication__moved_from"))
        return rows.prefetch_related(
            Prefetch("event", Event.objects.defer("description")),
            "room",
            "track__parent",
            Prefetch("appearances", people, to_attr="people"),
            Prefetch("tags", tags, to_attr="labels"),
        )


class Session(models.Model):
    """One entry of the programme. Both times are set, or neither: then it is not scheduled yet."""

    class Kind(models.TextChoices):
        TALK = "talk", "Talk"
        KEYNOTE = "keynote", "Keynote"
        LIGHTNING = "lightning", "Lightning talk"
        PANEL = "panel", "Panel"
        WORKSHOP = "workshop", "Workshop"
        BOF = "bof", "BoF"
        BREAK = "break", "Break"
        SOCIAL = "social", "Social event"
        OTHER = "other", "Other"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        CANCELLED = "cancelled", "Cancelled"

    class Audience(models.TextChoices):
        EVERYONE = "everyone", "Everyone"
        SIGNED_IN = "signed_in", "Signed-in attendees"
        BOOKMARKED = "bookmarked", "Attendees who bookmarked it"

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    # What exports call it (schedule.xml's id), from 1, unique in its event; given by `publish`, and never changed.
    number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # What the imported file calls it, and of each field that the file had a digest of what was stored then: where what
    # is stored now has another, somebody edited it here.
    import_key = LineField(max_length=200, blank=True, editable=False)
    imported = models.JSONField(default=dict, blank=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TALK)
    status = models.CharField(
        max_length=10,
        choices=Status,
        default=Status.DRAFT,
        help_text="A cancelled session stays on the schedule, struck out, and in every calendar, marked as cancelled.",
    )
    title = LineField(max_length=300)
    is_open_slot = models.BooleanField(
        "topic to come", default=False, help_text="Attendees wish for this slot when they propose a topic."
    )
    slug = models.SlugField(max_length=slugs.MAX_LENGTH, blank=True)
    abstract = ProseField(blank=True, help_text="Markdown.")
    starts_at = models.DateTimeField("starts", null=True, blank=True)
    ends_at = models.DateTimeField("ends", null=True, blank=True)
    room = models.ForeignKey(Room, models.PROTECT, related_name="sessions", null=True, blank=True)
    track = models.ForeignKey(Track, models.PROTECT, related_name="sessions", null=True, blank=True)
    tags = models.ManyToManyField(Tag, related_name="sessions", blank=True)
    speakers = models.ManyToManyField(Speaker, through="SessionSpeaker", related_name="sessions")
    language = LineField(max_length=35, blank=True, help_text="A BCP 47 tag such as en or pt-BR.")
    recording = WebField(blank=True)
    access_url = WebField("access link", blank=True, help_text="The video call, say. Shown to its audience when open.")
    access_note = LineField(
        "note", max_length=300, blank=True, help_text="Shown with the open link: a meeting ID, a passcode, a rule."
    )
    access_audience = models.CharField("opens to", max_length=10, choices=Audience, default=Audience.BOOKMARKED)
    access_minutes = models.PositiveSmallIntegerField(
        "minutes before",
        default=15,
        validators=[MaxValueValidator(7 * 24 * 60)],
        help_text="So long before the start it opens, unless a time is set.",
    )
    access_opens_at = models.DateTimeField(
        "opens at", null=True, blank=True, help_text="A time of its own, whenever the session starts."
    )
    # What its hosts post on the day; minutes and a recording of the notes stay afterwards.
    news = LineField(max_length=200, blank=True, help_text="One line for those who are coming: “We start at 11:05”.")
    news_at = models.DateTimeField(null=True, blank=True, editable=False)
    notes_url = WebField("notes", blank=True, help_text="A shared pad, the minutes.")
    capacity = models.PositiveIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # Set by `for_display`.
    people: list["SessionSpeaker"]
    labels: list[Tag]
    moved_from: datetime | None

    objects = SessionQuerySet.as_manager()
    history = recorded("number", "imported", "revision", "news_at", "created_at", "updated_at", tagged=True)

    class Meta:
        ordering = [F("starts_at").asc(nulls_last=True), "title"]
        constraints = [
            models.UniqueConstraint(fields=["event", "slug"], name="session_slug_once_per_event"),
            models.UniqueConstraint(fields=["event", "guid"], name="session_guid_once_per_event"),
            models.UniqueConstraint(fields=["event", "number"], name="session_number_once_per_event"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="session_has_both_times_or_neither",
                violation_error_message="Set both the start and the end, or neither.",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message="The end must be after the start.",
            ),
        ]
        indexes = [models.Index(fields=["event", "starts_at"], name="session_by_start")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("session", args=[self.event.slug, self.slug])

    def clean(self):
        super().clean()
        errors = {}
        for field in ("room", "track"):
            other = getattr(self, field)
            if other is not None and self.event_id and other.event_id != self.event_id:
                errors[field] = f"This {field} belongs to another event."
        if self.access_url and not (self.access_opens_at or self.starts_at):
            errors["access_opens_at"] = "A session without a time needs the time at which its access link opens."
        if errors:
            raise ValidationError(errors)

    @property
    def bookmark_url(self) -> str:
        return reverse("bookmark", args=[self.event.slug, self.slug])

    @property
    def site_url(self) -> str:
        """The address with its origin, for feeds and mail."""
        return settings.SITE_URL + self.get_absolute_url()

    @property
    def duration(self) -> timedelta | None:
        return self.ends_at - self.starts_at if self.starts_at and self.ends_at else None

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def link_opens_at(self):
        """When the access link opens: the time set, else so long before the start; None when neither is known."""
        if self.access_opens_at or not self.starts_at:
            return self.access_opens_at
        return self.starts_at - timedelta(minutes=self.access_minutes)


class SessionSpeaker(models.Model):
    """One person in one session, in the order of the programme."""

    class Role(models.TextChoices):
        SPEAKER = "speaker", "Speaker"
        MODERATOR = "moderator", "Moderator"
        PANELLIST = "panellist", "Panellist"
        HOST = "host", "Host"

    session = models.ForeignKey(Session, models.CASCADE, related_name="appearances")
    speaker = models.ForeignKey(Speaker, models.PROTECT, related_name="appearances")
    role = models.CharField(max_length=10, choices=Role, default=Role.SPEAKER)
    order = models.PositiveIntegerField(default=0)

    history = recorded(through="session")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "speaker"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "speaker"],
                name="speaker_once_per_session",
                violation_error_message="This person is in the session already.",
            )
        ]

    def __str__(self):
        return str(self.speaker)


class Attachment(models.Model):
    """Slides, a paper, code: a file or a link. With neither it is announced under its label and comes later."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attachments")
    label = LineField(max_length=200)
    file = models.FileField(upload_to="attachments/", blank=True)
    url = WebField("link", blank=True)
    order = models.PositiveIntegerField(default=0)

    history = recorded(through="session")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file="") | Q(url=""),
                name="attachment_is_file_or_link",
                violation_error_message="Give a file or a link, not both.",
            )
        ]

    def __str__(self):
        return self.label

    @property
    def size(self) -> int | None:
        """The file's size in bytes; None without a file, and where the storage has lost it."""
        try:
            return self.file.size if self.file else None
        except OSError:
            return None


class TalkManager(models.Manager.from_queryset(SessionQuerySet)):
    def get_queryset(self):
        return super().get_queryset().exclude(kind=Session.Kind.BOF)


class Talk(Session):
    """Everything but BoFs, for the admin."""

    objects = TalkManager()

    class Meta:
        proxy = True
        verbose_name = "talk"


class BofSessionManager(models.Manager.from_queryset(SessionQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(kind=Session.Kind.BOF)


class BofSession(Session):
    """Birds of a feather: a slot whose topic and access link often come later."""

    objects = BofSessionManager()

    class Meta:
        proxy = True
        verbose_name = "BoF session"
