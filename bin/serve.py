"""Prepares the database, the static files and the demo event, then becomes gunicorn. Run it by bin/run.

Quick when there is nothing to do. All decisions about the site stand in conference/settings.py; only what Django needs
to know before it starts (the port, the secret key) is found here.
"""

import contextlib
import errno
import fcntl
import hashlib
import io
import ipaddress
import os
import secrets
import socket
import sys
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent
FIRST_PORT = 8000


def main():
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")
    env = environ.Env(DATA_DIR=(str, ""), HOST=(str, ""), PORT=(str, ""), SECRET_KEY=(str, ""))
    env.read_env(ROOT / ".env")

    data_dir = writable(ROOT / (env("DATA_DIR") or "var"))
    host, given = env("HOST") or "127.0.0.1", env("PORT")
    with one_at_a_time(data_dir):
        port = chosen_port(host, given)
        os.environ["DATA_DIR"], os.environ["HOST"], os.environ["PORT"] = str(data_dir), host, str(port)
        if not env("SECRET_KEY"):
            os.environ["SECRET_KEY"] = kept_secret_key(data_dir / "secret-key")
        prepare(data_dir, host)
        try:
            listener = listen(host, port)
        except PortTaken:
            if given:
                raise
            start_over()
        print_welcome(data_dir, host, port)
        serve(listener)


def writable(directory):
    with contextlib.suppress(OSError):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if blocked := [path for path in (directory, *directory.glob("*.sqlite3*")) if not os.access(path, os.W_OK)]:
        sys.exit(f"Cannot write to {blocked[0]}. Run this as its owner, or set DATA_DIR to a directory of your own.")
    return directory


@contextlib.contextmanager
def one_at_a_time(data_dir):
    """Two starts at once prepare one after the other. The lock ends by itself when this process becomes gunicorn."""
    with (data_dir / "start.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another start that prepares the same database.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def chosen_port(host, given):
    """The given port, else the first free one from 8000 on."""
    if given:
        if not given.isdecimal() or not 0 < int(given) < 65536:
            sys.exit(f"PORT must be a number from 1 to 65535, not {given!r}.")
        listen(host, int(given)).close()
        return int(given)
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        with contextlib.suppress(PortTaken):
            listen(host, port).close()
            return port
    sys.exit(f"The ports from {FIRST_PORT} to {FIRST_PORT + 99} are all taken. Name a free one: make run PORT=9000")


def listen(host, port):
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} is taken. Stop what uses it, or name another: make run PORT={port + 1}"
            raise PortTaken(message) from None
        sys.exit(f"Cannot listen on HOST={host} PORT={port}: {error.strerror or error}.")
    return listener


class PortTaken(SystemExit):
    """Ends the start with its one line, unless someone tries the next port."""


def kept_secret_key(path):
    """Made once: a new key would sign everyone out."""
    if not path.exists() or not path.read_text().strip():
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(secrets.token_urlsafe(50) + "\n")
    return path.read_text().strip()


def prepare(data_dir, host):
    import django
    from django.conf import settings
    from django.core.management import CommandError, call_command
    from django.db import OperationalError

    try:
        django.setup()
    except django.core.exceptions.ImproperlyConfigured as error:
        sys.exit(str(error))
    demo_is_due = data_dir / "demo-is-due"  # a file, so that a start that is killed half-way is made good by the next
    is_new = is_new_database(settings.DATABASES["default"], data_dir)
    if is_new and settings.DEMO and is_loopback(host):
        demo_is_due.touch()
    try:
        if is_new:
            say(f"Making the database in {shown(data_dir)}.")
        call_command("migrate", interactive=False, verbosity=0, skip_checks=False)
        collect_static_files(settings, data_dir / "static-files")
        if demo_is_due.exists():
            say("Loading the demo event.")
            call_command("demo", stdout=io.StringIO())  # its logins are printed further below
            demo_is_due.unlink()
    except (CommandError, OperationalError) as error:
        sys.exit(f"Talkmark cannot start: {error}")


def is_new_database(database, data_dir):
    path = Path(database["NAME"])
    if not database["ENGINE"].endswith("sqlite3") or data_dir.resolve() not in path.resolve().parents:
        return False
    return not path.exists() or not path.stat().st_size


def is_loopback(host):
    address = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0]
    return ipaddress.ip_address(address).is_loopback


def collect_static_files(settings, stamp):
    """Only when a file or the way of storing them changed since the last time."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256(repr((settings.STORAGES["staticfiles"], settings.STATIC_ROOT)).encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list(None), key=lambda found: found[0]):
            digest.update(path.encode() + hashlib.sha256(Path(storage.path(path)).read_bytes()).digest())
    if Path(settings.STATIC_ROOT).is_dir() and stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return
    say("Collecting the static files.")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest())


def print_welcome(data_dir, host, port):
    from django.conf import settings

    address = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    url = f"http://{address}:{port}"
    say(f"\nTalkmark runs at {url}")
    if url != settings.SITE_URL:
        say(f"Its links start with {settings.SITE_URL} (SITE_URL).")
    logins = data_dir / "demo-logins"
    if logins.is_file():
        say("Demo logins:")
        say("".join(f"  {line}\n" for line in logins.read_text().splitlines()).rstrip())
    say("Ctrl-C ends it.\n")


def start_over():
    """Someone took the free port meanwhile, and what Django made of it cannot be changed in this process any more."""
    del os.environ["PORT"]
    os.execv(sys.executable, [sys.executable, __file__])  # noqa: S606


def serve(listener):
    """Hand over the socket itself: nobody can take the port in between."""
    listener.set_inheritable(True)
    bind = f"fd://{listener.fileno()}"
    gunicorn = ["-m", "gunicorn", "--config", "conference/gunicorn.py", "--bind", bind, "--log-level", "warning"]
    os.execv(sys.executable, [sys.executable, *gunicorn])  # noqa: S606


def shown(path):
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def say(text):
    print(text, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(f"Talkmark cannot start: {error}")
