"""`panel`: a moderator's sheet, before, during and after a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.exits import BAD_DATA, OK, RefusalError
from sommet_tui.cli.request import misused, named
from sommet_tui.cli.view import close, not_kept, open_view, unknown
from sommet_tui.companion.errors import KeepingError, UnknownError

if TYPE_CHECKING:
    from sommet_tui.cli.menu import Menu
    from sommet_tui.cli.request import Request
    from sommet_tui.cli.view import View
    from sommet_tui.domain.panel.acts import Arrival
    from sommet_tui.wording.words import Words


def add(menu: Menu, words: Words) -> None:
    """Put the command on the menu."""
    from sommet_tui.cli.menu import Option

    person = words.say("PERSON")
    menu.add(
        "panel",
        words.say("a moderator’s sheet: plan, people, speaking time, questions"),
        run,
        takes=words.say("ID"),
        options=(
            Option("--markdown", words.say("answer as a page of Markdown, to keep")),
            Option("--arrived", words.say("note that someone of it has arrived"), person),
            Option("--not-seen", words.say("take that back"), person),
        ),
    )


def run(request: Request) -> int:
    """Print the sheet of a session; or note that one of its people is there, and print that."""
    words = request.words()
    if len(request.args) != 1:
        raise misused(words.say("panel takes one id; agenda lists them all."), words)
    if request.as_json and request.markdown:
        raise misused(words.say("--json and --markdown do not go together."), words)
    view = open_view(request)
    try:
        session = view.companion.session(request.args[0])
    except UnknownError as error:
        raise unknown(error, view.programme, view.words) from None
    if session.is_break:
        sentence = view.words.say("“{id}” is a break: it has no moderator.", id=session.id)
        raise RefusalError(BAD_DATA, [named(sentence)])
    if request.arrived is not None:
        return _note_arrival(view, session.id, request.arrived, "arrived")
    if request.not_seen is not None:
        return _note_arrival(view, session.id, request.not_seen, "not_seen")
    view.companion.remember_notes()
    view.tell_troubles()
    _tell(view, session.id)
    return OK


def _tell(view: View, session_id: str) -> None:
    from sommet_tui.companion.panel import panel_moment

    snapshot = view.snapshot
    moment = panel_moment(snapshot, session_id, view.now)
    if view.request.as_json:
        from sommet_tui.companion.json.panel import panel_view

        output.tell_json(panel_view(snapshot, moment))
    elif view.request.markdown:
        from sommet_tui.wording.panel_report import panel_report

        output.tell(panel_report(snapshot, moment, view.zones, view.words))
    else:
        from sommet_tui.wording.panel_sheet import panel_sheet

        output.tell([*view.remarks(), *panel_sheet(snapshot, moment, view.zones, view.words)])


def _note_arrival(view: View, session_id: str, wanted: str, arrival: Arrival) -> int:
    """Record where someone is; what is recorded is said, or the panel then with --json.

    Raises:
        RefusalError: nobody of that id or name is in the session, or nothing can be recorded.
    """
    from sommet_tui.companion.moderator import Change, Moderator
    from sommet_tui.companion.rehearsal import RehearsalOverError
    from sommet_tui.companion.stage import NotActingError
    from sommet_tui.wording.panel import arrival_word
    from sommet_tui.wording.stage import not_acting_sentence, rehearsal_over_sentence

    words = view.words
    people = {p.id: p.name for p in view.companion.session(session_id).participants}
    wanted = _meant(wanted, people, words)
    if view.snapshot.unkept is not None:
        raise not_kept(view.snapshot.unkept, words)
    view.tell_troubles()
    try:
        Moderator(view.companion, session_id).record(
            Change("arrival", person=wanted, value=arrival)
        )
    except NotActingError as error:
        raise RefusalError(BAD_DATA, [named(not_acting_sentence(error.reason, words))]) from None
    except RehearsalOverError:
        raise RefusalError(BAD_DATA, [named(rehearsal_over_sentence(words))]) from None
    except KeepingError as error:
        raise not_kept(error, words) from None
    if view.request.as_json or view.request.markdown:
        _tell(view, session_id)
    else:
        output.tell([f"{people[wanted]} · {arrival_word(arrival, words)}"])
    return OK


def _meant(wanted: str, people: dict[str, str], words: Words) -> str:
    """The id of the one who goes by that id, or whom alone that name or part of it fits.

    Raises:
        RefusalError: nobody does, or several do.
    """
    if wanted in people:
        return wanted
    from sommet_tui.domain.text import fold

    sought = fold(wanted).replace("-", " ").split()
    names = {id_: fold(name).replace("-", " ").split() for id_, name in people.items()}
    found = [id_ for id_, name in names.items() if name == sought] or [
        id_
        for id_, name in names.items()
        if sought and all(any(each.startswith(word) for each in name) for word in sought)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        sentence = words.say(
            "“{name}” fits several in this session: {ids}.", name=wanted, ids=", ".join(found)
        )
    elif near := close(wanted, list(people)):
        sentence = words.say(
            "Nobody in this session is called “{name}”. Did you mean: {ids}?",
            name=wanted,
            ids=", ".join(near),
        )
    else:
        sentence = words.say(
            "Nobody in this session is called “{name}”. There are: {ids}.",
            name=wanted,
            ids=", ".join(people) or "-",
        )
    raise RefusalError(BAD_DATA, [named(sentence)])
