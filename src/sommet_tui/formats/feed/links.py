"""Converting links in feeds to web addresses."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin

from sommet_tui.domain.limits import ADDRESS_LIMIT
from sommet_tui.domain.programme import LinkKind
from sommet_tui.domain.sharing.address import host_of
from sommet_tui.domain.text import clean_line, fold
from sommet_tui.formats.feed.model import Feed, FeedLink, words_of
from sommet_tui.formats.patterns import web_address

_MISSPELT = re.compile(
    r"(?:h?t{1,3}p?s?|http?s?|htpps?|hxxps?|https?)(?::/{0,3}|/{2,3})(?=\w)", re.IGNORECASE
)
_HOST = re.compile(r"(?:[a-z0-9][a-z0-9\-]{0,62}\.)+[a-z]{2,24}(?::\d{1,5})?", re.IGNORECASE)
_FILES: Final = tuple(
    f".{ending}"
    for ending in words_of(
        "pdf html htm png jpg jpeg gif svg zip gz odp odt ppt pptx txt md mp4 webm"
    )
)
_KINDS: Final[dict[str, LinkKind]] = {
    "slides": "slides",
    "presentation": "slides",
    "paper": "page",
    "recording": "recording",
    "video": "recording",
    "stream": "stream",
    "livestream": "stream",
    "live": "stream",
    "feedback": "feedback",
    "chat": "chat",
    "matrix": "chat",
    "page": "page",
    "web": "page",
    "website": "page",
    "blog": "page",
    "article": "page",
    "origin": "page",
    "related": "page",
}
_KIND_SIGNS: Final[tuple[tuple[LinkKind, tuple[str, ...]], ...]] = (
    ("feedback", ("feedback", "rate this")),
    ("recording", ("recording", "video", "aufzeichnung", "enregistrement", "captation")),
    ("stream", ("stream", "en direct", "live")),
    ("slides", ("slides", "folien", "diapo", "presentation (pdf)", "presentation slides")),
    ("chat", ("chat", "matrix", "irc")),
)


def kind_of(link: FeedLink, *, guess: bool = True) -> LinkKind | None:
    """Return the kind of a link, from the feed or its title; None if neither shows it."""
    kind = _KINDS.get(fold(link.kind).strip())
    if kind is not None or not guess:
        return kind
    title = fold(link.title)
    words = set(re.findall(r"\w+", title))
    for kind, signs in _KIND_SIGNS:
        if any(sign in (words if sign.isalpha() else title) for sign in signs):
            return kind
    return None


def as_web_address(feed: Feed, where: str, written: str) -> str | None:
    """Return the address of a link in a feed; None without one, which a finding reports."""
    url = clean_line(written)
    if not url:
        return None
    base = feed.base or feed.url
    short = len(url) <= ADDRESS_LIMIT and len(base) <= ADDRESS_LIMIT
    made = _complete(url, base) if short else None
    if made is None or not web_address(made):
        feed.warn(where, "link-left-out", value=url)
        return None
    if made != url and not url.startswith(("/", "./", "../", "?")):
        feed.warn(where, "link-mended", value=url, suggestion=made)
    return made


def _complete(url: str, base: str) -> str | None:
    """Complete an address as a browser would; None if that is not possible."""
    lowered = url.lower()
    if lowered.startswith(("https://", "http://")):
        whole: str | None = url
    elif lowered.startswith("//"):
        whole = f"https:{url}"
    elif match := _MISSPELT.match(url):
        whole = f"https://{url[match.end() :]}"
    elif _HOST.fullmatch(re.split(r"[/?#]", url)[0]) and not lowered.endswith(_FILES):
        whole = f"https://{url}"
    elif "/" in url or url.startswith("?") or lowered.endswith(_FILES):
        whole = _resolve(base, url)
    else:
        whole = None
    return None if whole is None else _encode(whole)


def _resolve(base: str, url: str) -> str:
    """Resolve a relative address against its base; "" if that is not possible."""
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def _encode(url: str) -> str:
    """Return an address with invalid characters encoded, as browsers do."""
    for character, written in ((" ", "%20"), ('"', "%22"), ("<", "%3C"), (">", "%3E")):
        url = url.replace(character, written)
    return url.replace("\\", "%5C")


def plain_host(url: str) -> str:
    """Return the host of an address, in a readable form."""
    return host_of(url).removeprefix("www.")
