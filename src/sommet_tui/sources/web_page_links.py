"""Finds the exports of a programme that an event's web page links to, the best first."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from sommet_tui.domain import limits, text
from sommet_tui.domain.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_READ = 1_000_000
"""The number of bytes of a page that are searched. Real pages are shorter."""
_MOST = 8
"""The maximum number of exports to try."""
_MAX_PAGES = 3
"""The maximum number of pages to search if the first one links to no export."""
_PLAN = re.compile(r"/(schedule|programme?|agenda|fahrplan|timetable|planning)(/|\.html?)?$")
"""Paths of pages with an event's schedule."""
_KINDS = (
    (re.compile(r"/schedule/export/schedule\.json$|/schedules?\.json$"), 0),
    (re.compile(r"/(schedules?|frab|pentabarf)\.xml$|/schedule/xml/?$"), 1),
    (re.compile(r"\.ics$|/(ical|icalendar)/?$"), 2),
)
"""Names of exports, the most complete first. JSON and XML have people and rooms."""
_TYPES = {"application/json": 0, "application/xml": 1, "text/xml": 1, "text/calendar": 2}
_PRETALX = re.compile(r"/(schedule|talk|speaker|sneak|featured)(/|$)")
_SESSIONIZE = re.compile(r"https://sessionize\.com/api/v2/(\w+)/view/")
"""The API of Sessionize, which sites call from a script, a frame or a link."""
_INDICO = re.compile(r"(.*/event/\d+)(/|$)")
_SCHED = re.compile(r"https://([\w-]+)\.sched\.com(?!/all\.ics)(/|$)")
_WIDGETS = ("schedule/widgets/schedule.json", "schedule/widget/v2.json")


@frozen
class ExportLink:
    """The address of an export. `beside` has addresses of exports that may complete it.

    Only the first address in `beside` that works is used. With pretalx, the widget contains the
    breaks, and the schedule has all other facts.
    """

    address: str
    beside: tuple[str, ...] = ()


def known_calendar_address(address: str) -> str:
    """Return the calendar's address for a site (sched.com) that refuses its pages to programs.

    Any other address is returned unchanged.
    """
    match = _SCHED.match(address)
    return f"https://{match[1]}.sched.com/all.ics" if match else address


def is_page(data: bytes, kind: str) -> bool:
    """Return whether a response is a web page, judging by its content type or its beginning."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html")) or (
        kind in ("text/html", "application/xhtml+xml") and start.startswith(b"<")
    )


@frozen
class Links:
    """The links on a page: exports, the best first, and pages that may link to exports."""

    exports: tuple[ExportLink, ...]
    pages: tuple[str, ...]


def find_links(data: bytes, address: str) -> Links:
    """Return the links of a page, followed by the addresses that its software usually has."""
    page = _PageParser(address)
    page.feed(data[:_READ].decode("utf-8", "replace"))
    ranked = sorted(page.found.items(), key=lambda item: item[1])
    found = [*(target for target, _ in ranked), *_common_export_addresses(page, address)]
    exports = tuple(_export_link(address) for address in list(dict.fromkeys(found))[:_MOST])
    return Links(exports, tuple(page.pages)[:_MAX_PAGES])


def _common_export_addresses(page: _PageParser, address: str) -> Iterable[str]:
    """Yield the addresses at which pretalx and Indico usually have exports.

    They are for pages without links to exports.
    """
    parts = urlsplit(address)
    if page.is_indico and (event := _INDICO.match(parts.path)):
        calendar = f"{parts.scheme}://{parts.netloc}{event[1]}/event.ics"
        # Older versions of Indico use the second address.
        return (f"{calendar}?scope=contribution", f"{calendar}?detail=contributions")
    if not page.is_pretalx:
        return ()
    path = _PRETALX.split(parts.path)[0].rstrip("/")
    return (f"{parts.scheme}://{parts.netloc}{path}/schedule/export/schedule.json",)


def _export_link(address: str) -> ExportLink:
    ending = "schedule/export/schedule.json"
    if not address.endswith(ending):
        return ExportLink(address)
    event = address.removesuffix(ending)
    return ExportLink(address, tuple(event + widget for widget in _WIDGETS))


class _PageParser(HTMLParser):
    """Collects the links of a page that may be exports, each with a number (lower is better)."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base = address
        self.found: dict[str, int] = {}
        self.pages: dict[str, None] = {}
        self.is_pretalx = False
        self.is_indico = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Handle a tag that may be a link, or may show which software made the page."""
        given = {name: value or "" for name, value in attrs}
        signs = f"{given.get('content', '')} {given.get('src', '')}"
        self.is_pretalx |= "pretalx" in signs
        self.is_indico |= "indico" in f"{signs} {given.get('href', '')}".lower()
        address = given.get("href" if tag in ("a", "link") else "src", "").strip()
        if match := _SESSIONIZE.match(address):
            self.found.setdefault(f"{match[0]}All", 0)
        elif tag in ("a", "link") and address:
            self._add_link(address, given)

    def _add_link(self, address: str, given: Mapping[str, str]) -> None:
        address = text.clean_line(address)
        if len(address) > limits.ADDRESS_LIMIT:
            return
        try:
            target = urljoin(self._base, address)
            parts = urlsplit(target)
        except ValueError:
            return
        if parts.scheme not in ("http", "https") or parts.scheme != urlsplit(self._base).scheme:
            return
        target = target.partition("#")[0]
        rank = next((rank for pattern, rank in _KINDS if pattern.search(parts.path)), None)
        if rank is None and "format=xml" in parts.query.split("&"):
            rank = 1
        if rank is None and "alternate" in given.get("rel", "").lower().split():
            rank = _TYPES.get(given.get("type", "").lower())
        here = urlsplit(self._base)
        if rank is not None:
            self.found.setdefault(target, rank)
        elif parts.netloc == here.netloc and parts.path != here.path and _PLAN.search(parts.path):
            self.pages.setdefault(target)
