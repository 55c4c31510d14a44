"""What an organiser should know of BoFs: a slot without a topic, no link, people who would rather be elsewhere. Pure.

The rules that hold for all kinds of session are in `clash_rules`, which asks these as well.
"""

from collections.abc import Iterator
from datetime import timedelta

from schedule.clash_records import NEED_PEOPLE, Clash, Entry, Frame, named, pair, single, span

# So long before the start an access link should be there.
LINK_DUE = timedelta(hours=1)
# So many of those who would come, and so large a part of them, want to be at two places before it is told.
FEWEST_ELSEWHERE, PART_ELSEWHERE = 3, 0.25


def interest_elsewhere(held: list[Entry], frame: Frame) -> Iterator[Clash]:
    """Two BoFs at once are told of once: of the one that would lose the larger part of its people."""
    by_pk = {entry.pk: entry for entry in held}
    losses = [
        (number / entry.bookmarks, number, entry, by_pk[pk])
        for entry in held
        for pk, number in entry.shared
        if entry.kind == "bof" and not entry.is_open_slot and entry.bookmarks and pk in by_pk
    ]
    told: set[frozenset[int | None]] = set()
    for part, number, bof, other in sorted(losses, key=lambda loss: -loss[0]):
        both = frozenset((bof.pk, other.pk))
        if number >= FEWEST_ELSEWHERE and part >= PART_ELSEWHERE and both not in told:
            told.add(both)
            yield _elsewhere(number, bof, other, frame)


def _elsewhere(number: int, bof: Entry, other: Entry, frame: Frame) -> Clash:
    some = f"{number} of the {bof.bookmarks} who have"
    told = (
        f"{some} it bookmarked {named(other, frame)}, at that time.",
        f"{some} the BoF {named(bof, frame)}, bookmarked this at that time.",
    )
    return pair("interest_elsewhere", bof, other, "", f"“{bof.title}”: {told[0]}", told)


def topic_missing(entry: Entry, frame: Frame) -> Iterator[Clash]:
    if not entry.is_open_slot or entry.status != "published" or frame.at is None:
        return
    if entry.starts_at - timedelta(days=entry.topic_days) <= frame.at < entry.ends_at:
        yield single(entry, "no_topic", f"it has no topic yet, and {_topics(entry)}")


def _topics(entry: Entry) -> str:
    if entry.wishes:
        return f"{_number(entry.wishes)} on the board wish{'es' if entry.wishes == 1 else ''} for it"
    if entry.topics:
        return f"{_number(entry.topics)} on the board {'is' if entry.topics == 1 else 'are'} open"
    return "no topic on the board is open"


def _number(topics: int) -> str:
    return f"{topics} topic{'' if topics == 1 else 's'}"


def link_missing(entry: Entry, frame: Frame) -> Iterator[Clash]:
    """A BoF that has a room to meet in needs no link, unless its topic does or the event is online only."""
    if entry.has_link or entry.status != "published" or frame.at is None:
        return
    has_room = entry.room is not None and not entry.room.is_parallel
    is_online = frame.is_online and entry.kind in NEED_PEOPLE
    is_online = is_online or (entry.kind == "bof" and (frame.is_online or entry.needs_link or not has_room))
    if is_online and entry.starts_at - LINK_DUE <= frame.at < entry.ends_at:
        yield single(
            entry, "no_link", f"it has no access link, and is at {span(entry.starts_at, entry.ends_at, frame)}"
        )
