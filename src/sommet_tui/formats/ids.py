"""Makes and checks ids: those of a feed, and derived ids for files without ids.

The derived id of a session is its title in lower-case words. If an earlier session of the file has
that id, the start time is added, then the date. An id therefore never depends on later sessions. It
also does not depend on the reader's language, because the title is in the language of the session
or the event.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from sommet_tui.domain import limits, translations
from sommet_tui.domain.findings import Finding
from sommet_tui.domain.text import SLUG_LIMIT, UNSEEN, clean_line, is_invisible, slug
from sommet_tui.formats.findings import ListNode, Loc, MapNode, format_path, warning
from sommet_tui.formats.parsed_feed import Feed
from sommet_tui.formats.time_zones import TimedSession

_UNSEEN = r"\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
ID = rf"^(?![{UNSEEN}]*$)[^-{_UNSEEN}][^{_UNSEEN}]{{0,99}}$"
_HOST = rf"(\[[0-9A-Fa-f:.]+\]|[^{_UNSEEN}<>\"\\/?#@:\[\]]+)"
URL = rf"^[Hh][Tt][Tt][Pp][Ss]?://{_HOST}(:[0-9]{{1,5}})?([/?#][^{_UNSEEN}<>\"\\]*)?$"
"""A web address.

User names and backslashes are refused, because browsers and people read them differently.
"""
_WEB = "[Hh][Tt][Tt][Pp][Ss]?://"
LIVE = URL.replace(_WEB, rf"({_WEB}|(mqtts?|wss?)://([^{_UNSEEN}/?#@:]+@)?)")
"""A web address as in `URL`, or the address of a broker, which may contain a user name."""
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"


@lru_cache(maxsize=1024)
def has_host(url: str) -> bool:
    """Return whether an address names a host, is clean, and is not too long."""
    if len(url) > limits.ADDRESS_LIMIT or clean_line(url) != url:
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_web_address(text: str) -> bool:
    """Return whether a text is an address that may appear in a programme."""
    return re.fullmatch(URL, text) is not None and has_host(text)


def is_live_address(text: str) -> bool:
    """Return whether a text is an address that may serve the published day."""
    return re.fullmatch(LIVE, text) is not None and has_host(text)


def is_identifier(text: str) -> bool:
    """Return whether a text can be an id: it is visible, and cleaning would not change it."""
    is_well_formed = re.fullmatch(ID, text) is not None
    return is_well_formed and clean_line(text) == text and not is_invisible(text)


_UNFIT = re.compile(r"[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
_MAX_NAMED = 100
"""The maximum number of rooms in a finding, which shows only the beginning of long texts."""


def make_valid_id(text: str) -> str:
    """Turn an id of a feed into a valid id that resembles it, or "" if nothing remains."""
    if is_identifier(text):
        return text
    cleaned = _UNFIT.sub("-", clean_line(text)).strip("-")[:SLUG_LIMIT].rstrip("-")
    return cleaned if is_identifier(cleaned) else ""


class UniqueIds:
    """Makes ids, and never returns one twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}
        """For each id that was returned, the number to add to it next time."""

    def new_id(self, wanted: str, fallback: str) -> str:
        """Return `wanted` as an id, or `fallback` if it is invalid.

        If that id has been returned before, add a number to it.
        """
        base = wanted if is_identifier(wanted) else fallback
        made, number = base, self._numbers.get(base, 2)
        while made in self._taken:
            end = f"-{number}"
            made, number = base[: SLUG_LIMIT - len(end)] + end, number + 1
        self._taken.add(made)
        self._numbers[base] = number
        return made

    def __contains__(self, id_: str) -> bool:
        return id_ in self._taken


def merge_room_copies(timed: Iterable[TimedSession], feed: Feed) -> list[TimedSession]:
    """Merge the copies of a session that is in several rooms.

    Feeds list such a session once for each room, with the same id, title and times. For breaks and
    for sessions without ids, the same title, times and people are enough.
    """
    kept: list[TimedSession] = []
    known: dict[tuple[object, ...], tuple[TimedSession | None, set[str]]] = {}
    """The sessions and their rooms. A key is the set of values that identifies a session."""
    for copy in timed:
        session, rooms = copy.session, set(copy.session.rooms)
        ids = [("guid", session.guid), ("code", session.code), ("id", session.id)]
        marks: list[tuple[object, ...]] = [mark for mark in ids if mark[1]]
        if session.our_id:  # sessions differ if our own writer gave them different ids
            marks = [("own", session.our_id)]
        elif session.is_break or not marks:
            names = tuple(person.name for person in session.people)
            marks.append(("none", session.is_break, *names))
        keys = [(*mark, session.title, copy.start, copy.end) for mark in marks]
        same, used_rooms = next((known[key] for key in keys if key in known), (None, set[str]()))
        if same is None or not rooms or not used_rooms or rooms & used_rooms:
            kept.append(copy)
            for key in keys:
                known.setdefault(key, (copy, rooms))
            continue
        same.session.rooms += session.rooms
        used_rooms |= rooms
        if not feed.is_ours:
            named = ", ".join(same.session.rooms[:_MAX_NAMED])
            feed.warn(session.path, "rooms-folded", title=session.title, rooms=named)
    return kept


def session_ids(timed: Iterable[TimedSession], feed: Feed) -> list[str]:
    """Return an id for each session.

    The id comes from the session's guid, code or id in the feed, if no other session has the same
    one. Otherwise, the id is made from room, start and title only, so that it stays the same.
    """
    of_all = list(timed)
    counted: dict[str, Counter[str]] = {
        kind: Counter(getattr(timed_session.session, kind) for timed_session in of_all)
        for kind in ("our_id", "guid", "code", "id")
    }
    names = UniqueIds()
    made = []
    for timed_session in of_all:
        session = timed_session.session
        given = [(kind, str(getattr(session, kind))) for kind in counted]
        alone = (make_valid_id(text) for kind, text in given if text and counted[kind][text] == 1)
        wanted = next((text for text in alone if text and text not in names), "")
        repeated = next((text for _, text in given if text), "")
        if not wanted and repeated:
            feed.warn(session.path, "id-repeated", id=repeated, title=session.title)
        session.has_derived_id = session.has_derived_id or not wanted
        made.append(names.new_id(wanted or _derived_key(timed_session), "session"))
    return made


def _derived_key(timed: TimedSession) -> str:
    room = slug(timed.session.rooms[0]) if timed.session.rooms else ""
    parts = (f"{timed.start:%Y%m%d-%H%M}", room[:30], slug(timed.session.title)[:50])
    return make_valid_id("-".join(filter(None, parts)))


def identifiers(timed: TimedSession) -> tuple[str, ...]:
    """Return the names that the feed itself uses for a session: guid, code and id."""
    session = timed.session
    given = (session.guid, session.code, session.id)
    return tuple(dict.fromkeys(clean_line(text)[:200] for text in given if text.strip()))


_WITHOUT_TITLE = "session"


def add_ids(root: MapNode) -> list[Finding]:
    """Add ids to the sessions and the event in `root` that have none.

    Return a warning “id-derived” for each new id. Sessions without a title also get an id, so that
    only the missing title is an error.
    """
    findings = []
    event = root.get("event")
    language = _text_of(event, "language") if isinstance(event, MapNode) else ""
    if isinstance(event, MapNode) and "id" not in event:
        event["id"] = _event_id(event, language, root)
        event.lines["id"] = event.line
        findings.append(_finding(("event",), event))
    names = UniqueIds()
    without = []
    for loc, day, session in _sessions_of(root):
        given = session.get("id")
        if isinstance(given, str):
            names.new_id(given, given)
        elif "id" not in session:
            without.append((loc, day, session))
    for loc, day, session in without:
        languages = (_first_text(session.get("language")), language)
        facts = _title(session, languages), _text_of(session, "start"), _text_of(day, "date")
        session["id"] = session_id(*facts, names)
        session.lines["id"] = session.line
        findings.append(_finding(loc, session))
    return findings


def _sessions_of(root: MapNode) -> Iterator[tuple[Loc, MapNode, MapNode]]:
    """Yield the path of each session, its day, and the session.

    Parts of a wrong shape are left out.
    """
    days = root.get("days")
    for at, day in enumerate(days if isinstance(days, ListNode) else ()):
        if not isinstance(day, MapNode):
            continue
        sessions = day.get("sessions")
        for number, session in enumerate(sessions if isinstance(sessions, ListNode) else ()):
            if isinstance(session, MapNode):
                yield ("days", at, "sessions", number), day, session


def _event_id(event: MapNode, language: str, root: MapNode) -> str:
    """Return an id for the event: its title with the year, because events recur under one name."""
    title = slug(_title(event, (language,))) or "event"
    days = root.get("days")
    first = days[0] if isinstance(days, ListNode) and days else None
    year = _text_of(first, "date")[:4] if isinstance(first, MapNode) else ""
    return title if not year.isdecimal() or year in title else f"{title[:90]}-{year}"


def session_id(title: str, start: str, day: str, names: UniqueIds) -> str:
    """Return a new id that is not in `names`. `start` is like 09:30, `day` like 2026-03-01."""
    title = slug(title) or _WITHOUT_TITLE
    time, date = slug(start.replace(":", ""))[:8], slug(day.replace("-", ""))[:8]
    for more in ((), (time,), (date, time)):
        wanted = "-".join(filter(None, (title[:80], *more)))
        if wanted not in names:
            break
    return names.new_id(wanted, _WITHOUT_TITLE)


def _title(node: MapNode, languages: Iterable[str]) -> str:
    """Return the title of a session or event.

    The choice of language does not depend on the reader.
    """
    title = node.get("title")
    if not isinstance(title, MapNode):
        return _text_of(node, "title")
    given = {code: text for code, text in title.items() if isinstance(text, str)}
    return translations.choose_text(given, languages) if given else ""


def _first_text(value: object) -> str:
    """Return the value if it is a text, or the first text if it is a list."""
    first = value[0] if isinstance(value, ListNode) and value else value
    return first if isinstance(first, str) else ""


def _text_of(node: MapNode, key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""


def _finding(loc: Loc, node: MapNode) -> Finding:
    return warning("id-derived", format_path(loc), node.line, id=str(node["id"]))
