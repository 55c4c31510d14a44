"""Plain text as Markdown that says exactly that: nothing in it becomes markup, and its lines stay lines."""

import re
from itertools import pairwise

_INLINE = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w+;)")
# What makes more than a paragraph of a line that begins with it.
_AT_THE_START = re.compile(r"#{1,6}(?=\s|\Z)|[-+](?=\s|\Z)|-[-\s]*\Z|=+\s*\Z|:?-+:?\s*\Z")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|\Z)")
_TICKS = re.compile(r"`+")


def literal(text: str) -> str:
    """Markdown whose plain text (`schedule.markdown.to_text`) is this text, without white space around it.

    Paragraphs of lines that begin with a dash become lists. What paragraphs cannot say, such as several empty lines,
    is kept as it is in a block of code.
    """
    text = text.strip()
    blocks = text.split("\n\n")
    if text and all(blocks) and not any(one[:2] == other[:2] == "- " for one, other in pairwise(blocks)):
        return "\n\n".join(_block(block.split("\n")) for block in blocks)
    fence = "`" * (max(map(len, _TICKS.findall(text)), default=0) + 3)
    return f"{fence}\n{text}\n{fence}" if text else ""


def _is_item(line: str) -> bool:
    return line.startswith("- ") and bool(line[2:].strip())


def _block(lines: list[str]) -> str:
    if all(_is_item(line) for line in lines):
        return "\n".join(f"- {_line(line[2:])}" for line in lines)
    return "\\\n".join(_line(line) for line in lines)


def _line(line: str) -> str:
    """One line escaped. White space at its ends, which Markdown would drop, becomes entities."""
    bare = line.strip()
    indent = line[: len(line) - len(line.lstrip())] if bare else ""
    rest = line[len(indent) + len(bare) :]
    written = _INLINE.sub(r"\\\g<0>", bare)
    if match := _NUMBER.match(written):
        written = f"{match[1]}\\{written[match.end(1) :]}"
    elif _AT_THE_START.match(written):
        written = f"\\{written}"
    return _entities(indent) + written + _entities(rest)


def _entities(spaces: str) -> str:
    return "".join(f"&#{ord(sign)};" for sign in spaces)
