"""`search`: whatever holds all the words, with the line that holds them."""

from __future__ import annotations

from collections.abc import Iterator

from sommet_tui.cli import output
from sommet_tui.cli.exits import OK
from sommet_tui.cli.layout import WIDTH, cells, filled
from sommet_tui.cli.menu import Menu
from sommet_tui.cli.request import Request, misused
from sommet_tui.cli.rows import times
from sommet_tui.cli.view import View, open_view
from sommet_tui.companion.json.programme import search_view
from sommet_tui.domain.highlight import Line, excerpt, marked
from sommet_tui.domain.people import OnStage
from sommet_tui.domain.search import Hit
from sommet_tui.wording.sentences import headline, listed
from sommet_tui.wording.times import date_text
from sommet_tui.wording.words import Words

INDENT = "    "


def add(menu: Menu, words: Words) -> None:
    """Put the command on the menu."""
    purpose = words.say("find sessions and people by words of theirs, also of abstracts and notes")
    menu.add("search", purpose, run, takes=f"{words.say('WORD')}…")


def run(request: Request) -> int:
    """Print what holds all the words, best first."""
    wanted = " ".join(request.args)
    if not wanted.strip():
        words = request.words()
        raise misused(words.say("search takes one or more words."), words)
    view = open_view(request)
    view.tell_troubles()
    hits = [hit for hit in view.companion.search(wanted) if _is_shown(view, hit)]
    if request.as_json:
        output.tell_json(search_view(view.snapshot, view.now, wanted, hits))
        return OK
    lines = view.remarks()
    for hit in hits:
        lines += _person(view, hit) if hit.kind == "person" else _session(view, hit)
    output.tell(lines if hits else [*lines, view.words.say("Nothing found.")])
    return OK


def _is_shown(view: View, hit: Hit) -> bool:
    """Whether it has to do with the chosen room."""
    room = view.snapshot.room
    if room is None:
        return True
    if hit.kind != "person":
        return view.programme.by_id[hit.id].is_in(room)
    return any(session.is_in(room) for session in _found(view, hit).sessions)


def _session(view: View, hit: Hit) -> list[str]:
    session = view.programme.by_id[hit.id]
    title = headline(session)
    local = view.zones.local(session.start)
    day = date_text(local.date(), view.words) if len(view.programme.days) > 1 else None
    when = listed([day, times(view, session.start, session.end)])
    told = filled(f"{_starred(marked(title, hit.words))} [{session.id}]", INDENT, f"{when}  ")
    return [*told, *_line(hit, title)]


def _person(view: View, hit: Hit) -> list[str]:
    one = _found(view, hit)
    told = filled(_starred(marked(one.person.name, hit.words)), INDENT, first="")
    told += _line(hit, one.person.name)
    for session in one.sessions:
        first = f"{INDENT}{times(view, session.start, session.end)}  "
        told += filled(headline(session), " " * cells(first), first)
    return told


def _found(view: View, hit: Hit) -> OnStage:
    return next(one for one in view.snapshot.people if one.person.id == hit.id)


def _line(hit: Hit, title: str) -> Iterator[str]:
    """The line that holds the words, unless the title above it does."""
    line = hit.line
    if line.text not in title:
        stars = 2 * len(line.ranges)
        yield INDENT + _starred(excerpt(line, WIDTH - len(INDENT) - stars, cells))


def _starred(line: Line) -> str:
    """What matched between asterisks: plain text has no colours."""
    return "".join(f"*{text}*" if matches else text for text, matches in line.pieces())
