"""The stage's board: the time, as large as it can be, and round it what it means for the day.

Its rows keep their places: what comes and goes leaves its place empty, so that nothing jumps.
"""

from __future__ import annotations

from sommet_tui.domain.messages import Message
from sommet_tui.domain.rundown.impact import Cost, Suggestion
from sommet_tui.domain.rundown.lanes import Plan
from sommet_tui.domain.rundown.projecting import Projected
from sommet_tui.domain.rundown.standing import Standing, whole_minutes
from sommet_tui.domain.text import ELLIPSIS
from sommet_tui.domain.values import dataclass
from sommet_tui.tui.painting.digits import digits
from sommet_tui.tui.painting.rows import (
    BLANK,
    Part,
    Row,
    fit_row,
    indented,
    row,
    spread,
    width_of,
)
from sommet_tui.tui.painting.stage_time import Loud, loud
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.stage_keys import SEEN, SUGGEST, SUGGEST_OTHER
from sommet_tui.wording.sentences import headline, listed, names, room_name, short_name, status_word
from sommet_tui.wording.stage import (
    cost_sentence,
    costs_words,
    offset_words,
    suggestion_words,
    to_words,
)
from sommet_tui.wording.times import column_time, date_text

MARGIN = 2
_BESIDE = 60
"""From this width on the words stand beside the digits and not below them."""
HELPS = 10
"""From this height on there is a row for help and for lines."""
_ASIDE = 20
"""The cells that are theirs, at least."""


@dataclass(frozen=True, slots=True)
class StageView:
    """One lane at one instant, what its lateness costs, how to end on time, what was said.

    `messages` are for the speaker, `asked` are a panel's for the stage that are not seen yet.
    """

    plan: Plan
    standing: Standing
    costs: tuple[Cost, ...] = ()
    helps: tuple[Suggestion, ...] = ()
    messages: tuple[Message, ...] = ()
    asked: tuple[Message, ...] = ()


def board_height(free: int) -> int:
    """How many of the rows that board and lane share are the board's."""
    return max(9, min(free - 6, round(free * 0.55)))


def board(scene: Scene, view: StageView, width: int, height: int) -> list[Row]:
    """Exactly `height` rows."""
    inner = max(10, width - 2 * MARGIN)
    found = loud(scene, view.standing)
    beside = width >= _BESIDE
    below = [
        _next(scene, view, inner),
        *([_costs(scene, view, inner)] if height >= 7 else []),
        *([_helps(scene, view, inner)] if height >= HELPS else []),
    ]
    above = _head(scene, view, found, inner, beside=beside)
    above += [BLANK] if height >= 11 else []
    below = [BLANK, *below] if height >= 13 else below
    below = below if beside else [_sign_row(scene, view, found, inner), *below]
    room = max(1, height - len(above) - len(below))
    middle = _middle(scene, view, found, (inner, room), beside=beside)
    rows = [*above, *middle, *below][:height]
    return [indented(fit_row(r, max(0, width - MARGIN)), MARGIN) if r else r for r in rows]


def over(scene: Scene, view: StageView, width: int) -> list[Row]:
    """The board after the day, on `OVER` rows: how it ended, and what of it was held."""
    words, standing = scene.words, view.standing
    sessions = [i for i in standing.items if not i.session.is_break]
    held = [i for i in sessions if i.status == "done"]
    told = [words.count("{n} session held", "{n} sessions held", len(held))]
    for status in ("cancelled", "skipped"):
        number = sum(i.status == status for i in sessions)
        if number:
            told.append(f"{number} {status_word(status, words)}")
    last = max(held, key=lambda i: i.end or standing.at, default=None)
    ended = BLANK
    if last is not None and last.end is not None:
        time, drift = column_time(last.end, scene.zones), last.end - last.session.end
        late = "warning" if whole_minutes(drift) > 0 else "muted"
        end = Part(words.say("Ended at {time}", time=time), "title")
        ended = row(end, Part(f" · {offset_words(drift, words)}", late))
    found = loud(scene, standing)
    rows = [*_head(scene, view, found, max(10, width - 2 * MARGIN), beside=True)[:1], ended]
    rows.append(row(Part(listed(told), "muted")))
    return [indented(fit_row(r, max(0, width - MARGIN)), MARGIN) if r else r for r in rows]


OVER = 4
"""The rows of the board after the day, when planned and actual times are what counts."""


def is_over(standing: Standing) -> bool:
    """Whether nothing runs and nothing is to come."""
    return standing.running is None and standing.next is None


def nothing(scene: Scene, width: int) -> list[Row]:
    """Where the room has no lane at all."""
    said = scene.words.say("Nothing is planned in this room.")
    return [BLANK, indented(fit_row(row(Part(said, "title")), width - MARGIN), MARGIN)]


def _head(scene: Scene, view: StageView, found: Loud, width: int, *, beside: bool) -> list[Row]:
    """Where, how it stands and what it is, with the offset at the right; then who."""
    programme, session = scene.snapshot.programme, found.about
    room = room_name(programme, view.plan.lane.room) if len(programme.rooms) > 1 else None
    words, offset = scene.words, view.standing.offset
    late = whole_minutes(offset) > 0
    day = date_text(view.plan.lane.day, words) if len(programme.days) > 1 else None
    eyebrow = Part(listed([room, day if not found.time or not late else None, found.eyebrow]))
    eyebrow = Part(eyebrow.text, "accent")
    right = row(Part(offset_words(offset, words), "warning" if late else "muted"))
    right = right if found.time else BLANK
    title = headline(session) if session else found.word
    if not beside:
        return [spread(row(eyebrow), right, width), fit_row(row(Part(title, "title")), width)]
    left = row(eyebrow, Part(" · ", "muted"), Part(title, "title"))
    people = names(session) if session and session.participants else ""
    return [spread(left, right, width), fit_row(row(Part(people, "muted")), width)]


def _middle(
    scene: Scene, view: StageView, found: Loud, room: tuple[int, int], *, beside: bool
) -> list[Row]:
    """The digits with their words, on as many rows as there are."""
    width, height = room
    if not found.time:
        return [BLANK] * height
    drawn = digits(found.time, found.look, width - (_ASIDE if beside else 0), height)
    if beside:
        told = _aside(scene, view, found)
        shift = width_of(drawn[0]) + 3
        told = [fit_row(r, width - shift) for r in told[: max(1, height)]]
        joined = []
        for y in range(max(len(drawn), len(told))):
            left = drawn[y] if y < len(drawn) else BLANK
            right = told[y] if y < len(told) else BLANK
            space = " " * (shift - width_of(left))
            joined.append((*left, Part(space), *right) if right else left)
        drawn = joined[:height]
    return [*drawn, *([BLANK] * (height - len(drawn)))]


def _aside(scene: Scene, view: StageView, found: Loud) -> list[Row]:
    """The sign, what is counted, and when the end is planned, announced and projected."""
    sign = [row(Part(f" {found.sign} ", found.badge))] if found.sign else []
    told = [*sign, row(Part(found.word, "muted"))]
    bounds = _bounds(scene, view)
    return [
        *told,
        *(row(Part(f"{name} ", "muted"), Part(time, look)) for name, time, look in bounds),
    ]


def _bounds(scene: Scene, view: StageView) -> list[tuple[str, str, str]]:
    """The end of what runs, else the start of what is next.

    As planned, and as announced and projected where those differ.
    """
    words, zones, standing = scene.words, scene.zones, view.standing
    item = standing.running or standing.next
    if item is None:
        return []
    ends = item is standing.running
    names = (
        [words.say("end planned"), words.say("end announced"), words.say("end projected")]
        if ends
        else [
            words.say("start planned"),
            words.say("start announced"),
            words.say("start projected"),
        ]
    )
    planned = item.session.end if ends else item.session.start
    told = standing.state.told(item.session)[ends]
    projected = item.end if ends else item.start
    found = [(names[0], column_time(planned, zones), "strong")]
    if told != planned:
        found.append((names[1], column_time(told, zones), "strong"))
    if projected is not None and whole_minutes(projected - planned):
        found.append((names[2], column_time(projected, zones), "warning"))
    return found


def _sign_row(scene: Scene, view: StageView, found: Loud, width: int) -> Row:
    """The same on one row, for narrow windows."""
    if not found.time:
        return BLANK
    left = (
        row(Part(f" {found.sign} ", found.badge)) if found.sign else row(Part(found.word, "muted"))
    )
    bounds = _bounds(scene, view)
    if not bounds:
        return fit_row(left, width)
    label, time, look = bounds[-1]
    return spread(left, row(Part(f"{label} ", "muted"), Part(time, look)), width)


def _next(scene: Scene, view: StageView, width: int) -> Row:
    """What comes after what is on, with its times."""
    words, zones, standing = scene.words, scene.zones, view.standing
    coming = _after(standing)
    if coming is None or coming.start is None:
        last = standing.running is not None or standing.next is not None
        return row(Part(words.say("This is the last session.") if last else "", "muted"))
    session = coming.session
    told = standing.state.told(session)[0]
    times = [words.say("planned {time}", time=column_time(session.start, zones))]
    if told != session.start:
        times.append(words.say("announced {time}", time=column_time(told, zones)))
    if whole_minutes(coming.start - session.start):
        times.append(words.say("projected {time}", time=column_time(coming.start, zones)))
    left = row(Part(words.say("Next:"), "accent"), " ")
    name = short_name(session)
    tail = Part(f" · {listed(times)}", "muted")
    if width_of((*left, Part(name), tail)) > width:  # the latest word on it is worth most
        tail = Part(f" · {times[-1]}", "muted")
    room = width - width_of(left) - width_of((tail,))
    if width_of((Part(name),)) > room >= 8:
        name = fit_row(row(Part(name + ELLIPSIS)), room)[0].text
    return fit_row(row(*left, Part(name, "strong"), tail), width)


def _after(standing: Standing) -> Projected | None:
    """The session after the one that it is all about."""
    coming = [i for i in standing.items if i.status == "upcoming" and not i.session.is_break]
    return next(iter(coming if standing.running is not None else coming[1:]), None)


def _costs(scene: Scene, view: StageView, width: int) -> Row:
    offset = view.standing.offset
    calm = not whole_minutes(offset) and all(c.change == "on_time" for c in view.costs)
    if calm or is_over(view.standing):
        return BLANK
    said = cost_sentence(offset, view.costs, scene.words)
    if width_of((Part(said),)) > width and view.costs:  # how late it is stands above as well
        said = costs_words(view.costs, scene.words)
    return fit_row(row(Part(said, "warning" if whole_minutes(offset) > 0 else "muted")), width)


def _helps(scene: Scene, view: StageView, width: int) -> Row:
    """What a panel says; else how to end on time; else what was said to the speaker."""
    words = scene.words
    if view.asked:
        return fit_row(panel_line(scene, view), width)
    if not view.helps:
        found = view.messages[-1] if view.messages else None
        if found is None:
            return BLANK
        said = words.say("{to}: “{text}”", to=to_words(found.to, words), text=found.text)
        return fit_row(row(Part(said, "accent")), width)
    parts = [Part(words.say("To end on time:"), "muted")]
    for key, help_ in zip((SUGGEST, SUGGEST_OTHER), view.helps, strict=False):
        parts += [Part("  "), Part(scene.keymap.shown(key), "key")]
        parts.append(Part(f" {suggestion_words(help_, words)}"))
    return fit_row(row(*parts), width)


def panel_line(scene: Scene, view: StageView) -> Row:
    """The oldest line of a panel that is not seen yet, and the key that says it is."""
    words, found = scene.words, view.asked[0]
    session = scene.snapshot.programme.by_id.get(found.session or "")
    name = short_name(session) if session else words.say("Panel")
    said = words.say("{session}: “{text}”", session=name, text=found.text)
    key = Part(f"  {scene.keymap.shown(SEEN)} ", "key")
    return row(Part(f" {said} ", "badge"), key, Part(words.say("seen"), "muted"))
