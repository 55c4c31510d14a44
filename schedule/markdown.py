"""Markdown to safe HTML and to plain text. Pure; each text is rendered once per process and then remembered."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


def _image_as_link(_renderer, tokens, place, _options, _env) -> str:
    """Nothing is loaded from elsewhere: an image is a link to it, and inside a link only its words."""
    words = escapeHtml(_words(tokens[place]))
    if sum(token.nesting for token in tokens[:place] if token.tag == "a"):
        return words
    return f'<a href="{escapeHtml(tokens[place].attrGet("src"))}">{words}</a>'


_parser.add_render_rule("image", _image_as_link)

_TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
# A text stands below the page's own headings, so its first level becomes h3.
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}


def rendered(source: str) -> SafeString:
    """HTML that holds no script, no image, no style and no links but http, https and mailto. Not remembered."""
    tokens = _parser.parse(source)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag) if token.type.startswith("heading") else token.tag
    html = _parser.renderer.render(tokens, _parser.options, {})
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )
    return mark_safe(cleaned)  # noqa: S308 - cleaned by nh3 on the line above


@lru_cache(maxsize=4096)
def to_html(source: str) -> SafeString:
    """As `rendered`, for texts that are read again and again."""
    return rendered(source)


@lru_cache(maxsize=4096)
def to_text(source: str) -> str:
    """The words without markup: paragraphs after an empty line, list items by a dash, links and images by words."""
    blocks: list[str] = []
    depth = 0
    for token in _parser.parse(source):
        if token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        elif token.type == "inline":
            words = "".join(_words(child) for child in token.children or [])
            blocks.append(f"- {words}" if depth else words)
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip())
    lines: list[str] = []
    for number, block in enumerate(blocks):
        if number and not (block.startswith("- ") and blocks[number - 1].startswith("- ")):
            lines.append("")
        lines.append(block)
    return "\n".join(lines).strip()


def _words(token) -> str:
    if token.type == "image":
        return "".join(_words(child) for child in token.children or []) or token.attrGet("src")
    if token.type in ("softbreak", "hardbreak"):
        return " " if token.type == "softbreak" else "\n"
    return token.content if token.type in ("text", "code_inline") else ""
