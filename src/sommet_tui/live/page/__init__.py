"""Files for the audience: the page for phones and walls, its worker, and a schema."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

_PAGE = Path(__file__).with_name("index.html")
_SPACES: Final = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|`[^`]*`|/(?:\\.|\[[^\]]*\]|[^/\\\n ])+/[gimu]+)|"""
    r"""\s*([=,;:?{}()<>&|!\[\]])\s*| ([+*%-]) (?![+-])"""
)
"""In a script, the spaces around a sign; strings and patterns are left alone."""


def page_bytes(address: str | None = None, *, parts: bool = False, **facts: str | None) -> bytes:
    """Return the page, without the spaces and comments of its source.

    `address` is where phones find it, if known. With `parts`, rooms have documents of their own.
    `facts` are the event's "color" (#rrggbb) and "logo" (a data address), None for none.
    """
    source = re.sub(r"\n\s*(//.*)?(?=\n)|(?<=\n) +|/\*.*?\*/\n?", "", _text("index.html"))
    head, style, rest = re.split("(<style>.*</style>)", source, flags=re.DOTALL)
    page = head + re.sub(r"\s*([{};,>]|:(?= )) *|\n", r"\1", style) + rest
    page = re.sub(r"--(\w\w)\w+", r"--\1", page)  # custom properties
    made = (
        re.sub(
            "<script>.*?</script>",
            lambda script: _SPACES.sub(lambda found: found[1] or found[2] or found[3], script[0]),
            page,
            flags=re.DOTALL,
        )
        .replace(";}", "}")
        .replace("const ", "let ")
    )
    known = {"page": address, "parts": parts, **facts}
    told = json.dumps({name: value for name, value in known.items() if value})
    made = made.replace('json">{}', 'json">' + told.replace("<", "\\u003c"), 1)
    return made.replace("<!--qr-->", _code(address) if address else "", 1).encode()


def worker_bytes() -> bytes:
    """Return the script by which a browser opens the page without a network."""
    return _text("worker.js").encode()


def live_schema_text() -> str:
    """Return the schema of `live.json` (draft 2020-12), which `domain.day_document` reads."""
    return _text("live.schema.json")


def _text(name: str) -> str:
    return _PAGE.with_name(name).read_text(encoding="utf-8")


def _code(address: str) -> str:
    """Return an address as a QR code, an SVG; nothing without the extra `publish`."""
    try:
        import segno
    except ImportError:
        return ""
    code: str = segno.make(address, micro=False).svg_inline(omitsize=True)
    return code
