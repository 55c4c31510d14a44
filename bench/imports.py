"""What importing real schedules costs: each file of a folder into an empty database, twice, in a process of its own.

SECRET_KEY=x python bench/imports.py FOLDER [FILE …]

FOLDER holds one folder a conference, each with its file and, where somebody else read it, `expected-<file>.tsv`. The
column "× bare" is the first import's time divided by that of storing as many bare rows, one `bulk_create` in the same
process. Memory is what the process had at most, above what Django alone takes.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The zones of files that name none.
ZONES = {
    "28c3-2011": "Europe/Berlin",
    "droidcon-nyc-2023": "America/New_York",
    "droidkaigi-2018": "Asia/Tokyo",
    "droidkaigi-2018-reduced": "Asia/Tokyo",
    "fosdem-2010": "Europe/Brussels",
    "fosdem-2013": "Europe/Brussels",
    "fosdem-2016": "Europe/Brussels",
    "fosdem-2018": "Europe/Brussels",
    "fosdem-2020": "Europe/Brussels",
    "fosdem-2023": "Europe/Brussels",
    "global-azure-linz-2021": "Europe/Vienna",
    "gpn11-2011": "Europe/Berlin",
    "deu-example": "Europe/Berlin",
    "kvm-forum-2020": "Europe/Dublin",
    "penguicon-2016": "America/Detroit",
    "penguicon-2019": "America/Detroit",
    "scottish-summit-2026": "Europe/London",
    "sessionize-sample": "UTC",
}
NO_SCHEDULES = {"README.md", "speakers.json", "gpn11.ini", "Speakers.json", "SpeakerWall.json"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("file", nargs="*", help="only these, as conference/file")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        return measure(arguments.folder, arguments.file[0])
    found = arguments.file or [
        f"{path.parent.name}/{path.name}"
        for path in sorted(arguments.folder.glob("*/*"))
        if path.is_file() and path.parent.name != "schemas" and not path.name.startswith("expected-")
        and path.name not in NO_SCHEDULES
    ]  # fmt: skip
    print("| file | format | sessions | expected | first | × bare | queries | again | queries | memory |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for file in found:
        with tempfile.TemporaryDirectory() as directory:
            environment = os.environ | {"DATA_DIR": directory, "DJANGO_SETTINGS_MODULE": "conference.settings"}
            command = [sys.executable, __file__, "--one", arguments.folder, file]
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
        told = json.loads(done.stdout) if done.returncode == 0 else done.stderr.strip().splitlines()[-1]
        print(f"| {file} | {' | '.join(told) if isinstance(told, list) else told} |", flush=True)
    return None


def measure(folder: Path, file: str):
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from schedule.importers.formats import read
    from schedule.importers.records import Context, zone_named
    from schedule.models import Event, Session
    from schedule.services.imports import Options, event_from, import_schedule

    call_command("migrate", verbosity=0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    data = (folder / file).read_bytes()

    def run(event):
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            schedule = read(data, Context(zone=zone_named(ZONES.get(file.split("/")[0], ""))))
            event = event or event_from(schedule=schedule, slug="measured", is_published=True)
            report = import_schedule(event=event, schedule=schedule, options=Options())
            return schedule, report, time.perf_counter() - began, len(queries)

    schedule, _, first, queries = run(None)
    event = Event.objects.get(slug="measured")
    _, report, again, queries_again = run(event)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if report.unchanged != len(schedule.sessions):
        sys.exit(f"The second import changed something: {report.summary}")
    bare = bare_time(event, Session, len(schedule.sessions))
    conference, name = file.split("/")
    expected = folder / conference / f"expected-{name}.tsv"
    number = str(len(expected.read_text().splitlines()) - 1) if expected.exists() else "–"
    told = [schedule.format, str(len(schedule.sessions)), number, f"{first:.2f} s", f"{first / bare:.0f}"]
    print(json.dumps([*told, str(queries), f"{again:.2f} s", str(queries_again), f"{memory / 1024:.0f} MB"]))


def bare_time(event, model, number: int) -> float:
    from django.db import transaction

    at = datetime(2020, 1, 1, tzinfo=UTC)
    rows = [model(event=event, slug=f"bare-{each}", title=f"Bare {each}", starts_at=at) for each in range(number)]
    for row in rows:
        row.ends_at = at.replace(hour=1)
    began = time.perf_counter()
    with transaction.atomic():
        model.objects.bulk_create(rows)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
