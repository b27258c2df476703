"""`now`, at every phase of the summit and of events unlike it."""

from __future__ import annotations

import io
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import read_items, write


def test_past_event_lists_the_links_of_my_sessions(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = {"title": "Video", "url": "https://example.org/video", "kind": "recording"}
    one, two = read_items("one 09:00-10:00; two 10:00-11:00")
    file = write({"2025-03-01": [one | {"links": [link]}, two]})
    ask("bookmark add one --programme", file)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Ask again")))
    noted = ask("note edit two - --programme", file)
    assert noted.code == 0, noted
    output = ask("now --programme", file, "--at", "2025-03-02T08:00").out
    assert "09:00  One ★\n  recording  https://example.org/video\n" in output
    shown = " ".join(output.split())
    assert f"All sessions: sommet-tui agenda --programme {shlex.quote(file)}" in shown
    assert shown.endswith(f"Replay the day: sommet-tui --programme {shlex.quote(file)} --at 08:59")
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


def test_now_lists_a_break_of_several_rooms_once(ask: Ask) -> None:
    first, lunch, last = read_items(
        "a1 09:00-10:00 a; lunch 10:00-11:00 kind=break; b1 11:00-12:00 b"
    )
    write({"2025-03-01": [first, lunch | {"room": "all"}, last]}, rooms="ab")
    assert ask("now --at 10:15").out.count("Lunch") == 1


def test_way_to_a_room_is_shown_only_if_one_room_is_requested(ask: Ask) -> None:
    file = write("a1 09:00-10:00 a", rooms="ab")
    path, way = Path(file), '"note": "2nd floor", "url": "https://example.org/a"'
    path.write_text(path.read_text("utf-8").replace('"id": "a",', f'"id": "a", {way},'), "utf-8")
    now = ("now", "--at", "09:30")
    assert "Room a\n2nd floor · https://example.org/a\n" in ask(*now, "--room", "a").out
    assert "2nd floor" not in ask(*now).out


def test_finished_rooms_are_summarised_in_large_events(ask: Ask) -> None:
    rooms = [f"r{n}" for n in range(30)]
    first = "; ".join(f"s{n} 09:00-10:00 r{n}" for n in range(3))
    second = "; ".join(f"t{n} 09:00-10:00 r{n}" for n in range(30))
    write({"2025-03-01": first, "2025-03-02": second}, rooms=rooms)
    at = ("--at", "2025-03-01T09:30")
    during = ask("now", *at).lines
    place = during.index("On now in 3\u00a0rooms")
    assert during[place + 1 :] == [
        *(f"Room r{n}: S{n} · 30\u00a0min left" for n in range(3)),
        "",
        "27\u00a0rooms with nothing more today (to list them, use --all)",
    ]
    folded = ask("now", *at, "--all").out.split("Nothing more today: ")[1].split()
    assert "r29" in folded
    assert "r2" not in folded

    at_night = ask("now --at 2025-03-01T22:00").out
    assert "Next in 30\u00a0rooms" in at_night
    assert "Room r29: from 09:00 · next in 11\u00a0h: T29\n" in at_night
