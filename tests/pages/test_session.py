"""What a session's page says of it, on screen and in `show`."""

from __future__ import annotations

import pytest

from sommet_tui.companion.day_log import EventLog
from sommet_tui.companion.snapshot import Saved
from sommet_tui.domain.bookmarks import Friend
from sommet_tui.domain.messages import Message
from sommet_tui.domain.programme import Link, LinkKind, Programme, Room
from sommet_tui.domain.values import replace
from sommet_tui.pages.session import (
    link_title,
    next_sessions,
    place_lines,
    session_line,
    session_links,
    session_notices,
    session_summary,
    status_lines,
    symbol_sentences,
    time_words,
)
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording.expected_times import time_left_words
from tests.acting import day_of, log
from tests.builders import at, bookmark, participant, plain, programme, session
from tests.tables import listed, table
from tests.tui.scenes import scene, with_state


def day() -> Programme:
    return day_of(
        "one 09:00-10:00 @north #Law = Panel 1 · One, two 10:00-11:00 @south, "
        "off 11:00-12:00 @south cancelled, new 13:00-14:00 @south moved"
    )


def live(clock: str, *specs: str) -> Scene:
    """Return the day without rooms, after some acts."""
    made = programme(*(replace(each, rooms=()) for each in day().sessions))
    return scene(made, at(clock), events=EventLog(log(made, *specs)))


@pytest.mark.parametrize(("clock", "acts", "id_", "status"), table("session_status.txt"))
def test_status_of_a_session_follows_the_clock_and_the_stage(
    clock: str, acts: str, id_: str, status: str
) -> None:
    shown = live(clock, *listed(acts))
    parts = status_lines(
        shown.programme.by_id[id_], shown, lambda left: time_left_words(left, shown.words)
    )
    assert plain(" · ".join(filter(None, parts))) == status


@pytest.mark.parametrize(("clock", "acts", "id_", "times"), table("session_times.txt"))
def test_session_times_include_planned_times_once_others_are_announced(
    clock: str, acts: str, id_: str, times: str
) -> None:
    shown = live(clock, *listed(acts))
    assert plain(time_words(shown.programme.by_id[id_], shown)) == times


def test_session_times_include_local_times() -> None:
    abroad = scene(day(), at("08:00"), viewer="America/New_York")
    found = plain(time_words(day().by_id["one"], abroad))
    assert found == "Friday 7 February 2025 · 09:00 – 10:00 · 1 h · 03:00 – 04:00 your time"


def test_session_place_includes_way_kind_track_and_other_languages() -> None:
    rooms = (Room("north", "North", note="2nd floor"), Room("south", "South"), Room("c", "C"))
    made = replace(day(), rooms=rooms)
    view = scene(made, at("08:00"))
    one = replace(made.by_id["one"], type="Workshop")
    assert place_lines(one, view) == ["North (2nd floor)", "Workshop", "Law", None]
    both = replace(one, rooms=("north", "south"))
    assert place_lines(both, view)[0] == "North, South"
    assert place_lines(replace(one, rooms=("north", "south", "c")), view)[0] == "all rooms"
    assert place_lines(replace(one, rooms=(), track=None, type=None), view) == [None] * 4
    assert place_lines(replace(one, type="law"), view)[1:3] == [None, "Law"], "shown once"
    for languages, words in ((("en",), None), (("de", "en"), "in German, English")):
        assert place_lines(replace(one, languages=languages), view)[3] == words


def test_address_of_a_room_is_the_last_link_of_its_sessions() -> None:
    rooms = [Room(id_, id_.title(), url=f"https://example.org/{id_}") for id_ in "abcd"]
    own = Link("Page", "https://example.org/page")
    talk = replace(session("talk", room="a"), links=(own,))
    view = scene(replace(programme(talk), rooms=tuple(rooms)), at("08:00"))
    assert session_links(talk, view) == (own, Link("A", "https://example.org/a"))
    two, all_four = replace(talk, rooms=("a", "c")), replace(talk, rooms=("a", "b", "c", "d"))
    assert [link.title for link in session_links(two, view)] == ["Page", "A", "C"]
    assert session_links(all_four, view) == (own,)


def test_session_page_shows_its_notices_regardless_of_the_selected_room() -> None:
    north, south = (
        Message(seq, at("08:00"), "everyone", "Hello", None, place)
        for seq, place in enumerate(("north", "south"), 1)
    )
    events = EventLog(messages=(north, south))
    shown = scene(day(), at("08:30"), events=events, room="south")
    assert session_notices(day().by_id["one"], shown) == (north,)


def test_every_sign_has_a_sentence() -> None:
    def sentences(saved: Saved) -> list[tuple[str, str]]:
        shown = scene(day(), at("08:00"))
        shown = with_state(shown, replace(shown.snapshot, mine=saved))
        return [*symbol_sentences(day().by_id["one"], shown)]

    assert sentences(Saved()) == []
    maybe = replace(bookmark("one"), degree="maybe")
    ada = Friend("Ada", (bookmark("one"),))
    degree, friend = sentences(Saved((maybe,), leads={"one": 10}, friends=(ada,)))
    assert degree[0] == "☆"
    assert degree[1].startswith("bookmarked as maybe · ")
    assert friend == ("&", "bookmarked by Ada")
    assert sentences(Saved(hidden=(maybe,))) == [("∅", "hidden from lists")]


def test_cancelled_session_of_a_person_is_marked() -> None:
    shown = scene(day(), at("08:00"))
    lines = [session_line(shown.programme.by_id[id_], shown) for id_ in ("one", "off")]
    assert lines == ["09:00 · north · Panel 1 · One", "11:00 · south · Off · cancelled"]


def test_links_are_in_order_of_use_and_a_recording_is_first_after_a_session() -> None:
    kinds: tuple[LinkKind, ...] = ("page", "feedback", "slides", "recording", "stream")
    given = tuple(Link(kind.upper(), f"https://example.org/{kind}", kind) for kind in kinds)
    talk = replace(session("talk"), links=given)

    def shown(clock: str) -> list[str]:
        view = scene(programme(talk), at(clock))
        return [link_title(link, view.words) for link in session_links(talk, view)]

    before = "STREAM · stream, SLIDES · slides, RECORDING · recording, FEEDBACK · feedback, PAGE"
    assert shown("09:59") == before.split(", ")
    after = "RECORDING · recording, SLIDES · slides, FEEDBACK · feedback, STREAM · stream, PAGE"
    assert shown("10:00") == after.split(", ")


def test_summary_has_title_time_place_people_and_links() -> None:
    chair = participant("ada", "Ada", role="moderator", affiliation="Institute")
    talk = session("talk", label="Panel 2", subtitle="About it", room="north", people=[chair])
    made = programme(replace(talk, links=(Link("Slides", "https://example.org/s"),)))
    shown = scene(made, at("08:00"))
    lines = [plain(line) for line in session_summary(made.by_id["talk"], shown)]
    assert lines == [
        "Panel 2 · Talk",
        "About it",
        "",
        "Friday 7 February 2025 · 09:00 – 10:00 · 1 h",
        "north",
        "",
        "Ada, Institute (moderator)",
        "",
        "Slides: https://example.org/s",
    ]


def test_next_sessions_are_in_the_room_that_day_and_with_each_person() -> None:
    made = day_of(
        "talk 09:00-10:00 @north +ada +bob, same-time 09:30-10:30 @south +ada, "
        "off 10:00-10:30 @north cancelled, then 11:00-12:00 @north, again 14:00-15:00 @south +bob"
    )

    def next_sessions_at(id_: str, clock: str) -> list[tuple[str | None, str, str, bool]]:
        view = scene(made, at(clock))
        found = next_sessions(view.programme.by_id[id_], view)
        return [(each.person, each.session.id, plain(each.when), each.past) for each in found]

    then, again = (None, "then", "11:00 – 12:00"), ("Bob", "again", "14:00 – 15:00 · south")
    assert next_sessions_at("talk", "08:00") == [(*then, False), (*again, False)]
    assert next_sessions_at("talk", "11:00") == [(*then, True), (*again, False)]
    assert next_sessions_at("again", "08:00") == []


DRILL = ("09:00 start one", "09:30 end @north", "09:41 insert drill 10 09:55 @north")


@pytest.mark.parametrize(
    ("clock", "acts"),
    [("09:50", ()), ("10:20", ("09:55 start drill", "09:55 end @north"))],
    ids=["two is announced for 10:00", "the drill is over"],
)
def test_next_session_of_a_manual_room_is_the_next_in_order(
    clock: str, acts: tuple[str, ...]
) -> None:
    made = day_of("one 09:00-09:30 @north, two 10:00-10:30 @north, three 11:00-11:30 @north")
    view = scene(made, at(clock), events=EventLog(log(made, *DRILL, *acts)))
    found = [next(next_sessions(each, view), None) for each in view.programme.sessions]
    assert [each and each.session.id for each in found] == ["drill", "two", "three", None]


def test_next_session_of_a_late_room_has_an_expected_start() -> None:
    made = day_of("one 09:00-09:30 @north, two 09:30-10:00 @north")
    late = EventLog(log(made, "09:10 start one"))
    (found,) = next_sessions(made.by_id["one"], scene(made, at("09:12"), events=late))
    assert plain(found.when) == "09:30 – 10:00 · expected 09:40"
