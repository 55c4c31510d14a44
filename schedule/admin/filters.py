"""List filters that offer only what the organiser may see."""

from django.contrib.admin import RelatedFieldListFilter


class ScopedFilter(RelatedFieldListFilter):
    """Rooms, tracks and events of this organiser; of the event that the list is about, where it is about one."""

    def field_choices(self, field, request, model_admin):
        model = field.remote_field.model
        named_with = [part.name for part in model._meta.fields if part.is_relation]  # a track with its parent, say
        rows = model.objects.for_organiser(request.user).select_related(*named_with)
        if field.name == "event":
            return [(event.pk, str(event)) for event in rows]
        if request.event is not None:
            return [(row.pk, str(row)) for row in rows.filter(event=request.event)]
        return [(row.pk, f"{row} ({row.event})") for row in rows.order_by("event", "pk")]
