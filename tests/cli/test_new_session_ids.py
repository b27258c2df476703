"""Sessions whose id changes in the file during the day keep the user's data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ask, Type
from tests.cli.programmes import write_today
from tests.storage.test_cache import settle


class Event:
    """A programme of today with ids, read by commands."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.write(opening="Opening", keynote="Keynote", lunch="Lunch talk")

    def write(self, **titles: str) -> None:
        """Write sessions, one after the other, with these ids and titles."""
        hours = ("05:00-20:00", "20:15-21:00", "21:00-22:00")
        write_today(
            "\n".join(
                f"{id_} {times} title='{title}'"
                for (id_, title), times in zip(titles.items(), hours, strict=True)
            )
        )

    def ask(self, *argv: str) -> str:
        answer = self._ask(*argv)
        assert answer.code == 0, answer.err
        settle()
        self.err = answer.err
        return answer.out

    def bookmarks(self) -> list[str | None]:
        found = json.loads(self.ask("bookmark list --json"))["bookmarks"]
        return [one["session"] and one["session"]["id"] for one in found]

    def log(self) -> list[tuple[str, str]]:
        acts = map(json.loads, self.ask("stage log --json").splitlines())
        return [(act["act"], act["session"]) for act in acts]

    def lane(self) -> tuple[str, bool, str]:
        """Return the running session, whether people run it, and its end, as `now` shows them."""
        (lane,) = json.loads(self.ask("now --json"))["lanes"]
        (running,) = lane["now"]
        return running["id"], "void" not in self.ask("stage log"), running["end"][11:16]


@pytest.fixture
def event(ask: Ask, type_in: Type) -> Event:
    """An event with bookmarks and a note, while people run a session."""
    found = Event(ask)
    found.ask("bookmark add opening keynote")
    type_in(b"Sit in front")
    found.ask("note edit keynote -")
    found.ask("stage start opening --yes")
    found.ask("stage add 7 opening")
    return found


def test_saved_data_moves_to_new_session_ids(event: Event) -> None:
    before = event.lane()
    event.write(**{"op-1": "Opening", "key-1": "Keynote", "lunch": "Lunch talk"})
    assert event.bookmarks() == ["op-1", "key-1"]
    assert event.log() == [("start", "op-1"), ("add", "op-1")]
    assert event.lane() == ("op-1", *before[1:])
    assert "Sit in front" in event.ask("note show key-1")
    event.ask("stage add 3 op-1")
    event.ask("publish www --once")
    live = Path("www/live.json").read_text()
    assert '"op-1"' in live
    assert '"opening"' not in live

    event.write(opening="Opening", keynote="Keynote", lunch="Lunch talk")
    assert event.bookmarks() == ["opening", "keynote"]
    assert event.log() == [("start", "opening"), ("add", "opening"), ("add", "opening")]
    assert event.err == ""


def test_commands_report_recorded_actions_of_an_unknown_session(event: Event) -> None:
    event.write(zebra="Something else", keynote="Keynote", lunch="Lunch talk")
    for line in ("now", "agenda", "stage report"):
        event.ask(line)
        assert event.err.count("“opening” is not in the programme") == 1, line
    log = " ".join(event.ask("stage log").split())
    assert log.count("void: this programme does not have the session") == 2
    event.ask("stage start zebra --yes")
    event.ask("now")
    assert event.err == ""


def test_cancelled_and_then_removed_session_is_not_reported(event: Event) -> None:
    event.ask("stage cancel lunch --yes")
    event.write(opening="Opening", keynote="Keynote", tea="Something else")
    event.ask("now")
    assert event.err == ""
