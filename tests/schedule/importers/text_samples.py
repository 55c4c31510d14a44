"""Small made-up files of Sched, and of calendars, tables, pages and spreadsheets, which `samples` takes in."""

import json
from datetime import date, time

from tests.schedule.importers.tables.workbooks import workbook

_ICS = """BEGIN:VCALENDAR
PRODID:-//Made//Up//EN
X-WR-CALNAME:Made Up
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VTIMEZONE
TZID:Customized
BEGIN:STANDARD
DTSTART:16010101T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:1@example.org
DTSTART;TZID=Customized:20201001T100000
DTEND;TZID=Customized:20201001T110000
RRULE:FREQ=WEEKLY;COUNT=5;BYDAY=MO,TH
EXDATE;TZID=Customized:20201005T100000
RDATE;VALUE=DATE:20201224,20201225
SUMMARY:Every
  week
ATTENDEE;CN="Lovelace, Ada";CUTYPE=INDIVIDUAL:invalid:nomail
LOCATION:Hall\\, Berlin
CATEGORIES:Talk,Net
URL:https://example.org/1
END:VEVENT
BEGIN:VEVENT
UID:1@example.org
RECURRENCE-ID;TZID=Customized:20201008T100000
DTSTART;TZID="W. Europe Standard Time":20201008T120000
DURATION:PT1H
SUMMARY:CANCELLED: Moved
DESCRIPTION:von: Ada\\, Bob\\n\\n<p>Text</p>
STATUS:CANCELLED
END:VEVENT
BEGIN:VEVENT
UID:2@example.org
DTSTART;VALUE=DATE:20201003
RRULE:FREQ=MONTHLY;UNTIL=20210101T000000Z
SUMMARY;CHARSET=ISO-8859-1:Day
END:VEVENT
END:VCALENDAR
"""

_ICS_OWN = """BEGIN:VCALENDAR
PRODID:-//Talkmark//Talkmark//EN
X-WR-CALNAME:Made Up
X-WR-TIMEZONE:Europe/Dublin
X-APPLE-CALENDAR-COLOR:#00857c
BEGIN:VEVENT
UID:cb384c90-bd14-4260-b8c8-30f53e4ae3a7@cb384c90-bd14-4260-b8c8-30f53e4ae3a7
DTSTART;VALUE=DATE:20201028
DTEND;VALUE=DATE:20201031
SUMMARY:Made Up
LOCATION:Hall\\, Dublin
DESCRIPTION:Words\\n\\nhttps://example.org/made/
URL:https://example.org/made/
END:VEVENT
BEGIN:VEVENT
UID:cb7dc62a-1789-41f1-87e8-1fad89d90a95@cb384c90-bd14-4260-b8c8-30f53e4ae3a7
DTSTART;TZID=Europe/Dublin:20201028T210000
DTEND;TZID=Europe/Dublin:20201028T230000
SUMMARY:CANCELLED: BoF
STATUS:CANCELLED
GEO:53.349800;-6.260300
LOCATION:Room\\, Hall\\, Dublin
DESCRIPTION:- a\\n- b\\n\\n\\n\\n*x*\\n\\nhttps://example.org/made/sessions/bof/
URL:https://example.org/made/sessions/bof/
CATEGORIES:Net,Kernel,BoF
END:VEVENT
END:VCALENDAR
"""

_PAGE = """Loading…
Thursday, October 29

06:00 GMT

Kernels - Marc Zyngier, Google & Christoffer Dall, Arm
A paragraph.

Speakers
avatar for Christoffer Dall

Christoffer Dall

Engineer, Author, Arm
Wrote things... Read More →
MZ

Marc Zyngier

Software Engineer


slides pdf

Thursday October 29, 2020 06:00 - 06:30 GMT
Theater
\u00a0 KVM Forum, KVM
  • Skill Level Any

9:00pm GMT

BoF: Anything

Thursday October 29, 2020 9:00pm - 1:00am GMT
Theater
"""

_SCHED_CSV = """event_key,active,name,event_start,event_end,event_type,event_subtype,description,venue,id,\
speakers,moderators
243,Y,"One &amp; all - Ada",2020-10-29 10:00:00,2020-10-29 10:30:00,"Talks, Web",Net,<p>Text</p>,Hall,\
02bc00929bf6f219077d78ce3d4b2e30,"Ada, Bob ""B, B"" Roe",Eve
244,N,Two,2020-10-29 TBA,,Breaks,,,,,,
"""

_CSV = """Title,Date,Start,End,Duration,Room,Track,Type,Speakers,Abstract,Published?,ID,Slides,Seats
One,29/10/2020,10:00,10:30,,Hall,"Net, Web",Talk,"Ada, Bob",Text,Y,7,https://example.org/a.pdf,30
Two,30/10/2020,12:30 p.m.,,00hr:50min,Yard,Net,Workshop,1:Eve|2:Joe,"Text
in lines",N,8,,x
Three,,tbd,,1:00,Hall,Web,,,,,,,
"""

_CSV_OWN = """Number,Guid,Slug,Title,Kind,Status,Start,End,Time zone,Room,Track,Subtrack,Tags (one per line),\
Speakers (one per line),Roles (one per line),Companies (one per line),Positions (one per line),\
Speaker guids (one per line),Language,Capacity,Abstract,Attachments (one per line),Recording,Access link
1,cb7dc62a-1789-41f1-87e8-1fad89d90a95,one,'=One,talk,published,2020-10-25 02:30+01:00,2020-10-25 03:30,Europe/Berlin,\
Hall,Net,Kernel,"Level: Any
new","Ada
Bob","speaker
moderator","
Bees",,"
cb384c90-bd14-4260-b8c8-30f53e4ae3a7",en,5,*Text*,Slides <https://example.org/a.pdf>,https://example.org/v,
"""

_SCHED = [
    {
        "event_key": "929642",
        "active": "Y",
        "name": "One &amp; all - Ada, Bees",
        "event_start": "2025-09-08 08:00",
        "event_end": "2025-09-08 08:45",
        "event_type": "Talks, Web",
        "event_subtype": "Net",
        "description": "<p>Text</p>",
        "venue": "Hall",
        "seats": "30",
        "id": "1431b61d59a47bd0eb505916e30a5bfa",
        "start_time_ts": 1757311200,
        "speakers": [
            {"username": "ada", "name": "Ada", "company": "Bees", "avatar": "//avatars.example.org/1.jpg"},
            {"username": "bob", "name": "Bob", "socialurls": [{"service": "X", "url": "https://example.org/bob"}]},
        ],
        "files": [{"name": "Slides", "path": "https://example.org/a.pdf"}],
        "tags": "new, net",
    },
    {"event_key": "2", "active": "N", "name": "Two", "event_start": "2025-09-08 TBA", "id": "x"},
]

_ROWS = [
    ["Made Up", None, "Speaker"],
    ["Title", "Day", 1, 2, "Start", "Seats"],
    ["One", date(2020, 10, 29), "Ada, Bees", "Bob", time(10, 0), 30],
    ["Two", 44133, None, None, 0.5, "=1+1"],
]

TEXT_SAMPLES: dict[str, bytes] = {
    "ics": _ICS.replace("\n", "\r\n").encode(),
    "ics of our own": _ICS_OWN.replace("\n", "\r\n").encode(),
    "sched-page": _PAGE.encode(),
    "sched-csv": _SCHED_CSV.encode(),
    "csv": _CSV.encode(),
    "csv of our own": _CSV_OWN.encode(),
}

MORE_SAMPLES: dict[str, bytes] = {
    **TEXT_SAMPLES,
    "sched-json": json.dumps(_SCHED).encode(),
    "xlsx": workbook(_ROWS),
}
