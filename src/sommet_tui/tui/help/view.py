"""The page of all keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sommet_tui.companion.keymap import AS_THEY_ARE, Keymap
from sommet_tui.companion.keys import (
    EVERYWHERE,
    GROUPS,
    MAIN_QUIT,
    PEOPLE_SOON,
    SCREENS,
    Key,
    written,
)
from sommet_tui.domain.text import fold
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    indented,
    inset,
    joined,
    pad,
    paragraphs,
    row,
    styled,
    width_of,
    wrap,
)
from sommet_tui.wording import marks
from sommet_tui.wording.words import Words, mark

PAGES = ("keys", "stage", "moderator", "green-room", "ids")
"""The pages of the help; all but the first are not for everybody."""

_OF_STAGE = ("STAGE", "CONFIRMATION", "ACTIONS", "MESSAGE", "SPEAKER’S CLOCK")
_OF_MODERATOR = ("MODERATOR", "PLAN", "SEATS", "REPORT", "MESSAGE TO THE STAGE")
_TWO_COLUMNS = 112
"""From this width on, the keys are in two columns."""

_KEY = 5
"""Cells of a key before its id."""


class Tab(Span):
    """The name of a page, in their order."""


def help_page(  # noqa: PLR0913 - what is known of the keys, and what is looked at
    words: Words,
    width: int,
    here: Sequence[Key] = (),
    keymap: Keymap = AS_THEY_ARE,
    idle: Sequence[Key] = (),
    *,
    name: str = PAGES[0],
    wanted: str = "",
) -> list[Row]:
    """Return a page of keys with their descriptions, those of the previous screen first.

    `idle` are keys that do nothing in this programme. With words `wanted`, return the keys of all
    pages whose description contains them.
    """
    across = width >= _TWO_COLUMNS
    column = (width - 6) // 2 if across else width - 4
    sought = fold(wanted).split()
    blocks = [
        block
        for heading, keys in _groups(here, idle, None if sought else name)
        if (block := _block(words, heading, keys, keymap, sought, column))
    ]
    rows = [BLANK] if sought else [_tabs(words, name, width - 2), BLANK]
    rows += _beside(blocks, column) if across else [line for block in blocks for line in block]
    if not sought and name == PAGES[0]:
        sentence = words.say("Symbols: {signs}", signs=marks.legend(words))
        rows += paragraphs(sentence, width - 4, "muted")
        rows += _vim(words, keymap, width - 4)
    if not sought and name == PAGES[-1]:
        rows += paragraphs(words.say("IDS FOR THE SETTING “KEYS”"), width - 4, "accent")
        rows += _ids(keymap, width - 4)
    if sought and not blocks:
        rows.append(styled(words.say("No match."), "muted"))
    return [*inset(rows, 2), BLANK]


def _vim(words: Words, keymap: Keymap, width: int) -> list[Row]:
    """Which letters move, and who gave one of them up for that."""
    if not keymap.moves:
        return []
    sentence = words.say(
        "{letters} move the cursor as in vim, except where a screen uses them; in the green "
        "room, {key} replaces “h”.",
        letters=" ".join(keymap.moves),
        key=keymap.shown(PEOPLE_SOON),
    )
    return paragraphs(sentence, width, "muted")


def _tabs(words: Words, name: str, width: int) -> Row:
    """Return the pages and the arrows that turn them; if too wide, the footer has the arrows."""
    names = {
        "keys": words.say("Keys"),
        "stage": words.say("Stage"),
        "moderator": words.say("Moderator"),
        "green-room": words.say("Green room"),
        "ids": words.say("Ids"),
    }
    arrows = styled("← →", "key")
    for gap, end in (("  ", arrows), (" ", ())):
        tabs = [
            span
            for page in PAGES
            for span in (Tab(names[page], "tab" if page == name else "muted"), Span(gap))
        ]
        if width_of((*tabs, *end)) <= width:
            break
    return row(*tabs, *end)


def page_at(parts: Row, x: int) -> str | None:
    """Return the page whose tab is at a cell of the row."""
    end, pages = 0, iter(PAGES)
    for part in parts:
        end += width_of((part,))
        page = next(pages, None) if isinstance(part, Tab) else None
        if x < end:
            return page
    return None


def _block(  # noqa: PLR0913, PLR0917 - as above
    words: Words,
    heading: str,
    keys: Sequence[Key],
    keymap: Keymap,
    sought: Sequence[str],
    width: int,
) -> list[Row]:
    """Return a heading with its keys whose description contains all words; [] if there is none."""
    name_width = min(14, width // 3)
    rows: list[Row] = []
    for key in keys:
        names = " ".join(map(written, keymap.of(key).names)) or "–"
        purpose = words.say(key.purpose)
        if not all(word in fold(f"{names} {words.say(key.label)} {purpose}") for word in sought):
            continue
        lines = wrap(purpose, max(10, width - name_width - 1))
        rows.append(row(Span(pad(names, name_width), "key-name"), f" {next(lines)}"))
        rows += [indented(row(line), name_width + 1) for line in lines]
    return [styled(words.say(heading), "accent"), *rows, BLANK] if rows else []


def _beside(blocks: Sequence[Sequence[Row]], width: int) -> list[Row]:
    """Return the blocks in two columns of similar height, each block whole."""
    sizes = [len(block) for block in blocks]
    place = min(
        range(len(blocks) + 1), key=lambda n: max(sum(sizes[:n]), sum(sizes[n:])), default=0
    )
    left = [line for block in blocks[:place] for line in block]
    right = [line for block in blocks[place:] for line in block]
    return joined(left, right, width + 2)


def _ids(keymap: Keymap, width: int) -> Iterator[Row]:
    """The ids of all bindings, each after its key, in as many columns as fit."""
    keys = list({key.id: key for _, keys in GROUPS for key in keys}.values())
    column = max(len(key.id) for key in keys) + 2
    across = max(1, width // (_KEY + column))
    for first in range(0, len(keys), across):
        yield row(
            *(
                span
                for key in keys[first : first + across]
                for span in (
                    Span(pad(keymap.shown(key), _KEY), "key-name"),
                    Span(pad(key.id, column), "muted"),
                )
            )
        )


def _groups(
    here: Sequence[Key], idle: Sequence[Key], name: str | None
) -> Iterator[tuple[str, Sequence[Key]]]:
    """Headings with their keys, of a page or of all; no key stands twice on one page."""
    common = {key.id for key in (*SCREENS, *EVERYWHERE, MAIN_QUIT)}
    first = {key.id: key for key in here if key.id not in common}
    if name == PAGES[-1]:
        return
    if first and name in (None, PAGES[0]):
        yield mark("ON THIS SCREEN"), tuple(first.values())
    groups = sorted(GROUPS, key=lambda group: group[0] not in ("EVERYWHERE", "SCREENS"))
    for heading, keys in groups:
        page = _page_of(heading)
        if name not in (None, page):
            continue
        others = [
            key for key in keys if (page != "keys" or key.id not in first) and key not in idle
        ]
        if others:
            yield heading, others


def _page_of(heading: str) -> str:
    if heading in _OF_STAGE:
        return "stage"
    if heading in _OF_MODERATOR:
        return "moderator"
    return "green-room" if heading == "GREEN ROOM" else "keys"
