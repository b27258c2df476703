"""The world a stage command acts in: the lane it means, the rehearsal it takes part in."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from sommet_tui.cli.exits import BAD_DATA, RefusalError
from sommet_tui.cli.request import PROGRAM, misused, named
from sommet_tui.cli.view import not_kept, open_view

if TYPE_CHECKING:
    from sommet_tui.cli.request import Request
    from sommet_tui.cli.view import View
    from sommet_tui.domain.rundown.lanes import Plan


def open_stage(request: Request) -> View:
    """Open what the request names, and say on standard error that it is a rehearsal, if it is.

    Raises:
        RefusalError: it cannot be opened, or what happened so far cannot be read.
    """
    view = open_view(request)
    if view.snapshot.unkept is not None:
        raise not_kept(view.snapshot.unkept, view.words)
    view.tell_troubles()
    return view


def room_meant(view: View) -> str | None:
    """The room of an act that names no session: the one chosen, or the only one there is.

    Raises:
        RefusalError: there are several.
    """
    rooms = view.snapshot.plans.rooms
    if view.snapshot.room is not None:
        return view.snapshot.room
    if len(rooms) == 1:
        return next(iter(rooms))
    words = view.words
    told = ", ".join(f"{room.id} ({room.name})" for room in view.programme.rooms)
    raise misused(words.say("Say which room with --room: {rooms}.", rooms=told), words)


def lane_meant(view: View) -> Plan:
    """The lane of that room on the day it is.

    Raises:
        RefusalError: there are several rooms, or nothing is planned in the one chosen.
    """
    plan = view.snapshot.plans.of_room(room_meant(view), view.now)
    if plan is None:
        raise refused(view.words.say("Nothing is planned in this room."))
    return plan


def refused(sentence: str, *more: str) -> RefusalError:
    """The refusal of an act, with its reason."""
    return RefusalError(BAD_DATA, [named(sentence), *more])


def command(view: View, *said: str) -> str:
    """A stage command for this programme, to be typed as it is."""
    file = view.request.programme
    return shlex.join([PROGRAM, "stage", *said, *(["--programme", file] if file else [])])
