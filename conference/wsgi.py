"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")

application = get_wsgi_application()

# Found only once Django is set up.
from schedule.services.polls import write_in_time  # noqa: E402

write_in_time()
