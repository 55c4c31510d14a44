"""Who is who: ids and names that may or may not be believed."""

from schedule.importers.people import MOST_NAMESAKES, alike, merged
from schedule.importers.records import Person


def names_and_keys(*people):
    return [(person.name, person.key) for person in dict.fromkeys(merged(people).values())]


def test_people_of_one_name_are_one():
    one = merged([Person("Ada", bio="Bio"), Person("Ada", company="Inc"), Person("ada")])

    assert set(one.values()) == {Person("Ada", bio="Bio", company="Inc")}


def test_id_of_several_names_is_not_believed():
    assert names_and_keys(Person("Ada", key="7"), Person("Bob", key="7")) == [("Ada", ""), ("Bob", "")]


def test_somebody_with_several_ids_has_none():
    assert names_and_keys(Person("Ada", key="7"), Person("Ada", key="8")) == [("Ada", "")]


def test_different_companies_tell_people_apart():
    assert len(names_and_keys(Person("Ada", company="Inc"), Person("Ada", company="Ltd"))) == 2
    assert len(names_and_keys(Person("Ada", company="Inc."), Person("Ada", company="INC"), Person("Ada"))) == 1


def test_ids_with_different_biographies_or_capitals_tell_people_apart():
    assert len(names_and_keys(Person("Ada", "7", bio="One"), Person("Ada", "8", bio="Two"))) == 2
    assert names_and_keys(Person("mo", "7"), Person("Mo", "8")) == [("mo", "7"), ("Mo", "8")]


def test_guid_tells_who_somebody_is():
    guid = "11111111-1111-4111-8111-111111111111"

    one = merged([Person("Ada", guid=guid, bio="One"), Person("Ada", guid=guid.upper(), bio="Two")])

    assert {person.bio for person in one.values()} == {"One"}


def test_names_that_differ_little_are_named():
    people = [Person("José"), Person("Jose"), Person("mo", "7"), Person("Mo", "8"), Person("Ada"), Person("Ada", "9")]

    assert alike(people) == [("José", "Jose"), ("mo", "Mo")]


def test_a_thousand_namesakes_are_short_work():
    people = [Person("Ada", company=f"Company {number}") for number in range(3_000)]

    assert len(names_and_keys(*people)) == 3_000
    assert MOST_NAMESAKES < 100
