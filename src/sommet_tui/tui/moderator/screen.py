"""The Moderator screen: one panel, laid out so that its moderator can read it at a glance.

A row with nothing to show stays empty, so that the other rows keep their places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from textual.events import Key as KeyPressed

from sommet_tui.companion.green_room import Call
from sommet_tui.companion.keys import (
    ALL_KEYS,
    APP_BACK,
    CONFIRMATION_KEYS,
    PANEL,
    PANEL_AIM,
    PANEL_ASKED,
    PANEL_CHANGE,
    PANEL_CHOICES,
    PANEL_END_TURN,
    PANEL_LESS,
    PANEL_LIMIT,
    PANEL_MODERATION,
    PANEL_MORE,
    PANEL_NEXT,
    PANEL_NOTE,
    PANEL_PLAN,
    PANEL_QUESTION,
    PANEL_REPORT,
    PANEL_SAY,
    PANEL_SEEN,
    PANEL_STAR,
    PANEL_TAKE,
    PANEL_UNDO,
    PANEL_WHO,
    STAGE_REHEARSAL,
    Key,
)
from sommet_tui.companion.moderator import Moderator
from sommet_tui.companion.panel import PanelMoment
from sommet_tui.domain.instants import whole_minutes
from sommet_tui.domain.panel import Hand, Question
from sommet_tui.domain.programme import Session
from sommet_tui.domain.values import frozen, replace
from sommet_tui.tui import messages, questions
from sommet_tui.tui.acting_screen import ActingScreen
from sommet_tui.tui.keys_on_screen import MOST, bindings, first_keys
from sommet_tui.tui.moderator.key_actions import ModeratorActions, ShownPanel
from sommet_tui.tui.moderator.people_and_questions import PeoplePanel, Queue, stage_message_row
from sommet_tui.tui.render.digits import digits
from sommet_tui.tui.render.rail import Scale, Stretch, rail
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    first_fitting_row,
    fit,
    fit_row,
    fitting_variant,
    indent,
    join_side_by_side,
    justify,
    paragraphs,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.stage.board import (
    LargeText,
    countdown_text,
    empty_board,
    not_started_text,
    running_text,
)
from sommet_tui.tui.stage.shown_lane_and_key_results import ShownLane, acting_refusal_feedback
from sommet_tui.tui.textual_internals import PaintedGroup
from sommet_tui.tui.viewer import OpenNote, Scene, Viewer
from sommet_tui.tui.widgets.lines import FixedLines
from sommet_tui.wording import session_texts
from sommet_tui.wording.panel import (
    cue_sign,
    drift_lines,
    end_words,
    lateness_variants,
    progress_line,
    segment_title,
)
from sommet_tui.wording.times import column_span, column_time, date_text, sentence_time
from sommet_tui.wording.words import mark

MARGIN = 2
_SIZES = ((13, 125, 14), (10, 100, 11), (8, 85, 9), (5, 60, 7), (3, 38, 1))
"""Sizes of the digits: their height, their minimum width, and the rows that must remain."""
_BESIDE = 11
"""The minimum width of the text beside the digits, in cells. In wide rows, it is a third."""
_WIDE_ROWS = 60
"""From this width on, the segments on the rail have names."""
_SHORTEST_NAME = 3
"""The minimum width of a cut name of a segment, in cells."""
_SECOND = timedelta(seconds=1)
_PARTS = "title rail word queue queue messages heading names queue queue gap queue air space below"
"""The parts besides digits and people, by importance. Each “queue” gives the queue another row."""


@frozen
class PanelRows:
    """The number of rows of each part of the screen. `top` counts all rows above the people.

    `parts` are the names of the optional parts for which there is space.
    """

    top: int
    digits: int
    people: int
    queue: int
    parts: frozenset[str]


def divide_height(width: int, height: int, people: int) -> PanelRows:
    """Divide `height` rows among the parts of the screen. The people and the time come first."""
    people = min(people, max(height // 2, height - 5))
    free = height - people
    large = next(
        (n for n, wide, rest in _SIZES if width >= wide and free - n >= rest), min(1, free)
    )
    free -= large
    left_out = {"word"} if large < 3 else set()
    left_out |= {"names"} if width < _WIDE_ROWS else set()
    wanted = [part for part in _PARTS.split() if part not in left_out][: max(0, free)]
    taken = Counter(wanted)
    queue, heading = taken["queue"] + max(0, free - len(wanted)), taken["heading"]
    top = large + len(wanted) - taken["queue"] - heading
    return PanelRows(top, large, people + heading, queue, frozenset(taken))


def top_rows(
    scene: Scene, moment: PanelMoment, call: Call | None, width: int, room: PanelRows
) -> list[Row]:
    """Return the rows above the people. Their number is `room.top`."""
    inner = max(10, width - 2 * MARGIN)
    names, line = _segment_rows(scene, moment, inner)
    message = stage_message_row(scene, moment, call, inner)
    title = _head_row(scene, moment, inner)
    parts = {
        "air": [BLANK],
        "title": [title if "messages" in room.parts or not moment.has_unseen_message else message],
        "messages": [message],
        "below": [BLANK],
        "digits": _digit_rows(scene, moment, inner, room),
        "word": [_word_row(_panel_large_text(scene, moment))],
        "space": [BLANK],
        "names": [names],
        "rail": [line],
        "gap": [BLANK],
    }
    shown_parts = (rows for part, rows in parts.items() if part in room.parts or part == "digits")
    return [indent(fit_row(r, inner), MARGIN) for rows in shown_parts for r in rows][: room.top]


def _head_row(scene: Scene, moment: PanelMoment, width: int) -> Row:
    """Return the title and the hard end of the session."""
    words, runs, programme = scene.words, moment.timing, scene.programme
    where = session_texts.rooms_text(moment.session, scene) if programme.has_several_rooms else None
    day = moment.session.day
    other = scene.zones.local(moment.at).date() != scene.zones.local(runs.start).date()
    when = date_text(day, words, weekday=False) if other else None
    ends = "" if runs.is_over else end_words(moment, scene, in_column=True)
    added = words.say("added") if moment.session.added else None
    about = session_texts.join([added, where, when])
    left = row(Span(session_texts.headline(moment.session)), Span(about and f" · {about}", "muted"))
    return justify(left, text_row(ends, "muted"), width)


def _digit_rows(scene: Scene, moment: PanelMoment, width: int, room: PanelRows) -> list[Row]:
    """Return the digits, with the current and the next segment beside them."""
    found, height = _panel_large_text(scene, moment), room.digits
    space = width - max(_BESIDE, width // 3)
    drawn = digits(found.time, found.style, space, height) if found.time else []
    shift = width_of(drawn[0]) + min(4, width // 18) if drawn else 0
    aside = _rows_beside_digits(scene, moment, width - shift, height)
    if "word" not in room.parts and drawn:
        aside = [_word_row(found), *aside]
    if height == 1 and len(aside) > 1:  # the time and the segment share a row
        aside = [row(*aside[0], "  ", *aside[1])]
    aside = [fit_row(r, width - shift) for r in aside[:height]]
    return join_side_by_side([*drawn, *([BLANK] * (height - len(drawn)))], aside, shift)


def _word_row(large: LargeText) -> Row:
    """Return the row with the sign or, if no sign is due, the word that explains the digits."""
    return (
        text_row(f" {large.sign} ", large.badge)
        if large.sign
        else text_row(large.word, large.style)
    )


def _rows_beside_digits(scene: Scene, moment: PanelMoment, width: int, height: int) -> list[Row]:
    """Return the rows beside the digits.

    They show the current segment, the next segment and the cost of a delay. Before the start, they
    show the start and the arrivals. After the end, they show how the session went.
    """
    words, runs = scene.words, moment.timing
    if runs.is_over:
        course = session_texts.join(progress_line(moment, scene))
        drift = session_texts.join(drift_lines(moment, scene))
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
        blocks = (paragraphs(form, width, "muted") for form in lateness_variants(moment, words))
        free = max(1, height - len(rows) - 1)
        cost = next((block for block in blocks if len(block) <= free), [])
    gap = [BLANK] if height > len(rows) + len(cost) else []
    return [*rows, *gap, *cost]


def _running_elsewhere_row(scene: Scene, session: Session) -> Row:
    """Return a row with the running session of the room, and the key that shows it."""
    sentence = scene.words.say("{session} is on now", session=session_texts.short_name(session))
    return row(Span(f"{scene.keymap.key_text(APP_BACK)} ", "key"), Span(sentence, "accent"))


def _start_row(scene: Scene, moment: PanelMoment) -> Row:
    """Return the start of the session.

    If the expected start differs from the announced one, return both.
    """
    words, runs, session = scene.words, moment.timing, moment.session
    times, expected = column_span(runs.start, runs.end, scene.zones), runs.item.start
    if expected is None or not session_texts.differs_noticeably(expected, runs.start):
        # The end is in the corner above.
        return row(words.say("starts {time}", time=column_time(runs.start, scene.zones)))
    late = words.say("expected {time}", time=column_time(expected, scene.zones))
    if runs.start == session.start:
        sentence = words.say("planned {time}", time=times)
    else:
        sentence = words.say("announced {time}", time=times)
    return row(Span(late, "warning"), "  ", Span(sentence, "muted"))


def _current_segment_rows(scene: Scene, moment: PanelMoment, width: int) -> list[Row]:
    """Return the current segment with its time left, and the next segment.

    In overtime, the time has a plus.
    """
    words, part, change = scene.words, moment.current_part, moment.next_segment
    if part is None or part.remaining is None:
        return [BLANK]
    name = Span(segment_title(part.segment.name, words), "title")
    if change is None:  # The digits show the time of the last segment.
        return [row(name)]
    left = change[1] - moment.at
    is_soon = moment.is_next_segment_soon
    clock, style = scene.time_left_text(left), "warning" if is_soon else "accent"
    # A plus marks overtime.
    clocks = [words.say("{time} left", time=clock), clock][left < timedelta(0) :]
    rows = [first_fitting_row([row(Span(c, style), "  ", name) for c in clocks], width)]
    coming = segment_title(change[0].segment.name, words)
    if left < timedelta(0):
        # The next segment is overdue: only the moderator can begin it.
        key = Span(f"{scene.keymap.key_text(PANEL_NEXT)} ", "key")
        return [*rows, row(key, Span(words.say("Start {segment}", segment=coming), "warning"))]
    time = sentence_time(change[1], scene)
    then = words.say("then {segment} at {time}", segment=coming, time=time)
    forms = then, f"{column_time(change[1], scene.zones)} {coming}"
    return [*rows, text_row(fitting_variant(forms, width), "warning" if is_soon else "muted")]


def _segment_rows(scene: Scene, moment: PanelMoment, width: int) -> tuple[Row, Row]:
    """Return a row with the names of the segments, and a row that shows their lengths to scale."""
    over = moment.timing.is_over
    plan = [p for p in moment.plan if p.end > p.start and (p.state == "done" or not over)]
    if not plan:
        return BLANK, BLANK
    shown = [Stretch(part.start, part.end) for part in plan]
    scale, names = Scale.from_stretches(shown, width), list[Span]()
    places = [*(scale.column(part.start) for part in plan), width + 2]
    for n, part in enumerate(plan):
        name, cells = segment_title(part.segment.name, scene.words), places[n + 1] - places[n] - 2
        whole = name if moment.has_open_end else f"{name} {part.segment.minutes}"
        forms = whole, name, fit(name, cells) if cells >= _SHORTEST_NAME else ""
        space = " " * (places[n] - width_of(names))
        names += [Span(space), Span(fitting_variant(forms, cells), _SEGMENT[part.state])]
    # The current segment has not ended, even if its time is over.
    now = (
        min(moment.at, moment.current_part.end - _SECOND)
        if moment.current_part
        else scale.start - _SECOND
    )
    return row(*names), rail(shown, scale, None if over else now)


_SEGMENT = {"done": "faint", "on": "", "to_come": "muted"}


def _panel_large_text(scene: Scene, moment: PanelMoment) -> LargeText:
    """Return the time left or, before the session, the time until or since its planned start.

    After the end, the text is empty.
    """
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


_PANEL_KEYS = (PANEL_END_TURN, PANEL_NEXT, PANEL_UNDO, PANEL_ASKED, PANEL_QUESTION)
"""The keys in the order of their use in a panel, except the letters of the people."""
_KEYS_BEFORE = (PANEL_WHO, PANEL_NEXT, PANEL_QUESTION, PANEL_ASKED, PANEL_UNDO)
"""The keys in the order of their use before a panel, when letters record arrivals."""
_KEYS_AFTER = (PANEL_REPORT, PANEL_NOTE, PANEL_QUESTION, PANEL_ASKED, PANEL_UNDO)
"""The keys in the order of their use after a panel."""
_READING_KEYS = (PANEL_REPORT, PANEL_NOTE, PANEL_WHO)
"""The keys that work even when no actions can be recorded."""
_FOOT = 1
"""The height of the footer, in rows."""
_WIDE = 120
"""From this width on, the questions are beside the people."""
_PEOPLE = 80
"""The minimum width of the column of people when the questions are beside it."""


class ModeratorScreen(ActingScreen):
    """The Moderator screen: the time, the people, the questions, the messages and the results."""

    NAME = "moderator"
    BINDINGS = bindings((*CONFIRMATION_KEYS, *PANEL, APP_BACK))
    DEFAULT_CSS = """
    ModeratorScreen {
        #people { layout: horizontal; }
        #middle.-beside {
            layout: horizontal;
            #queue { border-left: vkey $panel; }
        }
    }
    """

    def __init__(self, viewer: Viewer) -> None:
        self._stage = ShownLane(viewer)
        super().__init__(viewer, lambda: self._stage.room)
        self.panel = ShownPanel(viewer, self._stage)
        self.prompt = questions.Prompt(
            viewer,
            acts_version=self.acts_version,
            usual_feedback=self._usual_feedback,
            on_change=lambda: self.tick(changed=True),
        )
        self._queue = Queue(viewer, self.footer.update)
        self._actions = ModeratorActions(
            self.panel, self.prompt, viewer, self._queue, self.open_dialog
        )
        self._moment: PanelMoment | None = None
        self._call: Call | None = None
        self._shape: tuple[object, ...] = ()
        self._room = PanelRows(0, 0, 0, 0, frozenset())
        self._top = FixedLines(self._paint_top, id="top")
        self._people = PeoplePanel(viewer, lambda: self._actions.waiting is not None)
        self._middle = PaintedGroup(self._people, self._queue, id="middle")
        self._plates = (self._top, self.prompt)
        self.parts = self._top, self._middle

    def choose(self, session_id: str) -> None:
        """Show a session, and keep it shown when another session begins."""
        self.panel.chosen = session_id
        self.tick(changed=True)

    def paint(self, *, changed: bool) -> None:
        """Show the current state of the panel.

        Divide the height again only if the people have changed.
        """
        self._moment = moment = self.panel.moment()
        self._call = self.panel.next_call()
        shape: tuple[object, ...] = ()
        if moment is not None:
            shape = (moment.session.id, len(moment.speakers))
        if shape != self._shape:
            self._shape = shape
            self.adapt_to_size(*self.size)
            self.call_after_refresh(self._top.update)
        self._actions.answers.drop_old_question()
        if changed:
            self.prompt.drop_outdated_result()
        self._queue.show_panel(moment)
        if changed and self.focused is None:
            self._queue.focus()
        self._people.show(moment)
        for plate in self._plates:
            plate.update()
        self.footer.update()  # The keys depend on the panel, which has just changed.

    def adapt_to_size(self, width: int, height: int) -> None:
        """Divide the height: the people come first, then the time, then the questions."""
        free = max(0, height - 1 - _FOOT - 1)
        count = len(self._moment.speakers) + 1 if self._moment is not None else 0
        self._room = found = divide_height(width, free, count)
        beside = width >= _WIDE and found.queue > 0
        self._middle.set_class(beside, "-beside")
        self._queue.display = found.queue > 0
        self._top.styles.height = found.top
        self._people.styles.height = "1fr" if beside else found.people
        people = max(_PEOPLE, width * 3 // 5) if beside else width
        rows = free - found.top
        self._queue.set_size(
            width - people * beside, rows if beside else found.queue, beside=beside
        )
        self._people.set_size(people, rows if beside else found.people)

    def subject(self) -> str | None:
        """Return the id of the shown session, or None."""
        return self._moment.session.id if self._moment else None

    def useful_keys(self) -> Sequence[Key]:
        """Return the few keys that are useful now, and the key that lists all keys."""
        if self._actions.waiting is not None:
            return (APP_BACK,)
        moment = self._moment
        over = moment is not None and moment.timing.is_over
        begun = moment is None or moment.timing.has_begun or moment.current_part is not None
        waits = self._stage.stage.acting_refusal() is not None
        useful = (
            *((STAGE_REHEARSAL,) if waits else ()),
            PANEL_SEEN,
            *(_KEYS_AFTER if over else _PANEL_KEYS if begun else _KEYS_BEFORE),
            PANEL_SAY,
            *(_READING_KEYS if waits else ()),
        )
        idle = self._idle_keys()
        most = MOST - 1 if self.size.width >= _WIDE else MOST - 2
        kept = first_keys(most, [key for key in dict.fromkeys(useful) if key not in idle])
        return [*(self._labelled_key(key) for key in kept), PANEL_CHANGE, *ALL_KEYS]

    def _labelled_key(self, key: Key) -> Key:
        """Return a key with the label for the current state, such as the selected hand."""
        label, selected = key.label, self._queue.selected_entry
        if key is PANEL_ASKED and isinstance(selected, Hand):
            label = mark("Call on")
        elif key is PANEL_ASKED and isinstance(selected, Question) and selected.asked_at:
            label = mark("Not asked")
        elif key is PANEL_NEXT and self._moment is not None and self._moment.current_part is None:
            label = mark("Start panel")
        return replace(key, label=label, in_footer=True)

    def _idle_keys(self) -> frozenset[Key]:
        """Return the keys that have no effect now."""
        moment, selected = self._moment, self._queue.selected_entry
        acts = {key for key in PANEL if key.action.startswith("act(")} - {STAGE_REHEARSAL}
        snapshot = self.viewer.snapshot  # its programme may no longer have the session
        if not moment or snapshot.is_read_only or moment.session.id not in snapshot.programme.by_id:
            return frozenset(acts)
        closed = moment.timing.closed
        used = (
            (selected, (PANEL_ASKED,)),
            (isinstance(selected, Question), (PANEL_AIM, PANEL_STAR)),
            (moment.hands, (PANEL_TAKE,)),
            (Moderator(self.viewer.companion, moment.session.id).latest_to_undo(), (PANEL_UNDO,)),
            (moment.has_unseen_message, (PANEL_SEEN,)),
            (not closed, (PANEL_MODERATION,)),
            (not closed and any(p.state == "to_come" for p in moment.plan), (PANEL_NEXT,)),
            (not closed and (moment.speaking or moment.called_hand), (PANEL_END_TURN,)),
            (closed != "over", (PANEL_MORE, PANEL_LESS, PANEL_PLAN, PANEL_LIMIT)),
        )
        return frozenset(key for use, keys in used if not use for key in keys)

    # Keys

    def on_key(self, event: KeyPressed) -> None:
        """Handle the letters of people before the other meanings of keys."""
        if self._actions.handle_key(event.key):
            event.stop()

    def _press_key(self, key_id: str) -> None:
        """Treat a clicked key as a new press, even if the same key was just pressed."""
        self._actions.release_key()
        super()._press_key(key_id)

    def action_act(self, name: str, *amounts: int) -> None:
        """Carry out the key `name` of the panel."""
        self._actions.act(name, *amounts)
        self.footer.update()  # The action may be waiting for a letter now.

    def action_change(self) -> None:
        """Show a list of the keys that do not fit in the footer."""
        self.choose_key(PANEL_CHANGE, PANEL_CHOICES, self._idle_keys())

    def on_row_list_chosen(self) -> None:
        """Do the same as the key that marks a question as asked, because the user pressed enter."""
        self._actions.act("mark_asked")

    def action_step(self, by: int) -> None:
        """Go to the previous or the next session."""
        self.panel.step(by)
        self.prompt.show(None)

    def step_back(self) -> bool:
        """Close the result of a key, and return to the running session.

        Return False if no result is shown and no session is chosen. The caller then leaves the
        screen.
        """
        chosen, self.panel.chosen = self.panel.chosen, None
        return super().step_back() or chosen is not None

    def action_open_note(self) -> None:
        """Open the note on the session."""
        session_id = self.subject()
        if session_id is not None:
            self.post_message(OpenNote(session_id, self))

    def action_introductions(self) -> None:
        """Show the page with the pronunciation of names and the biographies."""
        from sommet_tui.tui.moderator.report import PanelPage, introduction_rows

        if self._moment is not None:
            self.app.push_screen(PanelPage(self.viewer, self.panel, introduction_rows))

    def action_report(self) -> None:
        from sommet_tui.tui.moderator.report import ReportScreen

        if self._moment is not None:
            self.app.push_screen(ReportScreen(self.viewer, self.panel))

    # Painting

    def _paint_top(self, width: int, _height: int) -> list[Row]:
        scene = self.viewer.scene()
        if self._moment is None:
            return empty_board(scene, width)
        return top_rows(scene, self._moment, self._call, width, self._room)

    def _usual_feedback(self, _width: int) -> messages.Feedback | None:
        why = acting_refusal_feedback(self._stage) if self.viewer.snapshot.is_read_only else None
        return replace(why, style="warning") if why is not None else None
