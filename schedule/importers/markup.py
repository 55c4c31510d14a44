"""Abstracts and biographies as Markdown, whatever they came as. Nothing in a file says whether it is HTML."""

import html
import re
from collections.abc import Iterable

import nh3
from markdownify import ATX, markdownify

_BLOCKS = "p|br|ul|ol|li|div|h[1-6]|pre|blockquote|table|hr|section|article|header|footer|dl|dt|dd|tr|td|script|style"
_INLINE = "a|b|i|u|s|em|strong|code|span|font|sub|sup|small|tt|img|iframe|svg"
_BLOCK = re.compile(rf"</?(?:{_BLOCKS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG = re.compile(rf"</(?:{_INLINE})\s*>|<(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_TAGS = {
    *("p", "br", "hr", "strong", "b", "em", "i", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "div", "dl", "dt", "dd"),
}
_SCHEMES = {"http", "https", "mailto"}
# Nobody means as many; programs that look at each of them from each of them take very long.
_BLANKS = re.compile(r"[ \t]{80,}")
# Each run of blanks is looked at once, however long it is.
_EMPTY_LINES = re.compile(r"(?<![ \t\r])[ \t\r]*+\n(?:[ \t\r]*+\n)+")


def to_markdown(text: str) -> str:
    """The same text as Markdown. HTML is read as a browser would; what has no tags is taken as it is.

    Scripts, styles, images and every attribute but a link's address are dropped on the way.
    """
    bare = _CODE.sub("", text)
    if _BLOCK.search(bare):
        return _converted(text, is_html=True)
    if _TAG.search(bare):  # Markdown or plain text with a tag here and there: its lines count
        parts = re.split(r"\n[ \t]*\n", text)
        return "\n\n".join(_converted(part, is_html=False) if _signs(part) else part for part in parts)
    return text


class Converter:
    """`to_markdown` for all texts of one file, which must not take long: markup that nobody writes by hand is dropped.

    The fullest abstract of a real conference has 300 signs of markup, the fullest conference 10,000.
    """

    MOST_IN_ONE, MOST = 1_500, 100_000

    def __init__(self) -> None:
        self.spent = 0
        self.stripped = 0

    def __call__(self, text: str) -> str:
        signs = _signs(text)
        # Where lines count, each paragraph is converted for itself.
        cost = signs if _BLOCK.search(text) else 8 * signs
        if signs <= self.MOST_IN_ONE and self.spent + cost <= self.MOST:
            self.spent += cost
            return to_markdown(text)
        self.stripped += 1
        return html.unescape(_ANY_TAG.sub(" ", text))


def _signs(text: str) -> int:
    """What tags and entities begin with."""
    return text.count("<") + text.count("&")


def joined(texts: Iterable[str]) -> str:
    """Several texts as one, a paragraph each, also where some are HTML and others are not."""
    given = [text for text in texts if text]
    is_html = [bool(_BLOCK.search(_CODE.sub("", text))) for text in given]
    if not any(is_html):
        return "\n\n".join(given)
    # What is not HTML will be read as if it were: its empty lines are to count all the same.
    return "<br><br>".join(
        text if is_one else _EMPTY_LINES.sub("<br><br>", text) for text, is_one in zip(given, is_html, strict=True)
    )


def _converted(text: str, *, is_html: bool) -> str:
    text = _BLANKS.sub(" ", text)
    clean = nh3.clean(text, tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES, link_rel=None)
    try:
        found = markdownify(
            clean,
            heading_style=ATX,
            bullets="-",
            escape_asterisks=is_html,
            escape_underscores=is_html,
            autolinks=False,
        )
    except RecursionError:  # thousands of elements within each other: nobody wrote that to be read
        found = html.unescape(nh3.clean(text, tags=set()))
    return _EMPTY_LINES.sub("\n\n", found).strip()
