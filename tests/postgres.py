"""A PostgreSQL for one test run: `python -m tests.postgres -- pytest …` runs a command with DATABASE_URL set to it.

A DATABASE_URL that already names a PostgreSQL is used as it is. Otherwise the system's own binaries serve a temporary
folder over a unix socket, as `nobody` where root must not, and everything is gone at the end.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NOT_FOUND = 69  # the exit status, EX_UNAVAILABLE, when there is no PostgreSQL
HOW_TO_INSTALL = "no PostgreSQL (install postgresql)"
USER = "talkmark"
# Nothing here outlives the run, so nothing has to reach a disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=200")


class PostgresNotFound(Exception):
    pass


@contextlib.contextmanager
def postgres_url():
    """Yield a DATABASE_URL; raise PostgresNotFound when this machine has none and no binaries for one."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://", "pgsql://")):
        yield given
        return
    binaries = find_binaries()
    # In /tmp and short: the path of a unix socket may have at most 107 characters.
    directory = Path(tempfile.mkdtemp(prefix="talkmark-pg-", dir="/tmp"))
    try:
        account = unprivileged_account(directory)
        initialise(binaries, directory, account)
        with running(binaries, directory, account):
            yield f"postgres://{USER}@/{directory}/postgres"  # two slashes: django-environ then reads a socket's folder
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def find_binaries():
    """The directory with the newest `postgres`: Debian keeps it off PATH, in a folder for each version."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    versions = sorted(versions, key=lambda path: [int(number) for number in path.parts[4].split(".")])
    on_path = shutil.which("postgres")
    for found in [*reversed(versions), *([Path(on_path)] if on_path else [])]:
        if os.access(found, os.X_OK) and (found.parent / "initdb").exists():
            return found.parent
    raise PostgresNotFound(HOW_TO_INSTALL)


def unprivileged_account(directory):
    """PostgreSQL refuses to run as root: then it runs as nobody, who gets the directory."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(directory, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def initialise(binaries, directory, account):
    base = [binaries / "initdb", "-D", directory / "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"]
    for locale in ("C.UTF-8", "en_US.UTF-8", "C"):
        done = subprocess.run([*base, f"--locale={locale}"], capture_output=True, text=True, cwd="/", **account)
        if done.returncode == 0:
            return
        shutil.rmtree(directory / "data", ignore_errors=True)
    raise RuntimeError(f"initdb failed: {done.stderr.strip()}")


@contextlib.contextmanager
def running(binaries, directory, account):
    log = directory / "log"
    settings = [word for setting in (*FAST, f"unix_socket_directories={directory}") for word in ("-c", setting)]
    with log.open("w") as output:
        # A session of its own: Ctrl-C is for the tests, which still need the database while they end.
        server = subprocess.Popen(
            [binaries / "postgres", "-D", directory / "data", *settings],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            start_new_session=True,
            **account,
        )
    try:
        wait_until_ready(binaries, directory, server, log)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # what pg_ctl calls "fast": cut the connections and go
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def wait_until_ready(binaries, directory, server, log):
    deadline = time.monotonic() + 30
    probe = [binaries / "pg_isready", "-q", "-h", directory]
    while subprocess.run(probe, check=False, cwd="/").returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL does not start: {log.read_text()[-2000:]}")
        time.sleep(0.05)


def run(command):
    """Run the command with DATABASE_URL set, and return its exit status."""
    with postgres_url() as url:
        child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
        try:
            return child.wait()
        except BaseException:
            # Ctrl-C reached the child as well; any other end has to be passed on.
            child.terminate()
            child.wait()
            raise


def main(arguments):
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        sys.exit("Usage: python -m tests.postgres -- COMMAND …")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: sys.exit(128 + received))
    try:
        sys.exit(run(command))
    except PostgresNotFound as error:
        print(error, file=sys.stderr)
        sys.exit(NOT_FOUND)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(sys.argv[1:])
