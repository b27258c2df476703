"""The least that a Textual app can be: what the screens are measured against."""

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import OptionList, Static


class Hello(App[None]):
    """A greeting, and a list of forty rows to press keys on."""

    BINDINGS = [Binding("q", "quit", "quit")]  # noqa: RUF012  (as Textual's own examples have it)

    def compose(self) -> ComposeResult:
        """The greeting and the list."""
        yield Static("Hello")


class Rows(Hello):
    """A list of forty rows."""

    def compose(self) -> ComposeResult:
        """The list alone."""
        yield OptionList(*(f"Row {number}" for number in range(40)))


if __name__ == "__main__":
    import sys

    (Rows() if "rows" in sys.argv else Hello()).run()
