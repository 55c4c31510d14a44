"""Logs as JSON lines on standard output, without secrets: no cookies, bodies, feed tokens or e-mail addresses."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")

# Path segments that are secrets, wherever a path is quoted: calendar feeds, reset and confirmation links.
# Of a calendar's all the rest of the line: a pasted space or a slash too many must not keep the token in.
_SECRET_PATHS = re.compile(r"(/calendar/).+|(/password/reset/key/|/confirm-email/)[^/\s'\"?]+", re.IGNORECASE)
_ADDRESSES = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def without_secrets(text: str) -> str:
    return _ADDRESSES.sub("<address>", _SECRET_PATHS.sub(r"\1\2<secret>", text))


class JsonFormatter(logging.Formatter):
    """One JSON object a line; json.dumps escapes control characters, so that no input can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        request = getattr(record, "request", None)
        # Django tells of a 4xx or 5xx after all middleware is through, with the request at hand.
        if name := request_id.get() or getattr(request, "id", ""):
            line["request"] = name
        match = getattr(request, "resolver_match", None)
        if match is not None:
            line["route"] = match.route
        status = getattr(record, "status_code", None)
        if isinstance(status, int):
            line["status"] = status
        if record.exc_info:
            line["exception"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line)
