"""`panel`: print a moderator's sheet before, during or after a session."""

from __future__ import annotations

from datetime import timedelta

from sommet_tui.cli import output, shown_day
from sommet_tui.cli.commands import Argument, Command
from sommet_tui.cli.context import Context, open_context, similar_names
from sommet_tui.cli.options import (
    CommandOptions,
    MisuseError,
    Request,
    Switch,
    Value,
    make_refusal,
)
from sommet_tui.domain.text import fold
from sommet_tui.wording.words import Words, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.domain.panel import Arrival, PanelAct


class PanelOptions(CommandOptions):
    markdown = Switch("print a Markdown page")
    arrived = Value("record that this person has arrived", "PERSON", offers="person")
    not_seen = Value("record that this person has not arrived", "PERSON", offers="person")
    turn_limit = Value(
        "limit the length of each turn, in minutes: 2 or 1:30 (0: no limit)", "MINUTES"
    )


def run(request: Request, options: PanelOptions) -> None:
    """Print the sheet of a session.

    If an option gives an arrival or a limit for turns, record it instead and print the change.
    """
    words = request.words()
    if request.as_json and options.markdown:
        raise MisuseError(words.say("Use --json or --markdown, not both."), words)
    context = open_context(request)
    session = context.find_session(request.arguments[0])
    if session.is_break:
        sentence = context.words.say("“{id}” is a break: it has no moderator.", id=session.id)
        raise make_refusal(sentence)
    if options.arrived is not None:
        _record_arrival(context, session.id, options, "arrived")
    elif options.not_seen is not None:
        _record_arrival(context, session.id, options, "not_seen")
    elif options.turn_limit is not None:
        _limit_turns(context, session.id, options, options.turn_limit)
    else:
        shown_day.update_from_crew(context)
        context.report_troubles()
        _print(context, session.id, options)


def _print(context: Context, session_id: str, options: PanelOptions) -> None:
    from sommet_tui.companion.keys import remap
    from sommet_tui.companion.panel import panel_moment

    snapshot, settings = context.snapshot, context.request.settings
    keymap, _ = remap(settings.keys)
    moment = panel_moment(
        snapshot,
        session_id,
        context.now,
        taken=keymap.panel_letters(),
        cues=settings.cue_minutes,
    )
    if context.request.as_json:
        from sommet_tui.companion.json.panel import panel_view

        output.write_json(panel_view(snapshot, moment))
    elif options.markdown:
        from sommet_tui.pages.panel_sheet import panel_report

        output.write(panel_report(moment, context.view))
    else:
        from sommet_tui.pages.panel_sheet import panel_sheet

        output.write([*context.remarks(), *panel_sheet(moment, context.view)])


def _record_arrival(
    context: Context, session_id: str, options: PanelOptions, arrival: Arrival
) -> None:
    """Record that a person has arrived, or is not here yet.

    Raises:
        RefusalError: no person in the session has that id or name, or nothing can be recorded.
    """
    from sommet_tui.domain.panel import PanelAct
    from sommet_tui.wording.panel import arrival_word

    words = context.words
    session = context.companion.snapshot.programme.by_id[session_id]
    people = {p.id: p.name for p in session.participants}
    query = options.arrived if arrival == "arrived" else options.not_seen
    wanted = _find_person(query or "", people, words)
    sentence = f"{people[wanted]} · {arrival_word(arrival, words)}"
    act = PanelAct("arrival", person=wanted, value=arrival)
    _record(context, session_id, options, act, sentence)


def _limit_turns(context: Context, session_id: str, options: PanelOptions, text: str) -> None:
    """Record how long each turn may last.

    Raises:
        RefusalError: the text is not a length of time, or nothing can be recorded.
    """
    from sommet_tui.domain.panel import PanelAct, turn_limit
    from sommet_tui.wording.panel import limit_refusal, limit_sentence

    words = context.words
    try:
        seconds = turn_limit(text)
    except ValueError:
        raise MisuseError(limit_refusal(text, words), words) from None
    sentence = limit_sentence(timedelta(seconds=seconds), words)
    _record(context, session_id, options, PanelAct("limit", item=seconds), sentence)


def _record(
    context: Context, session_id: str, options: PanelOptions, act: PanelAct, sentence: str
) -> None:
    """Record an act of the panel, then print `sentence`.

    If --json or --markdown is given, print the changed panel instead.

    Raises:
        RefusalError: the act cannot be recorded.
    """
    from sommet_tui.cli.commands.stage.acts import perform, receive_records, send_records
    from sommet_tui.companion.moderator import Moderator

    context.require_saved_data()
    context.report_troubles()
    receive_records(context)
    perform(context, lambda: Moderator(context.companion, session_id).record(act))
    send_records(context)
    if context.request.as_json or options.markdown:
        _print(context, session_id, options)
    else:
        output.write([sentence])


def _find_person(query: str, people: dict[str, str], words: Words) -> str:
    """Return the id of the only person whose id is `query`, or whose name contains its words.

    Raises:
        RefusalError: no person matches, or several do.
    """
    if query in people:
        return query

    sought = fold(query).replace("-", " ").split()
    names = {id_: fold(name).replace("-", " ").split() for id_, name in people.items()}
    found = [id_ for id_, name in names.items() if name == sought] or [
        id_
        for id_, name in names.items()
        if sought and all(any(part.startswith(word) for part in name) for word in sought)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        sentence = words.say(
            "“{name}” matches several people in this session: {ids}.",
            name=query,
            ids=", ".join(found),
        )
    elif near := similar_names(query, list(people)):
        sentence = words.say(
            "Nobody in this session is called “{name}”. Did you mean: {ids}?",
            name=query,
            ids=", ".join(near),
        )
    else:
        sentence = words.say(
            "Nobody in this session is called “{name}”. People in it: {ids}.",
            name=query,
            ids=", ".join(people) or "-",
        )
    raise make_refusal(sentence)


_NEEDS_ONE_ID = mark("“panel” needs exactly one id. “agenda” lists all ids.")
COMMAND = Command(
    "print a moderator’s sheet: segments, people, speaking time, questions",
    run,
    PanelOptions,
    (Argument("ID", offers="session"),),
    too_few_error=_NEEDS_ONE_ID,
    too_many_error=_NEEDS_ONE_ID,
)
