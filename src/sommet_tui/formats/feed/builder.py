"""From a feed to a programme, by way of the wire model, and what was guessed, mended, left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sommet_tui.domain.findings import Finding, Loaded
from sommet_tui.domain.limits import MOST_MARKUP, MOST_PEOPLE_AND_LINKS
from sommet_tui.domain.programme import DAY_BOUNDARY, Programme
from sommet_tui.domain.text import cap, clean_line, fold, shows_nothing
from sommet_tui.domain.timeline import event_day
from sommet_tui.domain.values import replace
from sommet_tui.domain.walks import is_walk
from sommet_tui.formats.feed.identity import (
    Names,
    People,
    as_id,
    fold_rooms,
    identifiers,
    session_ids,
    slug,
)
from sommet_tui.formats.feed.links import addressed, host_of, kind_of
from sommet_tui.formats.feed.model import (
    Feed,
    FeedLink,
    FeedPerson,
    FeedRoom,
    FeedSession,
    FeedTrack,
)
from sommet_tui.formats.feed.texts import count_markup, languages, markdown, whole_abstract
from sommet_tui.formats.feed.times import Clocks, Timed, find_boundary, find_zone
from sommet_tui.formats.feed.titles import building_of, is_break, state_called, told_state
from sommet_tui.formats.nodes import Loc
from sommet_tui.formats.programme_builder import build
from sommet_tui.formats.report import error, written_path
from sommet_tui.formats.validation import Checked
from sommet_tui.formats.wire import ProgrammeWire, live_address, web_address

_UNTITLED: Final = "—"
_PLAIN_STEMS: Final = frozenset(
    ("all", "schedule", "v2", "ical", "calendar", "index", "export", "")
)
_ROLES: Final = {
    **dict.fromkeys(("moderator", "moderation", "chair", "facilitator"), "moderator"),
    **dict.fromkeys(("host", "herald", "angel", "emcee"), "host"),
}
_UNPREPARED: Final[dict[str, Any]] = {"segments": [], "questions": [], "seating": []}
"""What feeds know nothing of; left to its defaults, each session's is copied in depth."""
_DANGLING = re.compile(r"\s+[-–—]$")
"""What stands between a title and a name where there is no name."""
_FEWEST_BUILDINGS: Final = 2
"""With one alone there is no telling whether the letters name it."""
_COLOR_DIGITS: Final = frozenset("0123456789abcdefABCDEF")


def build_feed(feed: Feed, origin: str, zone: str | None = None) -> Loaded:
    """The programme that a feed tells of; `zone` names the one its times are in if it does not."""
    for name, count in feed.left_out.most_common():
        feed.warn("", "left-out", key=name, count=str(count))
    if not feed.sessions:
        return Loaded(origin, None, (*feed.findings, error("no-events")))
    if (excess := _excess(feed)) is not None:
        return Loaded(origin, None, (*feed.findings, excess))
    found = find_zone(feed, zone)
    if found is None:
        return Loaded(origin, None, tuple(feed.findings))
    made = _Assembly(feed, found, origin)
    if not made.timed:
        return Loaded(origin, None, (*feed.findings, error("no-events")))
    checked = Checked.sound(ProgrammeWire.model_validate(made.document()))
    programme, findings = build(checked, names=made.place)
    if programme is not None:
        programme = _with_identifiers(programme, made)
    return Loaded(origin, programme, (*feed.findings, *findings))


def _excess(feed: Feed) -> Finding | None:
    """Return what there is too much of to be read in a few seconds; None if there is not."""
    parts = sum(len(session.people) + len(session.links) for session in feed.sessions)
    if parts > MOST_PEOPLE_AND_LINKS:
        facts = {"count": str(parts), "limit": str(MOST_PEOPLE_AND_LINKS)}
        return error("too-many-parts", "", None, **facts)
    markup = 0 if feed.ours else sum(map(count_markup, feed.texts()))
    if markup > MOST_MARKUP:
        return error("too-much-markup", "", count=str(markup), limit=str(MOST_MARKUP))
    return None


def _with_identifiers(programme: Programme, made: _Assembly) -> Programme:
    known = {id_: identifiers(each) for id_, each in zip(made.ids, made.timed, strict=True)}
    sessions = tuple(replace(s, identifiers=known[s.id]) for s in programme.sessions)
    return replace(programme, sessions=sessions)


class _Assembly:
    """Puts together what a feed says, as our own file would have it."""

    def __init__(self, feed: Feed, zone: ZoneInfo, origin: str) -> None:
        self.feed = feed
        self.zone = zone
        self.origin = origin
        feed.rooms = [room for room in feed.rooms if _line(room.name)]
        feed.tracks = [track for track in feed.tracks if _line(track.name)]
        self.boundary = find_boundary(feed, zone, DAY_BOUNDARY)
        for session in feed.sessions:
            _tidy(session, feed)
        self.timed = fold_rooms(Clocks(feed, zone, self.boundary).timed(), feed)
        self.ids = session_ids(self.timed, feed)
        self._rooms = _Named(feed.rooms, "room")
        self._tracks = _Named(feed.tracks, "track")
        self._people = People(feed)
        self._places: dict[tuple[int, int], str] = {}
        named = [t.name for t in feed.tracks] + [s.track for s in feed.sessions]
        self._known_tracks = {slug(name) for name in named if name.strip()}

    def document(self) -> dict[str, Any]:
        """The whole of it."""
        days: dict[date, list[dict[str, Any]]] = {}
        rows = []
        for id_, each in zip(self.ids, self.timed, strict=True):
            for room in each.session.rooms:
                self._rooms.id_of(room)
            rows.append((id_, each, self._day(each)))
        where: dict[date, list[str]] = {}
        for id_, each, day in rows:
            days.setdefault(day, []).append(self._session(id_, each))
            where.setdefault(day, []).append(each.session.where)
        ordered = sorted(days)
        self._places = {
            (at, number): place
            for at, day in enumerate(ordered)
            for number, place in enumerate(where[day])
        }
        rooms = self._all_rooms()
        buildings = {name for room in rooms if (name := room.get("building"))}
        return {
            "version": 1,
            "event": self._event(ordered[0]),
            "rooms": rooms,
            "walks": {k: m for k, m in self.feed.walks.items() if is_walk(k, buildings)},
            "tracks": self._all_tracks(),
            "people": {key: self._person(p) for key, p in self._people.described.items()},
            "days": [{"date": day.isoformat(), "sessions": days[day]} for day in ordered],
        }

    def _day(self, each: Timed) -> date:
        """The event day; what is on all day is on its own, though that begins at midnight."""
        if each.session.all_day and each.session.stamp is not None:
            return each.session.stamp.date()
        return event_day(each.start, self.zone, self.boundary)

    def place(self, loc: Loc) -> str:
        """What people would call a place of the document: which session of the feed, what of it."""
        if len(loc) > 3 and loc[0] == "days" and loc[2] == "sessions":
            assert isinstance(loc[1], int)
            assert isinstance(loc[3], int)
            rest = written_path(loc[4:])
            place = self._places[loc[1], loc[3]]
            return f"{place}.{rest}" if rest else place
        return written_path(loc)

    def _event(self, first: date) -> dict[str, Any]:
        feed = self.feed
        title = _line(feed.title) or _line(feed.id) or file_title(self.origin)
        if not feed.ours:
            title = " ".join(title.split())
        event: dict[str, Any] = {
            "id": self._event_id(first),
            "title": title,
            "timezone": self.zone.key,
            "language": self._language(),
            "day_boundary": f"{self.boundary:%H:%M}",
            "subtitle": _line(feed.subtitle) or None,
            "description": self._markdown(feed.description),
        }
        url = feed.url or feed.base
        if url and web_address(url):
            event["url"] = url
        if _line(feed.registration):
            event["registration"] = _line(feed.registration)
        if live_address(feed.live):
            event["live"] = feed.live
        if _line(feed.venue):
            event["venue"] = {"name": _line(feed.venue), "address": _line(feed.address) or None}
        return event

    def _markdown(self, text: str) -> str | None:
        """A text as Markdown; None where there is none."""
        return (text if self.feed.ours else markdown(text)) or None

    def _event_id(self, first: date) -> str:
        """What the event is kept under: an acronym, unless it is a mere number, or its title."""
        acronym = as_id(self.feed.id)
        if acronym and not acronym.replace("-", "").isdigit():
            return acronym
        if named := slug(self.feed.title):
            return as_id(f"{named}-{acronym}" if acronym and acronym not in named else named)
        return Names().new(f"{slug(file_title(self.origin))}-{first.isoformat()}"[-100:], "event")

    def _language(self) -> str:
        found, _ = languages(self.feed.language)
        if found:
            return found[0]
        spoken: Counter[str] = Counter()
        for each in self.timed:
            for written in each.session.languages:
                spoken.update(languages(written)[0])
        if not spoken:
            return "und"
        language = spoken.most_common(1)[0][0]
        self.feed.warn("", "language-guessed", language=language)
        return language

    def _all_rooms(self) -> list[dict[str, Any]]:
        described = {self._rooms.id_of(room.name): room for room in reversed(self.feed.rooms)}
        made = []
        for id_, name in self._rooms.names.items():
            room: dict[str, Any] = {"id": id_, "name": name}
            if (known := described.get(id_)) is not None:
                room["note"] = self._note(known, name)
                room["url"] = known.url if web_address(known.url) else None
                room["building"] = _line(known.building) or None
            made.append(room)
        if not self.feed.ours and not any(room.get("building") for room in made):
            self._guess_buildings(made)
        return made

    def _guess_buildings(self, rooms: Sequence[dict[str, Any]]) -> None:
        """Take a building from the names of the rooms, if most of them are numbers in one."""
        found = {room["id"]: building_of(room["name"]) for room in rooms}
        buildings = dict.fromkeys(filter(None, found.values()))
        count = sum(building is not None for building in found.values())
        if len(buildings) < _FEWEST_BUILDINGS or count * 2 < len(rooms):
            return
        for room in rooms:
            room["building"] = found[room["id"]]
        facts = {"count": str(count), "buildings": ", ".join(buildings)}
        self.feed.warn("", "buildings-guessed", **facts)

    def _note(self, room: FeedRoom, name: str) -> str | None:
        """What helps to find a room, and is not in its name already."""
        note = _line(self._markdown(room.note) or "")
        told = not self.feed.ours and fold(note) in fold(name)
        return None if told else note or None

    def _all_tracks(self) -> list[dict[str, Any]]:
        colors = {self._tracks.id_of(t.name): t.color for t in reversed(self.feed.tracks)}
        made = []
        for id_, name in self._tracks.names.items():
            written = colors.get(id_, "")
            color = _color(written)
            if written and color is None:
                self.feed.warn("", "color-unread", value=written)
            made.append({"id": id_, "name": name, "color": color})
        return made

    def _person(self, person: FeedPerson) -> dict[str, Any]:
        return {
            "name": _line(person.name) or _UNTITLED,
            "affiliation": _line(person.affiliation) or None,
            "introduction": self._markdown(person.biography),
            "links": self._links(person.links, person.name),
        }

    def _session(self, id_: str, each: Timed) -> dict[str, Any]:
        session = each.session
        abstract, subtitle = session.abstract, _line(session.subtitle)
        if not self.feed.ours:
            abstract = _beside(session.title, whole_abstract(abstract, session.description))
            subtitle = _beside(session.title, subtitle)
        return {
            "id": id_,
            "label": _line(session.label) or None,
            "title": session.title,
            "subtitle": subtitle or None,
            "start": each.start,
            "end": each.end,
            "kind": "break" if session.is_break else "session",
            "type": _line(session.type) or None,
            "room": self._held_in(session),
            "track": self._track(session),
            "state": session.state or "confirmed",
            "language": self._languages(session),
            "recorded": session.recorded,
            "people": self._participants(session),
            "abstract": abstract or None,
            "links": self._links(session.links, session.where),
            **_UNPREPARED,
        }

    def _held_in(self, session: FeedSession) -> list[str]:
        if session.everywhere:
            return list(self._rooms.names)
        if session.rooms:
            return list(dict.fromkeys(self._rooms.id_of(room) for room in session.rooms))
        rooms = list(self._rooms.names)
        if rooms:
            self.feed.warn(session.where, "room-guessed", title=session.title)
        return rooms

    def _track(self, session: FeedSession) -> str | None:
        name = _line(session.track)
        if not name:
            return None
        for mark in (";", "|", ",", "/"):
            parts = [part.strip() for part in name.split(mark)]
            if len(parts) > 1 and (mark in ";|" or self._known_tracks >= set(map(slug, parts))):
                first = next((part for part in parts if part), "")
                if first:
                    self.feed.warn(session.where, "track-cut", value=name, kept=first)
                    return self._tracks.id_of(first)
        return self._tracks.id_of(name)

    def _languages(self, session: FeedSession) -> list[str]:
        codes: list[str] = []
        for written in session.languages:
            found, unread = languages(written)
            codes.extend(found)
            for word in unread:
                self.feed.warn(session.where, "language-unread", value=word)
        return list(dict.fromkeys(codes))

    def _participants(self, session: FeedSession) -> list[dict[str, Any]]:
        made: dict[str, dict[str, Any]] = {}
        for person in session.people:
            key = self._people.key(person)
            if key is None:
                self.feed.warn(session.where, "person-empty")
                continue
            if key in made:
                self.feed.warn(session.where, "person-repeated", name=_line(person.name))
                continue
            role = _ROLES.get(person.role.strip().lower(), "speaker")
            made[key] = {"person": key, "role": role}
            if person.here:
                made[key]["affiliation"] = _line(person.here)
        return list(made.values())

    def _links(self, links: Iterable[FeedLink], where: str) -> list[dict[str, Any]]:
        made: dict[str, dict[str, Any]] = {}
        for link in links:
            url = addressed(self.feed, where, link.url)
            if url is None or url in made:
                continue
            title = _line(link.title)
            made[url] = {
                "title": title or host_of(url),
                "url": url,
                "kind": kind_of(link, guess=not self.feed.ours),
            }
        return list(made.values())


class _Named:
    """Things known by name: each gets an id, in the order in which they are first named."""

    def __init__(self, known: Sequence[FeedRoom | FeedTrack], fallback: str) -> None:
        self._fallback = fallback
        self._ids: dict[str, str] = {}
        self._taken = Names()
        self.names: dict[str, str] = {}
        """Their names by their id."""
        for each in known:
            self.id_of(each.name, as_id(each.own))

    def id_of(self, name: str, own: str = "") -> str:
        """The id of what has a name: `own`, or one made of the name when it is first met."""
        line = _line(name)
        known = self._ids.get(line)
        if known is None:
            known = self._taken.new(own or slug(line), self._fallback)
            self._ids[line] = known
            self.names[known] = line
        return known


def _tidy(session: FeedSession, feed: Feed) -> None:
    """Settle title, kind, state and rooms of a session."""
    title = _line(session.title)
    if not session.own:
        title = _DANGLING.sub("", " ".join(title.split()))
    if not title:
        title = _line(session.subtitle) or _first_line(session)
        title = title or _UNTITLED
        feed.warn(session.where, "title-missing", title=title)
    said = state_called(session.state)
    bare, state, mark = ("", "", "") if session.own else told_state(title)
    if state and not shows_nothing(bare):
        feed.warn(session.where, "state-from-title", title=bare, mark=mark)
        title, said = bare.strip(), said or state
    session.title, session.state = title, said
    session.rooms = [room for room in map(_line, session.rooms) if room]
    named = any(person.name.strip() for person in session.people)
    if not session.is_break and not named and not session.own and is_break(title):
        session.is_break = True
        feed.warn(session.where, "break-from-title", title=title)


def _beside(title: str, text: str) -> str:
    """A text that is shown beside a title; "" where it only says the same again."""
    if len(text) > 2 * len(title) + 8:  # no need to compare what is far longer
        return text
    return "" if fold(text).strip() == fold(title) else text


def _first_line(session: FeedSession) -> str:
    """What its texts begin with, short enough for a title."""
    text = markdown(session.abstract or session.description).strip()
    return cap(_line(text.partition("\n")[0]), 100)


def file_title(origin: str) -> str:
    """What to call an event that its file does not name: the file, or the host it comes from."""
    host = host_of(origin) if "://" in origin else ""
    last = origin.partition("?")[0].rstrip("/").replace("\\", "/").rpartition("/")[2]
    stem = _line(last.rpartition(".")[0] or last)
    return host if host and stem.casefold() in _PLAIN_STEMS else stem or host or _UNTITLED


@lru_cache(maxsize=512)
def _line(text: str) -> str:
    line = clean_line(text)
    return "" if shows_nothing(line) else line


def _color(written: str) -> str | None:
    digits = written.strip().removeprefix("#")
    if not digits or not set(digits) <= _COLOR_DIGITS:
        return None
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits[:6].lower()}" if len(digits) in (6, 8) else None
