"""Imports: finding out which entries of a file are new, which exist, and which match no session."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime

from sommet_tui.domain import limits, translations
from sommet_tui.domain.bookmarks import Bookmark
from sommet_tui.domain.notes import Note, tidy
from sommet_tui.domain.own_events import OwnEvent, room_id_or_place
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import field, frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Degree

_RULE = "\n\n---\n\n"
"""Separates the texts of two notes that were merged into one note; a rule in Markdown."""


@frozen
class Imported:
    """An entry of an imported file: a bookmark, a note if it has a `text`, or an `own` event.

    `uid` is `<session id>@<programme id>`, or only one of these ids. `start` is an aware instant,
    and `at` is when the bookmark was set or the note written. Missing facts are None. A bookmark
    without a `degree` is a must. `offer` is the own event that a bookmark can become if it matches
    no session. `keys` are other programs' names for the session (codes, ids, addresses), the most
    reliable first.
    """

    uid: str
    title: str
    start: datetime | None = None
    at: datetime | None = None
    text: str | None = None
    degree: Degree = "must"
    own: OwnEvent | None = None
    offer: OwnEvent | None = None
    lead: int | None = None
    keys: tuple[str, ...] = ()


@frozen
class ImportPlan:
    """The result of planning an import.

    `bookmarks`, `hidden`, `notes` and `own_events` are to be saved. `known`, `notes_known`,
    `hidden_known` and `own_known` exist already. `gone` has the ids of bookmarks that will be saved
    although their session has left the programme. `hidden_here` has the ids of sessions that were
    imported as bookmarks, but are hidden here and stay hidden. `merged_notes` has the ids of the
    sessions whose note will contain both the existing and the imported text.

    Three fields have titles or, if a title is missing, another fact. `unmatched` are bookmarks and
    own events, and `unmatched_notes` are notes, that match nothing in the programme. `too_long` are
    notes that would be too long after merging. The user can save the events in `offered`, which
    come from unmatched bookmarks, as own events.
    """

    bookmarks: tuple[Bookmark, ...] = ()
    hidden: tuple[Bookmark, ...] = ()
    known: tuple[str, ...] = ()
    hidden_known: tuple[str, ...] = ()
    hidden_here: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    gone: frozenset[str] = frozenset()
    notes: tuple[Note, ...] = ()
    merged_notes: frozenset[str] = frozenset()
    notes_known: tuple[str, ...] = ()
    unmatched_notes: tuple[str, ...] = ()
    too_long: tuple[str, ...] = ()
    own_events: tuple[OwnEvent, ...] = ()
    own_known: tuple[str, ...] = ()
    offered: tuple[OwnEvent, ...] = ()
    leads: Mapping[str, int] = field(default_factory=dict)

    @property
    def has_no_match(self) -> bool:
        """Whether the file has content, but nothing in it belongs to this programme."""
        marked = self.bookmarks or self.hidden or self.known or self.own_events or self.own_known
        hidden = self.hidden_known or self.hidden_here
        fits = marked or hidden or self.notes or self.notes_known or self.too_long or self.offered
        return not fits and bool(self.unmatched or self.unmatched_notes)


def plan_import(  # noqa: PLR0913, PLR0917 - everything that is there already
    programme: Programme,
    bookmarks: Iterable[Bookmark],
    notes: Iterable[Note],
    imported: Iterable[Imported],
    now: datetime,
    own: Iterable[OwnEvent] = (),
    *,
    all_own: bool = False,
) -> ImportPlan:
    """Return what to do with `imported`, given the existing `bookmarks`, `notes` and `own` events.

    A bookmark or note belongs to the session that its uid names. If the uid is missing or from
    another programme, it belongs to the only session that has one of its `keys`. If no such session
    exists, it belongs to the only session with its title and, if a start is given, this start. A
    bookmark is saved even if its session has left this programme.

    If `all_own` is true, bookmarks that match no session become own events if they are on a day of
    the event.
    """
    places = _SessionFinder(programme)
    imported = list(imported)
    own = list(own)
    new_own, known_own, lost_own = _own_events(programme, own, imported)
    pairs = [(entry, places.session_id(entry)) for entry in imported if entry.own is None]
    stars = [(entry, id_) for entry, id_ in pairs if entry.text is None]
    texts = [(entry, id_) for entry, id_ in pairs if entry.text is not None]
    unmatched = [_accept_offer(programme, entry) for entry, id_ in stars if id_ is None]
    offered, known_offers, _ = _own_events(programme, (*own, *new_own), unmatched)
    if all_own:
        new_own, offered = (*new_own, *offered), ()
    open_ = {*offered}
    lost = [entry for entry in unmatched if entry.own is None or entry.own in open_]
    existing = tuple(bookmarks)
    new, known = _new_bookmarks(programme, existing, stars, now)
    hidden = {b.session for b in existing if b.degree == "hidden"}
    unhidden = {id_ for entry, id_ in stars if id_ in hidden and entry.degree != "hidden"}
    written = _Notes(programme, notes, now)
    for entry, id_ in texts:
        written.add(entry, id_)
    return ImportPlan(
        bookmarks=tuple(b for b in new if b.degree != "hidden"),
        hidden=tuple(b for b in new if b.degree == "hidden"),
        known=tuple(title for id_, title in known.items() if id_ not in hidden),
        hidden_known=tuple(t for id_, t in known.items() if id_ in hidden - unhidden),
        hidden_here=tuple(id_ for id_ in known if id_ in unhidden),
        unmatched=(*(_entry_name(programme, entry) for entry in lost), *lost_own),
        gone=frozenset(b.session for b in new if b.session not in programme.by_id),
        notes=tuple(written.wanted.values()),
        merged_notes=frozenset(written.joined),
        notes_known=tuple(t for id_, t in written.known.items() if id_ not in written.wanted),
        unmatched_notes=tuple(_entry_name(programme, entry) for entry, id_ in texts if id_ is None),
        too_long=tuple(written.too_long),
        own_events=new_own,
        own_known=(*known_own, *known_offers),
        offered=offered,
        leads=_lead_times(stars, {bookmark.session for bookmark in new}),
    )


def _lead_times(stars: Iterable[Placed], new: Container[str]) -> Mapping[str, int]:
    """Map the sessions of the new bookmarks to their imported lead times in minutes."""
    found: dict[str, int] = {}
    for entry, id_ in stars:
        if id_ is not None and id_ in new and entry.lead is not None:
            found.setdefault(id_, entry.lead)
    return found


def _own_events(
    programme: Programme, existing: Iterable[OwnEvent], imported: Iterable[Imported]
) -> tuple[tuple[OwnEvent, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the new own events, the titles of existing ones, and the titles of foreign ones.

    An imported event exists already if an event has the same id, or the same title and times. A
    foreign event belongs to another programme.
    """
    ids = {event.id for event in existing}
    times = {(event.title, event.start, event.end) for event in existing}
    new: list[OwnEvent] = []
    titles: list[str] = []
    lost: list[str] = []
    for entry in imported:
        if entry.own is None:
            continue
        same = (entry.own.title, entry.own.start, entry.own.end)
        if not entry.uid.endswith(f"@{programme.id}"):
            lost.append(_entry_name(programme, entry))
        elif entry.own.id in ids or same in times:
            titles.append(entry.title)
        else:
            new.append(entry.own)
            ids.add(entry.own.id)
            times.add(same)
    return tuple(new), tuple(titles), tuple(lost)


def _accept_offer(programme: Programme, entry: Imported) -> Imported:
    """Return an entry with its offered event as its `own` event.

    If it offers no event, or the event is outside the programme's days, return the entry unchanged.
    """
    offer = entry.offer
    if offer is None or programme.day_of(offer.start) not in programme.days:
        return entry
    place = room_id_or_place(offer.place or "", programme) or None
    own = replace(offer, place=place)
    return replace(entry, uid=f"{offer.id}@{programme.id}", own=own)


def merge_texts(existing_text: str, imported: str) -> str:
    """Return `existing_text`, followed by the parts of the `imported` text that it lacks.

    If the same text is imported again, nothing changes.
    """
    parts = dict.fromkeys(part.strip() for part in imported.split(_RULE))
    missing = [part for part in parts if part and f"\n{part}\n" not in f"\n{existing_text}\n"]
    return _RULE.join([existing_text.rstrip(), *missing]) if missing else existing_text


Placed = tuple[Imported, str | None]


def _new_bookmarks(
    programme: Programme, bookmarks: Iterable[Bookmark], stars: list[Placed], now: datetime
) -> tuple[tuple[Bookmark, ...], Mapping[str, str]]:
    """Return the new bookmarks, and the titles of the existing ones by session id."""
    existing = {bookmark.session for bookmark in bookmarks}
    new: dict[str, Bookmark] = {}
    known: dict[str, str] = {}
    for entry, id_ in stars:
        if id_ in existing:
            known[id_] = _session_name(programme, id_, entry)
        elif id_ is not None and id_ not in new:
            title = entry.title or _session_name(programme, id_, entry)
            new[id_] = Bookmark(id_, title, entry.at or now, entry.degree)
    return tuple(new.values()), known


class _Notes:
    """The imported notes, sorted into new, known, merged and too long notes."""

    def __init__(self, programme: Programme, existing: Iterable[Note], now: datetime) -> None:
        self._programme = programme
        self._existing = {note.session: note for note in existing}
        self._now = now
        self.wanted: dict[str, Note] = {}
        self.known: dict[str, str] = {}
        self.joined: set[str] = set()
        self.too_long: list[str] = []

    def add(self, entry: Imported, id_: str | None) -> None:
        """Sort one note; ignore it if it has no session or no text."""
        text = tidy(entry.text or "")
        if id_ is None or not text:
            return
        title, at = entry.title or _session_name(self._programme, id_, entry), entry.at or self._now
        previous = self.wanted.get(id_) or self._existing.get(id_)
        if previous is None:
            self.wanted[id_] = Note(id_, title, text, at)
            return
        merged = merge_texts(previous.text, text)
        if merged == previous.text:
            self.known[id_] = title
        elif len(merged) > limits.NOTE_LIMIT:
            self.too_long.append(title)
        else:
            self.wanted[id_] = Note(id_, previous.title, merged, max(at, previous.updated_at))
            self.joined.add(id_)


def _entry_name(programme: Programme, entry: Imported) -> str:
    """Return the title of an entry that matches nothing, or else its uid, or else its start."""
    if entry.title or entry.uid or entry.start is None:
        return entry.title or entry.uid
    return f"{entry.start.astimezone(programme.zone):%Y-%m-%d %H:%M}"


def _session_name(programme: Programme, id_: str, entry: Imported) -> str:
    session = programme.by_id.get(id_)
    return session.title if session else entry.title or id_


class _SessionFinder:
    """Finds the session to which an imported entry belongs."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._titled: dict[str, list[Session]] = {}
        self._keyed: dict[str, list[Session]] = {}
        for session in programme.sessions:
            for key in {session.id, *session.identifiers, *(link.url for link in session.links)}:
                self._keyed.setdefault(fold(key), []).append(session)
            called = translations.titles(programme, session)
            names = {*called, *(f"{session.label} · {title}" for title in called)}
            for name in set(map(fold, names)):
                self._titled.setdefault(name, []).append(session)

    def session_id(self, entry: Imported) -> str | None:
        """Return the id of the session to which an entry belongs, or None if no session matches.

        If the entry's uid contains the id of this programme, return the session id in the uid, even
        if that session has left the programme.
        """
        id_, of, rest = entry.uid.rpartition(f"@{self._programme.id}")
        if of and id_ and not rest:
            return id_
        if entry.uid in self._programme.by_id:
            return entry.uid
        for key in entry.keys:
            known = self._keyed.get(fold(key), [])
            if len(known) == 1:
                return known[0].id
        return self._by_title(entry)

    def _by_title(self, entry: Imported) -> str | None:
        """Return the id of the only session with the entry's title and, if it has one, its start.

        If no session has the title, drop " - NAME" from the end and try again.
        """
        title = entry.title
        while title:
            found = self._titled.get(fold(title), [])
            if entry.start is not None:
                found = [session for session in found if session.start == entry.start]
            if found:
                return found[0].id if len(found) == 1 else None
            title = title.rpartition(" - ")[0]
        return None
