"""`bookmark add`, `remove`, `list`: star sessions, take stars away, say which they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import MANY, Argument, Command
from sommet_tui.cli.context import not_kept, open_context, unknown
from sommet_tui.cli.exits import OK
from sommet_tui.cli.request import named
from sommet_tui.companion.errors import KeepingError, UnknownError
from sommet_tui.wording.sentences import headline
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sommet_tui.cli.context import Context
    from sommet_tui.cli.request import Request


def run(verb: str, request: Request) -> int:
    """Do what is asked; with --json, answer with the list as it is then."""
    ids = tuple(dict.fromkeys(request.arguments))
    context = open_context(request)
    lines: list[str] = []
    try:
        lines.extend(_done(context, verb, ids))
    except UnknownError as error:
        raise unknown(error, context.programme, context.words) from None
    except KeepingError as error:
        # What was done before the disk gave up stays done, and is said.
        output.tell([] if request.as_json else lines)
        raise not_kept(error, context.words) from None
    finally:
        _tell_notices(context)
    if request.as_json:
        from sommet_tui.companion.json.programme import bookmarks_view

        output.tell_json(bookmarks_view(context.snapshot, context.now))
    else:
        output.tell(lines)
    return OK


def _tell_notices(context: Context) -> None:
    notices = context.companion.notices()
    if notices:
        from sommet_tui.wording.errors import notice_sentence

        output.narrate(named(notice_sentence(notice, context.words)) for notice in notices)


def _done(context: Context, verb: str, ids: tuple[str, ...]) -> Iterable[str]:
    # Without the bookmarks nobody can say which of them to list or to forget; and whoever waited
    # in vain to read them need not wait once more to write.
    if context.snapshot.unkept is not None:
        raise context.snapshot.unkept
    if verb == "add":
        return _added(context, ids)
    if verb == "remove":
        return _removed(context, ids)
    from sommet_tui.cli.commands.bookmark.page import page

    return page(context)


def _added(context: Context, ids: tuple[str, ...]) -> Iterator[str]:
    # All ids are looked at before the first is kept: a typing error changes nothing.
    for session in [context.companion.session(wanted) for wanted in ids]:
        if context.companion.star(session.id):
            yield context.words.say("Bookmarked: {session}", session=headline(session))
        else:
            yield context.words.say("Already bookmarked: {session}", session=headline(session))


def _removed(context: Context, ids: tuple[str, ...]) -> Iterator[str]:
    names = {bookmark.session: bookmark.title for bookmark in context.snapshot.bookmarks}
    for wanted in ids:
        if wanted not in names or wanted in context.programme.by_id:
            names[wanted] = headline(context.companion.session(wanted))
    for wanted in ids:
        if context.companion.unstar(wanted):
            yield context.words.say("No longer bookmarked: {session}", session=names[wanted])
        else:
            yield context.words.say("Was not bookmarked: {session}", session=names[wanted])


def _command(verb: str, purpose: str, *arguments: Argument) -> Command:
    return Command(
        purpose,
        lambda request, _: run(verb, request),
        arguments=arguments,
        lacking=mark("bookmark {verb} takes one or more ids; agenda lists them."),
    )


_IDS = Argument(mark("ID"), most=MANY, offers="session")
VERBS = {
    "add": _command("add", "", _IDS),
    "remove": _command("remove", "", _IDS),
    "list": _command("list", ""),
}
