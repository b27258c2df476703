"""A panel at an instant: everything that the moderator's screen or sheet shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sommet_tui.companion.keymap import AS_THEY_ARE
from sommet_tui.companion.messages import messages_at, messages_in_force
from sommet_tui.companion.moderator_timing import OVERRUN, SessionTiming, session_timing
from sommet_tui.companion.settings import Settings
from sommet_tui.companion.snapshot import Snapshot
from sommet_tui.domain.messages import Message, To, of_session, session_messages
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
    cue,
    panel,
    parts,
    questions_due,
    seat_letters,
    stood_still,
    stretch,
)
from sommet_tui.domain.programme import Participant, Person, Segment, Session
from sommet_tui.domain.rundown.impact import Cost, impact
from sommet_tui.domain.rundown.lane_timing import lane_timing
from sommet_tui.domain.values import dataclass, replace

CUE_SHOWN = timedelta(seconds=30)

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Voice:
    """A person's speaking time; `share` is their part of the total, 0.0 to 1.0."""

    spoken: timedelta
    share: float
    speaking: bool

    @property
    def percent(self) -> int:
        """The share in whole percent, as screens and commands show it."""
        return round(self.share * 100)

    @property
    def heard(self) -> bool:
        """Whether the person has had a turn, even one that has only begun."""
        return self.speaking or bool(self.spoken)


@dataclass(frozen=True, slots=True)
class Seat:
    """A person on the panel.

    `there_since` is when a person who has arrived came. `person` is None if they have spoken but
    are no longer in the programme. `key` is the speaker's letter, "" without one. `target` is the
    target share in percent. `elsewhere` is the other session that they are on stage for now.
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
        """How the name is pronounced."""
        return self.person.pronunciation if self.person else None

    @property
    def introduction(self) -> str | None:
        """What the programme says about the person."""
        return self.person.introduction if self.person else None


@dataclass(frozen=True, slots=True)
class PanelMoment:
    """A panel at `at`.

    `session` has its planned times, `timing` its real ones. `speakers` are in seating order,
    without the `moderators`. `moderation` is the speaking time of all moderators together.
    `speaking` is the id of the speaker, `MODERATION` for a moderator without a name, or None.
    `has_arrivals` is whether anyone recorded who of them is there. `turn` is the length of the
    present turn; `is_long` is whether it is long, or beyond the
    `turn_limit` that the moderator has set; `total` is the total speaking time. `questions_due` is
    when the questions must begin to fit before the end, or None. `prepared` is the plan before
    minutes were added or removed. `raised` are all hands so far;
    `called` was called on last, until a turn begins or ends.
    `to_panel` and `to_stage` are the current messages, `lines` all messages, oldest first.
    `rehearsal` is an id. `cue` is the cue due now, in minutes. `impact` is the cost of the room's
    delay. `elsewhere` is the running session of the room if it is another one.
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
    turn: timedelta
    turn_limit: timedelta | None
    is_long: bool
    total: timedelta
    questions: tuple[Question, ...]
    raised: tuple[Hand, ...]
    called: Hand | None
    lines: tuple[Message, ...]
    to_panel: tuple[Message, ...]
    to_stage: tuple[Message, ...]
    cue: int | None
    impact: tuple[Cost, ...]
    elsewhere: Session | None = None

    @property
    def on(self) -> Part | None:
        """The present segment."""
        return next((part for part in self.plan if part.state == "on"), None)

    @property
    def has_news(self) -> bool:
        """Whether a message from the stage is not seen yet."""
        return any(message.seen_at is None for message in self.to_panel)

    @property
    def takes_what_is_left(self) -> bool:
        """Whether the last segment has begun, which lasts until the session ends."""
        return bool(self.plan) and self.plan[-1].state == "on" and self.timing.remaining is not None

    @property
    def heard(self) -> bool:
        """Whether anyone has had a turn, even one that has only begun."""
        return self.speaking is not None or bool(self.total)

    def speaks(self, voice: Voice) -> bool:
        """Whether a person is speaking; once the session is over, no one is."""
        return voice.speaking and not self.timing.over

    def is_quietest(self, seat: Seat) -> bool:
        """Whether a speaker who is there has spoken least; no one before the first turn or after.

        Several have if they have spoken equally long. Who has the floor is being heard.
        """
        if self.timing.over or not any(other.voice.heard for other in self.speakers):
            return False
        there = [
            s
            for s in self.speakers
            if s.arrival != "not_seen" or not (self.has_arrivals or s.elsewhere)
        ]
        least = min((s.voice.spoken for s in there), default=None)
        return seat in there and seat.voice.spoken == least and not seat.voice.speaking

    @property
    def turn_left(self) -> timedelta | None:
        """What is left of a limited turn, negative beyond its limit; None without a limit."""
        speaks = any(seat.voice.speaking for seat in self.speakers)
        return self.turn_limit - self.turn if self.turn_limit is not None and speaks else None

    @property
    def change(self) -> tuple[Part, datetime] | None:
        """The segment that comes next, and when: early enough for the questions to fit."""
        coming = [part for part in self.plan if part.state == "to_come"]
        if self.on is None or self.on.remaining is None or not coming:
            return None
        end, due = self.at + self.on.remaining, self.questions_due
        questions = next((p for p in coming if p.segment.name == "questions"), None)
        if questions and due and (due < end or (due < self.at and questions is not coming[0])):
            return questions, due
        return coming[0], end

    @property
    def until_questions(self) -> timedelta | None:
        """How long until the questions must begin; None once they have begun, or without any."""
        waiting = any(p.segment.name == "questions" and p.state == "to_come" for p in self.plan)
        return self.questions_due - self.at if self.questions_due and waiting else None

    @property
    def hands(self) -> tuple[Hand, ...]:
        """The hands that are up."""
        return tuple(hand for hand in self.raised if hand.taken_at is None)

    def knows(self, seat: Seat) -> bool:
        """Return whether anyone has recorded whether a person is there."""
        return self.has_arrivals or seat.arrival != "not_seen"

    def seat(self, person: str) -> Seat | None:
        """Return the seat of a person, by id."""
        return next((s for s in self.all if s.participant.id == person), None)

    def question(self, number: int) -> Question | None:
        """A question by its number."""
        return next((q for q in self.questions if q.number == number), None)

    @property
    def all(self) -> tuple[Seat, ...]:
        """Everyone: the speakers, then the moderators."""
        return (*self.speakers, *self.moderators)


def panel_moment(
    snapshot: Snapshot,
    session_id: str,
    now: datetime,
    *,
    taken: Iterable[str] = AS_THEY_ARE.panel_letters(),
    cues: Sequence[int] = Settings().cue_minutes,
) -> PanelMoment:
    """Return the panel of a session at `now`, an aware instant, in whole seconds.

    `taken` are letters that no speaker gets, `cues` the minutes at which a signal is due.
    """
    now = now.replace(microsecond=0)
    rundown = snapshot.rundown(now)
    lane = rundown.of_session(session_id)
    assert lane is not None
    timing = lane_timing(rundown.lane(lane), now)
    session = timing.state.plan.by_id[session_id]
    acts = snapshot.panel_acts(now)
    state = panel(snapshot.programme, session, acts)
    runs = session_timing(timing, session, [act.at for act in acts if act.session == session_id])
    plan = _plan(state, runs)
    spoken = airtime(state.turns, _began(state, runs), runs.until, runs.pauses)
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
        turn=spoken.turn,
        turn_limit=state.turn_limit,
        is_long=spoken.turn >= state.turn_limit if state.turn_limit else spoken.is_long,
        total=spoken.total,
        questions=state.questions,
        raised=state.hands,
        called=next((h for h in state.hands if h.number == state.called and not runs.over), None),
        lines=session_messages(
            messages_at(snapshot, now), session, runs.start - OVERRUN, runs.until
        ),
        to_panel=_messages(snapshot, now, "panel", session),
        to_stage=_messages(snapshot, now, "stage", session),
        cue=None if runs.remaining is None else cue(runs.remaining, cues, CUE_SHOWN),
        impact=impact(timing),
        elsewhere=running.session if running and running.session.id != session_id else None,
    )


def turn_moment(snapshot: Snapshot, session_id: str, now: datetime) -> PanelMoment | None:
    """Return a panel while a speaker's turn has a limit; otherwise None."""
    acts = snapshot.panel_acts(now)
    if not any(act.act == "limit" and act.session == session_id for act in acts):
        return None
    moment = panel_moment(snapshot, session_id, now)
    return moment if moment.turn_left is not None else None


def _began(state: Panel, runs: SessionTiming) -> datetime:
    """Return when the panel began: by the stage, the clock or the moderator; now if it has not."""
    by_hand = [moment for _, moment in state.begun]
    return min([*by_hand, runs.start] if runs.begun else by_hand, default=runs.until)


def _plan(state: Panel, runs: SessionTiming) -> tuple[Segment, ...]:
    """Return the plan for the session's present length; a plan set by hand stays as it is.

    Pauses by the stage do not change it, because segments are paused too.
    """
    if state.edited or (runs.over and not runs.begun):
        return state.plan
    length = runs.due - runs.start - stood_still(runs.pauses, runs.start, runs.due)
    return stretch(state.plan, length - state.session.duration)


def _parts(state: Panel, plan: Sequence[Segment], runs: SessionTiming) -> tuple[Part, ...]:
    """Return the segments; none begins before the session, unless a person began it."""
    waits = not runs.begun and not state.begun
    until = min(runs.until, runs.start - _SECOND) if waits else runs.until
    found = parts(plan, state.begun, runs.start, until, runs.pauses)
    if runs.over and runs.begun:
        return tuple(_end_part(part, until) for part in found)
    last = found[-1] if found else None
    if last is not None and last.state == "on" and runs.remaining is not None:
        # The last segment lasts until the end of the session, whatever its planned length.
        end = max(runs.end, runs.until)
        return (*found[:-1], replace(last, end=end, remaining=runs.remaining))
    return found


def _end_part(part: Part, until: datetime) -> Part:
    """Return a segment; the one that was present when the session ended is done."""
    if part.state != "on":
        return part
    return replace(part, state="done", end=until, remaining=None)


class _Seats:
    """The people of a panel, with the known facts of each."""

    def __init__(
        self,
        snapshot: Snapshot,
        state: Panel,
        spoken: Airtime,
        taken: Iterable[str],
        now: datetime,
    ) -> None:
        self._state = state
        self._spoken = spoken
        day = snapshot.at(now)
        self._elsewhere = {
            person.id: session
            for session in day.programme.sessions
            if session.day == state.session.day and session.id != state.session.id
            if session.participants and day.status(session, now) == "running"
            for person in session.participants
        }
        self._people = {person.id: person for person in snapshot.programme.people}
        # In the programme's order, not the seating order, so that letters stay the same.
        named = {p.id: p.name for p in state.session.participants if p.role != "moderator"}
        self._keys = seat_letters(named, taken)

    def speakers(self) -> tuple[Seat, ...]:
        """Return all but the moderators; people who spoke but have left the session come last."""
        present = [p for p in self._state.people if p.role != "moderator"]
        known = {p.id for p in self._state.people} | {MODERATION}
        gone = [id_ for id_ in self._spoken.spoken if id_ not in known]
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
        spoken = self._spoken
        return Voice(spoken.of(id_), spoken.share(id_), spoken.speaking == id_)


def _messages(snapshot: Snapshot, now: datetime, to: To, session: Session) -> tuple[Message, ...]:
    """Return the messages in force to a recipient about a session, its room or the event.

    The panel's messages to the stage are about its session only.
    """
    found = messages_in_force(snapshot, to, now)
    if to == "stage":
        return tuple(message for message in found if message.session == session.id)
    return of_session(found, session)
