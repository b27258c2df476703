"""`people --next`: who is on stage next, for the green room."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.layout import filled
from sommet_tui.cli.view import View
from sommet_tui.companion.green_room import Call, Expected, calls
from sommet_tui.companion.json.green_room import calls_view
from sommet_tui.wording.panel import arrival_word
from sommet_tui.wording.sentences import headline, listed, room_name
from sommet_tui.wording.summary import participant_line
from sommet_tui.wording.times import column_time, date_text, sentence_time, until


def tell_calls(view: View) -> None:
    """Print the sessions to come, each with those whose next one it is."""
    if view.request.as_json:
        output.tell_json(calls_view(view.snapshot, view.now))
        return
    lines = []
    for call in calls(view.snapshot, view.now):
        lines += [*_call(view, call), ""]
    nobody = view.words.say("Nobody is on stage any more.")
    output.tell([*view.remarks(), *(lines[:-1] or [nobody])])


def _call(view: View, call: Call) -> list[str]:
    words, start, session = view.words, view.zones.local(call.start), call.session
    far = start.date() != view.zones.local(view.now).date()
    told = column_time(session.start, view.zones)
    time = column_time(call.start, view.zones)
    first = listed(
        [
            date_text(start.date(), words) if far else None,
            time,
            until(call.start, view.now, view.zones, words),
            words.say("announced {time}", time=told) if told != time else None,
            room_name(view.programme, session.room),
        ]
    )
    lines = [*filled(first, "  ", first=""), *filled(headline(session), "  ")]
    for one in call.people:
        lines += filled(_person(view, one), "    ", first="  - ")
    return lines


def _person(view: View, one: Expected) -> str:
    who, word = participant_line(one.participant, view.words), arrival_word(one.arrival, view.words)
    if one.there_since is None:
        return listed([who, word])
    since = sentence_time(one.there_since, view.zones, view.words)
    return listed([who, view.words.say("{arrival} since {time}", arrival=word, time=since)])
