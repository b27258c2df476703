"""Reads schedule XML. Pentabarf and frab made the format, and pretalx and wafer write it, too."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.limits import MAX_ELEMENTS
from sommet_tui.formats import feed_builder, schedule_json, time_zones
from sommet_tui.formats.findings import UnusableError, error
from sommet_tui.formats.parsed_feed import Feed, FeedPerson, FeedTrack, Object, split_words

_CHUNK = 1 << 16
_DEEPEST = 60
_CUT_OFF = (3, 5)
"""The error codes of expat for a file that ends too early."""
_KNOWN = split_words(
    "title subtitle url date start duration end room track type language abstract description "
    "persons links attachments recording do_not_record do_not_stream feedback_url conf_url "
    "full_conf_url slug origin_url code state status video_download_url tag"
)
_TEXTS = (
    *("title", "subtitle", "url", "date", "start", "duration", "end", "room", "track", "type"),
    *("language", "description", "code", "state", "status", "feedback_url"),
)
"""The elements that contain a single text and have the same names in schedule JSON."""


def read(data: bytes, origin: str, zone: str | None = None) -> Loaded:
    """Read the programme in the bytes of a schedule XML.

    Files with a document type are refused, because its declarations can expand without end, or
    refer to other files.

    Raises:
        UnusableError: it is another kind of file, or too large.
    """
    if _is_html(data):
        raise UnusableError(error("html-unread"))
    target = _Target()
    parser = XMLParser(target=target)  # noqa: S314  (it stops at document types)
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    except ParseError as problem:
        code = "cut-off" if problem.code in _CUT_OFF else "xml-syntax"
        raise UnusableError(error(code, line=problem.position[0])) from problem
    except (LookupError, ValueError) as problem:  # the encoding is unknown or invalid
        raise UnusableError(error("xml-syntax", line=1)) from problem
    if target.foreign_kind:
        raise UnusableError(error("xml-unread", found=target.foreign_kind))
    return feed_builder.build_feed(target.feed, origin, zone)


def _is_html(data: bytes) -> bool:
    head = data[:2048].replace(b"\0", b"").lower()
    return re.search(rb"<!doctype\s+html|<html\b|<head\b|<body\b", head) is not None


class _Target:
    """Receives the events of the XML parser.

    It frees the memory of each session that has been read.
    """

    def __init__(self) -> None:
        self.feed = Feed()
        self._builder = TreeBuilder()
        self.data = self._builder.data  # the parser calls it often: a method here would cost time
        self._open: list[Element] = []
        self._tags: set[str] = set()
        self._day: dict[str, str] = {}
        self._room = ""
        self._elements = self._number = 0

    @property
    def foreign_kind(self) -> str:
        """Return the kind of a file that is not a schedule, or "" for a schedule."""
        if {"schedule", "conference", "day"} <= self._tags and (
            self._number or not self._tags & {"entry", "item"}
        ):
            return ""
        return self._found

    def doctype(self, name: str, _public: str | None, _system: str | None) -> None:
        if name == "schedule":
            raise UnusableError(error("doctype"))
        raise UnusableError(error("xml-unread", found=f"<{name}>"))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name, depth = tag.rpartition("}")[2], len(self._open)
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise UnusableError(error("too-many", limit=MAX_ELEMENTS))
        if depth >= _DEEPEST:
            raise UnusableError(error("too-deep", limit=_DEEPEST))
        if (
            depth < 4 or name == "entry"
        ):  # for most elements, which are deeper, this check is enough
            self._remember_position(name, attributes, depth)
        self._open.append(self._builder.start(name, attributes))

    def _remember_position(self, name: str, attributes: dict[str, str], depth: int) -> None:
        """Record the kind of the file, and the day and the room of the next sessions."""
        if depth == 0:
            self._found = f"<{name}>"
            if name != "schedule":
                raise UnusableError(error("xml-unread", found=self._found))
            self._tags.add(name)
        if depth == 1 or name == "entry":
            self._tags.add(name)
        if name == "day" and depth == 1:
            self._day, self._room = attributes, ""
        elif name == "room" and depth == 2:
            self._room = attributes.get("name", "")
        if depth == 1 and not self._tags & {"conference", "day"}:
            self._found = f"<schedule> … <{name}>"
        if depth < 4 and name in ("entry", "item"):
            self._found = f"<schedule> … <{name}>"

    def end(self, _tag: str) -> None:
        element = self._open.pop()
        self._builder.end(element.tag)
        if element.tag == "room" and len(self._open) == 2:
            self._room = ""
        if element.tag == "event" and len(self._open) in (2, 3):
            self._number += 1
            _read_event(element, self._day, self._room, self.feed)
            element.clear()
        elif len(self._open) == 1:
            self._read_part(element)
            element.clear()

    def close(self) -> None:
        """Do nothing, because everything has already been read. The parser needs this method."""

    def _read_part(self, element: Element) -> None:
        if element.tag == "conference":
            _read_conference(element, self.feed)
        elif element.tag == "tracks":
            _read_tracks(element, self.feed)
        elif element.tag == "persons":
            _read_persons(element, self.feed)
        elif element.tag not in ("day", "version", "generator"):
            self.feed.left_out[element.tag] += 1


def _read_conference(element: Element, feed: Feed) -> None:
    schedule_json.read_event_facts(
        feed, {}, {child.tag: _text(element, child.tag) for child in element}
    )
    feed.subtitle = _text(element, "subtitle")
    venue, city = _text(element, "venue"), _text(element, "city")
    feed.venue, feed.address = (venue, city) if venue else (city, "")
    _read_tracks(element, feed)


def _read_tracks(element: Element, feed: Feed) -> None:
    for track in element.iter("track"):
        name = track.get("name") or (track.text or "").strip()
        feed.tracks.append(FeedTrack(name, "", track.get("color", "")))


def _read_persons(element: Element, feed: Feed) -> None:
    for person in element.iter("person"):
        id_ = person.get("id", "")
        name = _text(person, "name") or (person.text or "").strip()
        if id_:
            biography = _text(person, "biography") or _text(person, "extended_biography")
            feed.lists[id_] = FeedPerson(name, id_, biography=biography)


def _read_event(found: Element, day: dict[str, str], room: str, feed: Feed) -> None:
    """Read a session by converting it to the JSON form that the same programs write."""
    texts = {tag: _text(found, tag) for tag in _TEXTS}
    event = {
        **texts,
        "id": found.get("id"),
        "guid": found.get("guid"),
        "code": found.get("code") or texts["code"],
        # Some files add an empty copy of the abstract.
        "abstract": max(
            ("".join(c.itertext()).strip() for c in found.findall("abstract")), key=len, default=""
        ),
        "do_not_record": _filming_value(found),
        "persons": [_read_person(person) for person in _grandchildren(found, "persons", "person")],
        "links": _read_links(found),
    }
    session = schedule_json.session_in_room(event, room, feed)
    session.day = session.day or time_zones.read_day(day.get("date", ""))
    if session.type == "break":
        session.is_break, session.type = True, ""
    for element in found:
        if element.tag not in _KNOWN and (len(element) or (element.text or "").strip()):
            feed.left_out[str(element.tag)] += 1
    feed.add(session)


def _read_person(element: Element) -> Object:
    id_ = element.get("id") or element.get("guid") or element.get("code") or ""
    name = (element.text or "").strip() or element.get("name", "") or _text(element, "name")
    return {"id": id_, "name": name}


def _read_links(element: Element) -> list[Object]:
    pages = [_text(element, tag) for tag in ("full_conf_url", "origin_url")]
    if not pages[0]:
        pages.append(_text(element, "conf_url"))
    return [
        *({"url": page, "type": "page"} for page in pages),
        *(_read_link(link, "") for link in _grandchildren(element, "links", "link")),
        *(
            _read_link(one, "slides")
            for one in _grandchildren(element, "attachments", "attachment")
        ),
        {"url": _text(element, "video_download_url"), "type": "recording"},
    ]


def _read_link(element: Element, kind: str) -> Object:
    return {"url": element.get("href"), "title": element.text, "type": element.get("type") or kind}


def _filming_value(parent: Element) -> str:
    """Return the first value that says whether the session is filmed, or ""."""
    recording = parent.find("recording")
    inside = parent if recording is None else recording
    places = ((inside, "optout"), (parent, "do_not_record"), (inside, "do_not_record"))
    return next(filter(None, (_text(element, tag) for element, tag in places)), "")


def _grandchildren(element: Element, tag: str, inner: str) -> list[Element]:
    """Return all `inner` elements inside the `tag` elements of `element`.

    An XPath would do the same, but much more slowly.
    """
    parents = element.findall(tag)
    if len(parents) == 1:
        return parents[0].findall(inner)
    return [child for parent in parents for child in parent.findall(inner)]


def _text(element: Element, tag: str) -> str:
    """Return all the text in the child `tag`, or ""."""
    child = element.find(tag)
    if child is None:
        return ""
    return ("".join(child.itertext()) if len(child) else child.text or "").strip()
