"""Public calendars beside the private ones, coordinates, and feeds for a chosen app."""

from datetime import UTC, datetime

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def fill_from_entries(apps, schema_editor):
    """What the new columns repeat stands in the entry; the public form is rendered by the `publish` after `migrate`."""
    Publication = apps.get_model("schedule", "Publication")
    rows = list(Publication.objects.all())
    for row in rows:
        row.starts_at = datetime.fromisoformat(row.entry["starts_at"])
        row.ends_at = datetime.fromisoformat(row.entry["ends_at"])
        row.zone = row.entry["zone"]
        row.is_cancelled = row.entry["is_cancelled"]
        row.public_modified_at = row.modified_at
        row.public_sequence = row.sequence
    names = ["starts_at", "ends_at", "zone", "is_cancelled", "public_modified_at", "public_sequence"]
    Publication.objects.bulk_update(rows, names, batch_size=200)
    for banner in apps.get_model("schedule", "Banner").objects.select_related("event"):
        event = banner.event
        banner.zone, banner.starts_on, banner.ends_on = str(event.timezone), event.starts_on, event.ends_on
        banner.url, banner.accent = f"{settings.SITE_URL}/{event.slug}/", event.accent
        banner.save()


class Migration(migrations.Migration):

    dependencies = [
        ('schedule', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attendee',
            name='changed_at',
            field=models.DateTimeField(db_index=True, default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='banner',
            name='accent',
            field=models.CharField(blank=True, max_length=7),
        ),
        migrations.AddField(
            model_name='banner',
            name='ends_on',
            field=models.DateField(default=EPOCH),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='banner',
            name='starts_on',
            field=models.DateField(default=EPOCH),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='banner',
            name='url',
            field=models.CharField(default='', max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='banner',
            name='zone',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='app',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='is_leaked',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='leaves_out_cancelled',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='event',
            name='latitude',
            field=models.DecimalField(blank=True, decimal_places=6, help_text='In degrees, south of the equator below zero.', max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='longitude',
            field=models.DecimalField(blank=True, decimal_places=6, help_text='In degrees, west of Greenwich below zero.', max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='rendered_by',
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name='publication',
            name='ends_at',
            field=models.DateTimeField(default=EPOCH),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='publication',
            name='is_cancelled',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='publication',
            name='public_modified_at',
            field=models.DateTimeField(default=EPOCH),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='publication',
            name='public_sequence',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='publication',
            name='public_vevent',
            field=models.BinaryField(default=b''),
        ),
        migrations.AddField(
            model_name='publication',
            name='starts_at',
            field=models.DateTimeField(default=EPOCH),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='publication',
            name='zone',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(fill_from_entries, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__gte', -90), ('latitude__isnull', False), ('latitude__lte', 90), ('longitude__gte', -180), ('longitude__isnull', False), ('longitude__lte', 180)), _connector='OR'), name='event_is_on_the_globe', violation_error_message='Give both latitude (-90 to 90) and longitude (-180 to 180), or neither.'),
        ),
    ]
