"""What is there already gets one row of history, so that the first change to come has something to be compared with."""

import uuid

from django.db import migrations
from django.utils import timezone

# Each model, and the way from a row to its event.
MODELS = {
    "Event": "pk",
    "Room": "event_id",
    "Track": "event_id",
    "TagGroup": "event_id",
    "Tag": "event_id",
    "Speaker": "event_id",
    "SpeakerLink": "speaker__event_id",
    "Session": "event_id",
    "SessionSpeaker": "session__event_id",
    "Attachment": "session__event_id",
}


def begin(apps, schema_editor):
    at, acts = timezone.now(), {}
    through = apps.get_model("schedule", "Session").tags.through
    tags = {}
    for session, tag in through.objects.order_by("tag").values_list("session", "tag"):
        tags.setdefault(session, []).append(tag)
    for name, way in MODELS.items():
        model, history = apps.get_model("schedule", name), apps.get_model("schedule", f"Historical{name}")
        kept = {field.attname for field in history._meta.concrete_fields}
        names = [field.attname for field in model._meta.concrete_fields if field.attname in kept - {"event_id"}]
        rows = []
        for event, *values in model.objects.order_by("pk").values_list(way, *names).iterator(chunk_size=500):
            row = history(**dict(zip(names, values)), event_id=event, history_date=at, history_type="+")
            row.act = acts.setdefault(event, uuid.uuid4().hex[:16])
            row.history_change_reason = "As it stood when history began"
            if name == "Session":
                row.tag_ids = tags.get(row.id, [])
            rows.append(row)
            if len(rows) == 500:
                history.objects.bulk_create(rows)
                rows = []
        history.objects.bulk_create(rows)


class Migration(migrations.Migration):

    dependencies = [
        ('schedule', '0008_history'),
    ]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
