"""Calendar apps that attendees use: how each takes a feed or a copy, how soon it shows a change, what it calls itself.

Pure. Refresh times are what the makers or their users report; Thunderbird's and Evolution's were seen.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class Picture:
    """A drawing in static/guide/, 360 wide."""

    file: str
    height: int
    alt: str


@dataclass(frozen=True)
class CalendarApp:
    """One app as an attendee chooses it."""

    slug: str
    name: str
    where: str  # on which devices it is found
    button: str  # what its link says; "" where the address has to be pasted
    steps: tuple[str, ...]
    refresh: str  # how soon it shows a change, as a sentence
    pictures: tuple[Picture, ...] = ()
    note: str = ""

    def link(self, url: str, *, title: str) -> str:
        """What subscribes in one tap, from the feed's https address; "" where the address has to be pasted."""
        webcal = "webcal://" + url.partition("://")[2]
        if self.slug == "google":
            return f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}"
        if self.slug == "outlook":
            query = f"url={quote(url, safe='')}&name={quote(title, safe='')}"
            return f"https://outlook.office.com/calendar/0/addfromweb?{query}"
        return webcal if self.button else ""


APPLE = CalendarApp(
    slug="apple",
    name="Apple Calendar",
    where="iPhone, iPad, Mac",
    button="Subscribe on this device",
    steps=(
        "Tap “Subscribe on this device” on the iPhone, iPad or Mac that should show your talks.",
        "Confirm with “Subscribe”.",
        "Tap “Add” (on older iPhones “Done”); on a Mac set Auto-refresh to every hour and choose “OK”.",
    ),
    refresh="It checks as often as you set it: on an iPhone under Calendar Accounts, Fetch New Data; on a Mac under "
    "Get Info, Auto-refresh. Choose every hour.",
    pictures=(
        Picture(
            "apple.svg",
            384,
            "iPhone: after Subscribe on this device, the dialog Subscribe to Calendar with the button Subscribe, then "
            "a page with the calendar's name and account and the button Add.",
        ),
        Picture(
            "mac.svg",
            458,
            "Calendar on the Mac: the calendar's URL with the button Subscribe, then a sheet with Name, Location "
            "iCloud, Auto-refresh Every hour and the button OK.",
        ),
    ),
)
GOOGLE = CalendarApp(
    slug="google",
    name="Google Calendar",
    where="web, Android",
    button="Add to Google Calendar",
    steps=(
        "Choose “Add to Google Calendar”, in a browser where you are signed in to Google.",
        "Confirm with “Add”.",
        "Find it under “Other calendars”. Your phone shows it too; if not, tick it in the app's settings.",
    ),
    refresh="It checks every 4 to 24 hours, and neither you nor we can make it faster: on the day, look here.",
    pictures=(
        Picture(
            "google.svg",
            348,
            "Google Calendar: the dialog Add calendar, From URL, with the button Add; then the calendar ticked under "
            "Other calendars.",
        ),
    ),
    note="It shows a cancelled session as gone.",
)
OUTLOOK = CalendarApp(
    slug="outlook",
    name="Outlook",
    where="web, Windows, phones",
    button="Add to Outlook",
    steps=(
        "Choose “Add to Outlook” and sign in.",
        "If it does not offer the calendar, choose “Add calendar”, “Subscribe from web” there and paste the private "
        "address.",
        "Keep the name and choose “Import”.",
    ),
    refresh="It checks about every 3 hours, at times only once a day.",
    pictures=(
        Picture(
            "outlook.svg",
            368,
            "Outlook on the web: Add calendar, Subscribe from web, with the address, the calendar's name and the "
            "button Import.",
        ),
    ),
    note="We could not try Outlook ourselves: if the link does nothing, paste the address.",
)
ANDROID = CalendarApp(
    slug="android",
    name="ICSx⁵",
    where="Android, every calendar on it",
    button="Subscribe on this device",
    steps=(
        "With the app ICSx⁵ installed, tap “Subscribe on this device” and open it with ICSx⁵.",
        "Tap “Subscribe”.",
        "Choose a title and a colour.",
        "Tap the arrow at the top.",
    ),
    refresh="It checks as often as you set it in ICSx⁵. Choose every hour.",
    pictures=(
        Picture(
            "android.svg",
            418,
            "ICSx⁵ on Android: Subscribe to calendar with the address and the button Subscribe, then title and colour, "
            "and the arrow at the top that saves.",
        ),
    ),
)
THUNDERBIRD = CalendarApp(
    slug="thunderbird",
    name="Thunderbird",
    where="Linux, Mac, Windows",
    button="Subscribe on this device",
    steps=(
        "Where “Subscribe on this device” opens nothing: choose “New Calendar…” in the calendar.",
        "Choose “On the Network”, then “Next”.",
        "Paste the private address under “Location”, tick “This location doesn't require credentials” and choose "
        "“Find Calendars”.",
        "Choose “Subscribe”.",
    ),
    refresh="It checks every 30 minutes while it is open, unless you change that in the calendar's properties.",
    pictures=(
        Picture(
            "thunderbird.svg",
            454,
            "Thunderbird: the dialog Add calendar with On the Network chosen, then the Location field with the address "
            "and the button Find Calendars, then the calendar found and the button Subscribe.",
        ),
    ),
)
GNOME = CalendarApp(
    slug="gnome",
    name="GNOME Calendar",
    where="Linux, Evolution too",
    button="Subscribe on this device",
    steps=(
        "Where “Subscribe on this device” opens nothing: open “Manage Calendars” and choose “Add Calendar…”. In "
        "Evolution: “New”, “Calendar”, type “On the Web”.",
        "Paste the private address under “Import a Calendar”.",
        "Choose “Add”.",
    ),
    refresh="It checks every 30 minutes, unless you change that in the calendar's properties.",
    pictures=(
        Picture(
            "gnome.svg", 284, "GNOME Calendar: the page New Calendar with the address under Import a Calendar and Add."
        ),
    ),
)
OTHER = CalendarApp(
    slug="other",
    name="Another app",
    where="any that subscribes by address",
    button="",
    steps=(
        "Look in the app for “Subscribe”, “Add by URL” or “From the web”. An “Import” would copy your talks once and "
        "follow no change.",
        "Paste the private address.",
    ),
    refresh="We ask apps to check every hour. Many let you set that.",
)

APPS = (APPLE, GOOGLE, OUTLOOK, ANDROID, THUNDERBIRD, GNOME, OTHER)
BY_SLUG = {app.slug: app for app in APPS}

# Families by what calendars say they are, from the beginning of a word on; the first that fits.
_MARKS = (
    ("Google-Calendar", "Google Calendar"),
    ("Microsoft.Exchange", "Outlook"),
    ("Microsoft Office", "Outlook"),
    ("Outlook", "Outlook"),
    ("iOS/", "Apple Calendar"),
    ("macOS/", "Apple Calendar"),
    ("dataaccessd", "Apple Calendar"),
    ("CalendarAgent", "Apple Calendar"),
    ("Thunderbird", "Thunderbird"),
    ("ICSx5", "ICSx⁵"),
    ("DAVx5", "DAVx⁵"),
    ("Evolution", "GNOME Calendar"),
    ("Nextcloud", "Nextcloud"),
    ("Akonadi", "KOrganizer"),
    ("KIO/", "KOrganizer"),
    ("vdirsyncer", "vdirsyncer"),
)
_FAMILIES = [(re.compile(rf"(?<![a-z]){re.escape(mark)}", re.IGNORECASE), family) for mark, family in _MARKS]
_BY_NAME = {app.name: app for app in APPS}


@lru_cache(maxsize=256)  # each poll asks, and few apps there are
def family_of(user_agent: str) -> str:
    """The calendar app that polls, in words its owner knows, or "another app"."""
    return next((family for mark, family in _FAMILIES if mark.search(user_agent)), "another app")


def app_for(slug: str, polled_by: str) -> CalendarApp:
    """The app that reads a feed: the one that was seen to, else the one that its owner chose."""
    return _BY_NAME.get(polled_by) or BY_SLUG.get(slug, OTHER)


@dataclass(frozen=True)
class Copy:
    """One session as it is copied into a calendar on the web. `details` is plain text, `zone` an IANA name."""

    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    details: str = ""
    location: str = ""

    @property
    def google(self) -> str:
        """The address at which Google Calendar offers to add it."""
        begin, end = (f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (self.starts_at, self.ends_at))
        query = {
            "action": "TEMPLATE",
            "text": self.title,
            "dates": f"{begin}/{end}",
            "details": self.details,
            "location": self.location,
            "ctz": self.zone,
        }
        return "https://calendar.google.com/calendar/render?" + urlencode(query, quote_via=quote)

    @property
    def outlook(self) -> str:
        """The address at which Outlook on the web offers to add it."""
        begin, end = (f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for at in (self.starts_at, self.ends_at))
        query = {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": self.title,
            "startdt": begin,
            "enddt": end,
            "body": self.details,
            "location": self.location,
        }
        return "https://outlook.office.com/calendar/deeplink/compose?" + urlencode(query, quote_via=quote)
