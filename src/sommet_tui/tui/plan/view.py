"""The rows of the plan, and the page of an own event."""

from __future__ import annotations

from sommet_tui.companion.keys import LIST_OPEN, MINE_LEAD, OWN_REMOVE
from sommet_tui.companion.plan import plan_days
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.programme import Session
from sommet_tui.pages.plan import DayFacts, StopFacts
from sommet_tui.tui.agenda.view import day_bar
from sommet_tui.tui.render.rows import (
    BLANK,
    Grid,
    Row,
    Span,
    empty_page,
    fit_row,
    indent,
    paragraphs,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.tui.session.view import clash_rows
from sommet_tui.wording import marks
from sommet_tui.wording.plan import leave_words, own_place
from sommet_tui.wording.sentences import clash_of, join
from sommet_tui.wording.times import date_text, span


def reason_row(forms: tuple[str, str], grid: Grid) -> Row:
    """Return why a bookmark is left out, in fewer words if the whole reason does not fit."""
    whole, brief = (text_row(f"! {said}", "danger") for said in forms)
    return grid.continuation_row(whole if grid.title_at + width_of(whole) < grid.width else brief)


def stop_session(scene: Scene, facts: StopFacts) -> Session:
    """Return the session of a stop; an own event as a session."""
    subject = facts.stop.subject
    if isinstance(subject, Session):
        return subject
    return next(own for own in scene.snapshot.own_sessions if own.id == subject.id)


def day_summary_row(scene: Scene, facts: DayFacts, width: int) -> Row:
    """Return the day among the others, and the summary of its plan."""
    short, _, _ = facts.heading.partition(" · ")
    days = plan_days(scene.snapshot)
    return day_bar(scene, facts.planned.day, (facts.heading, short), width, days)


def own_page(scene: Scene, event: OwnEvent, width: int) -> list[Row]:
    """Return everything about an own event."""
    words, inner = scene.words, max(10, width - 4)
    place = own_place(event, scene.view)
    day = date_text(scene.zones.local(event.start).date(), words, year=True)
    leave = leave_words(event, words)
    rows = [
        BLANK,
        row(Span(f"{marks.OWN} ", "star"), Span(words.say("own event"), "muted")),
        *paragraphs(event.title, inner, "title"),
        BLANK,
        row(day),
        row(span(event.start, event.end, scene.zones)),
        *(paragraphs(place, inner) if place else []),
        *(paragraphs(leave, inner) if leave else []),
        *clash_rows(scene, event.id, inner),
        BLANK,
        _own_keys(scene),
    ]
    return [indent(fit_row(r, inner), 2) for r in rows]


def own_peek(scene: Scene, event: OwnEvent, width: int) -> list[Row]:
    """Return the preview of an own event, for the space below a list."""
    clashes = clash_of(event.id, scene.view)
    times = span(event.start, event.end, scene.zones)
    about = (
        text_row(event.title, "strong"),
        row(
            join([times, own_place(event, scene.view), leave_words(event, scene.words)]),
            Span(f" · {marks.CLASH} {clashes}" if clashes else "", "danger"),
        ),
        _own_keys(scene),
    )
    rule = text_row("─" * width, "divider")
    return [rule, *(indent(fit_row(line, max(10, width - 3)), 1) for line in about)]


def _own_keys(scene: Scene) -> Row:
    words = scene.words
    return row(
        Span(f"{scene.keymap.shown(LIST_OPEN)} ", "key"),
        f"{words.say('edit')}  ",
        Span(f"{scene.keymap.shown(MINE_LEAD)} ", "key"),
        f"{words.say('when to leave')}  ",
        Span(f"{scene.keymap.shown(OWN_REMOVE)} ", "key"),
        words.say("remove"),
    )


def empty_day_rows(facts: DayFacts, scene: Scene, width: int) -> list[Row]:
    """Return the rows of a day without stops: why it is empty, and what fills it."""
    words, hints = scene.words, list[str]()
    if facts.planned.day >= scene.view.today:
        hints = [
            words.say("Press 2 for the agenda, and b there to bookmark a session."),
            words.say("Press a to add your own event, such as a meeting or a train."),
        ]
    return empty_page(facts.nothing or "", hints, width)
