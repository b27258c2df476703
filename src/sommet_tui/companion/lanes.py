"""The lanes of one programme, folded on from act to act."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property

TYPE_CHECKING = False  # a day on which nothing happened yet need not pay for them
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.rundown.acts import Act
    from sommet_tui.domain.rundown.lanes import Plans
    from sommet_tui.domain.rundown.log import GrowingLog, Rundown
    from sommet_tui.domain.timeline import Timeline


class Lanes:
    """What acts make of a programme's lanes; what was folded last is gone on from.

    Any thread may ask.
    """

    def __init__(self, programme: Programme, timeline: Timeline) -> None:
        """`timeline` is that of the programme, as planned."""
        self._programme = programme
        self._timeline = timeline
        self._logs: dict[str, GrowingLog] = {}
        self._last: tuple[tuple[Act, ...], Rundown] | None = None

    @cached_property
    def plans(self) -> Plans:
        """The lanes as planned, for acts to find theirs."""
        from sommet_tui.domain.rundown.lanes import Plans

        return Plans(self._programme, self._timeline.lanes)

    def rundown(self, acts: tuple[Act, ...]) -> Rundown:
        """Every lane after these acts, which are in the order of `seq`."""
        last = self._last
        if last is None or last[0] is not acts:
            with self.log(acts) as log:
                last = self._last = acts, log.rundown()
        return last[1]

    @contextmanager
    def log(self, acts: tuple[Act, ...]) -> Iterator[GrowingLog]:
        """A log of these acts to be asked about another; not to be added to."""
        from sommet_tui.domain.rundown.log import GrowingLog

        log = self._logs.pop("last", None)  # whoever takes it is alone with it
        known = len(log.acts) if log is not None else 0
        if log is None or log.acts != list(acts[:known]):
            log, known = GrowingLog(self.plans, ()), 0
        for act in acts[known:]:
            log.add(act)
        try:
            yield log
        finally:
            self._logs["last"] = log
