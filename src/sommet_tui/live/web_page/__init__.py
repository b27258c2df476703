"""The files for the audience: the page for phones and displays, its script, and a schema."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_PAGE = Path(__file__).with_name("index.html")
_SPACES = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|`[^`]*`|/(?:\\.|\[[^\]]*\]|[^/\\\n ])+/[gimu]+)|"""
    r"""\s*([=,;:?{}()<>&|!\[\]])\s*| ([+*%-]) (?![+-])"""
)
"""The spaces around signs in a script, outside strings and patterns."""


_GROUNDS = {"day": ("#faf7f0", 0), "night": ("#10151c", 255)}
"""The background of the light and the dark page, and the grey level to mix in for contrast."""
_CONTRAST = 5.5
_LOGO_LIMIT = 48_000
_PICTURES = {
    b"\x89PNG\r\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"RIFF": "webp",
    b"<svg": "svg+xml",
    b"<?xml": "svg+xml",
}


def page_bytes(
    address: str | None = None,
    *,
    parts: bool = False,
    color: str | None = None,
    logo: bytes | None = None,
) -> bytes:
    """Return the page, with its source shortened: no comments, few spaces, short function names.

    `address` is the page's address for phones, or None if it is unknown. If `parts`, each room has
    its own document. `color` (#rrggbb) is the event's colour. If text in this colour would be hard
    to read, the page makes the colour lighter or darker. A `logo` that is too large, or not a known
    kind of picture, is left out.
    """
    source = re.sub(r"\n\s*(//.*)?(?=\n)|(?<=\n) +|/\*.*?\*/\n?", "", _read_text("index.html"))
    head, style, rest = re.split("(<style>.*</style>)", source, flags=re.DOTALL)
    if color:
        shades = "".join(
            f"--{name}: {_legible_color(color, *_GROUNDS[name])};" for name in _GROUNDS
        )
        style = style.replace("</style>", f":root {{ {shades} }}</style>")
    page = head + re.sub(r"\s*([{};,>]|:(?= )) *|\n", r"\1", style) + rest
    page = re.sub(r"--(\w\w)\w+", r"--\1", page)  # shorten the names of custom properties
    html = (
        re.sub(
            "<script>.*?</script>",
            lambda script: _SPACES.sub(lambda found: found[1] or found[2] or found[3], script[0]),
            page,
            flags=re.DOTALL,
        )
        .replace(";}", "}")
        .replace("const ", "let ")
    )
    for number, name in enumerate(re.findall(r"function ([a-z]+[A-Z]\w*)", html)):
        html = re.sub(rf"\b{name}\b", f"${number}", html)
    known = {"page": address, "parts": parts, "logo": _data_url(logo or b"")}
    data = json.dumps({name: value for name, value in known.items() if value})
    html = html.replace('json">{}', 'json">' + data.replace("<", "\\u003c"), 1)
    return html.replace("<!--qr-->", _qr_code(address) if address else "", 1).encode()


def worker_bytes() -> bytes:
    """Return the script (a service worker) that lets a browser open the page while offline."""
    return _read_text("worker.js").encode()


def live_schema_text() -> str:
    """Return the JSON Schema (draft 2020-12) of `live.json`, which `domain.live_json` reads."""
    return _read_text("live.schema.json")


def _read_text(name: str) -> str:
    return _PAGE.with_name(name).read_text(encoding="utf-8")


def _data_url(picture: bytes) -> str | None:
    kind = next((kind for mark, kind in _PICTURES.items() if picture.startswith(mark)), None)
    if kind is None or len(picture) > _LOGO_LIMIT:
        return None
    return f"data:image/{kind};base64,{b64encode(picture).decode()}"


def _legible_color(color: str, ground: str, end: int) -> str:
    """Mix a colour with black (`end` is 0) or white (255) until it is legible on a ground."""
    parts = bytes.fromhex(color[1:])
    steps = ([part + (end - part) * step / 50 for part in parts] for step in range(51))
    below = _luminance(bytes.fromhex(ground[1:]))
    for mixed in steps:
        low, high = sorted((_luminance(mixed), below))
        if (high + 0.05) / (low + 0.05) >= _CONTRAST:
            break
    return f"#{bytes(map(round, mixed)).hex()}"


def _luminance(parts: Iterable[float]) -> float:
    """Return the relative luminance (WCAG 2). `parts` are red, green and blue from 0 to 255."""
    shares = (part / 255 for part in parts)
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def _qr_code(address: str) -> str:
    """Return an address as a QR code in SVG, or "" if the extra `publish` is not installed."""
    try:
        import segno
    except ImportError:
        return ""
    code: str = segno.make(address, micro=False).svg_inline(omitsize=True)
    return code
