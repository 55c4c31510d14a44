"""What search takes for a word, in what is stored and in what is asked; and where words stand in a text. Pure.

A word is folded: no capitals, no accents. All splitting is done here, so that both databases and the marks on a page
agree on what matches. A word that is asked for matches as the beginning of a word, a single letter as a whole one.

In scripts that are written without spaces each pair of neighbouring signs is a word: 東京都 is 東京, 京都 and 都. So
asking for 京都 finds it, and asking for three signs finds those three in a row, or nearly only those.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

MAX_QUERY = 200  # characters that are read of what is asked
MAX_WORDS = 10  # that are looked for
LONGEST_WORD = 60  # letters of a word that count

# Letters of Latin script that Unicode does not take for an accented letter, as they are written without the mark.
_PLAIN = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i"}
# Kana have another sound with these marks: they are no accents.
_SOUND_MARKS = "\u3099\u309a"
_ZERO_WIDTH_SPACE = "\u200b"
# Thai and Lao, Burmese, Khmer, Chinese radicals and signs, kana and bopomofo, Chinese.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029"
    "\u3031-\u3035\u3038-\u303c\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_UNSPACED_SIGN = re.compile(f"[{_UNSPACED}]")
_LETTER = f"[^ {_UNSPACED}]"
_RUN = re.compile(f"[{_UNSPACED}]+|{_LETTER}+")


class _Folding(dict[int, str]):
    """For `str.translate`: each character as letters of words, as nothing, or as the space that parts words."""

    MOST = 10_000  # characters remembered; a stranger may ask for all that Unicode has

    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        if len(self) < self.MOST:
            self[code] = folded
        return folded


def _folded(sign: str) -> str:
    if not _is_of_words(sign):
        return "" if _is_dropped(sign) else " "
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
    return "".join(
        _PLAIN.get(letter, letter) if _is_of_words(letter) else "" if _is_dropped(letter) else " " for letter in letters
    )


def _is_of_words(sign: str) -> bool:
    """Letters, numbers, and marks that are no accents: vowels of Indian scripts, say."""
    kind = unicodedata.category(sign)[0]
    return kind in "LN" or (kind == "M" and (not unicodedata.combining(sign) or sign in _SOUND_MARKS))


def _is_dropped(sign: str) -> bool:
    """What stands in words and does not count: accents, the soft hyphen, joiners."""
    category = unicodedata.category(sign)
    return category[0] == "M" or (category == "Cf" and sign != _ZERO_WIDTH_SPACE)


_FOLDING = _Folding()


def words_of(text: str) -> list[str]:
    """The words that a text is found by, in its order and as often as they occur. None has a space or punctuation."""
    return list(_words_in(text.translate(_FOLDING), is_asked=False))


def query_of(text: str) -> tuple[str, ...]:
    """The words asked for, each once. A text of any length costs little: what is too much is left out."""
    asked = _words_in(text[:MAX_QUERY].translate(_FOLDING), is_asked=True)
    return tuple(dict.fromkeys(asked))[:MAX_WORDS]


def is_prefix(word: str) -> bool:
    """Whether an asked word matches the beginnings of words."""
    return len(word) > 1 or _is_unspaced(word)


def matches(words: Sequence[str], *texts: str) -> bool:
    """Whether all the words asked for are in these texts together. No words match nothing."""
    there = {word for text in texts for word in words_of(text)}
    return bool(words) and all(
        any(word.startswith(asked) for word in there) if is_prefix(asked) else asked in there for asked in words
    )


def marked(text: str, words: Sequence[str]) -> str:
    """The text as HTML, escaped, with <mark> around each word that matches one of those asked for."""
    parts, done = [], 0
    for start, end in _places(text, words):
        parts += [escape(text[done:start]), f"<mark>{escape(text[start:end])}</mark>"]
        done = end
    return "".join([*parts, escape(text[done:])])


def snippet(text: str, words: Sequence[str], *, length: int = 180) -> str:
    """About so many characters of the text around the first word that matches, on one line; empty where none does."""
    text = " ".join(text.split())
    place = next(_places(text, words), None)
    if place is None:
        return ""
    start = max(0, min(place[0] - length // 3, len(text) - length))
    end = min(len(text), start + length)
    # At a space, where there is one near that leaves the match whole.
    if start:
        start = max(start, text.find(" ", start - 1, min(start + length // 6, place[0])) + 1)
    if end < len(text):
        space = text.rfind(" ", max(end - length // 6, place[1]), end + 1)
        end = space if space > 0 else end
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"


def _is_unspaced(word: str) -> bool:
    return _UNSPACED_SIGN.match(word) is not None


def _words_in(folded: str, *, is_asked: bool) -> Iterator[str]:
    for run in _RUN.findall(folded):
        if not _is_unspaced(run):
            yield run[:LONGEST_WORD]
        else:  # the last sign begins no pair; who asks for several has it in the pair before
            for at in range(len(run) - (is_asked and len(run) > 1)):
                yield run[at : at + 2]


def _places(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the words that match begin and end in the text, in order; what touches is one."""
    if not words:
        return
    folded = text.translate(_FOLDING)
    origins = _origins(text)
    last: tuple[int, int] | None = None
    for found in _pattern(tuple(words)).finditer(folded):
        start, end = origins[found.start(1)], origins[found.end(1) - 1] + 1
        while end < len(text) and not _FOLDING[ord(text[end])]:
            end += 1  # the accents of its last letter
        if last and start <= last[1]:
            last = last[0], max(end, last[1])
            continue
        if last:
            yield last
        last = start, end
    if last:
        yield last


def _origins(text: str) -> Sequence[int]:
    """For each letter of the folded text, which character of the text it comes from."""
    if all(len(_FOLDING[ord(sign)]) == 1 for sign in set(text)):
        return range(len(text))
    return [at for at, sign in enumerate(text) for _ in _FOLDING[ord(sign)]]


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds whole words in a folded text. It looks ahead only, since pairs of signs overlap."""
    each = []
    for word in sorted(words, key=len, reverse=True):
        if _is_unspaced(word):
            each.append(re.escape(word))
        else:
            ending = f"{_LETTER}*" if is_prefix(word) else f"(?!{_LETTER})"
            each.append(f"(?<!{_LETTER}){re.escape(word)}{ending}")
    return re.compile(f"(?=({'|'.join(each)}))")
