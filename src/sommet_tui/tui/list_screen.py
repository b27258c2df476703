"""What the screens with a list share: the filter, the page beside it, the peek under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.events import DescendantBlur, DescendantFocus
from textual.widget import Widget

from sommet_tui.companion.keys import (
    APP_BACK,
    DAYS,
    EVERYWHERE,
    LIST_FILTER,
    LIST_OPEN,
    LIST_PRESENT,
    ROOMS,
    SCREENS,
    SESSION_NOTE,
    SESSION_STAR,
    Key,
)
from sommet_tui.domain.values import replace
from sommet_tui.tui.keys.bindings import bindings
from sommet_tui.tui.render.rows import Row, Span, row
from sommet_tui.tui.screen import MainScreen
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.field import LiveInput
from sommet_tui.tui.widgets.lines import FixedLines, ScrollingLines
from sommet_tui.tui.widgets.row_list import RowList, Rows
from sommet_tui.wording.words import mark

_SIDE_BY_SIDE = 120
"""From this width on, the page has its place beside the list."""
_NARROWEST_PAGE = 34
_USUAL = 80
"""The width of a window of which a list has all."""

_END_FILTER = replace(APP_BACK, label=mark("End search"))
_TO_THE_LIST = Key("filter.list", "enter", "", mark("To the list"), "")
"""The field's own key, which is not for the settings to change."""


def shared(width: int, need: int) -> int:
    """The cells of a list that needs so many, in a window of this width; a page has the rest.

    It never has fewer than in a usual window, where it is alone, and most of what a wider one has.
    """
    least = max(need, _USUAL)
    if width < _SIDE_BY_SIDE or width - least < _NARROWEST_PAGE:
        return width
    return least + (width - _SIDE_BY_SIDE) * 2 // 3


class _Body(Horizontal):
    """The list with its page beside it, which leave nothing of it to be seen."""

    BLANK = True


class ListScreen(MainScreen):
    """A list with a cursor; wide terminals show beside it what the cursor is on."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((APP_BACK, LIST_FILTER, LIST_PRESENT, *ROOMS))
    DEFAULT_CSS = """
    ListScreen {
        #body { height: 1fr; }
        #detail { display: none; width: 1fr; border-left: vkey $panel; }
        #filter { height: 1; background: $surface; display: none; }
        #filter.-open { display: block; }
        #filter-sign { width: 3; height: 1; background: $surface; }
        #filter-text { width: 1fr; height: 1; border: none; padding: 0; background: $surface; }
    }
    """
    KEYS: ClassVar[Sequence[Key]] = (
        *SCREENS[:4],
        *(LIST_OPEN, SESSION_STAR, LIST_FILTER, *ROOMS, SESSION_NOTE),
        *SCREENS[4:],
        *EVERYWHERE,
    )

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self.list = RowList(
            self._moved, scrolled=self.scrolled, at_once=self.opens_at_once, classes="pane"
        )
        self._detail = ScrollingLines(self._paint_detail, id="detail")
        self._peek = FixedLines(self._paint_peek, id="peek")
        self._filter: LiveInput | None = None
        self._line = Horizontal()

    def body(self) -> Iterator[Widget]:
        """The list with its page beside or its peek below."""
        yield _Body(self.list, self._detail, id="body")
        yield self._peek

    def rows(self, wanted: str) -> Rows:
        """The rows of the list, narrowed to what is wanted ("" for all)."""
        raise NotImplementedError

    def gather(self) -> None:
        """Make ready what a filter looks for its words in, before the first letter comes."""

    def home(self) -> str | None:
        """Where the cursor stands at first."""
        return None

    def days(self) -> Sequence[date]:
        """The days that its keys lead to, where it has such keys."""
        return self.viewer.companion.snapshot.programme.days

    def day_beside(self, day: date | None, by: int, days: Sequence[date]) -> date | None:
        """The day before or after one of `days`; said where there is none."""
        place, words = days.index(day) + by if day in days else -1, self.viewer.words
        if 0 <= place < len(days):
            return days[place]
        first, last = words.say("This is the first day."), words.say("This is the last day.")
        self.say(first if by < 0 else last)
        return None

    def detail(self, key: str, width: int) -> list[Row]:
        """The page beside the list for what the cursor is on."""
        raise NotImplementedError

    def peek(self, key: str, width: int) -> list[Row]:
        """The few rows under the list for what the cursor is on."""
        raise NotImplementedError

    def empty(self, width: int) -> list[Row]:
        """What the page says when the list has nothing to stand on."""
        del width
        return []

    @property
    def wanted(self) -> str:
        """What is typed in the filter."""
        return self._filter.value if self._filter is not None else ""

    def paint(self, *, changed: bool) -> None:
        """Bring the rows up to date; make them anew only if more than the time changed."""
        if changed:
            first = not self.list.filled
            self._say_what_to_type()
            self.list.show_rows(self.rows(self.wanted), self.home, near=True)
            if first:
                self.list.centre()
            if self.focused is None:
                self.list.focus()
            self.footer.update()
        else:
            self.list.repaint()
        self._paint_about()

    def make_room(self, width: int, height: int) -> None:
        """Wide: the page beside the list; else the few rows below, where there is room."""
        room = shared(width, self.list_width())
        beside = room < width
        self._detail.display = beside
        self._peek.display = not beside and height >= 18
        self.list.styles.width = room if beside else "1fr"

    def list_width(self) -> int:
        """The cells that the list needs before the page beside it has any."""
        return 0

    def scrolled(self) -> None:
        """Other rows of the list are in sight."""

    def opens_at_once(self, key: str) -> bool:
        """Whether one click on a row is enough, because it is no session to look at first."""
        del key
        return False

    def keys(self) -> Sequence[Key]:
        """In the filter other keys are letters; beside it, it can be ended."""
        if self._filter is None or not self._line.has_class("-open"):
            return self._usual_keys()
        if self._filter.has_focus:
            return (_TO_THE_LIST, _END_FILTER)
        return (_END_FILTER, *self._usual_keys())

    def _usual_keys(self) -> Sequence[Key]:
        """Those that do something: with several rooms, with a row under the cursor."""
        idle: tuple[Key, ...] = ()
        if len(self.viewer.companion.snapshot.programme.rooms) < 2:
            idle = ROOMS
        if len(self.days()) < 2:
            idle = (*idle, *DAYS)
        if self.list.filled and self.list.key is None:
            idle = (*idle, LIST_OPEN, SESSION_STAR, SESSION_NOTE)
        return [key for key in self.KEYS if key not in idle]

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Other keys mean something."""
        del event
        self.footer.update()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Other keys mean something."""
        del event
        self.footer.update()

    async def action_filter(self) -> None:
        """Open the filter, or go back into it."""
        if not self.is_mounted:
            # The keys were faster than the screen; those typed after this one come after it.
            self.call_later(self.action_filter)
            return
        if not self.is_attached:
            return  # the app is about to leave: nothing is put on the screen any more
        if self._filter is None:
            self._filter = LiveInput(self._narrow, id="filter-text")
            sign = FixedLines(
                lambda _width, _height: [row(" ", Span("/", "key"))], id="filter-sign"
            )
            sign.ground = "surface"
            self._line = Horizontal(sign, self._filter, id="filter")
            await self.mount(self._line, before=self.query_one("#body"))
        self._say_what_to_type()
        self._line.add_class("-open")
        self._filter.focus()
        self.call_after_refresh(self.gather)

    async def action_present(self) -> None:
        """Go back to what is next from now on, out of the filter too."""
        self._end_filter()
        home = self.home()
        if home is None:
            self.say(self.viewer.words.say("Nothing more to come."))
            return
        self.list.select(home)
        self.list.centre()

    def step_back(self) -> bool:
        """End the filter, if there is one."""
        return self._end_filter() or super().step_back()

    def _end_filter(self) -> bool:
        """Whether there was one to end."""
        if self._filter is None or not self._line.has_class("-open"):
            return False
        self._filter.value = ""
        self._line.remove_class("-open")
        self.list.focus()
        self.tick(changed=True)
        return True

    def on_input_submitted(self) -> None:
        """Go from the filter to what it found."""
        self.list.focus()

    def key_down(self) -> None:
        """From the filter down into the list."""
        if self._filter is not None and self._filter.has_focus:
            self.list.focus()

    def _say_what_to_type(self) -> None:
        if self._filter is not None:
            self._filter.placeholder = self.viewer.words.say("part of a word, a name, a room")

    def _narrow(self) -> None:
        self.list.show_rows(self.rows(self.wanted), self.home)
        self._paint_about()

    def _moved(self) -> None:
        self._detail.scroll_to(y=0, animate=False)
        self._paint_about()

    def _paint_about(self) -> None:
        self._detail.update()
        self._peek.update()

    def _paint_detail(self, width: int, _height: int) -> list[Row]:
        return self.detail(self.list.key, width) if self.list.key else self.empty(width)

    def _paint_peek(self, width: int, _height: int) -> list[Row]:
        return self.peek(self.list.key, width) if self.list.key else []
