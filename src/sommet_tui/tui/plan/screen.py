"""Plan: one day of my bookmarks without clashes, and the bookmarks that do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial

from sommet_tui.companion.keys import (
    DAYS,
    EVERYWHERE,
    LIST_FILTER,
    LIST_OPEN,
    OWN_ADD,
    OWN_REMOVE,
    PLAN_TAKE,
    SESSION_HIDE,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.companion.plan import plan_days
from sommet_tui.domain.instants import to_minute
from sommet_tui.domain.search import holding, session_text
from sommet_tui.pages.plan import DayFacts, StopFacts, day_facts
from sommet_tui.tui.agenda.view import session_row
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.plan.mine import MineListing, MineScreen
from sommet_tui.tui.plan.swap import swap_dialog, take_instead
from sommet_tui.tui.plan.view import day_summary_row as bar_row
from sommet_tui.tui.plan.view import empty_day_rows, reason_row, stop_session
from sommet_tui.tui.render.rows import Memo, Row, heading, text_row
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.day_bar import DayBar
from sommet_tui.tui.widgets.row_list import Item, Rows


class PlanListing(MineListing):
    """The stops of a day, the walks between them, and the rest; with a filter, only stops."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self.chosen: date | None = None
        """The day that the user went to; None for today."""
        self._minute: datetime | None = None
        self._shown: Memo[DayFacts] = Memo()

    def renew(self) -> bool:
        """Make new rows when a stop is over."""
        minute = to_minute(self.viewer.scene().now)
        before, self._minute = self._minute, minute
        return before != minute

    def rows(self, wanted: str) -> Rows:
        """Return all rows, or only the stops in `wanted`."""
        day = self.day_facts()
        if wanted.strip():
            scene, stops = self.viewer.scene(), (*day.stops, *day.left_out)
            texts = [session_text(scene.programme, stop_session(scene, stop)) for stop in stops]
            items = [self._item(stop) for stop in holding(stops, texts, wanted)]
        else:
            items = list(self._items(day))
        return self.list_rows(items, wanted, partial(empty_day_rows, day))

    def _items(self, day: DayFacts) -> Iterator[Item]:
        for stop in day.stops:
            if stop.way:
                yield Item(None, partial(self._way_row, stop.way))
            yield self._item(stop)
            yield from (Item(None, partial(self._reason_row, forms)) for forms in stop.reasons)
        if day.left_out:
            yield Item.fixed(heading(self.viewer.words.say("LEFT OUT")), heads=True)
        for stop in day.left_out:
            yield self._item(stop)
            yield from (Item(None, partial(self._reason_row, forms)) for forms in stop.reasons)

    def _item(self, stop: StopFacts) -> Item:
        """Return a stop without its clashes: the plan has none, and the rows below name them."""

        def paint(width: int) -> Row:
            scene = self.viewer.scene()
            session = stop_session(scene, stop)
            return session_row(scene, session, self.grid(width), clashes=False)

        return Item(stop.stop.id, paint)

    def _way_row(self, way: str, width: int) -> Row:
        return self.grid(width).continuation_row(text_row(way, "faint"))

    def _reason_row(self, forms: tuple[str, str], width: int) -> Row:
        return reason_row(forms, self.grid(width))

    def opening_key(self) -> str | None:
        """Return the current or the next stop."""
        now, day = self.viewer.scene().now, self.day_facts()
        return next((stop.stop.id for stop in day.stops if not stop.stop.is_over(now)), None)

    def session(self, key: str | None) -> str | None:
        """Return the session of a row."""
        return key if key in self.viewer.programme.by_id else None

    def day_of(self, key: str | None) -> date:
        """Return the shown day."""
        del key
        return self.day_facts().planned.day

    def is_left_out(self, key: str | None) -> bool:
        """Return whether the plan leaves out the session of a row."""
        return any(stop.stop.id == key for stop in self.day_facts().left_out)

    def stop(self, key: str | None) -> StopFacts | None:
        """Return the stop of a row."""
        return next((stop for stop in self.day_facts().stops if stop.stop.id == key), None)

    def left_out_for(self, key: str | None) -> list[StopFacts]:
        """Return the bookmarks that the plan leaves out for the stop of a row."""
        day = self.day_facts()
        return [
            facts
            for facts, left_out in zip(day.left_out, day.planned.plan.left_out, strict=True)
            if any(reason.stop and reason.stop.id == key for reason in left_out.reasons)
        ]

    def day_facts(self) -> DayFacts:
        """Return the plan of the shown day."""
        view = self.viewer.view()
        known = view.snapshot, to_minute(view.now), self.chosen, view.words
        return self._shown.get(
            known, lambda: day_facts(view, self.viewer.settings.walk_minutes, self.chosen)
        )


class PlanScreen(MineScreen):
    """The plan of one day, made again after every change of a bookmark."""

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
            lambda width, _height: [bar_row(viewer.scene(), listing.day_facts(), width)],
            lambda: plan_days(viewer.scene().snapshot),
            lambda: listing.day_of(None),
            self._go_to_day,
        )
        super().__init__(viewer, listing, bar)

    def usual_keys(self) -> Sequence[Key]:
        """Return the keys, with the key for a swap if the selected row is about one."""
        keys, key = super().usual_keys(), self.pane.list.key
        if not (self._listing.is_left_out(key) or self._listing.left_out_for(key)):
            return keys
        place = keys.index(SESSION_STAR)
        return (*keys[:place], PLAN_TAKE, *keys[place:])

    async def action_present(self) -> None:
        """Go back to today, and leave the filter."""
        self._go_to_day(None)
        await super().action_present()

    def action_take(self) -> None:
        """Attend the selected session, or offer what the plan leaves out for the selected stop.

        If the room of the stop is full, attend the best of these immediately.
        """
        key = self.pane.list.key
        stop, day = self._listing.stop(key), self._listing.day_facts().planned
        if stop is not None and stop.stop.id in day.instead:
            self.report(take_instead(self.viewer, day.instead[stop.stop.id].id))
        elif stop is not None:
            left_out, name = self._listing.left_out_for(key), f"{stop.sign} {stop.title}"
            self.offer(swap_dialog(self.viewer, name, left_out, self.report))
        elif (session_id := self._pointed_session()) is not None:
            self.report(take_instead(self.viewer, session_id))

    def _go_to_day(self, day: date | None) -> None:
        self._listing.chosen = day
        self.tick(changed=True)
