"""What a window records in the log, and exchanges with the crew of a shared day."""

from __future__ import annotations

from sommet_tui.companion.errors import LeadRefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sommet_tui.companion.clock import WindowClock
    from sommet_tui.companion.event_log import EventLog
    from sommet_tui.companion.live_ports import CrewLink, LinkStatus
    from sommet_tui.companion.recorder import Recorder, Value
    from sommet_tui.companion.snapshot import State
    from sommet_tui.domain.crew.records import LeadClaim

_CLAIM_PATIENCE = 2.0
"""Seconds to wait for the broker's answer to a claim; slower connections count as offline."""


class Log:
    """The log of the day, or of the rehearsal that this window has joined; the snapshot shows it.

    On a shared day, a link exchanges its records with the crew.
    """

    def __init__(self, recorder: Recorder, clock: WindowClock, state: State) -> None:
        self._recorder = recorder
        self._clock = clock
        self._state = state
        self._link: CrewLink | None = None
        self._made: set[str] = set()

    def record(self, make: Callable[[EventLog], Value], redoes: str | None = None) -> Value:
        """Append the record that `make` returns for the present log.

        Returns the recorded value, with its number and `uid`. If `make` raises, nothing is
        recorded. For `redoes`, see `Recorder.append`.

        Raises:
            RehearsalOverError, StorageError: as for `record_all`.
        """
        (value,) = self.record_all(lambda events: (make(events),), redoes)
        return value

    def record_all(
        self, make: Callable[[EventLog], Sequence[Value]], redoes: str | None = None
    ) -> Sequence[Value]:
        """Append several records to the log, all or none; return them as `record` does.

        Raises:
            RehearsalOverError: the rehearsal that this window has joined is over.
            StorageError: it could not be saved; nothing has changed.
        """
        id_, now = self._state.snapshot.programme.id, self._clock.real_now()
        try:
            values = self._recorder.append(id_, make, now, redoes)
        except Exception:
            self._state.reload()
            raise
        self._made.update(value.uid for value in values)
        # Nothing else is read again, because the user is waiting.
        self._state.change(events=self._recorder.events)
        if self._link is not None:
            self._link.wake()
        return values

    def was_made_here(self, uid: str) -> bool:
        """Whether this run of the app made the record with this `uid`."""
        return uid in self._made

    def has_recorded_today(self) -> bool:
        """Whether a stage action was recorded here on the present event day."""
        shown = self._state.snapshot
        if shown.events.rehearsal is not None:
            return False
        day_of = shown.programme.day_of
        today = day_of(self._clock.real_now())
        return any(day_of(act.at) == today for act in shown.events.acts)

    def mark_void_seen(self, uids: frozenset[str]) -> None:
        """Save that the user has seen void acts, so that they are not reported again.

        Raises:
            StorageError: it could not be saved.
        """
        self._recorder.mark_void_seen(self._state.snapshot.programme.id, uids)
        self._state.change(events=self._recorder.events)

    # The day shared with other computers

    def connect(self, link: CrewLink) -> None:
        """Use `link` to exchange records with the crew; the snapshot shows its status."""
        self._link = link
        self._state.change(link=link.status())

    def disconnect(self) -> CrewLink | None:
        """Stop exchanging records.

        Return the link, which the caller stops (this takes a moment).
        """
        link, self._link = self._link, None
        self._state.change(link=None)
        return link

    def link_status(self) -> LinkStatus | None:
        """Return the present status of the link, or None; cheap enough for every second."""
        return self._link.status() if self._link is not None else None

    @property
    def is_caught_up(self) -> bool:
        """Whether this computer has received everything that the crew recorded so far."""
        status = self.link_status()
        return status is not None and status.connected and status.synced

    def expect_right_clock(self) -> None:
        """Check that the clock is right enough to drive a room on a shared day.

        Raises:
            LeadRefusedError: it is too wrong to be corrected.
        """
        status = self.link_status()
        if status is not None and status.unshared:
            raise LeadRefusedError("clock")

    def announce(self, places: frozenset[str]) -> None:
        """Tell the crew at which places (by id) this window publishes the day, or could."""
        if self._link is not None:
            self._link.announce(places)

    def take_lead(self, room: str | None) -> LeadClaim:
        """Take the lead of a room on a shared day, and notify every window of the crew.

        Waits for the broker's answer for up to two seconds. Without an answer, the claim is "open",
        and this laptop drives on its own until the broker answers.

        Raises:
            NotSharedError: the day is not shared, or this is a rehearsal.
            LeadRefusedError: the broker refuses the claim, another laptop was first, or the clock
            is too wrong. RehearsalOverError: the rehearsal that this window had joined has just
            ended. StorageError: it could not be saved; nothing has changed.
        """
        self.expect_right_clock()
        id_, now = self._state.snapshot.programme.id, self._clock.real_now()
        claim = self._recorder.claim(id_, room, now)
        if self._link is not None:
            self._link.wake()
        state = claim.state
        if state == "open" and self._link is not None and self.is_caught_up:
            state = self._link.wait_for_claim(claim, _CLAIM_PATIENCE)
            self._state.reload()
        else:
            self._state.change(events=self._recorder.events)
        if state in ("withdrawn", "dropped", "refused"):
            raise LeadRefusedError("refused" if state == "refused" else "crossed")
        return claim
