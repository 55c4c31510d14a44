"""Which app polls, by what it calls itself, and which link subscribes it."""

from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest

from schedule.calendar_apps import APPS, BY_SLUG, Copy, app_for, family_of

AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.0": "Thunderbird",
    "Google-Calendar-Importer": "Google Calendar",
    "iOS/17.5.1 (21F90) dataaccessd/1.0": "Apple Calendar",
    "macOS/14.5 (23F79) CalendarAgent/988": "Apple Calendar",
    "Microsoft.Exchange/15.20 (Contoso; Outlook)": "Outlook",
    "ICSx5/2.2.4 (ical4j/3.2.18; okhttp/4.12.0) Android/14": "ICSx⁵",
    "Evolution/3.46.4": "GNOME Calendar",
    "Nextcloud Webcal Service": "Nextcloud",
    "vdirsyncer/0.19.3": "vdirsyncer",
    "Home-Assistant nodeical axios/1.7": "another app",
    "Kiosk/1.0": "another app",
    "curl/8.0": "another app",
    "": "another app",
}


@pytest.mark.parametrize(("agent", "family"), AGENTS.items())
def test_family_of_knows_the_apps(agent, family):
    assert family_of(agent) == family


@pytest.mark.parametrize(
    ("slug", "link"),
    [
        ("apple", "webcal://talks.example/calendar/t/kvm.ics"),
        ("android", "webcal://talks.example/calendar/t/kvm.ics"),
        (
            "google",
            "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Ftalks.example%2Fcalendar%2Ft%2Fkvm.ics",
        ),
        (
            "outlook",
            "https://outlook.office.com/calendar/0/addfromweb"
            "?url=https%3A%2F%2Ftalks.example%2Fcalendar%2Ft%2Fkvm.ics&name=A%20%26%20B",
        ),
        ("thunderbird", "webcal://talks.example/calendar/t/kvm.ics"),
        ("gnome", "webcal://talks.example/calendar/t/kvm.ics"),
        ("other", ""),
    ],
)
def test_link_is_what_each_app_opens(slug, link):
    assert BY_SLUG[slug].link("https://talks.example/calendar/t/kvm.ics", title="A & B") == link


def test_every_app_that_can_be_chosen_is_told_apart_and_has_steps():
    assert len({app.slug for app in APPS}) == len({app.name for app in APPS}) == len(APPS) == 7
    assert all(app.steps and app.refresh for app in APPS)


def test_app_for_believes_what_was_seen_before_what_was_chosen():
    assert app_for("apple", "Google Calendar").slug == "google"
    assert app_for("apple", "another app").slug == "apple"
    assert app_for("gone", "").slug == "other"


def copy(**fields):
    berlin = timezone(timedelta(hours=2))
    given = {
        "title": "A talk",
        "starts_at": datetime(2025, 7, 1, 23, 30, tzinfo=berlin),
        "ends_at": datetime(2025, 7, 2, 0, 15, tzinfo=berlin),
        "zone": "Europe/Berlin",
        "details": "Ann\n\nhttps://talks.example/kvm/sessions/a-talk/",
        "location": "Hall 1, Fair",
    }
    return Copy(**(given | fields))


def query(address):
    return {name: value for name, [value] in parse_qs(urlsplit(address).query).items()}


def test_copy_for_google_has_times_in_utc_and_the_zone():
    assert copy().google.startswith("https://calendar.google.com/calendar/render?action=TEMPLATE&text=A%20talk&")
    assert query(copy().google) == {
        "action": "TEMPLATE",
        "text": "A talk",
        "dates": "20250701T213000Z/20250701T221500Z",
        "details": "Ann\n\nhttps://talks.example/kvm/sessions/a-talk/",
        "location": "Hall 1, Fair",
        "ctz": "Europe/Berlin",
    }


def test_copy_for_outlook_has_times_in_utc():
    assert copy().outlook.startswith("https://outlook.office.com/calendar/deeplink/compose?path=%2Fcalendar%2F")
    assert query(copy().outlook) == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": "A talk",
        "startdt": "2025-07-01T21:30:00Z",
        "enddt": "2025-07-01T22:15:00Z",
        "body": "Ann\n\nhttps://talks.example/kvm/sessions/a-talk/",
        "location": "Hall 1, Fair",
    }


@pytest.mark.parametrize("title", ['"><script>alert(1)</script>', "a&ctz=b#c", "'", "東京 🎉", "x" * 300, "+ and %20"])
def test_copy_carries_any_title_and_nothing_of_it_gets_out_of_its_place(title):
    google, outlook = copy(title=title).google, copy(title=title).outlook

    assert (query(google)["text"], query(outlook)["subject"]) == (title, title)
    assert not set("\"<>'# \n") & set(google + outlook)
