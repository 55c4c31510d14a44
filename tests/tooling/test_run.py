"""`make run` as a newcomer meets it: started for real, in a copy of this tree whose path has a space."""

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "var", ".env", "__pycache__", ".*_cache", ".hypothesis")
# What makes a difference for installing stays; what configures a site does not reach the copy.
KEPT_VARIABLES = re.compile(
    r"PATH|LANG|LC_.*|TMPDIR|PIP_.*|UV_.*|.*_CERT.*|.*_CA_.*|https?_proxy|no_proxy", re.IGNORECASE
)
TIME_TO_START = 120


class Start:
    """One `make run`, from its first line to its end."""

    def __init__(self, tree, *, account=None, **variables):
        kept = {name: value for name, value in os.environ.items() if KEPT_VARIABLES.fullmatch(name)}
        self.lines = []
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            ["make", "run"],
            cwd=tree,
            env=kept | {"HOME": "/nonexistent", "WEB_CONCURRENCY": "1"} | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **(account or {}),
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.interrupt()

    def _read(self):
        self.lines.extend(line.rstrip("\n") for line in self.process.stdout)

    @property
    def output(self):
        return "\n".join(self.lines)

    @property
    def own_lines(self):
        """Without what make itself has to say about an exit status."""
        return [line for line in self.lines if line and not line.startswith("make")]

    def url(self):
        """Wait until it says where it is."""
        while time.monotonic() < self.began + TIME_TO_START:
            if found := re.search(r"^Talkmark runs at (http://\S+)$", self.output, re.MULTILINE):
                return found[1]
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"no URL in: {self.output}")

    def port(self):
        return int(self.url().rpartition(":")[2])

    def page(self):
        try:
            with urllib.request.urlopen(self.url(), timeout=30) as response:
                return response.status, response.read().decode()
        except OSError as error:
            raise AssertionError(f"{error}, after: {self.output}") from error

    def exit_status(self):
        status = self.process.wait(timeout=TIME_TO_START)
        self.reader.join(timeout=10)
        return status

    def interrupt(self):
        """Ctrl-C reaches the whole group."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        try:
            self.exit_status()
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise
        return self.output


def copy_tree(destination):
    return Path(shutil.copytree(ROOT, destination, ignore=NOT_COPIED, symlinks=True))


@pytest.fixture
def tree(tmp_path):
    """A fresh copy that shares this tree's .venv: its stamps stand inside it, so nothing is installed again."""
    tree = copy_tree(tmp_path / "a house")
    (tree / ".venv").symlink_to(ROOT / ".venv")
    return tree


def rows(tree, statement):
    with sqlite3.connect(tree / "var" / "talkmark.sqlite3") as connection:
        return connection.execute(statement).fetchall()


def test_newcomer_starts_twice_and_ends_it(tree):
    """One test for all of it: each new database takes seconds."""
    with Start(tree) as first:
        status, page = first.page()
        key = (tree / "var" / "secret-key").read_text()
        rows(tree, "INSERT INTO django_session VALUES ('kept', '', '2020-10-29')")

        with Start(tree) as second:
            second.url()
            took = time.monotonic() - second.began
            second_page = second.page()[1]
        status_of_first_meanwhile = first.page()[0]
        first.interrupt()

    assert status == status_of_first_meanwhile == 200
    assert "KVM Forum 2020" in page
    assert (tree / "var").stat().st_mode & 0o777 == 0o700
    assert (tree / "var" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [line.split()[0] for line in logins(first)] == ["organiser@example.org", "attendee@example.org"]

    assert took < 10  # 2 s when nothing else keeps the machine busy
    assert second.port() != first.port()
    assert "KVM Forum 2020" in second_page
    assert logins(second) == logins(first)
    assert not {"Making the database in var.", "Loading the demo event.", "Collecting the static files."} & set(
        second.lines
    )
    assert rows(tree, "SELECT session_key FROM django_session WHERE session_key = 'kept'") == [("kept",)]
    assert (tree / "var" / "secret-key").read_text() == key

    assert "Traceback" not in first.output + second.output
    for ended in (first, second):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", ended.port()))


def logins(start):
    return [line.strip() for line in start.lines if "@example.org" in line]


def test_taken_port_is_one_clear_line(tree):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with Start(tree, PORT=str(port)) as start:
            status = start.exit_status()

    assert status != 0
    assert start.own_lines == [
        f"Port {port} is taken. Stop what uses it, or name another: make run PORT={port + 1}",
    ]


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ({"PORT": "http"}, "PORT must be a number from 1 to 65535, not 'http'."),
        ({"PORT": "0"}, "PORT must be a number from 1 to 65535, not '0'."),
        ({"DATA_DIR": "Makefile/data"}, "Cannot write to {tree}/Makefile/data."),
        ({"PYTHON": "/bin/false"}, "PYTHON=/bin/false does not run or is older than 3.11."),
    ],
)
def test_what_cannot_work_is_one_clear_line(tree, variables, line):
    with Start(tree, **variables) as start:
        status = start.exit_status()

    assert status != 0
    assert len(start.own_lines) == 1
    assert start.own_lines[0].startswith(line.format(tree=tree))


def test_env_file_is_read_and_real_variables_win(tree):
    (tree / ".env").write_text("DEMO=false\nPORT=1\nDATA_DIR=elsewhere\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with Start(tree, PORT=str(port)) as start:
        status, page = start.page()

    assert status == 200
    assert "KVM Forum 2020" not in page
    assert start.port() == port
    assert (tree / "elsewhere" / "talkmark.sqlite3").exists()
    assert not (tree / "var").exists()

    # As a first start leaves it that is killed before its demo event is in.
    (tree / "elsewhere" / "demo-is-due").touch()
    with Start(tree, PORT=str(port)) as start:
        assert "KVM Forum 2020" in start.page()[1]

    assert not (tree / "elsewhere" / "demo-is-due").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="this run is an ordinary user's already")
def test_ordinary_user_without_a_home():
    nobody = pwd.getpwnam("nobody")
    account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    directory = Path(tempfile.mkdtemp(prefix="talkmark run "))
    try:
        directory.chmod(0o755)
        tree = copy_tree(directory / secrets.token_hex(4))
        if can_run(ROOT / ".venv" / "bin" / "python", account):
            (tree / ".venv").symlink_to(ROOT / ".venv")
        for path in (tree, *tree.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)

        with Start(tree, account=account) as start:
            status, page = start.page()

        assert status == 200
        assert "KVM Forum 2020" in page
        assert (tree / "var" / "talkmark.sqlite3").stat().st_uid == nobody.pw_uid
    finally:
        shutil.rmtree(directory)


def can_run(python, account):
    """A .venv made with a Python in root's home is of no use to others: then the copy installs its own."""
    try:
        return not subprocess.run([python, "-c", "import django"], cwd="/", capture_output=True, **account).returncode
    except OSError:
        return False
