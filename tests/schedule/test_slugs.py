import pytest

from schedule.slugs import Slugs, slug_for


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Look Ma’, No (Real) Interrupt Controller!", "look-ma-no-real-interrupt-controller"),
        ("Bornträger", "borntrager"),
        ("日本語", "session-1234abcd"),
        ("", "session-1234abcd"),
        ("x" * 200, "x" * 80),
        (f"{'x' * 79} y", "x" * 79),
    ],
)
def test_slug_is_the_ascii_form_of_the_title(title, slug):
    assert slug_for(title, fallback="session-1234abcd", taken=()) == slug


def test_slug_that_is_taken_gets_a_number():
    assert slug_for("Talk", fallback="x", taken={"talk", "talk-2"}) == "talk-3"


def test_slug_with_a_number_still_fits():
    assert slug_for("x" * 90, fallback="x", taken={"x" * 80}) == "x" * 78 + "-2"


def test_slugs_for_many_are_the_same_as_one_after_the_other():
    slugs, taken = Slugs({"lunch-3", "talk"}), {"lunch-3", "talk"}
    titles = ["Lunch", "Lunch", "Talk", "Lunch 2", "Lunch", "", "Lunch", "lunch!"]

    for title in titles:
        expected = slug_for(title, fallback="session", taken=taken)
        taken.add(expected)
        assert slugs.give(title, fallback="session") == expected

    assert slugs.take("own") == "own"
    assert "own" in slugs
