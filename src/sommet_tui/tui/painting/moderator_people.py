"""Who is on a panel: their letter, whether they are there, and how much of the time they had."""

from __future__ import annotations

from typing import NamedTuple

from sommet_tui.companion.panel_moment import PanelMoment, Seat, Voice
from sommet_tui.tui.moderator_keys import MODERATION
from sommet_tui.tui.painting.rows import BLANK, Part, Row, fit, pad, row, width_of
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.panel import arrival_word, percent, spoken

_TIME, _SHARE, _TARGET, _TURN = 7, 6, 4, 9
_LONGEST = 30
"""The cells of a bar, at most."""
_FEW = 3
"""With so many voices or fewer a full bar is all of the time."""


class _Columns(NamedTuple):
    """Widths in cells; 0 for what is left out."""

    name: int
    bar: int
    target: int


def people(
    scene: Scene, moment: PanelMoment, width: int, height: int, *, choosing: bool = False
) -> list[Row]:
    """At most `height` rows, the moderation last; whoever speaks is among them.

    `choosing` tells that a letter is waited for.
    """
    columns = _columns(width, any(seat.target is not None for seat in moment.speakers))
    look = "badge" if choosing else "key"
    rows = [_seat(scene, moment, seat, columns, look) for seat in moment.speakers]
    rows.append(_moderation(scene, moment, columns))
    if len(rows) <= height:
        spaced = [each for r in rows for each in (r, BLANK)]
        return spaced if len(spaced) <= height else rows
    speaks = next((n for n, seat in enumerate(moment.speakers) if seat.voice.speaking), None)
    speaks = len(rows) - 1 if moment.moderation.speaking else speaks
    kept = rows[:height]
    if speaks is not None and speaks >= height and kept:
        kept[-1] = rows[speaks]
    return kept


def _columns(width: int, targets: bool) -> _Columns:
    target = _TARGET if targets and width >= 70 else 0
    free = width - (4 + _TIME + 2 + _SHARE + target + _TURN + 1)
    bar = min(_LONGEST, free * 35 // 100) if free >= 26 else 0
    return _Columns(max(6, free - bar - (1 if bar else 0)), bar, target)


def _seat(scene: Scene, moment: PanelMoment, seat: Seat, columns: _Columns, look: str) -> Row:
    participant, voice = seat.participant, seat.voice
    name = _named(participant.name, participant.affiliation, columns.name, voice)
    start = row(Part(f" {seat.key or ' '} ", look if seat.key else ""), " ", *name)
    if not voice.spoken and not voice.speaking:
        arrival = Part(
            arrival_word(seat.arrival, scene.words),
            {"not_seen": "warning", "arrived": "accent"}.get(seat.arrival, "muted"),
        )
        said = seat.person.pronunciation if seat.person else None
        more = Part(f" · {said}" if said else "", "faint")
        return row(*start, " " * (_TIME - 4), arrival, more)
    return row(*start, *_meter(scene, moment, voice, columns, seat.target))


def _moderation(scene: Scene, moment: PanelMoment, columns: _Columns) -> Row:
    words, voice = scene.words, moment.moderation
    names = ", ".join(seat.participant.name for seat in moment.moderators)
    name = _named(words.say("Moderation"), names or None, columns.name, voice, quiet=True)
    start = row(Part(f" {scene.keymap.shown(MODERATION)} ", "key"), " ", *name)
    if not voice.spoken and not voice.speaking:
        return start
    return row(*start, *_meter(scene, moment, voice, columns, None))


def _named(name: str, more: str | None, width: int, voice: Voice, *, quiet: bool = False) -> Row:
    """The name, and what there is room for of the affiliation."""
    look = "title" if voice.speaking else "muted" if quiet else ""
    own = fit(name, width)
    rest = width - width_of((Part(own),)) - 2
    if not more or rest < 6:
        return row(Part(pad(own, width), look))
    return row(Part(own, look), "  ", Part(pad(more, rest), "muted"))


def _meter(
    scene: Scene, moment: PanelMoment, voice: Voice, columns: _Columns, target: int | None
) -> Row:
    """Time, bar, share, and the turn where it is theirs."""
    voices = len(moment.speakers)
    full = min(1.0, max(0.4, _FEW / voices if voices else 1.0))
    parts = [Part(f"{spoken(voice.spoken):>{_TIME}}", "title" if voice.speaking else "")]
    parts.append(Part("  "))
    if columns.bar:
        aim = None if target is None else target / 100 / full
        parts += [*_bar(voice.share / full, columns.bar, aim), Part(" ")]
    share = percent(voice.share, scene.words)
    parts.append(Part(f"{share:>{_SHARE - 1}} ", "strong"))
    if columns.target:
        parts.append(Part(pad(f"/{target}" if target is not None else "", columns.target), "muted"))
    if voice.speaking and not moment.course.over:
        sign = "▶▶" if moment.is_long else " ▶"
        look = "warning" if moment.is_long else "accent"
        parts.append(Part(f"{sign} {spoken(moment.turn)}", look))
    return row(*parts)


def _bar(
    share: float,
    width: int,
    aim: float | None,
) -> list[Part]:
    """A bar in half cells; the mark for the share to aim at stands before what it hides."""
    halves = round(max(0.0, min(1.0, share)) * width * 2)
    cells = ["█"] * (halves // 2) + ["▌"] * (halves % 2)
    filled = len(cells)
    cells += [" "] * (width - filled)
    look = "bar-done"
    if aim is None:
        return [Part("".join(cells), look)]
    place = min(width - 1, round(min(1.0, aim) * width))
    before, after = "".join(cells[:place]), "".join(cells[place + 1 :])
    return [Part(before, look), Part("│", "strong"), Part(after, look)]
