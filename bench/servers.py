"""The site and the bare view under gunicorn, on free ports of this machine and with a database of their own.

The database is an SQLite file in a temporary DATA_DIR, or the one that DATABASE_URL names, which has to be empty.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "DATABASE_URL")
WORKERS, THREADS = 2, 4
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A running gunicorn."""

    port: int
    process: subprocess.Popen

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> list[float]:
        """What each worker has used so far, by Linux's /proc; empty elsewhere."""
        try:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            stats = [Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split() for child in children]
        except OSError:
            return []
        return [(int(stat[11]) + int(stat[12])) / TICKS for stat in stats]


@dataclass
class Site(Server):
    """The site with the big event: `programme` is what `big_event.py` wrote of it."""

    environment: dict[str, str]
    programme: dict

    def manage(self, *arguments) -> str:
        """Run one of manage.py's commands against this site's database; its output."""
        return _run(["manage.py", *arguments], self.environment)

    def path_of(self, token: str) -> str:
        return f"/calendar/{token}/{self.programme['slug']}.ics"

    @property
    def database(self) -> str:
        return "PostgreSQL" if self.environment.get("DATABASE_URL") else "SQLite"


@contextmanager
def running_site(*, feeds: int):
    """The site with so many calendar feeds, until the block ends."""
    _end_on_signals()
    with tempfile.TemporaryDirectory(prefix="talkmark-bench-") as folder:
        port, out = _free_port(), Path(folder, "feeds.json")
        environment = _environment(port) | {
            "SECRET_KEY": "only for the bench",
            "DATA_DIR": folder,
            "SITE_URL": f"http://127.0.0.1:{port}",
            "EMAIL_URL": "dummymail://",
        }
        _run(["manage.py", "migrate", "--verbosity=0"], environment)
        _run(["manage.py", "collectstatic", "--noinput", "--verbosity=0"], environment)
        print(_run(["bench/big_event.py", f"--attendees={feeds}", f"--out={out}"], environment), end="", flush=True)
        command = ["--config", "python:conference.gunicorn", "conference.wsgi"]
        with _gunicorn(command, environment, f"http://127.0.0.1:{port}/readyz", Path(folder, "log")) as process:
            yield Site(port, process, environment, json.loads(out.read_text()))


@contextmanager
def running_bare(folder: Path):
    """The bare view with the answers in this folder, until the block ends."""
    port, name = _free_port(), next(folder.glob("*.json")).stem
    command = ["--config", "python:bench.bare"]
    environment = _environment(port) | {"BARE_FOLDER": str(folder)}
    with _gunicorn(command, environment, f"http://127.0.0.1:{port}/{name}", folder / "log") as process:
        yield Server(port, process)


def _environment(port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in KEPT}
    return kept | {"PORT": str(port), "WEB_CONCURRENCY": str(WORKERS), "WEB_THREADS": str(THREADS)}


@contextmanager
def _gunicorn(arguments, environment, probe, log):
    command = [sys.executable, "-m", "gunicorn", *arguments]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_for(probe, process, log)
        yield process
    finally:
        process.send_signal(signal.SIGINT)  # at once: whoever still waits for an answer is of this bench
        try:
            process.wait(timeout=60)  # gunicorn itself kills workers that do not end in half of that
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url, process, log):
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer: {log.read_text()[-2000:]}")


def _run(arguments, environment) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{arguments} failed: {done.stderr or done.stdout}")
    return done.stdout


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _end_on_signals():
    """By an exception, so that the servers end as well."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: sys.exit(128 + received))
