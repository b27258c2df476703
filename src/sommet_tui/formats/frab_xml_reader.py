"""Reads the schedule XML of pentabarf and frab, which pretalx, wafer and others write too."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from sommet_tui.domain.findings import Loaded
from sommet_tui.domain.limits import MOST_ELEMENTS
from sommet_tui.formats.feed.builder import build_feed
from sommet_tui.formats.feed.model import Feed, FeedLink, FeedPerson, FeedSession, FeedTrack
from sommet_tui.formats.feed.times import read_clock, read_day, read_stamp
from sommet_tui.formats.report import UnusableError, error

_CHUNK: Final = 1 << 16
_DEEPEST: Final = 60
_KNOWN_WORDS: Final = (
    "title subtitle url date start duration end room track type language abstract description "
    "persons links attachments recording do_not_record do_not_stream feedback_url conf_url "
    "full_conf_url slug origin_url code state status video_download_url tag"
)
_KNOWN: Final = frozenset(_KNOWN_WORDS.split())


def read(data: bytes, origin: str, zone: str | None = None) -> Loaded:
    """Read the programme in the bytes of a schedule XML.

    Document types are refused: their declarations can grow without end, or lead elsewhere.

    Raises:
        UnusableError: it is not such a file, or it is too large.
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
        raise UnusableError(error("xml-syntax", line=problem.position[0])) from problem
    except (LookupError, ValueError) as problem:  # an unknown or invalid encoding
        raise UnusableError(error("xml-syntax", line=1)) from problem
    if target.unread:
        raise UnusableError(error("xml-unread", found=target.unread))
    return build_feed(target.feed, origin, zone)


def _is_html(data: bytes) -> bool:
    head = data[:2048].replace(b"\0", b"").lower()
    return re.search(rb"<!doctype\s+html|<html\b|<head\b|<body\b", head) is not None


class _Target:
    """Receives the parser's events, and releases each session as soon as it is read."""

    def __init__(self) -> None:
        self.feed = Feed()
        self._builder = TreeBuilder()
        self.data = self._builder.data  # without a call of ours: texts come in very many pieces
        self._open: list[Element] = []
        self._tags: set[str] = set()
        self._day: dict[str, str] = {}
        self._room = ""
        self._elements = self._number = 0

    @property
    def unread(self) -> str:
        """Return what kind of file it is if it is no schedule, else ""."""
        if {"schedule", "conference", "day"} <= self._tags and (
            self._number or not self._tags & {"entry", "item"}
        ):
            return ""
        return self._found

    def doctype(self, name: str, _public: str | None, _system: str | None) -> None:
        raise UnusableError(error("html-unread" if name.lower() == "html" else "doctype"))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name, depth = tag.rpartition("}")[2], len(self._open)
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise UnusableError(error("too-many", limit=str(MOST_ELEMENTS)))
        if depth >= _DEEPEST:
            raise UnusableError(error("too-deep", limit=str(_DEEPEST)))
        if depth < 4 or name == "entry":  # deeper elements are the most frequent ones
            self._place(name, attributes, depth)
        self._open.append(self._builder.start(name, attributes))

    def _place(self, name: str, attributes: dict[str, str], depth: int) -> None:
        """Note the kind of the file, and the day and room of the next sessions."""
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
            _event(element, self._day, self._room, self._number, self.feed)
            element.clear()
        elif len(self._open) == 1:
            self._part(element)
            element.clear()

    def close(self) -> None:
        """Do nothing: everything has been read."""

    def _part(self, element: Element) -> None:
        if element.tag == "conference":
            _conference(element, self.feed)
        elif element.tag == "tracks":
            _tracks(element, self.feed)
        elif element.tag == "persons":
            _persons(element, self.feed)
        elif element.tag not in ("day", "version", "generator"):
            self.feed.left_out[element.tag] += 1


def _conference(found: Element, feed: Feed) -> None:
    feed.title, feed.subtitle = _text(found, "title"), _text(found, "subtitle")
    feed.id = _text(found, "acronym")
    feed.description = _text(found, "description")
    feed.base = _text(found, "base_url")
    feed.url = _text(found, "url")
    feed.zone = _text(found, "time_zone_name")
    feed.language = _text(found, "language")
    feed.day_change = _text(found, "day_change")
    venue, city = _text(found, "venue"), _text(found, "city")
    feed.venue, feed.address = (venue, city) if venue else (city, "")
    _tracks(found, feed)


def _tracks(found: Element, feed: Feed) -> None:
    for track in found.iter("track"):
        name = track.get("name") or (track.text or "").strip()
        feed.tracks.append(FeedTrack(name, "", track.get("color", "")))


def _persons(found: Element, feed: Feed) -> None:
    for person in found.iter("person"):
        id_ = person.get("id", "")
        name = _text(person, "name") or (person.text or "").strip()
        if id_:
            biography = _text(person, "biography") or _text(person, "extended_biography")
            feed.lists[id_] = FeedPerson(name, id_, biography=biography)


def _event(found: Element, day: dict[str, str], room: str, number: int, feed: Feed) -> None:
    id_ = (found.get("id") or "").strip()
    session = FeedSession(f"event[{id_ or number}]")
    session.id, session.guid = id_, (found.get("guid") or "").strip()
    session.code = (found.get("code") or _text(found, "code")).strip()
    session.title, session.subtitle = _text(found, "title"), _text(found, "subtitle")
    stamp = _text(found, "date")
    session.stamp, session.clock = read_stamp(stamp), read_clock(_text(found, "start"))
    session.day = read_day(day.get("date", ""))
    if session.stamp is None and stamp:
        session.day = read_day(stamp) or session.day
    session.until, session.length = read_stamp(_text(found, "end")), _text(found, "duration")
    inside = _text(found, "room")
    if inside and room and inside != room:
        feed.warn(session.where, "room-differs", room=room, other=inside)
    session.rooms = [name for name in (room or inside,) if name]
    session.track, session.type = _text(found, "track"), _text(found, "type")
    session.languages = [_text(found, "language")]
    session.state = _text(found, "state") or _text(found, "status")
    session.recorded = _recorded(found)
    session.abstract, session.description = _longest(found, "abstract"), _text(found, "description")
    for person in _inside(found, "persons", "person"):
        known = person.get("id") or person.get("guid") or person.get("code") or ""
        name = (person.text or "").strip() or person.get("name", "") or _text(person, "name")
        if not name and known in feed.lists:
            name = feed.lists[known].name
        session.people.append(FeedPerson(name, known))
    session.links = _links(found)
    for element in found:
        if element.tag not in _KNOWN and (len(element) or (element.text or "").strip()):
            feed.left_out[str(element.tag)] += 1
    feed.add(session)


def _links(found: Element) -> list[FeedLink]:
    pages = (("url", "page"), ("full_conf_url", "page"), ("origin_url", "page"))
    links = [FeedLink(_text(found, tag), "", kind) for tag, kind in pages]
    if not _text(found, "full_conf_url"):
        links.append(FeedLink(_text(found, "conf_url"), "", "page"))
    links += [
        FeedLink(link.get("href") or "", (link.text or "").strip(), link.get("type") or "")
        for link in _inside(found, "links", "link")
    ]
    links += [
        FeedLink(one.get("href") or "", (one.text or "").strip(), one.get("type") or "slides")
        for one in _inside(found, "attachments", "attachment")
    ]
    links.append(FeedLink(_text(found, "video_download_url"), "", "recording"))
    links.append(FeedLink(_text(found, "feedback_url"), "", "feedback"))
    return [link for link in links if link.url.strip()]


def _recorded(found: Element) -> bool | None:
    recording = found.find("recording")
    inside = found if recording is None else recording
    for element, tag in ((inside, "optout"), (found, "do_not_record"), (inside, "do_not_record")):
        value = (element.findtext(tag) or "").strip().lower()
        if value in ("true", "1", "yes"):
            return False
        if value in ("false", "0", "no"):
            return True
    return None


def _inside(found: Element, tag: str, inner: str) -> list[Element]:
    """Return the children of a child; step by step, because a path is much slower."""
    parents = found.findall(tag)
    if len(parents) == 1:
        return parents[0].findall(inner)
    return [child for parent in parents for child in parent.findall(inner)]


def _text(found: Element, tag: str) -> str:
    """Return all the text in a child element, or ""."""
    child = found.find(tag)
    if child is None:
        return ""
    return ("".join(child.itertext()) if len(child) else child.text or "").strip()


def _longest(found: Element, tag: str) -> str:
    """Return the longest text of a child element; some files also have an empty copy of it."""
    return max(("".join(c.itertext()).strip() for c in found.findall(tag)), key=len, default="")
