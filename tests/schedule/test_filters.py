"""Filters without a database: what matches, and counts that follow the other filters."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace as Row

from schedule.filters import MAX_VALUES, cleaned, filtered, found_by

START = datetime(2020, 10, 29, 10, tzinfo=UTC)


@dataclass
class Session:
    pk: int
    kind: str = "talk"
    room: str = ""
    tags: tuple[str, ...] = ()
    starts_at: datetime | None = START
    track: None = None
    people: list = field(default_factory=list)

    def __post_init__(self):
        self.room = Row(slug=self.room.lower(), name=self.room) if self.room else None
        group = Row(name="Level", is_filter=True)
        self.labels = [Row(slug=f"level-{name}", name=name, group=group) for name in self.tags]

    def get_kind_display(self):
        return self.kind.title()


def found(*sessions, among=None, **selection):
    everything = found_by(sessions, zone=UTC, day_starts_at=time(4))
    return filtered(everything, selection, among=among)


def counts(result):
    return {(facet.label, option.label): option.count for facet in result.facets for option in facet.options}


ONE = Session(1, room="North", tags=("Any",))
TWO = Session(2, room="South", kind="bof", starts_at=START + timedelta(days=1))
THREE = Session(3, room="North", kind="bof", starts_at=None)


def test_filter_values_of_one_name_are_alternatives_and_names_must_all_match():
    assert found(ONE, TWO, THREE, room=["north", "south"]).sessions == [ONE, TWO, THREE]
    assert found(ONE, TWO, THREE, room=["north"], kind=["bof"]).sessions == [THREE]


def test_facet_counts_follow_the_other_filters_and_not_their_own():
    result = found(ONE, TWO, THREE, room=["north"])

    assert counts(result) == {
        ("Day", "Thursday 29 October"): 1,
        ("Room", "North"): 2,
        ("Room", "South"): 1,
        ("Kind", "Talk"): 1,
        ("Kind", "Bof"): 1,
        ("Level", "Any"): 1,
    }


def test_facet_value_that_every_session_has_is_no_choice_until_it_is_chosen():
    assert ("Kind", "Talk") not in counts(found(ONE, Session(4)))
    assert counts(found(ONE, Session(4), kind=["talk"]))["Kind", "Talk"] == 2


def test_facet_value_that_would_leave_nothing_is_offered_only_where_it_is_chosen():
    assert ("Room", "South") not in counts(found(ONE, TWO, THREE, kind=["talk"]))
    assert counts(found(ONE, TWO, THREE, kind=["talk"], room=["south"]))["Room", "South"] == 0


def test_filter_among_some_sessions_counts_only_those():
    result = found(ONE, TWO, THREE, among={2, 3})

    assert result.sessions == [TWO, THREE]
    assert counts(result)["Room", "North"] == 1


def test_filter_value_that_no_session_has_is_told_as_unknown():
    result = found(ONE, TWO, room=["north", "nowhere"])

    assert [(value.label, value.is_known) for value in result.chosen] == [("North", True), ("nowhere", False)]


def test_facet_with_many_values_is_folded_until_one_is_chosen():
    many = [Session(number, room=f"Room {number}") for number in range(13)]

    assert [facet.is_long for facet in found(*many).facets] == [True]
    assert [facet.is_long for facet in found(*many, room=["room 3"]).facets] == [False]


def test_values_are_cleaned_and_capped():
    assert cleaned(["a\x1ab", "", " ", "ab", "b\n"]) == ["ab", "b"]
    assert len(cleaned(str(number) for number in range(500))) == MAX_VALUES
    assert len(cleaned(["x" * 10_000])[0]) == 500
