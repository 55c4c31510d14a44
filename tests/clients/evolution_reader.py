"""One subscription of Evolution Data Server, for evolution.py, on the D-Bus session that this process runs in.

The system's own Python runs it, since that has the bindings. A line of JSON in, [command, argument …], is a line out.
"""

import json
import sys
from datetime import UTC, datetime

import gi

gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402

PATIENCE = 30  # seconds
NO_WAIT = 2**32 - 1  # the source of a web calendar never counts as connected
ALL = "#t"
STATUS = {ICalGLib.PropertyStatus.CONFIRMED: "CONFIRMED", ICalGLib.PropertyStatus.CANCELLED: "CANCELLED"}


class Subscription:
    """A calendar "On the Web": Evolution Data Server fetches it and keeps it in a cache of its own."""

    def __init__(self):
        self.context = GLib.MainContext.default()
        self.is_refreshed = False

    def subscribe(self, url):
        registry = EDataServer.SourceRegistry.new_sync(None)
        source = EDataServer.Source.new(None, None)
        source.set_parent("webcal-stub")
        source.set_display_name("Talks")
        source.get_extension(EDataServer.SOURCE_EXTENSION_CALENDAR).set_backend_name("webcal")
        web = source.get_extension(EDataServer.SOURCE_EXTENSION_WEBDAV_BACKEND)
        web.set_uri(GLib.Uri.parse(url, GLib.UriFlags.ENCODED))
        source.get_extension(EDataServer.SOURCE_EXTENSION_REFRESH).set_enabled(False)  # not but when told
        registry.create_sources_sync([source], None)
        source = registry.ref_source(source.get_uid())
        self.client = ECal.Client.connect_sync(source, ECal.ClientSourceType.EVENTS, NO_WAIT, None)
        _, self.view = self.client.get_view_sync(ALL, None)
        self.view.connect("progress", self._on_progress)
        self.view.start()
        while not self.entries():
            self.refresh()

    def refresh(self):
        """Returns when the cache holds what the feed said, or nothing new. There is never more than one at a time."""
        while self.context.iteration(False):
            pass
        self.is_refreshed = False
        self.client.refresh_sync(None)
        deadline = GLib.timeout_add_seconds(PATIENCE, sys.exit, "no end of the refresh")
        while not self.is_refreshed:
            self.context.iteration(True)
        GLib.source_remove(deadline)

    def entries(self):
        _, components = self.client.get_object_list_as_comps_sync(ALL, None)
        return [self._fields(component) for component in components]

    def _on_progress(self, view, percent, message):
        """Evolution Data Server says that it is refreshing, and ends by saying nothing."""
        self.is_refreshed = self.is_refreshed or not message

    def _fields(self, component):
        starts_at, ends_at = component.get_dtstart(), component.get_dtend()
        return {
            "uid": component.get_uid(),
            "is_all_day": starts_at.get_value().is_date(),
            "starts_at": self._instant(starts_at),
            "ends_at": self._instant(ends_at),
            "summary": component.get_summary().get_value(),
            "location": component.get_location() or "",
            "description": "".join(text.get_value() for text in component.get_descriptions()),
            "status": STATUS.get(component.get_status(), ""),
            "is_busy": component.get_transparency() == ECal.ComponentTransparency.OPAQUE,
            "url": component.get_url() or "",
            "categories": component.get_categories_list(),
            "sequence": component.get_sequence(),
            "stamped_at": _utc(component.get_dtstamp()),
            "modified_at": _utc(component.get_last_modified()),
            "created_at": _utc(component.get_created()),
        }

    def _instant(self, moment):
        """Where a calendar shows it: by the zone that Evolution Data Server knows under the entry's TZID."""
        value, tzid = moment.get_value(), moment.get_tzid()
        if value.is_date():
            return f"{value.get_year():04}-{value.get_month():02}-{value.get_day():02}"
        zone = self.client.get_timezone_sync(tzid, None)[1] if tzid else None
        return _utc(value, zone)


def _utc(value, zone=None):
    if value is None:
        return ""
    return datetime.fromtimestamp(value.as_timet_with_zone(zone) if zone else value.as_timet(), UTC).isoformat()


if __name__ == "__main__":
    subscription = Subscription()
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        print(json.dumps(getattr(subscription, command)(*arguments)), flush=True)
