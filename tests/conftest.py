"""Fixtures that more than one part of the tests needs."""

import os
import shutil

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection

from schedule.services import polls, snapshots
from schedule.views import calendar, exports
from schedule.views.kept import holed_pages, pages
from schedule.views.misses import misses
from tests.site import running_site

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs a loop in the tests' own thread


# What decides whether a change lands must not depend on luck; elsewhere each run tries other examples.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
if os.environ.get("REQUIRE_ALL"):
    hypothesis.settings.load_profile("same")


@pytest.fixture(autouse=True)
def _forgetful_process():
    """What a process keeps must not go from one test to the next: rate limits, bodies, polls to be written."""
    cache.clear()
    yield
    misses.forget()
    for memory in (calendar.bodies, exports.bodies, pages, holed_pages):
        memory.forget()
    snapshots.forget()
    polls.book.forget()


@pytest.fixture
def many_connections(transactional_db, tmp_path):
    """The tests' database for `all_at_once`. SQLite's is in memory, where a second writer is refused: then it is a copy
    in a file, as a site has it."""
    if connection.vendor != "sqlite":
        yield
        return
    kept, name, file = connection.connection, connection.settings_dict["NAME"], str(tmp_path / "many.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [file])
    connection.connection, connection.settings_dict["NAME"] = None, file
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = kept, name


@pytest.fixture(scope="session")
def needs():
    """`needs("chromium")`: the path of a program, or a skip that says how to get it; a failure under REQUIRE_ALL."""

    def find(*names, package=""):
        for name in names:
            if path := shutil.which(name):
                return path
        reason = f"{names[0]} is not here (install {package or names[0]})"
        if os.environ.get("REQUIRE_ALL"):
            pytest.fail(reason)
        pytest.skip(reason)

    return find


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """A running site with the demo event. Tests that share it make accounts of their own."""
    with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site
