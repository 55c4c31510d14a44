"""Web addresses in the strict form of RFC 3986, which the schemas of schedule files insist on."""

import re
from ipaddress import IPv6Address
from urllib.parse import quote, urlsplit

_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,4})?(?:/[A-Za-z0-9._~/-]*)?")
_HOST = re.compile(r"[A-Za-z0-9._~-]+")
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_ALLOWED = "%:@!$&'()*+,;="


def web_uri(text: str) -> str:
    """The same address with all encoded that may not stand in one (a host as IDNA does it); "" for no web address."""
    if _PLAIN.fullmatch(text):
        return text
    try:
        parts = urlsplit(_LONE_PERCENT.sub("%25", text.strip()))
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:  # UnicodeError as well
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    user, at, _ = parts.netloc.rpartition("@")
    return "".join(
        (
            f"{parts.scheme}://{_quoted(user)}{at}{host}",
            f":{port}" if port is not None else "",
            _quoted(parts.path, "/"),
            f"?{_quoted(parts.query, '/?')}" if parts.query else "",
            f"#{_quoted(parts.fragment, '/?')}" if parts.fragment else "",
        )
    )


def _host(name: str) -> str:
    if ":" in name:
        return f"[{IPv6Address(name)}]" if "%" not in name else ""
    name = name if name.isascii() else name.encode("idna").decode("ascii")
    return name if _HOST.fullmatch(name) else ""


def _quoted(part: str, allowed: str = "") -> str:
    return quote(part, safe=allowed + _ALLOWED, errors="ignore")
