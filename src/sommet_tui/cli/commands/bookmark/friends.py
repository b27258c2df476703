"""`bookmark compare`, `forget`: a friend's picks beside mine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import MANY, Argument, Command
from sommet_tui.cli.commands.bookmark.importer import foreign_file, read
from sommet_tui.cli.context import Context, open_context
from sommet_tui.cli.exits import OK
from sommet_tui.cli.request import CommandOptions, Request, Value, misuse
from sommet_tui.domain.imports import plan_import
from sommet_tui.domain.plan import Comparison, compare
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.wording.layout import fill
from sommet_tui.wording.plan import comparison_lines
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sommet_tui.domain.bookmarks import Bookmark
    from sommet_tui.domain.programme import Session


class CompareOptions(CommandOptions):
    """Whether the friend is to be remembered."""

    keep = Value(
        mark("save this friend’s bookmarks as NAME, and show them in lists"),
        mark("NAME"),
    )


def _compare(request: Request, options: CompareOptions) -> int:
    """Print sessions in common, those of one person, and where they split up and meet again."""
    context = open_context(request)
    context.report_troubles()
    if not request.arguments:
        return _compare_known(context, request)
    file = request.arguments[0]
    brought = [entry for entry in read(context, file) if entry.text is None and entry.own is None]
    placed = plan_import(context.programme, (), (), brought, context.now)
    if not placed.bookmarks:
        raise foreign_file(file, context.words)
    name = cap(clean_line(options.keep or ""), 60)
    if options.keep is not None and not name:
        raise misuse(context.words.say("Type a name for this friend."), context.words)
    if name:
        _keep(context, name, placed.bookmarks)
    _print(context, request, [(name or context.words.say("your friend"), placed.bookmarks)])
    return OK


def _compare_known(context: Context, request: Request) -> int:
    friends = [(friend.name, friend.bookmarks) for friend in context.snapshot.mine.friends]
    if not friends and not request.as_json:
        command = context.command("bookmark", "compare", "friend.json", "--keep", "Ada")
        output.write(
            [
                context.words.say("No friends’ bookmarks saved."),
                context.words.say("To save a friend’s bookmarks: {command}", command=command),
            ]
        )
        return OK
    _print(context, request, friends)
    return OK


def _keep(context: Context, name: str, bookmarks: Sequence[Bookmark]) -> None:
    with context.refusing():
        context.companion.mine.put_friend(name, bookmarks)
    output.report([context.words.say("Saved as {name}.", name=name)])


def _print(
    context: Context, request: Request, friends: Iterable[tuple[str, Sequence[Bookmark]]]
) -> None:
    found = [(name, _comparison(context, bookmarks)) for name, bookmarks in friends]
    if request.as_json:
        from sommet_tui.companion.json.plan import comparison_view

        views = [
            comparison_view(context.snapshot, context.now, *comparison) for comparison in found
        ]
        output.write_json(views[0] if request.arguments else {"comparisons": views})
        return
    lines: list[str] = []
    for name, comparison in found:
        sentence = comparison_lines(comparison, name, context.view)
        lines += [part for line in sentence for part in (fill(line, "      ", "") or [""])]
        lines.append("")
    output.write(lines[:-1])


def _comparison(context: Context, theirs: Sequence[Bookmark]) -> Comparison:
    return compare(_sessions(context, context.snapshot.mine.bookmarks), _sessions(context, theirs))


def _sessions(context: Context, bookmarks: Iterable[Bookmark]) -> list[Session]:
    by_id = context.programme.by_id
    return [by_id[b.session] for b in bookmarks if b.session in by_id and b.degree != "hidden"]


def _forget(request: Request, _: CommandOptions) -> int:
    """Forget friends' picks."""
    context = open_context(request)
    lines = []
    with context.refusing():
        for name in dict.fromkeys(request.arguments):
            gone = context.companion.mine.remove_friend(name)
            lines.append(context.words.say(_FORGOTTEN if gone else _UNKNOWN, name=name))
    output.write(lines)
    return OK


_FORGOTTEN, _UNKNOWN = (
    mark("Removed the bookmarks of {name}"),
    mark("No friend is called “{name}”."),
)
VERBS = {
    "compare": Command(
        mark("compare your bookmarks with a friend’s export"),
        _compare,
        CompareOptions,
        arguments=(Argument(mark("FILE"), least=0, offers="file"),),
    ),
    "forget": Command(
        mark("forget a friend’s bookmarks"),
        _forget,
        arguments=(Argument(mark("NAME"), most=MANY, offers="friend"),),
        lacking=mark(
            "“bookmark forget” needs the name of a friend. “bookmark compare” lists your friends."
        ),
    ),
}
