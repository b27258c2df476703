"""The JSON contract: exact keys, absent is null, times with the event's offset."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import item, write

PROGRAMME = {"id", "title", "timezone"}
SESSION = {
    *("id", "label", "title", "subtitle", "kind", "state", "status", "start", "end"),
    *("announced_start", "announced_end", "projected_start", "projected_end"),
    *("room", "track", "language", "participants", "abstract", "links", "bookmarked"),
    *("degree", "hidden"),
    *("type", "rooms", "languages", "recorded", "added", "translations"),
}
PARTICIPANT = {"id", "name", "role", "affiliation"}
LANE = {"room", "now", "next", "gap", "offset_minutes", "alert", "remaining_seconds"}


def _is_session(value: dict[str, Any]) -> bool:
    return value.keys() == SESSION and all(p.keys() == PARTICIPANT for p in value["participants"])


def test_now_during_a_session(ask: Ask) -> None:
    data = ask("now", "--json", "--at", "11:23").data
    assert data.keys() == {
        "programme",
        "at",
        "phase",
        "following",
        "notices",
        "lanes",
        "stops",
        "mine",
    }
    assert data["programme"].keys() == PROGRAMME
    assert (data["at"], data["phase"]) == ("2025-02-07T11:23:00+01:00", "on")
    (lane,) = data["lanes"]
    assert lane.keys() == LANE
    assert [session["id"] for session in lane["now"]] == ["panel-1"]
    assert _is_session(lane["now"][0])
    assert _is_session(lane["next"])
    assert lane["room"] is None
    assert lane["gap"] is None
    assert (lane["offset_minutes"], lane["alert"]) == (0, "normal")
    assert lane["remaining_seconds"] == 47 * 60


def test_now_in_a_gap(ask: Ask) -> None:
    data = ask("now", "--json", "--at", "13:10").data
    assert data["phase"] == "gap"
    (lane,) = data["lanes"]
    assert lane["now"] == []
    assert lane["next"]["id"] == "panel-3"
    assert lane["gap"] == {
        "start": "2025-02-07T13:00:00+01:00",
        "end": "2025-02-07T14:00:00+01:00",
        "break_id": None,
    }
    assert (lane["alert"], lane["remaining_seconds"]) == (None, None)


@pytest.mark.parametrize(
    ("at", "phase", "upcoming"),
    [("2025-02-01T10:00", "before", "introduction"), ("2025-02-08T10:00", "after", None)],
)
def test_now_before_and_after(ask: Ask, at: str, phase: str, upcoming: str | None) -> None:
    data = ask("now", "--json", "--at", at).data
    assert data["phase"] == phase
    (lane,) = data["lanes"]
    assert lane["gap"] is None
    assert (lane["next"]["id"] if lane["next"] else None) == upcoming


def test_agenda(ask: Ask, tmp_path: Path) -> None:
    data = ask("agenda", "--json").data
    assert data.keys() == {"programme", "at", "sessions"}
    assert len(data["sessions"]) == 8
    assert all(map(_is_session, data["sessions"]))
    items = [item("one", "09:00", "10:00"), item("tea", "10:00", "11:00", kind="break")]
    file = write(tmp_path, {"2025-03-01": items})
    kinds = [s["kind"] for s in ask("agenda", "--json", "--programme", file).data["sessions"]]
    assert kinds == ["session", "break"]


def test_show(ask: Ask) -> None:
    ask("bookmark", "add", "panel-2")
    data = ask("show", "panel-2", "--json", "--at", "12:10").data
    assert _is_session(data)
    assert data["start"] == data["announced_start"] == data["projected_start"]
    assert data["start"] == "2025-02-07T12:10:00+01:00"
    assert (data["status"], data["bookmarked"], data["room"]) == ("running", True, None)
    assert data["abstract"].startswith("Les applications potentielles")


def test_links_have_a_title_a_url_and_a_kind_if_known(ask: Ask, tmp_path: Path) -> None:
    slides = {"title": "Slides", "url": "https://example.org/", "kind": "slides"}
    page = {"title": "Page", "url": "https://example.org/page"}
    file = write(tmp_path, {"2025-03-01": [item("one", "09:00", "10:00", links=[slides, page])]})
    data = ask("show", "one", "--json", "--programme", file).data
    assert data["links"] == [slides, page | {"kind": None}]


def test_a_session_in_several_rooms_is_in_the_lane_of_each(ask: Ask, tmp_path: Path) -> None:
    days = {
        "2025-03-01": [
            item(
                "one", "09:00", "10:00", room=["side", "main"], language=["de", "en"], type="Talk"
            ),
            item("two", "10:00", "11:00", room="all", recorded=False),
        ]
    }
    file = write(tmp_path, days, rooms=("main", "side", "cellar"))
    data = ask("now", "--json", "--programme", file, "--at", "2025-03-01T09:30").data
    lanes = {lane["room"]: lane for lane in data["lanes"]}
    assert [room for room, lane in lanes.items() if lane["now"]] == ["main", "side"]
    assert {lane["next"]["id"] for lane in lanes.values()} == {"two"}
    one, two = lanes["main"]["now"][0], lanes["cellar"]["next"]
    assert (one["room"], one["rooms"]) == ("side", ["side", "main"])
    assert (one["language"], one["languages"], one["type"]) == ("de", ["de", "en"], "Talk")
    assert (two["room"], two["rooms"]) == ("main", ["main", "side", "cellar"])
    assert (one["recorded"], two["recorded"]) == (None, False)
    here = ask("agenda", "--json", "--programme", file, "--room", "main").data
    assert [session["id"] for session in here["sessions"]] == ["one", "two"]


def test_people(ask: Ask) -> None:
    data = ask("people", "--json").data
    assert data.keys() == {"programme", "at", "people"}
    assert len(data["people"]) == 18
    assert all(p.keys() == {"id", "name", "affiliations", "sessions"} for p in data["people"])
    cormand = next(p for p in data["people"] if p["id"] == "david-cormand")
    assert cormand["sessions"] == ["introduction", "pleniere"]


def test_info(ask: Ask, tmp_path: Path) -> None:
    data = ask("info", "--json").data
    assert data.keys() == {"programme"}
    assert data["programme"].keys() == PROGRAMME | {
        *("subtitle", "language", "description", "venue", "registration", "url"),
        *("rooms", "walks", "translations"),
    }
    assert data["programme"]["walks"] == {"within": 2, "between": 5}
    assert data["programme"]["venue"].keys() == {"name", "address"}
    assert data["programme"]["url"] is None
    file = write(tmp_path, {"2025-03-01": [item("one", "09:00", "10:00")]})
    assert ask("info", "--json", "--programme", file).data["programme"]["venue"] is None


def test_bookmark_list_and_what_add_and_remove_leave(ask: Ask) -> None:
    added = ask("bookmark", "add", "panel-1", "--json").data
    assert added == ask("bookmark", "list", "--json").data
    assert added.keys() == {"programme", "overview", "bookmarks", "hidden", "own_events"}
    assert added["overview"] == {"picks": 1, "clashes": 0, "next_free": None}
    (bookmark,) = added["bookmarks"]
    fields = {"id", "degree", "added_at", "session", "conflicts", "lead_minutes"}
    assert bookmark.keys() == fields
    assert _is_session(bookmark["session"])
    assert ask("bookmark", "remove", "panel-1", "--json").data["bookmarks"] == []


def test_check(ask: Ask, tmp_path: Path) -> None:
    counts = {"sessions", "breaks", "people", "days", "rooms"}
    good = ask("check", "--json").data
    assert good.keys() == {"file", "ok", "findings"} | counts
    assert good["ok"] is True
    assert [good[key] for key in ("sessions", "breaks", "people", "days", "rooms")] == [
        *(8, 0, 18, 1, 0),
    ]
    file = write(tmp_path, {"2025-03-01": [item("one", "10:00", "25:00")]})
    answer = ask("check", file, "--json")
    assert answer.code == 65
    bad = answer.data
    assert bad.keys() == good.keys()
    assert bad["ok"] is False
    assert {bad[key] for key in counts} == {None}
    (finding,) = bad["findings"]
    assert finding.keys() == {"level", "code", "line", "path", "message"}
    assert (finding["level"], finding["line"]) == ("error", 1)


def test_json_keeps_to_the_event_s_offset_whatever_zone_is_shown(ask: Ask) -> None:
    data = ask("show", "panel-2", "--json", "--tz", "Asia/Tokyo").data
    assert data["start"] == "2025-02-07T12:10:00+01:00"


@pytest.mark.parametrize(
    "typed", ["z\x85q", "z\u2028q", "z\x1b[31mq", "z\nq", "z\u202eq", "z\udcffq"]
)
def test_it_is_json_whatever_is_on_the_command_line(ask: Ask, tmp_path: Path, typed: str) -> None:
    answer = ask("search", typed, "--json")
    assert answer.code == 0
    assert set("zq") <= set(answer.data["query"])
    assert "\x1b" not in answer.out
    folder = tmp_path / typed.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    folder.mkdir()
    file = write(folder, {"2025-03-01": [item("one", "09:00", "10:00")]})
    answer = ask("check", file, "--json")
    assert answer.code == 0
    assert answer.data["file"] == file
