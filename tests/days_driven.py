"""Hypothesis strategies for days on a stage: programmes, and logs of possible acts.

Minutes are coarse, so that acts fall on planned times, just before and just after them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from sommet_tui.domain.instants import event_day
from sommet_tui.domain.programme import DAY_BOUNDARY, Programme, Room, Session
from sommet_tui.domain.rundown.act_effects import DEFINITIONS
from sommet_tui.domain.rundown.acts import ACT_KINDS, SEATS, Act, ActKind
from sommet_tui.domain.rundown.log_and_undo import LogReplay
from tests.acting import plans

MINUTE = timedelta(minutes=1)
DAYS = (date(2025, 2, 7), date(2025, 3, 29), date(2025, 10, 25))
"""An ordinary day in Paris, and two days before a change of the clocks."""

COMMON: tuple[ActKind, ...] = (
    *ACT_KINDS,
    *(
        "start",
        "start",
        "start",
        "add",
        "undo",
        "pause",
        "swap",
        "move",
        "defer",
        "announce",
        "insert",
    ),
)


@st.composite
def programmes(draw: st.DrawFn, days: Sequence[date] = DAYS) -> Programme:
    """Draw one or two rooms in Paris on one or two days, some of them past midnight.

    Most items are consecutive; some overlap, some leave gaps; starts are soft or hard, ends fixed
    or not.
    """
    opening_day, count = draw(st.sampled_from(days)), draw(st.integers(1, 2))
    rooms = tuple(Room(f"r{n}", f"Room {n}") for n in range(draw(st.integers(0, 2))))
    zone = ZoneInfo("Europe/Paris")
    items: list[Session] = []
    for index in range(count):
        day = opening_day + timedelta(days=index)
        for room in rooms or (None,):
            hour = draw(st.sampled_from((9, 22)))
            opening = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
            id_ = room.id if room is not None else None
            items += _lane(draw, opening, day, id_, f"{id_ or ''}d{index}")
    ordered = tuple(sorted(items, key=lambda s: (s.start, s.end)))
    taken = draw(st.integers(0, 5)) == 0
    return Programme(
        "driven", "Driven", "Europe/Paris", "en", ordered, rooms=rooms, stage_takes=taken
    )


def _lane(
    draw: st.DrawFn, opening: datetime, day: date, room: str | None, prefix: str
) -> list[Session]:
    """Draw up to six items of a lane, from an opening on, which start before the day boundary."""
    found: list[Session] = []
    start = opening.astimezone(ZoneInfo("UTC"))
    for number in range(draw(st.integers(1, 6))):
        if event_day(start, ZoneInfo("Europe/Paris"), DAY_BOUNDARY) != day:
            break
        end = start + draw(st.sampled_from((5, 15, 45, 90))) * MINUTE
        is_break = draw(st.integers(0, 3)) == 0
        found.append(
            Session(
                id=f"{prefix}s{number}",
                title="Talk",
                start=start,
                end=end,
                day=day,
                kind="break" if is_break else "session",
                state=draw(st.sampled_from(("confirmed",) * 5 + ("cancelled",))),
                rooms=(room,) if room else (),
                follows=draw(st.booleans()) and not is_break,
                fixed_end=is_break != (draw(st.integers(0, 5)) == 0),
            )
        )
        start = draw(st.sampled_from((end, end, end, end + 20 * MINUTE, end - 5 * MINUTE, start)))
    return found


@dataclass(frozen=True, slots=True)
class _Try:
    """An attempt at an act; `one` and `other` choose among the existing items."""

    kind: ActKind
    wait: int
    seconds: int
    ago: int | None
    one: int
    other: int
    minutes: int


TRIES = st.builds(
    _Try,
    kind=st.sampled_from(COMMON),
    wait=st.sampled_from((0, 1, 7, 30, 60)),
    seconds=st.sampled_from((0, 0, 0, 40)),
    ago=st.sampled_from((None, None, None, 0, 3, 20)),
    one=st.integers(0, 11),
    other=st.integers(0, 11),
    minutes=st.sampled_from((-30, -5, -1, 1, 5, 20)),
)


def logs(programme: Programme, *, refused: bool = False) -> st.SearchStrategy[tuple[Act, ...]]:
    """Return a strategy for logs of acts that are possible in this programme, as recorded.

    With `refused`, the logs also have impossible acts, because a store may contain such acts.
    """
    tries = st.lists(TRIES, min_size=5, max_size=16)
    return tries.map(lambda found: _recorded(programme, found, refused=refused))


def _recorded(programme: Programme, tries: Sequence[_Try], *, refused: bool) -> tuple[Act, ...]:
    """Return the acts of the attempts; those that are not possible only with `refused`."""
    log = LogReplay(plans(programme), ())
    at = programme.sessions[0].start - 10 * MINUTE
    for each in tries:
        at += each.wait * MINUTE + timedelta(seconds=each.seconds)
        act = _act(programme, log.acts, each, at)
        if log.refusal(act) is None:
            log.add(log.complete(act))
        elif refused:
            log.add(act)
    return tuple(log.acts)


def _act(programme: Programme, before: Sequence[Act], tried: _Try, at: datetime) -> Act:
    ids = [session.id for session in programme.sessions]
    ids += [act.session for act in before if act.act == "insert" and act.session]
    rooms: list[str | None] = [room.id for room in programme.rooms]
    one, other = ids[tried.one % len(ids)], ids[tried.other % len(ids)]
    inserts = tried.kind == "insert"
    names = "session" in DEFINITIONS[tried.kind].required and not inserts
    names = names or (tried.kind == "take" and tried.other % 2 == 0)
    anchor = programme.sessions[tried.other % len(programme.sessions)]
    to = anchor.start + tried.minutes * MINUTE
    timed = tried.kind == "move" or (inserts and tried.one % 2 == 0)
    return Act(
        tried.kind,
        room=rooms[tried.one % len(rooms)] if rooms and not names else None,
        session=f"x{len(before)}" if inserts else one if names else None,
        minutes=tried.minutes if tried.kind in ("add", "insert") else None,
        when=None if tried.ago is None else at - tried.ago * MINUTE,
        after=other if tried.kind == "defer" or (inserts and not timed) else None,
        partner=other if tried.kind == "swap" else None,
        to=(max(to, at) if tried.one % 3 else to) if timed else None,
        title="Added" if inserts else None,
        seats=SEATS[tried.other % 3] if tried.kind == "full" else None,
        undoes=max(1, len(before) - tried.one % 4) if tried.kind == "undo" else None,
        group=one[:-1] if tried.other > 8 and names and one[0] != "x" else None,
        seq=len(before) + 1,
        at=at,
    )


Day = tuple[Programme, tuple[Act, ...], datetime]
"""A programme, the acts on it, and an instant after them."""


@st.composite
def days(draw: st.DrawFn) -> Day:
    day = draw(programmes())
    acts = draw(logs(day))
    return day, acts, draw(moments(day, acts))


@st.composite
def moments(draw: st.DrawFn, programme: Programme, log: tuple[Act, ...]) -> datetime:
    """Return an instant at or after the latest act, on the minute or off it."""
    since = log[-1].at if log else programme.sessions[0].start - 30 * MINUTE
    return since + timedelta(seconds=draw(st.sampled_from((0, 1, 60, 601, 3600, 9000, 30000))))
