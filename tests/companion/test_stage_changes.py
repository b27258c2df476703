"""What the stage has made of bookmarked sessions."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sommet_tui.companion.changes import fingerprint, stage_changes
from sommet_tui.companion.follower import Follower
from sommet_tui.domain.changes import SessionChange
from sommet_tui.domain.programme import Programme
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import replace
from tests.acting import example_day
from tests.builders import at, session
from tests.companion.test_follower import Mast
from tests.companion.windows import Dial, Window
from tests.publishing import document, of_event, read

PARIS = ZoneInfo("Europe/Paris")


def _day() -> Programme:
    """The example day, with the panel that a window has."""
    return replace(
        example_day(),
        sessions=(*example_day().sessions, session("panel", "15:00", "16:00")),
    )


@pytest.fixture
def mine(tmp_path: Path) -> Window:
    """The example day; A, B and C are bookmarked."""
    window = Window(tmp_path / "sommet.sqlite3", Dial(at("09:30")), _day())
    for id_ in ("a", "b", "c"):
        window.mine.save_bookmark(id_)
    return window


def found(window: Window, clock: str = "09:30") -> list[tuple[str, str, str]]:
    """Each change at that time: what, of which session, and its start."""
    return [
        (c.kind, c.session.id, f"{c.session.start.astimezone(PARIS):%H:%M}")
        for c in changes(window, clock)
    ]


def changes(window: Window, clock: str) -> tuple[SessionChange, ...]:
    window.dial.shows = at(clock)
    return stage_changes(window.snapshot, window.dial.shows)


def test_cancelled_session_is_listed_until_its_time_is_over(mine: Window) -> None:
    mine.stage.record(Act("cancel", "b"))
    assert found(mine) == [("cancelled", "b", "11:30")]
    assert found(mine, "12:30") == []


def test_swap_changes_both_sessions(mine: Window) -> None:
    assert found(mine) == []
    mine.stage.record(Act("swap", "a", partner="b"))
    assert found(mine) == [("moved", "b", "10:00"), ("moved", "a", "11:30")]
    mine.stage.record(Act("add", "b", minutes=60))
    assert found(mine) == [("moved", "b", "10:00"), ("moved", "a", "12:00")]


def test_undone_act_is_no_change(mine: Window) -> None:
    mine.stage.record(Act("move", "c", to=at("16:00")))
    assert found(mine) == [("moved", "c", "16:00")]
    mine.stage.record(Act("undo", undoes=1))
    assert found(mine) == []


def test_delay_of_a_swapped_session_is_no_other_change(mine: Window) -> None:
    mine.stage.record(Act("swap", "a", partner="b"))
    before = changes(mine, "09:30")
    mine.stage.record(Act("add", "b", minutes=60))
    after = changes(mine, "09:30")
    assert [c.session.start for c in before] != [c.session.start for c in after]
    assert list(map(fingerprint, before)) == list(map(fingerprint, after))


def test_followers_see_the_same_changes(mine: Window) -> None:
    mine.mine.save_bookmark("panel")
    mast = Mast()
    started = ("09:00 start opening", "09:15 start keynote")
    changed = ("09:20 swap a b", "09:21 cancel c")
    acts = (*started, *changed, "09:22 move panel 14:30")
    mast.answer = read(document("09:30", *acts, day=_day()))
    follower = Follower(mast, mine.snapshot.programme.id, mine.dial, is_requested=True)
    mast.answer = of_event(mast.answer, follower.event)
    mine.companion.attach_follower(follower)
    mine.companion.process_day(follower.ask())
    assert found(mine) == [
        ("moved", "b", "10:00"),
        ("moved", "a", "11:30"),
        ("cancelled", "c", "13:30"),
        ("moved", "panel", "14:30"),
    ]
