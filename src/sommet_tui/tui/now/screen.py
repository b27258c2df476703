"""The Now screen, with which the app opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual.widget import Widget

from sommet_tui.companion.errors import RehearsalOverError, StorageError
from sommet_tui.companion.keys import (
    APP_BACK,
    EVERYWHERE,
    LIST_EVERYTHING,
    LIST_FACETS,
    LIST_FILTER,
    LIST_HIDDEN,
    LIST_OPEN,
    LIST_SORT,
    NOW_LIST,
    NOW_REPLAY,
    PLAN_NAMED,
    PLAN_TAKE,
    ROOMS,
    SESSION_HIDE,
    SESSION_LINKS,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.domain import filters, instants, timeline
from sommet_tui.domain.values import replace
from sommet_tui.tui.base_screen import MainScreen
from sommet_tui.tui.keys_on_screen import bindings
from sommet_tui.tui.now import stops
from sommet_tui.tui.now.one_room import BoardLines
from sommet_tui.tui.render.rows import Memo
from sommet_tui.tui.viewer import OpenSession, Viewer
from sommet_tui.wording.errors import storage_error_sentence
from sommet_tui.wording.words import mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.pages.now import StopLine
    from sommet_tui.tui.now.after_event import AfterEventView
    from sommet_tui.tui.now.rooms import RoomsView
    from sommet_tui.tui.widgets.field import FilterLine

_REPLAY_SPEED = 10.0


class NowScreen(MainScreen):
    """The Now screen: the board of a single room, or the lists of several rooms."""

    NAME = "now"
    FILTERS_SESSIONS = ONE_ROOM = True
    BINDINGS = bindings(
        (
            APP_BACK,
            NOW_LIST,
            NOW_REPLAY,
            LIST_OPEN,
            PLAN_TAKE,
            LIST_FILTER,
            SESSION_HIDE,
            SESSION_LINKS,
            LIST_HIDDEN,
            LIST_SORT,
            LIST_FACETS,
            LIST_EVERYTHING,
            *ROOMS,
        )
    )

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._stops = stops.NextStops(viewer)
        self._is_over = self._moment().phase == "after"
        self._painted_version: object = None
        """The minute and the running sessions when the screen was last painted."""
        self._board = BoardLines(viewer, self._stops, self._moment, self.footer.update)
        self._end_view: AfterEventView | None = None
        self._rooms: RoomsView | None = None
        self._filter: FilterLine | None = None
        """The field that filters the list, or None if it has never been open."""
        self._texts: Memo[Mapping[str, str]] = Memo()
        self._id_cache: Memo[frozenset[str]] = Memo()
        list(self._create_views())

    def body(self) -> Iterator[Widget]:
        """Yield the existing widgets: the board, the page after the event, and the lists."""
        yield self._board
        if self._end_view is not None:
            yield self._end_view
        if self._rooms is not None:
            yield self._rooms

    def paint(self, *, changed: bool) -> None:
        """Show the current state."""
        scene = self.viewer.scene()
        turn = instants.truncate_to_minute(scene.now), scene.snapshot.status_version(scene.now)
        if turn != self._painted_version or changed:
            self._painted_version = turn
            over = self._moment().phase == "after"
            changed, self._is_over = changed or over != self._is_over, over
            if changed:
                self._choose_view()
            self.footer.update()  # The alternatives to the selected stop may have changed.
        self._view.paint(changed=changed)

    def adapt_to_size(self, width: int, height: int) -> None:
        """Lay out the page after the event and the lists of rooms for the size."""
        if self._end_view is not None:
            self._end_view.adapt_to_size(width, height)
        if self._rooms is not None:
            self._rooms.adapt_to_size(width)

    def keys(self) -> Sequence[Key]:
        """Return the keys. If a filter is open, its keys come first."""
        if self._filter is None:
            return self._default_keys()
        from sommet_tui.tui.widgets.field import add_filter_keys

        return add_filter_keys(self._default_keys(), self._filter)

    def _default_keys(self) -> Sequence[Key]:
        """Return the keys, except those of a filter.

        After the event, the keys include the one that replays it.
        """
        plan = (PLAN_NAMED,) if self.viewer.snapshot.mine.has_picks else ()
        if self._is_over:
            links = (SESSION_LINKS,) if self._end_view is not None and self._end_view.links else ()
            return (LIST_OPEN, NOW_REPLAY, *links, *plan, SESSION_NOTE, *EVERYWHERE)
        several = self.viewer.programme.has_several_rooms
        swaps = (PLAN_TAKE,) if self._has_alternative() else ()
        list_keys = (LIST_OPEN, *swaps, SESSION_STAR, *plan, LIST_FILTER)
        if self._lists_rooms() and self._rooms is not None:
            by = mark("By room") if self._rooms.sorts_by_end else mark("By end")
            other = mark("Starting soon") if self._rooms.is_running_selected else mark("On now")
            lists = replace(LIST_SORT, label=by), replace(NOW_LIST, label=other)
            list_keys += (*(lists if self._rooms.has_running else ()), LIST_FACETS)
        replays = self.viewer.replaying and self.viewer.snapshot.is_shifted
        end = (replace(APP_BACK, label=mark("End replay")),) if replays else ()
        return (*end, *list_keys, *(ROOMS if several else ()), SESSION_NOTE, *EVERYWHERE)

    def lists_room(self, room: str) -> bool:
        """Return whether the screen lists a room. After the event, it lists none.

        If filters are set, the running or next session of the room must match them.
        """
        scene = self.viewer.scene()
        if self._is_over or not scene.facets:
            return not self._is_over or super().lists_room(room)
        rooms = self._moment().room_moments(room)
        sessions = [s for each in rooms for s in (*each.now, each.next) if s is not None]
        return bool(scene.snapshot.matching_sessions(sessions, scene.facets, scene.now))

    def subject(self) -> str | None:
        """Return the id of the selected session, or of the room's running or next session."""
        return self._view.subject

    def action_open(self) -> None:
        """Open the selected session."""
        stop, session_id = self._stops.find(self._view.key), self.subject()
        if stop is not None:
            session_id = stops.open_stop(self.viewer, stop, self.report, self.open_dialog)
        if session_id and session_id in self.viewer.programme.by_id:
            self.post_message(OpenSession(session_id, self))

    def action_attend_instead(self) -> None:
        """Change the session that the user attends.

        If no stop is selected, attend the selected session. If the selected stop is full and the
        plan names a replacement, attend this replacement. For any other stop, open a dialog with
        the bookmarks that the plan left out because of it.
        """
        from sommet_tui.pages.plan import picks_left_out_for
        from sommet_tui.tui.plan import put_on_plan, swap_dialog

        stop = self._stop_to_change()
        if stop is not None and stop.next.instead is not None:
            self.report(put_on_plan(self.viewer, stop.next.instead.id))
        elif stop is not None:
            left_out = picks_left_out_for(stop.next, self.viewer.scene())
            name = f"{stop.sign} {stop.title}"
            self.open_dialog(swap_dialog(self.viewer, name, left_out, self.report))
        elif (session_id := self._selected_session_id()) is not None:
            self.report(put_on_plan(self.viewer, session_id))

    def _stop_to_change(self) -> StopLine | None:
        """Return the stop that the user may replace: the selected one.

        If no bookmark is selected, return the only stop that is full and has an alternative.
        Otherwise return None.
        """
        stop, selected = self._stops.find(self._view.key), self.subject()
        if stop is not None:
            return stop
        full, mine = self._stops.only_full_stop_line(), self.viewer.snapshot.mine.bookmarked_ids
        if full is None or full.next.instead is None:
            return None
        return None if selected in mine - {full.next.stop.id, full.next.instead.id} else full

    def _has_alternative(self) -> bool:
        """Return whether another bookmark can replace the stop to change."""
        stop = self._stop_to_change()
        return stop is not None and bool(stop.next.left_out or stop.next.instead)

    def action_open_links(self) -> None:
        """Show the links to the recording and the feedback form of the selected session."""
        links = self._end_view.links if self._end_view is not None else ()
        self.open_links(links)

    def allows_replay(self) -> bool:
        """Return whether the event can be replayed: not while it is on."""
        shown, now = self.viewer.snapshot, self.viewer.companion.clock.now()
        return self._is_over or shown.is_shifted or shown.acting_refusal(now) == "outside"

    def action_replay(self) -> None:
        """Replay the event."""
        try:
            self.viewer.companion.clock.replay(_REPLAY_SPEED)
            self.viewer.replaying = self.viewer.snapshot.is_read_only
            self.footer.update()
        except RehearsalOverError:  # The rehearsal and its clock have ended.
            self.viewer.companion.state.reload()
        except StorageError as error:
            self.say(storage_error_sentence(error, self.viewer.words), wrong=True)

    def on_row_list_chosen(self) -> None:
        """Open the chosen session."""
        self.action_open()

    def on_board_lines_opened(self) -> None:
        """Open the clicked session."""
        self.action_open()

    def step_back(self) -> bool:
        """Hide the cursor of the board, or else close the filter.

        Return False if neither was visible.
        """
        return self._board.hide_cursor() or self._end_filter() or super().step_back()

    def _end_filter(self) -> bool:
        return self._filter is not None and self._filter.end()

    def go_home(self) -> bool:
        """End the replay. Return False if none is running, or if a message is still on the line."""
        if not self.viewer.replaying or self.viewer.messages.current:
            return False
        clock = self.viewer.companion.clock
        self.viewer.replaying = False
        self.viewer.messages.forget_reminders(clock.now())
        clock.return_to_real_time()
        self.say(self.viewer.words.say("The replay has ended."))
        return True

    async def action_filter(self) -> None:
        """Open the filter of the list, or the search if the board of one room is shown."""
        if self._view is self._board:
            await self.run_action("app.search")
            return
        if self._filter is None:
            from sommet_tui.tui.widgets.field import FilterLine

            self._filter = FilterLine(self._apply_filter, self._focus_view, self.footer.update)
            await self.mount(self._filter, before=self._board)
        self._filter.open()

    def _apply_filter(self) -> None:
        """Show only the rows that match the typed text."""
        self._view.paint(changed=True)

    def _matching_ids(self) -> frozenset[str] | None:
        """Return the ids of the sessions that match the typed filter, or None if it is empty."""
        wanted = self._filter.typed_text if self._filter is not None else ""
        if not wanted.strip():
            return None
        from sommet_tui.domain.search import items_with_words, session_texts

        planned = self.viewer.programme
        texts = self._texts.get(planned, lambda: session_texts(planned))
        ids = tuple(texts)
        return self._id_cache.get(
            (planned, wanted),
            lambda: frozenset(items_with_words(ids, tuple(texts.values()), wanted)),
        )

    def action_sort(self) -> None:
        """Change the order of the running sessions."""
        if self._lists_rooms() and self._rooms is not None:
            self._rooms.change_order()
            self.footer.update()

    def action_switch_list(self) -> None:
        """Move the cursor from the sessions that start soon to the running ones, or back."""
        if self._lists_rooms() and self._rooms is not None:
            self._rooms.switch_list()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow the keys of lists, filters and links only while they have an effect."""
        if action in ("sort", "switch_list"):
            return self._lists_rooms()
        if action == "choose_filters":
            filtered = bool(self.filters(self.viewer.scene()) or self.viewer.snapshot.mine.hidden)
            return filtered or self._lists_rooms() or self._is_over
        if action == "open_links":
            return self._is_over
        return super().check_action(action, parameters)

    def _moment(self) -> timeline.Moment:
        scene = self.viewer.scene()
        snapshot = scene.snapshot
        return filters.replace_hidden_sessions(
            scene.moment, snapshot.programme.sessions, scene.left_out_ids, snapshot.status
        )

    def _lists_rooms(self) -> bool:
        """Return whether the screen lists several rooms. After the event, it lists none."""
        return self.viewer.snapshot.shows_several_rooms and not self._is_over

    @property
    def _view(self) -> BoardLines | RoomsView | AfterEventView:
        """The visible widget: for one room, for several rooms, or for the time after the event."""
        if self._is_over and self._end_view is not None:
            return self._end_view
        if self._lists_rooms() and self._rooms is not None:
            return self._rooms
        return self._board

    def _choose_view(self) -> None:
        """Show the widget that fits the phase of the event, and create it if necessary."""
        for view in self._create_views():
            self.mount(view, after=self._board)
            self.adapt_to_size(*self.size)
        shown = self._view
        for widget in (self._board, self._rooms, self._end_view):
            if widget is not None:
                widget.display = widget is shown
        if shown is self._board:
            self._end_filter()
        if self._filter is None or not self._filter.is_typing:
            self._focus_view()

    def _focus_view(self) -> None:
        rooms = self._rooms
        self.set_focus(rooms.list if rooms is not None and self._view is rooms else self._view)

    def _create_views(self) -> Iterator[AfterEventView | RoomsView]:
        """Create and yield the widgets that are needed now and do not exist yet.

        Their modules are imported here, because on a day in one room, the app starts without them.
        """
        if self._is_over and self._end_view is None:
            from sommet_tui.tui.now.after_event import AfterEventView

            self._end_view = AfterEventView(
                self.viewer, self._stops, self._matching_ids, self.footer.update
            )
            yield self._end_view
        if self._lists_rooms() and self._rooms is None:
            from sommet_tui.tui.now.rooms import RoomsView

            self._rooms = RoomsView(
                self.viewer, self._stops, self._moment, self._matching_ids, self.footer.update
            )
            yield self._rooms
