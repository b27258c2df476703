"""All uses of undocumented parts of Textual by the screens, each with its reason.

Only the folder `terminal` has further uses. docs/architecture.md lists all of them. If a new
version of Textual differs, tests/architecture/test_textual.py fails.
"""

from __future__ import annotations

import asyncio
import os
from itertools import takewhile
from typing import TYPE_CHECKING, Any, ClassVar, Self

from rich.control import Control
from rich.style import Style
from textual import constants
from textual._compositor import ChopsUpdate
from textual.app import App
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.widget import Widget
from textual.worker import WorkerFailed

from sommet_tui.tui.render.colours import resolve_style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, RenderableType
    from textual.driver import Driver
    from textual.events import ScreenResume
    from textual.strip import Strip

    from sommet_tui.wording.words import Words


_ROUNDS = 2
"""The number of layouts that widgets may request between the first one and the first picture."""


class PaintedApp(App[None], inherit_css=False):
    """An app that stores its error instead of printing it.

    Textual would print a traceback with the values of variables, which may contain the user's
    texts.
    """

    # Textual's own styles include some for panels that this app does not have. They would add 3 ms
    # to each start.
    DEFAULT_CSS = """
    PaintedApp {
        background: $background;
        color: $foreground;
        &:ansi { background: ansi_default; color: ansi_default; }
    }
    """
    fault: BaseException | None = None
    """The error that ended the app."""

    def __init__(self, *, ansi_color: bool) -> None:
        super().__init__(ansi_color=ansi_color)
        self._disable_tooltips = self._disable_notifications = True

    @property
    def words(self) -> Words:
        """The words in the current language, for widgets that have no viewer."""
        raise NotImplementedError

    def panic(self, *renderables: RenderableType) -> None:
        """End the app without printing anything. The error is reported later."""
        del renderables
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        self.fault = self.fault or (error.error if isinstance(error, WorkerFailed) else error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self.panic()

    def fail(self, error: Exception) -> None:
        """End the app because of an error that Textual did not handle itself."""
        self._handle_exception(error)

    def get_driver_class(self) -> type[Driver]:
        """Return the driver for this platform. On POSIX systems, it is our own."""
        if os.name != "posix" or constants.DRIVER is not None:
            return super().get_driver_class()
        from sommet_tui.tui.terminal.driver import TerminalDriver

        return TerminalDriver

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if isinstance(renderable, ChopsUpdate):
            renderable = _Changes(renderable.chops, renderable.spans, renderable.chop_ends)
        super()._display(screen, renderable)

    def has_effect(self, key: str) -> bool:
        """Return whether a key has an effect on the current screen.

        Textual's `active_bindings` asks this for every key of the screen, not only for one.
        """
        return any(
            self._check_action_state(binding.action, node) is not False
            for node, bindings in self.screen._modal_binding_chain  # noqa: SLF001 - Textual has no other
            for binding in bindings.key_to_bindings.get(key, ())
        )

    def set_window_title(self, title: str) -> None:
        """Set the title of the terminal's window.

        Do nothing with Textual's own drivers, because they cannot restore the former title.
        """
        name = getattr(self._driver, "set_window_title", None)
        if name is not None:
            name(title)

    def write_terminal(self, sequence: str) -> None:
        """Write a sequence that does not change the screen."""
        if self._driver is not None and sequence:
            self._driver.write(sequence)

    def restore_terminal(self) -> None:
        """Restore the terminal immediately. Any thread may call this, even if the app hangs."""
        if self._driver is not None:
            self._driver.stop_application_mode()


class _Changes(ChopsUpdate):
    """An update of only those cells that have changed.

    Textual's own update would also send everything to the left of these cells.
    """

    def render_segments(self, console: Console) -> str:
        """Return the changed cells, with the sequences that move the cursor to them."""
        parts: list[str] = []
        for y, start, end in self.spans:
            for stop, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                first = max(x, start)
                if strip is not None and first < min(stop, end):
                    changed = strip.crop(first - x, min(stop, end) - x)
                    parts += (Control.move_to(first, y).segment.text, changed.render(console))
        return "".join(parts)


class PaintedScreen(Screen[None]):
    """A screen that is painted once when it appears, and never while another screen covers it.

    Textual would paint a new screen up to four times during its layout. It would also paint covered
    screens after each change, and the whole screen below a dialog.
    """

    BLANK: ClassVar[bool] = True
    """Textual need not paint the screen itself, because its widgets cover it completely."""
    is_arriving = False
    """Whether the screen has just appeared, and must still be painted as a whole."""
    is_painted = False
    """Whether the terminal shows the screen, so that its widgets may send changes themselves."""
    # A layout sets this size. Textual would then lay out the screen again, even without scrollbars.
    virtual_size = reactive(Size(0, 0), repaint=False)
    _theme: str | None = None
    """The theme with which the screen was last shown."""

    async def on_screen_resume(self, event: ScreenResume) -> None:
        """Show the current state immediately.

        Compute the styles again only if the theme has changed.
        """
        event.refresh_styles = self._theme not in (None, self.app.theme)
        self._theme = self.app.theme
        await self.show_current_state()

    def tick(self, *, changed: bool = False) -> None:
        """Repaint everything that may have changed: the time and, if `changed`, other things."""

    async def show_current_state(self) -> None:
        """Update the screen immediately, and paint it once."""
        self.is_arriving = True
        self.tick(changed=True)
        await asyncio.sleep(0)  # let the widgets handle their messages first
        self.call_later(self._paint_when_laid_out)

    def refresh_once(self) -> None:
        """Paint the whole screen only once, after the next layout."""
        self.is_arriving = True
        self.call_later(self._paint_when_laid_out)

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Repaint regions, or lay out the screen again without painting widgets that do not move.

        Textual lays out the screen after it mounts each widget, and would paint all widgets each
        time.
        """
        repaint = repaint and not layout
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Lay out the screen, which paints new widgets completely.

        Drop the repaints that these widgets have requested. Otherwise, Textual would paint them
        completely again at their next change. Also drop those of scrollbars that look the same:
        Textual requests them in each layout.
        """
        if self.is_arriving:
            if size is not None:  # wait until the widgets are mounted
                self._layout_required = True
                return
            size = self.app.size
        before = set(self._compositor.visible_widgets)
        bars = {
            w: _thumb(w)
            for w in before
            if isinstance(w, ScrollBar) and not w._repaint_regions  # noqa: SLF001
        }
        super()._refresh_layout(size, scroll)
        for widget in self._compositor.visible_widgets:
            if widget not in before or (widget in bars and bars[widget] == _thumb(widget)):
                widget._exchange_repaint_regions()  # noqa: SLF001

    def on_screen_suspend(self) -> None:
        """Stop painting, because another screen covers or replaces this one."""
        self.is_arriving = self.is_painted = False

    def _screen_resized(self, size: Size) -> None:
        """Lay out the screen for another size, unless the size has not changed."""
        if size != self.outer_size:
            super()._screen_resized(size)

    async def _paint_when_laid_out(self, rounds: int = _ROUNDS) -> None:
        """Paint the whole screen after the next layout.

        Check for a further layout `rounds` times.
        """
        await asyncio.sleep(0)  # let the widgets handle their sizes and request another layout
        if not self.is_arriving:
            return
        if self._layout_required:
            self._refresh_layout()
            self._layout_required = False
        if rounds:
            self.call_later(self._paint_when_laid_out, rounds - 1)
        else:
            self._on_timer_update()

    def _compositor_refresh(self) -> None:
        """Paint the changed regions or, if a dialog covers them, let the dialog paint them."""
        above = self.app.screen
        if self is above and self.is_arriving:
            if self._layout_required or self not in self._dirty_widgets:
                self._repaint_required = True
                self.check_idle()
                return
            self.is_arriving, self.is_painted = False, True
            # Drop the repaints that scrollbars have requested. They are painted now.
            for widget in self._compositor.visible_widgets:
                widget._exchange_repaint_regions()  # noqa: SLF001
        if self is above:
            super()._compositor_refresh()
            return
        changed = self._compositor._dirty_regions  # noqa: SLF001
        if above.is_modal and changed:
            _repaint_below_dialog(above, changed)
        changed.clear()
        self._dirty_widgets.clear()
        self._repaint_regions.clear()
        self._repaint_required = False


def _thumb(bar: ScrollBar) -> tuple[float, ...]:
    """Return the numbers from which a scrollbar computes its picture."""
    return bar.window_virtual_size, bar.window_size, bar.position


def _repaint_below_dialog(dialog: Screen[Any], changed: set[Region]) -> None:
    """Let a dialog repaint the regions that have changed below it, together with its own changes.

    Otherwise, Textual would repaint only the changed regions, and not the widgets of the dialog.
    """
    whole = dialog._repaint_required  # noqa: SLF001
    dialog.refresh(*changed)
    dialog._repaint_required = whole  # noqa: SLF001
    dialog._dirty_widgets.add(dialog)  # noqa: SLF001


class PaintedGroup(Widget, inherit_css=False):
    """Widgets that cover their container completely, so that Textual need not paint it."""

    BLANK: ClassVar[bool] = True
    virtual_size = PaintedScreen.virtual_size
    DEFAULT_CSS = "PaintedGroup { width: 1fr; height: 1fr; }"


class PaintedView(ScrollView, inherit_bindings=False, inherit_css=False):
    """A scrolling widget that renders only changed lines again, and caches its colours."""

    ground = "background"
    """The name of the theme's colour behind the rows."""
    _crop: Region | None = None
    """The region of the widget that `render_lines` rendered last."""
    _styles: dict[tuple[str, bool], Style] | None = None

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's own name)
        self._strips: dict[int, Strip] = {}
        """The rendered lines, by number. Changed lines are missing."""
        super().__init__(id=id)

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Send the regions to the terminal or, if that is impossible, let Textual paint them.

        Without `regions`, the whole widget must be painted.
        """
        for y in [y for region in regions for y in region.line_range] or [*self._strips]:
            self._strips.pop(y, None)
        if regions and self._send(regions):
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _send(self, regions: Sequence[Region]) -> bool:
        """Send regions to the terminal, without the compositor.

        The compositor would render all widgets between the first and the last change on the screen.
        Return False if another widget may cover the regions, if Textual will paint the widget
        anyway, or if the regions are not single lines of a widget without a border.
        """
        if self._repaint_required or self.styles.gutter or any(r.height > 1 for r in regions):
            return False
        app = self.app
        screen = app.screen
        if not isinstance(app, PaintedApp) or not isinstance(screen, PaintedScreen):
            return False
        visible = screen._compositor.visible_widgets  # noqa: SLF001
        if screen.is_arriving or not screen.is_painted or self not in visible:
            return False
        place, clip = visible[self]
        above = [*takewhile(lambda widget: widget is not self, visible)]  # from front to back
        placed = [region.translate(place.offset) for region in regions]
        if not clip.contains_region(place) or any(
            visible[widget][0].overlaps(region) for widget in above for region in placed
        ):
            return False
        parts = [
            Control.move_to(*there.offset).segment.text
            + self._rendered_line(here.y).crop(here.x, here.right).render(app.console)
            for here, there in zip(regions, placed, strict=True)
        ]
        app.write_terminal("".join(parts) + Control.move_to(*app.cursor_position).segment.text)
        return True

    def render_lines(self, crop: Region) -> list[Strip]:
        if self.styles.gutter:
            return super().render_lines(crop)
        if crop != self._crop:
            self._crop, self._strips = crop, {}
        return [self._rendered_line(y).crop(*crop.column_span) for y in crop.line_range]

    def _rendered_line(self, y: int) -> Strip:
        strips = self._strips
        if y not in strips:
            strips[y] = self.render_line(y)
        return strips[y]

    def notify_style_update(self) -> None:
        """Discard the colours of the former theme."""
        self._styles = None
        self._strips = {}
        super().notify_style_update()

    def themed_style(self, style: str, marked: bool) -> Style:
        """Return a style in the colours of the theme. If `marked`, the text is under the cursor."""
        if self._styles is None:
            self._styles = {}
        key = (style, marked)
        if key not in self._styles:
            app = self.app
            self._styles[key] = resolve_style(
                style,
                self.ground,
                app.theme_variables,
                own=app.native_ansi_color,
                marked=marked,
                colourless=app.no_color,
            )
        return self._styles[key]

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Call `on_scrolled` if other rows have become visible."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.on_scrolled()

    def on_scrolled(self) -> None:
        """React to other rows that have become visible. Subclasses may override this."""
