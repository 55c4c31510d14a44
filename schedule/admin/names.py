"""Which slug a new row gets in the admin."""

from schedule import slugs
from schedule.models import Event, Tag


def give_slug(obj) -> None:
    """Fill a slug that is blank, where there is one. One that is set stays, whatever the thing is called later."""
    if getattr(obj, "slug", None) != "":
        return
    kind = obj._meta.concrete_model
    if kind is Event:
        taken = {*slugs.RESERVED, *kind.objects.values_list("slug", flat=True)}
    else:
        taken = set(kind.objects.filter(event=obj.event).values_list("slug", flat=True))
    ending = f"-{obj.guid.hex[:8]}" if hasattr(obj, "guid") else ""
    obj.slug = slugs.slug_for(_title(obj), fallback=kind._meta.model_name + ending, taken=taken)


def _title(obj) -> str:
    if isinstance(obj, Tag):
        return str(obj)  # with its group
    return getattr(obj, "title", None) or obj.name
