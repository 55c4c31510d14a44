from dataclasses import dataclass

from schedule.lanes import Place, lanes_for


@dataclass
class Interval:
    starts: int
    ends: int


def test_intervals_that_touch_share_a_lane():
    assert lanes_for([Interval(1, 2), Interval(2, 3)]) == ([Place(0, 1), Place(0, 1)], 1)


def test_intervals_that_overlap_stand_side_by_side():
    assert lanes_for([Interval(1, 3), Interval(2, 4), Interval(3, 5)]) == ([Place(0, 1), Place(1, 1), Place(0, 1)], 2)


def test_interval_with_nothing_beside_it_takes_all_lanes():
    places, lanes = lanes_for([Interval(1, 2), Interval(1, 2), Interval(2, 3)])

    assert lanes == 2
    assert places[2] == Place(0, 2)


def test_interval_takes_lanes_up_to_the_next_that_is_taken():
    places, _ = lanes_for([Interval(1, 9), Interval(1, 2), Interval(1, 9), Interval(1, 9), Interval(2, 3)])

    assert places == [Place(0, 1), Place(1, 1), Place(2, 1), Place(3, 1), Place(1, 1)]


def test_no_intervals_need_no_lanes():
    assert lanes_for([]) == ([], 0)
