"""Evolution Data Server, which keeps the calendars of Evolution and GNOME, and believes only an entry's stamps."""

import json
import os
import signal
import subprocess
from pathlib import Path

from tests.clients.story import ODD_ZONE

READER = Path(__file__).with_name("evolution_reader.py")
BINDINGS = "import gi; gi.require_version('ECal', '2.0')"


class Evolution:
    """A D-Bus session of its own, with a home of its own, for as long as the subscription lives."""

    forgets = {"conference"}

    def __init__(self, needs, folder: Path):
        session = needs("dbus-run-session", package="dbus")
        needs("/usr/libexec/evolution-calendar-factory", package="evolution-data-server")
        python = needs("/usr/bin/python3", package="python3")
        if subprocess.run([python, "-c", BINDINGS], capture_output=True, check=False).returncode:
            needs("the bindings of Evolution Data Server", package="python3-gi and gir1.2-ecal-2.0")
        (folder / "run").mkdir(mode=0o700)
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "TZ": ODD_ZONE,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "GSETTINGS_BACKEND": "memory",
        }
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [session, "--", python, READER],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def subscribe(self, url):
        self._ask("subscribe", url)

    def refresh(self):
        self._ask("refresh")

    def entries(self):
        return self._ask("entries")

    def close(self):
        """The reader ends with its input, the session with the reader, and what it had started with the session."""
        try:
            self.process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise

    def _ask(self, *command):
        print(json.dumps(command), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        assert answer, self.log.read_text()
        return json.loads(answer)
