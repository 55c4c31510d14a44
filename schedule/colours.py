"""Track colours that can be read: an organiser's colour becomes a pair with contrast, light and dark. Pure.

The colour's OKLCH lightness moves (Ottosson, "A perceptual color space for image processing") until text in it has a
contrast of 4.6 (WCAG 2.2, 1.4.3 wants 4.5) on the page and on its own tint; chroma gives way where sRGB has no such
colour. Where nothing serves, the ink does.
"""

from functools import lru_cache
from math import cbrt, hypot

CONTRAST = 4.6
Colour = tuple[float, float, float]


@lru_cache(maxsize=1024)
def readable(hex_colour: str, *, dark: bool) -> tuple[str, str]:
    """(text, tint) as #rrggbb for a colour given as #rrggbb."""
    paper, ink, share = ("#15171b", "#eceef1", 0.09) if dark else ("#ffffff", "#15181c", 0.06)
    colour, ground = _rgb(hex_colour), _rgb(paper)
    tint = _hex(tuple(c * share + g * (1 - share) for c, g in zip(colour, ground, strict=True)))
    lightness, chroma, a, b = _oklch(colour)
    for _ in range(100):
        text = _hex(_in_gamut(lightness, chroma, a, b))
        if min(contrast(text, paper), contrast(text, tint)) >= CONTRAST:
            return text, tint
        lightness += 0.01 if dark else -0.01
        if not 0 <= lightness <= 1:
            break
    return ink, tint


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours, 1 to 21."""
    high, low = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _rgb(value: str) -> Colour:
    return (int(value[1:3], 16) / 255, int(value[3:5], 16) / 255, int(value[5:7], 16) / 255)


def _hex(colour) -> str:
    return "#" + "".join(f"{round(min(max(c, 0), 1) * 255):02x}" for c in colour)


def _linear(c: float) -> float:
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4


def _encoded(c: float) -> float:
    return 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055


def _luminance(colour: Colour) -> float:
    r, g, b = map(_linear, colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _oklch(colour: Colour) -> tuple[float, float, float, float]:
    """Lightness, chroma, and the hue as the direction (a, b) of length 1."""
    r, g, b = map(_linear, colour)
    long = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    chroma = hypot(a, b)
    return (lightness, chroma, a / chroma, b / chroma) if chroma > 1e-9 else (lightness, 0.0, 0.0, 0.0)


def _srgb(lightness: float, a: float, b: float) -> Colour:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _in_gamut(lightness: float, chroma: float, a: float, b: float) -> Colour:
    while True:
        linear = _srgb(lightness, a * chroma, b * chroma)
        if all(-0.0005 <= c <= 1.0005 for c in linear) or chroma < 0.002:
            r, g, b = (_encoded(min(max(c, 0), 1)) for c in linear)
            return (r, g, b)
        chroma *= 0.96
