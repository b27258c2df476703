"""The first line of every screen, and the warnings below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len

from sommet_tui.companion.keys import (
    APP_BACK,
    APP_CHANGES,
    APP_CLOCK,
    CLOCK_FASTER,
    CLOCK_SLOWER,
    GO_STAGE,
    LIST_FACETS,
    STAGE_ACTS,
)
from sommet_tui.domain.instants import to_minute
from sommet_tui.tui.keys.foot import pressable
from sommet_tui.tui.render.rows import (
    Row,
    Span,
    first_fitting,
    fit,
    fit_row,
    fitting,
    row,
    spread,
    styled,
    width_of,
)
from sommet_tui.tui.scene import Scene
from sommet_tui.wording.errors import storage_error_sentence, trouble_sentence
from sommet_tui.wording.sentences import listed, place, room_name
from sommet_tui.wording.times import column_time, date_text, viewer_time

if TYPE_CHECKING:
    from sommet_tui.companion.follower import Following
    from sommet_tui.domain.facets import Facets
    from sommet_tui.domain.sharing.merge import VoidAct


def header(
    scene: Scene, width: int, filters: Facets | None = None, room: str | None = None
) -> list[Row]:
    """Return event and place, date and time of day, and everything unusual.

    `filters` are those of a screen that lists sessions. `room` is the room that a screen of the
    crew shows.
    """
    title = _title(scene, width, room, _is_one_room(scene, filters))
    return [title, *(paint(width) for paint in _unusual(scene, filters))]


def height(scene: Scene, filters: Facets | None = None) -> int:
    """Return how many rows the header has."""
    return 1 + sum(1 for _ in _unusual(scene, filters))


def _unusual(scene: Scene, filters: Facets | None) -> Iterator[Callable[[int], Row]]:
    """Yield functions that paint the rows below the title for a width."""
    snapshot, words = scene.snapshot, scene.words
    if _void(scene):
        yield lambda width: _mark(_void_line(scene, width), "badge-warning", width)
    if snapshot.shifted:
        style = "badge" if scene.unrecorded_since is None else "badge-warning"
        yield lambda width: _mark(_clock_mark(scene, width), style, width)
    if snapshot.trouble is not None:
        yield partial(_mark, trouble_sentence(snapshot.trouble, words), "badge-warning")
    if snapshot.data_error is not None:
        yield partial(_mark, storage_error_sentence(snapshot.data_error, words), "badge-warning")
    followed = _followed(scene)
    if followed is not None and followed.freshness != "live":
        from sommet_tui.wording.following import following_sentence

        yield partial(_mark, following_sentence(followed, scene.now, words), "badge-warning")
    for trouble in filter(None, (_lost(scene), _crew_trouble(scene))):
        yield partial(_mark, trouble, "badge-warning")
    if scene.unread is not None:
        yield partial(_changed, *scene.unread, scene)
    if filters and not _is_one_room(scene, filters):
        yield partial(_narrowed, scene, filters)
    if filters is not None and snapshot.mine.hidden:
        yield partial(_hidden, scene)


def _changed(picks: int, rooms: int, scene: Scene, width: int) -> Row:
    """Return how many bookmarks changed since the user last looked, and the key that lists them."""
    from sommet_tui.wording.changes import news_title

    sentence = f" {news_title(picks, rooms, scene.words)} · "
    return fit_row(row(Span(sentence, "warning"), pressable(scene.keymap.of(APP_CHANGES))), width)


def _void(scene: Scene) -> tuple[VoidAct, ...]:
    """Return the void acts that concern this laptop and that the user has not read."""
    crew = scene.snapshot.events.crew
    return () if crew is None else crew.unseen


def _void_line(scene: Scene, width: int) -> str:
    """Return the first void act, why it is void, the number of others, and the keys to see them."""
    from sommet_tui.wording.sharing import void_sentence

    crew, void, words = scene.snapshot.events.crew, _void(scene), scene.words
    assert crew is not None
    said = void_sentence(void[0], crew, scene.view)
    more = words.say("{n} more", n=len(void) - 1) if len(void) > 1 else None
    stage, log = (scene.keymap.shown(key) for key in (GO_STAGE, STAGE_ACTS))
    keys = words.say("{stage}, then {log}: details", stage=stage, log=log)
    room = max(0, width - 2 - cell_len(listed(["·", more, keys])) + 1)
    return listed([fit(said, room), more, keys])


def _crew_trouble(scene: Scene) -> str | None:
    """Return the trouble with the connection to the crew, or None."""
    crew = scene.snapshot.events.crew
    if crew is None or scene.snapshot.link is None:
        return None
    from sommet_tui.wording.sharing import link_trouble

    return link_trouble(crew, scene.snapshot.link, scene.view)


def _lost(scene: Scene) -> str | None:
    """Return that actions of today are about an unknown session, or None."""
    if not scene.snapshot.events.acts:
        return None
    from sommet_tui.wording.stage import lost_sentences

    return next(lost_sentences(scene.view), None)


def _narrowed(scene: Scene, filters: Facets, width: int) -> Row:
    """Return the active filters, and the key that changes them."""
    from sommet_tui.wording.facets import facets_text

    words = scene.words
    text = listed(facets_text(filters, scene.programme, words))
    left = row(" ", Span(words.say("only: {facets}", facets=text), "warning"))
    return spread(left, _filter_key(scene), width)


def _is_one_room(scene: Scene, filters: Facets | None) -> bool:
    """Return whether the chosen room is the only filter; the first row then names it."""
    return bool(filters) and not scene.facets


def _one_room(scene: Scene, title: Row, space: int) -> Row:
    """Return the event and the chosen room, with the key that shows all rooms if there is space."""
    room, words = room_name(scene.programme, scene.snapshot.room) or "", scene.words
    only = Span(words.say("only: {facets}", facets=room), "warning")
    key = row(
        "  ", pressable(scene.keymap.of(APP_BACK)), Span(f" {words.say('All rooms')}", "muted")
    )
    named = row(*title, " · ", only)
    return first_fitting([row(*named, *key), named, row(" ", only, *key), row(" ", only)], space)


def _hidden(scene: Scene, width: int) -> Row:
    """Return how many sessions are hidden, or shown on request, and the key that changes it."""
    words, number = scene.words, len(scene.snapshot.mine.hidden)
    if scene.hidden:
        said = words.say("hidden: {n}", n=number)
    else:
        said = words.say("hidden sessions shown: {n}", n=number)
    left = styled(f" {said}", "muted")
    return spread(left, _filter_key(scene), width)


def _filter_key(scene: Scene) -> Row:
    label = Span(f" {scene.words.say(LIST_FACETS.label)} ", "muted")
    return row(pressable(scene.keymap.of(LIST_FACETS)), label)


def looks(scene: Scene) -> object:
    """Return a value that is equal as long as only the clock of the header has changed."""
    snapshot = scene.snapshot
    return (
        (snapshot.base or snapshot).programme,
        snapshot.room,
        (snapshot.shifted, snapshot.speed, snapshot.events.rehearsal, scene.unrecorded_since),
        (snapshot.trouble, snapshot.data_error, snapshot.following, _lost(scene)),
        _crew(scene),
        (scene.words, scene.zones, scene.keymap, scene.facets),
        (len(snapshot.mine.hidden), bool(scene.hidden), scene.unread),
        to_minute(scene.zones.local(scene.now)),
    )


def _crew(scene: Scene) -> object:
    crew = scene.snapshot.events.crew
    if crew is None:
        return None
    return crew.share, crew.log.leads, scene.snapshot.link, crew.unseen, crew.names


CLOCK_WIDTH = 9
"""The width of the clock at the right end of the first row, in cells."""


def clock(scene: Scene) -> Row:
    """Return the time of day, in `CLOCK_WIDTH` cells."""
    return row(Span(f"{scene.face(scene.now):>{CLOCK_WIDTH - 1}}", "strong"), " ")


def _title(scene: Scene, width: int, shown: str | None, one_room: bool) -> Row:
    programme = scene.programme
    day = date_text(scene.view.today, scene.words)
    right = clock(scene)
    followed = _followed(scene)
    if followed is not None and followed.freshness == "live":
        right = row(Span(scene.words.say("live"), "accent"), "  ", *right)
    left = row(" ", Span(programme.title, "title"))
    if one_room:
        left = _one_room(scene, left, width - width_of(right) - 3)
    room = room_name(programme, scene.snapshot.room) if shown or one_room else None
    own = viewer_time(scene.now, scene.view, in_column=True)
    # The most important first: each is shown as long as there is room for it.
    left = _with(left, [None if one_room else room], "accent", right, width)
    left = _with(left, _crew_marks(scene, shown), "accent", right, width)
    if _fits(left, (Span(f"{day}   "), *right), width):
        right = row(Span(day, "muted"), "   ", *right)
    if own and _fits(left, (Span(f"{own}   "), *right), width):
        right = row(Span(f"{own}   ", "faint"), *right)
    if not room:
        places = place(programme), programme.venue.name if programme.venue else None
        left = _with(left, places, "muted", right, width)
    return spread(left, right, width)


def _with(left: Row, forms: Iterable[str | None], style: str, right: Row, width: int) -> Row:
    """Return the left part with the first form for which there is room, if any."""
    wholes = (row(*left, Span(f" · {form}", style)) for form in forms if form)
    return next((whole for whole in wholes if _fits(whole, right, width)), left)


def _followed(scene: Scene) -> Following | None:
    """Return the status of the day that another stage drives, if that is shown."""
    return None if scene.snapshot.shifted else scene.snapshot.following


def _crew_marks(scene: Scene, shown: str | None) -> tuple[str, ...]:
    """Return that the day is shared, and who leads, the most important first.

    If there are several rooms, it is the lead of the room shown. Empty after an error.
    """
    snapshot = scene.snapshot
    crew, rooms = snapshot.events.crew, snapshot.programme.rooms
    if crew is None or snapshot.link is None or not snapshot.link.connected:
        return ()
    from sommet_tui.wording.sharing import lead_words

    signed = f"⇄ {crew.share.name}"
    room = shown or snapshot.room or (rooms[0].id if len(rooms) == 1 else None)
    if room is None and len(rooms) > 1:
        return signed, "⇄"
    who = lead_words(crew, room, scene.words)
    return f"{signed} · {who}", f"⇄ {who}", "⇄"


def _fits(left: Row, right: Row, width: int) -> bool:
    return width_of(left) + width_of(right) + 3 <= width


def rehearsal_forms(scene: Scene) -> tuple[str, ...]:
    """Return shorter and shorter forms of "Rehearsal"; on a day of the event, with its start.

    Each of them says that the day is not being recorded.
    """
    words, since = scene.words, scene.unrecorded_since
    key = scene.keymap.shown(APP_CLOCK)
    pace = words.say("speed × {pace} · {key}: clock", pace=f"{scene.snapshot.speed:g}", key=key)
    if since is None:
        return (f"{words.say('REHEARSAL')} · {pace}",)
    time = column_time(since, scene.zones)
    said = words.say("REHEARSAL since {time}: the real day is not being recorded", time=time)
    short = words.say("REHEARSAL since {time} · not recorded", time=time)
    return f"{said} · {pace}", said, short


def _clock_mark(scene: Scene, width: int) -> str:
    words = scene.words
    key = scene.keymap.shown(APP_CLOCK)
    pace = scene.snapshot.speed
    if scene.snapshot.events.rehearsal is not None:
        forms = rehearsal_forms(scene)
    else:
        forms = (words.say("SIMULATED TIME · {key}: clock", key=key),)
        if pace == 0:
            still = words.say("SIMULATED TIME · stopped · {key}: clock", key=key)
            forms = (still, words.say("SIMULATED TIME · stopped"))
        elif pace != 1:
            runs = words.say(
                "SIMULATED TIME · speed × {pace} · {key}: clock, then {faster} {slower}: speed",
                pace=f"{pace:g}",
                key=key,
                faster=scene.keymap.shown(CLOCK_FASTER),
                slower=scene.keymap.shown(CLOCK_SLOWER),
            )
            forms = (runs, words.say("SIMULATED TIME · speed × {pace}", pace=f"{pace:g}"))
    return fitting(forms, width - 2)


def _mark(text: str, style: str, width: int) -> Row:
    line = f" {text} "
    return row(Span(line, style), Span(" " * max(0, width - width_of(row(line))), style))
