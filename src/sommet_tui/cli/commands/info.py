"""`info`: the event itself."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.exits import OK
from sommet_tui.cli.layout import block
from sommet_tui.cli.menu import Menu
from sommet_tui.cli.request import Request, no_words
from sommet_tui.cli.view import View, open_view
from sommet_tui.companion.json.programme import info_view
from sommet_tui.wording.sentences import phase_sentence, place
from sommet_tui.wording.summary import held, paragraphs
from sommet_tui.wording.times import date_text
from sommet_tui.wording.words import Words


def add(menu: Menu, words: Words) -> None:
    """Put the command on the menu."""
    menu.add("info", words.say("the event: what it is, where, registration"), run)


def run(request: Request) -> int:
    """Print what the event is."""
    no_words(request)
    view = open_view(request)
    view.tell_troubles()
    if request.as_json:
        output.tell_json(info_view(view.snapshot))
    else:
        output.tell([*view.remarks(), *_page(view)])
    return OK


def _page(view: View) -> list[str]:
    programme, words = view.programme, view.words
    moment = view.snapshot.moment(view.now)
    phase = phase_sentence(moment, view.snapshot.timeline.end, view.zones, words)
    parts: list[list[str | None]] = [
        [programme.title, programme.subtitle],
        [_dates(view), place(programme), programme.registration, programme.url],
        [phase, held(programme, words), ", ".join(room.name for room in programme.rooms)],
        [words.say("Time zone: {zone}", zone=programme.timezone)],
        [programme.description],
    ]
    return paragraphs([block(part) for part in parts])


def _dates(view: View) -> str:
    days = view.programme.days
    first = date_text(days[0], view.words, year=True)
    if len(days) == 1:
        return first
    return f"{first} – {date_text(days[-1], view.words, year=True)}"
