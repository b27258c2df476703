"""The list of changes, the text of each, and the sessions offered as replacements."""

from __future__ import annotations

from sommet_tui.companion.unseen_changes import added_changes
from sommet_tui.wording.changes import change_text, replacement_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.changes import RoomChange, SessionChange
    from sommet_tui.domain.filters import Facets
    from sommet_tui.domain.programme import Session
    from sommet_tui.wording.words import View


def listed_changes(
    unseen: Iterable[SessionChange],
    by_stage: Iterable[SessionChange],
    snapshot: Snapshot,
    now: datetime,
) -> tuple[SessionChange, ...]:
    """Return the changes to list: those of the programme, and those that the stage manager made.

    A change by the stage manager is listed only if it concerns a bookmark or adds a session.
    """
    return (*unseen, *by_stage, *added_changes(snapshot, now))


def matching_room_changes(
    rooms: Iterable[RoomChange], snapshot: Snapshot, facets: Facets | None, now: datetime
) -> tuple[RoomChange, ...]:
    """Return the renamed rooms in which a session matches the filters."""
    by_id = snapshot.programme.by_id
    return tuple(
        room
        for room in rooms
        if snapshot.matching_sessions(
            (by_id[id_] for id_ in room.sessions if id_ in by_id), facets, now
        )
    )


def changes_by_session(
    unseen: Iterable[SessionChange], by_stage: Iterable[SessionChange]
) -> dict[str, SessionChange]:
    """Return, by session id, the change to show on the session's page.

    If the stage manager and the programme changed a session, this is the stage manager's change.
    Added sessions have no change.
    """
    return {change.session.id: change for change in (*unseen, *by_stage)}


def plan_lines(view: View) -> list[str]:
    """Return a line for each change of the user's plans, with the old and the new stops."""
    changes = view.snapshot.mine.plan_changes
    if not changes:
        return []
    from sommet_tui.wording.plan import plan_change_text

    return [plan_change_text(change, view) for change in changes]


def no_changes_sentence(view: View) -> str:
    """Return a sentence saying that the list of changes is empty.

    If the stage manager runs the day, the sentence also names the changes that would be listed.
    """
    if view.snapshot.at(view.now).live is None:
        return view.words.say("Nothing has changed.")
    return view.words.say(
        "No changes to your bookmarks. Sessions that the stage manager cancels or moves are listed "
        "only if you have bookmarked them."
    )


def change_sentence(change: SessionChange, view: View) -> str:
    """Return how a session changed or, if a bug prevents this, a sentence about the bug."""
    try:
        return change_text(change, view)
    except Exception as error:  # an error in one change must not hide the other changes
        from sommet_tui.wording.errors import undescribed_change_sentence

        return undescribed_change_sentence(type(error).__name__, view.words)


def replacements(change: SessionChange, view: View) -> list[tuple[Session, str]]:
    """Return each replacement of a changed session, with a line of text.

    Return [] if the session has no bookmark.
    """
    mine = change.session.id in view.snapshot.mine.bookmarked_ids
    return replacement_lines(change, view) if mine else []
