"""Hypothesis strategies for unusual programmes, for the tests of every layer.

Sessions start on the quarter hour, so that touching, equal and overlapping ones are common.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from sommet_tui.domain.bookmarks import Bookmark
from sommet_tui.domain.instants import event_day
from sommet_tui.domain.programme import (
    DAY_BOUNDARY,
    EVENT,
    UNPREPARED,
    Kind,
    Link,
    Participant,
    Person,
    Preparation,
    PreparedQuestion,
    Programme,
    Role,
    Room,
    Segment,
    Session,
    State,
    Track,
    Translations,
    Venue,
)
from sommet_tui.domain.translations import translate_programme
from sommet_tui.domain.values import replace

T = TypeVar("T")

FIRST_DAYS = {
    "Europe/Paris": (date(2025, 2, 7), date(2025, 3, 29), date(2025, 10, 25)),
    "America/New_York": (date(2025, 2, 7), date(2025, 3, 8), date(2025, 11, 1)),
    "Asia/Kolkata": (date(2025, 2, 7),),
    "Australia/Lord_Howe": (date(2025, 2, 7), date(2025, 4, 5), date(2025, 10, 4)),
    "Pacific/Apia": (date(2011, 9, 23), date(2011, 12, 29), date(2012, 3, 31)),
}
"""By zone, days on which an event may begin: an ordinary one, and the eves of clock changes.

Lord Howe moves its clocks by half an hour; Apia skipped the whole of 30 December 2011.
"""

TITLES = (
    "Ouverture",
    "L’éthique, pour qui ?",
    "Œuvres & « communs »",
    "[/] Q&A [closed]",
    "من يقرر؟",
    "人工智能与公共利益",
    "👩‍💻 🇫🇷 ❤️",
    "Cafe\u0301 de\u0301bat",
)
NAMES = ("Ada Exemple", "Éric Piédallu", "王小明", "ليلى حداد", "Nguye\u0302\u0303n Thi\u0323")
KINDS: tuple[Kind, ...] = ("session", "session", "session", "break")
STATES: tuple[State, ...] = ("confirmed", "confirmed", "confirmed", "moved", "cancelled")
ROLES: tuple[Role, ...] = ("speaker", "speaker", "moderator", "host")
QUARTER = timedelta(minutes=15)


def sparse(values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Return a strategy for a value or None."""
    return st.none() | values


def _at_times(*values: T) -> st.SearchStrategy[T | None]:
    """Return a strategy that draws one of the values or, in half of all cases, None."""
    return st.sampled_from((*(None for _ in values), *values))


# Strategies are made once: making one takes longer than drawing from it.
_ZONE = st.sampled_from(sorted(FIRST_DAYS))
_FIRST_DAY = {zone: st.sampled_from(days) for zone, days in FIRST_DAYS.items()}
_ROOMS = tuple(Room(f"r{index}", f"Salle {index}") for index in range(5))
_TRACKS = tuple(Track(f"t{index}", f"Piste {index}") for index in range(2))
_LANGUAGE = st.sampled_from(("fr", "en"))
_TITLE = st.sampled_from(TITLES)
_TEXT = _at_times(*TITLES)
_MESSAGES = st.lists(_TITLE, max_size=2)
_DESCRIPTION = _at_times("Un jour.\n\nUn autre.")
_VENUE = _at_times(Venue("Palais", "1 place Exemple"))
_AFFILIATION = _at_times("Institut X")
_LINKS = [
    Link(title, address)
    for title in TITLES
    for address in ("https://example.org/", "http://example.org/é?a=[b]&c=d")
]
_ASIDE = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from(STATES),
    st.sampled_from((5, 5, 10)),
    _TITLE,
    _at_times("Keynote", "Panel 1"),
    _TEXT,
    st.sampled_from((*(() for _ in _LINKS), *((link,) for link in _LINKS), *pairwise(_LINKS))),
)
"""The fields of a session other than its times, its rooms and its people."""


@cache
def _between(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least, most)


@cache
def _one_of(values: tuple[T, ...]) -> st.SearchStrategy[T]:
    return st.sampled_from(values)


@cache
def _some_of(people: tuple[Person, ...]) -> st.SearchStrategy[list[Participant]]:
    parts = [
        Participant(person.id, person.name, role, affiliation)
        for person in people
        for role in ROLES
        for affiliation in (person.affiliation, "Collectif Y")
    ]
    return st.lists(st.sampled_from(parts), max_size=3, unique_by=lambda part: part.id)


@cache
def _quarter(count: int) -> st.SearchStrategy[int]:
    """Return a strategy for one of a day's `count` quarter hours, often one in the morning."""
    return _between(20, 32) | _between(0, count - 1)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The values that all sessions of one programme share."""

    timezone: str
    first_day: date
    days: int
    past_boundary: bool
    rooms: tuple[Room, ...]
    tracks: tuple[Track, ...]
    people: tuple[Person, ...]

    def opening(self, index: int) -> datetime:
        """Return when an event day begins, in UTC; a date that a zone skipped lasts no time."""
        day = self.first_day + timedelta(days=index)
        return datetime.combine(day, DAY_BOUNDARY, ZoneInfo(self.timezone)).astimezone(UTC)


@st.composite
def programmes(
    draw: st.DrawFn, *, min_sessions: int = 1, max_sessions: int = 10, past_boundary: bool = False
) -> Programme:
    """Programmes of one to three days in no room or up to five, in several time zones.

    They have everything that our own file can contain: breaks, cancelled sessions, overlaps,
    tracks, abstracts. Sessions end before the day boundary unless `past_boundary`, as only feeds
    allow.
    """
    frame = _frame(draw, past_boundary=past_boundary)
    count = draw(_between(min_sessions, max_sessions))
    drawn = [_session(draw, f"s{index}", frame) for index in range(count)]
    texts = [draw(_TEXT) for _ in drawn]
    return Programme(
        id="example",
        title=draw(_TITLE),
        timezone=frame.timezone,
        language=draw(_LANGUAGE),
        sessions=tuple(sorted(drawn, key=lambda s: (s.start, s.end))),
        subtitle=draw(_TEXT),
        description=draw(_DESCRIPTION),
        venue=draw(_VENUE),
        rooms=frame.rooms,
        tracks=frame.tracks,
        people=frame.people,
        abstracts={s.id: text for s, text in zip(drawn, texts, strict=True) if text},
        preparations={s.id: draw(preparations(s)) for s in drawn[:1] if s.participants},
        stage_messages=tuple(draw(_MESSAGES)),
        cues={s.id: text for s in drawn[:2] if (text := draw(_TEXT))},
    )


_LINK_KINDS = (None, "page", "slides", "recording", "stream", "feedback", "chat")
_KINDS_OF_LINKS = st.lists(
    st.builds(
        Link,
        st.sampled_from(("Slides of it", "no: yes", "example.org", "1e5")),
        st.sampled_from([f"https://example.org/{n}" for n in range(5)]),
        st.sampled_from(_LINK_KINDS),
    ),
    max_size=3,
    unique_by=lambda link: link.url,
)


@st.composite
def real_programmes(draw: st.DrawFn) -> Programme:
    """Draw programmes with what real ones have: several rooms, languages and links of a kind."""
    found = draw(programmes(past_boundary=True))
    ids = [room.id for room in found.rooms]
    sessions: list[Session] = []
    for each in found.sessions:
        if not sessions:
            each = replace(each, kind="session", fixed_end=False)  # noqa: PLW2901
        held = [r for r in ids if r == each.room or (len(ids) > 1 and draw(st.booleans()))]
        sessions.append(
            replace(
                each,
                rooms=tuple(held),
                languages=draw(st.sampled_from(((), ("fr",), ("de", "en"), ("pt-BR",)))),
                type=draw(st.sampled_from((None, "Talk", "no", "12", "devroom"))),
                recorded=draw(st.sampled_from((None, True, False))),
                links=tuple(draw(_KINDS_OF_LINKS)),
            )
        )
    texts = (
        "One.\n\n  two <p>three</p>\n- four",
        "no",
        " 5",
        "é: {x}",
        "12:30",
        "# a\n\ttab",
        "1e5",
    )
    abstracts = {s.id: t for s in sessions if (t := draw(st.sampled_from((None, *texts))))}
    prepared = {id_: p for id_, p in found.preparations.items() if p != UNPREPARED}
    buildings = draw(st.lists(st.sampled_from((None, "K", "no", "1")), min_size=5, max_size=5))
    rooms = tuple(replace(r, building=b) for r, b in zip(found.rooms, buildings, strict=False))
    named = [room.building for room in rooms if room.building]
    pairs = {f"{named[0]}-{named[-1]}": 4} if named else {}
    walks = draw(st.sampled_from(({}, {"within": 0, "between": 9} | pairs, pairs)))
    return replace(
        found,
        rooms=rooms,
        walks=walks,
        sessions=tuple(sessions),
        abstracts=abstracts,
        preparations=prepared,
    )


_BY_LANGUAGE = st.just(dict[str, str]()) | st.dictionaries(
    st.sampled_from(("fr", "en", "pt-BR", "und")), _TITLE, min_size=1, max_size=3
)
_EACH = programmes()


@st.composite
def translated(draw: st.DrawFn, found: st.SearchStrategy[Programme] = _EACH) -> Programme:
    """Draw programmes with some texts in several languages, without a language chosen."""
    programme = draw(found)
    translations = {}
    for id_ in (EVENT, *programme.by_id):
        given = Translations(draw(_BY_LANGUAGE), draw(_BY_LANGUAGE), draw(_BY_LANGUAGE))
        if given != Translations():
            translations[id_] = given
    return translate_programme(replace(programme, translations=translations))


def preparations(session: Session) -> st.SearchStrategy[Preparation]:
    """Return a strategy for what a session may have prepared; any part may be missing."""
    return _prepared_by(tuple(dict.fromkeys(p.id for p in session.participants)))


@cache
def _prepared_by(people: tuple[str, ...]) -> st.SearchStrategy[Preparation]:
    ids = st.sampled_from(people)
    segment = st.builds(Segment, st.sampled_from(("welcome", *TITLES)), st.integers(1, 60))
    question = st.builds(PreparedQuestion, _TITLE, sparse(ids))
    return st.builds(
        Preparation,
        segments=st.lists(segment, max_size=5).map(tuple),
        questions=st.lists(question, max_size=3).map(tuple),
        seating=st.lists(ids, unique=True).map(tuple),
        shares=st.dictionaries(ids, st.integers(1, 20)),
    )


def _frame(draw: st.DrawFn, *, past_boundary: bool) -> _Frame:
    timezone = draw(_ZONE)
    return _Frame(
        timezone=timezone,
        first_day=draw(_FIRST_DAY[timezone]),
        days=draw(_between(1, 3)),
        past_boundary=past_boundary,
        rooms=_ROOMS[: draw(_between(0, len(_ROOMS)))],
        tracks=_TRACKS[: draw(_between(0, len(_TRACKS)))],
        people=tuple(
            Person(f"p{index}", NAMES[index], draw(_AFFILIATION))
            for index in range(draw(_between(0, len(NAMES))))
        ),
    )


def _session(draw: st.DrawFn, id_: str, frame: _Frame) -> Session:
    start, end = _hours(draw, frame)
    kind, state, warning, title, label, subtitle, links = draw(_ASIDE)
    return Session(
        id=id_,
        title=title,
        start=start,
        end=end,
        day=event_day(start, ZoneInfo(frame.timezone), DAY_BOUNDARY),
        kind=kind,
        state=state,
        label=label,
        subtitle=subtitle,
        rooms=(draw(_one_of(frame.rooms)).id,) if frame.rooms else (),
        track=draw(_one_of((None, *(track.id for track in frame.tracks)))),
        participants=tuple(draw(_some_of(frame.people))) if frame.people else (),
        links=links,
        fixed_end=kind == "break",
        warning_minutes=warning,
    )


def _hours(draw: st.DrawFn, frame: _Frame) -> tuple[datetime, datetime]:
    """A start on the quarter hour and an end after it, often near those of other sessions."""
    spans = [(frame.opening(index), frame.opening(index + 1)) for index in range(frame.days)]
    opening, closing = draw(_one_of(tuple(span for span in spans if span[0] < span[1])))
    start = opening + draw(_quarter((closing - opening) // QUARTER)) * QUARTER
    end = start + draw(_between(1, 12)) * QUARTER
    return start, end if frame.past_boundary else min(end, closing - timedelta(minutes=1))


@st.composite
def bookmarks(draw: st.DrawFn, programme: Programme) -> tuple[Bookmark, ...]:
    """Draw bookmarks of some sessions, maybe also of one that is gone, in the order of adding."""
    ids = [*(session.id for session in programme.sessions), "gone"]
    chosen = draw(st.lists(st.sampled_from(ids), unique=True))
    added = datetime(2011, 1, 1, tzinfo=UTC)
    return tuple(
        Bookmark(id_, TITLES[0], added + timedelta(seconds=index))
        for index, id_ in enumerate(chosen)
    )


def boundaries(programme: Programme) -> list[datetime]:
    """Return every instant at which something starts or ends, in order."""
    return sorted({moment for s in programme.sessions for moment in (s.start, s.end)})


def instants(programme: Programme) -> st.SearchStrategy[datetime]:
    """Instants from a day before the programme to a day after it."""
    edges = boundaries(programme)
    first, last = edges[0] - timedelta(days=1), edges[-1] + timedelta(days=1)
    return st.integers(0, int((last - first).total_seconds())).map(
        lambda seconds: first + timedelta(seconds=seconds)
    )
