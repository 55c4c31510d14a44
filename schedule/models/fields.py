"""Model fields that clean what they store, on every way in: forms, services, imports, bulk writes, a shell."""

from django.core.validators import RegexValidator, URLValidator
from django.db import models

from schedule.text import clean_line, clean_prose


class _Cleaned:
    """Cleans in `to_python` (forms), `pre_save` (so that the instance has it too) and `get_prep_value` (the rest)."""

    clean_value = staticmethod(clean_prose)
    attname: str

    def to_python(self, value):
        value = super().to_python(value)
        return self.clean_value(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self.clean_value(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return self.clean_value(value) if isinstance(value, str) else value


class LineField(_Cleaned, models.CharField):
    """One line of text."""

    clean_value = staticmethod(clean_line)


class ProseField(_Cleaned, models.TextField):
    """Text of several lines, Markdown where it is shown to attendees."""


class WebField(_Cleaned, models.URLField):
    """An http or https address of up to 2,000 characters."""

    clean_value = staticmethod(clean_line)
    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, *args, max_length=2000, **kwargs):
        super().__init__(*args, max_length=max_length, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})


class ColourField(_Cleaned, models.CharField):
    """A colour as #rrggbb, or empty."""

    clean_value = staticmethod(lambda value: value.strip().lower())
    default_validators = [RegexValidator(r"^#[0-9a-f]{6}$", "Write the colour as #rrggbb, such as #00857c.")]

    def __init__(self, *args, max_length=7, **kwargs):
        super().__init__(*args, max_length=max_length, **kwargs)
