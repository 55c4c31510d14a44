"""A Node process that reads calendars with the libraries of node/package.json; what they should find is for tests."""

import fcntl
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parent / "node"
PACKAGES = ("package.json", "package-lock.json", ".npmrc")
# Node's own zone, which no test uses: a time that is taken for local comes out wrong.
ODD_ZONE = "Asia/Kathmandu"


class Node:
    """One process for many calendars: Node needs longer to start than to read."""

    def __init__(self, program: str, folder: Path) -> None:
        self._process = subprocess.Popen(
            [program, SOURCE / "read.mjs"],
            cwd=folder,
            env=os.environ | {"TZ": ODD_ZONE},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def read(self, library: str, calendar: bytes) -> list[dict[str, Any]]:
        """The entries as "ical.js" or "node-ical" read them: instants as ISO 8601 in UTC, all-day ones as dates."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"library": library, "calendar": calendar.decode()}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["events"]

    def close(self) -> None:
        self._process.communicate()


@contextmanager
def running_node(needs: Any, cache: Path) -> Iterator[Node]:
    """A Node with its packages, which are installed in `cache` unless they are there."""
    program, npm = needs("node", package="nodejs"), needs("npm")
    install(npm, cache)
    node = Node(program, cache)
    try:
        yield node
    finally:
        node.close()


def install(npm: str, folder: Path) -> None:
    """What the lock file names, once for all processes that test at the same time."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed, wanted = folder / "installed", b"".join((SOURCE / name).read_bytes() for name in PACKAGES)
        if installed.exists() and installed.read_bytes() == wanted:
            return
        for name in PACKAGES:
            shutil.copy(SOURCE / name, folder)
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1")
        done = subprocess.run([npm, "ci", *options], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            # A lock file that does not fit is our own fault, a registry out of reach the machine's.
            if os.environ.get("REQUIRE_ALL") or re.search("EUSAGE|EINTEGRITY", done.stderr):
                pytest.fail(f"npm ci failed:\n{done.stderr}")
            code = re.search(r"\b(E[A-Z_]+)\b", done.stderr)
            pytest.skip(
                f"npm could not install what {SOURCE}/package-lock.json names ({code[1] if code else 'no code'})"
            )
        installed.write_bytes(wanted)
