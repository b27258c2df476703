"""Deriving ids for an event and sessions to which a programme file gives none.

A session's id is its title in lower-case words. If an earlier session of the file has that id, the
start time is added, then the date. Neither later sessions nor the reader's language change the id:
of a title in several languages, the one in the session's or the event's language counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sommet_tui.domain.findings import Finding
from sommet_tui.domain.translations import choose_text
from sommet_tui.formats.feed.identity import Names, slug
from sommet_tui.formats.nodes import ListNode, Loc, MapNode
from sommet_tui.formats.report import warning, written_path

_WITHOUT_TITLE = "session"


def add_ids(root: MapNode) -> list[Finding]:
    """Add the missing ids to the data of a file, and return a warning “id-derived” for each.

    A session without a title gets an id as well, so that only the missing title is an error.
    """
    findings = []
    event = root.get("event")
    language = _text(event, "language") if isinstance(event, MapNode) else ""
    if isinstance(event, MapNode) and "id" not in event:
        event["id"] = _event_id(event, language, root)
        event.lines["id"] = event.line
        findings.append(_finding(("event",), event))
    names = Names()
    without = []
    for loc, day, session in _sessions(root):
        given = session.get("id")
        if isinstance(given, str):
            names.new(given, given)
        elif "id" not in session:
            without.append((loc, day, session))
    for loc, day, session in without:
        languages = (_first(session.get("language")), language)
        facts = _title(session, languages), _text(session, "start"), _text(day, "date")
        session["id"] = session_id(*facts, names)
        session.lines["id"] = session.line
        findings.append(_finding(loc, session))
    return findings


def _sessions(root: MapNode) -> Iterator[tuple[Loc, MapNode, MapNode]]:
    """Yield each session with its place and its day, as far as the file has the right shape."""
    days = root.get("days")
    for at, day in enumerate(days if isinstance(days, ListNode) else ()):
        if not isinstance(day, MapNode):
            continue
        sessions = day.get("sessions")
        for number, session in enumerate(sessions if isinstance(sessions, ListNode) else ()):
            if isinstance(session, MapNode):
                yield ("days", at, "sessions", number), day, session


def _event_id(event: MapNode, language: str, root: MapNode) -> str:
    """Return the title with the year of the first day, because events recur under one name."""
    title = slug(_title(event, (language,))) or "event"
    days = root.get("days")
    first = days[0] if isinstance(days, ListNode) and days else None
    year = _text(first, "date")[:4] if isinstance(first, MapNode) else ""
    return title if not year.isdecimal() or year in title else f"{title[:90]}-{year}"


def session_id(title: str, start: str, day: str, names: Names) -> str:
    """Return an id that no session in `names` has; `start` is as 09:30, `day` as 2026-03-01."""
    title = slug(title) or _WITHOUT_TITLE
    time, date = slug(start.replace(":", ""))[:8], slug(day.replace("-", ""))[:8]
    for more in ((), (time,), (date, time)):
        wanted = "-".join(filter(None, (title[:80], *more)))
        if wanted not in names:
            break
    return names.new(wanted, _WITHOUT_TITLE)


def _title(node: MapNode, languages: Iterable[str]) -> str:
    """Return the title; of several languages, the one that does not depend on the reader."""
    title = node.get("title")
    if not isinstance(title, MapNode):
        return _text(node, "title")
    given = {code: text for code, text in title.items() if isinstance(text, str)}
    return choose_text(given, languages) if given else ""


def _first(value: object) -> str:
    """Return a text, or the first one of a list."""
    first = value[0] if isinstance(value, ListNode) and value else value
    return first if isinstance(first, str) else ""


def _text(node: MapNode, key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""


def _finding(loc: Loc, node: MapNode) -> Finding:
    return warning("id-derived", written_path(loc), node.line, id=str(node["id"]))
