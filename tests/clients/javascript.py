"""ical.js and node-ical, with which web apps read calendars; they keep nothing, so each refresh is a new reading."""

import urllib.request
from contextlib import ExitStack
from datetime import UTC, datetime

from tests.clients.node import running_node


class IcalJs:
    library = "ical.js"
    forgets = {"is_busy", "stamped_at", "modified_at", "created_at"}

    def __init__(self, needs, folder):
        self._stack = ExitStack()
        self._node = self._stack.enter_context(running_node(needs, folder))

    def subscribe(self, url):
        self._url = url
        self.refresh()

    def refresh(self):
        with urllib.request.urlopen(self._url, timeout=30) as answer:
            self._entries = self._node.read(self.library, answer.read())

    def entries(self):
        return [_fields(**entry) for entry in self._entries]

    def close(self):
        self._stack.close()


class NodeIcal(IcalJs):
    library = "node-ical"


def _fields(start, end, sequence, conference_label="", **entry):
    is_all_day = "T" not in start
    starts_at, ends_at = (
        at if is_all_day else datetime.fromisoformat(at).astimezone(UTC).isoformat() for at in (start, end)
    )
    return {
        **entry,
        "is_all_day": is_all_day,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "sequence": int(sequence),
    }
