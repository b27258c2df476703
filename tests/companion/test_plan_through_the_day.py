"""The plan through a day: time moves the lines along it, and only a change alters it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.cli.commands.now import my_stops
from sommet_tui.cli.commands.now.printed_page import ShownPart, page
from sommet_tui.cli.commands.now.status_line import format_status
from sommet_tui.cli.context import Context
from sommet_tui.cli.options import Request
from sommet_tui.companion.settings import Settings
from sommet_tui.domain.plan import Stop
from sommet_tui.domain.programme import Programme, Room, Session
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.saved_plan import SavedPlan
from sommet_tui.domain.values import replace
from sommet_tui.pages import plan as plan_page
from sommet_tui.pages.now import StopLine, stops_json
from sommet_tui.tui.now.stops import NextStops, stop_rows
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.times import duration
from sommet_tui.wording.words import Zones, words_in
from tests.builders import DAY, at, programme, session
from tests.companion.windows import FixedSource, Window
from tests.domain import naive_plan
from tests.tui.scenes import texts

if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Degree

MINUTE = timedelta(minutes=1)
DEGREES: st.SearchStrategy[Degree | None] = st.sampled_from(
    ("must", "must", "maybe", "maybe", "hidden", None)
)
ROOMS = (Room("a", "A", building="K"), Room("b", "B", building="K"), Room("c", "C"))
TITLES = st.sampled_from(("Talk #1", "{stop} | 100 %", "Café ✕2 – l’été", "Word " * 11 + "end"))
MINUTES = st.integers(0, 18).map(lambda each: 5 * each) | st.integers(0, 90)
"""Minutes after nine: often such that one session ends as another begins in another room."""
WORDS = words_in("en")
SCREEN = 400
"""A width in which nothing is cut."""


@st.composite
def events(draw: st.DrawFn) -> Programme:
    """Draw sessions of two and a half hours in three rooms, and the walks between these."""
    found = []
    for number in range(draw(st.integers(2, 7))):
        start = at("09:00") + draw(MINUTES) * MINUTE
        end = start + draw(st.sampled_from((5, 10, 20, 30, 50))) * MINUTE
        made = session(f"s{number}", title=draw(TITLES), room=draw(st.sampled_from("abc")))
        found.append(replace(made, start=start, end=end))
    walks = draw(st.sampled_from(({}, {"within": 0}, {"within": 3, "between": 9})))
    return replace(programme(*found), rooms=ROOMS, walks=walks)


@dataclass
class Attendee:
    """A window of the app, and commands in other processes; `walk` is the user's setting."""

    folder: str
    event: Programme
    walk: int | None

    def __post_init__(self) -> None:
        self.window = Window(Path(self.folder) / "sommet.sqlite3", "08:45", self.event)
        self.viewer = Viewer(self.window.companion, "en", Zones(self.event.zone))
        self.viewer.settings = replace(Settings(), walk_minutes=self.walk)
        self._screen = NextStops(self.viewer)

    @property
    def now(self) -> datetime:
        """The present time."""
        return self.window.dial.shows

    def save(self) -> None:
        """Let the window and a command look for changes."""
        self.window.look()
        self.window.companion.plans.save(self.walk)

    @property
    def plan(self) -> SavedPlan | None:
        """The saved plan of the day."""
        return self.window.snapshot.mine.plans.get(DAY)

    def stops(self) -> list[Stop]:
        """Return the stops of the saved plan, as the domain knows them."""
        by_id = self.window.snapshot.programme.by_id
        own = {event.id: event for event in self.window.snapshot.mine.own_events}
        return [
            Stop(by_id.get(s.id) or own[s.id], s.degree, since=s.since, fills_gap=s.fills_gap)
            for s in (self.plan.stops if self.plan is not None else ())
        ]

    def screen(self) -> Sequence[StopLine]:
        """Return the lines on the screen of the window, which stays open."""
        return self._screen.lines(120, 40)

    def command(self) -> Command:
        """Return what a command finds that starts at this moment."""
        planned = self.window.snapshot.lanes.programme
        request = Request({}, (), self.viewer.settings)
        reader = Window(self.window.database, self.window.dial, planned).companion
        return Command(Context(request, reader, self.now, self.viewer.zones, WORDS))


@dataclass
class Command:
    """The forms of `now`, each in words without the space between them."""

    context: Context

    @cached_property
    def lines(self) -> tuple[StopLine, ...]:
        """My next stops, after the command has looked for changes."""
        return my_stops(self.context)

    @property
    def page(self) -> list[str]:
        """The lines on the page."""
        shown = ShownPart(None, frozenset(), all_rooms=False)
        found = page(self.context, self.context.view.moment, self.lines, shown)
        return [
            single_spaced(line) for line in found if line.startswith(("NOW ", "NEXT ", "THEN "))
        ]

    def status(self, doubled: str) -> list[str]:
        """Return the line for status bars: `--tmux` doubles each #."""
        text = "{stop}\n{stop_2}\n{stop_3}"
        said = format_status(text, self.context, self.context.view.moment, self.lines, doubled)
        return [single_spaced(line) for line in said.splitlines() if line]


def single_spaced(text: str) -> str:
    return " ".join(text.split())


def check_agreement(here: Attendee) -> None:
    """Check the screen, `now`, `--json`, `--format`, `--tmux` and `plan --json` at an instant."""
    command = here.command()
    found = stop_rows(here.screen(), SCREEN, command.context.view)
    rows = [single_spaced(row) for row in texts(found, SCREEN)]
    assert command.page == rows
    assert command.status("") == rows
    assert command.status("#") == [row.replace("#", "##") for row in rows]
    facts = stops_json(command.lines, command.context.view)
    planned = plan_page.plan_json(
        plan_page.plan_facts(command.context.view, here.walk), here.viewer.scene()
    )
    ids = [stop["id"] for day in planned["days"] for stop in day["stops"]]
    assert [stop["id"] for stop in facts] == ids[:3]
    for row, stop, line in zip(rows, facts, command.lines, strict=True):
        assert row.startswith(stop["turn"].upper())
        assert single_spaced(stop["title"]) in row
        if line.next.stop.driven is None:
            for part in timing(stop, here.now):
                assert single_spaced(part) in row, row


def timing(stop: dict[str, object], now: datetime) -> list[str]:
    """Return what a line says, by its JSON, of a stop whose room the stage does not drive."""
    start, end = (datetime.fromisoformat(str(stop[name])) for name in ("start", "end"))
    if stop["turn"] == "now":
        return [f"{duration(end - now, WORDS)} left"]
    found = [f"{start:%H:%M}"]
    if stop["missed_minutes"]:
        return [*found, f"{stop['missed_minutes']} min late"]
    if stop["leave_at"] is None:
        return found
    leave = datetime.fromisoformat(str(stop["leave_at"]))
    if stop["turn"] == "then":
        return [*found, f"leave at {leave:%H:%M}"]
    left = (leave - now) // MINUTE
    return [*found, f"leave in {duration(left * MINUTE, WORDS)}" if left > 0 else "leave now"]


def opened(folder: str, event: Programme, draw: st.DataObject) -> Attendee:
    """Return an attendee before the first session, with picks and own events."""
    here = Attendee(folder, event, draw.draw(st.sampled_from((None, 0, 12))))
    for each in event.sessions:
        here.window.mine.save_bookmark(each.id, draw.draw(DEGREES))
    for place in draw.draw(st.lists(st.sampled_from(("", " @ Foyer", " @ B")), max_size=2)):
        here.window.mine.save_own_event(f"{draw.draw(times())} Call #2{place}", DAY)
    here.save()
    return here


def times() -> st.SearchStrategy[str]:
    """Draw a span of 10 to 40 minutes."""
    lengths = st.sampled_from((10, 25, 40))
    return st.builds(
        lambda start, length: f"{clock(start)}-{clock(start + length)}", MINUTES, lengths
    )


def clock(minutes: int) -> str:
    return f"{9 + minutes // 60:02}:{minutes % 60:02}"


def instants(day: Sequence[Stop], first: datetime) -> st.SearchStrategy[list[datetime]]:
    """Draw some instants from `first` on, in order: any, and those when a stop begins or ends."""
    edges = sorted({edge for stop in day for edge in (stop.start, stop.end) if edge > first})
    around = st.sampled_from((-60, -1, 0, 1)).map(lambda seconds: timedelta(seconds=seconds))
    later = st.integers(0, 9600).map(lambda seconds: first + timedelta(seconds=seconds))
    if edges:
        later |= st.builds(lambda edge, by: max(first, edge + by), st.sampled_from(edges), around)
    return st.lists(later, min_size=4, max_size=6).map(sorted)


def shown(here: Attendee) -> list[tuple[str, str]]:
    return [(line.next.turn, line.next.stop.id) for line in here.screen()]


def expected(day: Sequence[Stop], now: datetime) -> list[tuple[str, str]]:
    """Return the lines that the plan says: where the user is, and the stops after it."""
    at_ = naive_plan.last_stop_reached(day, now)
    rest = list(day[day.index(at_) + 1 :] if at_ is not None else day)
    lines = [("now", at_.id)] if at_ is not None and at_.end > now else []
    coming = [stop.id for stop in rest if stop.end > now]
    return (lines + list(zip(("next", "then", "then"), coming, strict=False)))[:3]


def change(window: Window, draw: st.DataObject) -> None:
    """Make a change of picks, own events, times or cancellations that has not begun yet."""
    now, event = window.dial.shows, window.snapshot.programme
    ahead = [each for each in event.sessions if each.start > now]
    kind = draw.draw(st.sampled_from(("star", "unstar", "own", "move", "cancel", "announce")))
    if kind == "own" or not ahead:
        window.mine.save_own_event(f"{draw.draw(times())} Talk @ Foyer", DAY)
        return
    chosen = draw.draw(st.sampled_from(ahead))
    if kind == "star":
        window.mine.save_bookmark(chosen.id)
    elif kind == "unstar":
        window.mine.save_bookmark(chosen.id, None)
    elif kind == "announce":
        window.stage.record(Act("add", chosen.id, room=chosen.room, minutes=15))
        window.stage.record(Act("announce", room=chosen.room))
    else:
        later = draw.draw(st.integers(5, 40)) * MINUTE
        moved = replace(chosen, start=chosen.start + later, end=chosen.end + later)
        new = replace(chosen, state="cancelled") if kind == "cancel" else moved
        republish(window, new)


def republish(window: Window, changed: Session) -> None:
    planned = window.snapshot.lanes.programme
    sessions = [changed if each.id == changed.id else each for each in planned.sessions]
    sessions.sort(key=lambda each: (each.start, each.end))
    window.companion.show_programme(FixedSource(replace(planned, sessions=tuple(sessions))).load())


@given(events(), st.integers(-5, 100), st.booleans(), st.data())
def test_next_stops_change_only_with_the_plan(
    event: Programme,
    when: int,
    by_command: bool,
    draw: st.DataObject,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = opened(folder, event, draw)
        window = here.window
        window.dial.shows = now = at("09:00") + when * MINUTE
        before = here.stops()
        change(window, draw)
        if by_command:  # whoever sees the change first saves the plan
            assert here.command().lines is not None
        here.save()
        after = here.plan
        over = [stop.id for stop in before if stop.end <= now]
        kept = {
            *window.snapshot.mine.bookmarked_ids,
            *(e.id for e in window.snapshot.mine.own_events),
        }
        ids = [stop.id for stop in after.stops] if after is not None else []
        assert [id_ for id_ in over if id_ in kept] == [id_ for id_ in ids if id_ in over]
        driven = bool(window.snapshot.events.acts)
        day = here.stops()
        for instant in [now, *draw.draw(instants(day, now))]:
            window.dial.shows = instant
            here.save()
            assert here.plan == after, instant
            if not driven:
                assert shown(here) == expected(day, instant), instant
            lines = [id_ for _, id_ in shown(here)]
            assert lines == [id_ for id_ in ids if id_ in lines]
            check_agreement(here)
