"""A panel at an instant: all that the moderator's screen or sheet shows, and its hard end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from sommet_tui.companion import keys, settings
from sommet_tui.companion.snapshot import Snapshot, messages_at, messages_in_force
from sommet_tui.domain.messages import Message, To, messages_about_session, session_messages
from sommet_tui.domain.panel import (
    MISSING,
    MODERATION,
    Airtime,
    Arrival,
    Hand,
    Panel,
    Part,
    Question,
    airtime,
    due_cue,
    panel_of_session,
    paused_time,
    questions_due,
    seat_letters,
    segments_at,
    stretch_plan,
)
from sommet_tui.domain.programme import Participant, Person, Segment, Session
from sommet_tui.domain.rundown.delay_cost import Cost, impact
from sommet_tui.domain.rundown.lane_now import LaneTiming, lane_timing, pauses
from sommet_tui.domain.rundown.lanes import Pause
from sommet_tui.domain.rundown.session_and_break_times import Projected
from sommet_tui.domain.timeline import Alert, Status, alert
from sommet_tui.domain.values import frozen, replace

OVERRUN = timedelta(minutes=30)
"""How long records still count after the clock alone has ended a session.

People may speak past the end, but a session should not last all night because someone forgets a
key.
"""
EARLY = timedelta(minutes=15)
"""How long before the start of a panel its moderator may begin it, whatever the stage does."""

Closed = Literal["early", "over"]


@frozen
class SessionTiming:
    """The timing of one session at an instant, for its moderator.

    `item` is the session in the `lane`. `remaining` is the time left; it is negative in
    overtime, and None unless the session is running. `end` is the hard end: now plus `remaining`,
    or without `remaining`, the actual or else the announced end. `due` is when the session's time
    is over, with added minutes; the actual end may differ. `until` is the instant to which the
    panel's clocks count: now, or the end of the session. `closed` is "early" or "over" if turns and
    segments cannot be recorded now, else None.
    """

    lane: LaneTiming
    item: Projected
    end: datetime
    due: datetime
    remaining: timedelta | None
    until: datetime
    closed: Closed | None

    @property
    def status(self) -> Status:
        """The status of the session in its lane."""
        return self.item.status

    @property
    def has_begun(self) -> bool:
        return self.status in ("running", "done")

    @property
    def start(self) -> datetime:
        """The actual start of the session, or the announced start if it has not begun."""
        item = self.item
        return item.start if self.has_begun and item.start is not None else item.announced[0]

    @property
    def is_over(self) -> bool:
        """Whether the session is over for its moderator.

        If only the clock has ended the session, the moderator may go on for a while.
        """
        return self.remaining is None and self.status in ("done", "skipped", "cancelled")

    @property
    def alert(self) -> Alert | None:
        """The alert of the session while it is running, else None."""
        return None if self.remaining is None else alert(self.item.session, self.remaining)

    @property
    def paused_since(self) -> datetime | None:
        """The instant at which the stage paused the session; None if it is not paused now."""
        return self.item.actual.pause_start if self.item.is_paused else None

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """All pauses by the stage in order, including a pause that has not ended."""
        return pauses(self.item, self.lane.at)


def session_timing(
    timing: LaneTiming, session: Session, recorded: Iterable[datetime]
) -> SessionTiming:
    """Return the timing of a session. `recorded` has the instants of the panel's records."""
    item = timing.item(session.id)
    assert item is not None
    over = _EndFacts.from_timing(timing, item, recorded)
    remaining = _time_left(timing, item) if over is None or over.goes_on else None
    end = item.end if item.status == "done" and item.end else item.announced[1]
    if remaining is not None:
        end = timing.at + remaining
    return SessionTiming(
        lane=timing,
        item=item,
        end=end,
        due=_granted_end(item, end),
        remaining=remaining,
        until=_clock_limit(timing, item, over),
        closed=_closed_reason(timing, item, over),
    )


@frozen
class _EndFacts:
    """Whether a session that is over may still be going on in the room.

    `known` is the last instant at which the session was certainly running. If only the clock has
    ended the session, less than `OVERRUN` ago, it `may_go_on`. If its panel also has records, a
    moderator is at work, so the session `goes_on`.
    """

    known: datetime
    goes_on: bool
    may_go_on: bool

    @classmethod
    def from_timing(
        cls, timing: LaneTiming, item: Projected, recorded: Iterable[datetime]
    ) -> _EndFacts | None:
        """Return the facts, or None if the session is not over."""
        if item.status != "done" or item.start is None or item.end is None:
            return None
        if item.actual.end is not None or timing.state.is_manual:
            return cls(item.end, goes_on=False, may_go_on=False)
        limit = item.end + OVERRUN
        meanwhile = [moment for moment in recorded if item.start <= moment <= limit]
        may = timing.at < limit
        return cls(max([item.end, *meanwhile]), bool(meanwhile) and may, may)


def _time_left(timing: LaneTiming, item: Projected) -> timedelta | None:
    if item.status not in ("running", "done") or item.end is None:
        return None
    running = timing.running
    if running is not None and running.session.id == item.session.id:
        return timing.remaining
    return item.end - timing.at


def _granted_end(item: Projected, end: datetime) -> datetime:
    """Return the end of the time that a session has, with added minutes.

    The actual end may differ.
    """
    actual, session = item.actual, item.session
    if actual.start is not None and actual.end is not None:
        return actual.due_end(session, actual.end, fixed=item.has_fixed_end)
    return item.end if item.status == "done" and item.end is not None else end


def _clock_limit(timing: LaneTiming, item: Projected, over: _EndFacts | None) -> datetime:
    """Return the instant at which the panel's clocks stop, or now while they run.

    A skipped session ends when another begins.
    """
    if over is not None:
        return timing.at if over.goes_on else min(timing.at, over.known)
    if item.status not in ("skipped", "cancelled"):
        return timing.at
    place = timing.items.index(item)
    later = [i.actual.start for i in timing.items[place:] if i.actual.start is not None]
    return min([timing.at, timing.state.plan.closes, *later])


def _closed_reason(timing: LaneTiming, item: Projected, over: _EndFacts | None) -> Closed | None:
    if item.status in ("skipped", "cancelled"):
        return "over"
    if over is not None:
        return None if over.goes_on or over.may_go_on else "over"
    announced, _ = item.announced
    first = min(item.session.start, announced, item.start or announced)
    early = item.status == "upcoming" and timing.at < first - EARLY
    return "early" if early else None


CUE_SHOWN = timedelta(seconds=30)

_SOON = timedelta(minutes=2)
"""If a segment has this much time left or less, its time is amber."""


@frozen
class Voice:
    """A person's speaking time. `share` is the part of the total speaking time, from 0.0 to 1.0."""

    spoken: timedelta
    share: float
    speaking: bool

    @property
    def percent(self) -> int:
        """The share in whole percent, which screens and commands show."""
        return round(self.share * 100)

    @property
    def has_spoken(self) -> bool:
        """Whether the person has had a turn. A turn that has just begun counts."""
        return self.speaking or bool(self.spoken)


@frozen
class Seat:
    """A person on the panel.

    `there_since` is when the person arrived, or None. `person` is the person's entry in the
    programme. If the person has spoken but is no longer in the programme, it is None. `key` is the
    speaker's letter, or "" if the speaker has no letter. `target` is the target share in percent.
    `elsewhere` is another session in which the person is on stage now.
    """

    participant: Participant
    person: Person | None
    arrival: Arrival
    there_since: datetime | None
    key: str
    voice: Voice
    target: int | None
    elsewhere: Session | None = None

    @property
    def pronunciation(self) -> str | None:
        """The pronunciation of the name, or None."""
        return self.person.pronunciation if self.person else None

    @property
    def introduction(self) -> str | None:
        """The text in the programme that introduces the person, or None."""
        return self.person.introduction if self.person else None


@frozen
class PanelMoment:
    """A panel at the instant `at`.

    `session` has its planned times, and `timing` its real times. `rehearsal` is the id of the
    rehearsal. `prepared` is the plan of segments before minutes were added or removed.
    `questions_due` is when the questions must begin in order to end in time, or None. `elsewhere`
    is the running session of the room if it is another session.

    `speakers` is in seating order, without the `moderators`. `moderation` is the speaking time of
    all moderators together. `has_arrivals` is whether anyone recorded arrivals. `speaking` is the
    id of the current speaker, `MODERATION` for a moderator without a name, or None. `turn_length`
    is the length of the current turn. `is_long` is whether the turn is longer than the moderator's
    `turn_limit`, or, without such a limit, long for this panel. `total` is the total speaking time.

    `all_hands` has all hands so far. `called_hand` is the hand called on last, until a turn begins
    or ends. `to_panel` and `to_stage` have the messages in force, and `all_messages` has all
    messages, the oldest first. `cue` is the cue due now, in minutes. `impact` is the cost of the
    room's delay.
    """

    session: Session
    at: datetime
    rehearsal: str | None
    timing: SessionTiming
    plan: tuple[Part, ...]
    prepared: tuple[Segment, ...]
    questions_due: datetime | None
    speakers: tuple[Seat, ...]
    moderators: tuple[Seat, ...]
    moderation: Voice
    has_arrivals: bool
    speaking: str | None
    turn_length: timedelta
    turn_limit: timedelta | None
    is_long: bool
    total: timedelta
    questions: tuple[Question, ...]
    all_hands: tuple[Hand, ...]
    called_hand: Hand | None
    all_messages: tuple[Message, ...]
    to_panel: tuple[Message, ...]
    to_stage: tuple[Message, ...]
    cue: int | None
    impact: tuple[Cost, ...]
    elsewhere: Session | None = None

    @property
    def current_part(self) -> Part | None:
        """The current segment, or None."""
        return next((part for part in self.plan if part.state == "on"), None)

    @property
    def has_unseen_message(self) -> bool:
        """Whether the panel has yet to see a message from the stage."""
        return any(message.seen_at is None for message in self.to_panel)

    @property
    def has_open_end(self) -> bool:
        """Whether the last segment is running. It lasts until the session ends."""
        return bool(self.plan) and self.plan[-1].state == "on" and self.timing.remaining is not None

    @property
    def has_turns(self) -> bool:
        """Whether anyone has had a turn. A turn that has just begun counts."""
        return self.speaking is not None or bool(self.total)

    def is_speaking(self, voice: Voice) -> bool:
        """Return whether a person is speaking. Once the session is over, no one is."""
        return voice.speaking and not self.timing.is_over

    def is_quietest(self, seat: Seat) -> bool:
        """Return whether a speaker has the shortest speaking time of all speakers who are there.

        Return False before the first turn, after the session, and for the current speaker. If
        several speakers share the shortest time, return True for each of them.
        """
        if self.timing.is_over or not any(other.voice.has_spoken for other in self.speakers):
            return False
        present = [
            s
            for s in self.speakers
            if s.arrival != "not_seen" or not (self.has_arrivals or s.elsewhere)
        ]
        least = min((s.voice.spoken for s in present), default=None)
        return seat in present and seat.voice.spoken == least and not seat.voice.speaking

    @property
    def turn_time_left(self) -> timedelta | None:
        """The time left of the current turn, or None if it has no limit.

        It is negative beyond the limit.
        """
        speaks = any(seat.voice.speaking for seat in self.speakers)
        return (
            self.turn_limit - self.turn_length if self.turn_limit is not None and speaks else None
        )

    @property
    def next_segment(self) -> tuple[Part, datetime] | None:
        """The next segment and its start, or None.

        If the current segment would delay the questions, the questions count as the next segment.
        """
        coming = [part for part in self.plan if part.state == "to_come"]
        if self.current_part is None or self.current_part.remaining is None or not coming:
            return None
        end, due = self.at + self.current_part.remaining, self.questions_due
        questions = next((p for p in coming if p.segment.name == "questions"), None)
        if questions and due and (due < end or (due < self.at and questions is not coming[0])):
            return questions, due
        return coming[0], end

    @property
    def is_next_segment_soon(self) -> bool:
        """Whether the next segment begins soon, or should have begun already."""
        change = self.next_segment
        return change is not None and change[1] - self.at <= _SOON

    @property
    def time_until_questions(self) -> timedelta | None:
        """The time until the questions must begin. None if they have begun or are not planned."""
        waiting = any(p.segment.name == "questions" and p.state == "to_come" for p in self.plan)
        return self.questions_due - self.at if self.questions_due and waiting else None

    @property
    def hands(self) -> tuple[Hand, ...]:
        """The hands that are still up."""
        return tuple(hand for hand in self.all_hands if hand.taken_at is None)

    def seat(self, person: str) -> Seat | None:
        """Return the seat of a person, by the person's id, or None."""
        return next((s for s in self.everyone if s.participant.id == person), None)

    def question(self, number: int) -> Question | None:
        return next((q for q in self.questions if q.number == number), None)

    @property
    def everyone(self) -> tuple[Seat, ...]:
        """All people of the panel: the speakers, then the moderators."""
        return (*self.speakers, *self.moderators)


def panel_moment(
    snapshot: Snapshot,
    session_id: str,
    now: datetime,
    *,
    taken: Iterable[str] = keys.DEFAULT_KEYMAP.panel_letters(),
    cues: Sequence[int] = settings.Settings().cue_minutes,
) -> PanelMoment:
    """Return the panel of a session at `now`, an aware instant, which is cut to whole seconds.

    `taken` has letters that no speaker gets. `cues` has the minutes before the end at which a
    signal is due.
    """
    now = now.replace(microsecond=0)
    rundown = snapshot.rundown(now)
    lane = rundown.plan_of_session(session_id)
    assert lane is not None
    timing = lane_timing(rundown.lane(lane), now)
    session = timing.state.plan.by_id[session_id]
    acts = snapshot.panel_acts(now)
    state = panel_of_session(snapshot.programme, session, acts)
    runs = session_timing(timing, session, [act.at for act in acts if act.session == session_id])
    plan = _plan(state, runs)
    spoken = airtime(state.turns, _start_time(state, runs), runs.until, runs.pauses)
    rehearsal = snapshot.events.rehearsal
    seats, running = _Seats(snapshot, state, spoken, taken, now), timing.running
    return PanelMoment(
        session=session,
        at=now,
        rehearsal=rehearsal.id if rehearsal else None,
        timing=runs,
        plan=_parts(state, plan, runs),
        prepared=state.plan,
        questions_due=questions_due(plan, runs.end),
        speakers=seats.speakers(),
        moderators=seats.moderators(),
        moderation=seats.moderation(),
        has_arrivals=state.has_arrivals,
        speaking=spoken.speaking,
        turn_length=spoken.turn,
        turn_limit=state.turn_limit,
        is_long=spoken.turn >= state.turn_limit if state.turn_limit else spoken.is_long,
        total=spoken.total,
        questions=state.questions,
        all_hands=state.hands,
        called_hand=next(
            (h for h in state.hands if h.number == state.called_hand and not runs.is_over), None
        ),
        all_messages=session_messages(
            messages_at(snapshot, now), session, runs.start - OVERRUN, runs.until
        ),
        to_panel=_messages(snapshot, now, "panel", session),
        to_stage=_messages(snapshot, now, "stage", session),
        cue=None if runs.remaining is None else due_cue(runs.remaining, cues, CUE_SHOWN),
        impact=impact(timing),
        elsewhere=running.session if running and running.session.id != session_id else None,
    )


def panel_with_turn_limit(snapshot: Snapshot, session_id: str, now: datetime) -> PanelMoment | None:
    """Return the panel if a speaker's current turn has a limit, else None."""
    acts = snapshot.panel_acts(now)
    if not any(act.act == "limit" and act.session == session_id for act in acts):
        return None
    moment = panel_moment(snapshot, session_id, now)
    return moment if moment.turn_time_left is not None else None


def _start_time(state: Panel, runs: SessionTiming) -> datetime:
    """Return when the stage, the clock or the moderator began the panel.

    If the panel has not begun, return now.
    """
    by_hand = [moment for _, moment in state.begun]
    return min([*by_hand, runs.start] if runs.has_begun else by_hand, default=runs.until)


def _plan(state: Panel, runs: SessionTiming) -> tuple[Segment, ...]:
    """Return the segments, fitted to the session's current length.

    A plan that the moderator has set is not changed. Pauses by the stage do not change a plan,
    because they also pause its segments.
    """
    if state.has_own_plan or (runs.is_over and not runs.has_begun):
        return state.plan
    length = runs.due - runs.start - paused_time(runs.pauses, runs.start, runs.due)
    return stretch_plan(state.plan, length - state.session.duration)


def _parts(state: Panel, plan: Sequence[Segment], runs: SessionTiming) -> tuple[Part, ...]:
    """Return the segments. Before the session, only the moderator can begin a segment."""
    waits = not runs.has_begun and not state.begun
    until = min(runs.until, runs.start - timedelta.resolution) if waits else runs.until
    found = segments_at(plan, state.begun, runs.start, until, runs.pauses)
    if runs.is_over and runs.has_begun:
        return tuple(_end_part(part, until) for part in found)
    last = found[-1] if found else None
    if last is not None and last.state == "on" and runs.remaining is not None:
        # The last segment lasts until the end of the session, even if it was planned shorter or
        # longer.
        end = max(runs.end, runs.until)
        return (*found[:-1], replace(last, end=end, remaining=runs.remaining))
    return found


def _end_part(part: Part, until: datetime) -> Part:
    """Return a segment of a session that ended at `until`. If it was running, it is done now."""
    if part.state != "on":
        return part
    return replace(part, state="done", end=until, remaining=None)


class _Seats:
    """The people of a panel, and the facts about each of them."""

    def __init__(
        self,
        snapshot: Snapshot,
        state: Panel,
        spoken: Airtime,
        taken: Iterable[str],
        now: datetime,
    ) -> None:
        self._state = state
        self._airtime = spoken
        day = snapshot.at(now)
        self._elsewhere = {
            person.id: session
            for session in day.programme.sessions
            if session.day == state.session.day and session.id != state.session.id
            if session.participants and day.status(session, now) == "running"
            for person in session.participants
        }
        self._people = {person.id: person for person in snapshot.programme.people}
        # Letters follow the programme, so that they do not change with the seating order.
        named = {p.id: p.name for p in state.session.participants if p.role != "moderator"}
        self._keys = seat_letters(named, taken)

    def speakers(self) -> tuple[Seat, ...]:
        """Return the seats of all but the moderators.

        People who spoke but left the session come last.
        """
        present = [p for p in self._state.people if p.role != "moderator"]
        known = {p.id for p in self._state.people} | {MODERATION}
        gone = [id_ for id_ in self._airtime.spoken if id_ not in known]
        return tuple(
            self._seat(participant)
            for participant in (*present, *map(self._former_participant, gone))
        )

    def moderators(self) -> tuple[Seat, ...]:
        return tuple(self._seat(p) for p in self._state.people if p.role == "moderator")

    def moderation(self) -> Voice:
        voices = [self._voice(MODERATION), *(seat.voice for seat in self.moderators())]
        return Voice(
            spoken=sum((voice.spoken for voice in voices), timedelta(0)),
            share=sum(voice.share for voice in voices),
            speaking=any(voice.speaking for voice in voices),
        )

    def _former_participant(self, id_: str) -> Participant:
        person = self._people.get(id_)
        return Participant(id_, person.name if person else id_)

    def _seat(self, participant: Participant) -> Seat:
        id_ = participant.id
        arrival, since = self._state.arrivals.get(id_, MISSING)
        return Seat(
            participant=participant,
            person=self._people.get(id_),
            arrival=arrival,
            there_since=since,
            key=self._keys.get(id_, ""),
            voice=self._voice(id_),
            target=self._state.shares.get(id_),
            elsewhere=self._elsewhere.get(id_),
        )

    def _voice(self, id_: str) -> Voice:
        spoken = self._airtime
        return Voice(spoken.time_of(id_), spoken.share(id_), spoken.speaking == id_)


def _messages(snapshot: Snapshot, now: datetime, to: To, session: Session) -> tuple[Message, ...]:
    """Return the messages in force to a recipient about a session, its room or the event.

    For messages to the stage, return only those about the session.
    """
    found = messages_in_force(snapshot, to, now)
    if to == "stage":
        return tuple(message for message in found if message.session == session.id)
    return messages_about_session(found, session)
