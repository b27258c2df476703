"""`stage rehearsal`: begin one under a clock of its own, or end it and forget its acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.exits import OK
from sommet_tui.cli.request import misused
from sommet_tui.cli.staging.opening import command, refused
from sommet_tui.cli.view import not_kept, open_view
from sommet_tui.companion.errors import KeepingError
from sommet_tui.domain.instants import TimeError
from sommet_tui.domain.timeline import event_day
from sommet_tui.domain.values import replace
from sommet_tui.wording.errors import time_error_sentence
from sommet_tui.wording.times import date_text, sentence_time

if TYPE_CHECKING:
    from sommet_tui.cli.exits import RefusalError
    from sommet_tui.cli.request import Request
    from sommet_tui.cli.view import View


def rehearse(request: Request, what: str) -> int:
    """Begin or clear the rehearsal; with --json, answer with its clock, or whether one was on."""
    words = request.words()
    if what not in ("begin", "clear"):
        raise misused(words.say("stage rehearsal takes begin or clear."), words)
    if what == "clear" and (request.at is not None or request.speed is not None):
        raise misused(words.say("--at and --speed go with stage rehearsal begin."), words)
    # A rehearsal that is on is joined where no other time is asked for.
    view = open_view(replace(request, at=None, speed=None))
    if view.snapshot.unkept is not None:
        raise not_kept(view.snapshot.unkept, view.words)
    try:
        return _begin(replace(view, request=request)) if what == "begin" else _clear(view)
    except KeepingError as error:
        raise not_kept(error, view.words) from None


def _begin(view: View) -> int:
    if view.snapshot.events.rehearsal is not None:
        raise _is_on(view)
    _set_clock(view)
    if not view.companion.rehearse():  # somebody else has begun one meanwhile
        raise _is_on(view)
    now, words = view.companion.now(), view.words
    rehearsal = view.snapshot.events.rehearsal
    if view.request.as_json:
        at = now.astimezone(view.programme.zone).isoformat(timespec="seconds")
        begun = {"rehearsal": rehearsal.id if rehearsal else None, "at": at}
        output.tell_json(begun | {"speed": view.snapshot.speed})
        return OK
    date = date_text(view.zones.local(now).date(), words, year=True)
    time = sentence_time(now, view.zones, words)
    told = words.say("A rehearsal has begun: {date}, {time}.", date=date, time=time)
    output.tell([f"{told} {_how_to_end(view)}"])
    return OK


def _how_to_end(view: View) -> str:
    end = command(view, "rehearsal", "clear")
    return view.words.say("To end it: {command}", command=end)


def _set_clock(view: View) -> None:
    """The clock to begin with: as asked; else the present, or outside the event its beginning."""
    companion, request = view.companion, view.request
    if request.at is not None:
        try:
            companion.set_clock(companion.instant(request.at), request.speed)
        except TimeError as error:
            raise misused(time_error_sentence(error, view.words), view.words) from None
        return
    programme = view.programme
    if event_day(companion.now(), programme.zone, programme.day_boundary) not in programme.days:
        companion.replay()
    companion.run_clock(1.0 if request.speed is None else request.speed)


def _is_on(view: View) -> RefusalError:
    words = view.words
    time = sentence_time(view.companion.now(), view.zones, words)
    told = words.say("A rehearsal is on already; its clock shows {time}.", time=time)
    return refused(told, _how_to_end(view))


def _clear(view: View) -> int:
    cleared = view.companion.clear_rehearsal()
    if view.request.as_json:
        output.tell_json({"cleared": cleared})
    elif cleared:
        output.tell([view.words.say("The rehearsal is over, and what was done in it forgotten.")])
    else:
        output.tell([view.words.say("No rehearsal is on.")])
    return OK
