"""Events that were opened before: listed, opened by name, opened by themselves."""

from __future__ import annotations

import json
import shlex
from datetime import timedelta
from pathlib import Path

from sommet_tui.storage.user_folders import database_path
from tests.cli.conftest import Ask
from tests.cli.programmes import noon, write


def day(ahead: int = 0) -> str:
    """Return the date that many days from now."""
    return (noon()[1] + timedelta(days=ahead)).date().isoformat()


def event(folder: Path, id_: str, days: int) -> str:
    """Write a programme of one day, that many days from now."""
    place = folder / id_
    place.mkdir()
    sessions = {day(days): f"{id_} 09:00-10:00"}
    return write(sessions, folder=place, id=id_, title=f"Event {id_}", timezone=noon()[0])


def opened(ask: Ask) -> str:
    """Which programme opens where none is named."""
    return str(ask("now --json").data["programme"]["id"])


def test_opened_events_are_listed_with_their_dates(ask: Ask, tmp_path: Path) -> None:
    assert "You have not opened any event yet" in ask("events").out
    assert ask("events --json").data == {"events": []}
    paths = {id_: event(tmp_path, id_, days) for id_, days in (("past", -9), ("next", 9))}
    for path in paths.values():
        assert ask("info --programme", path).code == 0
    output = ask("events").out
    assert output.index("Event next (in 9\u00a0days)") < output.index("Event past (past)")
    for path in paths.values():
        assert path in output
    found = ask("events --json").data["events"]
    assert [(each["id"], each["address"]) for each in found] == [
        ("next", paths["next"]),
        ("past", paths["past"]),
    ]
    assert found[0]["start"] == found[0]["end"] == day(9)
    assert [each["id"] for each in ask("events past --json").data["events"]] == ["past"]
    assert "No event is called “nothing”" in ask("events nothing").out


def test_event_that_runs_or_comes_next_opens_by_default(ask: Ask, tmp_path: Path) -> None:
    assert opened(ask) == "sommet-2025"
    ask("info --programme", event(tmp_path, "past", -9))
    assert opened(ask) == "sommet-2025"
    far = event(tmp_path, "far", 30)
    ask("info --programme", far)
    ask("info --programme", event(tmp_path, "soon", 3))
    assert opened(ask) == "soon"
    today = event(tmp_path, "today", 0)
    ask("info --programme", today)
    assert opened(ask) == "today"
    assert ask("paths --json").data["programme"] == {
        "path": today,
        "exists": True,
        "from": "opened",
    }
    Path(today).unlink()
    assert opened(ask) == "soon"
    Path("programme.yaml").write_bytes(Path(far).read_bytes())
    assert opened(ask) == "far"


def test_event_opens_by_part_of_its_name(ask: Ask, tmp_path: Path) -> None:
    for id_ in ("alpha", "beta", "betamax"):
        ask("info --programme", event(tmp_path, id_, -5))
    assert ask("info --event ALPH").lines[0] == "Event alpha"
    assert "a command: sommet-tui now --event ALPH\n" in ask("--event ALPH").refused(64)
    assert ask("info --event=beta").lines[0] == "Event beta"
    assert "“bet” matches more than one: Event beta" in ask("info --event bet").refused(65)
    assert "“sommet-tui events” lists your events" in ask("info --event gamma").refused(65)


def test_public_directory_is_searched(ask: Ask, tmp_path: Path) -> None:
    menu = tmp_path / "menu.json"
    schedules = [
        {"url": "https://example.org/one.xml", "title": "One", "start": "2026-01-31"},
        {"url": "https://example.org/two.xml", "title": "Two", "start": "2026-02-01"},
    ]
    menu.write_text(json.dumps({"schedules": schedules}))
    output = ask("events --directory", str(menu)).out
    assert output.index("https://example.org/two.xml") < output.index("https://example.org/one.xml")
    found = ask("events --directory", str(menu), "one", "--json").data["events"]
    assert found == [
        {
            "id": None,
            "title": "One",
            "start": "2026-01-31",
            "end": None,
            "timezone": None,
            "address": "https://example.org/one.xml",
            "opened_at": None,
        }
    ]
    menu.write_text("{}")
    assert ask("events --directory", str(menu)).code == 66
    assert ask("events --directory", str(tmp_path / "none.json")).code == 66


def test_same_event_opens_after_the_database_was_damaged(ask: Ask, tmp_path: Path) -> None:
    file = event(tmp_path, "next", 9)
    ask("bookmark add next --programme", file)
    database = Path(database_path())
    for harm in (lambda: database.write_bytes(b"garbage" * 99), database.unlink):
        harm()
        answer = ask("bookmark list --json")
        assert answer.data["programme"]["id"] == "next"
        assert answer.data["bookmarks"] == []
    Path(file).unlink()
    database.unlink()
    assert opened(ask) != "next"


def test_error_about_an_id_names_the_command_for_the_opened_programme(
    ask: Ask, tmp_path: Path
) -> None:
    past = event(tmp_path, "past", -9)
    by_path = ask("show zzz --programme", past).refused(65)
    assert f"“sommet-tui agenda --programme {shlex.quote(past)}” lists the sessions" in by_path
    assert ask("show zzz --event past").refused(65) == by_path
    no_utf8 = Path(past).rename(tmp_path / "caf\udce9.yaml")
    assert "--programme FILE” lists" in ask("show zzz --programme", str(no_utf8)).refused(65)
    assert "“sommet-tui agenda” lists the sessions" in ask("show zzz").refused(65)
