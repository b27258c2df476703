"""`stage rehearsal`: begin or clear a rehearsal, or set its clock."""

from __future__ import annotations

from sommet_tui.cli import output
from sommet_tui.cli.commands import Argument, Command
from sommet_tui.cli.commands.stage import shell_command
from sommet_tui.cli.commands.stage.acts import UndoOptions, ask_question, report_unasked_question
from sommet_tui.cli.context import Context, open_context
from sommet_tui.cli.exit_codes import RefusalError
from sommet_tui.cli.options import (
    CommandOptions,
    MisuseError,
    Request,
    ScreenOptions,
    make_refusal,
    parse_speed,
)
from sommet_tui.domain.values import replace
from sommet_tui.wording.stage import unrecorded_day_sentence
from sommet_tui.wording.times import date_text, sentence_time
from sommet_tui.wording.words import mark


class RehearsalOptions(CommandOptions):
    speed = ScreenOptions.speed
    yes = UndoOptions.yes


def rehearse(request: Request, options: RehearsalOptions) -> None:
    """Begin or clear the rehearsal, set its clock, or print its state.

    If --json is given, print the rehearsal's clock. After clearing, print whether a rehearsal was
    running.
    """
    words, (verb, to) = request.words(), (*request.arguments, None, None)[:2]
    speed = parse_speed(options.speed, words)
    _check_arguments(verb, to, request, speed)
    # Without a time, the command joins the running rehearsal.
    context = open_context(request.without_option(Request.at.flag))
    context.require_saved_data()
    with context.convert_errors():
        if verb == "begin":
            _begin(replace(context, request=request), speed, yes=options.yes)
        elif verb == "jump":
            _set_clock(replace(context, request=request), to or "", speed)
        elif verb is None:
            _print_state(context)
        else:
            _clear(context, yes=options.yes)


def _check_arguments(
    verb: str | None, to: str | None, request: Request, speed: float | None
) -> None:
    """Check that the arguments fit together.

    Raises:
        MisuseError: arguments cannot be combined, or one is missing.
    """
    words = request.words()
    if request.at is not None and verb in ("jump", "clear"):
        raise MisuseError(words.say("--at works only with “stage rehearsal begin”."), words)
    if speed is not None and verb in (None, "clear"):
        sentence = words.say(
            "--speed works only with “stage rehearsal begin” and “stage rehearsal jump”."
        )
        raise MisuseError(sentence, words)
    if verb == "jump" and to is None:
        raise MisuseError(
            words.say("Give a time, for example “stage rehearsal jump 11:55”."), words
        )
    if verb == "begin" and to is not None:
        sentence = words.say(
            "To start a rehearsal at a given time, use --at: stage rehearsal begin --at 11:55."
        )
        raise MisuseError(sentence, words)
    if verb == "clear" and to is not None:
        raise MisuseError(words.say("Use “stage rehearsal clear” without a time."), words)


def _print_state(context: Context) -> None:
    """Print whether a rehearsal is running, and the commands that control it."""
    words, rehearsal = context.words, context.snapshot.events.rehearsal
    if context.request.as_json:
        _report_clock(context)
        return
    if rehearsal is None:
        lines = [
            words.say(
                "No rehearsal is running. In a rehearsal, all screens and commands work as "
                "on the day, but the real day does not change."
            ),
            words.say(
                "To start a rehearsal: {command}",
                command=shell_command(
                    context, "rehearsal", "begin", "--at", "09:58", "--speed", "10"
                ),
            ),
        ]
        output.write(lines)
        return
    time = sentence_time(context.companion.clock.now(), context.view)
    pace, count = f"{context.snapshot.speed:g}", len(context.snapshot.events.acts)
    state = words.say("A rehearsal is running; its clock shows {time}.", time=time)
    speed = words.say("Speed × {pace}.", pace=pace)
    acts = words.count("{n} action so far.", "{n} actions so far.", count)
    jump = shell_command(context, "rehearsal", "jump", "11:55")
    since = context.companion.rehearsals.unrecorded_since
    if since is not None:
        acts = f"{acts} {unrecorded_day_sentence(since, context.view)}"
    output.write(
        [
            f"{state} {speed} {acts}",
            words.say("To jump to another time: {command}", command=jump),
            _end_command(context),
        ]
    )


def _report_clock(context: Context) -> None:
    """Print the clock of the rehearsal as JSON."""
    rehearsal, now = context.snapshot.events.rehearsal, context.companion.clock.now()
    at = now.astimezone(context.programme.zone).isoformat(timespec="seconds")
    output.write_json(
        {
            "rehearsal": rehearsal.id if rehearsal else None,
            "at": at if rehearsal else None,
            "speed": context.snapshot.speed if rehearsal else None,
        }
    )


def _set_clock(context: Context, to: str, speed: float | None) -> None:
    """Set the time of the rehearsal's clock. If `speed` is given, set the clock's speed, too."""
    words, companion = context.words, context.companion
    if context.snapshot.events.rehearsal is None:
        companion.clock.instant(to)  # if the time is invalid, report that before any other error
        begin = shell_command(context, "rehearsal", "begin", "--at", to)
        raise make_refusal(
            words.say("No rehearsal is running."),
            words.say("To start a rehearsal: {command}", command=begin),
        )
    companion.clock.set(companion.clock.instant(to), speed)
    if context.request.as_json:
        _report_clock(context)
        return
    now = companion.clock.now()
    date = date_text(context.zones.local(now).date(), words, year=True)
    time = sentence_time(now, context.view)
    lines = [words.say("The rehearsal now shows {date}, {time}.", date=date, time=time)]
    later = sum((act.when or act.at) > now for act in companion.snapshot.events.acts)
    if later:
        lines.append(
            words.count(
                "{n} action recorded with a later time remains in effect.",
                "{n} actions recorded with later times remain in effect.",
                later,
            )
        )
    output.write([" ".join(lines)])


def _begin(context: Context, speed: float | None, *, yes: bool) -> None:
    if context.snapshot.events.rehearsal is not None:
        raise _already_running_refusal(context)
    question = None if yes else context.companion.rehearsals.question()
    answer = ask_question(context, question)
    if answer is False:
        output.write([context.words.say("Nothing was done.")])
        return
    if context.request.at is not None:
        context.companion.clock.set(context.companion.clock.instant(context.request.at))
    if not context.companion.rehearsals.begin(speed):  # another process was faster
        raise _already_running_refusal(context)
    if answer is None:
        report_unasked_question(context, question)
    now, words = context.companion.clock.now(), context.words
    if context.request.as_json:
        _report_clock(context)
        return
    date = date_text(context.zones.local(now).date(), words, year=True)
    time = sentence_time(now, context.view)
    sentence = words.say("Rehearsal started: {date}, {time}.", date=date, time=time)
    output.write([f"{sentence} {_end_command(context)}"])


def _end_command(context: Context) -> str:
    end = shell_command(context, "rehearsal", "clear")
    return context.words.say("To end the rehearsal: {command}", command=end)


def _already_running_refusal(context: Context) -> RefusalError:
    words = context.words
    time = sentence_time(context.companion.clock.now(), context.view)
    sentence = words.say("A rehearsal is already running; its clock shows {time}.", time=time)
    return make_refusal(sentence, _end_command(context))


def _clear(context: Context, *, yes: bool) -> None:
    on = context.snapshot.events.rehearsal is not None
    if on and not yes and ask_question(context, context.companion.rehearsals.question()) is False:
        output.write([context.words.say("Nothing was done.")])
        return
    cleared = context.companion.rehearsals.clear()
    if context.request.as_json:
        output.write_json({"cleared": cleared})
    elif cleared:
        output.write(
            [context.words.say("The rehearsal has ended and its actions have been discarded.")]
        )
    else:
        output.write([context.words.say("No rehearsal is running.")])


VERBS = {
    "rehearsal": Command(
        "rehearse without changing the real day",
        rehearse,
        RehearsalOptions,
        (
            Argument(
                "",
                least=0,
                choices=("begin", "jump", "clear"),
                value_error=mark(
                    "After “stage rehearsal”, write “begin”, “jump”, “clear” or nothing."
                ),
            ),
            Argument("TIME", least=0),
        ),
    )
}
