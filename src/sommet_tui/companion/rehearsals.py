"""Beginning and ending the rehearsal in which the windows on this machine take part."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from sommet_tui.companion.clock import WindowClock
    from sommet_tui.companion.recorder import Recorder
    from sommet_tui.companion.state import State


class Rehearsals:
    """The rehearsal under way, if any; the snapshot has the one that this window has joined."""

    def __init__(self, recorder: Recorder, clock: WindowClock, state: State) -> None:
        self._recorder = recorder
        self._clock = clock
        self._state = state

    def begin(self, speed: float | None = None) -> bool:
        """Begin a rehearsal, or join the one that is under way (then return False).

        It begins at the instant shown, at this speed or the clock's. If that is the present and the
        event is not on today, it begins just before the first session.

        Raises:
            StorageError: it could not be saved; nothing has changed.
        """
        from sommet_tui.companion.rehearsal import Rehearsal, rehearsal_id

        shown, now, origin = self._state.snapshot, self._clock.real_now(), self._clock.now()
        if not shown.shifted and self._clock.today not in shown.programme.days:
            origin = shown.replay_begins or origin
        pace = shown.speed if speed is None else speed
        wanted = Rehearsal(rehearsal_id(now), now, origin, pace)
        begun = self._recorder.begin(shown.programme.id, wanted)
        self._state.look_again()
        return begun

    def clear(self) -> bool:
        """End the rehearsal in every window and delete its records; False without a rehearsal.

        Raises:
            StorageError: it could not be saved; nothing has changed.
        """
        cleared = self._recorder.clear(self._state.snapshot.programme.id)
        self._state.look_again()
        return cleared

    @property
    def unrecorded_since(self) -> datetime | None:
        """Since when a rehearsal has kept the present event day from being recorded, or None."""
        rehearsal = self._state.snapshot.events.rehearsal
        return rehearsal.begun if rehearsal is not None and self._is_on_today() else None

    @property
    def left(self) -> tuple[datetime, bool] | None:
        """Return since when the rehearsal that this window left is under way, or None.

        The second value is whether it keeps the present event day from being recorded.
        """
        left = self._recorder.left
        if left is None or self._state.snapshot.events.rehearsal is not None:
            return None
        return left.begun, self._is_on_today()

    def _is_on_today(self) -> bool:
        """Whether the event is on today, by the real clock."""
        programme = self._state.snapshot.programme
        return programme.day_of(self._clock.real_now()) in programme.days
