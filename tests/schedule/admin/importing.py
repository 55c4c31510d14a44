"""Steps of an import in the admin, as an organiser takes them."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.schedule.admin.forms import read_form

ENTRY = """<event guid="00000000-0000-4000-8000-00000000000{number}" id="{number}"><title>{title}</title>
<date>2020-10-29T{hour}:00:00+00:00</date><duration>00:30</duration><room>{room}</room></event>"""


def schedule_xml(*entries, zone="Europe/Dublin"):
    """A small schedule.xml; an entry is (number, title, hour, room)."""
    rows = "".join(ENTRY.format(number=n, title=title, hour=hour, room=room) for n, title, hour, room in entries)
    return (
        f"<schedule><conference><title>Imported</title><time_zone_name>{zone}</time_zone_name></conference>"
        f"<day date='2020-10-29'>{rows}</day></schedule>"
    ).encode()


FIRST = schedule_xml((1, "One", 10, "Hall"), (2, "Two", 11, "Hall"), (3, "Three", 12, "Hall"))


def upload(client, event, data, name="schedule.xml", **fields):
    url = reverse("admin:schedule_event_import", args=[event.pk])
    return client.post(url, {"file": SimpleUploadedFile(name, data), **fields})


def previewed(client, event, data, name="schedule.xml", **fields):
    """The address of the preview."""
    response = upload(client, event, data, name, **fields)
    assert response.status_code == 302, response.content.decode()
    return response.url


def apply(client, url, **choices):
    """Press Import with the form as it stands, but for `choices`; None unchecks a box."""
    data = read_form(client, url) | choices
    return client.post(url, {name: value for name, value in data.items() if value is not None}, follow=True)


def table(*rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()
