"""The rows of the Moderator: the time left, the current segment, and the state of the panel.

The rows keep their places: if a row has nothing to show, it stays empty, so that nothing jumps.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from sommet_tui.companion.keys import APP_BACK, PANEL_NEXT, PANEL_REPORT
from sommet_tui.companion.panel import PanelMoment
from sommet_tui.domain.instants import in_minutes, minutes_up
from sommet_tui.domain.panel.segments import Part as Segment
from sommet_tui.domain.programme import Session
from sommet_tui.tui.render.digits import Ticking, digits
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    fit_row,
    fitting,
    indented,
    joined,
    paragraphs,
    row,
    spread,
    styled,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.stage.large_text import LargeText, not_started, running, until_start
from sommet_tui.wording import marks
from sommet_tui.wording.live import is_other_time
from sommet_tui.wording.moderator import cue_sign
from sommet_tui.wording.panel import (
    course_line,
    drift_lines,
    end_words,
    lateness_forms,
    segment_name,
)
from sommet_tui.wording.sentences import headline, held_in, listed, short_name, status_word
from sommet_tui.wording.times import (
    column_time,
    countdown,
    date_text,
    span,
    until,
)

MARGIN = 2
_SIZES = ((13, 125, 10), (10, 100, 8), (8, 85, 7), (5, 66, 4))
"""The height of the digits, the width that they need, and the rows that must stay below them."""

_BESIDE = 11
"""The minimum width of the words beside the digits, in cells."""


class PanelRows(NamedTuple):
    """The height of each part in rows; `top` is everything above the people."""

    top: int
    digits: int
    people: int
    queue: int


def room(width: int, height: int, people: int) -> PanelRows:
    """Divide the rows between header and messages: first the people, then the time."""
    if height < 6 + people:  # a tiny window: the time, what is on, and as many as there is room for
        top = 5 if height >= 9 else min(2, height)
        return PanelRows(top, 3 if top == 5 else 1, max(0, height - top), 0)
    free = height - 4 - people
    large = next((n for n, wide, rest in _SIZES if width >= wide and free - n >= rest), 3)
    blank = 1 if free - large >= 6 else 0
    top = 3 + large + blank
    left = height - top - people
    return PanelRows(top, large, people, left if left >= 2 else 0)


def top(scene: Scene, moment: PanelMoment, width: int, height: int, large: int) -> list[Row]:
    """Return exactly `height` rows, with digits of `large` rows."""
    inner = max(10, width - 2 * MARGIN)
    found = panel_large_text(scene, moment)
    rows = [_head(scene, moment, found, inner)]
    if height >= large + 4:
        rows.append(BLANK)
    rows += _middle(scene, moment, found, inner, large)
    if height > len(rows):
        rows.append(_plan(scene, moment, inner))
    if height > len(rows):
        rows.append(_cost(scene, moment, inner))
    rows += [BLANK] * (height - len(rows))
    return [indented(fit_row(r, inner), MARGIN) for r in rows[:height]]


def _head(scene: Scene, moment: PanelMoment, found: LargeText, width: int) -> Row:
    """Return the title and the hard end of the session."""
    words, runs, programme = scene.words, moment.timing, scene.programme
    where = held_in(moment.session, scene.view) if programme.has_several_rooms else None
    day = moment.session.day
    other = scene.zones.local(moment.at).date() != scene.zones.local(runs.start).date()
    when = date_text(day, words, weekday=False) if other else None
    ends = end_words(moment, scene.view, in_column=True)
    right = [] if runs.over else [Span(ends, "strong")]
    title = headline(moment.session)
    left = row(Span(found.eyebrow, "accent"), Span(" · ", "muted"), Span(title, "title"))
    added = words.say("added") if moment.session.added else None
    if where or when or added:
        left = row(*left, Span(f" · {listed([added, where, when])}", "muted"))
    if width < 60:
        left = styled(title, "title")
    return spread(left, row(*right), width)


def _middle(
    scene: Scene, moment: PanelMoment, found: LargeText, width: int, height: int
) -> list[Row]:
    """Return the digits, and beside them the sign, the current segment and the questions."""
    drawn = digits(found.time, found.style, width - _BESIDE, height) if found.time else []
    shift = width_of(drawn[0]) + 3 if drawn else 0
    aside = _aside(scene, moment, found, width - shift)
    if height == 1 and len(aside) > 1:  # the segment shares the line with the time
        aside = [row(*aside[0], "  " if aside[1] else "", *aside[1])]
    if not found.time:
        return [*aside, *([BLANK] * height)][:height]
    aside = [fit_row(r, width - shift) for r in aside[:height]]
    first = max(0, (len(drawn) - len(aside)) // 2)
    drawn = joined(drawn, [*([BLANK] * first), *aside], shift)
    return [*drawn, *([BLANK] * height)][:height]


def _aside(scene: Scene, moment: PanelMoment, found: LargeText, width: int) -> list[Row]:
    """Return at most three rows beside the digits; after the end, as many rows as needed."""
    words, runs = scene.words, moment.timing
    if runs.over:
        course = listed(course_line(moment, scene.view))
        drift = listed(drift_lines(moment, scene.view))
        key = Span(f"{scene.keymap.shown(PANEL_REPORT)} ", "key")
        report = row(key, Span(words.say("the report"), "muted"))
        now = [_elsewhere(scene, moment.elsewhere)] if moment.elsewhere is not None else []
        return [
            row(Span(course, "strong"), "   ", *report),
            *now,
            *paragraphs(drift, width, "muted"),
        ]
    word = styled(found.word, "muted")
    first = styled(f" {found.sign} ", found.badge) if found.sign else word
    if runs.remaining is None and moment.on is None:
        if not moment.speakers or not moment.has_arrivals:
            return [first, _begins(scene, moment)]
        here = sum(1 for seat in moment.speakers if seat.arrival != "not_seen")
        count = words.say("{n} of {all} have arrived", n=here, all=len(moment.speakers))
        style = "muted" if here == len(moment.speakers) else "warning"
        return [first, _begins(scene, moment), styled(count, style)]
    return [first, _on(scene, moment), _questions(scene, moment, width)]


def _elsewhere(scene: Scene, session: Session) -> Row:
    """Return the running session of the room, and the key that opens it."""
    said = scene.words.say("{session} is on now", session=short_name(session))
    return row(Span(f"{scene.keymap.shown(APP_BACK)} ", "key"), Span(said, "accent"))


def _begins(scene: Scene, moment: PanelMoment) -> Row:
    """Return the start; with the announced and the planned time if it will be another."""
    words, runs, session = scene.words, moment.timing, moment.session
    times, expected = span(runs.start, runs.end, scene.zones), runs.item.start
    if expected is None or not is_other_time(expected, runs.start):
        return styled(words.say("starts {time}", time=times), "strong")
    late = words.say("expected {time}", time=column_time(expected, scene.zones))
    if runs.start == session.start:
        sentence = words.say("planned {time}", time=times)
    else:
        sentence = words.say("announced {time}", time=times)
    return row(Span(late, "warning"), "  ", Span(sentence, "muted"))


def _on(scene: Scene, moment: PanelMoment) -> Row:
    """Return the current segment with its own countdown, which has a plus in overtime."""
    part = moment.on
    if part is None or part.remaining is None:
        return BLANK
    over = part.remaining < _NONE
    clock = Ticking(scene.clock_left(part.remaining), "warning" if over else "accent")
    name = Span(segment_name(part.segment.name, scene.words), "title")
    if not over or part is moment.plan[-1]:
        return row(clock, " ", name)
    # Segments begun by hand wait for the hand, however long: what it does is said where it looks.
    key = Span(f"  {scene.keymap.shown(PANEL_NEXT)} ", "key")
    return row(clock, " ", name, key, Span(scene.words.say("next"), "muted"))


def _questions(scene: Scene, moment: PanelMoment, width: int) -> Row:
    """Return when the questions must open; in a narrow window, only the minutes."""
    words, left = scene.words, moment.until_questions
    if left is None:
        return BLANK
    if left <= _NONE:
        return styled(words.say("it is time for questions"), "warning")
    style = "warning" if left < timedelta(minutes=2) else "muted"
    opens = until(moment.at + left, scene.view)
    forms = (
        words.say("questions must open {until}", until=opens),
        words.say("questions {n}′", n=minutes_up(left)),
    )
    return styled(fitting(forms, width), style)


def _plan(scene: Scene, moment: PanelMoment, width: int) -> Row:
    """Return the segments in a row; if there is little room, finished ones are left out first."""
    shown = [_segment(scene, part) for part in moment.plan]
    if moment.takes_what_is_left:
        shown[-1] = shown[-1][:1]  # its minutes are those that are left, which stand above
    done = [part.state == "done" for part in moment.plan]
    cut = False
    while len(shown) > 1 and done[0] and width_of(_joined(shown)) + 2 * cut > width:
        shown, done, cut = shown[1:], done[1:], True
    lead = [Span("… ", "faint")] if cut else []
    plan = row(*lead, *_joined(shown))
    if moment.turn_limit is None or moment.timing.over:
        return fit_row(plan, width)
    limit = scene.words.say("{time} per turn", time=countdown(moment.turn_limit))
    return spread(plan, styled(limit, "muted"), width)


def _joined(shown: list[list[Span]]) -> list[Span]:
    return [part for n, parts in enumerate(shown) for part in ([Span("   ")] if n else []) + parts]


def _segment(scene: Scene, part: Segment) -> list[Span]:
    name = segment_name(part.segment.name, scene.words)
    style = {"done": "faint", "on": "strong", "to_come": "muted"}[part.state]
    head = Span(f"{marks.SEGMENT[part.state]} {name}".lstrip(), style)
    minutes = Span(f" {part.segment.minutes}′", "muted")
    return [head] if part.state == "done" else [head, minutes]


def _cost(scene: Scene, moment: PanelMoment, width: int) -> Row:
    """Return the cost of the delay; nothing without a delay."""
    late = in_minutes(moment.timing.lane.offset)
    if not late:
        return BLANK
    said = fitting([*lateness_forms(moment, scene.words)] or [""], width)
    return fit_row(styled(said, "warning" if late > 0 else "muted"), width)


_NONE = timedelta(0)


def panel_large_text(scene: Scene, moment: PanelMoment) -> LargeText:
    """Return the time left, the time until the start, or how the session ended."""
    words, runs, session = scene.words, moment.timing, moment.session
    eyebrow = words.say("MODERATION")
    if runs.over:
        return LargeText("over", "", "muted", status_word(runs.status, words), eyebrow)
    if runs.remaining is not None:
        sign = cue_sign(moment.cue, words) if moment.cue is not None else None
        return running(scene, session, runs, eyebrow, sign)
    start = runs.item.start or runs.start
    if start <= moment.at and runs.start < moment.at:
        word = words.say("since its planned start")
        return not_started(scene, runs.start, eyebrow, word)
    return until_start(scene, start, eyebrow)
