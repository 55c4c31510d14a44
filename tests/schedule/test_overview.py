from schedule.overview import Block, overview_of
from tests.schedule.test_grid import ATTIC, HALL, at, grid, talk


def test_overview_has_the_blocks_of_each_room_in_minutes_from_the_first_start():
    first, second, third = talk(29, (9,), (9, 45)), talk(29, (10,), (11,)), talk(29, (9, 30), (11, 30), ATTIC)

    overview = overview_of(grid(first, second, third).groups[0].columns)

    assert (overview.starts_at, overview.ends_at, overview.minutes) == (at(29, 9), at(29, 11, 30), 150)
    assert [(bar.room, bar.blocks) for bar in overview.bars] == [
        (HALL, [Block(0, 45, first), Block(60, 60, second)]),
        (ATTIC, [Block(30, 120, third)]),
    ]


def test_overview_tells_where_on_its_scale_a_moment_is():
    overview = overview_of(grid(talk(29, (9,), (10,))).groups[0].columns)

    assert [overview.minute_of(at(29, *moment)) for moment in ((8, 59), (9,), (9, 30), (10,))] == [None, 0, 30, None]
