"""Where a link leads, so that what looks like another place does not pass for it."""

from __future__ import annotations

from urllib.parse import urlsplit


def shown_host(url: str) -> str:
    """The host of an address in plain ASCII (xn--…); the address itself where it has none."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    return ".".join(map(_ascii, host.split("."))) if host else url


def _ascii(label: str) -> str:
    try:
        return label.encode("idna").decode("ascii")
    except UnicodeError:
        # Letters younger than the codec's tables, or a label that no host can have.
        return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
