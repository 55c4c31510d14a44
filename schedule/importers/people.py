"""Who is who in a file whose ids may be missing, zero, one for several people or several for one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from schedule.importers.records import Person
from schedule.importers.wording import same_words

_NO_KEYS = frozenset({"", "0"})
# More people of one name than this are none that a file could tell apart.
MOST_NAMESAKES = 20


def merged(people: Iterable[Person]) -> dict[Person, Person]:
    """For each person as the file gives them, the one that they are, with all that the file says of them.

    Guids are believed, and ids unless one stands for several names. Others of one name, however it is capitalised, are
    one person, unless their companies differ, or the file tells them apart and gives them different biographies or
    capitals. Names that differ by an accent or a comma stay two: `alike` names them.
    """
    given = list(dict.fromkeys(people))
    names_by_key: dict[str, set[str]] = defaultdict(set)
    for person in given:
        names_by_key[person.key].add(person.name.casefold())
    by_name: dict[str, list[_Group]] = defaultdict(list)
    by_key: dict[str, _Group] = {}
    for person in given:
        key = _key(person, names_by_key)
        namesakes = by_name[person.name.casefold()]
        group = by_key.get(key) if key else None
        told = _Told(person, key)
        if group is None:
            group = next((group for group in islice(namesakes, MOST_NAMESAKES) if group.may_be(told)), None)
        if group is None:
            group = _Group()
            namesakes.append(group)
        group.add(person, told)
        if key:
            by_key[key] = group
    merged_into: dict[Person, Person] = {}
    for group in (group for groups in by_name.values() for group in groups):
        merged_into.update(dict.fromkeys(group.people, _one_of(group)))
    return {person: merged_into[person] for person in given}


class _Told:
    """What tells somebody from others of the name. Capitals and biographies do that only where the file has keys."""

    def __init__(self, person: Person, key: str):
        self.keys = {key} if key else set()
        self.companies = _words(person.company)
        self.names = {person.name} if key else set()
        self.bios = _words(person.bio) if key else set()


class _Group:
    """Records of one person, and all that is told of them."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.keys: set[str] = set()
        self.companies: set[str] = set()
        self.names: set[str] = set()
        self.bios: set[str] = set()

    def add(self, person: Person, told: _Told) -> None:
        self.people.append(person)
        self.keys |= told.keys
        self.companies |= told.companies
        self.names |= told.names
        self.bios |= told.bios

    def may_be(self, told: _Told) -> bool:
        """Whether nothing says that this is another person; one with a key of theirs is not asked about."""
        if any(key.startswith("guid ") for key in self.keys) and any(key.startswith("guid ") for key in told.keys):
            return False
        pairs = ((self.companies, told.companies), (self.names, told.names), (self.bios, told.bios))
        return all(not ours or not theirs or ours == theirs for ours, theirs in pairs)


def _words(text: str | None) -> set[str]:
    words = same_words(text) if text else ""
    return {words} if words else set()


def alike(people: Iterable[Person]) -> list[tuple[str, ...]]:
    """Names that may be two spellings of one: they differ by capitals, accents and punctuation only."""
    spellings: dict[str, dict[str, None]] = defaultdict(dict)
    for person in people:
        if words := same_words(person.name):
            spellings[words].setdefault(person.name)
    return [tuple(names) for names in spellings.values() if len(names) > 1]


def _key(person: Person, names_by_key: dict[str, set[str]]) -> str:
    if person.guid:
        return f"guid {person.guid.lower()}"
    is_reliable = person.key not in _NO_KEYS and len(names_by_key[person.key]) == 1
    return f"key {person.key}" if is_reliable else ""


def _one_of(group: _Group) -> Person:
    first, keys = group.people[0], group.keys
    told = {
        name: next((value for person in group.people if (value := getattr(person, name))), getattr(first, name))
        for name in ("position", "company", "bio", "links")
    }
    # Somebody with several ids has none that would hold until the next capture: then the name counts.
    key = first.key if len(keys) == 1 and first.key not in _NO_KEYS and not next(iter(keys)).startswith("guid") else ""
    guids = {person.guid for person in group.people if person.guid}
    return replace(first, key=key, guid=guids.pop() if len(guids) == 1 and len(keys) == 1 else "", **told)
