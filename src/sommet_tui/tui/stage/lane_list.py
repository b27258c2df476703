"""The list of the lane below the board, with planned and actual times and the drift.

Functions make its rows from the scene. The list keeps the cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import lru_cache

from rich.cells import cell_len
from textual.events import Click

from sommet_tui.domain.instants import drift, whole_minutes
from sommet_tui.domain.rundown.lane_now import LaneEntry, LaneGap, LaneTiming, lane_entries
from sommet_tui.domain.rundown.lanes import NOTHING
from sommet_tui.domain.rundown.session_and_break_times import Projected
from sommet_tui.pages.stage import (
    item_symbol,
    lateness,
    place_change_words,
    planned_times,
    shortened_lengths,
)
from sommet_tui.tui.render.rows import (
    Row,
    Span,
    cut_or_pad,
    fit,
    fit_row,
    justify,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets import row_list
from sommet_tui.wording import marks, session_texts
from sommet_tui.wording.stage import drift_words, signed_number
from sommet_tui.wording.times import column_time, duration
from sommet_tui.wording.words import Words

_ADDED_WIDTH = 50
"""From this width on, a row says that a session was inserted."""
_CHANGE_WIDTH = 66
"""From this width on, a row says that a session was deferred or swapped."""

_CUE = 12
"""The minimum width of a cue, in cells. In less space, no cue is shown."""
_DRIFT = 14
"""The width of the drift at the right edge, in cells, with a space before it."""

_EDGE = "  "
"""The margin, which also contains the cursor."""
_HOUR = timedelta(hours=1)
"""A drift of an hour or more has a unit."""

_STYLES = {"done": "faint", "running": "strong", "cancelled": "faint", "skipped": "faint"}

_COLOURED_SIGNS = (marks.STATUS["running"], marks.PAUSED, marks.NEXT)
"""The coloured signs: running, paused and next."""

SELECTED = 20.0
"""Seconds without a key after which the list returns to the running session."""

Signature = tuple[tuple[str, str, int, int, int, int, bool, bool], ...]


def lane_signature(timing: LaneTiming) -> Signature:
    """Return a value that changes only when the rows of the lane look different."""
    return tuple(map(_item_signature, timing.items))


def _item_signature(item: Projected) -> tuple[str, str, int, int, int, int, bool, bool]:
    start, end, session = item.start, item.end, item.session
    if start is None or end is None:
        return session.id, item.status, 0, 0, 0, 0, False, False
    return (
        session.id,
        item.status,
        int(start.timestamp()) // 60,
        int(end.timestamp()) // 60,
        whole_minutes(drift(start, item.due_start)),
        whole_minutes(drift(end, item.due_end)),
        item.actual.pause_start is not None,
        item.by_clock,
    )


def lane_heading(words: Words, timing: LaneTiming, width: int) -> Row:
    """Return the row with the headings of the columns."""
    *columns, (last, size) = _columns(words, _has_announced_times(timing))
    names = [*(cut_or_pad(name, size + 2) for name, size in columns), last.ljust(size + 4)]
    if len(last) < size + 4:  # A long heading leaves no space for the next.
        names.append(words.say("session"))
    left = row(_EDGE, Span("".join(names), "faint"))
    return justify(left, row(Span(words.say("drift"), "faint"), _EDGE), width)


def lane_row(scene: Scene, timing: LaneTiming, item: LaneEntry, width: int) -> Row:
    """Return the row of an item: its times, its sign, its title, and its drift from the plan."""
    words = scene.words
    due, announces = planned_times(item), _has_announced_times(timing)
    announced = item.announced if isinstance(item, Projected) else None
    shown = [due, *([announced if announced != due else None] if announces else [])]
    late = isinstance(item, Projected) and item.status != "done" and _is_late(item)
    style, quiet = "", isinstance(item, LaneGap) or item.session.is_break
    if isinstance(item, Projected):
        style = _STYLES.get(item.status, "faint" if quiet else "")
    cells = [(column_time(times[0], scene.zones) if times else "", "faint") for times in shown]
    now = column_time(item.start, scene.zones) if item.start is not None else "–"
    cells.append((now, "warning" if late else "faint" if quiet else style))
    times = [
        Span(f"{cut_or_pad(time, size)}  ", of)
        for (time, of), (_, size) in zip(cells, _columns(words, announces), strict=True)
    ]
    mark = item_symbol(timing, item)
    head = row(
        _EDGE, *times, Span(f"{mark} ", "accent" if mark in _COLOURED_SIGNS else style or "faint")
    )
    cut = shortened_lengths(item)
    if isinstance(item, LaneGap):
        length = max(item.planned[1] - item.planned[0], item.remaining or NOTHING)
        name = words.say("break") if cut else f"{words.say('break')}, {duration(length, words)}"
        right = _shortened_length(words, *cut) if cut else row(_EDGE)
        return justify(row(*head, Span(name, "faint")), right, width)
    name = session_texts.headline(item.session)
    if item.session.is_break and item.start and item.end and not cut:
        name += f", {duration(drift(item.end, item.start), words)}"
    title = text_row(name, style)
    aside = None
    if width >= (_ADDED_WIDTH if item.session.added else _CHANGE_WIDTH):
        aside = place_change_words(timing, item, scene)
    seats = session_texts.seats_word(timing.seats.get(item.session.id), words)
    right = _last_column(words, item, session_texts.join([seats, aside]))
    if width_of((*head, *title, *right)) >= width:  # shorten the remarks, not the title
        brief = place_change_words(timing, item, scene, brief=True) if aside else None
        right = _last_column(words, item, session_texts.join([seats, brief or aside]))
    cues = scene.programme.cues
    if cues:
        # Drifts differ in width. The column of cues begins after the widest one.
        room = width - width_of(head) - _DRIFT
        size = min(_cue_width(cues, timing), room // 2)
        cue = Span(fit(cues.get(item.session.id, ""), size), "muted")
        if size >= _CUE:
            title = fit_row(title, room - size - 2)
            title = row(*title, " " * (room - size - width_of(title)), cue)
    return justify(row(*head, *title), right, width)


def _is_late(item: Projected) -> bool:
    late = lateness(item)
    return late is not None and late[0] > NOTHING


def _has_announced_times(timing: LaneTiming) -> bool:
    """Return whether any announced time differs from the plan.

    Announced times then have a column.
    """
    return any(item.announced != planned_times(item) for item in timing.items)


def _cue_width(cues: Mapping[str, str], timing: LaneTiming) -> int:
    """Return the width in cells of the longest cue of a lane."""
    found = (cues.get(item.session.id) for item in timing.items)
    return max((cell_len(cue) for cue in found if cue), default=0)


@lru_cache(maxsize=8)  # cached, because every row needs it
def _columns(words: Words, announces: bool) -> tuple[tuple[str, int], ...]:
    """Return the heading and the width in cells of each column of times."""
    names = [words.say("plan"), *([words.say("announced")] if announces else [])]
    return *((name, max(5, cell_len(name))) for name in names), (words.say("now"), 5)


def _last_column(words: Words, item: Projected, left: str) -> Row:
    """Return the end of a row: the added minutes, the remarks `left`, and the drift.

    A status such as cancelled, or the shortened length of a break, replaces the remarks and the
    drift. A deferred session without a fixed start has no drift.
    """
    added = whole_minutes(item.actual.added)
    change = Span(f"({signed_number(added)})  " if added else "", "muted")
    if item.start is None or item.end is None:
        return row(change, Span(session_texts.status_word(item.status, words), "danger"), _EDGE)
    if cut := shortened_lengths(item):
        return row(change, *_shortened_length(words, *cut))
    late = lateness(item)
    if late is None:
        return row(change, Span(left or words.say("deferred"), "muted"), _EDGE)
    start, end = late
    shown = end if item.status in ("running", "done") else start or end
    style = "faint" if item.status == "done" else "warning" if shown > NOTHING else "muted"
    number = drift_words(shown, words) if shown else ""
    if NOTHING < abs(shown) < _HOUR:
        number = signed_number(whole_minutes(shown))
    return row(change, Span(f"{left}  " if left else "", "muted"), Span(number, style), _EDGE)


def _shortened_length(words: Words, left: timedelta, length: timedelta) -> Row:
    """Return the remaining and the planned length of a break or gap, for the last column."""
    if left >= _HOUR:
        name = words.say(
            "{time} instead of {length}", time=duration(left, words), length=duration(length, words)
        )
    else:
        name = words.say(
            "{n} min instead of {planned}", n=whole_minutes(left), planned=whole_minutes(length)
        )
    return row(Span(name, "warning"), _EDGE)


class LaneList(row_list.RowList):
    """The list of the lane's rows.

    It follows the running session until the user selects another one. While it follows, no session
    is selected, so that no key acts on a session that has just scrolled under the cursor.
    """

    def __init__(
        self,
        viewer: Viewer,
        on_move: Callable[[], None],
        skips_row: Callable[[str | None], bool],
    ) -> None:
        """`skips_row` receives the key of a row, and returns whether the cursor skips it."""
        super().__init__(on_move, id="lane")
        self._skips_row = skips_row
        self.timing: LaneTiming | None = None
        self._viewer = viewer
        self.is_following = True
        """Whether the list follows the running session, so that no session is selected."""
        self._entries: list[LaneEntry] = []

    def action_move(self, by: int) -> None:
        """Move the cursor. While the user is choosing a session, skip impossible sessions."""
        before, place = self.key, None
        super().action_move(by)
        self._set_following(False)  # even if the cursor did not move
        while self._skips_row(self.key):
            if self.key == place:
                self.select(before or "")
                return
            place = self.key
            super().action_move(by)

    def show_lane(self, timing: LaneTiming | None, *, stay: bool) -> None:
        """Show a lane. If `stay`, the cursor does not move even when another session starts."""
        self.timing = timing
        self._entries = lane_entries(timing) if timing is not None else []
        keys = [e.session.id if isinstance(e, Projected) else None for e in self._entries]
        before, current_id = self.key or "", self._viewer.companion.current_id
        self.show_rows(row_list.Rows(keys, self._row), new_key=current_id)
        self.is_following = self.is_following or self.key != current_id(before)
        if self.is_following and not stay:
            self._scroll_to_running()

    @property
    def length(self) -> int:
        return len(self._entries)

    def selected_item(self) -> Projected | None:
        """Return the selected item, or None if no item is selected.

        While the list is hidden, return the session whose time the large digits show.
        """
        if self.timing is None or not self.display:
            return self.displayed_session()
        return None if self.is_following else self.timing.item(self.key or "")

    def item_to_act_on(self) -> Projected | None:
        """Return the selected item, or else the running session, or else the next one."""
        return self.selected_item() or self.displayed_session()

    def is_marked(self, y: int) -> bool:
        """Return whether row `y` is highlighted: it has the cursor, and a session is selected."""
        return not self.is_following and super().is_marked(y)

    def select(self, key: str) -> None:
        """Move the cursor to the row `key`, and stop following the running session."""
        self._set_following(False)
        super().select(key)

    def _move_by_key(self, place: int | None) -> None:
        self._set_following(False)
        super()._move_by_key(place)

    def on_click(self, event: Click) -> None:
        """Select the clicked session. A second click opens it."""
        super().on_click(event)
        self._set_following(False)

    def _set_following(self, follows: bool) -> bool:
        """Start or stop following the running session. Return whether that changed anything."""
        changed, self.is_following = self.is_following != follows, follows
        if changed:
            self.repaint()
            if self._after_move is not None:
                self._after_move()
        return changed

    def displayed_session(self) -> Projected | None:
        """Return the session whose time the large digits show: the running or the next one."""
        return self.timing.current_or_next if self.timing is not None else None

    def return_to_running(self) -> bool:
        """Follow the running session again. Return whether a session was selected before."""
        self._scroll_to_running()
        return self._set_following(True)

    def _scroll_to_running(self) -> None:
        """Scroll to the running session, or else to the next one."""
        home = self.displayed_session()
        if home is not None:
            super().select(home.session.id)
            self.centre()

    def _centre(self) -> None:
        """Scroll so that the row under the cursor is the second visible row."""
        self._to_centre = False
        if self._cursor is not None:
            self.scroll_to(y=max(0, self._cursor - 1), animate=False, immediate=True)

    def on_resize(self) -> None:
        """Scroll to the running session in the new height, if the list follows it."""
        super().on_resize()
        if self.is_following:
            self.centre()

    def _row(self, number: int, width: int) -> Row:
        assert self.timing is not None
        return lane_row(self._viewer.scene(), self.timing, self._entries[number], width)
