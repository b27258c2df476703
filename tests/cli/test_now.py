"""`now`, at every phase of the summit and of events unlike it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import read_items, write


def test_now_counts_days_before_the_event(ask: Ask) -> None:
    output = ask("now --at 2025-02-01T10:00").out
    assert "The event starts on Friday\u00a07\u00a0February at 10:00, in 6\u00a0days." in output
    assert "Next: Introduction\n" in output


def test_now_shows_the_running_session_and_the_next(ask: Ask) -> None:
    lines = ask("now --at 11:23").lines
    on = lines.index("On now: Panel 1 · Grands témoignages sur l’IA et les limites planétaires")
    assert lines[on + 1 : on + 4] == [
        "  Dérives extractivistes et Empreinte Carbone",
        "  David Maenda Kithoko · Lorraine De Montenay · Pierre Terras",
        "  11:00 – 12:10 · 47\u00a0min left",
    ]
    upcoming = lines.index("Next: Panel 2 · De la promesse libérale au capitalisme de surveillance")
    assert lines[upcoming + 3] == "  at 12:10 · in 47\u00a0min"
    assert "    13:00 – 14:00  break, 1\u00a0h" in lines[upcoming:]


def test_now_shows_when_the_event_resumes_after_a_gap(ask: Ask) -> None:
    output = ask("now --at 13:10").out
    assert "Break: the day resumes at 14:00 (in 50\u00a0min)." in output
    assert "On now" not in output
    assert "Next: Panel 3 · Algorithmes et dépendances\n" in output


def test_now_shows_no_next_session_during_the_last_one(ask: Ask) -> None:
    output = ask("now --at 19:00").out
    assert "On now: Plénière ·" in output
    assert "Nothing is planned after this." in output
    assert "Next:" not in output


def test_now_offers_a_replay_after_the_event(ask: Ask) -> None:
    output = ask("now --at 2025-02-08T08:00").out
    assert "The event ended on Friday\u00a07\u00a0February\u00a02025." in output
    offered = "sommet-tui --at 09:59"
    assert output.endswith(f"Replay the day: {offered}\n")
    replayed = ask("now", *offered.split()[1:]).out
    assert "The event starts at 10:00, in 1\u00a0min." in replayed


def test_replay_of_several_days_starts_on_the_first_day(ask: Ask) -> None:
    file = write({"2025-02-07": "one 09:00-10:00", "2025-02-08": "two 10:00-11:00"})
    output = ask("now --programme", file, "--at", "2025-02-09T08:00").out
    command = f"sommet-tui --programme {file} --at 08:59"
    said = f"Replay the event from Friday 7 February: {command}"
    assert " ".join(output.split()).endswith(said)
    assert "The event starts at 09:00" in ask("now", *command.split()[1:]).out


def test_past_event_lists_my_sessions_with_notes_and_links(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = {"title": "Video", "url": "https://example.org/video", "kind": "recording"}
    one, two = read_items("one 09:00-10:00; two 10:00-11:00")
    file = write({"2025-03-01": [one | {"links": [link]}, two]})
    ask("bookmark add one --programme", file)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Ask again")))
    noted = ask("note edit two - --programme", file)
    assert noted.code == 0, noted
    lines = ask("now --programme", file, "--at", "2025-03-02T08:00").lines
    place = lines.index("MY DAY")
    assert lines[place + 1 : place + 5] == [
        "09:00  One ★",
        "  recording  https://example.org/video",
        "10:00  Two",
        "  ✎ Ask again",
    ]
    assert f"All sessions: sommet-tui agenda --programme {file}" in " ".join(lines)
    mine = ask("now --json --programme", file, "--at", "2025-03-02T08:00").data["mine"]
    assert [(each["id"], each["note"], len(each["links"])) for each in mine] == [
        ("one", None, 1),
        ("two", "Ask again", 0),
    ]
    assert ask("now --json --programme", file, "--at", "2025-03-01T09:00").data["mine"] == []


def test_replay_command_names_the_offset_of_a_repeated_hour(ask: Ask) -> None:
    write({"2025-10-26": "dawn 03:00-04:00"}, day_boundary="00:00")
    output = ask("now --at 2025-10-27T08:00").out
    assert output.endswith("--at 2025-10-26T02:59+01:00\n")


def test_now_shows_the_simulated_time(ask: Ask) -> None:
    shown = ask("now --at 11:23").lines[0]
    assert shown == "Simulated time: Friday\u00a07\u00a0February\u00a02025, 11:23."
    assert "Shown for" not in ask("now").out


def test_next_bookmark_is_shown_with_the_time_until_it(ask: Ask) -> None:
    ask("bookmark add panel-4")
    output = ask("now --at 15:00").out
    title = "Panel 4 · Accaparement des contenus et de la création"
    assert f"NEXT ★ {title}  16:00  in 1\u00a0h\n" in output
    assert f"{title} ★" in output
    before = ask("now --at 2025-02-06T15:00").out
    assert before.endswith(
        "Your next bookmark: Panel 4, on Friday\u00a07\u00a0February at 16:00 (in 25\u00a0h)\n"
    )


def test_now_has_a_paragraph_for_each_room(ask: Ask) -> None:
    items = "a1 09:00-10:00 a; a2 10:00-11:00 a; b1 09:00-09:15 b; b2 09:45-11:00 b"
    write(f"{items}; c1 08:00-09:00 c", rooms="abc")
    output = ask("now --at 09:30").out
    assert "Room a\nOn now: A1\n  09:00 – 10:00 · 30\u00a0min left\nNext: A2\n" in output
    assert "Room b\n  break until 09:45, 15\u00a0min left\nNext: B2\n" in output
    assert output.endswith("Nothing more today: Room c\n")

    only = ask("now", "--at", "09:30", "--room", "room A").out
    assert "On now: A1" in only
    assert "B2" not in only


@pytest.mark.parametrize("rooms", ["ab", "abcdef"])
@pytest.mark.parametrize(
    ("clock", "when"), [("09:45", "in 15\u00a0min"), ("10:15", "45\u00a0min left")]
)
def test_now_lists_a_break_in_a_separate_room(ask: Ask, rooms: str, clock: str, when: str) -> None:
    write("a1 09:00-11:30 a; lunch 10:00-11:00 b kind=break", rooms=rooms)
    line = f"\nLunch · 10:00 – 11:00 · {when} · Room b\n"
    assert line in ask("now --at", clock).out
    assert line in ask("now --at", clock, "--room", "b").out
    assert "10:00 – 11:00  Lunch, 1\u00a0h · Room b\n" in ask("agenda").out


def test_way_to_a_room_is_shown_only_if_one_room_is_requested(ask: Ask) -> None:
    file = write("a1 09:00-10:00 a", rooms="ab")
    path, way = Path(file), '"note": "2nd floor", "url": "https://example.org/a"'
    path.write_text(path.read_text("utf-8").replace('"id": "a",', f'"id": "a", {way},'), "utf-8")
    now = ("now", "--at", "09:30")
    assert "Room a\n2nd floor · https://example.org/a\n" in ask(*now, "--room", "a").out
    assert "2nd floor" not in ask(*now).out


def test_next_day_of_a_room_is_shown_only_if_one_room_is_requested(ask: Ask) -> None:
    days = {
        "2025-03-01": "a1 09:00-10:00 a; b1 09:00-10:00 b",
        "2025-03-02": "a2 09:00-10:00 a",
    }
    write(days, rooms="ab")
    now = ("now", "--at", "2025-03-01T09:30")
    assert "30\u00a0min left\nNothing more today.\n" in ask(*now).out
    assert "Next: A2\n  on Sunday\u00a02\u00a0March at 09:00" in ask(*now, "--room", "a").out


def test_finished_rooms_are_summarised_in_large_events(ask: Ask) -> None:
    rooms = [f"r{n}" for n in range(30)]
    first = "; ".join(f"s{n} 09:00-10:00 r{n}" for n in range(3))
    second = "; ".join(f"t{n} 09:00-10:00 r{n}" for n in range(30))
    write({"2025-03-01": first, "2025-03-02": second}, rooms=rooms)
    at = ("--at", "2025-03-01T09:30")
    during = ask("now", *at).lines
    place = during.index("On now in 3 rooms")
    assert during[place + 1 :] == [
        *(f"Room r{n}: S{n} · 30\u00a0min left" for n in range(3)),
        "",
        "27 rooms with nothing more today (to list them, use --all)",
    ]
    folded = ask("now", *at, "--all").out.split("Nothing more today: ")[1].split()
    assert "r29" in folded
    assert "r2" not in folded

    at_night = ask("now --at 2025-03-01T22:00").out
    assert "Next in 30 rooms" in at_night
    assert "Room r29: from 09:00 · next in 11\u00a0h: T29\n" in at_night


def test_room_in_a_break_is_listed_below_running_rooms(ask: Ask) -> None:
    items = [f"s{n} 09:00-10:00 r{n}" for n in range(4)]
    items += ["before 08:00-09:00 r4", "after 09:40-10:00 r4", "long 10:00-11:00 r0"]
    write("; ".join(items), rooms=[f"r{n}" for n in range(4, -1, -1)])
    at = ("now", "--at", "2025-03-01T09:30")
    lines = ask(*at).lines
    assert "Room r0: S0 · 30\u00a0min left · next in 30\u00a0min: Long" in lines
    assert lines[-1] == "1 room on a break (to list them, use --all)"
    lines = ask(*at, "--all").lines
    assert lines[-2:] == [
        "Next in 1 room",
        "Room r4: break until 09:40 · next in 10\u00a0min: After",
    ]


def test_now_lists_bookmarks_and_own_events_by_start(ask: Ask) -> None:
    items = "a 09:00-10:00 r1; b 11:00-12:00 r0; c 09:30-10:30 r0"
    write(items, rooms=["r0", "r1"])
    ask("bookmark add a b")
    ask("own add", "10:00-10:30 Call")
    output = ask("now --mine --at 2025-03-01T09:40").out
    assert output.index("On now: A ★") < output.index("Next: Call ◇") < output.index("Next: B ★")
    assert "C" not in output.split("Call")[1]


def test_room_without_sessions_on_the_next_day_is_listed_as_empty(ask: Ask) -> None:
    days = {"2025-03-01": "one 09:00-10:00 a", "2025-03-02": "two 09:00-10:00 b"}
    write(days, rooms="ab")
    output = ask("now --at 2025-02-01T09:00").out
    assert "Next: One" in output
    assert output.endswith("Rooms with nothing planned on Saturday\u00a01\u00a0March: Room b\n")
