"""A day's acts for tests, in a short form: `log("09:06 start opening", …)`.

After the time and the act come the session's id, then minutes, another id, or the new start; an
insert has minutes, then the id before it or its start; a report on a room has how full it is; the
room may come last, as "@north". After "<" comes the time at which the act really happened:
"09:10<09:06" was recorded at 09:10. Times are on the programme's first day or, after "+1 ", on the
next one.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sommet_tui.domain.instants import whole_minutes
from sommet_tui.domain.programme import Programme, Seats, Session
from sommet_tui.domain.rundown.acts import NOT_YET, Act, ActKind, Refusal
from sommet_tui.domain.rundown.delay_cost import impact
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing
from sommet_tui.domain.rundown.lanes import Plans
from sommet_tui.domain.rundown.log_and_undo import LogReplay, Rundown, rundown
from sommet_tui.domain.timeline import Timeline
from sommet_tui.domain.values import replace
from tests.builders import DAY, NEXT_DAY, at, clock_of, existing, participant, programme, session

_SPEC = re.compile(r"([^<]+?)(?:<(.+?))? ([a-z]+)(?: (.*))?")
_WORD = re.compile(r"\+\d+ [\d:]+|\S+")


def example_day() -> Programme:
    """Return the day of the worked examples in the rules of timing."""
    return day_of(
        "opening 09:00-09:15, keynote 09:15-10:00 soft, a 10:00-11:00 soft, "
        "coffee 11:00-11:30 break, b 11:30-12:30, lunch 12:30-13:30 break, c 13:30-14:30"
    )


def day_of(items: str, **options: Any) -> Programme:
    """Return the programme of "one 09:00-09:30, tea 09:30-10:00 break, two 10:00-11:00 soft".

    An item may also be "cancelled", "moved" or on the "next-day", have a "fixed" end or, if it is
    a break, an "unfixed" end. "@north" is one of its rooms, "#rust" its track, "+ada" a person. At
    its end it may have a title, "= Clouds", or a label and a title, "= Panel 1 · Clouds".
    `options` are those of `programme`.
    """
    return programme(*(_item(item) for item in items.split(", ")), **options)


def _item(text: str) -> Session:
    place, _, name = text.partition(" = ")
    id_, span, *more = place.split()
    start, end = span.split("-")
    label, _, title = name.rpartition(" ·")
    signs = {sign: [word[1:] for word in more if word[0] == sign] for sign in "@#+"}
    found = session(
        *(id_, start, end),
        day=NEXT_DAY if "next-day" in more else DAY,
        kind="break" if "break" in more else "session",
        state="cancelled" if "cancelled" in more else "moved" if "moved" in more else "confirmed",
        title=title.strip() or None,
        label=label or None,
        track=next(iter(signs["#"]), None),
        people=[participant(id_) for id_ in signs["+"]],
        follows="soft" in more,
        fixed_end="unfixed" not in more and bool({"fixed", "break"} & {*more}),
    )
    # An end after the day boundary is the next day's, too.
    later = timedelta(days=0 if found.end > found.start else 1)
    return replace(found, rooms=tuple(signs["@"]), end=found.end + later)


def rules(*files: Path) -> dict[str, list[tuple[Programme, list[str]]]]:
    """Return the lines of each rule in these files: the programme of each line, and its parts."""
    found: dict[str, list[tuple[Programme, list[str]]]] = {}
    for file in files:
        for block in file.read_text("utf-8").split("\n\n"):
            lines = [line.strip() for line in block.splitlines()]
            rule, *lines = (line for line in lines if not line.startswith("#"))
            found[rule], day = [], example_day()
            for line in lines:
                if line.startswith("day "):
                    day = day_of(line.removeprefix("day "))
                else:
                    found[rule].append((day, [part.strip() for part in line.split("|")]))
    return found


def plans(day: Programme) -> Plans:
    """Return the lanes of a programme."""
    return Plans(day, Timeline(day).lanes)


def act(seq: int, spec: str, first: date = DAY) -> Act:
    """Return one act; its place in the log is `seq`."""
    match = _SPEC.fullmatch(spec)
    assert match is not None, spec
    recorded, really, kind, rest = match.groups()
    words = _WORD.findall(rest or "")
    room = next((word[1:] for word in words if word.startswith("@")), None)
    words = [word for word in words if not word.startswith("@")]
    number = next((int(word) for word in words if word.lstrip("-").isdigit()), None)
    names = [word for word in words if not word.lstrip("-").isdigit()]
    name, after = (*names, None, None)[:2]
    timed = kind == "move" or (kind == "insert" and after is not None and after[0].isdigit())
    return Act(
        cast(ActKind, kind),
        session=name,
        minutes=number if kind in ("add", "insert") else None,
        when=moment(really, first) if really else None,
        after=after if kind == "defer" or (kind == "insert" and not timed) else None,
        partner=after if kind == "swap" else None,
        to=moment(after, first) if after and timed else None,
        title=name if kind == "insert" else None,
        seats=cast(Seats, after or "full") if kind == "full" else None,
        room=room,
        undoes=number if kind == "undo" else None,
        seq=seq,
        at=moment(recorded, first),
    )


def request(spec: str) -> Act:
    """Return the request for an act, such as "add panel 5"."""
    return replace(act(0, f"00:00 {spec}"), at=NOT_YET)


def moment(clock: str, first: date = DAY) -> datetime:
    """Return the instant at which the clock shows a time, on the first day or a later one."""
    later, _, time = clock.rpartition(" ")
    return at(time, first + timedelta(days=int(later or 0)))


def log(day: Programme, *specs: str) -> tuple[Act, ...]:
    """Return the acts as they are recorded, numbered from 1."""
    found = LogReplay(plans(day), ())
    for seq, each in enumerate(specs, 1):
        one = act(seq, each, day.days[0])
        assert found.refusal(one) is None
        found.add(found.complete(one))
    return tuple(found.acts)


def refused(day: Programme, *specs: str) -> Refusal | None:
    """Return why the last of these acts cannot follow the others."""
    before = log(day, *specs[:-1])
    return LogReplay(plans(day), before).refusal(act(len(specs), specs[-1], day.days[0]))


def after(day: Programme, *specs: str) -> Rundown:
    """Return the rundown after these acts."""
    return rundown(plans(day), log(day, *specs))


def timing_at(day: Programme, now: str | datetime, *specs: str) -> LaneTiming:
    """Return the first lane at an instant, after these acts."""
    lanes = after(day, *specs)
    when = moment(now, day.days[0]) if isinstance(now, str) else now
    return lane_timing(lanes.lane(lanes.plans.all[0]), when)


def times_text(lane: LaneTiming, id_: str) -> str:
    """Return an item's projected times on the clock, "10:12-11:17", or else its status."""
    item = existing(lane.item(id_))
    if item.start is None or item.end is None:
        return item.status
    return f"{clock_of(item.start)}-{clock_of(item.end)}"


def minutes_late(lane: LaneTiming) -> int:
    """Return by how many minutes the lane is late."""
    return whole_minutes(lane.offset)


def costs_text(lane: LaneTiming) -> str:
    """Return what lateness costs: "coffee shrinks 18, b on_time 0"."""
    costs = []
    for cost in impact(lane):
        item = existing(cost.session or cost.after)
        name = item.id if cost.session else f"gap after {item.id}"
        change = "follows" if cost.follows else f"{cost.change} {cost.minutes}"
        costs.append(f"{name} {change}")
    return ", ".join(costs)
