"""Who is who in a file whose ids may be missing, zero, one for several people or several for one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from schedule.importers.records import Person
from schedule.importers.wording import same_words

_NO_KEYS = frozenset({"", "0"})


def merged(people: Iterable[Person]) -> dict[Person, Person]:
    """For each person as the file gives them, the one that they are, with all that the file says of them.

    Ids are believed unless one stands for several names. People of one name, however it is capitalised, are one person,
    unless their companies differ, or the file tells them apart and gives them different biographies or capitals. Names
    that differ by an accent or a comma stay two: `alike` names them.
    """
    given = list(dict.fromkeys(people))
    names_by_key: dict[str, set[str]] = defaultdict(set)
    for person in given:
        names_by_key[person.key].add(person.name.casefold())
    groups: dict[str, list[list[Person]]] = defaultdict(list)
    by_key: dict[str, list[Person]] = {}
    for person in given:
        name = person.name.casefold()
        known = _key(person, names_by_key)
        group = by_key.get(known) if known else None
        if group is None:
            group = next((group for group in groups[name] if not _are_different(group, person, names_by_key)), None)
        if group is None:
            group = []
            groups[name].append(group)
        group.append(person)
        if known:
            by_key[known] = group
    merged_into = {}
    for group in (group for found in groups.values() for group in found):
        one = _one_of(group, names_by_key)
        merged_into.update(dict.fromkeys(group, one))
    return {person: merged_into[person] for person in given}


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


def _are_different(group: list[Person], person: Person, names_by_key: dict[str, set[str]]) -> bool:
    for other in group:
        if _differ(other.company, person.company):
            return True
        keys = _key(other, names_by_key), _key(person, names_by_key)
        if all(keys) and keys[0] != keys[1] and (other.name != person.name or _differ(other.bio, person.bio)):
            return True
    return False


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other and same_words(one) != same_words(other))


def _one_of(group: list[Person], names_by_key: dict[str, set[str]]) -> Person:
    first = group[0]
    keys = {key for person in group if (key := _key(person, names_by_key))}
    told = {
        name: next((value for person in group if (value := getattr(person, name))), getattr(first, name))
        for name in ("position", "company", "bio", "links")
    }
    # Somebody with several ids has none that would hold until the next capture: then the name counts.
    key = first.key if len(keys) == 1 and first.key not in _NO_KEYS and not next(iter(keys)).startswith("guid") else ""
    guids = {person.guid for person in group if person.guid}
    return replace(first, key=key, guid=guids.pop() if len(guids) == 1 and len(keys) == 1 else "", **told)
