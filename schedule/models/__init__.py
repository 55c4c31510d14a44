"""All models of the programme, importable from here."""

from schedule.models.attendance import Attendee, Bookmark, CalendarFeed
from schedule.models.bof import BofCall, BofInterest, BofProposal
from schedule.models.change import Banner, Change, Publication
from schedule.models.clash import AcceptedClash
from schedule.models.event import Event, Room, Tag, TagGroup, Track
from schedule.models.imports import Import
from schedule.models.people import Speaker, SpeakerLink
from schedule.models.session import Attachment, BofSession, Session, SessionSpeaker, Talk
from schedule.models.team import TeamMember

__all__ = [
    "AcceptedClash",
    "Attachment",
    "Attendee",
    "Banner",
    "BofCall",
    "BofInterest",
    "BofProposal",
    "BofSession",
    "Bookmark",
    "CalendarFeed",
    "Change",
    "Event",
    "Import",
    "Publication",
    "Room",
    "Session",
    "SessionSpeaker",
    "Speaker",
    "SpeakerLink",
    "Tag",
    "TagGroup",
    "Talk",
    "TeamMember",
    "Track",
]
