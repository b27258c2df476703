"""The rows of the Moderator: the time left, the current segment, and the state of the panel.

The rows keep their places: if a row has nothing to show, it stays empty, so that nothing jumps.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from sommet_tui.companion.green_room import Call
from sommet_tui.companion.keys import APP_BACK, PANEL_NEXT, PANEL_REPORT
from sommet_tui.companion.panel import PanelMoment
from sommet_tui.domain.instants import whole_minutes
from sommet_tui.domain.programme import Session
from sommet_tui.tui.moderator.queue import stage_message_row
from sommet_tui.tui.render.digits import Ticking, digits
from sommet_tui.tui.render.rail import Scale, Stretch, rail
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    fit_row,
    fitting_form,
    indent,
    paragraphs,
    row,
    side_by_side,
    spread,
    text_row,
    width_of,
)
from sommet_tui.tui.stage.large_text import (
    LargeText,
    countdown_text,
    not_started_text,
    running_text,
)
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording.live import is_other_time
from sommet_tui.wording.panel import (
    course_line,
    cue_sign,
    drift_lines,
    end_words,
    lateness_forms,
    segment_name,
)
from sommet_tui.wording.sentences import headline, join, rooms_text, short_name
from sommet_tui.wording.times import column_span, column_time, date_text

MARGIN = 2
_SIZES = ((13, 125, 14), (10, 100, 11), (8, 85, 9), (5, 60, 7), (3, 38, 1))
"""The height of the digits, the width that they need, and the rows that other parts need."""
_BESIDE = 11
"""The minimum width of the words beside the digits, in cells; it is also a third of the row."""
_WIDE = 60
"""From this width on, the segments on the rail have names."""
_SECOND = timedelta(seconds=1)
_SOON = timedelta(minutes=2)
"""If less than this is left of a segment, its time is amber."""
_PARTS = "title rail word queue queue messages heading names queue queue gap queue air space below"
"""The rows besides digits and people, the most important ones first; the queue has the others."""


class PanelRows(NamedTuple):
    """The height of each part in rows; `top` is everything above the people."""

    top: int
    digits: int
    people: int
    queue: int
    parts: frozenset[str]


def divide_height(width: int, height: int, people: int) -> PanelRows:
    """Divide the rows between header and messages: first the people and the time."""
    people = min(people, max(height // 2, height - 5))
    free = height - people
    large = next(
        (n for n, wide, rest in _SIZES if width >= wide and free - n >= rest), min(1, free)
    )
    free -= large
    left_out = {"word"} if large < 3 else set()
    left_out |= {"names"} if width < _WIDE else set()
    wanted = [part for part in _PARTS.split() if part not in left_out][: max(0, free)]
    taken = Counter(wanted)
    queue, heading = taken["queue"] + max(0, free - len(wanted)), taken["heading"]
    top = large + len(wanted) - taken["queue"] - heading
    return PanelRows(top, large, people + heading, queue, frozenset(taken))


def top_rows(
    scene: Scene, moment: PanelMoment, call: Call | None, width: int, room: PanelRows
) -> list[Row]:
    """Return the rows above the people, exactly as many as there is room for."""
    inner = max(10, width - 2 * MARGIN)
    names, line = _segment_rows(scene, moment, inner)
    said = stage_message_row(scene, moment, call, inner)
    title = _head_row(scene, moment, inner)
    parts = {
        "air": [BLANK],
        "title": [title if "messages" in room.parts or not moment.has_news else said],
        "messages": [said],
        "below": [BLANK],
        "digits": _digit_rows(scene, moment, inner, room),
        "word": [_word_row(panel_large_text(scene, moment))],
        "space": [BLANK],
        "names": [names],
        "rail": [line],
        "gap": [BLANK],
    }
    there = (rows for part, rows in parts.items() if part in room.parts or part == "digits")
    return [indent(fit_row(r, inner), MARGIN) for rows in there for r in rows][: room.top]


def _head_row(scene: Scene, moment: PanelMoment, width: int) -> Row:
    """Return the title and the hard end of the session."""
    words, runs, programme = scene.words, moment.timing, scene.programme
    where = rooms_text(moment.session, scene.view) if programme.has_several_rooms else None
    day = moment.session.day
    other = scene.zones.local(moment.at).date() != scene.zones.local(runs.start).date()
    when = date_text(day, words, weekday=False) if other else None
    ends = "" if runs.is_over else end_words(moment, scene.view, in_column=True)
    added = words.say("added") if moment.session.added else None
    about = join([added, where, when])
    left = row(Span(headline(moment.session)), Span(about and f" · {about}", "muted"))
    return spread(left, row(Span(ends, "muted")), width)


def _digit_rows(scene: Scene, moment: PanelMoment, width: int, room: PanelRows) -> list[Row]:
    """Return the digits, and beside them the current and the next segment."""
    found, height = panel_large_text(scene, moment), room.digits
    space = width - max(_BESIDE, width // 3)
    drawn = digits(found.time, found.style, space, height) if found.time else []
    shift = width_of(drawn[0]) + 4 if drawn else 0
    aside = _rows_beside_digits(scene, moment, width - shift, height)
    if "word" not in room.parts and drawn:
        aside = [_word_row(found), *aside]
    if height == 1 and len(aside) > 1:  # the segment shares the line with the time
        aside = [row(*aside[0], "  ", *aside[1])]
    aside = [fit_row(r, width - shift) for r in aside[:height]]
    return side_by_side([*drawn, *([BLANK] * (height - len(drawn)))], aside, shift)


def _word_row(found: LargeText) -> Row:
    """Return what the digits count, or the sign that is due."""
    return (
        text_row(f" {found.sign} ", found.badge)
        if found.sign
        else text_row(found.word, found.style)
    )


def _rows_beside_digits(scene: Scene, moment: PanelMoment, width: int, height: int) -> list[Row]:
    """Return the rows beside the digits: the segment, the next one, and the cost of a delay."""
    words, runs = scene.words, moment.timing
    if runs.is_over:
        course = join(course_line(moment, scene.view))
        drift = join(drift_lines(moment, scene.view))
        key = Span(f"{scene.keymap.key_text(PANEL_REPORT)} ", "key")
        report = row(key, Span(words.say("report"), "muted"))
        now = (
            [_running_elsewhere_row(scene, moment.elsewhere)]
            if moment.elsewhere is not None
            else []
        )
        rows = [row(Span(course, "strong"), "   ", *report), *now]
        return [*rows, *paragraphs(drift, width, "muted")]
    if runs.remaining is None and moment.current_part is None:
        rows = [_start_row(scene, moment)]
        if moment.speakers and moment.has_arrivals:
            here = sum(1 for seat in moment.speakers if seat.arrival != "not_seen")
            count = words.say("{n} of {all} have arrived", n=here, all=len(moment.speakers))
            rows.append(text_row(count, "muted" if here == len(moment.speakers) else "warning"))
    else:
        rows = _current_segment_rows(scene, moment, width)
    cost: list[Row] = []
    if whole_minutes(runs.lane.offset):
        blocks = (paragraphs(form, width, "muted") for form in lateness_forms(moment, words))
        free = max(1, height - len(rows) - 1)
        cost = next((block for block in blocks if len(block) <= free), [])
    gap = [BLANK] if height > len(rows) + len(cost) else []
    return [*rows, *gap, *cost]


def _running_elsewhere_row(scene: Scene, session: Session) -> Row:
    """Return the running session of the room, and the key that opens it."""
    said = scene.words.say("{session} is on now", session=short_name(session))
    return row(Span(f"{scene.keymap.key_text(APP_BACK)} ", "key"), Span(said, "accent"))


def _start_row(scene: Scene, moment: PanelMoment) -> Row:
    """Return the start; with the announced and the planned time if it will be another."""
    words, runs, session = scene.words, moment.timing, moment.session
    times, expected = column_span(runs.start, runs.end, scene.zones), runs.item.start
    if expected is None or not is_other_time(expected, runs.start):
        return text_row(words.say("starts {time}", time=times), "")
    late = words.say("expected {time}", time=column_time(expected, scene.zones))
    if runs.start == session.start:
        sentence = words.say("planned {time}", time=times)
    else:
        sentence = words.say("announced {time}", time=times)
    return row(Span(late, "warning"), "  ", Span(sentence, "muted"))


def _current_segment_rows(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Return the current segment with its time, which has a plus in overtime, and the next one."""
    words, part, change = scene.words, moment.current_part, moment.next_segment
    if part is None or part.remaining is None:
        return [BLANK]
    name = Span(segment_name(part.segment.name, words), "title")
    if change is None:  # it has all of the time that the digits show
        return [row(name)]
    left = change[1] - moment.at
    is_soon = left <= _SOON
    clock = Ticking(scene.clock_left(left), "warning" if is_soon else "accent")
    rows = [row(clock, "  ", name)]
    coming = segment_name(change[0].segment.name, words)
    if left < timedelta(0):
        # Segments begun by hand wait for the hand, however long.
        key = Span(f"{scene.keymap.key_text(PANEL_NEXT)} ", "key")
        return [*rows, row(key, Span(words.say("Start {segment}", segment=coming), "warning"))]
    time = column_time(change[1], scene.zones)
    then = words.say("then {segment} at {time}", segment=coming, time=time)
    forms = then, f"{time} {coming}"
    return [*rows, text_row(fitting_form(forms, width), "warning" if is_soon else "muted")]


def _segment_rows(scene: Scene, moment: PanelMoment, width: int) -> tuple[Row, Row]:
    """Return the names of the segments, and below them the segments to scale."""
    over = moment.timing.is_over
    plan = [p for p in moment.plan if p.end > p.start and (p.state == "done" or not over)]
    if not plan:
        return BLANK, BLANK
    shown = [Stretch(part.start, part.end) for part in plan]
    scale, names = Scale.spanning(shown, width), list[Span]()
    places = [*(scale.column(part.start) for part in plan), width + 2]
    for n, part in enumerate(plan):
        name, cells = segment_name(part.segment.name, scene.words), places[n + 1] - places[n] - 2
        whole = name if moment.has_open_end else f"{name} {part.segment.minutes}"
        text = fitting_form((whole, set_cell_size(name, max(0, min(cells, cell_len(name))))), cells)
        space = " " * (places[n] - width_of(names))
        names += [Span(space), Span(text.rstrip(), _SEGMENT[part.state])]
    # The present segment has not ended, even if its time is over.
    now = (
        min(moment.at, moment.current_part.end - _SECOND)
        if moment.current_part
        else scale.start - _SECOND
    )
    return row(*names), rail(shown, scale, None if over else now)


_SEGMENT = {"done": "faint", "on": "", "to_come": "muted"}


def panel_large_text(scene: Scene, moment: PanelMoment) -> LargeText:
    """Return the time left, the time until the start, or how the session ended."""
    words, runs, session = scene.words, moment.timing, moment.session
    if runs.is_over:
        return LargeText("over", "", "muted", "", "")
    if runs.remaining is not None:
        sign = cue_sign(moment.cue, words) if moment.cue is not None else None
        return running_text(scene, session, runs, "", sign)
    start = runs.item.start or runs.start
    if start <= moment.at and runs.start < moment.at:
        word = words.say("since its planned start")
        return not_started_text(scene, runs.start, "", word)
    return countdown_text(scene, start, "")
