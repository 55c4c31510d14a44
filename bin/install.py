"""Makes .venv and installs the given locks into it, where that is not done already; standard library only.

Usage: python bin/install.py requirements.txt [requirements-dev.txt]
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
INSTALLED = VENV / "installed"  # one stamp for each lock; away while pip works, so that a killed one is noticed
INSTALLING = VENV / "installing"
LOG = VENV / "install.log"
NO_NETWORK = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeout",
    "ReadTimeout",
    "ProxyError",
    "Name or service not known",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "dns error",
    "error sending request",
)


def main(locks):
    if all(is_installed(lock) for lock in locks):
        return
    if not os.access(VENV if VENV.exists() else ROOT, os.W_OK):
        sys.exit(f"Cannot write to {ROOT}. Run this as the owner of that directory, or in a copy of your own.")
    with one_at_a_time():
        if all(is_installed(lock) for lock in locks):
            return
        if not (is_usable() and has_installer()):
            make_venv()
        for lock in locks:
            if not is_installed(lock):
                install(lock)


def is_installed(lock):
    stamp = stamp_of(lock)
    return stamp.is_file() and is_usable() and stamp.read_text() == fingerprint(lock)


def is_usable():
    """A .venv in which pip was killed is made anew rather than repaired."""
    version = venv_version()
    if version is None or not INSTALLED.is_dir():
        return False
    return not os.environ.get("PYTHON") or version == "{}.{}".format(*sys.version_info)


def has_installer():
    """What uv makes has no pip, which matters once uv is gone."""
    return bool(shutil.which("uv") or list(VENV.glob("lib/*/site-packages/pip")))


def venv_version():
    """The Python in .venv, as "3.12", or None when there is none that runs."""
    try:
        command = [VENV_PYTHON, "-ISc", "import sys; print('%d.%d' % sys.version_info[:2])"]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def stamp_of(lock):
    return INSTALLED / lock


def fingerprint(lock):
    """Changes with the lock's text, with that of requirements.txt beneath it, and with the Python in .venv."""
    content = (ROOT / "requirements.txt").read_bytes() + (ROOT / lock).read_bytes()
    return f"{venv_version()} {hashlib.sha256(content).hexdigest()}\n"


@contextlib.contextmanager
def one_at_a_time():
    """Two first starts at once: the second waits, and then finds everything in place."""
    directory = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(directory, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another start that is installing.")
            fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)


def make_venv():
    version = "{}.{}".format(*sys.version_info)
    if uv := shutil.which("uv"):
        command = [uv, "venv", "--quiet", "--clear", "--no-project", "--python", sys.executable, VENV]
    elif importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        command = [sys.executable, "-m", "venv", "--clear", VENV]
    else:
        sys.exit(f"Python {version} cannot make a .venv: install python3-venv (apt-get install python{version}-venv).")
    say(f"Making .venv with Python {version}.")
    made = subprocess.run(command, capture_output=True, text=True, env=environment())
    if made.returncode:
        reason = (made.stderr.strip() or made.stdout.strip() or "no reason given").splitlines()[-1]
        sys.exit(f"Could not make .venv: {reason}")


def install(lock):
    names = [line for line in (ROOT / lock).read_text().splitlines() if line[:1].isalnum()]
    say(f"Installing {len(names)} packages of {lock}. This takes a moment, and the network.")
    INSTALLED.exists() and INSTALLED.rename(INSTALLING)
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--quiet", "--python", VENV_PYTHON]
    else:
        command = [VENV_PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--retries", "2"]
    with LOG.open("w") as log:
        command += ["--require-hashes", "-r", ROOT / lock]
        failed = subprocess.run(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment()).returncode
    INSTALLING.exists() and INSTALLING.rename(INSTALLED)
    if failed:
        sys.exit(reason_of_failure())
    INSTALLED.mkdir(exist_ok=True)
    stamp_of(lock).write_text(fingerprint(lock))


def environment():
    """Without the caches of tools that want a home directory, for users who have none."""
    home = Path(os.environ.get("HOME") or "/nonexistent")
    return os.environ | ({} if os.access(home, os.W_OK) else {"UV_NO_CACHE": "1", "PIP_NO_CACHE_DIR": "1"})


def reason_of_failure():
    text = LOG.read_text(errors="replace")
    if any(sign in text for sign in NO_NETWORK):
        return "No network: the first start downloads packages. Connect this machine and start again."
    if "CERTIFICATE_VERIFY_FAILED" in text or "invalid peer certificate" in text:
        return f"This machine does not trust the certificate of the server that has the packages. (All of it: {LOG})"
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["no reason given"]
    reason = next((line for line in lines if "error" in line.lower()), lines[-1])
    return f"Installing failed: {reason} (All of it: {LOG})"


def say(text):
    print(text, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(f"Could not install into .venv: {error}")
