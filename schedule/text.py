"""How text is cleaned before it is stored. Pure: knows nothing of models or forms."""

import re
import unicodedata

# Bidirectional overrides, embeddings and isolates (Unicode TR 9): they can make a title read as something else.
_BIDI = "\u202a-\u202e\u2066-\u2069"
# C0 and C1 controls but tab and line feed; line and paragraph separator become line feeds before.
_CONTROLS = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_BIDI}]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def clean_prose(value: str) -> str:
    """Text of several lines: line ends become line feeds, control and bidi override characters go, NFC."""
    return unicodedata.normalize("NFC", _CONTROLS.sub("", _BREAKS.sub("\n", value))).strip()


def clean_line(value: str) -> str:
    """Text of one line: like `clean_prose`, and every run of white space becomes one space."""
    line = _SPACES.sub(" ", clean_prose(value)).strip()
    # Nothing but format characters (zero width spaces, say) is nothing that anybody could see or click.
    return line if any(unicodedata.category(character) not in ("Cf", "Zs", "Mn") for character in line) else ""


def initials(name: str) -> str:
    """Up to two letters that stand for a person where there is no photo."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
