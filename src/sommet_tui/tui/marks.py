"""The keys that bookmark or hide a session or set its reminder, and their undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.cells import cell_len

from sommet_tui.companion.errors import StorageError, UnknownError
from sommet_tui.companion.keys import MINE_LEAD, SESSION_HIDE
from sommet_tui.domain.bookmarks import next_degree
from sommet_tui.domain.limits import MINUTES_LIMIT
from sommet_tui.domain.text import shorten
from sommet_tui.tui.feedback import Feedback
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.errors import storage_error_sentence
from sommet_tui.wording.sentences import mark_sentence, short_name, undone_words

if TYPE_CHECKING:
    from sommet_tui.domain.bookmarks import Degree
    from sommet_tui.tui.widgets.dialog import Dialog

_FEWEST = 8
"""The minimum number of characters of a name that an answer shows."""


def star(viewer: Viewer, session_id: str, width: int) -> Feedback | None:
    """Bookmark a session, make it a maybe, or remove the bookmark; None if it is gone.

    The answer takes at most `width` cells if possible.
    """
    snapshot = viewer.snapshot
    there = session_id in snapshot.programme.by_id
    # A session that left the programme can only lose its bookmark.
    degree = next_degree(snapshot.mine.degrees.get(session_id)) if there else None
    return _mark(viewer, session_id, degree, width)


def hide(viewer: Viewer, session_id: str, width: int) -> Feedback | None:
    """Hide a session from lists, or show it again; None if it is gone."""
    hidden = viewer.snapshot.mine.degrees.get(session_id) == "hidden"
    return _mark(viewer, session_id, None if hidden else "hidden", width)


def hiding_warning(viewer: Viewer, session_id: str) -> str | None:
    """Return a warning before a running session is hidden on a computer that drives the day."""
    companion, session = viewer.companion, viewer.programme.by_id.get(session_id)
    if session is None or viewer.snapshot.mine.degrees.get(session_id) == "hidden":
        return None
    running = viewer.snapshot.status(session, companion.clock.now()) == "running"
    if not running or not companion.log.has_recorded_today():
        return None
    return viewer.words.say(
        "{key} only hides {session}, which is running. To hide it, press {key} again.",
        session=short_name(session),
        key=viewer.keymap.key_text(SESSION_HIDE),
    )


def undo(viewer: Viewer, width: int) -> Feedback:
    """Undo the last change that the user made in this window; say which, or why that failed."""
    words, undos = viewer.words, viewer.undos
    while undos:
        try:
            done, changes = viewer.change(lambda: undos[-1](width))
        except StorageError as error:
            return Feedback(storage_error_sentence(error, words), "danger")
        except UnknownError:
            undos.pop()
            continue
        if isinstance(done, Feedback):
            return done
        undos.pop()
        return Feedback(" · ".join([undone_words(done, words), *changes]))
    return Feedback(words.say("Nothing to undo here."), "muted")


def lead_dialog(
    viewer: Viewer, id_: str | None, report: Callable[[Feedback | None], None]
) -> Dialog | str:
    """Ask how long before its start to remind the user of a session or own event.

    Return the reason as text if there is nothing to ask. `report` receives the answer's result.
    """
    # Imported here: most who look at a screen set no reminder.
    from sommet_tui.tui.widgets.dialog import LineDialog, question_painter
    from sommet_tui.tui.widgets.field import CleanInput

    words, snapshot = viewer.words, viewer.snapshot
    own = {event.id: event.title for event in snapshot.mine.own_events}
    if id_ is None:
        return words.say("No session is selected.")
    session = snapshot.programme.by_id.get(id_)
    if id_ in own:
        asked = words.say("When to leave for {session}", session=own[id_])
    elif session is None or id_ not in snapshot.mine.bookmarked_ids:
        return words.say("Only bookmarks have reminders. Bookmark the session first.")
    else:
        asked = words.say("When to remind me of {session}", session=short_name(session))

    lead = snapshot.mine.leads.get(id_)
    hint = words.say("minutes before, 0 to {most} (empty: use the settings)", most=MINUTES_LIMIT)

    def set_lead(typed: str) -> str | None:
        text = typed.strip()
        is_number = text.isascii() and text.isdecimal() and int(text) <= MINUTES_LIMIT
        if text and not is_number:
            return hint
        report(_set_lead(viewer, id_, int(text) if text else None))
        return None

    field = CleanInput("" if lead is None else str(lead), max_length=4)
    return LineDialog(
        words.say(MINE_LEAD.label), question_painter(f"{asked}\n{hint}"), 2, field, set_lead
    )


def change_with_undo(
    viewer: Viewer, act: Callable[[], str], restore: Callable[[int], str | None]
) -> Feedback | None:
    """Make a change; return its sentence with the key to undo it, or why it failed.

    None if the subject is gone. `restore` undoes the change for a width in cells; it may return
    another sentence for it.
    """
    try:
        said, changes = viewer.change(act)
    except StorageError as error:
        return Feedback(storage_error_sentence(error, viewer.words), "danger")
    except UnknownError:
        return None
    viewer.undos.append(lambda width: restore(width) or said)
    return Feedback(" · ".join([said, viewer.undo_key, *changes]))


def _set_lead(viewer: Viewer, id_: str, minutes: int | None) -> Feedback | None:
    from sommet_tui.wording.bookmarks import lead_sentence

    before = viewer.snapshot.mine.leads.get(id_)

    def change() -> str:
        viewer.companion.mine.set_lead(id_, minutes)
        return lead_sentence(id_, minutes, viewer.view())

    def restore(_width: int) -> None:
        viewer.companion.mine.set_lead(id_, before)

    return change_with_undo(viewer, change, restore)


def _mark(viewer: Viewer, session_id: str, degree: Degree | None, width: int) -> Feedback | None:
    mine, words = viewer.companion.mine, viewer.words
    session = viewer.programme.by_id.get(session_id)
    name = short_name(session) if session is not None else session_id
    before = viewer.snapshot.mine.degrees.get(session_id)

    def mark() -> str:
        mine.star(session_id, degree)
        after = viewer.snapshot.mine.degrees.get(session_id)
        said = mark_sentence(name, before, after, words)
        more = cell_len(f"{said} · {viewer.undo_key}") - width + 2
        if more > 0:
            fewer = shorten(name, max(_FEWEST, len(name) - more))
            said = mark_sentence(fewer, before, after, words)
        return said

    def restore(_width: int) -> None:
        mine.star(session_id, before)

    return change_with_undo(viewer, mark, restore)
