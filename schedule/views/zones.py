"""The choice of the time zone to read times in: in the address for visitors, for good for those who are signed in."""

from urllib.parse import parse_qsl, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBadRequest
from django.urls import reverse
from django.views.decorators.http import require_POST

from schedule.forms import NextForm, ZoneForm
from schedule.services.bookmarks import set_zone
from schedule.text import clean_line
from schedule.views.answers import private, see_other
from schedule.views.kept import event_page
from schedule.zones import by_continent


@event_page(personal=True, clock=False)
def zones(request, visit):
    """All zones by continent. Visitors are led back with `tz=`; who is signed in has the choice remembered."""
    there = urlsplit(NextForm.there(visit.asked.get("next", "")) or visit.event.get_absolute_url())
    carried = [(clean_line(name), clean_line(value)) for name, value in parse_qsl(there.query) if name != "tz"]
    context = {
        "tab": "schedule",
        "continents": by_continent(),
        "there": there.path,
        "carried": carried,
        "remembered": visit.choices.zone if visit.choices else "",
    }
    return visit.page("schedule/zones.html", context)


@require_POST
@private
def remember_zone(request):
    """Keep the zone for all pages that this person opens from now on, and go back to where they were."""
    if not request.user.is_authenticated:  # signed out meanwhile
        return redirect_to_login(NextForm.there(request.POST.get("next", "")) or reverse("home"))
    form = ZoneForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("zone must be a time zone's IANA name, or empty\n", content_type="text/plain")
    set_zone(user=request.user, zone=form.cleaned_data["zone"])
    return see_other(form.cleaned_data["next"] or reverse("home"))
