"""The moderator's actions on a session: arrivals, turns, segments and questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from sommet_tui.companion import errors, user_data
from sommet_tui.companion.companion import Companion
from sommet_tui.companion.confirmations import Confirmation, question_before_undo
from sommet_tui.companion.day_log import EventLog
from sommet_tui.companion.panel import EARLY, Closed, session_timing
from sommet_tui.companion.stage import NotActingError
from sommet_tui.domain.limits import QUESTION_LIMIT
from sommet_tui.domain.panel import (
    Panel,
    PanelAct,
    PanelActKind,
    acts_in_force,
    acts_of_session,
    latest_to_undo,
    latest_undo_to_redo,
    panel_of_session,
)
from sommet_tui.domain.rundown.lane_now import lane_timing, recent_span
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.domain.values import replace


class UncountedError(errors.NotDoneError):
    """An act does not count at this time.

    `reason`: "early" (the panel accepts the act only from `opens`), "over" (the panel is over) or
    "heard" (the person called `name` has had a turn, so cannot be missing).
    """

    def __init__(
        self, reason: Closed | Literal["heard"], *, opens_at: datetime | None = None, name: str = ""
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.opens = opens_at
        self.name = name


_DURING_PANEL: frozenset[PanelActKind] = frozenset({"turn", "segment"})
"""Acts that are accepted only during the panel or shortly before it."""


class _UndoneError(Exception):
    """The act is already undone."""


class Moderator:
    """The moderator of one session of a companion's programme. `by` is the user's name."""

    def __init__(self, companion: Companion, session: str, by: str | None = None) -> None:
        """Raises UnknownError if the programme has no such session."""
        self.session = user_data.session_by_id(companion.snapshot.programme, session)
        self._companion = companion
        self._by = by

    def panel(self) -> Panel:
        """Return the current state of the panel."""
        snapshot, now = self._companion.present
        return panel_of_session(snapshot.programme, self.session, snapshot.panel_acts(now))

    def record(self, act: PanelAct) -> PanelAct:
        """Record an act and return it. It is then on disk, and the snapshot shows it.

        Raises:
            NotActingError: the time is simulated, and no rehearsal has begun.
            UncountedError: the panel is not running, or the person has had a turn.
            RehearsalOverError: the rehearsal that this window has joined is over.
            StorageError: the act could not be saved; nothing has changed.
        """
        self._ensure_can_act()
        self._ensure_act_counts(act)
        return self._append(lambda _: self._complete(act))

    def latest_to_undo(self) -> PanelAct | None:
        """Return the latest act of this session that is in force, or None.

        Arrivals that another window recorded cannot be undone here, because the green room depends
        on them.

        Raises:
            NotActingError: as for `record`.
        """
        self._ensure_can_act()
        return latest_to_undo(self._own_undoable_acts(self._companion.snapshot.events))

    def undo_question(self, latest: PanelAct) -> Confirmation | None:
        """Return the question to ask before an act is undone, as on the stage."""
        snapshot, now = self._companion.present
        own = self._companion.log.is_own_latest(latest, self._session_acts(snapshot.events))
        return question_before_undo(latest, now, recent_span(snapshot.speed), own=own)

    def undo(self, act: PanelAct) -> PanelAct | None:
        """Undo an act of this session and return it. If it is undone already, return None.

        Raises:
            NotActingError, RehearsalOverError, StorageError: as for `record`.
        """
        self._ensure_can_act()

        def is_in_force(events: EventLog) -> bool:
            return act.uid in {other.uid for other in acts_in_force(self._session_acts(events))}

        return act if self._undo(act, is_in_force) else None

    def redo(self) -> PanelAct | None:
        """Redo the act that the latest undo reversed, and return this act.

        If there is no undo, if another act came after it, or if another window was faster, return
        None.

        Raises:
            NotActingError, RehearsalOverError, StorageError: as for `record`.
        """
        self._ensure_can_act()
        latest = latest_undo_to_redo(self._own_undoable_acts(self._companion.snapshot.events))
        if latest is None:
            return None
        undo, taken = latest
        undone = self._undo(
            undo, lambda events: latest_undo_to_redo(self._own_undoable_acts(events)) == latest
        )
        return taken if undone else None

    def _undo(self, act: PanelAct, is_due: Callable[[EventLog], bool]) -> bool:
        """Record the undo of an act, if `is_due` allows it. Return whether it was recorded."""

        def undo(events: EventLog) -> PanelAct:
            if not is_due(events):
                raise _UndoneError
            return self._complete(PanelAct("undo", undoes=act.seq))

        try:
            self._append(undo)
        except _UndoneError:
            return False
        return True

    def _session_acts(self, events: EventLog) -> tuple[PanelAct, ...]:
        return acts_of_session(events.panel_acts, self.session.id)

    def _own_undoable_acts(self, events: EventLog) -> Sequence[PanelAct]:
        """Return the acts that this window can undo and redo, without arrivals of other windows."""
        found: list[PanelAct] = []
        theirs: set[int] = set()
        for act in self._session_acts(events):
            of_arrivals = act.act == "arrival" or (act.act == "undo" and act.undoes in theirs)
            if of_arrivals and not self._companion.log.is_own_record(act.uid):
                theirs.add(act.seq)
            else:
                found.append(act)
        return found

    def _ensure_act_counts(self, act: PanelAct) -> None:
        snapshot, now = self._companion.present
        rundown = snapshot.rundown(now)
        lane = rundown.plan_of_session(self.session.id)
        assert lane is not None
        own = [a.at for a in self._session_acts(snapshot.events)]
        runs = session_timing(lane_timing(rundown.lane(lane), now), self.session, own)
        over = runs.closed == "over" and act.act in (*_DURING_PANEL, "plan", "limit")
        if runs.closed is not None and (over or act.act in _DURING_PANEL):
            opens = min(runs.start, self.session.start) - EARLY
            raise UncountedError(runs.closed, opens_at=opens)
        missing = act.person if act.act == "arrival" and act.value == "not_seen" else None
        if missing and any(turn.person == missing for turn in self.panel().turns):
            names = {person.id: person.name for person in self.session.participants}
            raise UncountedError("heard", name=names.get(missing, missing))

    def _ensure_can_act(self) -> None:
        if self._companion.snapshot.is_read_only:
            raise NotActingError("looking")

    def _complete(self, act: PanelAct) -> PanelAct:
        text = None if act.text is None else cap(clean_line(act.text), QUESTION_LIMIT)
        if act.act == "segment":
            plan = self.panel().plan
            number = -1 if act.item is None else act.item
            text = plan[number].name if 0 <= number < len(plan) else None
        now = self._companion.clock.now().replace(microsecond=0)
        return replace(act, text=text, session=self.session.id, at=now, by=self._by)

    def _append(self, make: Callable[[EventLog], PanelAct]) -> PanelAct:
        return self._companion.log.record(make)
