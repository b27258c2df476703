"""The people of a panel: their letters, whether they are there, and their speaking time."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import NamedTuple

from rich.cells import cell_len, chop_cells
from textual.containers import Container

from sommet_tui.companion.keys import PANEL_MODERATION
from sommet_tui.companion.panel import PanelMoment, Seat, Voice
from sommet_tui.tui.render.rows import (
    BLANK,
    Memo,
    Row,
    Span,
    fit,
    pad,
    row,
    spread,
    text_row,
    width_of,
)
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.wording.panel import percentage, presence_words
from sommet_tui.wording.sentences import join
from sommet_tui.wording.times import countdown

_KEY, _GAP, _TURN, _TIME, _SHARE, _TARGET = 4, 2, 9, 7, 6, 4
_FILLED = "▆"
"""Lower than a cell, so that bars on neighbouring rows stay apart."""
_SHORTEST = 8
"""The minimum width of a bar, in cells; if space is shorter, names are cut."""
_NAME = 26
"""If a name is longer than this, the bars do not become shorter for it."""
_WORD = 10
"""The width of the word for moderation, in cells."""
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
        self._names = FixedLines(lambda _width, _height: self._paint()[0], id="names")
        self._meters = FixedLines(lambda _width, _height: self._paint()[1], id="meters")
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
            who = columns(self._moment, self._cells).who
            if who != self._who:
                self._who = who
                self._names.styles.width = who

    def _paint(self) -> tuple[list[Row], list[Row]]:
        """Return the rows of both columns, which are painted together."""
        moment, viewer = self._moment, self._viewer
        if moment is None:
            return [], []
        width, height, choosing = self._cells, self.size.height, self._is_choosing()
        return self._halves.get(
            (moment, width, height, choosing, viewer.words, viewer.keymap, viewer.settings.calm),
            lambda: people_rows(viewer.scene(), moment, width, height, choosing=choosing),
        )


class Columns(NamedTuple):
    """Widths in cells: of the key and the name, of a bar and of a target; 0 for none.

    A full bar is the `full` part of the whole speaking time.
    """

    who: int
    bar: int = 0
    target: int = 0
    full: float = 1


def columns(moment: PanelMoment, width: int) -> Columns:
    """Return the columns of the people in `width` cells."""
    names = (cell_len(seat.participant.name) for seat in moment.speakers)
    name = min(_NAME, max(names, default=0)) if moment.speakers else 0
    name = max(_WORD, name)
    if not moment.has_turns:  # nothing to measure: whether they are there has the row
        return Columns(_KEY + min(name, width // 2) + _GAP)
    targets = [seat.target / 100 for seat in moment.speakers if seat.target is not None]
    target = _TARGET if width >= 70 and targets else 0
    free = width - _KEY - 2 * _GAP - _TURN - _TIME - _SHARE - target
    name = min(name, max(_SHORTEST, free - _SHORTEST - 1))
    bar = free - name - 1
    if bar < _SHORTEST:
        return Columns(_KEY + max(1, free) + _GAP, 0, target)
    most = max(*(seat.voice.share for seat in moment.speakers), moment.moderation.share, *targets)
    return Columns(_KEY + name + _GAP, bar, target, max(1, ceil(most * 4)) / 4)


def people_rows(
    scene: Scene, moment: PanelMoment, width: int, height: int, *, choosing: bool = False
) -> tuple[list[Row], list[Row]]:
    """Return at most `height` rows: a heading if there is room, then a person on each row.

    Affiliations have separate rows if there is room. The moderators are last. The person who speaks
    is always shown; if there is no room for all people, a row says how many are left out.
    `choosing` says that the Moderator is waiting for a letter.
    """
    shared, style = columns(moment, width), "badge" if choosing else "key"
    spacious = 2 * (len(moment.speakers) + 1) < height
    pairs = []
    for seat in moment.speakers:
        key = Span(seat.key or " ", style if seat.key else "")
        bold = "title" if moment.is_speaking(seat.voice) else ""
        state = _state_row(scene, moment, seat, shared, beside=not spacious)
        pairs.append((_name_row(key, seat.participant.name, bold, shared), state))
    voice, moderators = moment.moderation, ", ".join(s.participant.name for s in moment.moderators)
    key = Span(scene.keymap.key_text(PANEL_MODERATION), "key")
    bold = "title" if moment.is_speaking(voice) else "muted"
    meter = BLANK if spacious or moment.has_turns else text_row(moderators, "muted")
    meter = _airtime_row(scene, moment, shared, voice) if voice.has_spoken else meter
    pairs.append((_name_row(key, scene.words.say("Moderation"), bold, shared), meter))
    heading = [_heading(scene, moment, width, shared)] if height > len(pairs) else []
    if spacious:
        who = [*(seat.participant.affiliation or "" for seat in moment.speakers), moderators]
        below = [_spanning_row(row(" " * _KEY, Span(text, "muted")), shared.who) for text in who]
        pairs = [pair for both in zip(pairs, below, strict=True) for pair in both]
    elif len(pairs) > height:
        pairs = _visible_people(scene, moment, pairs, height, shared)
    return [names for names, _ in heading + pairs], [meters for _, meters in heading + pairs]


def _visible_people(
    scene: Scene, moment: PanelMoment, pairs: list[tuple[Row, Row]], height: int, shared: Columns
) -> list[tuple[Row, Row]]:
    """Return the first people and the one who speaks, and how many are left out."""
    kept = pairs[: height if height < _SOME else height - 1]
    voices = [*(seat.voice for seat in moment.speakers), moment.moderation]
    speaks = next((n for n, voice in enumerate(voices) if moment.is_speaking(voice)), 0)
    if kept and speaks >= len(kept):
        kept[-1] = pairs[speaks]
    if len(kept) < height:
        said = scene.words.say("… {n} more", n=len(pairs) - len(kept))
        kept.append((row("    ", Span(fit(said, shared.who - _KEY), "muted")), BLANK))
    return kept


def _spanning_row(parts: Row, who: int) -> tuple[Row, Row]:
    """Return a row that goes over both columns as its part in each of them."""
    left, right = list[Span](), list[Span]()
    for part in parts:
        free = who - width_of(left)
        first, *more = chop_cells(part.text, free) if free > 1 else ("", part.text)
        left.append(Span(first, part.style))
        right.append(Span("".join(more), part.style))
    return row(*left), row(*right)


def _heading(scene: Scene, moment: PanelMoment, width: int, shared: Columns) -> tuple[Row, Row]:
    """Return the heading of the people, with what their letters do before the panel."""
    words, hint = scene.words, ""
    if moment.turn_limit is not None and not moment.timing.is_over:
        hint = words.say("{time} per turn", time=countdown(moment.turn_limit))
    if (
        moment.current_part is None
        and not moment.timing.is_over
        and not scene.snapshot.is_read_only
    ):
        hint = words.say("a person’s letter records an arrival")
    left = row("  ", Span(words.say("SPEAKERS"), "heading"), Span(hint and f"  {hint}", "muted"))
    share = row(Span(words.say("share"), "muted"), " " * (1 + shared.target))
    return _spanning_row(spread(left, share if moment.has_turns else BLANK, width), shared.who)


def _name_row(key: Span, name: str, style: str, shared: Columns) -> Row:
    """Return a person's letter and name."""
    name = pad(name, shared.who - _KEY - _GAP)
    return row("  ", key, Span(f" {name}{' ' * _GAP}", style))


def _state_row(
    scene: Scene, moment: PanelMoment, seat: Seat, shared: Columns, *, beside: bool
) -> Row:
    """Return the speaking time; of a person who has none, whether they are there, and who they are.

    `beside` says that the affiliation has no row below the name.
    """
    words, there = scene.words, presence_words(seat, moment, scene.view)
    missing = seat.arrival == "not_seen" and there is not None
    if seat.voice.has_spoken or (moment.has_turns and not missing and not moment.timing.is_over):
        return _airtime_row(scene, moment, shared, seat.voice, seat)
    if moment.timing.is_over:
        return text_row(words.say("did not speak") if moment.has_turns else "", "muted")
    style = "warning" if missing and seat.elsewhere is None else "accent"
    affiliation = seat.participant.affiliation if beside else None
    said = join([there, seat.pronunciation, affiliation, seat.introduction])
    return row(Span(there or "", style), Span(said.removeprefix(there or ""), "muted"))


def _airtime_row(
    scene: Scene, moment: PanelMoment, shared: Columns, voice: Voice, seat: Seat | None = None
) -> Row:
    """Return the current turn, the speaking time, the bar and the share; the moderators' if None.

    A word in the place of the turn marks the person who has spoken least.
    """
    speaks, target = moment.is_speaking(voice), seat.target if seat else None
    shown = moment.turn if moment.turn_left is None else moment.turn_left
    turn = Span(" " * _TURN)
    if speaks:
        sign = f"{'▶▶' if moment.is_long else ' ▶'} {scene.clock_left(shown)}"
        turn = Span(pad(sign, _TURN), "warning" if moment.is_long else "accent")
    elif seat and moment.is_quietest(seat):
        turn = Span(f"{scene.words.say('least'):>{_TURN - 1}} ", "accent")
    time = f"{scene.clock_left(voice.spoken):>{_TIME}}"
    parts = [turn, Span(time), Span(" " * _GAP)]
    if shared.bar:
        aim = None if target is None else target / 100 / shared.full
        parts += _bar(voice.share / shared.full, shared.bar, aim, "bar-done" if speaks else "muted")
    parts.append(Span(f"{percentage(voice.percent, scene.words):>{_SHARE - 1}} "))
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
