"""How long `make run` takes to its first page: in a fresh clone with an empty package cache, and the second time.

    python bench/start.py

Beside it the same packages are installed by pip alone, since that is mostly what a first start waits for.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = "8477"
PAGE = f"http://127.0.0.1:{PORT}/kvm-forum-2020/"


def main():
    with tempfile.TemporaryDirectory(prefix="talkmark bench ") as folder:
        tree = Path(folder, "talkmark")
        subprocess.run(["git", "clone", "--quiet", ROOT, tree], check=True)
        cold = environment(folder, "first")
        first = seconds_to_page(tree, cold)
        second = seconds_to_page(tree, cold)
        alone = seconds_of_pip(tree, Path(folder, "venv"), environment(folder, "alone"))
    print(f"first start {first:.1f} s, {first / alone:.2f} of installing the packages alone ({alone:.1f} s)")
    print(f"second start {second:.1f} s")


def environment(folder, name):
    kept = {key: value for key, value in os.environ.items() if key not in ("SECRET_KEY", "DATA_DIR", "DATABASE_URL")}
    return kept | {"PIP_CACHE_DIR": f"{folder}/{name}", "UV_CACHE_DIR": f"{folder}/{name}", "PORT": PORT}


def seconds_to_page(tree, variables):
    began = time.monotonic()
    command = {"cwd": tree, "env": variables, "stdout": subprocess.DEVNULL, "start_new_session": True}
    server = subprocess.Popen(["make", "run"], **command)
    try:
        while server.poll() is None:
            try:
                urllib.request.urlopen(PAGE, timeout=5).close()
                return time.monotonic() - began
            except OSError:
                time.sleep(0.02)
        sys.exit("make run ended by itself; see what it says")
    finally:
        os.killpg(server.pid, signal.SIGINT)
        server.wait()


def seconds_of_pip(tree, venv, variables):
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    command = [venv / "bin/pip", "install", "-qq", "--require-hashes", "-r", tree / "requirements.txt"]
    subprocess.run(command, check=True, env=variables)
    shutil.rmtree(venv)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
