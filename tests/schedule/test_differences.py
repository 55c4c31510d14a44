"""How two texts differ, in the lines that a page shows."""

from schedule.differences import MOST_LINES, Line, excerpt, line_difference


def test_excerpt_is_one_line_cut_at_a_word():
    assert excerpt("One\n\ntwo three", most=20) == "One two three"
    assert excerpt("One two three", most=9) == "One two …"


def test_difference_has_only_the_lines_that_differ():
    assert line_difference("a\nb\nc", "a\nB\nc\nd") == [Line("-", "b"), Line("+", "B"), Line("+", "d")]
    assert line_difference("a\nb", "a\nb") == []


def test_difference_leaves_out_blank_lines():
    assert line_difference("a", "a\n\nb") == [Line("+", "b")]


def test_difference_of_many_lines_says_how_many_are_left_out():
    lines = line_difference("", "\n".join(f"line {number}" for number in range(MOST_LINES + 2)))

    assert lines[-1] == Line("…", "2 more lines")
    assert len(lines) == MOST_LINES + 1


def test_difference_in_a_long_paragraph_is_cut_to_where_it_begins():
    same = "word " * 100

    lines = line_difference(same + "old end", same + "new end")

    assert [(line.sign, line.text[:2], line.text[-7:]) for line in lines] == [
        ("-", "… ", "old end"),
        ("+", "… ", "new end"),
    ]


def test_difference_of_huge_texts_ends():
    assert line_difference("x\n" * 100_000, "y\n" * 100_000) != []
