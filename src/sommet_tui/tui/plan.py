"""The screen with the plan of one day, and the keys that change the user's own events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial

from sommet_tui.companion.errors import StorageError, UnknownError
from sommet_tui.companion.keys import (
    DAYS,
    EVERYWHERE,
    LIST_FILTER,
    LIST_OPEN,
    OWN_ADD,
    OWN_EVENT,
    OWN_REMOVE,
    PLAN_TAKE,
    SESSION_HIDE,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.companion.plan import plan_days
from sommet_tui.domain import instants, limits
from sommet_tui.domain.own_events import OwnEvent, OwnEventError, event_day_of, own_event_line
from sommet_tui.domain.plan import Reason
from sommet_tui.domain.programme import Session
from sommet_tui.tui.agenda.rows import day_bar, session_row
from sommet_tui.tui.base_screen import lead_time_dialog
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.list_screen import DayBar, ListScreen, no_match_rows
from sommet_tui.tui.messages import Feedback
from sommet_tui.tui.render.rows import (
    BLANK,
    Grid,
    Memo,
    Row,
    Span,
    empty_page,
    fit_row,
    heading,
    indent,
    paragraphs,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.session_page import SessionListing, clash_rows
from sommet_tui.tui.viewer import Scene, Viewer
from sommet_tui.tui.widgets.row_list import Item, RowList, Rows
from sommet_tui.wording import marks, session_texts
from sommet_tui.wording.errors import storage_error_sentence
from sommet_tui.wording.plan import (
    leave_words,
    own_event_error_sentence,
    own_event_words,
    own_place,
)
from sommet_tui.wording.times import column_span, date_heading, date_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.pages.plan import DayFacts, StopFacts
    from sommet_tui.tui.widgets.dialog import Dialog


class OwnEvents:
    """The actions that add, change and remove own events on a screen that lists them."""

    def __init__(
        self,
        viewer: Viewer,
        report: Callable[[Feedback | None], None],
        open_dialog: Callable[[Dialog], object],
    ) -> None:
        """`report` receives the result of each action. `open_dialog` opens a dialog."""
        self._viewer = viewer
        self._report = report
        self._open = open_dialog

    def add(self, day: date) -> None:
        """Ask for the text of a new own event on a day."""
        self._ask(day, None)

    def change(self, event: OwnEvent) -> None:
        """Ask for the new text of an own event."""
        self._ask(event_day_of(event, self._viewer.programme), event)

    def remove(self, event: OwnEvent) -> None:
        """Remove an own event, and report that with the key for the undo."""
        words, mine = self._viewer.words, self._viewer.companion.mine
        feedback = self._viewer.change_with_undo(
            words.say("Removed: {event}", event=self._sentence(event)),
            lambda: mine.remove_own_event(event.id),
            lambda: mine.put_own_event(event),
            words.say("“{event}” removed", event=event.title),
        )
        self._report(feedback)

    def _ask(self, day: date, event: OwnEvent | None) -> None:
        """Open the dialog that asks for the text of an own event.

        The field contains the current text or, for a new event, shows an example.
        """
        from sommet_tui.tui.widgets.dialog import LineDialog, question_painter
        from sommet_tui.tui.widgets.field import CleanInput

        words, companion = self._viewer.words, self._viewer.companion
        field = CleanInput(
            own_event_line(event, companion.snapshot.programme) if event is not None else "",
            words.say("12:30-13:30 Lunch with Ada @ Foyer"),
            max_length=limits.QUERY_LIMIT,
            select_on_focus=False,
        )

        sentence = words.say("Your own event on {day}", day=date_text(day, words))
        how = words.say("start-end, a title and, optionally, @ place")
        title, painter = words.say(OWN_ADD.label), question_painter(f"{sentence}\n{how}")
        self._open(LineDialog(title, painter, 2, field, partial(self._save_line, day, event)))

    def _save_line(self, day: date, before: OwnEvent | None, line: str) -> str | None:
        """Save the own event that a line of text describes.

        If the line is wrong, return the error.
        """
        words, id_ = self._viewer.words, before.id if before is not None else None
        try:
            event = self._viewer.companion.mine.save_own_event(line, day, id_)
        except (OwnEventError, instants.TimeError) as error:
            return own_event_error_sentence(error, words)
        except StorageError as error:
            return storage_error_sentence(error, words)
        except UnknownError:  # another window has removed the event
            return None
        self._save(before, event)
        return None

    def _save(self, before: OwnEvent | None, event: OwnEvent) -> None:
        words, mine = self._viewer.words, self._viewer.companion.mine

        def restore() -> None:
            if before is None:
                mine.remove_own_event(event.id)
            else:
                mine.put_own_event(before)

        sentence = words.say("Saved: {event}", event=self._sentence(event))
        undone = words.say("“{event}” saved", event=event.title)
        self._report(self._viewer.change_with_undo(sentence, lambda: None, restore, undone))

    def _sentence(self, event: OwnEvent) -> str:
        return own_event_words(event, self._viewer.scene())


def put_on_plan(viewer: Viewer, session_id: str) -> Feedback | None:
    """Put a session on the plan in place of the sessions that clash with it.

    Return a sentence that names the sessions that leave the plan, and the key for the undo. If the
    session cannot be put on the plan, return the reason.
    """
    from sommet_tui.pages.plan import swap_refusal_sentence, swap_sentence

    words, companion = viewer.words, viewer.companion
    before = companion.snapshot.mine.degrees
    try:
        walk = viewer.settings.walk_minutes
        found = companion.plans.put_on_plan(session_id, walk)
    except StorageError as error:
        return Feedback(storage_error_sentence(error, words), "danger")
    if found is None or isinstance(found, Reason):
        session = viewer.programme.by_id.get(session_id)
        sentence = swap_refusal_sentence(found, session, viewer.scene())
        return Feedback(sentence, "danger" if found else "accent")
    marked = (*found.demoted, found.taken)

    def restore() -> None:
        for stop in marked:
            companion.mine.save_bookmark(stop.id, before.get(stop.id))

    return viewer.change_with_undo(swap_sentence(found, viewer.scene()), lambda: None, restore)


def swap_dialog(
    viewer: Viewer,
    name: str,
    left_out: Sequence[StopFacts],
    report: Callable[[Feedback | None], None],
) -> Dialog | str:
    """Return a dialog with the bookmarks that the plan leaves out in favour of a stop.

    `name` is the name of the stop. `report` receives the result of the user's choice. If the plan
    leaves nothing out for the stop, return a sentence instead.
    """
    words = viewer.words
    picks = {pick.stop.id: pick for pick in left_out}
    if not picks:
        return words.say("The plan leaves nothing out for {stop}.", stop=name)
    from sommet_tui.tui.widgets.dialog import ChoiceDialog

    def description_rows(width: int) -> Sequence[Row]:
        text = words.say("Left out so that you can attend {stop}", stop=name)
        return [*paragraphs(text, width), BLANK]

    def reason_rows(id_: str, width: int) -> Sequence[Row]:
        pick = picks[id_]
        about = [pick.place or "", *(full for full, _ in pick.reasons)]
        return [BLANK, *(line for text in about for line in paragraphs(text, width, "muted"))]

    items = [Item(id_, partial(_row, pick)) for id_, pick in picks.items()]
    title = words.say(PLAN_TAKE.label)
    return ChoiceDialog(
        title, description_rows, items, lambda id_: report(put_on_plan(viewer, id_)), reason_rows
    )


def _row(pick: StopFacts, width: int) -> Row:
    parts = Span(f" {pick.sign} ", "star"), Span(f"{pick.times}  ", "muted"), pick.title
    return fit_row(row(*parts), width)


def reason_row(forms: tuple[str, str], grid: Grid) -> Row:
    """Return the row with the reason why a bookmark is left out.

    `forms` are two texts of the reason: a long and a short one.
    """
    whole, brief = (text_row(f"! {text}", "danger") for text in forms)
    return grid.continuation_row(whole if grid.title_at + width_of(whole) < grid.width else brief)


def _session_of_stop(scene: Scene, facts: StopFacts) -> Session:
    """Return the session of a stop. For an own event, make a session from the event."""
    subject = facts.stop.subject
    if isinstance(subject, Session):
        return subject
    return next(own for own in scene.snapshot.own_sessions if own.id == subject.id)


def _day_summary_row(scene: Scene, facts: DayFacts, width: int) -> Row:
    """Return the row of days with the shown day, and the summary of its plan."""
    short, _, _ = facts.heading.partition(" · ")
    return day_bar(scene, facts.planned.day, (facts.heading, short), width, _days(scene))


def _days(scene: Scene) -> tuple[date, ...]:
    return plan_days(scene.snapshot)


def _own_event_page(scene: Scene, event: OwnEvent, width: int) -> list[Row]:
    """Return the page about an own event."""
    words, inner = scene.words, max(10, width - 4)
    place = own_place(event, scene)
    day = date_heading(scene.zones.local(event.start).date(), words)
    leave = leave_words(event, words)
    rows = [
        BLANK,
        row(Span(f"{marks.OWN} ", "star"), Span(words.say("own event"), "muted")),
        *paragraphs(event.title, inner, "title"),
        BLANK,
        row(day),
        row(column_span(event.start, event.end, scene.zones)),
        *(paragraphs(place, inner) if place else []),
        *(paragraphs(leave, inner) if leave else []),
        *clash_rows(scene, event.id, inner),
    ]
    return [indent(fit_row(r, inner), 2) for r in rows]


def _own_event_preview(scene: Scene, event: OwnEvent, width: int) -> list[Row]:
    """Return the preview of an own event, for the space below the list."""
    clashes = session_texts.clash_words(event.id, scene)
    times = column_span(event.start, event.end, scene.zones)
    about = (
        text_row(event.title, "strong"),
        row(
            session_texts.join([times, own_place(event, scene), leave_words(event, scene.words)]),
            Span(f" · {marks.CLASH} {clashes}" if clashes else "", "danger"),
        ),
    )
    rule = text_row("─" * width, "divider")
    return [rule, *(indent(fit_row(line, max(10, width - 3)), 1) for line in about)]


def _empty_day_rows(facts: DayFacts, scene: Scene, width: int) -> list[Row]:
    """Return the text for a day without stops: the reason, and the keys that add stops."""
    words, hints = scene.words, list[str]()
    if facts.planned.day >= scene.today:
        hints = [
            words.say("Press 2 for the agenda, and b there to bookmark a session."),
            words.say("Press a to add your own event, such as a meeting or a train."),
        ]
    return empty_page(facts.nothing or "", hints, width)


class MineListing(SessionListing):
    """A list of sessions and own events, whose ids are the keys.

    The sessions may have left the programme.
    """

    def own_event(self, key: str | None) -> OwnEvent | None:
        """Return the own event in the row with a key, or None if the row has none."""
        events = self.viewer.snapshot.mine.own_events
        return next((event for event in events if event.id == key), None)

    def day_of(self, key: str | None) -> date:
        """Return the day for a new own event while the cursor is on the row with a key."""
        raise NotImplementedError

    def list_rows(
        self,
        items: Sequence[Item],
        query: str,
        empty: Callable[[Scene, int], Sequence[Row]],
        pinned: int = 0,
    ) -> Rows:
        """Return the rows of the items. The first `pinned` rows do not scroll.

        If all items are pinned, return a text instead: that nothing matches `query` or, if `query`
        is empty, the text that `empty` returns.
        """
        if items[pinned:]:
            return Rows.from_items(items, pinned, airy=self.has_spacing)
        if query.strip():
            return no_match_rows(self.viewer.words, query)
        return Rows.without_items(lambda width: empty(self.viewer.scene(), width))

    def detail_rows(self, key: str, width: int, *, brief: bool) -> list[Row]:
        """Return the page of a session or an own event or, if `brief`, its preview."""
        own = self.own_event(key)
        if own is None:
            return super().detail_rows(key, width, brief=brief)
        return (_own_event_preview if brief else _own_event_page)(self.viewer.scene(), own, width)


class MineScreen(ListScreen):
    """A screen that lists the user's own events among other things, with keys that change them."""

    BINDINGS = bindings((OWN_ADD, OWN_REMOVE))

    def __init__(self, viewer: Viewer, listing: MineListing, bar: DayBar | None = None) -> None:
        super().__init__(viewer, listing, bar)
        self._mine = listing
        self._own = OwnEvents(viewer, self.report, self.open_dialog)

    def usual_keys(self) -> Sequence[Key]:
        """Return the usual keys or, on an own event, those that have an effect on it."""
        keys = super().usual_keys()
        if self._mine.own_event(self.pane.list.key) is None:
            return keys
        idle = LIST_OPEN, SESSION_STAR, SESSION_NOTE
        return (*OWN_EVENT, *(key for key in keys if key not in idle))

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open the chosen session or, for an own event, ask for its new text."""
        own = self._mine.own_event(event.key)
        if own is None:
            super().on_row_list_chosen(event)
        else:
            self._own.change(own)

    def action_set_lead_time(self) -> None:
        """Ask when to remind the user of the selected session or own event."""
        own = self._mine.own_event(self.pane.list.key)
        id_ = own.id if own is not None else self.subject()
        self.open_dialog(lead_time_dialog(self.viewer, id_, self.report))

    def action_add_own_event(self) -> None:
        """Ask for the text of a new own event."""
        self._own.add(self._mine.day_of(self.pane.list.key))

    def action_remove_own_event(self) -> None:
        own = self._mine.own_event(self.pane.list.key)
        if own is None:
            self.say(self.viewer.words.say("None of your own events is selected."))
        else:
            self._own.remove(own)


class PlanListing(MineListing):
    """The plan of a day as a list: the stops, the walks between them, and the sessions left out.

    If the list is filtered, it has only stops and bookmarks that are left out.
    """

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self.chosen: date | None = None
        """The day that the user has chosen, or None for today."""
        self._minute: datetime | None = None
        self._facts_cache: Memo[DayFacts] = Memo()

    def needs_new_rows(self) -> bool:
        """Return True once a minute, because a stop may be over."""
        minute = instants.truncate_to_minute(self.viewer.scene().now)
        before, self._minute = self._minute, minute
        return before != minute

    def rows(self, query: str) -> Rows:
        """Return all rows or, if `query` is not empty, the stops and bookmarks that match it."""
        day = self.day_facts()
        if query.strip():
            from sommet_tui.domain import search

            scene, stops = self.viewer.scene(), (*day.stops, *day.left_out)
            texts = [
                search.session_text(scene.programme, _session_of_stop(scene, stop))
                for stop in stops
            ]
            items = [self._item(stop) for stop in search.items_with_words(stops, texts, query)]
        else:
            items = list(self._items(day))
        return self.list_rows(items, query, partial(_empty_day_rows, day))

    def _items(self, day: DayFacts) -> Iterator[Item]:
        for stop in day.stops:
            if stop.way:
                yield Item(None, partial(self._walk_row, stop.way))
            yield self._item(stop)
            yield from (Item(None, partial(self._reason_row, forms)) for forms in stop.reasons)
        if day.left_out:
            yield Item.from_row(heading(self.viewer.words.say("LEFT OUT")), is_heading=True)
        for stop in day.left_out:
            yield self._item(stop)
            yield from (Item(None, partial(self._reason_row, forms)) for forms in stop.reasons)

    def _item(self, stop: StopFacts) -> Item:
        """Return the row of a stop. It has no sign for clashes, because rows below it name them."""

        def paint(width: int) -> Row:
            scene = self.viewer.scene()
            session = _session_of_stop(scene, stop)
            return session_row(scene, session, self.grid(width), clashes=False)

        return Item(stop.stop.id, paint)

    def _walk_row(self, way: str, width: int) -> Row:
        return self.grid(width).continuation_row(text_row(way, "faint"))

    def _reason_row(self, forms: tuple[str, str], width: int) -> Row:
        return reason_row(forms, self.grid(width))

    def initial_row_key(self) -> str | None:
        """Return the id of the first stop that is not over."""
        now, day = self.viewer.scene().now, self.day_facts()
        return next((stop.stop.id for stop in day.stops if not stop.stop.is_over(now)), None)

    def session(self, key: str | None) -> str | None:
        """Return the id of the session in a row, or None for an own event."""
        return key if key in self.viewer.programme.by_id else None

    def day_of(self, key: str | None) -> date:
        """Return the shown day, for any row."""
        del key
        return self.day_facts().planned.day

    def is_left_out(self, key: str | None) -> bool:
        """Return whether the bookmark in a row is left out of the plan."""
        return any(stop.stop.id == key for stop in self.day_facts().left_out)

    def stop(self, key: str | None) -> StopFacts | None:
        """Return the stop in a row, or None if the row has none."""
        return next((stop for stop in self.day_facts().stops if stop.stop.id == key), None)

    def left_out_for(self, key: str | None) -> list[StopFacts]:
        """Return the bookmarks that the plan leaves out because of the stop in a row."""
        day = self.day_facts()
        return [
            facts
            for facts, left_out in zip(day.left_out, day.planned.plan.left_out, strict=True)
            if any(reason.stop and reason.stop.id == key for reason in left_out.reasons)
        ]

    def day_facts(self) -> DayFacts:
        """Return the plan of the shown day, from a cache."""
        from sommet_tui.pages.plan import day_facts

        view = self.viewer.scene()
        known = view.snapshot, instants.truncate_to_minute(view.now), self.chosen, view.words
        return self._facts_cache.get(
            known, lambda: day_facts(view, self.viewer.settings.walk_minutes, self.chosen)
        )


class PlanScreen(MineScreen):
    """The screen with the plan of one day. Each change of a bookmark changes the plan."""

    NAME = "plan"
    BINDINGS = bindings((*DAYS, SESSION_HIDE, PLAN_TAKE))
    KEYS = (
        LIST_OPEN,
        SESSION_STAR,
        OWN_ADD,
        OWN_REMOVE,
        *DAYS,
        LIST_FILTER,
        SESSION_NOTE,
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer) -> None:
        self._listing = listing = PlanListing(viewer)
        bar = DayBar(
            lambda width, _height: [_day_summary_row(viewer.scene(), listing.day_facts(), width)],
            lambda: _days(viewer.scene()),
            lambda: listing.day_of(None),
            self._go_to_day,
        )
        super().__init__(viewer, listing, bar)

    def usual_keys(self) -> Sequence[Key]:
        """Return the usual keys. If the plan leaves something out here, add the key for a swap."""
        keys, key = super().usual_keys(), self.pane.list.key
        if not (self._listing.is_left_out(key) or self._listing.left_out_for(key)):
            return keys
        return (*keys[:1], PLAN_TAKE, *keys[1:])

    async def action_go_to_now(self) -> None:
        """End the filter, and go to today."""
        self._go_to_day(None)
        await super().action_go_to_now()

    def action_attend_instead(self) -> None:
        """Change the session that the user attends.

        If a bookmark is selected that the plan leaves out, attend this bookmark. If the selected
        stop is full and the plan names a replacement, attend this replacement. For any other stop,
        open a dialog with the bookmarks that are left out because of it.
        """
        key = self.pane.list.key
        stop, day = self._listing.stop(key), self._listing.day_facts().planned
        if stop is not None and stop.stop.id in day.instead:
            self.report(put_on_plan(self.viewer, day.instead[stop.stop.id].id))
        elif stop is not None:
            left_out, name = self._listing.left_out_for(key), f"{stop.sign} {stop.title}"
            self.open_dialog(swap_dialog(self.viewer, name, left_out, self.report))
        elif (session_id := self._selected_session_id()) is not None:
            self.report(put_on_plan(self.viewer, session_id))

    def _go_to_day(self, day: date | None) -> None:
        self._listing.chosen = day
        self.tick(changed=True)
