"""The people of a panel: their letters, whether they are there, and their speaking time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from rich.cells import cell_len, chop_cells
from textual.containers import Container

from sommet_tui.companion.keys import PANEL_MODERATION
from sommet_tui.companion.panel import PanelMoment, Seat
from sommet_tui.tui.render.memo import Memo
from sommet_tui.tui.render.rows import BLANK, Row, Span, fit, pad, row, styled, width_of
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.wording.panel import arrival_word, percentage
from sommet_tui.wording.sentences import listed

_TIME, _SHARE, _TARGET, _TURN = 7, 6, 4, 9
_FILLED = "▆"
"""Lower than a cell, so that bars on neighbouring rows stay apart."""
_LONGEST = 30
"""The maximum width of a bar, in cells. A full bar is the whole speaking time."""
_SHORTEST = 10
"""The minimum width of a bar; if space is shorter, names are cut."""
_NAME = 26
"""If a name is longer than this, the bars do not become shorter for it."""
_WORD = 10
"""The width of the word for moderation, in cells."""
_COLUMN = 12
"""The minimum width of a column of affiliations, in cells."""

_ARRIVED = 20
"""The width of the word for an arrival, in cells."""

_SOME = 2
"""With fewer rows than this, no row says how many people are not shown."""


class PeoplePanel(Container):
    """The people of a panel, with names in one column and changing values in another.

    Textual sends a changed row from the left edge of its widget on.
    """

    def __init__(self, viewer: Viewer, is_choosing: Callable[[], bool]) -> None:
        """`is_choosing` returns whether the Moderator is waiting for a letter."""
        self._viewer = viewer
        self._is_choosing = is_choosing
        self._moment: PanelMoment | None = None
        self._cells = self._rows = self._who = 0
        self._halves: Memo[tuple[list[Row], list[Row]]] = Memo()
        self._names = FixedLines(lambda _width, _height: self._shown()[0], id="names")
        self._meters = FixedLines(lambda _width, _height: self._shown()[1], id="meters")
        super().__init__(self._names, self._meters, id="people")

    def fit(self, width: int, rows: int) -> None:
        """Set the width in cells, and the number of rows."""
        self._cells, self._rows = width, rows
        self.styles.width = width
        self._share_width()

    def show(self, moment: PanelMoment | None) -> None:
        """Show the people at a moment."""
        self._moment = moment
        self._share_width()
        self._names.update()
        self._meters.update()

    def _share_width(self) -> None:
        if self._moment is not None:
            who = columns(self._moment, self._cells, self._rows).who
            if who != self._who:
                self._who = who
                self._names.styles.width = who

    def _shown(self) -> tuple[list[Row], list[Row]]:
        """Return the rows of both columns, which are painted together."""
        moment, viewer = self._moment, self._viewer
        if moment is None:
            return [], []
        width, height, choosing = self._cells, self.size.height, self._is_choosing()
        return self._halves.of(
            (moment, width, height, choosing, viewer.words, viewer.keymap, viewer.settings.calm),
            lambda: people(viewer.scene(), moment, width, height, choosing=choosing),
        )


class Columns(NamedTuple):
    """Widths in cells: of the name with its affiliation, of a bar and of a target; 0 for none.

    If affiliations have a column, `name` is the width of the name alone.
    """

    who: int
    bar: int
    target: int
    name: int = 0


def _spacious(moment: PanelMoment, height: int) -> bool:
    """Return whether affiliations have separate rows, below the names."""
    return 2 * (len(moment.speakers) + 1) <= height


def columns(moment: PanelMoment, width: int, height: int) -> Columns:
    """Return the widths of the columns in a window of `width` cells and `height` rows."""
    beside = not _spacious(moment, height)
    shared = _columns(moment, width, beside=beside)
    if not beside:
        return shared
    most = min(_NAME, shared.who - 5 - 2 - _COLUMN)
    called = [cell_len(s.participant.name) for s in moment.speakers]
    return shared._replace(name=max((cells for cells in called if cells <= most), default=0))


def _columns(moment: PanelMoment, width: int, *, beside: bool) -> Columns:
    target = _TARGET if width >= 70 and any(s.target is not None for s in moment.speakers) else 0
    if not moment.heard:  # nothing to measure: who they are has the row
        return _unspoken(moment, width)
    free = width - (4 + _TURN + _TIME + 2 + _SHARE + target)
    names = min(_NAME, _widest(s.participant.name for s in moment.speakers))
    beside = beside and any(s.participant.affiliation for s in moment.speakers)
    room = max(_SHORTEST, free - names - 2 - (_COLUMN + 3 if beside else 0))
    bar = min(_LONGEST, free * 35 // 100, room) if free >= 26 else 0
    return Columns(4 + max(6, free - bar - (1 if bar else 0)), bar, target)


def _unspoken(moment: PanelMoment, width: int) -> Columns:
    """Return, before anyone has spoken, whether people are there, and how names are pronounced."""
    said = _widest(s.pronunciation for s in moment.speakers)
    names = _widest(s.participant.name for s in moment.speakers)
    affiliations = _widest(s.participant.affiliation for s in moment.speakers)
    longest = max(_WORD, names, min(_NAME, names) + 2 + affiliations if affiliations else 0)
    room = width - _ARRIVED - (said + 3 if said else 0)
    return Columns(4 + max(6, min(room - 4, longest + 2)), 0, 0)


def _widest(texts: Iterable[str | None]) -> int:
    """Return the cells of the widest text."""
    return max((cell_len(text) for text in texts if text), default=0)


def people(
    scene: Scene, moment: PanelMoment, width: int, height: int, *, choosing: bool = False
) -> tuple[list[Row], list[Row]]:
    """Return at most `height` rows: a person with the state on each, the moderators last.

    The person who speaks is always among them. If there is no room for all people, a row says how
    many are left out. `choosing` says that the Moderator is waiting for a letter.
    """
    shared = columns(moment, width, height)
    style = "badge" if choosing else "key"
    names = [_seat(moment, seat, shared, style) for seat in moment.speakers]
    names.append(_moderation(scene, moment, shared))
    meters = [_stands(scene, moment, seat, shared) for seat in moment.speakers]
    meters.append(_meter(scene, moment, shared))
    if len(names) <= height:
        if not _spacious(moment, height):
            return names, meters
        alone = [_seat(moment, seat, shared, style, beside=False) for seat in moment.speakers]
        halves = [_affiliation(seat, shared, width) for seat in moment.speakers]
        below, beyond = [left for left, _ in halves], [right for _, right in halves]
        return _spaced([*alone, names[-1]], below), _spaced(meters, beyond)
    kept = list(range(height if height < _SOME else height - 1))
    speaks = next((n for n, seat in enumerate(moment.speakers) if moment.speaks(seat.voice)), None)
    speaks = len(names) - 1 if moment.speaks(moment.moderation) else speaks
    if speaks is not None and speaks >= len(kept) and kept:
        kept[-1] = speaks
    more = []
    if len(kept) < height:
        said = scene.words.say("… {n} more", n=len(names) - len(kept))
        more = [row("    ", Span(fit(said, shared.who - 4), "muted"))]
    return [*(names[n] for n in kept), *more], [*(meters[n] for n in kept), *(BLANK for _ in more)]


def _spaced(rows: list[Row], below: list[Row]) -> list[Row]:
    """Return each row with the row below it, which may be blank."""
    under = [*below, *([BLANK] * (len(rows) - len(below)))]
    return [line for pair in zip(rows, under, strict=True) for line in pair]


def _affiliation(seat: Seat, shared: Columns, width: int) -> tuple[Row, Row]:
    """Return the row of an affiliation, below the name."""
    said = fit(seat.participant.affiliation or "", max(1, width - 5))
    under, *beyond = chop_cells(said, max(2, shared.who - 4)) or [""]
    return row("    ", Span(under, "muted")), styled("".join(beyond), "muted")


def _seat(
    moment: PanelMoment, seat: Seat, shared: Columns, style: str, *, beside: bool = True
) -> Row:
    who = seat.participant
    more = who.affiliation if beside else None
    name = _named(who.name, more, shared, speaks=moment.speaks(seat.voice))
    return row(Span(f" {seat.key or ' '} ", style if seat.key else ""), " ", *name)


def _stands(scene: Scene, moment: PanelMoment, seat: Seat, shared: Columns) -> Row:
    """Return the speaking time; before the first turn, the arrival and the pronunciation.

    It leaves out arrivals or turns if none were recorded.
    """
    if seat.voice.heard:
        return _meter(scene, moment, shared, seat)
    if moment.timing.over:
        said = scene.words.say("did not speak") if moment.heard else ""
        return row("  ", Span(said, "muted"))
    style = {"not_seen": "warning", "arrived": "accent"}.get(seat.arrival, "muted")
    arrival = arrival_word(seat.arrival, scene.words) if moment.knows(seat) else None
    said = listed([arrival, seat.pronunciation])
    least = _least(scene, moment, seat) or ""
    rest = Span(said.removeprefix(arrival or ""), "faint")
    between = " · " if least and said else ""
    return row("  ", Span(least + between, "accent"), Span(arrival or "", style), rest)


def _moderation(scene: Scene, moment: PanelMoment, shared: Columns) -> Row:
    names = ", ".join(seat.participant.name for seat in moment.moderators)
    called, speaks = scene.words.say("Moderation"), moment.speaks(moment.moderation)
    name = _named(called, names or None, shared, speaks=speaks, quiet=True)
    return row(Span(f" {scene.keymap.shown(PANEL_MODERATION)} ", "key"), " ", *name)


def _named(
    name: str, more: str | None, shared: Columns, *, speaks: bool, quiet: bool = False
) -> Row:
    """Return the name, and as much of the affiliation as fits, in a column if there is one."""
    style, width = "title" if speaks else "muted" if quiet else "", shared.who - 5
    own = fit(name, width)
    if more and cell_len(own) < shared.name:
        own = pad(own, shared.name)
    rest = width - width_of((Span(own),)) - 2
    if not more or rest < 6:
        return row(Span(pad(own, width), style), " ")
    return row(Span(own, style), "  ", Span(pad(more, rest), "muted"), " ")


def _least(scene: Scene, moment: PanelMoment, seat: Seat) -> str | None:
    """Return the word for a person who has spoken least."""
    return scene.words.say("least") if moment.is_quietest(seat) else None


def _meter(scene: Scene, moment: PanelMoment, shared: Columns, seat: Seat | None = None) -> Row:
    """Return the current turn, the speaking time, the bar and the share; blank before any turn.

    Without a seat, for the moderators. In the place of the turn, a word says who has spoken least.
    """
    voice, target = (seat.voice, seat.target) if seat else (moment.moderation, None)
    if not voice.heard:
        return BLANK
    speaks = moment.speaks(voice)
    shown = moment.turn if moment.turn_left is None else moment.turn_left
    turn = f"{'▶▶' if moment.is_long else ' ▶'} {scene.clock_left(shown)}" if speaks else ""
    if seat and (least := _least(scene, moment, seat)):
        turn = f"{least:>{_TURN - 2}}"
    parts = [
        Span(pad(turn, _TURN), "warning" if moment.is_long else "accent"),
        Span(f"{scene.clock_left(voice.spoken):>{_TIME}}", "title" if speaks else ""),
        Span("  "),
    ]
    if shared.bar:
        style = "bar-done" if speaks else "muted"
        aim = None if target is None else target / 100
        parts += [*_bar(voice.share, shared.bar, aim, style), Span(" ")]
    parts.append(Span(f"{percentage(voice.percent, scene.words):>{_SHARE - 1}} ", "strong"))
    if target is not None and shared.target:
        parts.append(Span(f"/{target}", "muted"))
    return row(*parts)


def _bar(share: float, width: int, aim: float | None, style: str) -> list[Span]:
    """Return a bar with a mark at the target share, drawn over the bar."""
    filled = round(max(0.0, min(1.0, share)) * width)
    cells = _FILLED * filled + " " * (width - filled)
    if aim is None:
        return [Span(cells, style)]
    place = min(width - 1, round(min(1.0, aim) * width))
    return [Span(cells[:place], style), Span("│", "strong"), Span(cells[place + 1 :], style)]
