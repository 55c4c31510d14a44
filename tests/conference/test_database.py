"""What is said at start about the database."""

import sqlite3
from contextlib import closing

import pytest

from conference import database

SQLITE = "django.db.backends.sqlite3"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a database.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
    return path


def test_postgresql_needs_no_advice():
    assert database.advice_about({"ENGINE": "django.db.backends.postgresql", "NAME": "x"}) == []


def test_sqlite_without_the_write_ahead_log_is_told(file, monkeypatch):
    monkeypatch.setattr(database, "SOUND_SQLITE", (3, 0, 0))

    assert database.advice_about({"ENGINE": SQLITE, "NAME": file}) == [
        "The database's journal mode is delete and not wal, so that writers wait: run manage.py migrate."
    ]


def test_sqlite_in_order_is_silent(file, monkeypatch):
    monkeypatch.setattr(database, "SOUND_SQLITE", (3, 0, 0))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")

    assert database.advice_about({"ENGINE": SQLITE, "NAME": file}) == []


def test_sqlite_with_the_bug_is_told(file, monkeypatch):
    monkeypatch.setattr(database, "SOUND_SQLITE", (99, 0, 0))

    assert "rare bug in WAL mode that 99.0.0 mends" in database.advice_about({"ENGINE": SQLITE, "NAME": file})[0]


def test_sqlite_that_is_not_there_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "SOUND_SQLITE", (3, 0, 0))

    [sentence] = database.advice_about({"ENGINE": SQLITE, "NAME": tmp_path / "none"})

    assert "run manage.py migrate" in sentence
