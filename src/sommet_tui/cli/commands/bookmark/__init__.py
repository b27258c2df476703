"""`bookmark`: bookmark sessions and list bookmarks.

`exchange` has the verbs that export and import.
"""

from __future__ import annotations

from functools import partial

from sommet_tui.cli import output, rows
from sommet_tui.cli.commands import MANY, Argument, Command, CommandGroup
from sommet_tui.cli.context import Context, open_context, storage_refusal, unknown_refusal
from sommet_tui.cli.options import CommandOptions, Request, Switch, error_line, parse_minutes
from sommet_tui.companion import lookup, plan
from sommet_tui.companion.errors import StorageError, UnknownError
from sommet_tui.domain import timeline
from sommet_tui.domain.bookmarks import Pick
from sommet_tui.wording import layout, session_texts
from sommet_tui.wording.bookmarks import free_time_words, lead_time_sentence, overview_variants
from sommet_tui.wording.words import mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sommet_tui.domain.bookmarks import Degree


COMMAND = CommandGroup(
    "bookmark",
    "manage your bookmarks",
    {
        "add": "bookmark",
        "remove": "bookmark",
        "hide": "bookmark",
        "unhide": "bookmark",
        "list": "bookmark",
        "remind": "bookmark",
        "export": "bookmark.exchange",
        "import": "bookmark.exchange",
        "compare": "bookmark.exchange",
        "forget": "bookmark.exchange",
    },
    "“bookmark” needs a verb: {either}.",
)


class AddOptions(CommandOptions):
    maybe = Switch("bookmark as “maybe” (default: “must”)")


def _run(verb: str, request: Request, options: CommandOptions) -> None:
    """Run a verb of `bookmark`. If --json is given, print the new list of bookmarks."""
    ids = tuple(dict.fromkeys(request.arguments))
    context = open_context(request)
    lines: list[str] = []
    try:
        lines.extend(_answer_lines(context, verb, ids, options))
        lines += context.save_plans()
    except UnknownError as error:
        raise unknown_refusal(error, context.programme, request, context.words) from None
    except StorageError as error:
        # Changes saved before the disk failed remain in effect, so report them.
        output.write([] if request.as_json else lines)
        raise storage_refusal(error, context.words) from None
    finally:
        _report_notices(context)
    if request.as_json:
        _print_json(context)
    else:
        output.write(lines)


def _print_json(context: Context) -> None:
    from sommet_tui.companion.json.now_sessions_and_bookmarks import bookmarks_view

    walk = context.request.settings.walk_minutes
    output.write_json(bookmarks_view(context.snapshot, context.now, walk))


def _report_notices(context: Context) -> None:
    context.report_rehearsal()
    notices = context.notices()
    if notices:
        from sommet_tui.wording.errors import notice_sentence

        output.report(error_line(notice_sentence(notice, context.words)) for notice in notices)


def _answer_lines(
    context: Context, verb: str, ids: tuple[str, ...], options: CommandOptions
) -> Iterable[str]:
    # If the saved bookmarks cannot be read, stop here. The failed read has already waited for the
    # database, so a write must not wait again.
    if context.snapshot.data_error is not None:
        raise context.snapshot.data_error
    if verb == "add":
        maybe = isinstance(options, AddOptions) and options.maybe
        return _add(context, ids, "maybe" if maybe else "must")
    if verb == "hide":
        return _add(context, ids, "hidden")
    if verb in _REMOVAL_SENTENCES:
        return _remove(context, ids, verb)

    return page(context)


def _add(context: Context, ids: tuple[str, ...], degree: Degree) -> Iterator[str]:
    new, known = mark(
        {
            "must": ("Bookmarked: {session}", "Already bookmarked: {session}"),
            "maybe": (
                "Bookmarked as maybe: {session}",
                "Already bookmarked as maybe: {session}",
            ),
            "hidden": ("Hidden: {session}", "Already hidden: {session}"),
        }
    )[degree]
    # All ids are checked before the first change, so that a typing error changes nothing.
    for session in [
        lookup.find_session(context.companion.snapshot.programme, wanted) for wanted in ids
    ]:
        sentence = new if context.companion.mine.save_bookmark(session.id, degree) else known
        yield context.words.say(sentence, session=session_texts.headline(session))


_REMOVAL_SENTENCES = mark(
    {
        "remove": ("No longer bookmarked: {session}", "Not in your bookmarks: {session}"),
        "unhide": ("No longer hidden: {session}", "This session is not hidden: {session}"),
    }
)


def _remove(context: Context, ids: tuple[str, ...], verb: str) -> Iterator[str]:
    hidden = verb == "unhide"
    marked = context.snapshot.mine.hidden if hidden else context.snapshot.mine.bookmarks
    names = {bookmark.session: bookmark.title for bookmark in marked}
    gone, absent = _REMOVAL_SENTENCES[verb]
    session_ids = []
    for wanted in ids:
        id_ = wanted
        if wanted not in names or wanted in context.programme.by_id:
            session = lookup.find_session(context.companion.snapshot.programme, wanted)
            id_, names[session.id] = session.id, session_texts.headline(session)
        session_ids.append(id_)
    for wanted in dict.fromkeys(session_ids):
        sentence = gone if context.companion.mine.remove_bookmark(wanted, hidden=hidden) else absent
        yield context.words.say(sentence, session=names[wanted])


def page(context: Context) -> list[str]:
    """Return every bookmark or, if the user has none, the command that adds one.

    Raises:
        RefusalError: the notes cannot be read.
    """
    words = context.words
    if not context.snapshot.mine.has_picks:
        return [
            words.say("No bookmarks yet."),
            words.say(
                "To bookmark a session: {command}",
                command=context.example_command("bookmark", "add"),
            ),
        ]
    context.require_saved_data()
    picked = [pick.session for pick in context.snapshot.picks if pick.session]
    sessions = timeline.merge_by_start(picked, context.snapshot.own_sessions)
    walk = context.request.settings.walk_minutes
    planned = plan.planned_days(context.snapshot, walk, context.now)
    free = {day.day: day.gaps for day in planned}
    summed = plan.overview_at(context.snapshot, planned, context.now)
    overview, *_ = overview_variants(summed, context.view)
    lines = [*context.remarks(), overview, ""]
    upcoming = context.snapshot.next_pick(context.now)
    coming = frozenset({upcoming.id} if upcoming else ())
    lines += rows.rows_by_day(
        context.view,
        sessions,
        lambda held: rows.day_rows(
            context.view,
            timeline.interleave_gaps(held, free.get(held[0].day, ())),
            coming,
            free_time_words,
        ),
    )
    lines += _missing_lines(context)
    if upcoming:
        lines += layout.fill(session_texts.next_bookmark(upcoming, context.view))
    return [
        *lines,
        *rows.own_time_remarks(context.view, sessions),
        *(rows.legend(words, context.snapshot, sessions) if sessions else []),
    ]


def _missing_lines(context: Context) -> list[str]:
    gone: list[Pick] = [pick for pick in context.snapshot.picks if pick.session is None]
    if not gone:
        return []
    lines = [context.words.say("No longer in the programme:")]
    for pick in gone:
        line = f"{pick.bookmark.title} [{pick.bookmark.session}] · {context.words.say('cancelled')}"
        lines += layout.fill(line, "    ", first="  ")
    return [*lines, ""]


USUAL = "default"
"""The word that users type to get the lead time from the settings."""


def _set_lead_times(request: Request, _: CommandOptions) -> None:
    """Set the lead time of a bookmark or own event.

    If --json is given, print the new list of bookmarks.
    """
    context = open_context(request)
    wanted, number = request.arguments
    lead = None if number == USUAL else parse_minutes(number, context.words)
    context.require_saved_data()
    with context.convert_errors():
        id_ = _find_bookmark(context, wanted)
        context.companion.mine.set_lead(id_, lead)
    if request.as_json:
        _print_json(context)
    else:
        output.write([lead_time_sentence(id_, lead, context.view)])


def _find_bookmark(context: Context, query: str) -> str:
    """Return the id of the own event or the session that `query` names.

    The session of a bookmark is found even if it has left the programme.
    """
    try:
        return lookup.find_own_event(context.companion.snapshot.mine.own_events, query).id
    except UnknownError as error:
        if error.several:
            raise
    if query in context.snapshot.mine.bookmarked_ids:
        return query
    return lookup.find_session(context.companion.snapshot.programme, query).id


_IDS = (Argument("ID", most=MANY, offers="session"),)
_NEEDS_IDS = mark("“bookmark {verb}” needs one or more ids. “agenda” lists all ids.")
VERBS = {
    "add": Command("bookmark sessions", partial(_run, "add"), AddOptions, _IDS, _NEEDS_IDS),
    "remove": Command(
        "remove bookmarks", partial(_run, "remove"), CommandOptions, _IDS, _NEEDS_IDS
    ),
    "hide": Command(
        "hide sessions from lists", partial(_run, "hide"), CommandOptions, _IDS, _NEEDS_IDS
    ),
    "unhide": Command(
        "show hidden sessions again",
        partial(_run, "unhide"),
        CommandOptions,
        _IDS,
        _NEEDS_IDS,
    ),
    "list": Command("list your bookmarks and their clashes", partial(_run, "list")),
    "remind": Command(
        "set a reminder: MINUTES before the start, or “default”",
        _set_lead_times,
        arguments=(
            Argument("ID", offers="session"),
            Argument("MINUTES"),
        ),
        too_few_error=mark("“bookmark remind” needs an id, then a number of minutes or “default”."),
    ),
}
