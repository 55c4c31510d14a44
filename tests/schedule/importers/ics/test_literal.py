"""Plain text as Markdown that says exactly that."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedule.importers.ics.literal import literal
from schedule.markdown import to_html, to_text
from schedule.text import clean_prose

PIECES = [
    *(
        "a",
        "b",
        " ",
        "  ",
        "\n",
        "\n\n",
        "- ",
        "* ",
        "1. ",
        "1) ",
        "# ",
        "> ",
        "---",
        "===",
        "```",
        "`",
        "**",
        "_",
        "~~",
    ),
    *("|", "[x](http://a)", "![i](j)", "<http://a.b>", "<b>", "&amp;", "&#32;", "\\", "\t", "\u00a0", "\u3000", ":-:"),
    *("http://x.y/z_a", "é", "    code", ":", "[x]: http://a", "0", "!", '"', "."),
]


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("", ""),
        ("One\nTwo\n\nThree", "One\\\nTwo\n\nThree"),
        ("- one\n- two", "- one\n- two"),
        ("2 * 3, a_b, <b>, AT&T, &amp;", "2 \\* 3, a\\_b, \\<b\\>, AT&T, \\&amp;"),
        ("1. One\n# Two", "1\\. One\\\n\\# Two"),
        ("One\n  Two", "One\\\n&#32;&#32;Two"),
        ("One\n\n\n\nTwo", "```\nOne\n\n\n\nTwo\n```"),
    ],
)
def test_markup_is_escaped_and_lines_stay(text, markdown):
    assert literal(text) == markdown
    assert to_text(markdown) == text


def test_nothing_in_it_becomes_markup():
    assert "<a" not in to_html(literal("[x](https://example.org) <https://example.org>"))


@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text(max_size=60)))
@settings(deadline=None, max_examples=400)
def test_any_text_comes_back(text):
    text = clean_prose(text)

    assert to_text(literal(text)) == text
