"""The header: the top row of every screen with its chips, and the rows for filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from rich.cells import cell_len

from sommet_tui.companion.keys import (
    APP_BACK,
    APP_CHANGES,
    APP_CLOCK,
    CLOCK_FASTER,
    CLOCK_SLOWER,
    CREW_TABS,
    DAY_SCREENS,
    GO_INFO,
    GO_STAGE,
    KEYS,
    LIST_FACETS,
    STAGE_ACTS,
    Key,
)
from sommet_tui.domain.instants import truncate_to_minute
from sommet_tui.domain.values import frozen, replace
from sommet_tui.tui.keys_on_screen import key_span, restyle
from sommet_tui.tui.render.rows import (
    BLANK,
    Row,
    Span,
    first_fitting_row,
    fit,
    fit_row,
    hanging_rows,
    justify,
    row,
    text_row,
    width_of,
)
from sommet_tui.tui.viewer import Scene
from sommet_tui.wording import errors, expected_times, marks, session_texts, times

if TYPE_CHECKING:
    from sommet_tui.domain.filters import Facets
    from sommet_tui.domain.messages import Message


@frozen
class Condition:
    """The text of a chip, a sentence that explains it, and the key that a click on it presses.

    `pace` is added to the text if it fits. If `warns`, the message line shows the sentence once, as
    soon as the condition is true. If `quiet`, the user need not do anything.
    """

    chip: str
    sentence: str
    key: Key = GO_INFO
    warns: bool = True
    quiet: bool = False
    pace: str = ""


def conditions(scene: Scene) -> Iterator[Condition]:
    """Yield a condition for everything unusual now, the most important first."""
    snapshot, words = scene.snapshot, scene.words
    if snapshot.events.rehearsal is not None and snapshot.is_shifted:
        sentence = rehearsal_variants(scene)[0]
        yield Condition(words.say("REHEARSAL"), sentence, APP_CLOCK, False, pace=_pace(scene))
    elif snapshot.is_shifted:
        sentence, pace = _simulated_text(scene), _pace(scene)
        yield Condition(words.say("SIMULATED"), sentence, APP_CLOCK, False, quiet=True, pace=pace)
    yield from _void_conditions(scene)
    if snapshot.data_error is not None:
        sentence = errors.storage_error_sentence(snapshot.data_error, words)
        yield Condition(words.say("DATA ERROR"), sentence)
    old = words.say("OLD DATA")
    if snapshot.trouble is not None:
        yield Condition(old, errors.trouble_sentence(snapshot.trouble, words))
    for act in snapshot.lost_acts(scene.now):
        from sommet_tui.wording.crew import lost_act_sentence

        yield Condition(words.say("LOST SESSION"), lost_act_sentence(act, scene))
    yield from _crew_conditions(scene)
    followed = None if scene.snapshot.is_shifted else scene.snapshot.following
    if followed is not None:
        from sommet_tui.wording.audience import following_sentence

        chips = {
            "live": words.say("LIVE"),
            "waiting": words.say("NOT LIVE"),
            "offline": words.say("OFFLINE"),
        }
        sentence = following_sentence(followed, scene.now, words)
        chip, live = chips.get(followed.freshness, old), followed.freshness == "live"
        yield Condition(chip, sentence, warns=not live, quiet=live)
    if scene.unread is not None:
        from sommet_tui.wording.changes import news_variants

        title, chip = news_variants(*scene.unread, words)
        yield Condition(f"{chip} {scene.keymap.key_text(APP_CHANGES)}", title, APP_CHANGES, False)


def remarks(scene: Scene) -> list[tuple[str, str]]:
    """Return the sentences on Info about the current moment, each with its style.

    They cover each unusual condition, the state of the crew, and the time in the user's own zone.
    """
    own = times.viewer_time(scene.now, scene)
    found = [(each.sentence, "muted" if each.quiet else "warning") for each in conditions(scene)]
    facts = *_crew_marks(scene, None)[:1], *([own] if own else [])
    return [*found, *((fact, "muted") for fact in facts)]


def _void_conditions(scene: Scene) -> Iterator[Condition]:
    """Yield a condition if void actions concern this laptop and the user has not read them."""
    crew, words = scene.snapshot.events.crew, scene.words
    if crew is None or not crew.unseen_void_acts:
        return
    from sommet_tui.wording.crew import void_sentence

    void, *others = crew.unseen_void_acts
    more = words.say("{n} more", n=len(others)) if others else None
    stage, log = (scene.keymap.key_text(key) for key in (GO_STAGE, STAGE_ACTS))
    room = (
        session_texts.room_name(scene.programme, void.act.room)
        if scene.programme.has_several_rooms
        else None
    )
    keys = words.say("details: press {stage}, then {log}", stage=stage, log=log)
    if room:
        keys = words.say(
            "details: press {stage}, select {room}, press {log}", stage=stage, room=room, log=log
        )
    sentence = session_texts.join([void_sentence(void, crew, scene), more, keys])
    yield Condition(words.say("{n} VOID", n=len(crew.unseen_void_acts)), sentence, GO_STAGE)


def _crew_conditions(scene: Scene) -> Iterator[Condition]:
    """Yield a condition if the laptop has trouble with its connection to the crew."""
    crew, link = scene.snapshot.events.crew, scene.snapshot.link
    if crew is None or link is None or (not link.connected and link.error is None):
        return  # A window that still connects for the first time reports no trouble.
    from sommet_tui.wording.crew import link_trouble

    sentence = link_trouble(crew, link, scene)
    if sentence is not None:
        words = scene.words
        chip = words.say("CREW") if link.connected else words.say("OFFLINE")
        if link.unshared:
            chip = words.say("WRONG CLOCK")
        # The answer to the key has already reported that the broker refuses the lead.
        yield Condition(chip, sentence, warns=link.refused != "lead")


def _crew_marks(scene: Scene, shown: str | None) -> tuple[str, ...]:
    """Return ever shorter texts that name the crew and the lead of a room.

    The room is `shown`, or else the chosen room, or else the only room. Without a connection, the
    texts name the last known lead. Return () if the laptop belongs to no crew.
    """
    snapshot = scene.snapshot
    crew, rooms = snapshot.events.crew, snapshot.programme.rooms
    if crew is None or snapshot.link is None:
        return ()
    from sommet_tui.wording.crew import last_lead_words, lead_words

    signed = f"⇄ {crew.share.name}"
    room = shown or snapshot.room or (rooms[0].id if len(rooms) == 1 else None)
    if room is None and len(rooms) > 1:
        return signed, "⇄"
    if not snapshot.link.connected:
        return (
            *(f"⇄ {form}" for form in last_lead_words(crew, room, snapshot.link, scene)),
            "⇄",
        )
    lead = lead_words(crew, room, scene.words)
    return f"{signed} · {lead}", f"⇄ {lead}", "⇄"


def rehearsal_variants(scene: Scene) -> tuple[str, ...]:
    """Return ever shorter texts about a rehearsal.

    On a day of the event, they say since when, in real time, the app has not recorded the real day.
    """
    words, since = scene.words, scene.unrecorded_since
    key = scene.keymap.key_text(APP_CLOCK)
    pace = words.say("speed × {pace} · {key}: clock", pace=f"{scene.snapshot.speed:g}", key=key)
    if since is None:
        return (f"{words.say('REHEARSAL')} · {pace}",)
    time = times.column_time(since, scene.zones)
    sentence = words.say("REHEARSAL since {time} real time: the real day is unaffected", time=time)
    short = words.say("REHEARSAL since {time} real time", time=time)
    return f"{sentence} · {pace}", sentence, short


def _pace(scene: Scene) -> str:
    """Return the speed of the clock, to add to the text of a chip; "" if the speed is 1."""
    pace = scene.snapshot.speed
    if pace == 0:
        return f" · {scene.words.say('stopped')}"
    return "" if pace == 1 else f" × {pace:g}"


def _simulated_text(scene: Scene) -> str:
    """Return the text about the simulated time, with the keys that control the clock."""
    words, pace, shown = scene.words, scene.snapshot.speed, scene.keymap.key_text
    key = shown(APP_CLOCK)
    if pace == 0:
        return words.say("SIMULATED TIME · stopped · {key}: clock", key=key)
    if pace == 1:
        return words.say("SIMULATED TIME · {key}: clock", key=key)
    return words.say(
        "SIMULATED TIME · speed × {pace} · {key}: clock, then {faster} {slower}: speed",
        pace=f"{pace:g}",
        key=key,
        faster=shown(CLOCK_FASTER),
        slower=shown(CLOCK_SLOWER),
    )


CLOCK_WIDTH = 9
"""The width of the clock at the right end of the top row, in cells."""
_CHIPS = 3
"""The maximum number of chips in the top row. Info shows all conditions."""
_LONE_TAB = 50
"""The width of a window below which the top row has only the current tab."""
_ZONE = 100
"""The width of a window from which the time in the user's own zone is beside the clock."""
_ROOMY, _TIGHT = 20, 15
"""The number of cells that stay free for chips or the date.

The first number is for tabs with names, the second for tabs with only digits. The cells stay free
even without chips, so that a new chip does not move the tabs.
"""
_NAME, _SHORT_NAME = 24, 8
"""The minimum width of the event's name, in cells.

The first number is for tabs with names, the second for tabs with only digits.
"""


@frozen
class UserPlace:
    """The user's position in the app, as far as the header shows it.

    `here` is the id of the key that opens the screen. If `crew`, the crew's screens also have tabs.
    `filters` are the filters of a screen that lists sessions. `room` is the room of a screen of the
    crew.
    """

    here: str = ""
    crew: bool = False
    filters: Facets | None = None
    room: str | None = None


def header(scene: Scene, width: int, at: UserPlace) -> list[Row]:
    """Return the top row and, if needed, the row for filters and hidden sessions."""
    top = _top_row(scene, width, at)
    if _is_alarming(scene, at.here):
        top = tuple(restyle(part, "strong" if part.style == "tab" else "chip") for part in top)
    return [top, *_filter_rows(scene, at.filters, width)]


def header_height(scene: Scene, filters: Facets | None) -> int:
    """Return the height of the header in rows."""
    return 1 + len([*_filter_rows(scene, filters, 0)])


def _is_alarming(scene: Scene, here: str) -> bool:
    """Return whether the whole top row has an alarming colour.

    The crew's screens have one during a rehearsal.
    """
    rehearses = scene.snapshot.is_shifted and scene.snapshot.events.rehearsal is not None
    return rehearses and KEYS.get(here) in CREW_TABS


def clock_row(scene: Scene, here: str = "") -> Row:
    """Return the time of day as a row of `CLOCK_WIDTH` cells."""
    style = "chip" if _is_alarming(scene, here) else "strong"
    return row(Span(f"{scene.clock_text(scene.now):>{CLOCK_WIDTH - 1}}", style), Span(" ", style))


def header_signature(scene: Scene, room: str | None) -> object:
    """Return a value that changes when more than the clock of the header changes."""
    snapshot = scene.snapshot
    return (
        (snapshot.base or snapshot).programme,
        snapshot.room,
        tuple(conditions(scene)),
        _crew_marks(scene, room),
        (scene.words, scene.zones, scene.keymap, scene.facets),
        (len(snapshot.mine.hidden), bool(scene.hidden)),
        truncate_to_minute(scene.zones.local(scene.now)),
    )


@frozen
class _Tabs:
    """The row of tabs in three forms.

    `named` has all names, `short` names only the current tab, and `lone` has only the current tab.
    """

    named: Row
    short: Row
    lone: Row


def _tabs(scene: Scene, at: UserPlace) -> _Tabs:
    here, keys = at.here, [*DAY_SCREENS, *(CREW_TABS if at.crew else ())]
    if here in KEYS and KEYS[here] not in keys:
        keys.append(KEYS[here])
    named, short, lone = BLANK, BLANK, BLANK
    for key in map(scene.keymap.resolve, keys):
        label = scene.words.say(key.label)
        if key.id == here:
            lone = (key_span(key, f" {key.footer_name} {label} ".replace("  ", " "), "tab"),)
            named, short = (*named, *lone, Span(" ")), (*short, *lone)
        else:
            number = key_span(key, f" {key.footer_name} ")
            named = (*named, number, Span(f"{label} ", "muted"), Span(" "))
            short = (*short, number)
    return _Tabs(named, short, lone)


def _name_variants(scene: Scene, at: UserPlace) -> list[Row]:
    """Return ever shorter rows with the name of the event and, on a room's screen, of the room."""
    event, words = row(" ", Span(scene.programme.title, "title")), scene.words
    named = session_texts.room_name(scene.programme, at.room or scene.snapshot.room)
    if _has_only_room_filter(scene, at.filters):
        only = Span(words.say("only: {facets}", facets=named or ""), "warning")
        back = Span(f" {words.say('All rooms')}", "muted")
        key = row(" ", only, "  ", key_span(scene.keymap.resolve(APP_BACK)), back)
        return [row(*event, " ·", *key), key, key[:2]]
    if at.room and named:
        return [row(*event, Span(f" · {named}", "accent")), row(" ", Span(named, "accent"))]
    return [event]


def _top_row(scene: Scene, width: int, at: UserPlace) -> Row:
    """Return the top row: the event, the tabs, the chips, the date and the clock.

    Parts that do not fit are shortened or left out.
    """
    own = times.viewer_time(scene.now, scene, in_column=True) if width >= _ZONE else None
    dates = times.header_dates(scene) if width >= _LONE_TAB else ()
    names, tabs, marks = _name_variants(scene, at), _tabs(scene, at), _crew_marks(scene, at.room)
    # The date and the lead are more important than the time in the user's own zone.
    kept = sum(cell_len(forms[-1]) + 3 for forms in (dates, marks[:-1]) if forms)
    reserved = max(_ROOMY, cell_len(own) + kept + 5) if own else _ROOMY
    right = clock_row(scene)
    left = _left_part(tabs, names, width - width_of(right), reserved)
    chips = _chips(scene, width - width_of(left) - width_of(right) - 2)
    for shorter in (
        _left_part(replace(tabs, named=tabs.short), names, width - width_of(right), _ROOMY),
        tabs.short,
    ):
        # The name of the lead matters more than the names of the tabs and of the event.
        free = width - width_of(left) - width_of(right) - width_of(chips) - 2
        if width >= _LONE_TAB and marks[1:] and cell_len(marks[-2]) + 3 > free:
            left = shorter
    free = width - width_of(left) - width_of(right) - width_of(chips) - 2
    if width < _LONE_TAB and names[1:] and free >= _SHORT_NAME:
        left = row(*left, *fit_row(first_fitting_row(names, free), free))
    for forms, style in (
        ((own,) if own and cell_len(own) + 3 <= free - kept else (), "faint"),
        (marks, "accent"),
        (dates, "muted"),
    ):
        form = next((form for form in forms if cell_len(form) + 3 <= free), None)
        if form is not None:
            free -= cell_len(form) + 3
            right = row(Span(f"{form}   ", style), *right)
    return justify(left, row(*chips, *right), width)


def _left_part(tabs: _Tabs, names: Sequence[Row], width: int, reserved: int) -> Row:
    """Return the left part of the top row: the name of the event or of the room, and the tabs.

    `width` is the width of the top row without the clock, in cells. If a long name can be cut,
    `reserved` cells stay free beside tabs with names.
    """
    if width < _LONE_TAB - CLOCK_WIDTH:
        return tabs.lone
    space = width - _ROOMY - width_of(tabs.named) - 3
    shown = tabs.named
    if space < min(_NAME, width_of(names[0])):
        shown, space = tabs.short, width - _TIGHT - width_of(tabs.short) - 3
        if space < _SHORT_NAME:
            return shown
    elif space > _NAME:
        space = max(_NAME, space + _ROOMY - reserved)
    return row(*fit_row(first_fitting_row(names, space), space), "   ", *shown)


def _chips(scene: Scene, free: int) -> Row:
    """Return chips for the first conditions, as many as fit into `free` cells."""
    chips: Row = BLANK
    for condition in islice(conditions(scene), _CHIPS):
        room = free - width_of(chips) - 1
        if chips and cell_len(condition.chip) + 2 > room:
            break
        style = "quiet-chip" if condition.quiet else "chip"
        text, key = condition.chip, ""
        if cell_len(text + condition.pace) + 2 <= room:
            text += condition.pace
        if condition.key is APP_CHANGES:  # its chip ends with the key, which is never cut
            text, _, key = text.rpartition(" ")
        text = fit(text, room - 2 - cell_len(f" {key}".rstrip()))
        chip = key_span(condition.key, f" {f'{text} {key}'.rstrip()} ", style)
        chips = (*chips, chip, Span(" "))
    return row(*chips, " " * min(2, free - width_of(chips))) if chips else BLANK


def _has_only_room_filter(scene: Scene, filters: Facets | None) -> bool:
    """Return whether the chosen room is the only filter.

    The top row then names the room, so that the filters need no row.
    """
    return bool(filters) and not scene.facets


def _filter_rows(scene: Scene, filters: Facets | None, width: int) -> Iterator[Row]:
    """Yield a row with the active filters and the number of hidden sessions, if there are any.

    If lists include hidden sessions, the row says so. At its right edge is the key for filters.
    """
    words, parts = scene.words, list[Span]()
    if filters and not _has_only_room_filter(scene, filters):
        text = session_texts.join(session_texts.facets_text(filters, scene.programme, words))
        parts.append(Span(f" {words.say('only: {facets}', facets=text)} ", "warning"))
    if filters is not None and (hidden := len(scene.snapshot.mine.hidden)):
        text = words.say("hidden: {n}", n=hidden)
        if not scene.hidden:
            text = words.say("hidden sessions shown: {n}", n=hidden)
        parts.append(Span(f"{'·' if parts else ''} {text}", "muted"))
    if parts:
        label = Span(f" {words.say(LIST_FACETS.label)} ", "muted")
        key = row(key_span(scene.keymap.resolve(LIST_FACETS)), label)
        yield justify(row(*parts), key, width)


_SIGN = text_row(f"{marks.NOTICE} ", "warning")


def notice_rows(scene: Scene, notices: Iterable[Message], width: int) -> list[Row]:
    """Return each notice, wrapped, with a sign before its first row."""
    texts = (
        expected_times.notice_text(message, scene.programme, scene.words) for message in notices
    )
    return [line for text in texts for line in hanging_rows(_SIGN, text, width, "warning")]
