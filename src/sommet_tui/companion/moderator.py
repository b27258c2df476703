"""The moderator's side of a session: arrivals, turns, segments and questions as verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.log import Happened
from sommet_tui.companion.stage import NotActingError
from sommet_tui.domain.panel.acts import PanelAct, PanelActKind, in_force, of_session
from sommet_tui.domain.panel.records import panel_act_from, panel_record
from sommet_tui.domain.panel.state import Panel, panel
from sommet_tui.domain.preparation import UNPREPARED, Segment


@dataclass(frozen=True, slots=True)
class Change:
    """What a moderator or the crew records; `PanelAct` tells what each field means."""

    act: PanelActKind
    person: str | None = None
    value: str | None = None
    text: str | None = None
    item: int | None = None
    order: tuple[str, ...] = ()
    segments: tuple[Segment, ...] = field(default=())


class Moderator:
    """One session of a companion's programme, for someone called `by`."""

    def __init__(self, companion: Companion, session: str, by: str | None = None) -> None:
        """Raises UnknownError: the programme has no such session."""
        self.session = companion.session(session)
        self._companion = companion
        self._by = by

    def panel(self) -> Panel:
        """The panel as it is now."""
        snapshot = self._companion.snapshot
        preparation = snapshot.programme.preparations.get(self.session.id, UNPREPARED)
        return panel(self.session, preparation, snapshot.panel_acts(self._companion.now()))

    def record(self, change: Change) -> PanelAct:
        """Record a change; it is on the disk when this returns, and the snapshot shows it.

        Raises:
            NotActingError: the clock is not the real one, and no rehearsal has begun.
            RehearsalOverError: the rehearsal taken part in is over.
            KeepingError: it could not be kept; nothing has changed.
        """
        return self._append(lambda _: self._act(change))

    def undo(self) -> PanelAct | None:
        """Take away the latest act in force of this session; None if there is none.

        Raises:
            NotActingError, RehearsalOverError, KeepingError: as `record`.
        """
        latest = _latest(self._companion.snapshot.happened, self.session.id)
        if latest is None:
            return None

        def undo(happened: Happened) -> PanelAct:
            # Of two that undo at once, the second takes away nothing more.
            return self._act(Change("undo"), undoes=latest.seq)

        self._append(undo)
        return latest

    def _act(self, change: Change, undoes: int | None = None) -> PanelAct:
        return PanelAct(
            seq=0,
            at=self._now(),
            act=change.act,
            session=self.session.id,
            person=change.person,
            value=change.value,
            text=change.text,
            item=change.item,
            order=change.order,
            segments=change.segments,
            undoes=undoes,
            by=self._by,
        )

    def _now(self) -> datetime:
        return self._companion.now().replace(microsecond=0)

    def _append(self, make: Callable[[Happened], PanelAct]) -> PanelAct:
        if self._companion.snapshot.looking:
            raise NotActingError("looking")

        def record(happened: Happened) -> Mapping[str, Any]:
            return panel_record(make(happened))

        return panel_act_from(self._companion.record("panel", record))


def _latest(happened: Happened, session: str) -> PanelAct | None:
    own = of_session(in_force(happened.panel_acts), session)
    return own[-1] if own else None
