import pytest

from schedule.markdown import to_html, to_text


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**bold** _em_", "<p><strong>bold</strong> <em>em</em></p>\n"),
        ("# Title", "<h3>Title</h3>\n"),
        ("<b>raw</b>", "<p>&lt;b&gt;raw&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:text/html,hi)", "<p>[x](data:text/html,hi)</p>\n"),
        (
            "![pixel](https://x.example/p.png)",
            '<p><a href="https://x.example/p.png" rel="nofollow noopener ugc">pixel</a></p>\n',
        ),
        (
            '![](https://x.example/"p.png)',
            '<p><a href="https://x.example/%22p.png" rel="nofollow noopener ugc">https://x.example/%22p.png</a></p>\n',
        ),
        (
            "[![a *b* & <c>](https://x.example/p.png)](https://x.example)",
            '<p><a href="https://x.example" rel="nofollow noopener ugc">a b &amp; &lt;c&gt;</a></p>\n',
        ),
        ("![x](javascript:alert(1))", "<p>![x](javascript:alert(1))</p>\n"),
        (
            "Stop! [x](https://x.example)",
            '<p>Stop! <a href="https://x.example" rel="nofollow noopener ugc">x</a></p>\n',
        ),
        ("[x](https://x.example)", '<p><a href="https://x.example" rel="nofollow noopener ugc">x</a></p>\n'),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("", ""),
    ],
)
def test_html_is_rendered_safely(source, html):
    assert to_html(source) == html


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("One **bold** line\nwrapped.\n\nTwo.", "One bold line wrapped.\n\nTwo."),
        ("- a\n- [b](https://x.example)\n\nEnd", "- a\n- b\n\nEnd"),
        ("`code` & <b>tags</b>", "code & <b>tags</b>"),
        ("```\nblock\n```", "block"),
        ("See ![a *pic*](https://x.example/p.png).", "See a pic."),
    ],
)
def test_text_has_the_words_without_markup(source, text):
    assert to_text(source) == text
