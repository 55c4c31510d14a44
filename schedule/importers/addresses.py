"""Web addresses out of files: made absolute where that is possible, refused where no browser would go there."""

import re
from urllib.parse import quote, urljoin

MAX_LENGTH = 2000

_LABEL = r"[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?"
# As strict as the forms that organisers see: what an import stores must not keep them from saving.
_WEB = re.compile(
    rf"https?://(?:(?:{_LABEL}\.)+(?!-)(?:[a-z\u00a1-\uffff-]{{2,63}}|xn--[a-z0-9]{{1,59}})(?<!-)\.?"
    r"|(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)|localhost)(?::\d{1,5})?(?:[/?#][^\s]*)?",
    re.IGNORECASE,
)
# Halves of characters, which JSON can write and no encoding can.
_HALVES = re.compile("[\ud800-\udfff]")
_UNSAFE = re.compile(r"[\s<>\"{}|\\^`\x00-\x20\x7f-\x9f]")
_HOST = re.compile("https?://[^/?#]*", re.IGNORECASE)
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_SAFE = "%/?:@!$&'()*+,;="


def web_address(text: str, base: str = "") -> str:
    """An absolute http or https address, or "". `base` is what relative ones are relative to (RFC 3986 5).

    All behind the host is encoded that may not stand in an address, as browsers and exports have it.
    """
    found = usable_address(text, base)
    host = _HOST.match(found)
    if host is None:
        return ""
    rest, sign, fragment = _LONE_PERCENT.sub("%25", found[host.end() :]).partition("#")
    strict = host[0] + quote(rest, safe=_SAFE) + sign + quote(fragment, safe=_SAFE)
    return strict if len(strict) <= MAX_LENGTH else found


def usable_address(text: str, base: str = "") -> str:
    """The same, as it was written but for blanks and the like."""
    text = _HALVES.sub("", text).strip()
    if not text or len(text) > MAX_LENGTH:
        return ""
    if text.startswith("//"):
        text = f"https:{text}"
    elif text.lower().startswith("www."):
        text = f"https://{text}"
    elif base and ":" not in text.partition("/")[0]:
        try:
            text = urljoin(base, text)
        except ValueError:
            return ""
    text = _UNSAFE.sub(lambda sign: quote(sign[0]), text)
    return text if len(text) <= MAX_LENGTH and _WEB.fullmatch(text) else ""
