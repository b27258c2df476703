"""`show`: everything about one session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.exits import OK
from sommet_tui.cli.layout import block
from sommet_tui.cli.request import misused
from sommet_tui.cli.view import open_view, unknown
from sommet_tui.companion.errors import UnknownError
from sommet_tui.companion.json.programme import session_view
from sommet_tui.wording.sentences import clash, headline, listed, room_name
from sommet_tui.wording.summary import paragraphs, participant_line, standing, when_line
from sommet_tui.wording.times import viewer_time

if TYPE_CHECKING:
    from sommet_tui.cli.menu import Menu
    from sommet_tui.cli.request import Request
    from sommet_tui.cli.view import View
    from sommet_tui.domain.programme import Session
    from sommet_tui.wording.words import Words


def add(menu: Menu, words: Words) -> None:
    """Put the command on the menu."""
    menu.add("show", words.say("everything about a session"), run, takes=words.say("ID"))


def run(request: Request) -> int:
    """Print the session of that id."""
    if len(request.args) != 1:
        words = request.words()
        raise misused(words.say("show takes one id; agenda lists them all."), words)
    view = open_view(request)
    try:
        asked = view.companion.session(request.args[0])
    except UnknownError as error:
        raise unknown(error, view.programme, view.words) from None
    view.companion.remember_notes()
    view.tell_troubles()
    session = view.programme.by_id[asked.id]
    if request.as_json:
        output.tell_json(session_view(view.snapshot, session, view.now))
    else:
        output.tell([*view.remarks(), *_page(view, session)])
    return OK


def _page(view: View, session: Session) -> list[str]:
    programme, words = view.programme, view.words
    own_time = viewer_time(session.start, view.zones, words)
    when = listed(
        [when_line(session, view.now, view.zones, words), *_otherwise(view, session), own_time]
    )
    stands = standing(view.snapshot, session, view.now, view.zones, words)
    parts: list[list[str | None]] = [
        [headline(session), session.subtitle],
        _notices(view, session),
        [when, _where(view, session), stands, *_marks(view, session)],
        [participant_line(p, words) for p in session.participants],
        _note(view, session),
        [programme.abstracts.get(session.id)],
        [f"{link.title}: {link.url}" for link in session.links],
    ]
    return paragraphs([block(part) for part in parts])


def _otherwise(view: View, session: Session) -> list[str]:
    """The planned times where others are told."""
    times = view.snapshot.times(session, view.now)
    if times is None:
        return []
    from sommet_tui.wording.live import planned_words

    told = planned_words(session, times, view.zones, view.words)
    return [told] if told else []


def _notices(view: View, session: Session) -> list[str | None]:
    """What everyone was told of this session, its room or the whole event."""
    found = view.snapshot.notices(view.now)
    if not found:
        return []
    from sommet_tui.cli.notices import notice_lines
    from sommet_tui.domain.messages import of_session

    return [*notice_lines(view, of_session(found, session))]


def _note(view: View, session: Session) -> list[str | None]:
    note = view.snapshot.note(session.id)
    return [view.words.say("My note:"), note.text] if note else []


def _where(view: View, session: Session) -> str:
    track = view.programme.track_names.get(session.track or "")
    language = session.language
    spoken = view.words.say("in {language}", language=language) if language else None
    return listed([room_name(view.programme, session.room), track, spoken])


def _marks(view: View, session: Session) -> list[str | None]:
    if session.id not in view.snapshot.starred:
        return []
    pick = next(p for p in view.snapshot.picks if p.bookmark.session == session.id)
    return [view.words.say("among your bookmarks"), clash(pick, view.programme, view.words)]
