"""List filters that offer only what the organiser may see."""

from datetime import date, timedelta

from django.contrib.admin import RelatedFieldListFilter, SimpleListFilter

from schedule.days import starts_of

# An event of more days than this has a wrong date somewhere; nobody looks for a day in such a list.
MOST_DAYS = 31


class ScopedFilter(RelatedFieldListFilter):
    """Rooms, tracks and events of this organiser; of the event that the list is about, where it is about one."""

    def field_choices(self, field, request, model_admin):
        if field.name == "event" and request.event is not None and not request.GET.get("event__id__exact"):
            return []  # it is the only one
        model = field.remote_field.model
        named_with = [part.name for part in model._meta.fields if part.is_relation]  # a track with its parent, say
        rows = model.objects.for_organiser(request.user).select_related(*named_with)
        if field.name == "event":
            return [(event.pk, str(event)) for event in rows]
        if request.event is not None:
            return [(row.pk, str(row)) for row in rows.filter(event=request.event)]
        return [(row.pk, f"{row} ({row.event})") for row in rows.order_by("event", "pk")]


class DayFilter(SimpleListFilter):
    """The schedule's days, as its own pages count them. Offered where the list is about one event."""

    title = "day"
    parameter_name = "day"

    def lookups(self, request, model_admin):
        event = request.event
        if event is None:
            return []
        length = min((event.ends_on - event.starts_on).days + 1, MOST_DAYS)
        days = [event.starts_on + timedelta(days=number) for number in range(length)]
        return [(day.isoformat(), f"{day:%a} {day.day} {day:%b}") for day in days]

    def queryset(self, request, queryset):
        try:
            day = date.fromisoformat(self.value() or "")
        except ValueError:
            return queryset
        event = request.event
        if event is None:
            return queryset
        begin, end = sorted(starts_of([day], zone=event.timezone, day_starts_at=event.day_starts_at))
        return queryset.filter(starts_at__gte=begin, starts_at__lt=end)
