"""Any programme at any instant and size: rows that fit, and no control characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from sommet_tui.companion.day_log import NOTHING, EventLog
from sommet_tui.companion.keys import APP_BACK, EVERYWHERE, SCREENS, SESSION
from sommet_tui.companion.plan import planned_days
from sommet_tui.domain.bookmarks import Pick
from sommet_tui.domain.messages import Message
from sommet_tui.domain.programme import Programme, Room, Session
from sommet_tui.tui import bookmarks, people
from sommet_tui.tui.agenda import rows as agenda
from sommet_tui.tui.help import PAGES, help_page
from sommet_tui.tui.info import info_page
from sommet_tui.tui.keys_on_screen import footer_row
from sommet_tui.tui.now import rooms as now_rooms
from sommet_tui.tui.now.after_event import after_event_items
from sommet_tui.tui.now.one_room import board_rows
from sommet_tui.tui.render.header import UserPlace, header
from sommet_tui.tui.render.rows import Row, fit_row
from sommet_tui.tui.session_page import session_page, session_preview
from sommet_tui.tui.viewer import Scene
from tests import days_driven, strategies

from .scenes import moment, scene, turn

FEW = settings(max_examples=20)  # each paints every room, session or bookmark of a programme


@dataclass(frozen=True)
class Window:
    """A scene and the size it is painted for."""

    scene: Scene
    width: int
    height: int


def windows() -> st.SearchStrategy[Window]:
    """Days that go as planned, and days that a stage drives."""
    return _planned() | _driven()


@st.composite
def _planned(draw: st.DrawFn) -> Window:
    programme = draw(strategies.programmes())
    return _window(draw, programme, draw(strategies.instants(programme)))


@st.composite
def _driven(draw: st.DrawFn) -> Window:
    programme = draw(days_driven.programmes())
    acts = draw(days_driven.logs(programme))
    now = draw(days_driven.moments(programme, acts))
    texts_drawn = draw(
        st.lists(st.sampled_from(("Lunch is on the first floor. " * 6, "Ça")), max_size=3)
    )
    about = st.none() | st.sampled_from([s.id for s in programme.sessions])
    messages = [
        Message(n, now, "everyone", text, draw(about)) for n, text in enumerate(texts_drawn)
    ]
    return _window(draw, programme, now, EventLog(acts, tuple(messages)))


def _window(
    draw: st.DrawFn, programme: Programme, now: datetime, events: EventLog = NOTHING
) -> Window:
    shown = scene(
        programme,
        now,
        stars=draw(strategies.bookmarks(programme)),
        language=draw(st.sampled_from(("en", "fr"))),
        viewer=draw(st.none() | st.just("Asia/Kolkata")),
        room=draw(strategies.sparse(_rooms(programme.rooms))),
        speed=draw(st.sampled_from((None, 0.0, 60.0))),
        events=events,
    )
    return Window(shown, draw(st.integers(20, 200)), draw(st.integers(5, 60)))


def _rooms(rooms: Sequence[Room]) -> st.SearchStrategy[str | None]:
    return st.sampled_from([room.id for room in rooms]) if rooms else st.none()


def assert_sound(rows: Sequence[Row], window: Window) -> None:
    for row in rows:
        fitted = fit_row(row, window.width)
        assert sum(cell_len(part.text) for part in fitted) <= window.width
        for part in row:
            assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in part.text)


@FEW
@given(windows())
def test_now_of_any_room_fits_any_window(window: Window) -> None:
    for room in moment(window.scene).rooms:
        rows = board_rows(window.scene, room, window.width, window.height)
        assert 0 < len(rows) <= window.height
        assert_sound(rows, window)


@FEW
@given(windows())
def test_rows_of_a_past_day_fit_any_window(window: Window) -> None:
    rows = [
        item.paint(window.width)
        for item in after_event_items(window.scene, window.width, roomy=True)
    ]
    assert_sound(rows, window)
    for row in rows:
        assert sum(cell_len(part.text) for part in row) <= window.width


@FEW
@given(windows())
def test_now_of_several_rooms_shows_all_running_sessions(window: Window) -> None:
    shown, at = window.scene, moment(window.scene)
    found = now_rooms.listed_sessions(shown, at, "rooms")
    held = {s.id for s in found.on if not s.is_break}
    assert held == {s.id for room in at.rooms for s in room.now}
    assert not {s.id for s in found.on} & {s.id for s in (*found.soon, *found.next)}
    starts = now_rooms.starts_grid(shown, window.width)
    on = now_rooms.running_grid(shown, window.width)
    rows = [agenda.session_row(shown, s, starts) for s in (*found.soon, *found.next)]
    rows += [now_rooms.running_row(shown, s, on) for s in found.on]
    rows += [
        now_rooms.soon_heading(shown, found, starts),
        now_rooms.running_heading(shown, found, "rooms", on),
        now_rooms.finished_rooms_row(shown, found.done, window.width),
        *now_rooms.summary_rows(shown, window.width, low=False),
    ]
    for session_ in shown.programme.sessions:
        rows += agenda.session_detail(shown, session_, window.width)
    assert_sound(rows, window)


@FEW
@given(windows())
def test_agenda_lists_every_session_once_in_order(window: Window) -> None:
    shown = window.scene
    sessions = shown.snapshot.shown_sessions
    entries = agenda.agenda_entries(shown, sessions, agenda.ListingOptions(opened=True))
    listed = [e.entry for e in entries if isinstance(e, agenda.EntryRow)]
    held = [e.id for e in listed if isinstance(e, Session)]
    assert sorted(held) == sorted(s.id for s in sessions)
    on = {s.id for s in shown.snapshot.running_sessions(shown.now)}
    if shown.snapshot.live is None:
        assert [id_ for id_ in held if id_ not in on] == [s.id for s in sessions if s.id not in on]
    lines = [n for n, e in enumerate(entries) if isinstance(e, agenda.NowLine)]
    assert len(lines) <= 1
    if lines and shown.snapshot.live is None:
        below = [e.entry.start for e in entries[lines[0] :] if isinstance(e, agenda.EntryRow)]
        assert all(start > shown.now for start in below)
        assert len(below) == sum(e.start > shown.now for e in listed)
    grid = agenda.session_grid(shown, window.width, signs=False)
    assert_sound([agenda.entry_row(shown, e, grid) for e in entries], window)


@FEW
@given(windows())
def test_every_bookmark_has_a_row(window: Window) -> None:
    shown = window.scene
    planned = planned_days(shown.snapshot, None, shown.now)
    entries = bookmarks.bookmark_entries(shown, [gap for day in planned for gap in day.gaps])
    found = [e.bookmark for e in entries if isinstance(e, Pick)]
    assert sorted(found, key=lambda b: b.session) == sorted(
        shown.snapshot.mine.bookmarks, key=lambda b: b.session
    )
    grid = agenda.session_grid(shown, window.width)
    rows = [bookmarks.entry_row(shown, e, grid) for e in entries]
    assert_sound([*rows, *bookmarks.empty_rows(shown, window.width)], window)


@FEW
@given(windows())
def test_every_session_and_person_has_a_page(window: Window) -> None:
    shown, width = window.scene, window.width
    for each in shown.snapshot.programme.sessions:
        page = session_page(shown, each, width)
        preview = session_preview(shown, each, width)
        assert len(preview) == 4
        assert_sound([*page, *preview], window)
    for one in shown.snapshot.people:
        for crew in (False, True):
            grid = people.people_grid(shown, width, crew=crew, by_time=crew)
            assert_sound([people.person_row(shown, one, turn(shown, one), grid)], window)
        assert_sound(people.person_page(shown, one, turn(shown, one), width), window)


@FEW
@given(windows())
def test_header_info_footer_and_help_fit_any_window(window: Window) -> None:
    shown, width = window.scene, window.width
    assert_sound(header(shown, width, UserPlace("go.now", crew=True)), window)
    assert_sound(info_page(shown, width), window)
    for name in PAGES:
        assert_sound(help_page(shown.words, width, name=name), window)
    assert_sound(help_page(shown.words, width, query="e"), window)
    keys = (APP_BACK, *SCREENS, *SESSION, *EVERYWHERE)
    assert_sound([footer_row(keys, shown.words, width)], window)
