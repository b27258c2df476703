"""`people`: list everyone in the programme with the sessions of each person."""

from __future__ import annotations

from sommet_tui.cli import output, shown_day
from sommet_tui.cli.commands import Command
from sommet_tui.cli.context import Context
from sommet_tui.cli.filters import FacetOptions, read_facets
from sommet_tui.cli.options import Request, Switch
from sommet_tui.companion.green_room import Appearance, Call, GreenRoom
from sommet_tui.companion.json.now_sessions_and_bookmarks import people_view
from sommet_tui.domain.values import replace
from sommet_tui.pages.people import listed_people, participation_line, presence_word
from sommet_tui.wording import expected_times, times
from sommet_tui.wording.layout import fill, plain_links
from sommet_tui.wording.session_texts import headline, join, participant_line, rooms_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.filters import Facets
    from sommet_tui.domain.programme import Person, ProgrammePerson


class PeopleOptions(FacetOptions):
    next = Switch("list the next people on stage, and whether they have arrived")


def run(request: Request, options: PeopleOptions) -> None:
    """Print all people in the programme, beginning with the people on stage.

    People who are not on stage are sorted by the start of their next session.
    """
    context = shown_day.open_day_briefly(request)
    facets, room = read_facets(options, context), GreenRoom(context.snapshot, context.now)
    if options.next:
        _print_calls(context, room, facets)
        return
    people = listed_people(context.snapshot.shown_people, context.view, facets)
    if request.as_json:
        output.write_json(people_view(context.snapshot, context.now, people))
        return
    lines = context.remarks()
    for one in room.sort_people(people):
        lines += [*_person_lines(context, one), ""]
    output.write(lines[:-1] if people else [context.words.say("The programme lists no people.")])


def _person_lines(context: Context, one: ProgrammePerson) -> list[str]:
    person = one.person
    lines = fill(
        join([_name_with_pronunciation(person.name, person), *one.affiliations]), "  ", first=""
    )
    for session in one.sessions:
        lines += fill(participation_line(session, context.view), "    ", first="  ")
        lines += fill(headline(session), "    ")
    if person.introduction:
        lines += fill(plain_links(person.introduction), "  ")
    return lines


def _name_with_pronunciation(name: str, person: Person | None) -> str:
    """Return a person's name, followed by its pronunciation if the programme has one."""
    return f"{name} ({person.pronunciation})" if person and person.pronunciation else name


def _print_calls(context: Context, room: GreenRoom, facets: Facets | None) -> None:
    """Print each upcoming session and its people for the green room."""
    snapshot, now = context.snapshot, context.now
    calls = room.calls(facets)
    if context.request.as_json:
        from sommet_tui.companion.json.panel import calls_view

        output.write_json(calls_view(snapshot, now, calls))
        return
    lines = []
    for call in calls:
        lines += [*_call_lines(context, call), ""]
    nothing = context.words.say("Nobody else is due on stage.")
    output.write([*context.remarks(), *(lines[:-1] or [nothing])])


def _call_lines(context: Context, call: Call) -> list[str]:
    words, start, session = context.words, context.zones.local(call.start), call.session
    time = times.column_time(call.start, context.zones)
    first = join(
        [
            None if context.view.is_today(call.start) else times.date_text(start.date(), words),
            time,
            expected_times.next_start_words(session, call.start, context.view),
            expected_times.announced_words(session, call.start, context.view),
            rooms_text(session, context.view),
        ]
    )
    lines = [*fill(first, "  ", first=""), *fill(headline(session), "  ")]
    for turn in call.people:
        lines += fill(_expected_time(context, turn), "    ", first="  - ")
    return lines


def _expected_time(context: Context, turn: Appearance) -> str:
    participant = turn.participant
    named = replace(participant, name=_name_with_pronunciation(participant.name, turn.person))
    words = [presence_word(turn, context.view)]
    if turn.there_since is not None:
        from sommet_tui.wording.panel import arrival_time_words

        here = arrival_time_words(turn.there_since, context.view)
        words = [*words, here] if turn.arrival == "on_stage" else [here]
    return join([participant_line(named, context.words), *words])


COMMAND = Command("list everyone in the programme, with their sessions", run, PeopleOptions)
