"""How long a session usually is: by kind, in one event, as most are."""

from datetime import timedelta

from schedule.services.lengths import usual_lengths
from tests.factories import make_event, make_session


def minutes(event):
    return {kind: length / timedelta(minutes=1) for kind, length in usual_lengths(event=event).items()}


def test_usual_length_is_the_median_of_its_kind(db):
    event = make_event()
    for length in (20, 25, 240):
        make_session(event, minutes=length)
    make_session(event, kind="keynote", minutes=60)

    assert minutes(event) == {"talk": 25, "keynote": 60}


def test_usual_length_is_one_that_occurs_in_whole_minutes(db):
    event = make_event()
    for length in (20, 30, 0.25, 50):
        make_session(event, minutes=length)

    assert minutes(event) == {"talk": 20}
    assert minutes(make_event()) == {}


def test_usual_length_leaves_out_what_has_no_time_does_not_happen_or_is_elsewhere(db):
    event = make_event()
    make_session(event, starts_at=None)
    make_session(event, minutes=90, status="cancelled")
    make_session(make_event(), minutes=45)

    assert minutes(event) == {}


def test_usual_lengths_cost_one_query(db, django_assert_num_queries):
    event = make_event()
    for _ in range(3):
        make_session(event)

    with django_assert_num_queries(1):
        usual_lengths(event=event)
