"""What an operator should know about the database when the site starts."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import Any

# The first release without the bug that can damage a database in WAL mode when a checkpoint races with a writer.
SOUND_SQLITE = (3, 51, 3)


def advice_about(database: Mapping[str, Any]) -> list[str]:
    """Sentences about the configured database; none for PostgreSQL and where all is well. Reads SQLite's file."""
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    advice = []
    if sqlite3.sqlite_version_info < SOUND_SQLITE:
        wanted = ".".join(map(str, SOUND_SQLITE))
        advice.append(
            f"SQLite {sqlite3.sqlite_version} has a rare bug in WAL mode that {wanted} mends: "
            "keep backups, or use PostgreSQL (docs/operations.md)."
        )
    try:
        with closing(sqlite3.connect(f"file:{database['NAME']}?mode=ro", uri=True)) as connection:
            mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    except sqlite3.Error as error:
        return [*advice, f"The database cannot be read ({error}): run manage.py migrate."]
    if mode != "wal":
        advice.append(
            f"The database's journal mode is {mode} and not wal, so that writers wait: run manage.py migrate."
        )
    return advice
