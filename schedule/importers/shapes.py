"""Values out of JSON that may be anything at all: each function gives its type, whatever it was handed."""

import math
from collections.abc import Iterator
from typing import Any

LONGEST_NAME = 400


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def mappings(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a list; what is none is passed over."""
    return (each for each in items(value) if isinstance(each, dict))


def text(value: Any, *languages: str) -> str:
    """A text; a number as it is written; of {language: text} the first of these languages, English, or any; else ""."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        for language in (*languages, "en", *value):
            found = value.get(language)
            if isinstance(found, str) and found.strip():
                return found
    return ""


def name(value: Any, *languages: str) -> str:
    """A text that many may refer to: cut, lest a book that is called by its number is read a thousand times."""
    return text(value, *languages)[:LONGEST_NAME].strip()


def said(value: dict[str, Any], key: str, *languages: str) -> str | None:
    """The text under this key, "" where it is null or none, and None where the key is missing: nothing is said."""
    return text(value[key], *languages).strip() if key in value else None


def number(value: Any) -> int | None:
    """A whole number that a database can hold, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = value.strip()
        if not (value.isascii() and value.isdecimal() and len(value) <= 10):
            return None
        value = int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        value = int(value)
    return value if isinstance(value, int) and 0 <= value <= 2_147_483_647 else None
