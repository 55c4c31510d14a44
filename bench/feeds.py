"""Requests per second of a feed of 30 bookmarks beside a bare view with the same bytes, under the same gunicorn.

python bench/feeds.py                                # on SQLite
python -m tests.postgres -- python bench/feeds.py    # on PostgreSQL

Needs wrk.
"""

import argparse
import tempfile
from pathlib import Path

from servers import running_bare, running_site
from side_by_side import add_arguments, answer, compare, need_wrk, record


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser)
    arguments = parser.parse_args()
    need_wrk()
    with running_site(feeds=10) as site, tempfile.TemporaryDirectory(prefix="talkmark-bare-") as name:
        folder, ours = Path(name), site.url + site.path_of(site.programme["feeds"][0][0])
        etags = {
            "plain": record(ours, {}, folder / "plain"),
            "gzip": record(ours, {"Accept-Encoding": "gzip"}, folder / "gzip"),
        }
        with running_bare(folder) as bare:
            print(f"{site.database}, {arguments.rounds} rounds of {arguments.seconds} s")
            for title, form, headers in (
                ("304", "plain", {"If-None-Match": etags["plain"]}),
                ("200", "plain", {}),
                ("200, gzip", "gzip", {"Accept-Encoding": "gzip"}),
            ):
                sides = ((site, ours), (bare, f"{bare.url}/{form}"))
                same = [answer(url, headers)[::2] for _, url in sides]
                assert same[0] == same[1], f"{title}: not the same answers"
                compare(title, sides, headers, arguments)
                assert [answer(url, headers)[::2] for _, url in sides] == same, f"{title}: the answers changed"


if __name__ == "__main__":
    main()
