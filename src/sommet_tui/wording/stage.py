"""Sentences for the stage manager: effects and refusals of actions, the delay and its cost."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from sommet_tui.domain.instants import drift, whole_minutes
from sommet_tui.domain.rundown.acts import SENTENCES, Act, ActKind, Refusal, group_of
from sommet_tui.domain.text import shorten
from sommet_tui.wording.session_texts import (
    SHORT_NAME,
    join,
    names_or_count,
    offset_words,
    redo_words,
    short_name,
    status_count,
    undo_words,
)
from sommet_tui.wording.times import column_time, date_text, duration, sentence_time
from sommet_tui.wording.words import NBSP, View, Words, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.companion.confirmations import Confirmation
    from sommet_tui.domain.programme import Seats, Session
    from sommet_tui.domain.rundown.catch_up_suggestions import Change, Suggestion
    from sommet_tui.domain.rundown.delay_cost import Cost, Totals
    from sommet_tui.domain.rundown.lane_now import LaneTiming
    from sommet_tui.domain.rundown.lanes import Place
    from sommet_tui.domain.timeline import Alert

__all__ = [
    "act_sentence",
    "alert_sign",
    "choice_sentence",
    "cost_sentence",
    "cost_variants",
    "drift_words",
    "hidden_rehearsal_sentence",
    "new_end_words",
    "no_suggestion_sentence",
    "not_acting_sentence",
    "offset_words",
    "order_change_words",
    "outdated_key_sentence",
    "question_sentence",
    "recorded_sentence",
    "refusal_sentence",
    "rehearsal_over_sentence",
    "reversed_swap_sentence",
    "suggestion_variants",
    "time_question",
    "unrecorded_day_sentence",
]

MINUS = "\u2212"
"""The minus sign, as wide as the plus sign; a line never breaks after it."""

_REFUSALS = mark(
    {
        "unknown-session": "The programme has no session “{session}”.",
        "known-session": "A session “{session}” already exists.",
        "unknown-room": "There is no such room.",
        "no-room": "Name the room.",
        "other-lane": "{session} is in another room or on another day.",
        "unknown-act": "There is no action with this number. “stage log” lists the actions.",
        "no-minutes": "Give a number of minutes other than 0.",
        "no-time": "Give a start time for {session}.",
        "no-title": "Give a title.",
        "future": "{time} is in the future. Give a time in the past.",
        "before-day": "The day began at {time}. Give a later time.",
        "before-now": "It is already {time}: give a later time.",
        "outside-day": "The day ends at {time}: {session} cannot start after that.",
        "before-start": "{session} started at {time}: give a later time.",
        "before-pause": "{session} has been paused since {time}: give a later time.",
        "already-called": "This room is already under manual control.",
        "not-called": "This room already runs automatically.",
        "after-over": "{session} is neither running nor upcoming.",
        "nothing-runs": "No session is running.",
        "other-runs": "The running session is {session}.",
        "already-runs": "{session} is already running.",
        "already-paused": "{session} is already paused.",
        "not-paused": "{session} is not paused.",
        "done": "{session} is over.",
        "skipped": "{session} was skipped. To bring it back, start it.",
        "cancelled": "{session} is cancelled. To bring it back, start it.",
        "less-than-nothing": "{session} is too short to lose that many minutes.",
        "break": "{session} is a break: you can only change its length.",
        "itself": "This action needs two different sessions.",
        "closed": "The day of {session} ended at {time}. Give an earlier time.",
        "only-end": "{session} belongs to the day that ended at {time}: you can now only end it.",
        "not-in-force": "That action has already been undone.",
        "no-message": "There is no message to withdraw.",
        "just-started": "{session} was started a moment ago.",
        "already-reported": "{session}: this has already been reported.",
        "unclear": "So far, this room has run automatically: name the session to start.",
    }
)
_MANY = 3
"""If at least this many sessions move by the same minutes, only the last one is named."""

_WHY_VOID = mark(
    {
        "already-runs": "{session} was already running",
        "nothing-runs": "no session was running",
        "other-runs": "the running session was {session}",
        "already-paused": "{session} was already paused",
        "not-paused": "{session} was not paused",
        "already-called": "the room was already under manual control",
        "not-called": "the room already ran automatically",
        "before-start": "{session} started at {time}",
        "done": "{session} was over",
        "after-over": "{session} was over",
        "skipped": "{session} was skipped",
        "cancelled": "{session} was already cancelled",
        "unknown-session": "this programme does not have the session",
    }
)
"""The reason why an action has no effect, by the code of its refusal."""

_MOVED_ON = mark("Someone else acted first: {session} is now running.")
_NOTHING_LEFT = mark("Someone else has already done this.")
_DAY_OVER = mark("The day ended at {time}. Give an earlier time.")

_QUESTIONS = mark(
    {
        "undriven": (
            "So far, this room has run automatically. Start {session} and take manual control?"
        ),
        "undriven-late": (
            "So far, this room has run automatically. Start {session} {left} late, and take manual "
            "control?"
        ),
        "just-started": "{other} started a moment ago. Start {session} now?",
        "skips": "Start {session}? This skips {skipped}.",
        "again": "Start {session} again, from its beginning?",
        "by-clock": "The clock started {session} at {time}. Start it again now?",
        "though-cancelled": "{session} is cancelled. Start it anyway?",
        "cuts-short": "{other} still has {left}. Start {session} now?",
        "break-first": "{other} ({left}) is planned first. Start {session} now?",
        "early": "{session} is planned for {time}, in {left}. Start it now?",
        "early-announced": "{session} is announced for {time}, in {left}. Start it now?",
        "early-expected": "{session} is expected at {time}, in {left}. Start it now?",
        "corrects": "{other} then ends at {time} instead of {before}. Record this?",
        "end": "End {session}?",
        "cancel": "Cancel {session}?",
        "cancel-running": "{session} is running. Cancel it?",
        "defer": "Defer {session} until after {other}?",
        "swap": "Swap {session} and {other}?",
        "take": "Take manual control of this room? Nothing will start by itself.",
        "release": "Return this room to automatic control?",
        "begin-rehearsal": "Start a rehearsal? Nothing you do in it affects the real day.",
        "leave-running": (
            "{session} is running. Until a rehearsal ends, no action changes the real day. "
            "Start one anyway?"
        ),
        "end-rehearsal": "End the rehearsal for everyone and discard its actions?",
    }
)
"""The questions that precede actions, by code; functions phrase all other questions."""

_CHOICES = mark(
    {
        "start": "Start {session}, planned for {time}? ↑ ↓: choose another",
        "late-start": "Start {session} now, {late} late (planned for {time})? ↑ ↓: choose another",
        "defer": "Defer {session} until after {other}? ↑ ↓: choose another",
        "swap": "Swap {session} and {other}? ↑ ↓: choose another",
    }
)
"""The questions while the cursor chooses a session, by the kind of the act, or "late-start"."""

_WHEN = mark(
    {
        "start": "How many minutes ago did {session} start?",
        "end": "How many minutes ago did {session} end?",
        "move": "When should {session} start?",
    }
)


def question_sentence(question: Confirmation, view: View, undone: str = "") -> str:
    """Return the question that precedes an action.

    If the action is an undo, `undone` describes the action to undo.
    """
    words = view.words
    code = question.code
    if code == "announce":
        if not question.count:
            return words.say("Announce the current ends and breaks? No session gets a new start.")
        return words.count(
            "Announce new times to everyone? {n} session gets a new start.",
            "Announce new times to everyone? {n} sessions get a new start.",
            question.count,
        )
    if code == "undo":
        crew = view.snapshot.events.crew
        if name := join([question.by, crew.laptop_name(question.uid) if crew else None]):
            return words.say("Undo “{act}”, by {name}?", act=undone, name=name)
        return words.say("Undo “{act}”?", act=undone)
    if code == "insert":
        return f"{_insert_question(question, view)} {moves_sentence(question, words)}"
    moves = f" {moves_sentence(question, words)}" if question.lists_changes else ""
    skipped = [short_name(session) for session in question.skipped]
    before = question.time + question.left if question.time and question.left else None
    late = drift(view.now, question.session.start) if question.session else timedelta(0)
    is_late = code == "undriven" and late > timedelta(0)
    left = late if is_late else question.left
    sentence = words.say(
        _QUESTIONS["undriven-late" if is_late else code],
        session=_question_subject(question.session, words),
        other=_question_subject(question.other, words),
        skipped=names_or_count(skipped, words) if skipped else "",
        time=sentence_time(question.time, view) if question.time else "",
        before=sentence_time(before, view) if before else "",
        left=duration(left, words) if left is not None else "",
    )
    return sentence + moves


def moves_sentence(question: Confirmation, words: Words) -> str:
    """Return how an act moves other sessions."""
    costs = [cost for cost in question.costs if cost.change != "on_time"]
    kept = next((cost.session for cost in question.costs if cost.change == "on_time"), None)
    if not costs:
        return words.say("No other session moves.")
    moves = ", ".join(_costs(costs, words, _MANY))
    if kept is None:
        return f"{moves}."
    name = short_name(kept)
    return words.say("{changes}; {session} keeps its time.", changes=moves, session=name)


def _insert_question(question: Confirmation, view: View) -> str:
    """Return the question that precedes an insert, with the item and its time."""
    words = view.words
    return words.say(
        "Add {session} at {time} ({length})?",
        session=_question_subject(question.session, words),
        time=sentence_time(question.time, view) if question.time else "",
        length=duration(question.left, words) if question.left is not None else "",
    )


def choice_sentence(act: ActKind, session: Session, other: Session, view: View) -> str:
    """Return the question shown while the cursor chooses a session.

    If `act` starts a session, the cursor chooses `session`; otherwise it chooses `other`. The start
    of a late session makes the room late, so the question says by how much.
    """
    late = drift(view.now, session.start)
    is_late = act == "start" and late > timedelta(0)
    return view.words.say(
        _CHOICES["late-start" if is_late else act],
        session=_question_subject(session, view.words),
        other=_question_subject(other, view.words),
        time=sentence_time(session.start, view),
        late=duration(late, view.words),
    )


def _question_subject(session: Session | None, words: Words) -> str:
    name = short_name(session) if session else ""
    if name.endswith(("?", "!")):  # the title itself ends in this mark
        return words.say("“{name}”", name=name)
    return name


def time_question(act: ActKind, session: Session, words: Words) -> str:
    """Return the question for the time of an action."""
    return words.say(_WHEN[act], session=short_name(session))


_ADDED_AT = mark("{session} added at {time}")
_TAKEN_FROM = mark("Manual control from {time}; next: {session}")


def held_session_counts(totals: Totals, words: Words) -> list[str | None]:
    """Return how many sessions took place, and how many are only assumed to have taken place."""
    held = words.count("{n} session took place", "{n} sessions took place", totals.held)
    assumed = words.count(
        "{n} session assumed to have run as planned",
        "{n} sessions assumed to have run as planned",
        totals.assumed,
    )
    return [
        held if totals.held or not totals.assumed else None,
        assumed if totals.assumed else None,
    ]


def cancelled_and_skipped_counts(totals: Totals, words: Words) -> list[str | None]:
    """Return how many sessions were cancelled, and how many were skipped."""
    return [
        status_count("cancelled", totals.cancelled, words) if totals.cancelled else None,
        status_count("skipped", totals.skipped, words) if totals.skipped else None,
    ]


def refusal_sentence(refusal: Refusal, view: View) -> str:
    """Return why an action is impossible, with the session that it is about."""
    words = view.words
    reason, session = refusal.reason, _session_name(refusal.session, view)
    time = sentence_time(refusal.since, view) if refusal.since else ""
    if reason == "moved-on":
        return words.say(_MOVED_ON if session else _NOTHING_LEFT, session=session)
    if reason == "closed" and not session:
        return words.say(_DAY_OVER, time=time)
    if reason == "future" and refusal.since and not view.is_today(refusal.since):
        programme = view.programme
        day, boundary = programme.day_of(view.now), programme.day_boundary
        return words.say(
            "That time ({date}, {time}) is in the future. Give a time in the past; the day began "
            "at {start}.",
            date=date_text(view.zones.local(refusal.since).date(), words),
            time=time,
            start=sentence_time(datetime.combine(day, boundary, programme.zone), view),
        )
    return words.say(_REFUSALS[reason], session=session, time=time)


def void_words(refusal: Refusal | None, view: View) -> str:
    """Return a phrase saying that an action has no effect and, if known, why."""
    words, why = view.words, _void_reason(refusal, view)
    return words.say("void: {reason}", reason=why) if why else words.say("void")


def void_act_sentence(number: int, refusal: Refusal | None, view: View) -> str:
    """Return why an action had no effect, so that the user does not try to redo it."""
    words, why = view.words, _void_reason(refusal, view)
    if not why:
        return words.say("Action {n} had no effect.", n=number)
    return words.say("Action {n} had no effect: {reason}.", n=number, reason=why)


def _void_reason(refusal: Refusal | None, view: View) -> str | None:
    if refusal is None or refusal.reason not in _WHY_VOID:
        return None
    time = sentence_time(refusal.since, view) if refusal.since else ""
    session = _session_name(refusal.session, view)
    return view.words.say(_WHY_VOID[refusal.reason], session=session, time=time)


def not_acting_sentence(reason: str, view: View) -> str:
    """Return why no act is possible here; `reason` is the `reason` of a `NotActingError`."""
    words, programme = view.words, view.programme
    if reason == "looking":
        return words.say("Simulated time: read-only.")
    if reason == "following":
        return words.say(
            "Read-only, because you follow this day. To run it yourself: --follow off."
        )
    today = view.now.astimezone(programme.zone).date()
    if today in programme.days:  # the night before: the day begins at the day boundary
        opens = datetime.combine(today, programme.day_boundary, programme.zone)
        return words.say("The event day begins at {time}.", time=sentence_time(opens, view))
    return words.say("The event does not take place today.")


def rehearsal_over_sentence(words: Words) -> str:
    """Return a sentence saying that the rehearsal has ended."""
    return words.say("The rehearsal has ended; the screen shows the real day again.")


def outdated_key_sentence(words: Words, *, rehearses: bool) -> str:
    """Return why a key did nothing: a rehearsal has just ended or begun in another window.

    `rehearses` means that a rehearsal is running now.
    """
    if rehearses:
        return words.say(
            "Nothing was done: a rehearsal has started elsewhere. To use it, press the key again."
        )
    return words.say(
        "Nothing was done: the rehearsal has ended. To change the real day, press the key again."
    )


def unrecorded_day_sentence(since: datetime, view: View) -> str:
    """Return a sentence saying that a rehearsal is running, and the real day is not recorded."""
    return view.words.say(
        "A rehearsal has been running since {time} real time: the real day is not being recorded.",
        time=sentence_time(since, view),
    )


def recorded_sentence(day: date, view: View) -> str:
    """Return whether an action was recorded in the rehearsal or for the real event day."""
    if view.snapshot.events.rehearsal is not None:
        return view.words.say("Recorded in the rehearsal.")
    return view.words.say("Recorded for {date}.", date=date_text(day, view.words))


def hidden_rehearsal_sentence(since: datetime, unrecorded: bool, view: View) -> str:
    """Return a sentence saying that a rehearsal is running, but the real day is shown."""
    words = view.words
    if unrecorded:
        on = unrecorded_day_sentence(since, view)
    else:
        time = sentence_time(since, view)
        on = words.say("A rehearsal has been running since {time}.", time=time)
    return f"{on} {words.say('Showing the real day, without the rehearsal.')}"


def act_sentence(act: Act, view: View, log: Sequence[Act] = ()) -> str:
    """Return an action as a sentence without a full stop.

    If the action is an undo, the sentence names the undone action, found in `log`.
    """
    words = view.words
    session = _session_name(act.session, view)
    if act.act == "add":
        about = view.programme.by_id.get(act.session or "")
        is_break = about is not None and about.is_break
        return _added_text(session, act.minutes or 0, words, is_break=is_break)
    if act.act == "undo":
        return _undo_sentence(act, view, log)
    if act.act == "full":
        time = sentence_time(act.when or act.at, view)
        return words.say(_SEATS[act.seats or "full"], session=session, time=time)
    sentence = _TAKEN_FROM if act.act == "take" and session else SENTENCES[act.act]
    to = act.to
    if act.act == "insert":
        session = act.title or session
        sentence = SENTENCES[act.act] if to is None else _ADDED_AT
        to = _inserted_item_start(act, view, log) if to is not None else to
    return words.say(
        sentence,
        session=session,
        other=_session_name(act.after or act.partner, view),
        time=sentence_time(to or act.when or act.at, view),
    )


_SEATS: Mapping[Seats, str] = mark(
    {
        "open": "{session}: room open again at {time}",
        "nearly-full": "{session}: room nearly full at {time}",
        "full": "{session}: room full at {time}",
    }
)


def group_sentence(act: Act, view: View, log: Sequence[Act]) -> str:
    """Return an action and all other actions of its group as a sentence."""
    return ", ".join(act_sentence(one, view, log) for one in group_of(act, log))


def _inserted_item_start(act: Act, view: View, log: Sequence[Act]) -> datetime | None:
    """Return the start of an inserted item, even if the item has been removed since."""
    found = view.programme.by_id.get(act.session or "")
    if found is None:
        before = tuple(entry for entry in log if entry.seq <= act.seq)
        added = view.snapshot.lanes.rundown(before).added_items
        found = next((item for item in added if item.id == act.session), None)
    return found.start if found is not None else act.to


def reversed_swap_sentence(act: Act, view: View) -> str:
    """Return a sentence saying that a second swap has put two sessions back in their places."""
    return view.words.say(
        "{session} and {other} are back in their places",
        session=_session_name(act.session, view),
        other=_session_name(act.partner, view),
    )


def _undo_sentence(act: Act, view: View, log: Sequence[Act]) -> str:
    words, log = view.words, [entry for entry in log if entry.seq < act.seq]
    found = next((entry for entry in log if entry.seq == act.undoes), None)
    if found is None:
        return words.say("Action {n} undone", n=act.undoes)
    if found.act == "undo":
        again = next((entry for entry in log if entry.seq == found.undoes), None)
        if again is not None and again.act != "undo":
            return redo_words(group_sentence(again, view, log), words)
        return words.say("Action {n} undone", n=act.undoes)
    return undo_words(group_sentence(found, view, log), words)


def _added_text(session: str, minutes: int, words: Words, *, is_break: bool) -> str:
    # Name the end, not the length, because in a late room even a longer break may be cut.
    if is_break:
        if minutes < 0:
            return words.say("{session}: ends {n} min earlier", session=session, n=-minutes)
        return words.say("{session}: ends {n} min later", session=session, n=minutes)
    if minutes < 0:
        return words.say("{session}: {n} min less", session=session, n=-minutes)
    return words.say("{session}: {n} min more", session=session, n=minutes)


def new_end_words(
    end: tuple[datetime, timedelta] | None, view: View, *, brief: bool = False
) -> str | None:
    """Return when the day ends, and how late that is; None if the day ends as planned."""
    words = view.words
    if end is None:
        return None
    moment, late = end
    if brief:
        time, minutes = sentence_time(moment, view), signed_number(whole_minutes(late))
        return words.say("day ends {time} ({minutes} min)", time=time, minutes=minutes)
    time, length = sentence_time(moment, view), duration(abs(late), words)
    if late < timedelta(0):
        return words.say("the day ends at {time}, {length} early", time=time, length=length)
    return words.say("the day ends at {time}, {length} late", time=time, length=length)


def cost_sentence(
    offset: timedelta, costs: Sequence[Cost], words: Words, new_end: str | None = None
) -> str:
    """Return the delay and its cost: "17 min behind: Coffee cut to 13 min, Panel B on time".

    If nothing changes, return only the delay. `new_end`, the text from `new_end_words`, comes last.
    """
    if all(cost.change == "on_time" for cost in costs) and not whole_minutes(offset):
        costs = ()
    changes = ", ".join([*_costs(costs, words, _MANY), *_as_list(new_end)])
    late = _delay_so_far(offset, words, changes)
    return words.say("{offset}: {costs}", offset=late, costs=changes) if changes else late


def _delay_so_far(offset: timedelta, words: Words, changes: Collection[str]) -> str:
    """Return the delay; if only later sessions are affected, say "on time so far; later"."""
    on_time = not whole_minutes(offset)
    return (
        words.say("on time so far; later") if on_time and changes else offset_words(offset, words)
    )


_NAMES = (SHORT_NAME, 24, 16, 10)
"""The maximum length of names in a sentence and in its shorter and shorter versions."""


def cost_variants(
    offset: timedelta,
    costs: Sequence[Cost],
    words: Words,
    new_end: tuple[str | None, str | None] = (None, None),
) -> Iterator[str]:
    """Yield the delay and its cost, each version shorter than the one before.

    First, names are shortened. Then changes are left out and counted, the nearest one last; the
    final change, which absorbs the delay, is always kept. `new_end` is a long and a brief text
    (`new_end_words`) about the end of the day, if that changes. A line breaks only between two
    changes.
    """
    ends, brief_ends = map(_as_list, new_end)
    if all(cost.change == "on_time" for cost in costs) and not whole_minutes(offset):
        costs = ()
    changes = [*_costs(costs, words, _MANY), *ends]
    late = _delay_so_far(offset, words, changes)
    for few in (changes, [*_costs(costs, words, least=2), *ends]):
        yield words.say("{offset}: {costs}", offset=late, costs=_join_changes(few)) if few else late
    yield _join_changes(changes)
    briefs = [[*_costs(costs, words, 2, names, brief=True), *brief_ends] for names in _NAMES]
    yield from dict.fromkeys(map(_join_changes, briefs))
    for first in (1, 0):
        for end in range(first + 1, len(briefs[0])):
            more = "… " + words.count("{n} more", "{n} more", end - first)
            yield from dict.fromkeys(_join_changes([*b[:first], more, *b[end:]]) for b in briefs)


def _as_list(text: str | None) -> list[str]:
    return [] if text is None else [text]


def _join_changes(changes: Sequence[str]) -> str:
    return ", ".join(text.replace(" ", NBSP) for text in changes)


def _costs(
    costs: Sequence[Cost],
    words: Words,
    least: int,
    longest: int = SHORT_NAME,
    *,
    brief: bool = False,
) -> Iterator[str]:
    """Yield a text for each change of an upcoming item, in order.

    If `least` or more successive sessions move by the same minutes, they get one text, which names
    the last of them. A name has at most `longest` cells.
    """
    for (change, minutes), group in groupby(costs, key=lambda cost: (cost.change, cost.minutes)):
        alike = list(group)
        last = alike[-1].session
        if change == "moves" and len(alike) >= least and last is not None:
            amount = signed_number(minutes)
            name = short_name(last, longest)
            yield words.say(
                "each session up to {session} ({minutes} min)", session=name, minutes=amount
            )
        else:
            yield from (_cost_words(cost, words, longest, brief=brief) for cost in alike)


def _cost_words(cost: Cost, words: Words, longest: int, *, brief: bool) -> str:
    if cost.change == "shrinks":
        return _shorter_break(cost, words, longest, brief=brief)
    assert cost.session is not None
    name = short_name(cost.session, longest)
    if cost.change == "on_time":
        if cost.follows:
            return words.say("then {session}", session=name)
        return words.say("{session} on time", session=name)
    return words.say("{session} {minutes} min", session=name, minutes=signed_number(cost.minutes))


def _shorter_break(cost: Cost, words: Words, longest: int, *, brief: bool) -> str:
    """Return a shortened break or gap with the minutes that remain.

    A gap has no name, so the text names the session before it.
    """
    pause, time = cost.session, duration(timedelta(minutes=cost.minutes), words)
    if pause is None:
        after = short_name(cost.after, longest) if cost.after else ""
        if brief:
            return words.say("break after {after}: {time}", after=after, time=time)
        return words.say("break after {after} cut to {time}", after=after, time=time)
    name = pause.title
    if brief:
        return words.say("{name}: {time}", name=name, time=time)
    if words.say("break").casefold() in name.casefold():
        change = words.say("{name} cut to {time}", name=name, time=time)
    else:
        change = words.say("{pause} cut to {time}", pause=name, time=time)
    several = len(pause.rooms) > 1  # the break may keep its length in other rooms
    return words.say("{change} in this room", change=change) if several else change


def suggestion_variants(suggestion: Suggestion, view: View) -> Iterator[str]:
    """Yield the changes of a suggestion and their result; the names become shorter and shorter."""
    result = _result_words(suggestion, view).replace(" ", NBSP)
    for changes in change_variants(suggestion, view):
        yield f"{changes} → {result}"


def change_variants(suggestion: Suggestion, view: View) -> Iterator[str]:
    """Yield the changes of a suggestion; the names become shorter and shorter."""
    for longest in (SHORT_NAME, 16, 12, 8):
        yield ", ".join(_change_text(one, view, longest) for one in suggestion.changes)


def _change_text(change: Change, view: View, longest: int) -> str:
    """Return a session with its minutes, or a break with its new times or only its length."""
    name, left = short_name(change.session, longest), drift(change.end, change.start)
    if not change.session.is_break:
        return f"{name}{NBSP}{signed_number(change.minutes)}"
    if not left:
        return view.words.say("no {pause}", pause=name).replace(" ", NBSP)
    times = [column_time(time, view.zones) for time in (change.start, change.end)]
    length = "–".join(times) if longest > 12 else duration(left, view.words)
    return f"{name}{NBSP}{length}"


def _result_words(suggestion: Suggestion, view: View) -> str:
    words, left = view.words, suggestion.left
    if suggestion.on_time is None:
        return words.say("still {n} min late", n=left) if left else words.say("on time")
    time = sentence_time(suggestion.on_time, view)
    if left:
        return words.say("still {n} min late, on time at {time}", n=left, time=time)
    return words.say("on time at {time}", time=time)


def no_suggestion_sentence(lane: LaneTiming, words: Words) -> str:
    """Return why the app suggests nothing: the room is not late, or the limits allow no change."""
    from sommet_tui.domain.rundown.catch_up_suggestions import remaining_delay

    late = remaining_delay(lane)
    if not late and lane.offset > timedelta(0):
        return words.say("Nothing more to catch up: the room will be on time again.")
    if not late:
        return words.say("There is no delay to make up.")
    return words.say(
        "No suggestion within the limits in your settings: still {n} min late.", n=late
    )


def drift_words(drift: timedelta, words: Words) -> str:
    """Return the difference from the plan in the form for columns.

    For example: +4 min, −35 min, +1 h 15, on time.
    """
    minutes = whole_minutes(drift)
    if not minutes:
        return words.say("on time")
    length = duration(timedelta(minutes=abs(minutes)), words)
    return f"+{length}" if minutes > 0 else f"{MINUS}{length}"


def order_change_words(session: Session, place: Place, view: View, *, brief: bool) -> str | None:
    """Return how a session left its planned place in the order; None if it is in this place.

    Unless `brief`, add the planned time. An inserted session has no planned place: return "added".
    """
    words, was = view.words, sentence_time(session.start, view)
    if session.added:
        return words.say("added")
    if place.binding == "deferred":
        if brief:
            return words.say("deferred")
        return words.say("deferred (planned for {time})", time=was)
    if place.start == session.start:
        return None
    return words.say("swapped") if brief else words.say("swapped (planned for {time})", time=was)


def alert_sign(alert: Alert | None, danger_minutes: int, words: Words) -> str | None:
    """Return the text for a session's alert, readable from a distance; None if there is no alert.

    `danger_minutes` is the session's own threshold.
    """
    if alert == "warning":
        return words.say("ENDS SOON")
    if alert == "danger":
        last = danger_minutes > 1
        return words.say("LAST {n} MINUTES", n=danger_minutes) if last else words.say("LAST MINUTE")
    return words.say("OVERTIME") if alert == "overtime" else None


def signed_number(minutes: int) -> str:
    """Return a number with its sign; a minus sign is as wide as a plus sign."""
    return f"+{minutes}" if minutes > 0 else f"{MINUS}{-minutes}" if minutes else "0"


def _session_name(session_id: str | None, view: View) -> str:
    """Return the name of a session, even if its insertion was undone; return the id if unknown."""
    session = view.programme.by_id.get(session_id or "")
    if session is not None or session_id is None:
        return shorten(short_name(session), view.longest) if session else ""
    inserts = (act for act in view.snapshot.events.acts if act.act == "insert")
    return next((act.title for act in inserts if act.session == session_id), None) or session_id
