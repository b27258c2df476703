"""A panel as its moderator sees it: arrivals, speaking time, questions and time left.

Each act of the moderator or the crew is one record of an append-only log.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, get_args
from zlib import crc32

from sommet_tui.domain.programme import (
    UNPREPARED,
    Participant,
    PreparedQuestion,
    Programme,
    Segment,
    Session,
)
from sommet_tui.domain.rundown.acts import NOT_YET, Uid
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import frozen, replace

if TYPE_CHECKING:
    from sommet_tui.domain.rundown.lanes import Pause


PanelActKind = Literal[
    "arrival", "turn", "segment", "plan", "seating", "ask", "question", "hand", "limit", "undo"
]
PANEL_ACT_KINDS: tuple[PanelActKind, ...] = get_args(PanelActKind)

Arrival = Literal["not_seen", "arrived", "on_stage"]
ARRIVALS: tuple[Arrival, ...] = get_args(Arrival)

MODERATION = ""
"""The id of the moderator in turns if the programme names no moderator."""

# The annotations below name these kinds; `domain.records` reads and limits the values.
Speaker = str
QuestionText = str
Seating = tuple[str, ...]
Segments = tuple[Segment, ...]


@frozen
class PanelAct:
    """A record of the log, or a request to make one.

    - `arrival`: `value` is the `Arrival` of `person`.
    - `turn`: `person` has the floor from now on; if it is None, no one has the floor.
    - `segment`: the segment with the number `item` and the name `text` begins.
    - `plan`: `segments` replace the plan.
    - `seating`: `order` has the people's ids from left to right.
    - `ask`: adds the question `text`, to `person` or to everyone.
    - `question`: changes question number `item`. `value` is its new state: "starred", "plain",
      "asked" or "open". If `value` is "aimed", the question is now for `person`.
    - `hand`: without an `item`, a hand is raised at the place `text`. With an `item`, the person
      whose raised hand has this number is called on, and the current speaker's turn ends.
    - `limit`: a turn may last `item` seconds from now on; 0 removes the limit.
    - `undo`: the act `undoes` has no effect.

    When the act is recorded, it gets the id of its `session` and the time in UTC, in whole seconds.
    """

    KIND: ClassVar = "panel"
    """The kind of the records of panel acts."""
    act: PanelActKind
    person: Speaker | None = None
    value: str | None = None
    text: QuestionText | None = None
    item: int | None = None
    order: Seating = ()
    segments: Segments = ()
    undoes: int | None = None
    session: str = ""
    seq: int = 0
    at: datetime = NOT_YET
    uid: Uid = ""
    by: str | None = None


def next_arrival(arrival: Arrival) -> Arrival:
    """Return the arrival that the next key press sets; "not_seen" follows the last one."""
    return ARRIVALS[(ARRIVALS.index(arrival) + 1) % len(ARRIVALS)]


def acts_in_force(acts: Sequence[PanelAct]) -> tuple[PanelAct, ...]:
    """Return the acts in force, without undos; an undo can itself be undone."""
    undone: set[int] = set()
    for act in reversed(acts):
        if act.act == "undo" and act.undoes is not None and act.seq not in undone:
            undone.add(act.undoes)
    return tuple(a for a in acts if a.act != "undo" and a.seq not in undone)


def acts_of_session(acts: Iterable[PanelAct], session: str) -> tuple[PanelAct, ...]:
    """Return the acts of one session, in their order."""
    return tuple(act for act in acts if act.session == session)


def latest_to_undo(acts: Sequence[PanelAct]) -> PanelAct | None:
    """Return the latest of these acts that is in force, or None."""
    latest = acts_in_force(acts)
    return latest[-1] if latest else None


def latest_undo_to_redo(acts: Sequence[PanelAct]) -> tuple[PanelAct, PanelAct] | None:
    """Return the latest undo in force and the act that it undoes.

    Return None if another act was recorded after the undo.
    """
    latest = latest_to_undo(acts)
    found = {act.seq: act for act in acts}
    undone = {act.undoes for act in acts if act.act == "undo"}
    for undo in reversed(acts):
        if undo is latest:
            return None
        act = found.get(undo.undoes or 0)
        if undo.act == "undo" and undo.seq not in undone and act is not None and act.act != "undo":
            return undo, act
    return None


LONG_TURN = timedelta(minutes=2)
"""A turn that lasts this long is marked as long."""


_LENGTH = re.compile(r"(\d{1,2})(?::([0-5]\d))?", re.ASCII)


def turn_limit(text: str) -> int:
    """Return the seconds that a turn may last, from minutes such as "2" or "1:30"; 0 is no limit.

    Raises:
        ValueError: the text is not a length of time, or is 100 minutes or more.
    """
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return 60 * int(found[1]) + int(found[2] or 0)


@frozen
class Turn:
    """A turn that begins at `start`; if `person` is None, no one has the floor."""

    person: str | None
    start: datetime


@frozen
class Airtime:
    """Speaking times at an instant.

    `spoken` maps the people with speaking time to this time. `speaking` is the current speaker, or
    None. `turn` is the length of the current turn.
    """

    spoken: Mapping[str, timedelta]
    speaking: str | None
    turn: timedelta

    @property
    def total(self) -> timedelta:
        """The total speaking time; pauses and time without a speaker do not count."""
        return sum(self.spoken.values(), timedelta(0))

    @property
    def is_long(self) -> bool:
        """Whether the current turn has lasted for `LONG_TURN` or longer."""
        return self.speaking is not None and self.turn >= LONG_TURN

    def time_of(self, person: str) -> timedelta:
        return self.spoken.get(person, timedelta(0))

    def share(self, person: str) -> float:
        """Return a person's share of the speaking time, from 0.0 to 1.0.

        If no one has spoken yet, return 0.0.
        """
        total = self.total
        return self.time_of(person) / total if total else 0.0


def paused_time(pauses: Iterable[Pause], start: datetime, end: datetime) -> timedelta:
    """Return how much of the time from `start` to `end` was paused; `pauses` must not overlap."""
    nothing = timedelta(0)
    return sum((max(nothing, min(end, e) - max(start, s)) for s, e in pauses), nothing)


def airtime(
    turns: Sequence[Turn], since: datetime, until: datetime, pauses: Sequence[Pause] = ()
) -> Airtime:
    """Return the speaking times from `since`, when the panel began, until `until`.

    `turns` are in order, and the last turn is still open. While the stage has paused the session,
    no speaking time counts; after the pause, the speaker's turn continues. If the clock was set
    back, no time counts until the clock has caught up.
    """

    def running_time(start: datetime, end: datetime) -> timedelta:
        return end - start - paused_time(pauses, start, end)

    spoken: dict[str, timedelta] = {}
    speaking: str | None = None
    began = reached = max(turns[0].start, since) if turns else until
    for turn in turns:
        moment = max(turn.start, reached)
        _add_speaking_time(spoken, speaking, running_time(reached, moment))
        began = moment if turn.person != speaking else began
        speaking, reached = turn.person, moment
    end = max(until, reached)
    _add_speaking_time(spoken, speaking, running_time(reached, end))
    lasted = running_time(began, end) if speaking is not None else timedelta(0)
    return Airtime(spoken, speaking, lasted)


def _add_speaking_time(spoken: dict[str, timedelta], person: str | None, length: timedelta) -> None:
    if person is not None:
        spoken[person] = spoken.get(person, timedelta(0)) + length


SEGMENT_NAMES = ("welcome", "talk", "statements", "discussion", "questions", "close")
"""The usual segments, in order; `wording` translates them."""

_SHORT = 20


@frozen
class Part:
    """A segment of a panel at an instant.

    `state` is "done", "on" or "to_come". `start` and `end` are when the segment began and ended. If
    this has not happened yet, they are computed from the planned minutes. If the segment is on,
    `remaining` is the time left, negative in overtime; otherwise it is None.
    """

    segment: Segment
    start: datetime
    end: datetime
    state: str
    remaining: timedelta | None = None


def usual_segments(length: timedelta, speakers: int) -> tuple[Segment, ...]:
    """Return a default plan for a session; its minutes add up to the `length` of the session.

    A session of up to 20 minutes has only statements and questions. A longer session also has a
    discussion, a welcome and a close. The welcome and the close take 5 minutes each in a session of
    an hour or more, 2 minutes from half an hour on, and otherwise 1 minute.

    Questions get a quarter of the time, statements three tenths, and the discussion the rest. A
    segment of ten minutes or more is rounded to five minutes. If the programme names one speaker or
    none, a talk replaces the statements and the discussion.
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
        plan = {name: talk if name == "talk" else plan.get(name, 0) for name in SEGMENT_NAMES}
    return tuple(Segment(name, minutes) for name, minutes in plan.items() if minutes > 0)


def _round_minutes(minutes: int, percent: int) -> int:
    """Return a percentage of the minutes, rounded to a minute or, from ten minutes on, to five."""
    step = 5 if minutes * percent >= 1000 else 1
    return step * ((minutes * percent + 50 * step) // (100 * step))


def carry_over_segments(
    begun_segments: Sequence[tuple[int, datetime]],
    old: Sequence[Segment],
    new: Sequence[Segment],
    at: datetime,
) -> tuple[tuple[int, datetime], ...]:
    """Return the begun segments with their numbers in a new plan, and when each began.

    A segment of the `old` plan continues as the segment of the `new` plan with the same name; if
    several have this name, they are paired in order. A renamed segment is found by its position. If
    the new plan lacks the current segment, the segment at its position begins at the instant `at`.
    """
    before, after = _numbered_names(old), _numbered_names(new)
    place = {name: number for number, name in enumerate(after)}
    number_of: dict[int, int] = {}
    for number, name in enumerate(before):
        renamed = number < len(after) and after[number] not in before
        if name in place:
            number_of[number] = place[name]
        elif renamed and len(new) == len(old):
            number_of[number] = number
    found = [(number_of[number], since) for number, since in begun_segments if number in number_of]
    if begun_segments and new and begun_segments[-1][0] not in number_of:
        found.append((min(begun_segments[-1][0], len(new) - 1), at))
    return tuple(found)


def _segment_number(item: int | None, name: str | None, plan: Sequence[Segment]) -> int | None:
    """Return the number in `plan` of the segment that began as number `item`, or None.

    The programme may have changed since then, so a segment called `name` has priority. If the plan
    has no such segment, the result is `item`, or None if `item` is not in the plan.
    """
    if item is None:
        return None
    known = 0 <= item < len(plan)
    if known and plan[item].name == name:
        return item
    alike = (name, "talk") if name in ("statements", "discussion") else (name,)
    numbers = (n for n, segment in enumerate(plan) if segment.name in alike)
    return next(numbers, item if known else None)


def _numbered_names(plan: Sequence[Segment]) -> list[tuple[str, int]]:
    """Return the name of each segment, and how many segments before it have the same name."""
    seen: dict[str, int] = {}
    found = []
    for segment in plan:
        found.append((segment.name, seen.get(segment.name, 0)))
        seen[segment.name] = seen.get(segment.name, 0) + 1
    return found


def segments_at(
    plan: Sequence[Segment],
    begun_segments: Sequence[tuple[int, datetime]],
    start: datetime,
    now: datetime,
    pauses: Sequence[Pause] = (),
) -> tuple[Part, ...]:
    """Return the segments of a panel's plan as they are at `now`.

    `begun_segments` has the number of each segment that someone began, and the instant, in order.
    Until someone begins a segment, the segments follow each other from `start`, and the last one
    goes on until the panel is over. A skipped segment is done and has no length. A pause stops the
    current segment, and delays the later ones by the length of the pause.
    """
    if not plan:
        return ()
    at = _segment_starts(plan, begun_segments, start, now, pauses)
    on = max((i for i, s in enumerate(at) if s <= now), default=-1)
    if begun_segments:
        on = begun_segments[-1][0]
    found = []
    for number, segment in enumerate(plan):
        planned = _segment_end(at[number], segment, pauses)
        if number < on:
            found.append(Part(segment, at[number], at[number + 1], "done"))
        elif number == on:
            gone = now - at[number] - paused_time(pauses, at[number], now)
            left = timedelta(minutes=segment.minutes) - gone
            found.append(Part(segment, at[number], max(planned, now), "on", left))
        else:
            found.append(Part(segment, at[number], planned, "to_come"))
    return tuple(found)


def _segment_end(start: datetime, segment: Segment, pauses: Sequence[Pause]) -> datetime:
    """Return when a segment that began at `start` ends, if `pauses` (in order) delay it."""
    end = start + timedelta(minutes=segment.minutes)
    for since, until in pauses:
        if since < end:
            end += max(timedelta(0), until - max(since, start))
    return end


def _segment_starts(
    plan: Sequence[Segment],
    begun_segments: Sequence[tuple[int, datetime]],
    start: datetime,
    now: datetime,
    pauses: Sequence[Pause],
) -> list[datetime]:
    """Return the instant at which each segment began or will begin."""
    hand, on, since = dict(begun_segments), -1, start
    if begun_segments:
        on, since = begun_segments[-1]
    at: list[datetime] = []
    for number in range(len(plan)):
        follows = _segment_end(at[-1], plan[number - 1], pauses) if at else start
        if number < on:
            began = min(since, hand.get(number, follows))
            at.append(max(at[-1], began) if at else began)
        elif number == on:
            at.append(since)
        else:
            at.append(max(follows, now) if number == on + 1 and begun_segments else follows)
    return at


def stretch_plan(plan: Sequence[Segment], by: timedelta) -> tuple[Segment, ...]:
    """Return the plan of a session whose length changed `by` whole minutes (negative if shorter).

    One segment gains or loses these minutes, but keeps at least one minute. This is the segment
    before the questions or, if no segment comes before questions, the longest one.
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
    """Return when the questions must begin so that the plan ends at `end`.

    Return None if the plan has no questions.
    """
    for number, segment in enumerate(plan):
        if segment.name == "questions":
            return end - timedelta(minutes=sum(s.minutes for s in plan[number:]))
    return None


def due_cue(remaining: timedelta, minutes: Sequence[int], shown: timedelta) -> int | None:
    """Return the cue that fell due less than `shown` ago, or None.

    A cue falls due when the minutes left equal its number in `minutes`.
    """
    for mark in sorted(minutes):
        left = timedelta(minutes=mark)
        if left - shown < remaining <= left:
            return mark
    return None


@frozen
class Question:
    """A question and its state at an instant.

    `number` is the `seq` of the act that added the question. A prepared question has a negative
    number, which depends on its text and so stays the same if questions are added before it.
    `asked_at` is when the moderator asked the question, or None.
    """

    number: int
    text: str
    to: str | None = None
    starred: bool = False
    asked_at: datetime | None = None


@frozen
class Hand:
    """A raised hand: `text` is its place in the room, and `since` is when it was raised.

    `number` is the `seq` of its act. `taken_at` is when the person was called on; it is None while
    the hand is up. `before` is how many other people at the same place were called on.
    """

    number: int
    text: str
    since: datetime
    taken_at: datetime | None = None
    before: int = 0


def questions(
    prepared: Iterable[PreparedQuestion], acts: Iterable[PanelAct]
) -> tuple[Question, ...]:
    """Return the prepared questions, then the added ones, in the state that `acts` gave them.

    The `acts` must be in force.
    """
    found: dict[int, Question] = {}
    for prepared_question in prepared:
        number = -1 - crc32(prepared_question.text.encode())
        while number in found:
            number -= 1
        found[number] = Question(number, prepared_question.text, prepared_question.to)
    for act in acts:
        if act.act == "ask" and act.text:
            found[act.seq] = Question(act.seq, act.text, act.person)
        elif act.act == "question" and act.item in found:
            found[act.item] = _apply_to_question(found[act.item], act)
    return tuple(found.values())


def _apply_to_question(question: Question, act: PanelAct) -> Question:
    if act.value in ("starred", "plain"):
        return replace(question, starred=act.value == "starred")
    if act.value in ("asked", "open"):
        return replace(question, asked_at=act.at if act.value == "asked" else None)
    return replace(question, to=act.person) if act.value == "aimed" else question


def hands(acts: Iterable[PanelAct]) -> tuple[Hand, ...]:
    """Return all raised hands, oldest first, including those of people who were called on."""
    found: dict[int, Hand] = {}
    for act in acts:
        if act.act != "hand":
            continue
        if act.item is not None:
            hand = found.get(act.item)
            if hand is not None and hand.taken_at is None:
                found[hand.number] = replace(hand, taken_at=act.at)
        elif act.text:
            found[act.seq] = Hand(act.seq, act.text, act.at)
    turns = Counter(fold(hand.text) for hand in found.values() if hand.taken_at is not None)
    return tuple(
        replace(hand, before=turns[fold(hand.text)] - (hand.taken_at is not None))
        for hand in found.values()
    )


def seat_order(session: Session, order: Sequence[str]) -> tuple[Participant, ...]:
    """Return the people of a session from left to right: those in `order`, then the others.

    `order` has people's ids. Moderators and hosts who are not in `order` come last, because they
    have their own row.
    """
    place = {id_: index for index, id_ in enumerate(order)}
    people = {p.id: p for p in session.participants}
    last = len(place)

    def key(one: Participant) -> tuple[int, bool]:
        return (place.get(one.id, last), one.role != "speaker")

    return tuple(sorted(people.values(), key=key))


def seat_letters(names: Mapping[str, str], taken: Iterable[str]) -> Mapping[str, str]:
    """Map the id of each person to a key: a free letter from "a" to "z", if possible of their name.

    `names` maps ids to names, in an order that does not change during the panel. `taken` are the
    keys that are already in use. First, each person whose name begins with a free letter gets that
    letter. Each other person gets the first free letter of their name or, if it has none, of the
    alphabet. If no letter is free, the person gets "".
    """
    free = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    free = [letter for letter in free if letter not in set(taken)]
    found: dict[str, str] = {}
    folded = {id_: fold(name) for id_, name in names.items()}
    wanted = (
        {id_: name[:1] for id_, name in folded.items()},
        folded,
        dict.fromkeys(names, "".join(free)),
    )
    for letters_of in wanted:
        for id_, own in letters_of.items():
            letter = next((own_letter for own_letter in own if own_letter in free), None)
            if letter is not None and id_ not in found:
                found[id_] = letter
                free.remove(letter)
    return {id_: found.get(id_, "") for id_ in names}


class Arrived(NamedTuple):
    """The arrival of a person, and since when; `since` is None if no time was recorded."""

    arrival: Arrival
    since: datetime | None


MISSING = Arrived("not_seen", None)
"""The value for a person about whom no arrival was recorded."""


@frozen
class Panel:
    """A session as its moderator sees it.

    `people` are in seating order. `arrivals` are by the person's id; `has_arrivals` is whether
    anyone recorded arrivals of these people that day. `plan` has the segments. `begun` has the
    number of each segment that someone began, and the instant, in order. `shares` are target shares
    in percent, by the person's id.

    `turns` and `hands` are in order; `hands` includes the people who have already spoken.
    `turn_limit` is the longest that a turn may last, or None. `called_hand` is the number of the
    hand that was called on last, until the next turn begins or ends; otherwise it is None.
    """

    session: Session
    people: tuple[Participant, ...]
    arrivals: Mapping[str, Arrived]
    has_arrivals: bool
    plan: tuple[Segment, ...]
    has_own_plan: bool
    shares: Mapping[str, int]
    begun: tuple[tuple[int, datetime], ...]
    turns: tuple[Turn, ...]
    turn_limit: timedelta | None
    questions: tuple[Question, ...]
    hands: tuple[Hand, ...]
    called_hand: int | None


def panel_of_session(programme: Programme, session: Session, acts: Sequence[PanelAct]) -> Panel:
    """Return the panel of a session.

    `acts` are all panel acts of the event, in the order of `seq`.
    """
    preparation = programme.preparations.get(session.id, UNPREPARED)
    valid, day = acts_in_force(acts), sessions_of_same_day(programme, session)
    own = acts_of_session(valid, session.id)
    speakers = sum(participant.role == "speaker" for participant in session.participants)
    plan = preparation.segments or usual_segments(session.duration, speakers)
    order, limit, called = preparation.seating, 0, None
    begun: list[tuple[int, datetime]] = []
    turns: list[Turn] = []
    for act in own:
        if act.act == "plan":
            changed = act.segments or plan
            begun = [*carry_over_segments(begun, plan, changed, act.at)]
            plan = changed
        elif act.act == "seating":
            order = act.order
        elif act.act == "segment":
            number = _segment_number(act.item, act.text, plan)
            if number is not None:
                begun.append((number, act.at))
        elif act.act == "turn":
            turns.append(Turn(act.person, act.at))
            called = None
        elif act.act == "hand" and act.item is not None:
            called = act.item
            if turns and turns[-1].person is not None:
                turns.append(Turn(None, act.at))
        elif act.act == "limit":
            limit = act.item or 0
    return Panel(
        session=session,
        people=seat_order(session, order),
        arrivals=arrivals(valid, session, day),
        has_arrivals=bool(
            recorded_arrivals(valid, day) & {person.id for person in session.participants}
        ),
        plan=plan,
        has_own_plan=any(act.act == "plan" for act in own),
        shares=preparation.shares,
        begun=tuple(begun),
        turns=tuple(turns),
        turn_limit=timedelta(seconds=limit) if limit > 0 else None,
        questions=questions(preparation.questions, own),
        hands=hands(own),
        called_hand=called,
    )


def sessions_of_same_day(programme: Programme, session: Session) -> frozenset[str]:
    """Return the ids of all sessions on the same event day as a session."""
    return frozenset(s.id for s in programme.sessions if s.day == session.day)


def arrivals(
    acts: Iterable[PanelAct], session: Session | None, day: Collection[str]
) -> Mapping[str, Arrived]:
    """Map the id of each person to their arrival on a day, and since when.

    `acts` are the acts in force. `day` has the ids of the day's sessions; acts in other sessions
    are ignored. If a `session` is given, people on stage in another session count as arrived; if it
    is None, being on stage in any session counts.

    A person who takes the floor is on stage, although the time of arrival is unknown. If such a
    person is later recorded as missing, they still count as arrived.
    """
    found: dict[str, Arrived] = {}
    heard: set[str] = set()
    for act in acts:
        arrival = _arrival(act)
        if arrival is None or not act.person or act.session not in day:
            continue
        is_here = session is None or act.session == session.id
        if act.act == "turn" and is_here:
            heard.add(act.person)
        if (arrival == "on_stage" and not is_here) or (
            arrival == "not_seen" and act.person in heard
        ):
            arrival = "arrived"
        before = found.get(act.person, MISSING)
        recorded = act.at if act.act == "arrival" else None
        since = recorded if before.arrival == "not_seen" else before.since
        found[act.person] = MISSING if arrival == "not_seen" else Arrived(arrival, since)
    return found


def recorded_arrivals(acts: Iterable[PanelAct], day: Collection[str]) -> frozenset[str]:
    """Return the ids of the people whose arrival or absence was recorded on a day.

    For `acts` and `day`, see `arrivals`. If nothing was recorded, no one counts as missing.
    """
    recorded = (
        act for act in acts if act.act == "arrival" and act.session in day and _arrival(act)
    )
    return frozenset(act.person for act in recorded if act.person)


def _arrival(act: PanelAct) -> Arrival | None:
    """Return the arrival that an act implies for its person, or None."""
    if act.act == "turn":
        return "on_stage"
    if act.act != "arrival":
        return None
    return next((arrival for arrival in ARRIVALS if arrival == act.value), None)
