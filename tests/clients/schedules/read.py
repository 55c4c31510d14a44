"""Run with the packages of requirements.txt beside this: prints as JSON what one program reads in a schedule file.

python read.py PROGRAM URL
"""

import io
import json
import sys
import urllib.request
from datetime import datetime, timedelta

# The name by which each is installed, and what it reads.
PROGRAMS = {"c3voc-schedule-tools": "json", "pyfahrplan": "json", "schedule-convert": "xml"}


def c3voc_schedule_tools(url):
    from voc.schedule import Schedule

    schedule = Schedule.from_url(url)
    events = schedule.foreach_event(lambda event: event)
    return schedule.conference("title"), [
        # It takes a duration of hours and minutes for one of minutes and seconds; it has the end as the file has it.
        session(event["title"], event.start, datetime.fromisoformat(event["end"]), event["room"], event.persons())
        for event in events
    ]


def pyfahrplan(url):
    from pyfahrplan.lib import Fahrplan

    fahrplan = Fahrplan.__new__(Fahrplan)  # it only knows the addresses of congresses, and would fetch them all
    fahrplan.urls, fahrplan.update_cache = [url], True
    fahrplan._get_fahrplans()
    fahrplan.flatten_fahrplans()
    found = []
    for talk in fahrplan.flat_plans:
        starts_at = datetime.fromisoformat(talk["talk_date"])
        hours, minutes = map(int, talk["talk_duration"].split(":"))
        length = timedelta(hours=hours, minutes=minutes)
        found.append(session(talk["title"], starts_at, starts_at + length, talk["room"], talk["speakers"].split(", ")))
    return fahrplan.flat_plans[0]["conference_title"], found


def schedule_convert(url):
    from schedule_convert.importers.frab_xml import FrabXmlImporter

    with urllib.request.urlopen(url, timeout=30) as answer:
        data = answer.read()
    importer = FrabXmlImporter()
    assert importer.check(data[:5000].decode()), "it does not take this for a schedule"
    conference = importer.parse(io.BytesIO(data))
    conference.prepare()
    return conference.title, [
        session(
            event.title,
            event.start,
            event.start + timedelta(minutes=event.duration),
            event.room.name,
            [speaker.name for speaker in event.speakers],
        )
        for event in conference.events
    ]


def session(title, starts_at, ends_at, room, people):
    return [title, starts_at.timestamp(), ends_at.timestamp(), room, sorted(filter(None, people))]


if __name__ == "__main__":
    title, sessions = globals()[sys.argv[1].replace("-", "_")](sys.argv[2])
    print("\n" + json.dumps({"title": title, "sessions": sorted(sessions)}))
