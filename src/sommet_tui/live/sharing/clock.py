"""The clock of this computer, compared with the clock of the lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from sommet_tui.domain.records import RecordError
from sommet_tui.domain.sharing.records import FURTHEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sommet_tui.companion.ports import Clock

_SLOW = 2.0
"""Round trips longer than this, in seconds, do not measure the clock."""
_MEASURING = timedelta(seconds=2)
"""How long to wait for the lead when clocks are first compared."""
_NOTICED = 1.0
"""Differences between clocks up to this, in seconds, are not corrected."""


class CrewClock:
    """This computer's clock, and the values that compare it with the reference clock.

    The reference is a writer, the lead of the first room. The reference echoes the times of the
    others' presence messages in its own.
    """

    def __init__(self, clock: Clock, offset: float) -> None:
        """`offset` is by how many seconds the clock is behind the reference's."""
        self._clock = clock
        self.offset = offset
        self.error = timedelta(0)
        """By how much the clock is fast if it is too wrong to be corrected for the user; else 0."""
        self._echoes: dict[str, tuple[str, datetime]] = {}
        self.start(None)

    def start(self, reference: str | None) -> None:
        """Start comparing the clock with the clock of a new reference."""
        self.reference = reference
        self.is_compared = False
        self._since: datetime | None = None

    def now(self) -> datetime:
        """Return the time of this computer."""
        return self._clock.now()

    def correct(self, moment: datetime | None = None) -> datetime:
        """Return the reference's time at a moment of this computer's clock, by default now."""
        behind = -self.error if self.error else timedelta(seconds=self.offset)
        return (moment or self.now()) + behind

    def may_wait(self, now: datetime) -> bool:
        """Return whether to wait longer for the first comparison."""
        if self.is_compared:
            return False
        if self._since is None:
            self._since = now
        return now - self._since < _MEASURING

    def note_presence(self, writer: str, sent_at: str, now: datetime) -> None:
        """Note a presence message, which this computer must echo as the reference."""
        self._echoes[writer] = (sent_at, now)

    @property
    def has_echoes(self) -> bool:
        """Whether another computer is measuring its clock."""
        return bool(self._echoes)

    def echoes(self) -> Mapping[str, list[str]]:
        """Return by writer when each message was sent and when it arrived."""
        return {
            writer: [sent, format_instant(self.correct(received))]
            for writer, (sent, received) in self._echoes.items()
        }

    def forget_echoes(self) -> None:
        """Forget the echoes, which have been sent."""
        self._echoes = {}

    def measure(
        self, view: Mapping[str, Any], writer: str, now: datetime
    ) -> float | Literal["no-echo"] | None:
        """Return the offset by a presence message of the reference, None if it is unknown.

        `writer` is this computer. "no-echo" means that the reference has not echoed its messages.
        """
        echoes = view.get("echoes")
        echo = echoes.get(writer) if isinstance(echoes, dict) else None
        if not isinstance(echo, list) or len(echo) != 2:
            return "no-echo"
        try:
            sent, received = (parse_instant(time) for time in echo)
            back = parse_instant(view.get("shown_at"))
        except RecordError:
            return None
        trip = (now - sent) - (back - received)
        offset = ((received - sent) + (back - now)) / 2
        if abs(trip.total_seconds()) > _SLOW:
            return None
        self.is_compared = True
        return offset.total_seconds() if abs(offset) < FURTHEST else None

    def correction(self, offset: float) -> float | None:
        """Return the offset to correct this clock to; None if it does not differ noticeably."""
        if abs(offset) <= _NOTICED:
            offset = 0.0
        return None if abs(offset - self.offset) <= _NOTICED else round(offset, 1)


def format_instant(moment: datetime) -> str:
    """Return an instant to the millisecond."""
    return moment.isoformat(timespec="milliseconds")


def parse_instant(value: object) -> datetime:
    """Return an instant in a presence message.

    Raises:
        RecordError: it is none.
    """
    if not isinstance(value, str):
        raise RecordError("sent_at", "type")
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise RecordError("sent_at", "instant") from None
    if found.tzinfo is None or not 1 < found.year < 9999:
        raise RecordError("sent_at", "instant")
    return found.astimezone(UTC)
