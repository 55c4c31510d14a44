"""A site as its organiser runs it, for tests that use it from outside: gunicorn, its own database, the demo event."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "demo for the tests"


@dataclass
class Site:
    url: str
    mails: Path
    environment: dict[str, str]

    def manage(self, *arguments):
        """Run one of manage.py's commands against this site's database; its output."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def code_sent_to(self, address):
        """The confirmation code of the newest mail to this address."""
        newest = max((m for m in self.mails.iterdir() if address in m.read_text()), key=lambda m: m.stat().st_mtime)
        return re.findall(r"^(\S+) is your code", newest.read_text(), re.MULTILINE)[-1]


@contextmanager
def running_site(folder: Path):
    """The site on a free port of this machine, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mails = folder / "mails"
    mails.mkdir()
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    environment = kept | {
        "SECRET_KEY": "only for the tests",
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "WEB_CONCURRENCY": "2",
        "EMAIL_URL": f"filemail:///{mails}",
        "DEMO_PASSWORD": PASSWORD,
    }
    site = Site(environment["SITE_URL"], mails, environment)
    site.manage("migrate", "--verbosity=0")
    site.manage("collectstatic", "--noinput", "--verbosity=0")
    site.manage("demo")
    command = [sys.executable, "-m", "gunicorn", "--config", "python:conference.gunicorn", "conference.wsgi"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(site.url + "/readyz", server, folder / "log")
            yield site
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(url, server, log):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the site did not come up: {log.read_text()}")
