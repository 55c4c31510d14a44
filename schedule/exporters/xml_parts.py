"""What all XML files written here have in common: elements whose texts hold nothing that XML has no way to write."""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

# All but what XML 1.0 (2.2) takes.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, name: str, text: str = "", attributes: Mapping[str, str] | None = None) -> Element:
    """A new element, the last below its parent."""
    element = SubElement(parent, name, {key: writable(value) for key, value in (attributes or {}).items()})
    if text:
        element.text = writable(text)
    return element


def document(root: Element) -> bytes:
    """The whole file, one element a line."""
    indent(root, space="")
    return tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def writable(text: str) -> str:
    return _NOT_XML.sub("", text)
