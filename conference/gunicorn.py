"""How gunicorn serves Talkmark: `gunicorn -c conference/gunicorn.py`. Like settings.py it reads the environment."""

import os
import sys
from pathlib import Path

import environ
from django.conf import settings
from gunicorn.glogging import Logger

BASE_DIR = Path(__file__).resolve().parent.parent
if str(BASE_DIR) not in sys.path:
    sys.path.insert(0, str(BASE_DIR))

# Found only once BASE_DIR is on the path.
from conference.database import advice_about  # noqa: E402
from conference.logging import JsonFormatter  # noqa: E402

env = environ.Env(
    HOST=(str, "127.0.0.1"),
    PORT=(int, 8000),
    WEB_CONCURRENCY=(int, 0),
    WEB_THREADS=(int, 4),
)
env.read_env(BASE_DIR / ".env")


class JsonLogger(Logger):
    """gunicorn's own messages as JSON lines on standard output.

    Not by logconfig_dict: that switches the access log on as well, and calendar addresses are secret.
    """

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setStream(sys.stdout)
            handler.setFormatter(JsonFormatter())


wsgi_app = "conference.wsgi:application"
chdir = str(BASE_DIR)

_host = env("HOST")
bind = f"[{_host}]:{env('PORT')}" if ":" in _host else f"{_host}:{env('PORT')}"

worker_class = "gthread"
workers = env("WEB_CONCURRENCY") or os.cpu_count() or 1
threads = env("WEB_THREADS")
preload_app = False
timeout = 60
graceful_timeout = 30
# The workers' heartbeat file: on a disk that stalls it would get healthy workers killed.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108

accesslog = None
logger_class = JsonLogger
control_socket_disable = True

# gunicorn believes no X-Forwarded-* header; Django does, as far as TRUSTED_PROXY_COUNT says.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers = {}


def when_ready(server):
    """Once at start, and not in each worker: what the operator should know about the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")
    for sentence in advice_about(settings.DATABASES["default"]):
        server.log.warning(sentence)
