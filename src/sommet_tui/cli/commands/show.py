"""`show`: print everything about one session."""

from __future__ import annotations

from sommet_tui.cli import options, output, shown_day
from sommet_tui.cli.commands import Argument, Command
from sommet_tui.cli.context import Context, open_quickly
from sommet_tui.companion.json.now_sessions_and_bookmarks import session_view
from sommet_tui.pages.session import (
    link_title,
    next_sessions,
    place_lines,
    session_links,
    session_notices,
    status_lines,
    symbol_sentences,
    time_words,
)
from sommet_tui.wiring.companion import open_changes
from sommet_tui.wording import expected_times, layout
from sommet_tui.wording.session_texts import badges, clash_words, headline, join, participant_line
from sommet_tui.wording.words import View, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sommet_tui.domain.programme import Session

_NEXT = mark(
    (
        "Next in this room: {session}",
        "Next with {name}: {session}",
        "Later in this room: {session}",
        "Later with {name}: {session}",
    )
)


def run(request: options.Request, _: options.CommandOptions) -> None:
    """Print everything about a session."""
    context = shown_day.update_from_crew(open_quickly(request))
    found = context.find_session(request.arguments[0])
    context.report_troubles()
    session = context.programme.by_id[found.id]
    if request.as_json:
        output.write_json(session_view(context.snapshot, session, context.now))
    else:
        output.write([*context.remarks(), *_page(context, session)])


def _page(context: Context, session: Session) -> list[str]:
    view = context.view
    parts: list[list[str | None]] = [
        [headline(session), session.subtitle],
        _notice_lines(session, view),
        [
            time_words(session, view),
            join([*place_lines(session, view), *badges(session, view)]),
            join(
                status_lines(
                    session, view, lambda left: expected_times.time_left_words(left, view.words)
                )
            ),
            *(text for _, text in symbol_sentences(session, view)),
            clash_words(session.id, view),
        ],
        _change_lines(context, session),
        [participant_line(p, view.words) for p in session.participants],
        _note_lines(context, session),
        [layout.plain_links(view.programme.abstracts.get(session.id) or "")],
        [*_next_sessions(session, view)],
        [f"{link_title(link, view.words)}: {link.url}" for link in session_links(session, view)],
    ]
    return layout.stack_parts([layout.block(part) for part in parts])


def _change_lines(context: Context, session: Session) -> list[str | None]:
    """Return how the programme or the crew changed a session, and what takes place instead."""
    from sommet_tui.companion.unseen_changes import stage_changes
    from sommet_tui.pages.changes import change_sentence, changes_by_session
    from sommet_tui.wording.changes import change_symbol, replacement_lines

    unseen = open_changes(context.companion).find_unseen_changes().sessions
    change = changes_by_session(unseen, stage_changes(context.snapshot, context.now)).get(
        session.id
    )
    if change is None:
        return []
    instead = (line for _, line in replacement_lines(change, context.view))
    return [f"{change_symbol(change)} {change_sentence(change, context.view)}", *instead]


def _next_sessions(session: Session, view: View) -> Iterator[str]:
    """Yield the next session in the same room, then the next session of each person."""
    for each in next_sessions(session, view):
        other = join([each.when, f"{headline(each.session)} [{each.session.id}]"])
        yield each.sentence(_NEXT, view.words, session=other)


def _notice_lines(session: Session, view: View) -> list[str | None]:
    found = session_notices(session, view)
    if not found:
        return []
    from sommet_tui.cli.rows import notice_rows

    return [*notice_rows(view, found)]


def _note_lines(context: Context, session: Session) -> list[str | None]:
    note = context.snapshot.mine.note(session.id)
    return [context.words.say("My note:"), note.text] if note else []


_NEEDS_ONE_ID = mark("“show” needs exactly one id. “agenda” lists all ids.")
COMMAND = Command(
    "show everything about a session",
    run,
    arguments=(Argument("ID", offers="session"),),
    too_few_error=_NEEDS_ONE_ID,
    too_many_error=_NEEDS_ONE_ID,
)
