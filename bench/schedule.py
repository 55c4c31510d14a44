"""Requests per second of the schedule's pages beside a bare view with the same bytes, under the same gunicorn.

python bench/schedule.py FOSDEM.xml                                # on SQLite, with this schedule imported
python -m tests.postgres -- python bench/schedule.py FOSDEM.xml    # on PostgreSQL

Without a file it takes an event of a thousand sessions that it makes up. Needs wrk.
"""

import argparse
import re
import tempfile
from pathlib import Path

from servers import running_bare, running_site
from side_by_side import add_arguments, answer, compare, need_wrk, record

SIGN_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from schedule.models import Session
from schedule.services.bookmarks import set_bookmark
user = get_user_model().objects.create_user("bench@example.org", "only for the bench")
for session in Session.objects.filter(event__slug="{slug}").order_by("starts_at", "pk")[:800:20]:
    set_bookmark(user=user, session=session, bookmarked=True)
store = import_module(settings.SESSION_ENGINE).SessionStore()
store[SESSION_KEY] = str(user.pk)
store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
store[HASH_SESSION_KEY] = user.get_session_auth_hash()
store.create()
print("key", settings.SESSION_COOKIE_NAME, store.session_key)
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?")
    parser.add_argument("--only", default="", help="the pages whose names begin so")
    add_arguments(parser)
    arguments = parser.parse_args()
    need_wrk()
    with running_site(feeds=0) as site, tempfile.TemporaryDirectory(prefix="talkmark-bare-") as name:
        slug = site.programme["slug"]
        if arguments.file:
            slug = "imported"
            site.manage("import_schedule", arguments.file, "--event", slug, "--create", "--publish")
        _, cookie, key = site.manage("shell", "-c", SIGN_IN.format(slug=slug)).strip().splitlines()[-1].split()
        page = f"{site.url}/{slug}/"
        html = answer(page, {})[2].decode()
        session = re.search(r'href="(/[^"]+/sessions/[^"]+/)"', html)[1]
        speaker = re.search(r'href="(/[^"]+/speakers/[^"]+/)"', answer(f"{page}speakers/", {})[2].decode())[1]
        gzip, csrf = {"Accept-Encoding": "gzip"}, "csrftoken=" + "x" * 32
        signed_in = {"Cookie": f"{cookie}={key}; {csrf}"}
        cases = [
            ("list", page, gzip),
            ("list, signed in", page, signed_in),
            ("session", site.url + session, gzip),
            ("session, signed in", site.url + session, signed_in),
            ("speaker", site.url + speaker, gzip),
        ]
        folder = Path(name)
        etags = [record(url, headers, folder / str(number)) for number, (_, url, headers) in enumerate(cases)]
        with running_bare(folder) as bare:
            print(f"{site.database}, {arguments.rounds} rounds of {arguments.seconds} s")
            for number, (title, url, headers) in enumerate(cases):
                if not title.startswith(arguments.only):
                    continue
                sides = ((site, url), (bare, f"{bare.url}/{number}"))
                size = len(answer(url, headers)[2])
                compare(f"{title}, {size / 1000:.0f} kB", sides, headers, arguments)
                compare(f"{title}, 304", sides, headers | {"If-None-Match": etags[number]}, arguments)
            for number, title, url in ((2, "session", session), (4, "speaker", speaker)):
                if not title.startswith(arguments.only):
                    continue
                # Each request has an address that nobody asked for before, so that nothing of it is kept.
                sides = ((site, f"{site.url}{url}?by="), (bare, f"{bare.url}/{number}?by="))
                compare(f"{title}, rendered", sides, gzip, arguments, anew=True)


if __name__ == "__main__":
    main()
