"""`people`: everyone on stage, when, where and with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import Command
from sommet_tui.cli.context import Context
from sommet_tui.cli.exits import OK
from sommet_tui.cli.facets import FacetOptions, facets_of
from sommet_tui.cli.options import Switch
from sommet_tui.cli.reading import glance_at_day
from sommet_tui.cli.request import Request
from sommet_tui.cli.rows import planned
from sommet_tui.companion.json.programme import people_view
from sommet_tui.domain.people import OnStage, by_turn, in_sessions
from sommet_tui.domain.programme import Session
from sommet_tui.domain.values import replace
from sommet_tui.pages.session import status_line
from sommet_tui.wording.layout import filled, plain_links
from sommet_tui.wording.live import begins_words
from sommet_tui.wording.sentences import headline, held_in, listed
from sommet_tui.wording.summary import participant_line
from sommet_tui.wording.times import (
    column_time,
    date_text,
    sentence_time,
    span,
    viewer_span,
)
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from collections.abc import Container

    from sommet_tui.companion.green_room import Call, Expected


class PeopleOptions(FacetOptions):
    """Those who are next instead of everyone."""

    next = Switch(mark("list who is on stage next, and who has arrived"))


def run(request: Request, options: PeopleOptions) -> int:
    """Print everyone, those on stage first, then by when they are next."""
    context = glance_at_day(request, several_rooms=True)
    context.tell_troubles()
    snapshot, facets = context.snapshot, facets_of(options, context)
    asked = snapshot.narrowed(context.programme.sessions, facets, context.now)
    kept = {session.id for session in asked}
    if options.next:
        _tell_calls(context, kept)
        return OK
    people = snapshot.shown_people
    if facets is not None:
        people = in_sessions(people, kept)
    if request.as_json:
        output.tell_json(people_view(snapshot, context.now, people))
        return OK
    lines = context.remarks()
    for one in by_turn(people, context.now, snapshot.status):
        lines += [*_person(context, one), ""]
    output.tell(lines[:-1] if people else [context.words.say("The programme lists no people.")])
    return OK


def _person(context: Context, one: OnStage) -> list[str]:
    person = one.person
    spoken = f"{person.name} ({person.pronunciation})" if person.pronunciation else person.name
    lines = filled(listed([spoken, *one.affiliations]), "  ", first="")
    for session in one.sessions:
        lines += filled(_when(context, session), "    ", first="  ")
        lines += filled(headline(session), "    ")
    if person.introduction:
        lines += filled(plain_links(person.introduction), "  ")
    return lines


def _when(context: Context, session: Session) -> str:
    local = context.zones.local(session.start)
    several = context.programme.has_several_days
    return listed(
        [
            date_text(local.date(), context.words) if several else None,
            span(session.start, session.end, context.zones),
            planned(context, session),
            viewer_span(session.start, session.end, context.view),
            held_in(session, context.view),
            status_line(session, context.view),
        ]
    )


def _tell_calls(context: Context, kept: Container[str]) -> None:
    """Print the sessions to come, each with those whose next one it is: for the green room."""
    from sommet_tui.companion.green_room import calls
    from sommet_tui.companion.json.green_room import calls_view

    parts = [c for c in calls(context.snapshot, context.now) if c.session.id in kept]
    if context.request.as_json:
        output.tell_json(calls_view(context.snapshot, context.now, parts))
        return
    lines = []
    for call in parts:
        lines += [*_call(context, call), ""]
    nobody = context.words.say("Nobody else is due on stage.")
    output.tell([*context.remarks(), *(lines[:-1] or [nobody])])


def _call(context: Context, call: Call) -> list[str]:
    words, start, session = context.words, context.zones.local(call.start), call.session
    announced = column_time(session.start, context.zones)
    time = column_time(call.start, context.zones)
    first = listed(
        [
            None if context.view.is_today(call.start) else date_text(start.date(), words),
            time,
            begins_words(session, call.start, context.view),
            words.say("announced {time}", time=announced) if announced != time else None,
            held_in(session, context.view),
        ]
    )
    lines = [*filled(first, "  ", first=""), *filled(headline(session), "  ")]
    for one in call.people:
        lines += filled(_expected(context, one), "    ", first="  - ")
    return lines


def _expected(context: Context, one: Expected) -> str:
    from sommet_tui.wording.panel import arrival_word

    participant, person = one.participant, one.person
    if person is not None and person.pronunciation:
        participant = replace(participant, name=f"{participant.name} ({person.pronunciation})")
    who, word = (
        participant_line(participant, context.words),
        arrival_word(one.arrival, context.words),
    )
    if one.there_since is None:
        return listed([who, word])
    since = sentence_time(one.there_since, context.view)
    here = context.words.say("here since {time}", time=since)
    return listed([who, word if one.arrival == "on_stage" else None, here])


COMMAND = Command(mark("list everyone in the programme, with their sessions"), run, PeopleOptions)
