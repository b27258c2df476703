"""The user's plan: the days with their stops and walks, and the picks left out, with reasons."""

from __future__ import annotations

from sommet_tui.companion.plan import (
    PlannedDay,
    is_day_over,
    plan_days,
    planned_days,
    planning_day,
)
from sommet_tui.domain import instants, walks
from sommet_tui.domain.plan import DayPlan, Reason, Stop
from sommet_tui.domain.programme import Session
from sommet_tui.domain.values import frozen, replace
from sommet_tui.wording import marks, session_texts, times
from sommet_tui.wording.plan import (
    alternative_variants,
    announced_start,
    name_with_place,
    plan_heading,
    reason_variants,
    stop_name,
    stop_place,
    stop_symbol,
    stop_title,
    walk_words,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sommet_tui.companion.json import Json
    from sommet_tui.domain.stops import NextStop, Swap
    from sommet_tui.wording.words import View, Words


@frozen
class StopFacts:
    """The facts about a stop or a pick that is left out: its sign, times, title and place."""

    stop: Stop
    sign: str
    times: str
    title: str
    place: str | None
    announced: str | None = None
    """The announced start of the stop, if `times` are expected times."""
    way: str | None = None
    """The walk to the stop and the free time before, or None."""
    reasons: tuple[tuple[str, str], ...] = ()
    """Why the stop is left out, or what to attend instead, each in a long and a short version."""


@frozen
class DayFacts:
    """The plan of one day as texts, and the plan itself as `planned`."""

    planned: PlannedDay
    date: str
    heading: str
    stops: tuple[StopFacts, ...]
    left_out: tuple[StopFacts, ...]
    nothing: str | None = None
    """If the day is empty, the sentence with the reason."""


@frozen
class PlanFacts:
    """The days to show, and how many minutes it takes to walk between two buildings.

    If there are no days, `nothing` is the sentence to show instead.
    """

    days: tuple[DayFacts, ...]
    walk_minutes: int
    nothing: str | None


def plan_facts(view: View, walk_minutes: int | None, days: Collection[date] = ()) -> PlanFacts:
    """Return the plan of the days in `days`.

    If `days` is empty, return the plan of today and all later days or, if the last day is over, of
    all days.
    """
    snapshot = view.snapshot
    planned = planned_days(snapshot, walk_minutes, view.now)
    today = planning_day(snapshot, view.now)
    is_over = all(planned_day.day < today for planned_day in planned)
    shown = [
        _make_day_facts(planned_day, view)
        for planned_day in planned
        if (planned_day.day in days if days else is_over or planned_day.day >= today)
        if planned_day.has_stops
    ]
    nothing = None if shown else _empty_plan_sentence(planned, today, view.words)
    walk = walks.minutes_between_buildings(view.programme, walk_minutes)
    return PlanFacts(tuple(shown), walk, nothing)


def day_facts(view: View, walk_minutes: int | None, chosen: date | None) -> DayFacts:
    """Return the plan of the chosen day.

    If `chosen` is None, return the plan of today. If today is over, return that of the next day
    with stops, and if today is not a day of the event, that of the first day with a bookmark.
    """
    all_planned = planned_days(view.snapshot, walk_minutes, view.now)
    planned = {planned_day.day: planned_day for planned_day in all_planned}
    days = plan_days(view.snapshot)
    today = planning_day(view.snapshot, view.now)
    first = next(iter(planned), days[0])
    day = next((day_ for day_ in (chosen, today) if day_ is not None and day_ in days), first)
    ahead = [planned_day.day for planned_day in planned.values() if planned_day.has_stops]
    if day != chosen and is_day_over(view.snapshot, day, view.now):
        day = next((later for later in ahead if later >= day), day)
    shown = planned.get(day) or PlannedDay(day, DayPlan(), ())
    nothing = None
    if not shown.has_stops:
        words = view.words
        over = words.say("This day is over.")
        nothing = over if day < today else _empty_plan_sentence(all_planned, today, words)
    return replace(_make_day_facts(shown, view), nothing=nothing)


def picks_left_out_for(next_stop: NextStop, view: View) -> tuple[StopFacts, ...]:
    """Return the picks that the plan leaves out because of a stop."""
    return tuple(
        _stop_facts(left_out.stop, view, None, left_out.reasons) for left_out in next_stop.left_out
    )


def view_of_stops(view: View, facts: PlanFacts) -> View:
    """Return a view whose programme has only the stops of these days, with their notes."""
    snapshot = view.snapshot.base or view.snapshot
    ids = {leg.stop.id for day in facts.days for leg in day.planned.legs}
    mine = replace(
        snapshot.mine,
        bookmarks=tuple(b for b in snapshot.mine.bookmarks if b.session in ids),
        own_events=tuple(event for event in snapshot.mine.own_events if event.id in ids),
        notes=tuple(note for note in snapshot.mine.notes if note.session in ids),
    )
    return replace(view, snapshot=replace(snapshot, mine=mine).at(view.now))


def _empty_plan_sentence(planned: Collection[PlannedDay], today: date, words: Words) -> str:
    """Return why a day has no stops. Other days may have some."""
    if any(day.has_stops for day in planned if day.day >= today):
        return words.say("Nothing is planned on this day.")
    if planned:
        return words.say("Your plan is done: no more sessions to attend.")
    return words.say("Nothing to plan yet.")


def _make_day_facts(planned: PlannedDay, view: View) -> DayFacts:
    words = view.words
    return DayFacts(
        planned,
        times.date_heading(planned.day, words),
        plan_heading(planned, words),
        tuple(
            _stop_facts(
                leg.stop,
                view,
                walk_words(leg, view, is_first=number == 0),
                instead=planned.instead.get(leg.stop.id),
            )
            for number, leg in enumerate(planned.legs)
        ),
        tuple(
            _stop_facts(left_out.stop, view, None, left_out.reasons)
            for left_out in planned.plan.left_out
        ),
    )


def _stop_facts(
    stop: Stop,
    view: View,
    way: str | None,
    reasons: Collection[Reason] = (),
    instead: Stop | None = None,
) -> StopFacts:
    why = [reason_variants(reason, view.words) for reason in reasons]
    if instead is not None:
        why.append(alternative_variants(instead, view))
    return StopFacts(
        stop,
        stop_symbol(stop),
        times.column_span(*stop.expected_times, view.zones),
        stop_title(stop),
        stop_place(stop, view),
        announced_start(stop, view),
        way,
        tuple(why),
    )


def swap_sentence(swap: Swap, view: View) -> str:
    """Return which stops replace which, with their new signs, and where the chosen stop is."""
    words = view.words
    signs = {stop.id: marks.MAYBE for stop in swap.demoted}
    lost, gained = (
        ", ".join(f"{signs.get(stop.id) or stop_symbol(stop)} {stop_name(stop)}" for stop in stops)
        for stops in (swap.lost, swap.gained)
    )
    taken = name_with_place(swap.taken, view)
    if not lost:
        return words.say("Attending {session}", session=taken)
    if not gained:
        return words.say("Attending {session} instead of {left_out}", session=taken, left_out=lost)
    return words.say(
        "Attending {session} instead of {left_out}; {also} now fits too",
        session=taken,
        left_out=lost,
        also=gained,
    )


def swap_refusal_sentence(reason: Reason | None, session: Session | None, view: View) -> str:
    """Return why the user cannot take a stop. `reason` is None if the plan does not leave it out.

    `session` is None for an own event.
    """
    words = view.words
    if reason is not None:
        return _refusal_sentence(reason, words)
    if session is None:
        return words.say("The plan already contains this session.")
    name, status = session_texts.short_name(session), view.status(session)
    if session.id not in view.snapshot.mine.bookmarked_ids:
        return words.say(
            "{session} is not among your bookmarks. Bookmark the session first.", session=name
        )
    if status == "skipped":
        return words.say("The stage manager has skipped {session}.", session=name)
    if status == "done":
        return words.say("{session} is over.", session=name)
    return words.say("The plan already contains {session}.", session=name)


def _refusal_sentence(reason: Reason, words: Words) -> str:
    if reason.stop is None:
        return words.say("A cancelled session cannot be in the plan.")
    return words.say(
        "Your own event “{event}” takes place at that time. Change or remove that event first.",
        event=stop_name(reason.stop),
    )


def plan_json(facts: PlanFacts, view: View) -> Json:
    """Return the JSON of `plan`. The `walk_minutes` of a stop lead from the previous stop."""
    from sommet_tui.companion.json import fields, heading_view, start_and_end

    programme = view.programme
    return heading_view(view.snapshot, view.now) | {
        "walk_minutes": facts.walk_minutes,
        "days": [
            {
                "day": day.day.isoformat(),
                "stops": [
                    stop_json(leg.stop, view)
                    | {
                        "walk_minutes": leg.walk,
                        "missed_minutes": leg.missed,
                        "free_minutes": instants.whole_minutes(leg.free),
                        "instead": day.instead[leg.stop.id].id
                        if leg.stop.id in day.instead
                        else None,
                    }
                    for leg in day.legs
                ],
                "gaps": [
                    start_and_end(programme, "", (leg.free_from, leg.stop.expected_times[0]))
                    for leg in day.legs
                    if leg.free
                ],
                "left_out": [
                    stop_json(left_out.stop, view)
                    | {
                        "reasons": [
                            fields(reason, "why", "minutes")
                            | {"id": reason.stop.id if reason.stop else None}
                            for reason in left_out.reasons
                        ]
                    }
                    for left_out in day.plan.left_out
                ],
            }
            for day in (shown.planned for shown in facts.days)
        ],
    }


def stop_json(stop: Stop, view: View) -> Json:
    from sommet_tui.companion.json import start_and_end
    from sommet_tui.companion.json.now_sessions_and_bookmarks import session_view

    subject, planned = stop.subject, (view.snapshot.base or view.snapshot).programme
    return {
        "id": stop.id,
        "degree": stop.degree,
        "title": subject.title,
        **start_and_end(view.programme, "", stop.expected_times),
        "places": list(subject.rooms if isinstance(subject, Session) else stop.places),
        "session": session_view(view.snapshot, planned.by_id[stop.id], view.now, stop.room)
        if isinstance(subject, Session)
        else None,
    }
