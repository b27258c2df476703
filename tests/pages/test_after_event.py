"""An event that is over: my day, its date, and its replay."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.companion.snapshot import Saved
from sommet_tui.domain.notes import Note
from sommet_tui.domain.programme import Link, Programme
from sommet_tui.domain.values import replace
from sommet_tui.pages.after_event import (
    my_sessions,
    my_sessions_heading,
    past_event_variants,
    replay_texts,
)
from sommet_tui.wording.words import View
from tests.acting import day_of
from tests.builders import NEXT_DAY, at, bookmark, plain, programme, session
from tests.tui.scenes import scene, with_state

AFTER = at("12:00", NEXT_DAY + timedelta(days=9))
RECORDINGS = (
    Link("Feedback", "https://example.org/f", "feedback"),
    Link("Subtitles", "https://example.org/v.vtt", "recording"),
    Link("Video", "https://example.org/v.webm", "recording"),
    Link("Video", "https://example.org/v.mp4", "recording"),
    Link("Slides", "https://example.org/s", "slides"),
)


def view_after_event(made: Programme, saved: Saved | None = None) -> View:
    shown = scene(made, AFTER)
    return with_state(shown, replace(shown.snapshot, mine=saved or Saved()))


def one_day() -> Programme:
    return programme(replace(session("one"), links=RECORDINGS), session("two", "11:00", "12:00"))


def plain_forms(forms: tuple[str, ...]) -> list[str]:
    return [plain(form) for form in forms]


def test_my_day_lists_bookmarks_and_notes_by_time_and_notes_without_session_last() -> None:
    notes = tuple(Note(id_, id_, f"# On {id_}\nMore", AFTER) for id_ in ("gone", "two"))
    found = my_sessions(
        view_after_event(one_day(), Saved((bookmark("one"), bookmark("left")), notes=notes))
    )
    assert [(each.id, each.note, each.session is None) for each in found] == [
        ("one", None, False),
        ("two", "On two", False),
        ("gone", "On gone", True),
    ]


def test_session_links_to_one_recording_and_the_feedback() -> None:
    (one,) = my_sessions(view_after_event(one_day(), Saved((bookmark("one"),))))
    assert one.links == (
        ("recording", "https://example.org/v.webm"),
        ("feedback", "https://example.org/f"),
    )
    alone = replace(one_day().sessions[0], links=RECORDINGS[1:2])
    (one,) = my_sessions(view_after_event(programme(alone), Saved((bookmark("one"),))))
    assert one.links == (("recording", "https://example.org/v.vtt"),)


def test_closing_page_distinguishes_one_day_from_several() -> None:
    one, two = (
        view_after_event(one_day()),
        view_after_event(day_of("a 09:00-10:00, b 09:00-10:00 next-day")),
    )
    assert (my_sessions_heading(one), my_sessions_heading(two)) == ("MY DAY", "MY DAYS")
    assert plain_forms(past_event_variants(one, "Hall")) == [
        "OVER · Friday 7 February 2025 · Hall",
        "OVER · Friday 7 February 2025",
        "OVER · 7 February 2025",
    ]
    assert (
        plain_forms(past_event_variants(two, None)) == ["OVER · 7 February – 8 February 2025"] * 3
    )
    assert replay_texts(one) == ("Replay the day", "from 08:59")
    assert plain_forms(replay_texts(two) or ()) == [
        "Replay the event",
        "from Friday 7 February, 08:59",
    ]


def test_fully_cancelled_event_has_no_date_and_no_replay() -> None:
    view = view_after_event(day_of("one 09:00-10:00 cancelled"))
    assert past_event_variants(view, None) == ("Every session is cancelled.",)
    assert replay_texts(view) is None
