"""A rehearsal: the question before it, its start, its clock and its end."""

from __future__ import annotations

from datetime import UTC

from sommet_tui.companion.simulated_time import replay_start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from sommet_tui.companion.confirmations import Confirmation
    from sommet_tui.companion.ports import Rehearsal
    from sommet_tui.companion.recorder import Recorder
    from sommet_tui.companion.simulated_time import WindowClock
    from sommet_tui.companion.snapshot import State
    from sommet_tui.domain.programme import Programme


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
