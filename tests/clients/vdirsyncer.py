"""vdirsyncer, which keeps a copy of a feed in a folder, with khal, which shows what is there."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from tests.clients.story import ODD_ZONE, read

BIN = Path(sys.executable).parent
# khal's names; the rest is read from the files.
SHOWN = {
    "uid": "uid",
    "title": "summary",
    "start-long": "starts_at",
    "end-long": "ends_at",
    "location": "location",
    "description": "description",
    "status": "status",
    "url": "url",
    "categories": "categories",
    "all-day": "is_all_day",
}


class Vdirsyncer:
    """A pair of storages. vdirsyncer gives each entry a UID of its own, so there is no comparing those."""

    forgets = {"uid"}

    def __init__(self, needs, folder: Path):
        self.folder, self.calendar = folder, folder / "calendar"
        self.calendar.mkdir()

    def subscribe(self, url):
        (self.folder / "vdirsyncer").write_text(
            f'[general]\nstatus_path = "{self.folder}/status"\n'
            '[pair talks]\na = "feed"\nb = "copy"\ncollections = null\nconflict_resolution = "a wins"\n'
            f'[storage feed]\ntype = "http"\nurl = "{url}"\n'
            f'[storage copy]\ntype = "filesystem"\npath = "{self.calendar}"\nfileext = ".ics"\n'
        )
        (self.folder / "khal").write_text(
            f"[calendars]\n[[talks]]\npath = {self.calendar}\nreadonly = True\n"
            f"[locale]\nlocal_timezone = UTC\ndefault_timezone = {ODD_ZONE}\ntimeformat = %H:%M\n"
            "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
            "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%dT%H:%M:00+00:00\n"
            f"[sqlite]\npath = {self.folder}/khal.db\n"
        )
        self._run("vdirsyncer", "discover")
        self.refresh()

    def refresh(self):
        self._run("vdirsyncer", "sync")

    def entries(self):
        stored = [entry for file in self.calendar.glob("*.ics") for entry in read(file.read_bytes())]
        shown = self._shown()
        assert sorted(shown) == sorted(entry["uid"] for entry in stored)
        return [entry | shown[entry["uid"]] for entry in stored]

    def close(self):
        """Nothing of it runs on."""

    def _shown(self):
        """The entries by their UIDs here, as khal shows them."""
        fields = [word for name in SHOWN for word in ("--json", name)]
        days = self._run("khal", "list", "--once", *fields, "2020-10-01", "31d").splitlines()
        rows = [{SHOWN[name]: value for name, value in row.items()} for day in days for row in json.loads(day)]
        for row in rows:
            row["categories"] = row["categories"].split(",") if row["categories"] else []
            if row["is_all_day"] == "True":  # khal says the last day, iCalendar the day after
                row["ends_at"] = (date.fromisoformat(row["ends_at"]) + timedelta(days=1)).isoformat()
            row["is_all_day"] = row["is_all_day"] == "True"
        return {row["uid"]: row for row in rows}

    def _run(self, program, *arguments):
        command = [BIN / program, "-c", self.folder / program, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, input="y\n" * 5, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
