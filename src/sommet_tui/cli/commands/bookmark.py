"""`bookmark`: star sessions, take stars away, list them, take them out and back in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.exits import OK
from sommet_tui.cli.request import misused, named
from sommet_tui.cli.view import not_kept, open_view, unknown
from sommet_tui.companion.errors import KeepingError, UnknownError
from sommet_tui.wording.sentences import headline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sommet_tui.cli.menu import Menu
    from sommet_tui.cli.request import Request
    from sommet_tui.cli.view import View
    from sommet_tui.wording.words import Words


def add(menu: Menu, words: Words) -> None:
    """Put the command on the menu."""
    from sommet_tui.cli.menu import Option

    purpose = words.say("your bookmarks: add ID…, remove ID…, list, export, import FILE")
    menu.add(
        "bookmark",
        purpose,
        run,
        takes=f"add|remove|list|export|import [{words.say('ID')}…|{words.say('FILE')}|-]",
        options=(
            Option("--to", words.say("export in this format"), "text|markdown|json|ics"),
            Option(
                "--output",
                words.say("export to this file; its ending tells the format; - is the screen"),
                words.say("FILE"),
            ),
            Option("--force", words.say("export over a file that is there")),
            Option(
                "--alarm",
                words.say("export a calendar that rings so many minutes before each session"),
                words.say("MINUTES"),
            ),
        ),
    )


def run(request: Request) -> int:
    """Do what is asked; with --json, answer with the list as it is then."""
    verb, ids = _asked(request)
    if verb == "export":
        from sommet_tui.cli.exporting import export

        return export(request)
    if verb == "import":
        from sommet_tui.cli.importing import import_

        return import_(request, ids[0])
    view = open_view(request)
    lines: list[str] = []
    try:
        lines.extend(_done(view, verb, ids))
    except UnknownError as error:
        raise unknown(error, view.programme, view.words) from None
    except KeepingError as error:
        # What was done before the disk gave up stays done, and is said.
        output.tell([] if request.as_json else lines)
        raise not_kept(error, view.words) from None
    finally:
        _tell_notices(view)
    if request.as_json:
        from sommet_tui.companion.json.programme import bookmarks_view

        output.tell_json(bookmarks_view(view.snapshot, view.now))
    else:
        output.tell(lines)
    return OK


def _tell_notices(view: View) -> None:
    notices = view.companion.notices()
    if notices:
        from sommet_tui.wording.errors import notice_sentence

        output.narrate(named(notice_sentence(notice, view.words)) for notice in notices)


def _asked(request: Request) -> tuple[str, tuple[str, ...]]:
    """The verb and its ids.

    Raises:
        RefusalError: they do not go together.
    """
    verb, *ids = request.args or ("",)
    words = request.words()
    most = {"list": 0, "export": 0, "import": 1}.get(verb, len(ids))
    if verb not in ("add", "remove", "list", "export", "import"):
        raise misused(words.say("bookmark takes add, remove, list, export or import."), words)
    if ids[most:]:
        raise misused(words.say("“{word}” is one word too many.", word=ids[most]), words)
    if verb != "export" and (request.to or request.output or request.alarm or request.force):
        told = words.say("--to, --output, --force and --alarm go with bookmark export.")
        raise misused(told, words)
    if verb == "import" and not ids:
        told = words.say("bookmark import takes one file, or - for standard input.")
        raise misused(told, words)
    if verb in ("add", "remove") and not ids:
        told = words.say("bookmark {verb} takes one or more ids; agenda lists them.", verb=verb)
        raise misused(told, words)
    return verb, tuple(dict.fromkeys(ids))


def _done(view: View, verb: str, ids: tuple[str, ...]) -> Iterable[str]:
    # Without the bookmarks nobody can say which of them to list or to forget; and whoever waited
    # in vain to read them need not wait once more to write.
    if view.snapshot.unkept is not None:
        raise view.snapshot.unkept
    if verb == "add":
        return _added(view, ids)
    if verb == "remove":
        return _removed(view, ids)
    from sommet_tui.cli.picks import picks_page

    return picks_page(view)


def _added(view: View, ids: tuple[str, ...]) -> Iterator[str]:
    # All ids are looked at before the first is kept: a typing error changes nothing.
    for session in [view.companion.session(wanted) for wanted in ids]:
        if view.companion.star(session.id):
            yield view.words.say("Bookmarked: {session}", session=headline(session))
        else:
            yield view.words.say("Already bookmarked: {session}", session=headline(session))


def _removed(view: View, ids: tuple[str, ...]) -> Iterator[str]:
    names = {bookmark.session: bookmark.title for bookmark in view.snapshot.bookmarks}
    for wanted in ids:
        if wanted not in names or wanted in view.programme.by_id:
            names[wanted] = headline(view.companion.session(wanted))
    for wanted in ids:
        if view.companion.unstar(wanted):
            yield view.words.say("No longer bookmarked: {session}", session=names[wanted])
        else:
            yield view.words.say("Was not bookmarked: {session}", session=names[wanted])
