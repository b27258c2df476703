"""The plan of a panel: its segments, the present one, and when the questions must begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sommet_tui.domain.panel_airtime import stood_still
from sommet_tui.domain.preparation import Segment
from sommet_tui.domain.values import dataclass

if TYPE_CHECKING:
    from sommet_tui.domain.rundown.state import Pause


NAMES = ("welcome", "talk", "statements", "discussion", "questions", "close")
"""The usual segments, in order; `wording` translates them."""

_SHORT = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A segment at an instant.

    `start` and `end` are when it began and ended, or will if each segment takes its minutes;
    `state` is "done", "on" or "to_come". `remaining` is the time left of the present segment,
    negative in overtime, and None for the others.
    """

    segment: Segment
    start: datetime
    end: datetime
    state: str
    remaining: timedelta | None = None


def usual_segments(length: timedelta, speakers: int) -> tuple[Segment, ...]:
    """Return a default plan for a session of this length; its minutes add up to the length.

    Up to 20 minutes, it has statements and questions. A longer session also has a welcome and a
    close, of 5 minutes each from an hour on, 2 from half an hour on, otherwise 1. A quarter is for
    questions, three tenths for statements, the rest for discussion. Segments of ten minutes or more
    are rounded to five. A talk takes the place of statements and discussion if there is a single
    speaker, or if the programme names none.
    """
    minutes = max(1, int(length / timedelta(minutes=1)))
    if minutes <= _SHORT:
        questions = minutes // 4
        plan = {"statements": minutes - questions, "questions": questions}
    else:
        edge = 5 if minutes >= 60 else 2 if minutes >= 30 else 1
        questions, statements = _round_minutes(minutes, 25), _round_minutes(minutes, 30)
        plan = {
            "welcome": edge,
            "statements": statements,
            "discussion": minutes - 2 * edge - questions - statements,
            "questions": questions,
            "close": edge,
        }
    if speakers < 2:
        talk = plan.pop("statements") + plan.pop("discussion", 0)
        plan = {name: talk if name == "talk" else plan.get(name, 0) for name in NAMES}
    return tuple(Segment(name, minutes) for name, minutes in plan.items() if minutes > 0)


def _round_minutes(minutes: int, percent: int) -> int:
    """Return a percentage of the minutes, rounded half up, to five minutes if they are many."""
    step = 5 if minutes * percent >= 1000 else 1
    return step * ((minutes * percent + 50 * step) // (100 * step))


def carry_over(
    begun: Sequence[tuple[int, datetime]],
    old: Sequence[Segment],
    new: Sequence[Segment],
    at: datetime,
) -> tuple[tuple[int, datetime], ...]:
    """Return the begun segments of a plan, by their numbers in the plan that replaces it at `at`.

    Segments are matched by name (of several with the same name, in order), or by position if one
    was renamed. If the present segment was removed, the one in its place begins then.
    """
    before, after = _names(old), _names(new)
    place = {name: number for number, name in enumerate(after)}
    number_of: dict[int, int] = {}
    for number, name in enumerate(before):
        renamed = number < len(after) and after[number] not in before
        if name in place:
            number_of[number] = place[name]
        elif renamed and len(new) == len(old):
            number_of[number] = number
    found = [(number_of[number], since) for number, since in begun if number in number_of]
    if begun and new and begun[-1][0] not in number_of:
        found.append((min(begun[-1][0], len(new) - 1), at))
    return tuple(found)


def begun_number(item: int | None, name: str | None, plan: Sequence[Segment]) -> int | None:
    """Return the number in a plan of the segment that began as number `item`; None if it has none.

    The programme, and so the plan, may have changed since: its `name` decides, if the plan has it.
    """
    if item is None:
        return None
    known = 0 <= item < len(plan)
    if known and plan[item].name == name:
        return item
    alike = (name, "talk") if name in ("statements", "discussion") else (name,)
    numbers = (n for n, segment in enumerate(plan) if segment.name in alike)
    return next(numbers, item if known else None)


def _names(plan: Sequence[Segment]) -> list[tuple[str, int]]:
    """Return the names of a plan, each with how often it came before."""
    seen: dict[str, int] = {}
    found = []
    for segment in plan:
        found.append((segment.name, seen.get(segment.name, 0)))
        seen[segment.name] = seen.get(segment.name, 0) + 1
    return found


def parts(
    plan: Sequence[Segment],
    begun: Sequence[tuple[int, datetime]],
    start: datetime,
    now: datetime,
    pauses: Sequence[Pause] = (),
) -> tuple[Part, ...]:
    """Return the plan at `now`; `begun` has the numbers and starts of the begun segments, in order.

    Until a segment is begun by hand, they follow each other from `start`; the last one continues
    until the panel is over. Skipped segments are done, with no length. A pause stops the present
    segment, and delays the later ones by its length.
    """
    if not plan:
        return ()
    at = _starts(plan, begun, start, now, pauses)
    on = max((i for i, s in enumerate(at) if s <= now), default=-1)
    if begun:
        on = begun[-1][0]
    found = []
    for number, segment in enumerate(plan):
        planned = _after(at[number], segment, pauses)
        if number < on:
            found.append(Part(segment, at[number], at[number + 1], "done"))
        elif number == on:
            gone = now - at[number] - stood_still(pauses, at[number], now)
            left = timedelta(minutes=segment.minutes) - gone
            found.append(Part(segment, at[number], max(planned, now), "on", left))
        else:
            found.append(Part(segment, at[number], planned, "to_come"))
    return tuple(found)


def _after(start: datetime, segment: Segment, pauses: Sequence[Pause]) -> datetime:
    """Return when a segment that began at `start` ends; `pauses` are in order."""
    end = start + timedelta(minutes=segment.minutes)
    for since, until in pauses:
        if since < end:
            end += max(timedelta(0), until - max(since, start))
    return end


def _starts(
    plan: Sequence[Segment],
    begun: Sequence[tuple[int, datetime]],
    start: datetime,
    now: datetime,
    pauses: Sequence[Pause],
) -> list[datetime]:
    """Return when each segment began, or will."""
    hand, on, since = dict(begun), -1, start
    if begun:
        on, since = begun[-1]
    at: list[datetime] = []
    for number in range(len(plan)):
        follows = _after(at[-1], plan[number - 1], pauses) if at else start
        if number < on:
            began = min(since, hand.get(number, follows))
            at.append(max(at[-1], began) if at else began)
        elif number == on:
            at.append(since)
        else:
            at.append(max(follows, now) if number == on + 1 and begun else follows)
    return at


def stretch(plan: Sequence[Segment], by: timedelta) -> tuple[Segment, ...]:
    """Return the plan of a session that became longer or shorter `by` whole minutes.

    The minutes are added to, or taken from, the segment before the questions or else the longest
    one, which keeps at least one minute.
    """
    minutes = int(by / timedelta(minutes=1))
    if not minutes or not plan:
        return tuple(plan)
    places = [n for n, segment in enumerate(plan) if n and segment.name == "questions"]
    longest = max(range(len(plan)), key=lambda n: plan[n].minutes)
    place = places[0] - 1 if places else longest
    changed = Segment(plan[place].name, max(1, plan[place].minutes + minutes))
    return (*plan[:place], changed, *plan[place + 1 :])


def questions_due(plan: Sequence[Segment], end: datetime) -> datetime | None:
    """Return when the questions must begin to end at `end`; None if the plan has no questions."""
    for number, segment in enumerate(plan):
        if segment.name == "questions":
            return end - timedelta(minutes=sum(s.minutes for s in plan[number:]))
    return None


def cue(remaining: timedelta, minutes: Sequence[int], shown: timedelta) -> int | None:
    """Return which of `minutes` before the end was reached less than `shown` ago, or None."""
    for mark in sorted(minutes):
        left = timedelta(minutes=mark)
        if left - shown < remaining <= left:
            return mark
    return None
