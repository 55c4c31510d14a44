"""The shapes that pretalx's talks come in, brought to one: talks with their slots, and breaks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from schedule.importers.records import Notices, Unacceptable
from schedule.importers.shapes import items, mapping, mappings, number, text
from schedule.importers.times import date_of

# Where the list of talks or slots stands: in pages, in files that somebody put together, in schedules.
LISTS = ("results", "submissions", "talks", "slots")


@dataclass(frozen=True)
class Entry:
    """A talk and one of its slots, None where it has none. `rooms` where the slot has several."""

    place: str
    talk: dict[str, Any]
    slot: dict[str, Any] | None
    rooms: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Break:
    place: str
    slot: dict[str, Any]
    rooms: tuple[Any, ...] = ()


def recognises(value: Any) -> bool:
    if isinstance(value, dict):
        if _is_by_date(value.get("schedule")) or _is_by_date(value.get("days")):
            return True
        _, listed = _list_of(value)
        return any(map(_is_entry, listed or list(value.values()))) or _is_unexpanded(value)
    return any(map(_is_entry, items(value)))


def _list_of(value: dict[str, Any]) -> tuple[str, list[Any]]:
    """The first list of talks or slots, with its name."""
    return next(((name, items(value[name])) for name in LISTS if items(value.get(name))), ("", []))


def _is_unexpanded(value: dict[str, Any]) -> bool:
    """Whether this is a schedule whose slots are mere numbers."""
    slots = items(value.get("slots"))
    return "version" in value and bool(slots) and all(isinstance(slot, int) for slot in slots)


def _is_by_date(value: Any) -> bool:
    """{date: …}, as PyConFR and EuroPython put talks together."""
    days = mapping(value)
    return bool(days) and all(date_of(day) and isinstance(each, dict) for day, each in days.items())


def _is_entry(value: Any) -> bool:
    each = mapping(value)
    return _is_talk(each) or ("submission" in each and "start" in each and "room" in each)


def _is_talk(value: dict[str, Any]) -> bool:
    return "code" in value and "title" in value


def entries_of(value: Any, notices: Notices) -> tuple[list[Entry], list[Break]]:
    """All talks and breaks of the file, in its order."""
    walk = _Walk(notices)
    if not isinstance(value, dict):
        walk.listed("", items(value))
    elif _is_by_date(value.get("schedule")):
        walk.by_minute(value)
    elif _is_by_date(value.get("days")):
        walk.by_day(mapping(value.get("days")))
    elif _is_unexpanded(value):
        raise Unacceptable(
            "The slots are mere numbers. Export with ?expand=slots,slots.submission,slots.room.", "slots"
        )
    elif any(name in value for name in LISTS):
        walk.listed(*_list_of(value))
        walk.breaks.extend(_breaks_of(value))
        walk.tell_of_page(value)
    else:
        walk.listed("", list(value.values()))
    walk.tell()
    return walk.entries, walk.breaks


def _breaks_of(value: dict[str, Any]) -> Iterator[Break]:
    for index, pause in enumerate(items(value.get("breaks"))):
        if isinstance(pause, dict):
            yield Break(f"breaks[{index}]", pause)


class _Walk:
    def __init__(self, notices: Notices):
        self.notices = notices
        self.entries: list[Entry] = []
        self.breaks: list[Break] = []
        self.without_times = 0
        self.without_talks = 0

    def listed(self, name: str, values: list[Any]) -> None:
        for index, each in enumerate(values):
            if isinstance(each, dict):
                self._take(f"{name}[{index}]", each)

    def by_minute(self, value: dict[str, Any]) -> None:
        """{schedule: {date: {minute: {room: talk}}}}; what stands beside the schedule is not part of it."""
        for day, minutes in mapping(value.get("schedule")).items():
            for minute, rooms in mapping(minutes).items():
                for room, talk in mapping(rooms).items():
                    if isinstance(talk, dict):
                        self._take(f"schedule {day}, minute {minute}, room {room}"[:100], talk)
        beside = [name for name in ("sprints", "extra") if mapping(value.get(name))]
        if beside:
            self.notices.add("", f"Only what stands under “schedule” comes in, not {' or '.join(beside)}.")

    def by_day(self, days: dict[str, Any]) -> None:
        """{days: {date: {rooms, events}}}, where an event has a start, a duration and several rooms."""
        for day, each in days.items():
            for index, event in enumerate(items(mapping(each).get("events"))):
                if not isinstance(event, dict):
                    continue
                place, rooms = f"day {day}, event {index + 1}", tuple(items(event.get("rooms")))
                if text(event.get("event_type")) == "break":
                    self.breaks.append(Break(place, event, rooms))
                elif _is_talk(event):
                    self.entries.append(Entry(place, event, event, rooms))

    def _take(self, place: str, each: dict[str, Any]) -> None:
        if _is_talk(each):
            for slot in self._slots(each):
                self.entries.append(Entry(place, each, slot))
        elif "submission" not in each:
            return
        elif isinstance(each["submission"], dict):
            self.entries.append(Entry(place, each["submission"], each))
        elif text(each["submission"]).strip():
            self.without_talks += 1
            self.entries.append(Entry(place, {"code": each["submission"]}, each))
        elif text(each.get("slot_type")) != "blocker":  # when organisers keep a room free for themselves
            self.breaks.append(Break(place, each))

    def _slots(self, talk: dict[str, Any]) -> list[dict[str, Any] | None]:
        """Old pretalx has one slot a talk, new pretalx a list; EuroPython writes it into the talk."""
        if "slots" in talk:
            slots: list[dict[str, Any] | None] = [slot for slot in mappings(talk["slots"])]
            if not slots and items(talk["slots"]):
                self.without_times += 1
            return slots or [None]
        if isinstance(talk.get("slot"), dict):
            return [talk["slot"]]
        return [talk if "start" in talk else None]

    def tell_of_page(self, value: dict[str, Any]) -> None:
        if value.get("next"):
            count = number(value.get("count"))
            of = f" of {count}" if count else ""
            held = len(items(value.get("results")))
            self.notices.add(
                "", f"This is one page, with {held}{of} entries. Nothing is fetched: import all pages as one."
            )

    def tell(self) -> None:
        if self.without_times:
            what = "Submissions whose slots are mere numbers, and which come in without times"
            self.notices.add("", f"{what}: {self.without_times}. Export with ?expand=slots,slots.room.")
        if self.without_talks:
            what = "Slots that name their submission by its code only"
            self.notices.add("", f"{what}: {self.without_talks}. Export with ?expand=submission,room.")
