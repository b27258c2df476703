"""This computer's clock, compared with the clock of the crew's lead."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from sommet_tui.domain.crew.clocks import FURTHEST, clock_error
from sommet_tui.domain.records import RecordError

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from sommet_tui.companion.ports import Clock

_SLOW = 2.0
"""The longest round trip, in seconds, that can measure the clock."""
_MEASURING = timedelta(seconds=2)
"""The time to wait for the lead when clocks are first compared."""
_NOTICED = 1.0
"""The largest difference between clocks, in seconds, that is not corrected."""


class CrewClock:
    """This computer's clock, and its difference from the reference clock.

    The reference is the clock of one writer, the lead of the first room. The messages of this
    writer echo the times of the other writers' presence messages.
    """

    def __init__(self, clock: Clock, offset: float, days: Container[date] = ()) -> None:
        """Start with a known `offset`: the seconds by which the clock is behind the reference.

        `days` are the event days.
        """
        self._clock, self._days = clock, days
        self.offset = offset
        self.error = timedelta(0)
        """How far the clock is fast if it is too wrong to be corrected, or else 0."""
        self._echoes: dict[str, tuple[str, datetime]] = {}
        self.start(None)

    def start(self, reference: str | None) -> None:
        """Start to compare the clock with a new reference clock."""
        self.reference = reference
        self.is_compared = False
        self._since: datetime | None = None

    def now(self) -> datetime:
        """Return the time of this computer's clock, uncorrected."""
        return self._clock.now()

    def correct(self, moment: datetime | None = None) -> datetime:
        """Convert a time of this computer's clock, by default now, to the reference clock."""
        behind = -self.error if self.error else timedelta(seconds=self.offset)
        return (moment or self.now()) + behind

    def own_error(
        self,
        offsets: Mapping[str, timedelta],
        writer: str,
        reference: str | None,
        within: timedelta,
    ) -> timedelta:
        """Return by how much this computer's clock is fast, or 0 if that is less than `within`.

        `offsets` has, for each other computer, how far its clock is ahead of this clock. `writer`
        is this computer. A clock that shows a day of the event is probably right.
        """
        clocks, now = {**offsets, writer: timedelta(0)}, self.now()
        likely = {each for each, ahead in clocks.items() if (now + ahead).date() in self._days}
        return clock_error(clocks, writer, reference, within, likely)

    def is_right(self, offsets: Mapping[str, timedelta]) -> bool:
        """Return whether this computer's clock, uncorrected, agrees with most of the crew's clocks.

        `offsets` has, for each other computer, how far its clock is ahead of this clock. If no
        other clock is known, return False.
        """
        agreeing = sum(abs(ahead.total_seconds()) <= _SLOW for ahead in offsets.values())
        return agreeing + 1 > max(1, (len(offsets) + 1) / 2)

    def is_still_measuring(self, now: datetime) -> bool:
        """Return whether the first comparison is unfinished, and its time is not over yet."""
        if self.is_compared:
            return False
        if self._since is None:
            self._since = now
        return now - self._since < _MEASURING

    def remember_presence(self, writer: str, sent_at: str, now: datetime) -> None:
        """Store the time of a presence message. As the reference, this computer must echo it."""
        self._echoes[writer] = (sent_at, now)

    @property
    def has_echoes(self) -> bool:
        """Whether there are times to echo, because another computer is measuring its clock."""
        return bool(self._echoes)

    def echoes(self) -> Mapping[str, list[str]]:
        """Return, for each writer, when its latest message was sent and when it arrived here."""
        return {
            writer: [sent, format_instant(self.correct(received))]
            for writer, (sent, received) in self._echoes.items()
        }

    def forget_echoes(self) -> None:
        """Forget the times to echo, because they have been sent."""
        self._echoes = {}

    def measure(
        self, view: Mapping[str, Any], writer: str, now: datetime
    ) -> float | Literal["no-echo"] | None:
        """Compute the offset from a presence message of the reference, or None if that fails.

        `writer` is this computer. If the message does not echo this computer's time, return
        "no-echo".
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
        """Return the new offset for this clock, or None if the current one is good enough."""
        if abs(offset) <= _NOTICED:
            offset = 0.0
        return None if abs(offset - self.offset) <= _NOTICED else round(offset, 1)


def format_instant(moment: datetime) -> str:
    """Return an instant as ISO text with milliseconds."""
    return moment.isoformat(timespec="milliseconds")


def parse_instant(value: object) -> datetime:
    """Parse an instant in a presence message.

    Raises: RecordError: the value is not an instant.
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
