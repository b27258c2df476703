"""`people`: everyone on stage, when, where and with what."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.exits import OK
from sommet_tui.cli.layout import filled
from sommet_tui.cli.menu import Menu
from sommet_tui.cli.request import Request, no_words
from sommet_tui.cli.rows import planned
from sommet_tui.cli.view import View, open_view
from sommet_tui.companion.json.programme import people_view, shown_people
from sommet_tui.domain.people import OnStage, by_turn
from sommet_tui.domain.programme import Session
from sommet_tui.wording.sentences import headline, held_in, listed
from sommet_tui.wording.summary import standing
from sommet_tui.wording.times import date_text, span, viewer_time
from sommet_tui.wording.words import Words


def add(menu: Menu, words: Words) -> None:
    """Put the command on the menu."""
    from sommet_tui.cli.menu import Option

    following = words.say("who is on stage next, in how long, and whether they are there")
    menu.add(
        "people",
        words.say("everyone on stage: when, where, with what"),
        run,
        options=[Option("--next", following)],
    )


def run(request: Request) -> int:
    """Print everyone, those on stage first, then by when they are next."""
    no_words(request)
    view = open_view(request)
    view.tell_troubles()
    if request.next:
        from sommet_tui.cli.green_room import tell_calls

        tell_calls(view)
        return OK
    snapshot = view.snapshot
    if request.as_json:
        output.tell_json(people_view(snapshot, view.now))
        return OK
    lines = view.remarks()
    people = shown_people(snapshot)
    for one in by_turn(people, view.now, snapshot.status):
        lines += [*_person(view, one), ""]
    output.tell(lines[:-1] if people else [view.words.say("Nobody is named.")])
    return OK


def _person(view: View, one: OnStage) -> list[str]:
    person = one.person
    spoken = f"{person.name} ({person.pronunciation})" if person.pronunciation else person.name
    lines = filled(listed([spoken, *one.affiliations]), "  ", first="")
    for session in one.sessions:
        lines += filled(_when(view, session), "    ", first="  ")
        lines += filled(headline(session), "    ")
    if person.introduction:
        lines += filled(person.introduction, "  ")
    return lines


def _when(view: View, session: Session) -> str:
    local = view.zones.local(session.start)
    several = len(view.programme.days) > 1
    return listed(
        [
            date_text(local.date(), view.words) if several else None,
            span(session.start, session.end, view.zones),
            planned(view, session),
            viewer_time(session.start, view.zones, view.words),
            held_in(view.programme, session, view.words),
            standing(view.snapshot, session, view.now, view.zones, view.words),
        ]
    )
