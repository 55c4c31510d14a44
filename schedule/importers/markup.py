"""Abstracts and biographies as Markdown, whatever they came as. Nothing in a file says whether it is HTML."""

import html
import re

import nh3
from markdownify import ATX, markdownify

_BLOCKS = "p|br|ul|ol|li|div|h[1-6]|pre|blockquote|table|hr|section|article|header|footer|dl|dt|dd|tr|td|script|style"
_INLINE = "a|b|i|u|s|em|strong|code|span|font|sub|sup|small|tt|img|iframe|svg"
_BLOCK = re.compile(rf"</?(?:{_BLOCKS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG = re.compile(rf"</(?:{_INLINE})\s*>|<(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_TAGS = {
    *("p", "br", "hr", "strong", "b", "em", "i", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "div", "dl", "dt", "dd"),
}
_SCHEMES = {"http", "https", "mailto"}
_EMPTY_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")


def to_markdown(text: str) -> str:
    """The same text as Markdown. HTML is read as a browser would; what has no tags is taken as it is.

    Scripts, styles, images and every attribute but a link's address are dropped on the way.
    """
    bare = _CODE.sub("", text)
    if _BLOCK.search(bare):
        return _converted(text, is_html=True)
    if _TAG.search(bare):  # Markdown or plain text with a tag here and there: its lines count
        return "\n\n".join(_converted(part, is_html=False) for part in re.split(r"\n[ \t]*\n", text))
    return text


def _converted(text: str, *, is_html: bool) -> str:
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
