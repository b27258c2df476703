"""`bookmark add`, `remove`, `hide`, `unhide`, `list`: mark sessions, say which they are."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.command import MANY, Argument, Command
from sommet_tui.cli.context import Context, not_kept, open_context, unknown
from sommet_tui.cli.exits import OK
from sommet_tui.cli.request import CommandOptions, Request, Switch, error_line
from sommet_tui.companion.errors import StorageError, UnknownError
from sommet_tui.companion.lookup import find_session
from sommet_tui.wording.sentences import headline
from sommet_tui.wording.words import mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sommet_tui.domain.bookmarks import Degree


class AddOptions(CommandOptions):
    """How much they are wanted."""

    maybe = Switch(mark("bookmark as “maybe” (default: “must”)"))


def run(verb: str, request: Request, options: CommandOptions) -> int:
    """Run the verb; with --json, print the list as it is afterwards."""
    ids = tuple(dict.fromkeys(request.arguments))
    context = open_context(request)
    lines: list[str] = []
    try:
        lines.extend(_answer_lines(context, verb, ids, options))
        lines += context.save_plans()
    except UnknownError as error:
        raise unknown(error, context.programme, context.words) from None
    except StorageError as error:
        # What was done before the disk gave up stays done, and is said.
        output.write([] if request.as_json else lines)
        raise not_kept(error, context.words) from None
    finally:
        _report_notices(context)
    if request.as_json:
        from sommet_tui.companion.json.programme import bookmarks_view

        walk = context.request.settings.walk_minutes
        output.write_json(bookmarks_view(context.snapshot, context.now, walk))
    else:
        output.write(lines)
    return OK


def _report_notices(context: Context) -> None:
    context.report_rehearsal()
    notices = context.notices()
    if notices:
        from sommet_tui.wording.errors import notice_sentence

        output.report(error_line(notice_sentence(notice, context.words)) for notice in notices)


def _answer_lines(
    context: Context, verb: str, ids: tuple[str, ...], options: CommandOptions
) -> Iterable[str]:
    # Without the bookmarks nobody can say which of them to list or to forget; and whoever waited
    # in vain to read them need not wait once more to write.
    if context.snapshot.data_error is not None:
        raise context.snapshot.data_error
    if verb == "add":
        maybe = isinstance(options, AddOptions) and options.maybe
        return _add(context, ids, "maybe" if maybe else "must")
    if verb == "hide":
        return _add(context, ids, "hidden")
    if verb in _TAKING_AWAY:
        return _remove(context, ids, verb)
    from sommet_tui.cli.commands.bookmark.page import page

    return page(context)


def _add(context: Context, ids: tuple[str, ...], degree: Degree) -> Iterator[str]:
    new, known = {
        "must": (mark("Bookmarked: {session}"), mark("Already bookmarked: {session}")),
        "maybe": (
            mark("Bookmarked as maybe: {session}"),
            mark("Already bookmarked as maybe: {session}"),
        ),
        "hidden": (mark("Hidden: {session}"), mark("Already hidden: {session}")),
    }[degree]
    # All ids are looked at before the first is kept: a typing error changes nothing.
    for session in [find_session(context.companion.snapshot.programme, wanted) for wanted in ids]:
        said = new if context.companion.mine.star(session.id, degree) else known
        yield context.words.say(said, session=headline(session))


_TAKING_AWAY = {
    "remove": (mark("No longer bookmarked: {session}"), mark("Not in your bookmarks: {session}")),
    "unhide": (mark("No longer hidden: {session}"), mark("This session is not hidden: {session}")),
}


def _remove(context: Context, ids: tuple[str, ...], verb: str) -> Iterator[str]:
    hidden = verb == "unhide"
    marked = context.snapshot.mine.hidden if hidden else context.snapshot.mine.bookmarks
    names = {bookmark.session: bookmark.title for bookmark in marked}
    gone, absent = _TAKING_AWAY[verb]
    meant = []
    for wanted in ids:
        id_ = wanted
        if wanted not in names or wanted in context.programme.by_id:
            session = find_session(context.companion.snapshot.programme, wanted)
            id_, names[session.id] = session.id, headline(session)
        meant.append(id_)
    for wanted in dict.fromkeys(meant):
        said = gone if context.companion.mine.unstar(wanted, hidden=hidden) else absent
        yield context.words.say(said, session=names[wanted])


def _command(
    verb: str, purpose: str, *arguments: Argument, options: type[CommandOptions] = CommandOptions
) -> Command:
    return Command(
        purpose,
        lambda request, said: run(verb, request, said),
        options,
        arguments=arguments,
        lacking=mark("“bookmark {verb}” needs one or more ids. “agenda” lists all ids."),
    )


_IDS = Argument(mark("ID"), most=MANY, offers="session")
VERBS = {
    "add": _command("add", mark("bookmark sessions"), _IDS, options=AddOptions),
    "remove": _command("remove", mark("remove bookmarks"), _IDS),
    "hide": _command("hide", mark("hide sessions from lists"), _IDS),
    "unhide": _command("unhide", mark("show hidden sessions again"), _IDS),
    "list": _command("list", mark("list your bookmarks and their clashes")),
}
