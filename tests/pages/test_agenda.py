"""What lists show of a session: the same on screen and in a command's output."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sommet_tui.cli.rows import day_rows
from sommet_tui.companion.day_log import EventLog
from sommet_tui.companion.snapshot import Saved
from sommet_tui.domain.bookmarks import Friend
from sommet_tui.domain.filters import Facets
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.programme import Programme, Session
from sommet_tui.domain.timeline import Gap
from sommet_tui.domain.values import replace
from sommet_tui.pages.agenda import SessionFacts, next_session_ids, session_facts, sessions_and_gaps
from sommet_tui.tui.agenda.rows import session_grid, session_row
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording.session_texts import badges
from tests.acting import day_of, log
from tests.builders import DAY, NEXT_DAY, at, bookmark, pause, programme, session
from tests.tables import listed, table
from tests.tui.scenes import scene, text, with_state


def day() -> Programme:
    return day_of(
        "one 09:00-10:00, two 10:00-11:00 = Panel 2 · Two, off 11:00-12:00 cancelled, "
        "moved 13:00-14:00 moved, last 14:00-15:00"
    )


def live(clock: str, *specs: str) -> Scene:
    return scene(day(), at(clock), events=EventLog(log(day(), *specs)))


def facts_of(shown: Scene, id_: str, *, rooms: bool = True) -> SessionFacts:
    return session_facts(shown.programme.by_id[id_], shown, next_session_ids(shown), rooms=rooms)


def signs_of(shown: Scene, id_: str) -> dict[str, str]:
    return dict(facts_of(shown, id_).signs)


def with_saved(shown: Scene, saved: Saved) -> Scene:
    return with_state(shown, replace(shown.snapshot, mine=saved))


@pytest.mark.parametrize(("clock", "acts", "id_", "expected"), table("session_facts.txt"))
def test_row_shows_how_the_session_stands(clock: str, acts: str, id_: str, expected: str) -> None:
    facts = facts_of(live(clock, *listed(acts)), id_)
    for name, _, value in (each.partition(":") for each in expected.split("; ")):
        assert str(getattr(facts, name) or "").strip() == value.strip(), name


@pytest.mark.parametrize(
    ("facets", "pauses"),
    [
        (None, 1),
        (Facets(), 1),
        (Facets(days=frozenset({DAY}), only_upcoming=True), 1),
        (Facets(rooms=frozenset({"north"})), 1),
        (Facets(tracks=frozenset({"law"})), 0),
        (Facets(mine=True), 0),
        (Facets(soon=timedelta(hours=1)), 0),
    ],
)
def test_breaks_are_listed_unless_filters_hide_sessions_in_them(
    facets: Facets | None, pauses: int
) -> None:
    shown = scene(day_of("a 09:00-10:00, b 11:00-12:00"), at("08:00"))
    found = [*sessions_and_gaps(shown.programme.sessions, shown, facets)]
    assert sum(isinstance(entry, Gap) for entry in found) == pauses
    assert [e.id for e in found if isinstance(e, Session)] == ["a", "b"]


@pytest.mark.parametrize(
    ("acts", "hidden"),
    [("", ""), ("", "c"), ("09:00 start a, 10:00 end, 10:30 start b", "")],
)
def test_changeovers_delays_and_hidden_sessions_are_not_pauses(acts: str, hidden: str) -> None:
    made = day_of("a 09:00-10:00, b 10:00-11:00, c 11:10-12:00, d 13:00-14:00")
    unwanted = tuple(replace(bookmark(id_), degree="hidden") for id_ in hidden)
    shown = scene(made, at("10:40"), events=EventLog(log(made, *listed(acts))))
    view = with_saved(shown, Saved((), unwanted))
    sessions = [one for one in view.programme.sessions if one.id != hidden]
    entries = sessions_and_gaps(sessions, view, None)
    (found,) = (entry for entry in entries if isinstance(entry, Gap))
    assert (found.start, found.end) == (at("12:00"), at("13:00"))


def test_break_does_not_count_as_a_rooms_next_session() -> None:
    rooms = day_of(
        "a 09:00-10:00 @north, tea 10:00-10:30 break @north, b 10:30-11:00 @north, "
        "c 11:00-12:00 @north, d 09:00-10:00 @south next-day"
    )
    assert next_session_ids(scene(rooms, at("09:30"))) == {"b", "d"}
    assert next_session_ids(scene(rooms, at("12:00", NEXT_DAY))) == frozenset()


def test_marks_are_equally_wide_in_all_rows() -> None:
    shown = scene(day(), at("08:00"), stars=["one"])
    assert signs_of(shown, "one")["degree"] == "★"
    one, two = ("".join(signs_of(shown, id_).values()) for id_ in ("one", "two"))
    assert len(one) == len(two)


def test_clash_counts_until_the_session_is_over() -> None:
    both = day_of("a 09:00-10:00, b 09:30-11:00")
    for clock, sign in (("08:00", "✕1"), ("10:00", "")):
        shown = scene(both, at(clock), stars=["a", "b"])
        assert signs_of(shown, "a")["clash"].strip() == sign


def test_friends_bookmark_is_marked_with_or_without_mine() -> None:
    ada = Friend("Ada", (bookmark("one"), bookmark("two")))
    shown = scene(day(), at("08:00"))
    assert signs_of(shown, "one")["friend"] == ""
    shown = with_saved(shown, Saved((bookmark("one"),), friends=(ada,)))
    assert [signs_of(shown, id_)["friend"] for id_ in ("one", "two", "last")] == ["&", "@", " "]


def test_row_names_the_room_if_several_are_listed() -> None:
    rooms = day_of("a 09:00-10:00 @north, b 09:00-10:00 @south")
    shown = scene(rooms, at("08:00"))
    assert facts_of(shown, "a").place == "north"
    assert facts_of(shown, "a", rooms=False).place is None


def test_own_event_always_shows_its_place() -> None:
    own = OwnEvent("own-1", "Lunch", at("12:00"), at("13:00"), "Foyer")
    shown = with_saved(scene(day(), at("08:00")), Saved(own_events=(own,)))
    (lunch,) = shown.snapshot.own_sessions
    for rooms in (True, False):
        facts = session_facts(lunch, shown, rooms=rooms)
        assert (facts.place, dict(facts.signs)["degree"]) == ("Foyer", "◇")


def test_row_shows_track_languages_and_not_filmed() -> None:
    talk = replace(session("a", track="Law"), languages=("de", "en"), recorded=False)
    shown = scene(programme(talk, session("b"), pause("tea")), at("08:00"))
    facts = facts_of(shown, "a")
    assert (facts.track, facts.languages, badges(talk, shown)) == ("Law", "de/en", ["not filmed"])
    assert [facts_of(shown, id_).languages for id_ in ("b", "tea")] == ["en", ""]
    same = scene(day_of("a 09:00-10:00, b 09:00-10:00"), at("08:00"))
    assert facts_of(same, "a").languages == ""


@pytest.mark.parametrize(("clock", "acts"), table("session_facts.txt", "stages of the day"))
def test_command_shows_every_remark_and_a_screen_the_most_important_one(
    clock: str, acts: str
) -> None:
    one, two, *rest = day().sessions
    two = replace(two, languages=("de",), recorded=False, track="Law")
    made = programme(one, two, *rest)
    shown = scene(made, at(clock), stars=["one", "two"], events=EventLog(log(made, *listed(acts))))
    coming, grid = next_session_ids(shown), session_grid(shown, 400)
    for each in shown.programme.sessions:
        facts = session_facts(each, shown, coming)
        row = _plain(text(session_row(shown, each, grid), 400))
        lines = _plain(" ".join(day_rows(shown, [each], coming)))
        signs = [sign for _, sign in facts.signs]
        remarks = (facts.off, facts.paused, facts.late, facts.moved, facts.added)
        about = (facts.track, *badges(each, shown))
        for part in filter(None, (*signs, *remarks, *about, facts.title, facts.languages)):
            assert _plain(part) in lines
        first = facts.off or facts.paused or facts.late or facts.moved or facts.added or ""
        for part in (*signs, first, facts.title, facts.languages):
            assert _plain(part) in row


def _plain(text_: str) -> str:
    return "".join(text_.split())


def test_narrow_row_shows_the_expected_start() -> None:
    shown = live("09:51", "09:00 start one", "09:50 add one 20")
    row = session_row(shown, shown.programme.by_id["two"], session_grid(shown, 40))
    assert text(row, 40).split()[-2:] == ["→", "10:20"]


def test_delay_of_a_break_and_what_it_leaves_are_in_every_list() -> None:
    made = day_of("one 09:00-10:00, tea 10:00-10:30 break, two 10:30-11:00")
    acts = EventLog(log(made, "09:00 start one", "09:50 add one 20"))
    shown = scene(made, at("09:51"), events=acts)
    tea = shown.programme.by_id["tea"]
    row = text(session_row(shown, tea, session_grid(shown, 80)), 80)
    (line,) = day_rows(shown, [tea], frozenset())
    assert row.split()[-4:] == ["expected", "10:20", "10", "min"]
    assert "Tea, 10\u00a0min · expected 10:20" in line
