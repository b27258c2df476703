"""The context of sentences: the state at an instant, the reader's language and time zones."""

from __future__ import annotations

from datetime import UTC

from sommet_tui.domain.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date, datetime, timedelta, tzinfo

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.programme import Programme, Session
    from sommet_tui.domain.rundown.projection import Projected
    from sommet_tui.domain.timeline import Moment, Status
    from sommet_tui.wording.words import Words


@dataclass(frozen=True, slots=True)
class Zones:
    """The zone in which times are shown, and the user's own, None for the system's."""

    shown: tzinfo | None
    viewer: tzinfo | None = None

    def local(self, moment: datetime) -> datetime:
        """Return an instant in the zone shown; in UTC if the system's zone is invalid."""
        return _in_zone(moment, self.shown) or moment.astimezone(UTC)

    def viewer_local(self, moment: datetime) -> datetime | None:
        """Return an instant in the user's zone; None if it is the same or unknown."""
        own = _in_zone(moment, self.viewer)
        same = own is None or own.utcoffset() == self.local(moment).utcoffset()
        return None if same else own


def _in_zone(moment: datetime, zone: tzinfo | None) -> datetime | None:
    """Return an instant in a zone; None if TZ sets an offset of a day or more."""
    try:
        return moment.astimezone(zone)
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True)
class View:
    """The companion's state at an instant, and the words and zones for the user.

    `snapshot` is the one at `now`, an aware instant: its programme has the announced times. Times
    are shown in `zones`, sentences in the language of `words`. Sentences about actions cut
    names to `longest` characters.
    """

    snapshot: Snapshot
    now: datetime
    zones: Zones
    words: Words
    longest: int = 40

    @property
    def programme(self) -> Programme:
        """Return the programme at `now`."""
        return self.snapshot.programme

    @property
    def today(self) -> date:
        """Return the date on the clocks of the zone shown."""
        return self.zones.local(self.now).date()

    def is_today(self, moment: datetime) -> bool:
        """Return whether an instant has the date of `today`."""
        return self.zones.local(moment).date() == self.today

    @property
    def moment(self) -> Moment:
        """Return the running and next sessions."""
        return self.snapshot.moment(self.now)

    def times(self, session: Session, room: str | None = None) -> Projected | None:
        """Return the planned, announced and real times of a session; None if all as planned.

        A break has its times in `room`.
        """
        return self.snapshot.times(session, self.now, room)

    def expected_start(self, session: Session) -> datetime | None:
        """Return the actual or projected start of a session; None if it is unknown."""
        return self.snapshot.expected_start(session, self.now)

    def status(self, session: Session) -> Status:
        """Return the status of a session."""
        return self.snapshot.status(session, self.now)

    def remaining(self, session: Session) -> timedelta | None:
        """Return how long a session still runs; None if it is not running."""
        return self.snapshot.remaining(session, self.now)

    def is_paused(self, session: Session) -> bool:
        """Return whether the stage has paused a session."""
        times = self.times(session)
        return times is not None and times.is_paused
