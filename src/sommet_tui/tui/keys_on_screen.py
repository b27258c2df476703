"""Keys as bindings of Textual, in footers and in lists, and the screens on which they work."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from importlib import import_module
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual.binding import Binding, BindingType

from sommet_tui.companion.keys import (
    ALL_KEYS,
    APP_CHANGES,
    APP_COMMANDS,
    APP_HELP,
    DAY_SCREENS,
    GO_GREEN_ROOM,
    GO_MODERATOR,
    GO_PLAN,
    GO_STAGE,
    GREEN_ROOM,
    KEYS,
    Choices,
    Key,
    Keymap,
    character,
)
from sommet_tui.companion.settings import CREW_SCREENS
from sommet_tui.domain.values import frozen, replace
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    cut_or_pad,
    hanging_rows,
    indent_rows,
    justify,
    paragraphs,
    row,
    width_of,
)
from sommet_tui.wording.words import Words, mark

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

    from sommet_tui.tui.viewer import Viewer


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """Return Textual's bindings for these keys."""
    return [
        Binding(
            _join_names(key.names) or f"none.{key.id}",  # a key that no terminal sends
            key.action,
            key.label,
            id=key.id,
            show=False,
            priority=key.priority,
        )
        for key in keys
    ]


def changed_bindings(keymap: Keymap) -> dict[str, str]:
    """Return the keys that the settings change, by id, in the form for `App.set_keymap`."""
    return {id_: _join_names(names) for id_, names in keymap.changed.items()}


def _join_names(names: Iterable[str]) -> str:
    # Textual separates keys with a comma.
    return ",".join("comma" if name == "," else name for name in names)


def reachable_keys(screen: Screen[Any]) -> list[tuple[Key, DOMNode]]:
    """Return the keys that work on a screen, each with the node that runs its action.

    They are in the order of the table of keys.
    """
    nodes = {
        active.binding.id: active.node
        for active in screen.active_bindings.values()
        if active.enabled and active.binding.id
    }
    return [(key, nodes[id_]) for id_, key in KEYS.items() if id_ in nodes]


_FOLDERS = frozenset({"agenda", "moderator", "now", "stage"})
_CREW_LABELS = frozenset(KEYS[f"go.{name}"].label for name in (*CREW_SCREENS, "green-room"))


def inactive_key_sentence(pressed: str, screen: Screen[Any], viewer: Viewer) -> str:
    """Return a sentence that says that a key does nothing here, and on which screens it works.

    For attendees, the sentence names screens of the crew only if the key works on no other screen.
    """
    words, typed = viewer.words, character(pressed)
    names = [
        label
        for label, home, keys in _screens()
        if home is not type(screen) or keys is GREEN_ROOM
        for key in keys
        if typed in map(character, viewer.keymap.resolve(key).names)
    ]
    names = list(dict.fromkeys(names))
    if not viewer.is_crew:
        names = [name for name in names if name not in _CREW_LABELS] or names
    if not names:
        help_ = viewer.keymap.key_text(KEYS["app.help"])
        return words.say("{key} does nothing here. {help} lists all keys.", key=typed, help=help_)
    return words.say(
        "{key} does nothing here. It works on: {screens}.",
        key=typed,
        screens=", ".join(map(words.say, names)),
    )


def _screens() -> Iterator[tuple[str, type[Screen[Any]], tuple[Key, ...]]]:
    """Yield the label, the class and the keys of each screen."""
    for name, label in (
        *((key.id.removeprefix("go."), key.label) for key in (*DAY_SCREENS, GO_PLAN)),
        ("session", mark("Session")),
        ("changes", APP_CHANGES.label),
        ("stage", GO_STAGE.label),
        ("moderator", GO_MODERATOR.label),
    ):
        screen = screen_class(name)
        yield label, screen, tuple(key for key in _bound_keys(screen) if key not in GREEN_ROOM)
    yield GO_GREEN_ROOM.label, screen_class("people"), GREEN_ROOM


def screen_class(name: str) -> Any:
    """Return the class of a screen, such as `NowScreen` for "now".

    Import `tui/<name>.py`, or `tui/<name>/screen.py` if the screen has several files.
    """
    ending = ".screen" if name in _FOLDERS else ""
    return getattr(import_module(f"sommet_tui.tui.{name}{ending}"), f"{name.title()}Screen")


def _bound_keys(screen: type[Screen[Any]]) -> Iterator[Key]:
    for base in screen.__mro__:
        for binding in vars(base).get("BINDINGS", ()):
            key = KEYS.get(binding.id or "") if isinstance(binding, Binding) else None
            if key is not None:
                yield key


class KeySpan(Span):
    """The name of a key in a row. A click on it or on the label after it presses the key."""

    key_id = ""
    """The id of the key."""


def key_span(key: Key, name: str = "", style: str = "key") -> KeySpan:
    """Return the span of a key. The text is `name` or, if that is empty, the name in footers."""
    span = KeySpan(name or key.footer_name, style)
    span.key_id = key.id
    return span


def restyle(part: Span, style: str) -> Span:
    """Return a span in another style. If the span is a key, clicks still press the key."""
    if not isinstance(part, KeySpan):
        return Span(part.text, style)
    span = KeySpan(part.text, style)
    span.key_id = part.key_id
    return span


def key_at(parts: Row, x: int) -> str | None:
    """Return the id of the key whose name or label is at the cell `x` of a row, or None."""
    found: str | None = None
    end = 0
    for part in parts:
        if end > x:
            break
        if isinstance(part, KeySpan):
            found = part.key_id
        elif part.text.isspace() and len(part.text) > 1:
            found = None
        end += width_of((part,))
    return found if x < end else None


MOST = 6
"""The maximum number of labels in the footers of Stage and Moderator."""
_COMMANDS = 100
"""The width of a window from which the footer names the key that opens the palette."""


def first_keys(max_keys: int, keys: Sequence[Key]) -> list[Key]:
    """Return the keys with the first `max_keys` different labels.

    Keys with the same label count as one.
    """
    labels = list(dict.fromkeys(key.label for key in keys))[:max_keys]
    return [key for key in keys if key.label in labels]


def footer_row(keys: Sequence[Key], words: Words, width: int, unread: Row = BLANK) -> Row:
    """Return the footer: as many of the `keys` as fit, the most important first.

    The keys for the help and the palette are at the right edge. `unread`, a key with the number of
    waiting messages, is before them.
    """
    right = row(*unread, " ") if unread else BLANK
    for key in reversed(keys):
        if key.id == APP_HELP.id or (key.id == APP_COMMANDS.id and width >= _COMMANDS):
            label = Span(f" {words.say(key.label).lower()} ", "muted")
            right = row(*right, *([" "] if right else ()), key_span(key), label)
    edge = [key.id for key in ALL_KEYS]
    shown = [key for key in keys if key.in_footer and key.names and key.id not in edge]
    while len(shown) > 1 and width_of((*_keys_row(shown, words), *right)) + 2 > width:
        others, last = shown[: _start_of_last_group(shown)], shown[_start_of_last_group(shown) :]
        # The signs + and - are clear without their label; other pairs, such as [ and ], are not.
        is_clear = last[0].label and [key.footer_name for key in last] == ["+", "−"]
        shown = [*others, *(replace(key, label="") for key in last if is_clear)] or shown[:1]
    return justify(_keys_row(shown, words), right, width)


def footer_rows(keys: Sequence[Key], words: Words, width: int) -> list[Row]:
    """Return all keys, on as many rows as they need."""
    rows, first = [], 0
    for end in range(1, len(keys) + 1):
        if end == len(keys) or width_of(_keys_row(keys[first : end + 1], words)) > width:
            rows.append(_keys_row(keys[first:end], words))
            first = end
    return rows


def _start_of_last_group(keys: Sequence[Key]) -> int:
    """Return the index of the first key in the final run of keys with the same label."""
    place = len(keys) - 1
    while place and keys[place - 1].label == keys[-1].label:
        place -= 1
    return place


def _keys_row(keys: Sequence[Key], words: Words) -> Row:
    """Return the keys with their labels as a row. Neighbours with the same label share it."""
    parts: list[Span] = [Span(" ")]
    for key, after in zip_longest(keys, keys[1:]):
        parts.append(key_span(key))
        if after is not None and after.label == key.label:
            parts.append(Span(" "))
        else:
            label = Span(f" {words.say(key.label)}" if key.label else "", "muted")
            parts += [label, Span("  ")]
    return row(*parts[:-1])


SENTENCE = 30
"""The minimum width of a description beside its label, in cells. In less space, it is below."""


@frozen
class KeyColumns:
    """The widths of the columns in a list of keys: the names of keys, and their labels."""

    words: Words
    names: int
    labels: int

    @property
    def purpose_column(self) -> int:
        """The number of cells before the descriptions of keys."""
        return self.label_column + self.labels + 2

    @property
    def label_column(self) -> int:
        """The number of cells before the labels of keys."""
        return 1 + self.names + 2

    def label_row(self, names: Span, label: str, sought: Sequence[str] = ()) -> Row:
        """Return a row with the names of a key and its label. Words in `sought` are highlighted."""
        gap = " " * (self.names - cell_len(names.text) + 2)
        end = " " * (self.labels - cell_len(label) + 2)
        return row(" ", names, gap, *mark_matches(label, sought), end)

    def rows(self, names: Span, key: Key, width: int) -> list[Row]:
        """Return the rows of a key with its description.

        The description is beside the label or, if there is not enough room, below it.
        """
        lead = self.label_row(names, self.words.say(key.label))
        if not key.purpose:
            return [lead]
        purpose = self.words.say(key.purpose)
        if width - self.purpose_column >= SENTENCE:
            return hanging_rows(lead, purpose, width, "muted")
        return [
            lead,
            *indent_rows(
                paragraphs(purpose, width - self.label_column, "muted"), self.label_column
            ),
        ]


def mark_matches(text: str, sought: Sequence[str]) -> Row:
    """Return a text in which the words in `sought` are highlighted."""
    from sommet_tui.domain.search import highlight

    return row(
        *(Span(piece, "match" if hit else "") for piece, hit in highlight(text, sought).pieces())
    )


def key_columns(keys: Iterable[tuple[Key, str]], words: Words) -> KeyColumns:
    """Return columns that are wide enough for these pairs of a key and the names to show for it."""
    sizes = [(cell_len(names), cell_len(words.say(key.label))) for key, names in keys]
    return KeyColumns(words, *(max(column) for column in zip(*(sizes or [(1, 1)]), strict=True)))


def key_list(keys: Iterable[Key], words: Words, width: int) -> list[Row]:
    """Return a list of keys with their descriptions. Keys with the same label share a row."""
    groups: dict[str, list[Key]] = {}
    for key in keys:
        groups.setdefault(key.label, []).append(key)
    shown = [(group[0], " ".join(key.footer_name for key in group)) for group in groups.values()]
    columns = key_columns(shown, words)
    return [
        line
        for key, names in shown
        for line in columns.rows(key_span(key, f"{cut_or_pad(names, columns.names)} "), key, width)
    ]


def grouped_keys(
    reachable: Iterable[tuple[Key, DOMNode]], choices: Choices, left_out: Container[str]
) -> Iterator[tuple[str, Key, DOMNode]]:
    """Yield the keys that work, each with the heading of its group and its node.

    `choices` are the groups with their headings. A key that is in no group joins the first group if
    its family, such as `stage` in `stage.start`, is the family of a listed key. Otherwise, it is
    left out. If several groups have a key, only the first yields it.
    """
    nodes = {key.id: (key, node) for key, node in reachable if key.id not in left_out}
    grouped = {key.id for _, keys in choices for key in keys}
    family = {id_.partition(".")[0] for id_ in grouped}
    others = [
        key
        for id_, (key, _) in nodes.items()
        if id_ not in grouped and id_.partition(".")[0] in family
    ]
    for number, (heading, keys) in enumerate(choices):
        for key in (*keys, *([] if number else others)):
            if key.id in nodes:
                yield heading, *nodes.pop(key.id)
