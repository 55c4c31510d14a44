"""Who speaks at an event."""

import uuid

from django.db import models
from django.urls import reverse

from schedule import slugs
from schedule.models.event import Event
from schedule.models.fields import LineField, ProseField, WebField
from schedule.models.history import recorded
from schedule.text import initials
from schedule.visibility import SEE, events_where, people_visible_to


class SpeakerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(people_visible_to(user)).distinct()

    def for_organiser(self, user, right=SEE):
        return self.filter(events_where(user, right))


class Speaker(models.Model):
    """A person as one event knows them. The same person at another event is another row, with its own words."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakers")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    import_key = LineField(max_length=200, blank=True, editable=False)
    imported = models.JSONField(default=dict, blank=True, editable=False)  # digests, as a session has them
    name = LineField(max_length=200)
    slug = models.SlugField(max_length=slugs.MAX_LENGTH, blank=True)
    position = LineField(max_length=300, blank=True)
    company = LineField(max_length=200, blank=True)
    bio = ProseField(blank=True, help_text="Markdown.")
    photo = models.ImageField(upload_to="photos/", blank=True)
    order = models.PositiveIntegerField(default=0, help_text="Keynote speakers first, say: a lower number comes first.")

    objects = SpeakerQuerySet.as_manager()
    history = recorded("imported")

    class Meta:
        ordering = ["order", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "slug"], name="speaker_slug_once_per_event"),
            models.UniqueConstraint(fields=["event", "guid"], name="speaker_guid_once_per_event"),
        ]

    def __str__(self):
        return f"{self.name} ({self.company})" if self.company else self.name

    def get_absolute_url(self):
        return reverse("speaker", args=[self.event.slug, self.slug])

    @property
    def role_line(self) -> str:
        """Position and company, as a speaker block prints them."""
        return ", ".join(part for part in (self.position, self.company) if part)

    @property
    def initials(self) -> str:
        return initials(self.name)


class SpeakerLink(models.Model):
    """A speaker's page elsewhere."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="links")
    label = LineField(max_length=100)
    url = WebField()
    order = models.PositiveIntegerField(default=0)

    history = recorded(through="speaker")

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.label
