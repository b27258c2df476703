"""`now`: the event at this instant, room by room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.exits import OK
from sommet_tui.cli.layout import block, filled
from sommet_tui.cli.request import misused, no_words
from sommet_tui.cli.view import open_view
from sommet_tui.domain.values import replace
from sommet_tui.wording.sentences import listed, next_bookmark, phase_sentence, place, room_name
from sommet_tui.wording.times import date_text, sentence_time, viewer_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.cli.menu import Menu
    from sommet_tui.cli.request import Request
    from sommet_tui.cli.view import View
    from sommet_tui.domain.timeline import Moment, RoomMoment
    from sommet_tui.wording.words import Words


def add(menu: Menu, words: Words) -> None:
    """Put the command on the menu."""
    from sommet_tui.cli.fields import fields_help
    from sommet_tui.cli.menu import Option

    line = words.say("one line of your own, for a status bar: {example}", example="'{summary}'")
    same = words.say("the same line for tmux, which takes a single # in a title for a command")
    options = [
        Option("--format", line, words.say("TEXT")),
        Option("--tmux", same, words.say("TEXT")),
    ]
    menu.add(
        "now",
        words.say("what is on, what is next, how long is left"),
        run,
        options=options,
        more=fields_help(words),
    )


def run(request: Request) -> int:
    """Print where the event stands."""
    no_words(request)
    if request.format is not None or request.tmux is not None:
        return _line(request)
    view = open_view(request)
    view.tell_troubles()
    if request.as_json:
        from sommet_tui.companion.json.programme import now_view

        output.tell_json(now_view(view.snapshot, view.now))
    else:
        output.tell(_page(view))
    return OK


def _line(request: Request) -> int:
    """Print one line for a status bar, which has no place for anything else."""
    words, text = request.words(), request.format
    if request.as_json and text is not None:
        raise misused(words.say("--format and --json do not go together."), words)
    if request.tmux is not None and (request.as_json or text is not None):
        raise misused(words.say("--tmux goes without --format and --json."), words)
    from sommet_tui.cli.fields import check_format, formatted

    text = text if request.tmux is None else request.tmux
    assert text is not None
    check_format(text, words)
    view = open_view(request)
    view.tell_rehearsal()
    output.tell([formatted(text, view, doubled="" if request.tmux is None else "#")])
    return OK


def _page(view: View) -> list[str]:
    moment = view.snapshot.moment(view.now)
    if moment.phase == "after":
        body = _closing(view, moment)
    else:
        rooms = [room for room in moment.rooms if view.snapshot.room in (None, room.room)]
        body = [*_phase(view, moment, rooms), *_rooms(view, rooms), *_bookmark(view)]
    while body[-1] == "":
        body.pop()
    return [*view.remarks(), *_heading(view), "", *_notices(view), *body]


def _heading(view: View) -> list[str]:
    title = block([view.programme.title, view.programme.subtitle, place(view.programme)])
    if view.snapshot.shifted:
        return title
    day = date_text(view.zones.local(view.now).date(), view.words, year=True)
    time = sentence_time(view.now, view.zones, view.words)
    return [*title, *filled(listed([day, time, viewer_time(view.now, view.zones, view.words)]))]


def _notices(view: View) -> list[str]:
    found = view.snapshot.timely_notices(view.now)
    if not found:
        return []
    from sommet_tui.cli.notices import notice_lines

    return [*notice_lines(view, found), ""]


def _phase(view: View, moment: Moment, rooms: Sequence[RoomMoment]) -> list[str]:
    """Where the event stands, for the rooms that are shown."""
    coming = [room.next for room in rooms if room.next]
    if moment.phase == "on" or not coming:
        return []
    shown = replace(moment, next=min(coming, key=lambda session: session.start))
    end = view.snapshot.timeline.end
    return [*filled(phase_sentence(shown, end, view.zones, view.words)), ""]


def _closing(view: View, moment: Moment) -> list[str]:
    from sommet_tui.cli.replay import replay_command

    lines = filled(phase_sentence(moment, view.snapshot.timeline.end, view.zones, view.words))
    command = replay_command(view)
    if command:
        lines += [view.words.say("Live the day again: {command}", command=command)]
    return lines


def _rooms(view: View, rooms: Sequence[RoomMoment]) -> list[str]:
    from sommet_tui.cli.rooms import room_page
    from sommet_tui.domain.timeline import event_day

    today = event_day(view.now, view.programme.zone, view.programme.day_boundary)
    day = today
    if not any(room.now for room in rooms):
        # Before the event and at night, the day that matters is the one to come.
        day = min((room.next.day for room in rooms if room.next), default=today)
    lines, idle = [], []
    for room in rooms:
        if room.now or len(rooms) == 1 or (room.next and room.next.day <= day):
            lines += [*room_page(view, room, alone=len(rooms) == 1), ""]
        else:
            idle.append(_called(view, room))
    if idle and day == today:
        lines += [*filled(view.words.say("Nothing more today: {rooms}", rooms=listed(idle))), ""]
    elif idle:
        date = date_text(day, view.words)
        told = view.words.say("Nothing on {date}: {rooms}", date=date, rooms=listed(idle))
        lines += [*filled(told), ""]
    return lines


def _called(view: View, room: RoomMoment) -> str:
    return room_name(view.programme, room.room) or view.programme.title


def _bookmark(view: View) -> list[str]:
    session = view.snapshot.next_pick(view.now)
    if session is None:
        return []
    return filled(next_bookmark(session, view.now, view.zones, view.words))
