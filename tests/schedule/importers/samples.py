"""Small made-up files, at least one of each format: what is always there to be read, mutated and read again."""

import gzip
import json
from typing import Any

from tests.schedule.importers.text_samples import MORE_SAMPLES


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


_SCHEDULE_1 = {
    "generator": {"name": "pretalx"},
    "schedule": {
        "version": "1",
        "base_url": "https://example.org/talks/",
        "conference": {
            "acronym": "made",
            "title": "Made Up",
            "start": "2024-10-25",
            "end": "2024-10-26",
            "time_zone_name": "Europe/Berlin",
            "colors": {"primary": "#123456"},
            "tracks": [{"name": "Net", "slug": "net", "color": "#ff0000"}],
            "rooms": [{"name": "Hall", "guid": "11111111-1111-4111-8111-111111111111", "capacity": 90}],
            "days": [
                {
                    "index": 1,
                    "date": "2024-10-25",
                    "day_start": "2024-10-25T04:00:00+02:00",
                    "day_end": "2024-10-26T03:59:00+02:00",
                    "rooms": {
                        "Hall": [
                            {
                                "id": 7,
                                "guid": "22222222-2222-4222-8222-222222222222",
                                "code": "ABCDEF",
                                "date": "2024-10-25T09:00:00+02:00",
                                "start": "09:00",
                                "duration": "00:45",
                                "room": "Hall",
                                "slug": "made-7-one",
                                "url": "https://example.org/talk/7/",
                                "title": "One",
                                "subtitle": "A subtitle",
                                "track": "Net",
                                "type": "Talk",
                                "language": "en",
                                "abstract": "Short.",
                                "description": "<p>Long.</p>",
                                "persons": [
                                    {
                                        "id": 1,
                                        "public_name": "Ada",
                                        "guid": "33333333-3333-4333-8333-333333333333",
                                        "avatar": "/a.png",
                                        "biography": "Bio",
                                        "links": [{"url": "https://example.org/ada", "title": "Web"}],
                                    },
                                    {"id": 2, "public_name": "Bob"},
                                ],
                                "links": [{"url": "https://example.org/x", "title": "X"}],
                                "attachments": [{"url": "/slides.pdf", "title": "Slides"}],
                            },
                            {"id": 8, "start": "00:15", "duration": "1:00", "title": "Two", "persons": []},
                        ],
                        "Cellar": [],
                    },
                }
            ],
        },
    },
}

_SCHEDULE_OWN = {
    "generator": {"name": "Talkmark", "version": "1"},
    "schedule": {
        "version": "1",
        "conference": {
            "title": "Own",
            "start": "2024-10-25",
            "end": "2024-10-25",
            "meta": {"guid": "44444444-4444-4444-8444-444444444444", "time_zone_name": "Etc/GMT+1", "venue": "Here"},
            "tracks": [{"name": "Net"}, {"name": "Net, Core"}],
            "days": [
                {
                    "date": "2024-10-25",
                    "day_start": "2024-10-25T05:00:00-01:00",
                    "rooms": {
                        "": [
                            {
                                "id": 1,
                                "guid": "55555555-5555-4555-8555-555555555555",
                                "date": "2024-10-25T09:00:00-01:00",
                                "start": "09:00",
                                "end": "2024-10-25T09:30:00-01:00",
                                "duration": "00:30",
                                "url": "https://example.org/own/sessions/one/",
                                "title": "CANCELLED: One",
                                "track": "Net, Core",
                                "type": "keynote",
                                "abstract": "*Text*",
                                "persons": [{"name": "Ada", "company": "Inc", "position": "Boss", "role": "host"}],
                                "links": [{"url": "https://example.org/v", "title": "Recording", "type": "media"}],
                            }
                        ]
                    },
                }
            ],
        },
    },
}

_SCHEDULE_2 = {
    "schedule": {
        "version": "2",
        "conference": {
            "title": "Two",
            "start": "2024-12-27T09:30:00+00:00",
            "end": "2024-12-30T17:45:00+00:00",
            "time_zone_name": "Europe/Berlin",
            "tracks": [{"name": "CCC", "slug": "ccc", "colors": {"light": "#f2f006"}}],
            "rooms": [{"name": "Saal", "guid": "r1", "slug": "saal", "description": {"en": "Up", "de": "Oben"}}],
            "days": [{"index": 1, "date": "2024-12-27"}],
        },
        "events": [
            {
                "type": "TALK",
                "state": "CONFIRMED",
                "guid": "66666666-6666-4666-8666-666666666666",
                "code": "XYZ",
                "start": "2024-12-27T10:30:00+01:00",
                "end": "2024-12-27T11:00:00+01:00",
                "room": {"guid": "r1"},
                "track": {"slug": "ccc"},
                "title": "Opening",
                "language": "de",
                "abstract": {"en": "Hello", "de": "Hallo"},
                "participants": [{"guid": "p1", "name": "Ada", "role": "MODERATOR"}],
                "links": [{"type": "ORIGIN", "url": "https://example.org/o"}],
            },
            {"type": "BREAK", "start": "2024-12-27T12:00:00+01:00", "duration": "PT30M", "title": "Lunch"},
        ],
        "persons": [{"guid": "p1", "name": "Ada", "biography": "Bio", "avatar": {"url": "https://example.org/a"}}],
    }
}

_PRETALX_OLD = {
    "slots": [
        {
            "code": "ABCDEF",
            "title": "One",
            "state": "confirmed",
            "speakers": [{"code": "S1", "name": "Ada", "biography": "Bio", "avatar": "https://example.org/a.png"}],
            "submission_type": {"en": "Talk", "de": "Vortrag"},
            "track": {"de": "Netz"},
            "abstract": "Short.",
            "description": None,
            "duration": 30,
            "content_locale": "en",
            "slot": {
                "room": {"en": "Hall"},
                "room_id": 1,
                "start": "2024-10-25T09:00:00+02:00",
                "end": "2024-10-25T09:30:00+02:00",
            },
            "resources": [{"resource": "https://example.org/s.pdf", "description": "Slides"}],
        }
    ],
    "breaks": [
        {"room": {"en": room}, "start": "2024-10-25T10:00:00+02:00", "end": "2024-10-25T10:30:00+02:00"}
        for room in ("Hall", "Cellar")
    ],
    "version": "1",
}

_PRETALX_PAGE = {
    "count": 3,
    "next": "https://example.org/?page=2",
    "previous": None,
    "results": [
        {
            "code": "GHIJKL",
            "title": "Two",
            "state": "accepted",
            "speakers": ["S1"],
            "submission_type": {"id": 1, "name": {"en": "Workshop"}},
            "track": {"id": 1, "name": {"en": "Net"}, "color": "#00ff00"},
            "tags": [{"tag": "Loud", "is_public": True}, {"tag": "Secret", "is_public": False}],
            "slots": [
                {"id": 1, "room": {"id": 1, "name": {"en": "Hall"}, "capacity": 90}, "start": "2024-10-25T11:00:00Z"},
                {"id": 2, "room": 4, "start": "2024-10-25T12:00:00Z", "end": "2024-10-25T13:00:00Z"},
            ],
            "answers": [1, 2],
        },
        {"id": 9, "submission": None, "room": 4, "start": "2024-10-25T14:00:00Z", "description": {"en": "Tea"}},
    ],
}

_PRETALX_BY_MINUTE = {
    "schedule": {"2024-10-25": {"540": {"1": _PRETALX_OLD["slots"][0]}, "570": {}}},
    "rooms": [{"id": 1, "guid": "11111111-1111-4111-8111-111111111111", "name": {"en": "Hall"}, "position": 0}],
    "sprints": {},
}

_PRETALX_BY_DAY = {
    "days": {
        "2024-10-25": {
            "rooms": ["Hall", "Cellar"],
            "events": [
                {
                    "event_type": "session",
                    "code": "ABCDEF",
                    "title": "One",
                    "session_type": "Talk",
                    "speakers": [{"code": "S1", "name": "Ada"}],
                    "track": None,
                    "rooms": ["Hall"],
                    "start": "2024-10-25T09:00:00+02:00",
                    "duration": 30,
                },
                {
                    "event_type": "break",
                    "title": "Lunch",
                    "rooms": ["Hall", "Cellar"],
                    "start": "2024-10-25T12:00:00+02:00",
                    "duration": 60,
                },
            ],
        }
    }
}

_SESSIONIZE_ALL = {
    "sessions": [
        {
            "id": "1",
            "title": "One",
            "description": "Text",
            "startsAt": "2024-10-25T09:00:00",
            "endsAt": "2024-10-25T09:45:00",
            "isServiceSession": False,
            "isPlenumSession": False,
            "speakers": ["u1"],
            "categoryItems": [11, 21, 31, 41],
            "questionAnswers": [{"questionId": 5, "answerValue": "https://example.org/v"}],
            "roomId": 1,
            "liveUrl": None,
            "recordingUrl": "https://example.org/r",
            "status": "Accepted",
        },
        {"id": "2", "title": "Lunch", "startsAt": "2024-10-25T12:00:00", "isServiceSession": True, "roomId": None},
    ],
    "speakers": [
        {
            "id": "u1",
            "fullName": "Ada Test",
            "bio": "Bio",
            "tagLine": "Boss",
            "profilePicture": "https://example.org/a.png",
            "links": [{"title": "Blog", "url": "https://example.org/b"}],
            "categoryItems": [51],
        }
    ],
    "questions": [{"id": 5, "question": "Video"}],
    "categories": [
        {"id": 1, "title": "Track", "type": "session", "items": [{"id": 11, "name": "Net", "sort": 1}]},
        {"id": 2, "title": "Language", "type": "session", "items": [{"id": 21, "name": "English"}]},
        {"id": 3, "title": "Session format", "type": "session", "items": [{"id": 31, "name": "Workshop"}]},
        {"id": 4, "title": "Level", "type": "session", "items": [{"id": 41, "name": "Advanced"}]},
        {"id": 5, "title": "Do any apply?", "type": "speaker", "items": [{"id": 51, "name": "Yes"}]},
    ],
    "rooms": [{"id": 1, "name": "Hall", "sort": 0}],
}

_SESSIONIZE_GRID = [
    {
        "date": "2024-10-25T00:00:00",
        "rooms": [
            {
                "id": 1,
                "name": "Hall",
                "sessions": [
                    {
                        "id": "1",
                        "title": "One",
                        "startsAt": "2024-10-25T09:00:00Z",
                        "endsAt": "2024-10-25T09:45:00Z",
                        "isServiceSession": False,
                        "speakers": [{"id": "u1", "name": "Ada Test"}],
                        "categories": [{"id": 1, "name": "Track", "categoryItems": [{"id": 11, "name": "Net"}]}],
                        "roomId": 1,
                        "room": "Hall",
                    }
                ],
            }
        ],
        "timeSlots": [],
    }
]

_INDICO = {
    "count": 1,
    "_type": "HTTPAPIResult",
    "results": [
        {
            "title": "Made Up",
            "timezone": "Europe/Warsaw",
            "startDate": {"date": "2024-10-25", "time": "06:00:00", "tz": "UTC"},
            "endDate": {"date": "2024-10-25", "time": "18:00:00", "tz": "UTC"},
            "url": "https://example.org/event/1/",
            "contributions": [
                {
                    "id": "20",
                    "db_id": 1,
                    "title": "One",
                    "description": "<p>Text</p>",
                    "startDate": {"date": "2024-10-25", "time": "14:35:00", "tz": "UTC"},
                    "endDate": {"date": "2024-10-25", "time": "15:35:00", "tz": "UTC"},
                    "duration": 60,
                    "room": "Hall",
                    "session": "Main (CLOSED)",
                    "track": "Net",
                    "type": "Oral",
                    "keywords": ["net"],
                    "speakers": [],
                    "primaryauthors": [{"person_id": 1, "fullName": "Test, Ada", "affiliation": "Inc"}],
                    "folders": [{"attachments": [{"title": "Slides", "link_url": "https://example.org/s"}]}],
                },
                {"id": "21", "db_id": 2, "title": "Two", "startDate": None, "duration": 30},
            ],
        }
    ],
}

_IETF = {
    "126": [
        {
            "objtype": "session",
            "id": 1,
            "session_id": 11,
            "is_bof": False,
            "group": {"acronym": "v6ops", "name": "IPv6 Operations", "type": "wg", "state": "active", "parent": "ops"},
            "name": "",
            "start": "2024-11-04T13:00:00Z",
            "duration": "1:00:00",
            "location": "Ballroom 1",
            "agenda": "https://example.org/agenda",
            "presentations": [{"name": "slides-126-v6ops-one", "title": "One", "order": 1, "rev": "00"}],
            "status": "sched",
        },
        {"objtype": "location", "id": 2, "name": "Ballroom 1", "level_name": "Level 2", "level_sort": 2},
        {"objtype": "parent", "id": 3, "name": "ops", "description": "Operations and Management Area"},
    ]
}

_FRAB_XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<schedule>
  <generator name="pretalx" version="1"/>
  <version>1</version>
  <conference>
    <title>Made Up</title><acronym>made</acronym><start>2024-10-25</start><end>2024-10-26</end>
    <time_zone_name>Europe/Berlin</time_zone_name><base_url>https://example.org/</base_url>
    <track name="Net" color="#ff0000" slug="net"/>
  </conference>
  <day index="1" date="2024-10-25" start="2024-10-25T04:00:00+02:00" end="2024-10-26T03:59:00+02:00">
    <room name="Hall" guid="11111111-1111-4111-8111-111111111111">
      <event id="7" guid="22222222-2222-4222-8222-222222222222" code="ABCDEF">
        <date>2024-10-25T09:00:00+02:00</date><start>09:00</start><duration>00:45</duration>
        <room>Hall</room><title>One &amp; more</title><subtitle/><track>Net</track><type>Talk</type>
        <language>en</language><abstract>Short.</abstract><description>&lt;p&gt;Long.&lt;/p&gt;</description>
        <persons><person id="1">Ada</person><person id="2">Bob</person></persons>
        <links><link href="https://example.org/x">X</link></links>
        <attachments><attachment href="/slides.pdf">Slides</attachment></attachments>
        <recording><url>https://example.org/v</url></recording>
      </event>
      <event id="8"><start>00:15</start><duration>1:00</duration><title>Two</title></event>
    </room>
  </day>
</schedule>
"""

SAMPLES: dict[str, bytes] = {
    "schedule-json": _json(_SCHEDULE_1),
    "schedule-json of our own": _json(_SCHEDULE_OWN),
    "schedule-json, version 2": _json(_SCHEDULE_2),
    "pretalx-json, old": _json(_PRETALX_OLD),
    "pretalx-json, a page": _json(_PRETALX_PAGE),
    "pretalx-json, by minute": _json(_PRETALX_BY_MINUTE),
    "pretalx-json, by day": _json(_PRETALX_BY_DAY),
    "sessionize-json, All": _json(_SESSIONIZE_ALL),
    "sessionize-json, GridSmart": _json(_SESSIONIZE_GRID),
    "indico-json": _json(_INDICO),
    "ietf-json": _json(_IETF),
    "frab-xml": _FRAB_XML,
    "frab-xml, compressed": gzip.compress(_FRAB_XML, mtime=0),
    **MORE_SAMPLES,
}
