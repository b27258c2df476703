"""The clock of a window (real, simulated or of a rehearsal), and rehearsals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sommet_tui.domain.instants import parse_instant
from sommet_tui.domain.values import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.companion.confirmations import Confirmation
    from sommet_tui.companion.day_log import EventLog
    from sommet_tui.companion.ports import Clock, Rehearsal
    from sommet_tui.companion.recorder import Recorder
    from sommet_tui.companion.snapshot import Snapshot, State
    from sommet_tui.domain.programme import Programme

_JUMP = timedelta(minutes=1)
"""The smallest difference between two clocks that counts as a jump to another time."""
_NIGHT = timedelta(hours=12)
"""The longest time for which a night lasts."""
_REPLAY_LEAD = timedelta(minutes=1)
"""How long before the first session a replay begins."""


@frozen
class ShiftedClock:
    """A clock that showed `origin` when `base` showed `since`, and runs `speed` times as fast.

    If the speed is 0, the clock stands still.
    """

    base: Clock
    since: datetime
    origin: datetime
    speed: float = 1.0

    def now(self) -> datetime:
        """Return the instant shown, aware, in UTC.

        An instant outside the calendar is moved to the first or last instant of the calendar.
        """
        elapsed = self.base.now() - self.since
        try:
            shown = self.origin + elapsed * self.speed
        except OverflowError:
            shown = _LAST if elapsed > timedelta(0) else _FIRST
        return min(max(shown, _FIRST), _LAST)


_FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=2)
_LAST = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)


def shifted_clock(base: Clock, origin: datetime, speed: float = 1.0) -> ShiftedClock:
    """Return a clock that shows `origin` now and then runs `speed` times as fast as `base`."""
    return ShiftedClock(base, base.now(), origin, speed)


def replay_start(snapshot: Snapshot) -> datetime | None:
    """Return the instant at which a replay begins, just before the first session.

    If all sessions are cancelled, return None.
    """
    first = snapshot.timeline.first_session
    return first.start - _REPLAY_LEAD if first is not None else None


class SystemClock:
    """The real time by the computer's wall clock. It is right even after the laptop has slept."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return datetime.now(UTC)


class WindowClock:
    """The clock of a window. It shows the real time, a simulated time or the time of a rehearsal.

    The snapshot describes the clock in `speed` and `is_shifted`.
    """

    def __init__(self, given: Clock, recorder: Recorder, state: State) -> None:
        """`given` is this computer's clock."""
        self._system_clock = self._real_clock = self._shown_clock = given
        self._offset = 0.0
        self._recorder = recorder
        self._state = state
        self._frame: datetime | None = None
        """The instant of the current frame. None in a command, which has no frames."""
        self.jumps = 0
        """How often this window's clock has jumped to another time."""

    def now(self) -> datetime:
        """Return the instant that the screens show: aware, in UTC."""
        return self._frame or self._shown_clock.now()

    def begin_frame(self) -> datetime:
        """Read and return the time of a new frame.

        Until the next frame begins, `now` returns this instant.

        Screens call this for each key, second and change. All parts of a screen then show the same
        instant, and an action has the time of its key.
        """
        self._frame = self._shown_clock.now()
        return self._frame

    def real_now(self) -> datetime:
        """Return the real instant, aware, in UTC, even if a simulated time is shown."""
        return self._real_clock.now()

    @property
    def today(self) -> date:
        """The event day of the instant that the clock shows."""
        return self._state.snapshot.programme.day_of(self.now())

    def instant(self, text: str, *, past: bool = False) -> datetime:
        """Return the instant that `text` names (see `parse_instant`).

        A text without a day means the event day that the clock shows, if the event has this day.
        But if `past` is set, a time of the last twelve hours comes first, because a night of the
        event can last into the next day.

        Raises:
            TimeError: the text names no instant.
        """
        snapshot, now, today = self._state.snapshot, self.now(), self.today
        programme, before = snapshot.programme, today - timedelta(days=1)
        zone, boundary = programme.zone, programme.day_boundary
        if past and before in programme.days and snapshot.acting_refusal(now) is None:
            for day in (today, before):
                moment = parse_instant(text, zone, (), day, boundary)
                if timedelta(0) <= now - moment < _NIGHT:
                    return moment
        return parse_instant(text, zone, programme.days, today, boundary)

    def set(self, at: datetime, speed: float | None = None) -> None:
        """Set the clock to `at`. It then runs at `speed` seconds a second.

        If `speed` is None, the speed stays the same; if it is 0, the clock stops. In a rehearsal,
        the clocks of all windows are set.

        Raises:
            StorageError: the rehearsal's clock could not be saved; nothing has changed.
            RehearsalOverError: the rehearsal is over.
        """
        shown, joined = self._state.snapshot, self._recorder.rehearsal
        pace = shown.speed if speed is None else speed
        if joined is not None:
            moved = replace(joined, since=self.real_now(), origin=at, speed=pace)
            self._recorder.set_clock(shown.programme.id, moved)
            self._state.reload()
            return
        self._switch_to(shifted_clock(self._real_clock, at, pace))
        # The time is not part of the snapshot, so listeners are called even if only it has changed.
        self._state.snapshot = replace(shown, is_shifted=True, speed=pace)
        self._state.notify_listeners()

    def replay(self, speed: float = 1.0) -> None:
        """Replay the event at this speed. If it is cancelled, leave the clock as it is."""
        begins = replay_start(self._state.snapshot)
        if begins is not None:
            self.set(begins, speed)

    def return_to_real_time(self) -> None:
        """Show the real time again. If this window was in a rehearsal, it leaves the rehearsal."""
        self._recorder.return_to_day()
        self._state.show(self._show_real_time(self._state.snapshot))
        self._state.reload()

    def show_rehearsal_time(self, rehearsal: Rehearsal | None, shown: Snapshot) -> Snapshot:
        """Show the time of `rehearsal`, or the real time if it is None.

        Return the snapshot at that time.
        """
        if rehearsal is None:
            return self._show_real_time(shown)
        since, origin, speed = rehearsal.since, rehearsal.origin, rehearsal.speed
        self._switch_to(ShiftedClock(self._real_clock, since, origin, speed))
        return replace(shown, is_shifted=True, speed=speed)

    def correct(self, events: EventLog) -> None:
        """On a shared day, correct this computer's clock by the lead's clock."""
        offset = events.crew.share.offset if events.crew is not None else 0.0
        if offset == self._offset:
            return
        self._offset, real = offset, self._real_clock
        corrected = self._system_clock.now() + timedelta(seconds=offset)
        self._real_clock = (
            shifted_clock(self._system_clock, corrected) if offset else self._system_clock
        )
        if self._shown_clock is real:
            self._show(self._real_clock)

    def _show_real_time(self, shown: Snapshot) -> Snapshot:
        self._switch_to(self._real_clock)
        return replace(shown, is_shifted=False, speed=1.0)

    def _switch_to(self, clock: Clock) -> None:
        """Show the time of this clock. If it differs by `_JUMP` or more, count a jump."""
        if abs(clock.now() - self._shown_clock.now()) >= _JUMP:
            self.jumps += 1
        self._show(clock)

    def _show(self, clock: Clock) -> None:
        self._shown_clock = clock
        if self._frame is not None:
            self.begin_frame()


class Rehearsals:
    """The rehearsal of this computer, if there is one.

    The snapshot has the rehearsal only if this window has joined it.
    """

    def __init__(self, recorder: Recorder, clock: WindowClock, state: State) -> None:
        self._recorder = recorder
        self._clock = clock
        self._state = state

    def question(self) -> Confirmation | None:
        """Return the question to ask before a rehearsal ends or begins, or None.

        Before a rehearsal begins, there is a question only on a day of the event. If this computer
        leads a manual room where a session is running on the real day, the question names this
        session.
        """
        from sommet_tui.companion.confirmations import Confirmation

        shown, now = self._state.snapshot, self._clock.now()
        if shown.events.rehearsal is not None:
            return Confirmation("end-rehearsal")
        if shown.acting_refusal(now) is not None:
            return None
        driven = next(shown.driven_sessions(now), None)
        return Confirmation("begin-rehearsal" if driven is None else "leave-running", driven)

    def begin(self, speed: float | None = None) -> bool:
        """Begin a rehearsal and return True. If a rehearsal is running, join it and return False.

        A new rehearsal begins at the instant shown. If the clock shows the real time and the event
        is not on today, it begins just before the first session. It runs at `speed`, or at the
        speed of this window's clock if `speed` is None.

        Raises:
            StorageError: the rehearsal could not be saved; nothing has changed.
        """
        from sommet_tui.companion.ports import Rehearsal

        shown, now, origin = self._state.snapshot, self._clock.real_now(), self._clock.now()
        if not shown.is_shifted and self._clock.today not in shown.programme.days:
            origin = replay_start(shown) or origin
        pace = shown.speed if speed is None else speed
        wanted = Rehearsal(_new_id(now), now, origin, pace)
        begun = self._recorder.begin(shown.programme.id, wanted)
        self._state.reload()
        return begun

    def clear(self) -> bool:
        """End the rehearsal in every window and delete its records.

        Return False if no rehearsal is running.

        Raises:
            StorageError: this could not be saved; nothing has changed.
        """
        cleared = self._recorder.end_rehearsal(self._state.snapshot.programme.id)
        self._state.reload()
        return cleared

    @property
    def unrecorded_since(self) -> datetime | None:
        """The start of the joined rehearsal if the event is on today, else None.

        During this rehearsal, nothing is recorded on the real day.
        """
        rehearsal = self._state.snapshot.events.rehearsal
        return rehearsal.began_at if rehearsal is not None and self._is_event_today() else None

    @property
    def hidden_rehearsal(self) -> tuple[datetime, bool] | None:
        """Return the start of the rehearsal that this window left, and whether it is an event day.

        If the window has left no rehearsal, return None. The second value is whether the event is
        on today by the real clock.
        """
        left = self._recorder.left_rehearsal
        if left is None or self._state.snapshot.events.rehearsal is not None:
            return None
        return left.began_at, self._is_event_today()

    def _is_event_today(self) -> bool:
        """Whether the event is on today, by the real clock."""
        programme = self._state.snapshot.programme
        return programme.day_of(self._clock.real_now()) in programme.days


def has_ended(rehearsal: Rehearsal, programme: Programme, now: datetime) -> bool:
    """Return whether the event day on which a rehearsal began is over at `now`.

    `now` is a real instant, not one of the rehearsal's clock.
    """
    return programme.day_of(rehearsal.began_at) != programme.day_of(now)


def _new_id(now: datetime) -> str:
    """Return the id of a rehearsal that begins at the real instant `now`."""
    return now.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")
