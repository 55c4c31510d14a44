"""A Redis of a test's own."""

import subprocess
import time
from contextlib import contextmanager


@contextmanager
def running_redis(program, folder):
    """(its location as Django's settings take it, its process), until the block ends."""
    socket = folder / "redis.sock"
    command = [program, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while not socket.exists():
            assert server.poll() is None
            time.sleep(0.02)
        yield f"unix://{socket}", server
    finally:
        server.kill()
        server.wait()
