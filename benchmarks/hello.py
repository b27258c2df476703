"""The smallest possible apps with Textual, to compare the screens with."""

from datetime import UTC, datetime

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import OptionList, Static


class Hello(App[None]):
    """A greeting, and a list of forty rows that reacts to keys."""

    BINDINGS = [Binding("q", "quit", "quit")]  # noqa: RUF012  (as Textual's own examples have it)

    def compose(self) -> ComposeResult:
        """Yield the greeting and the list."""
        yield Static("Hello")


class Rows(Hello):
    """A list of forty rows."""

    def compose(self) -> ComposeResult:
        """Yield the list."""
        yield OptionList(*(f"Row {number}" for number in range(40)))


class Clock(Hello):
    """A greeting with a clock that shows seconds."""

    def compose(self) -> ComposeResult:
        """Yield the greeting and the clock."""
        yield from super().compose()
        yield Static(id="clock")

    def on_mount(self) -> None:
        """Start the clock."""
        self.set_interval(1, self.show_time)

    def show_time(self) -> None:
        """Show the current time."""
        self.query_one("#clock", Static).update(f"{datetime.now(UTC):%H:%M:%S}")


class Labels(Screen[None]):
    """A screen with seven labels."""

    def compose(self) -> ComposeResult:
        """Yield the labels."""
        yield from (Static(f"Label {number}") for number in range(7))


class Visit(Hello):
    """A greeting, and a key that shows another screen."""

    BINDINGS = [Binding("2", "visit", "visit")]  # noqa: RUF012

    def action_visit(self) -> None:
        """Show the other screen."""
        self.switch_screen(Labels())


if __name__ == "__main__":
    import sys

    apps = {"rows": Rows, "clock": Clock, "visit": Visit}
    apps.get(sys.argv[-1], Hello)().run()
