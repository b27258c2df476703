"""The lane under the stage's board: planned, announced and projected times side by side.

Its rows are a function of the scene; the list of them has the cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate

from rich.cells import cell_len
from textual.geometry import Region

from sommet_tui.domain.instants import drift, in_minutes, to_minute
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.lane_timing import LaneTiming
from sommet_tui.domain.rundown.projection import Projected
from sommet_tui.domain.rundown.state import NOTHING
from sommet_tui.domain.timeline import PAUSE
from sommet_tui.domain.values import dataclass
from sommet_tui.tui.prompt import Prompt
from sommet_tui.tui.render.rows import Row, Span, fit, fit_row, pad, row, spread, styled, width_of
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.row_list import RowList, Rows
from sommet_tui.wording import marks
from sommet_tui.wording.sentences import headline, status_word
from sommet_tui.wording.stage import drift_words, left_place_words, signed
from sommet_tui.wording.times import column_time, duration, span
from sommet_tui.wording.words import Words

_SPANS = 110
"""From this width on each column has the end beside the start."""
_THREE = 66
"""From this width on what was announced has a column of its own."""
_ADDED = 50
"""From this width on a row says that a session was inserted."""

_WORDS = 100
"""From this width on a word beside its sign tells what ran by the clock."""

_CUE = 8
"""Fewer cells than this say nothing of what is to be done."""
_DRIFT = 14
"""The cells of how far from the plan, at the right edge, with a space before it."""

_MINUTE = 60
"""Seconds: what clocks show changes with a minute."""

_STYLES = {"done": "faint", "running": "strong", "cancelled": "faint", "skipped": "faint"}

RECENT = 10.0
"""Seconds after which the cursor is forgotten where minutes are given: they are for what runs."""

Signature = tuple[tuple[str, str, int, int, int, int, bool, bool], ...]


def signature(timing: LaneTiming) -> Signature:
    """A value, equal as long as the rows look the same."""
    return tuple(map(_looks, timing.items))


def _looks(item: Projected) -> tuple[str, str, int, int, int, int, bool, bool]:
    start, end, session = item.start, item.end, item.session
    if start is None or end is None:
        return session.id, item.status, 0, 0, 0, 0, False, False
    return (
        session.id,
        item.status,
        int(start.timestamp()) // _MINUTE,
        int(end.timestamp()) // _MINUTE,
        in_minutes(drift(start, item.due_start)),
        in_minutes(drift(end, item.due_end)),
        item.actual.pause_start is not None,
        item.by_clock,
    )


@dataclass(frozen=True, slots=True)
class Between:
    """A planned gap between two items, long enough to be told of like a break.

    `start` and `end` are None where what is around it has no times any more.
    """

    planned: tuple[datetime, datetime]
    start: datetime | None
    end: datetime | None


LaneEntry = Projected | Between


def lane_entries(timing: LaneTiming) -> list[LaneEntry]:
    """The rows of a lane: its items in the order they come in, and the gaps between them.

    A gap lies between two neighbours of the plan that are neighbours still, in their own places.
    """
    found: list[LaneEntry] = []
    plan, moved = timing.state.plan, timing.state.places
    until = list(accumulate((item.end for item in plan.lane.items), max))
    before: Session | None = None
    ended: datetime | None = None
    for item in timing.items:
        session = item.session
        if before is not None and plan.place.get(before.id, -2) + 1 == plan.place.get(session.id):
            planned = until[plan.place[before.id]], session.start
            stay = before.id not in moved and session.id not in moved
            if stay and planned[1] - planned[0] >= PAUSE:
                found.append(Between(planned, ended, item.start))
        found.append(item)
        before = session
        ended = item.end if ended is None else max(ended, item.end or ended)
    return found


def lane_head(words: Words, width: int, right: Row = ()) -> Row:
    """What the columns are; at the right edge what is always to be seen."""
    parts = [Span(f"{pad(name, size)}  ", "faint") for name, size in _columns(words, width)]
    head = row(" ", *parts)
    return spread(head, right, width) if right else head


def lane_row(scene: Scene, timing: LaneTiming, item: LaneEntry, width: int) -> Row:
    """One item: its times, its mark, what it is, and how far from the plan."""
    if isinstance(item, Between):
        return _between(scene, item, width)
    words, session = scene.words, item.session
    promised = timing.state.announced_times(session)
    as_planned = promised == (session.start, session.end) and not session.added
    announced = None if as_planned else promised
    planned = "" if session.added else _times(scene, session.start, session.end, width)
    shown = [(planned, "muted")]
    if width >= _THREE:
        shown.append((_times(scene, *announced, width) if announced else "", "muted"))
    style = _STYLES.get(item.status, "")
    as_announced = (
        announced is not None and width >= _THREE and _is_as_announced(item, announced, width)
    )
    shown.append(("" if as_announced else _projected(scene, item, width), style))
    times = _laid(words, shown, width)
    mark = _mark(timing, item)
    head = row(" ", *times, Span(f"{mark} ", "accent" if mark in f"▶{marks.NEXT}‖" else style))
    title = styled(headline(session), "faint" if session.is_break else style)
    aside = _left_place(scene, timing, item, width)
    if item.by_clock and item.status in ("running", "done") and width >= _WORDS:
        aside = words.say("started by the clock")
    right = _right(words, item, aside)
    cues = scene.programme.cues
    if cues:
        # Drifts differ in width: the column of cues begins where the widest leaves room for it.
        room = width - width_of(head) - _DRIFT
        cells = min(_longest(cues, timing), room // 2)
        cue = Span(fit(cues.get(session.id, ""), cells), "muted")
        if cells >= _CUE:
            title = fit_row(title, room - cells - 2)
            title = row(*title, " " * (room - cells - width_of(title)), cue)
    return spread(row(*head, *title), right, width)


def _longest(cues: Mapping[str, str], timing: LaneTiming) -> int:
    """The cells of the longest cue of a lane."""
    found = (cues.get(item.session.id) for item in timing.items)
    return max((cell_len(cue) for cue in found if cue), default=0)


def _between(scene: Scene, gap: Between, width: int) -> Row:
    words = scene.words
    planned, left = gap.planned[1] - gap.planned[0], None
    shown = [_times(scene, *gap.planned, width), *([""] if width >= _THREE else []), ""]
    if gap.start is not None and gap.end is not None:
        left = max(NOTHING, drift(gap.end, gap.start))
        shown[-1] = _times(scene, gap.start, gap.start + left, width)
    times = _laid(words, [(time, "faint") for time in shown], width)
    right = Span(duration(max(planned, left or NOTHING), words), "faint")
    if left is not None and left < planned:
        right = Span(_shortened(words, left, planned), "warning")
    return spread(
        row(" ", *times, Span(f"  {words.say('break')}", "faint")), row(right, " "), width
    )


def _laid(words: Words, shown: list[tuple[str, str]], width: int) -> list[Span]:
    """Times in their columns."""
    columns = _columns(words, width)
    return [
        Span(f"{pad(time, size)}  ", style)
        for (time, style), (_, size) in zip(shown, columns, strict=True)
    ]


@lru_cache(maxsize=8)  # every row asks
def _columns(words: Words, width: int) -> tuple[tuple[str, int], ...]:
    """What the columns are called, and how wide they are."""
    names = [words.say("planned"), words.say("announced"), words.say("projected")]
    cells = max(13 if width >= _SPANS else 5, *map(cell_len, names))
    if width < _THREE:
        del names[1]
    return tuple((name, cells) for name in names)


def _times(scene: Scene, start: datetime, end: datetime, width: int) -> str:
    return span(start, end, scene.zones) if width >= _SPANS else column_time(start, scene.zones)


def _is_as_announced(item: Projected, announced: tuple[datetime, datetime], width: int) -> bool:
    """Whether the times shown of what is to come are projected as they were announced.

    Those are cut to the minute, as all that is shown.
    """
    if item.status != "upcoming" or item.start is None or item.end is None:
        return False
    start, end = to_minute(item.start), to_minute(item.end)
    return start == announced[0] and (width < _SPANS or end == announced[1])


def _projected(scene: Scene, item: Projected, width: int) -> str:
    if item.start is None or item.end is None:
        return "–"
    return _times(scene, item.start, item.end, width)


def _mark(timing: LaneTiming, item: Projected) -> str:
    if item.actual.pause_start is not None and item.status == "running":
        return "‖"
    if item.by_clock and item.status == "done":
        return marks.BY_CLOCK
    coming = timing.next
    return (
        marks.NEXT
        if coming is not None and coming.session is item.session
        else marks.STATUS[item.status]
    )


def _right(words: Words, item: Projected, left: str) -> Row:
    """Minutes given or taken, that it left its place, then the drift, with a word for none."""
    added = in_minutes(item.actual.added)
    given = Span(f"({signed(added)})  " if added else "", "muted")
    if item.start is None or item.end is None:
        return row(given, Span(status_word(item.status, words), "danger"), " ")
    session = item.session
    length = drift(item.end, item.start)
    if session.is_break and length < session.duration:
        shorter = _shortened(words, length, session.duration)
        return row(given, Span(shorter, "warning"), " ")
    begun = item.status in ("running", "done")
    late = drift(item.end, item.due_end)
    if not begun:
        late = drift(item.start, item.due_start) or late
    if session.is_break:
        late = max(NOTHING, late)
    lateness = Span(drift_words(late, words), "warning" if late > NOTHING else "muted")
    return row(given, Span(f"{left}  " if left else "", "muted"), lateness, " ")


def _left_place(scene: Scene, timing: LaneTiming, item: Projected, width: int) -> str:
    """That an item is due elsewhere than planned, so that its drift is told from there.

    Or that it was inserted.
    """
    place = timing.state.places.get(item.session.id)
    if place is None or width < (_ADDED if item.session.added else _THREE):
        return ""
    return left_place_words(item.session, place, scene.view) or ""


def _shortened(words: Words, length: timedelta, planned: timedelta) -> str:
    """How long a break or a gap is, of the minutes that were planned for it."""
    return words.say("{n} of {planned} min", n=in_minutes(length), planned=in_minutes(planned))


class LaneList(RowList):
    """The rows of the lane; the cursor stays with what runs until someone moves it.

    While something is asked, enter means yes and opens nothing.
    """

    def __init__(
        self,
        viewer: Viewer,
        prompt: Prompt,
        moved: Callable[[], None],
        skips_breaks: Callable[[], bool],
    ) -> None:
        """`skips_breaks` tells whether the cursor passes over breaks now."""
        super().__init__(moved, id="lane", classes="pane")
        self._skips_breaks = skips_breaks
        self.timing: LaneTiming | None = None
        self._viewer = viewer
        self._prompt = prompt
        self._following = True
        self._moved_at: float | None = None
        self._entries: list[LaneEntry] = []
        self._scene: Scene | None = None
        self._painted: dict[tuple[int, int], Row] = {}

    def action_choose(self) -> None:
        """Agree, or choose what the cursor stands on.

        At once and not by a message: keys that were typed ahead must not overtake it.
        """
        if self._prompt.question is not None:
            self._prompt.agree()
        else:
            super().action_choose()

    def action_move(self, by: int) -> None:
        """Go to the next row; where a session is chosen, to the next session."""
        before, place = self.key, None
        super().action_move(by)
        while self._skips_breaks() and self._is_break(self.key):
            if self.key == place:
                self.select(before or "")
                return
            place = self.key
            super().action_move(by)

    def _is_break(self, key: str | None) -> bool:
        item = self.timing.item(key or "") if self.timing is not None else None
        return item is not None and item.session.is_break

    def show_lane(self, timing: LaneTiming | None, *, stay: bool) -> None:
        """Show a lane; the cursor may `stay` where it is though something else runs."""
        self.timing = timing
        following = self._following
        self._entries = lane_entries(timing) if timing is not None else []
        self._scene = None
        self._painted.clear()
        keys = [e.session.id if isinstance(e, Projected) else None for e in self._entries]
        self.show_rows(Rows(keys, self._row))
        if following and not stay:
            self._go_home()

    def chosen(self) -> Projected | None:
        """The item under the cursor where there is one in sight, else what runs, what is next."""
        if self.timing is None:
            return None
        found = self.timing.item(self.key or "") if self.display else None
        return found or self.on_its_own()

    def for_minutes(self) -> Projected | None:
        """What minutes are for: what runs, unless the cursor was moved a moment ago."""
        recent = self._moved_at is not None and self._viewer.monotonic() - self._moved_at < RECENT
        return self.chosen() if recent and self.display else self.on_its_own()

    def on_its_own(self) -> Projected | None:
        """What runs, else what is next: what the digits are about, wherever the cursor stands."""
        timing = self.timing
        return (timing.running or timing.next) if timing is not None else None

    def choose_other(self, session: Session) -> Session | None:
        """Put the cursor on the session after one, or before it where that is the last."""
        items = self.timing.items if self.timing is not None else ()
        order = [i.session for i in items if not i.session.is_break]
        place = order.index(session) if session in order else -1
        others = [*order[place + 1 :], *reversed(order[: max(0, place)])]
        if not others:
            return None
        self.select(others[0].id)
        return others[0]

    def stands_at_home(self) -> bool:
        """Whether the cursor stands where it does by itself, and so goes on following."""
        self._following = self.key == self._home()
        self._moved_at = None if self._following else self._viewer.monotonic()
        return self._following

    def follow(self) -> bool:
        """The cursor goes back to what runs; whether somebody had moved it away."""
        moved, self._following = not self._following, True
        self._moved_at = None
        self._go_home()
        return moved

    def _home(self) -> str | None:
        """Where the cursor stands by itself: on what runs, else on what is next."""
        item = self.on_its_own()
        return item.session.id if item is not None else None

    def _go_home(self) -> None:
        home = self._home()
        if home is not None:
            self.select(home)
            self.centre()

    def _centre(self) -> None:
        """One row of what is past, what runs, then as much of what is to come as fits."""
        self._to_centre = False
        if self._cursor is None:
            return
        before = self.top
        self.scroll_to(y=max(0, self._cursor - 1), animate=False, immediate=True)
        if self.top != before:
            self.refresh(Region(0, 0, self.size.width, self.size.height))

    def on_resize(self) -> None:
        """Another height, another end of what is to come."""
        super().on_resize()
        if self._following:
            self.centre()

    def _row(self, number: int, width: int) -> Row:
        """A row, painted once for as long as the lane looks the same."""
        if self.timing is None or number >= len(self._entries):
            return ()
        known = self._painted.get((number, width))
        if known is None:
            if self._scene is None:
                self._scene = self._viewer.scene()
            known = lane_row(self._scene, self.timing, self._entries[number], width)
            self._painted[number, width] = known
        return known
