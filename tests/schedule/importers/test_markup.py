"""Texts that may be HTML or not, as Markdown."""

import pytest

from schedule.importers.markup import Converter, joined, to_markdown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain *Markdown*.\n\n- one\n- two", "Plain *Markdown*.\n\n- one\n- two"),
        ("<p>One</p><p>Two <b>bold</b></p>", "One\n\nTwo **bold**"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("A <i>tag</i> here.\n\n  1. and a list\n  2. as it is", "A *tag* here.\n\n  1. and a list\n  2. as it is"),
        ('<p>x<script>alert(1)</script><a href="javascript:x()" onclick="y()">z</a></p>', "xz"),
    ],
)
def test_html_becomes_markdown_and_the_rest_stays(text, expected):
    assert to_markdown(text) == expected


def test_joined_texts_are_paragraphs_where_one_is_html():
    texts = ["Subtitle", "One\r\n\r\nTwo", "", "<p>Three</p>"]

    assert to_markdown(joined(texts)) == "Subtitle\n\nOne\n\nTwo\n\nThree"


def test_joined_texts_without_html_stay_as_they_are():
    assert joined(["One\n\n- a", "", "Two <3"]) == "One\n\n- a\n\nTwo <3"


@pytest.mark.parametrize("tag", ["<p>a", "<ul><li>", "<b>", "<ol><li>a", "<table><tr><td>", "&lt;<p>"])
def test_more_tags_than_anybody_writes_are_dropped(tag):
    converter = Converter()

    plain = converter(tag * 10_000)

    assert "p>" not in plain
    assert converter.stripped == 1


def test_converter_has_enough_of_markup_at_some_point():
    converter = Converter()

    texts = [converter(f"<p>{number}</p>" + "<br>" * 1_000) for number in range(120)]

    assert (texts[0], texts[-1].strip()) == ("0", "119")
    assert converter.stripped == 21


@pytest.mark.parametrize(
    "text", [f"<p>a{' ' * 60_000}b</p>", f"<pre>a{' ' * 60_000}b</pre>", f"<p>a{chr(10) * 60_000}b</p>"]
)
def test_long_blanks_are_short_work(text):
    assert len(to_markdown(text)) < 40
