"""The index that sessions are searched by, on SQLite (FTS5) and on PostgreSQL (full text), behind the same functions.

What a word is says `schedule.search`; the databases get finished words and split nothing themselves. The index holds
every session, drafts too: who may see what is decided when it is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from django.db import connection

from schedule import markdown
from schedule.models import Event, Session
from schedule.search import is_prefix, words_of

# Rises when the same texts give other words, so that every session is indexed anew by the next `publish`.
_WORDING = 1
# Characters of the words of each text, about 8,000 words. PostgreSQL refuses documents of more than 1 MB, with up to 4
# bytes a character and 5 for a word's place.
_MOST = 50_000

_DIGESTS = """
SELECT rowid, digest FROM schedule_search WHERE rowid IN (SELECT id FROM schedule_session WHERE event_id = %s)
"""
_FORGET_DELETED = "DELETE FROM schedule_search WHERE rowid NOT IN (SELECT id FROM schedule_session)"

_WRITE_FTS5 = """
REPLACE INTO schedule_search (rowid, digest, title, people, companies, abstract) VALUES (%s, %s, %s, %s, %s, %s)
"""
_WRITE_TSVECTORS = """
INSERT INTO schedule_search (rowid, digest, document)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::tsvector[])
ON CONFLICT (rowid) DO UPDATE SET digest = excluded.digest, document = excluded.document
"""

# Numbers weigh title, names, companies and abstract. More of a word in one text counts less and less, so that an
# abstract hardly outweighs a title.
_FIND_FTS5 = """
SELECT schedule_search.rowid, -bm25(schedule_search, 0, 100, 5, 2, 0.05) AS rank
FROM schedule_search JOIN schedule_session ON schedule_session.id = schedule_search.rowid
WHERE schedule_search MATCH %s AND event_id = %s
ORDER BY rank DESC, starts_at IS NULL, starts_at, schedule_search.rowid
"""
# From the letter D, the abstract's, to A, the title's. Ranked by any of the words, since with all of them PostgreSQL
# measures how far each is from each.
_FIND_TSVECTORS = """
SELECT rowid,
    ts_rank('{0.02, 0.2, 0.4, 1}', document, %s::tsquery) + ts_rank('{0.02, 0.2, 0.4, 1}', document, %s::tsquery)
    AS rank
FROM schedule_search JOIN schedule_session ON schedule_session.id = rowid
WHERE document @@ %s::tsquery AND event_id = %s
ORDER BY rank DESC, starts_at IS NULL, starts_at, rowid
"""
_WEIGHTS = "ABCD"


@dataclass(frozen=True)
class _Texts:
    """What a session is found by, as it stands in the programme."""

    key: int
    title: str
    people: str
    companies: str
    abstract: str

    @classmethod
    def of(cls, session: Session) -> "_Texts":
        speakers = [appearance.speaker for appearance in session.people]
        names = "\n".join(speaker.name for speaker in speakers)
        companies = "\n".join(dict.fromkeys(speaker.company for speaker in speakers if speaker.company))
        return cls(session.pk, session.title, names, companies, session.abstract)

    @property
    def digest(self) -> str:
        texts = (str(_WORDING), self.title, self.people, self.companies, self.abstract)
        return blake2b("\0".join(texts).encode(), digest_size=16).hexdigest()

    @property
    def words(self) -> tuple[str, ...]:
        """Those of each text, with a space between, in the order of the weights."""
        texts = (self.title, self.people, self.companies, markdown.to_text(self.abstract))
        return tuple(" ".join(words_of(text))[:_MOST] for text in texts)


def index(event: Event, sessions: Iterable[Session]) -> None:
    """Bring the index up to date with all sessions of the event, which were loaded with `for_display()`.

    In the caller's transaction, and by as many queries for however many sessions.
    """
    texts = [_Texts.of(session) for session in sessions]
    with connection.cursor() as cursor:
        cursor.execute(_DIGESTS, [event.pk])
        digests = dict(cursor.fetchall())
        due = [each for each in texts if each.digest != digests.get(each.key)]
        if due and connection.vendor == "sqlite":
            cursor.executemany(_WRITE_FTS5, [(each.key, each.digest, *each.words) for each in due])
        elif due:
            rows = ((each.key, each.digest, _document(each.words)) for each in due)
            cursor.execute(_WRITE_TSVECTORS, [list(column) for column in zip(*rows, strict=True)])
    forget_deleted()


def forget_deleted() -> None:
    """Drop what the index has of sessions that are gone, of whatever event."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_DELETED)


def found(event: Event, words: Sequence[str]) -> dict[int, float]:
    """The keys of the event's sessions that have all these words, from `query_of`, each with its rank; best first.

    Drafts are among them: callers show only those that the reader may see. No words find nothing.
    """
    if not words:
        return {}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_FIND_FTS5, [_match(words), event.pk])
        else:
            beginnings = [f"{word}:*" if is_prefix(word) else word for word in words]
            asked = (" | ".join(words), " | ".join(beginnings), " & ".join(beginnings))
            cursor.execute(_FIND_TSVECTORS, [*asked, event.pk])
        return dict(cursor.fetchall())


def _match(words: Sequence[str]) -> str:
    """In FTS5's words. A whole word counts as such and as its own beginning, so that "go" finds Go before Google."""
    return " AND ".join(f'("{word}" OR "{word}" *)' if is_prefix(word) else f'"{word}"' for word in words)


def _document(texts: tuple[str, ...]) -> str:
    """A tsvector as it is written: each word with its place and the letter of its weight."""
    placed, place = [], 0
    for letter, words in zip(_WEIGHTS, texts, strict=True):
        for word in words.split():
            place += 1
            placed.append(f"{word}:{place}{letter}")
    return " ".join(placed)
