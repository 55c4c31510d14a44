"""Which app polls, by what it calls itself, and which link subscribes it."""

import pytest

from schedule.calendar_apps import APPS, BY_SLUG, app_for, family_of

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
