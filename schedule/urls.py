"""Addresses of the programme. People and programs rely on them; the event's slug comes first."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from schedule.services.exports import FORMATS
from schedule.views import (
    attendance,
    bof_acts,
    bof_claiming,
    bof_topics,
    bofs,
    calendar,
    changes,
    exports,
    feeds,
    files,
    grid,
    hosting,
    people,
    rooms,
    schedule,
    search,
    session,
    sitemap,
    team,
    zones,
)


class Anything(StringConverter):
    """What `path` takes, and line ends, and nothing."""

    regex = r"[\s\S]*"


register_converter(Anything, "anything")

urlpatterns = [
    path("", schedule.home, name="home"),
    path("accounts/calendars/", feeds.calendars, name="calendars"),
    path("accounts/calendars/guide/", feeds.guide, name="calendar_guide"),
    path("accounts/calendars/<int:pk>/revoke/", feeds.revoke, name="calendar_revoke"),
    path("accounts/zone/", zones.remember_zone, name="remember_zone"),
    path("accounts/invitations/", team.invitations, name="invitations"),
    path("accounts/invitations/<int:pk>/", team.answer, name="invitation"),
    path("calendar/<str:token>/<str:name>.ics", calendar.feed, name="calendar_feed"),
    path("calendar/<anything:rest>", calendar.nowhere, name="calendar_nowhere"),
    path("sitemap.xml", sitemap.site_sitemap, name="site_sitemap"),
    path("<slug:event>/", schedule.schedule, name="event"),
    path("<slug:event>/grid/", grid.grid, name="grid"),
    path("<slug:event>/now/", rooms.now, name="now"),
    path("<slug:event>/rooms/", rooms.rooms, name="rooms"),
    path("<slug:event>/rooms/<slug:slug>/", rooms.room, name="room"),
    path("<slug:event>/rooms/<slug:slug>/sign/", rooms.door_sign, name="door_sign"),
    path("<slug:event>/search/", search.search, name="search"),
    path("<slug:event>/zones/", zones.zones, name="zones"),
    path("<slug:event>/tracks-<str:version>.css", schedule.track_colours, name="track_colours"),
    *(
        path(f"<slug:event>/schedule.{form.ending}", exports.event_export, {"format": name}, f"event_{form.ending}")
        for name, form in FORMATS.items()
    ),
    path("<slug:event>/changes/", changes.changes, name="changes"),
    path("<slug:event>/changes.atom", changes.changes_atom, name="changes_atom"),
    path("<slug:event>/sitemap.xml", sitemap.event_sitemap, name="sitemap"),
    path("<slug:event>/logo/", files.logo, name="logo"),
    path("<slug:event>/mine/", attendance.mine, name="mine"),
    path("<slug:event>/bofs/", bofs.bofs, name="bofs"),
    path("<slug:event>/bofs/new/", bof_topics.bof_new, name="bof_new"),
    path("<slug:event>/bofs/similar/", bofs.similar_topics, name="bof_similar"),
    path("<slug:event>/bofs/<int:pk>/", bofs.bof, name="bof"),
    path("<slug:event>/bofs/<int:pk>/interest/", bof_acts.interest, name="bof_interest"),
    path("<slug:event>/bofs/<int:pk>/edit/", bof_topics.bof_edit, name="bof_edit"),
    path("<slug:event>/bofs/<int:pk>/withdraw/", bof_topics.bof_withdraw, name="bof_withdraw"),
    path("<slug:event>/bofs/<int:pk>/claim/", bof_claiming.bof_claim, name="bof_claim"),
    path("<slug:event>/sessions/<slug:slug>/", session.session, name="session"),
    path("<slug:event>/sessions/<slug:slug>.ics", exports.session_ics, name="session_ics"),
    path("<slug:event>/sessions/<slug:slug>/news/", hosting.session_news, name="session_news"),
    path("<slug:event>/sessions/<slug:slug>/bookmark/", attendance.bookmark, name="bookmark"),
    path("<slug:event>/sessions/<slug:slug>/files/<int:pk>/", files.attachment, name="attachment"),
    path("<slug:event>/speakers/", people.speakers, name="speakers"),
    path("<slug:event>/speakers/<slug:slug>/", people.speaker, name="speaker"),
    path("<slug:event>/speakers/<slug:slug>/photo/", files.photo, name="photo"),
]
