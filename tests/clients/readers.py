"""Programs that read schedule files, in packages of their own beside ours: some of what they need clashes with it."""

import fcntl
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent / "schedules"
LOCK = SOURCE / "requirements.txt"
# What installers say of a lock that is wrong itself; anything else is the machine's, or the registry's, fault.
OUR_FAULT = ("DO NOT MATCH", "Hash mismatch", "hashes", "No matching distribution")


def read_by(program: str, url: str, packages: Path) -> dict:
    """What this program finds: the conference's title, and of each session title, start, end, room and people."""
    # Without -S ours would stand beside theirs.
    command = [sys.executable, "-S", SOURCE / "read.py", program, url]
    environment = os.environ | {"PYTHONPATH": str(packages), "GIT_PYTHON_REFRESH": "quiet", "TZ": "Asia/Kathmandu"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def installed(cache: Path) -> Path:
    """The folder of what the lock names, filled once for all processes that test at the same time."""
    version = "{}.{}".format(*sys.version_info)
    packages, stamp, wanted = cache / "packages", cache / "installed", f"{version}\n{LOCK.read_text()}"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            shutil.rmtree(packages, ignore_errors=True)
            _install(packages)
            stamp.write_text(wanted)
    return packages


def _install(packages: Path) -> None:
    options = ["--target", packages, "--no-deps", "--require-hashes", "--requirement", LOCK]
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--quiet", "--python", sys.executable, *options]
    elif importlib.util.find_spec("pip"):
        quiet = ["--quiet", "--disable-pip-version-check", "--retries", "2"]
        command = [sys.executable, "-m", "pip", "install", *quiet, *options]
    else:
        _unavailable("neither uv nor pip is here to install what reads schedule files")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        if any(sign in done.stderr for sign in OUR_FAULT):
            pytest.fail(f"installing from {LOCK} failed:\n{done.stderr}")
        said = [line for line in done.stderr.splitlines() if "ERROR" in line or "error" in line] or ["no reason given"]
        _unavailable(f"what reads schedule files could not be installed: {said[-1].strip()[:200]}")


def _unavailable(reason: str) -> None:
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail(reason)
    pytest.skip(reason)
