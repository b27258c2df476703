"""Reporting what the companion noticed: who leads a room, damaged databases, and the rest."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING

from sommet_tui.tui.messages.log import LineMessage
from sommet_tui.tui.render.header import conditions
from sommet_tui.wording.errors import notice_sentence

if TYPE_CHECKING:
    from sommet_tui.companion.ports import Notice
    from sommet_tui.tui.viewer import Viewer


class Notices:
    """Puts notices on the message line; some stay there until the user dismisses them."""

    def __init__(
        self, viewer: Viewer, warn: Callable[[str], None], shown: Callable[[], None]
    ) -> None:
        """`warn` shows a sentence; `shown` is called when the line has changed otherwise."""
        self._viewer = viewer
        self._warn = warn
        self._shown = shown
        self._set_aside: set[str] = set()
        """The databases set aside that were reported in this window."""
        self._chips: set[str] = set()
        """The chips of the conditions that were reported and are still true."""

    def report(self) -> None:
        """Report all notices since the last call."""
        for notice in self._viewer.companion.state.notices():
            if "aside" in notice.values:
                self._report_set_aside(notice)
            elif notice.code == "lead-taken":
                self._report_lead(notice)
            else:
                self._warn(notice_sentence(notice, self._viewer.words))
        self._withdraw_leads()
        for notice in self._viewer.services.unseen_set_aside():  # maybe found by another process
            self._report_set_aside(notice)

    def tick(self) -> None:
        """Say a condition in full when it becomes true; afterwards, its chip shows it."""
        found = {each.chip: each for each in conditions(self._viewer.scene()) if each.warns}
        for chip in found.keys() - self._chips:
            self._warn(found[chip].sentence)
        self._chips = set(found)

    def _report_lead(self, notice: Notice) -> None:
        """Report who leads a room now, instead of who led it before."""
        viewer = self._viewer
        sentence, now = notice_sentence(notice, viewer.words), viewer.companion.clock.now()
        said = LineMessage(
            sentence, "warning", now, inf, about=_lead_subject(notice.values["room"])
        )
        viewer.messages.remind(said, 12)
        self._shown()

    def _withdraw_leads(self) -> None:
        """Take off the line that others lead rooms which this computer leads now."""
        snapshot, messages = self._viewer.snapshot, self._viewer.messages
        crew = snapshot.events.crew
        if crew is None:
            return
        names = snapshot.programme.room_names if snapshot.programme.has_several_rooms else {}
        for room in filter(crew.leads, crew.log.leads):
            about = _lead_subject(names.get(room or "", ""))
            if messages.has_message(about):
                messages.withdraw(about)
                self._shown()

    def _report_set_aside(self, notice: Notice) -> None:
        """Report, until the user dismisses it, that a database was set aside."""
        viewer = self._viewer
        if notice.values["aside"] in self._set_aside:
            return
        self._set_aside.add(notice.values["aside"])
        viewer.messages.warn_until_dismissed(
            lambda: notice_sentence(notice, viewer.words),
            viewer.companion.clock.now(),
            viewer.services.see_set_aside,
        )
        self._shown()


def _lead_subject(room: str) -> str:
    """Return what a message about who leads a room is about; never the id of a session."""
    return f"lead of {room}"
