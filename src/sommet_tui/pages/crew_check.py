"""Whether the crew is ready, before the doors open: one line for each thing that all must have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.domain.sharing.records import AHEAD, clock_error
from sommet_tui.domain.sharing.standby import machine_id, publishing_order
from sommet_tui.domain.values import dataclass
from sommet_tui.wording.errors import foreign_phrase
from sommet_tui.wording.sentences import room_name
from sommet_tui.wording.sharing import link_reports, wrong_clock_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sommet_tui.companion.event_log import CrewDay
    from sommet_tui.companion.live_ports import LinkStatus, Member
    from sommet_tui.wording.view import View
    from sommet_tui.wording.words import Words


@dataclass(frozen=True, slots=True)
class CrewCheck:
    """One line: its subject ("program", "clocks"), whether all is well, and a sentence."""

    about: str
    ok: bool
    said: str


def crew_checks(crew: CrewDay, status: LinkStatus, view: View) -> Iterator[CrewCheck]:
    """Yield the lines about all connected computers, once the broker has sent everything."""
    me = status.me
    if me is None:
        return
    there = [me, *(member for member in status.members if member.here)]
    words = view.words
    names = ", ".join(_names(there[1:])) or words.say("nobody else")
    yield CrewCheck(
        "broker", not status.strangers, words.say("Connected. Online: {names}.", names=names)
    )
    yield _check_versions(there, words)
    yield _check_programmes(me, there, crew, status, words)
    yield _check_clocks(crew, there, words)
    yield _check_leads(crew, there, view)
    yield _check_publishers(crew, there, words)
    yield _check_waiting(there, words)


def _names(members: Sequence[Member]) -> list[str]:
    return [foreign_phrase(member.name) for member in members]


def _check_versions(there: Sequence[Member], words: Words) -> CrewCheck:
    ok = len({member.app for member in there}) == 1
    if ok:
        said = words.say("All computers have version {version}.", version=there[0].app)
    else:
        listed = ", ".join(
            f"{foreign_phrase(m.name)} {foreign_phrase(m.app) or '?'}" for m in there
        )
        said = words.say("The versions of the program differ: {names}.", names=listed)
    return CrewCheck("program", ok, said)


def _check_programmes(
    me: Member, there: Sequence[Member], crew: CrewDay, status: LinkStatus, words: Words
) -> CrewCheck:
    others = _names([member for member in there if member.revision != me.revision])
    here = {member.writer for member in there}
    for claim in crew.log.leads.values():  # of a lead that is not connected, it has the programme
        if claim.writer not in here and claim.revision not in (None, me.revision):
            others.append(foreign_phrase(crew.name(claim.writer)))
    if status.strangers:
        said = f"{next(link_reports(status, words))}."
    elif others:
        said = words.say(
            "Not the same programme as here: {names}. Open the same programme on all computers.",
            names=", ".join(dict.fromkeys(others)),
        )
    else:
        said = words.say("All computers have the same programme.")
    return CrewCheck("programme", not (others or status.strangers), said)


def _check_clocks(crew: CrewDay, there: Sequence[Member], words: Words) -> CrewCheck:
    leads = {room or "": claim.writer for room, claim in crew.log.leads.items()}
    reference = leads[min(leads)] if leads else None
    clocks = {member.writer: member.ahead for member in there if member.ahead is not None}
    wrong = []
    for member in there:
        if member.ahead is None:
            wrong.append(words.say("{name} does not answer", name=foreign_phrase(member.name)))
            continue
        error = clock_error(clocks, member.writer, reference, AHEAD)
        if error:
            wrong.append(wrong_clock_words(member.name, error.total_seconds(), words))
    said = ", ".join(wrong) + "." if wrong else words.say("All clocks are right.")
    return CrewCheck("clocks", not wrong, said)


def _check_leads(crew: CrewDay, there: Sequence[Member], view: View) -> CrewCheck:
    programme, words, found = view.programme, view.words, []
    here, ok = {member.writer for member in there}, True
    rooms: list[str | None] = [room.id for room in programme.rooms] or [None]
    for room in rooms:
        claim = crew.lead(room)
        who = words.say("nobody leads")
        if claim is not None:
            name = foreign_phrase(crew.name(claim.writer))
            who = words.say("{name} leads", name=name)
            if claim.writer not in here:
                ok, who = False, words.say("{name} leads, but is not connected", name=name)
        named = room_name(programme, room) if programme.has_several_rooms else None
        found.append(words.say("{about}: {text}", about=named, text=who) if named else who)
    said = "; ".join(found)
    return CrewCheck("lead", ok, f"{said[:1].upper()}{said[1:]}.")


def _check_publishers(crew: CrewDay, there: Sequence[Member], words: Words) -> CrewCheck:
    said = []
    for place in sorted(frozenset().union(*(member.publishes for member in there))):
        names = {
            machine_id(m.writer): foreign_phrase(m.name) for m in there if place in m.publishes
        }
        first, *others = publishing_order(names, crew.log.leads)
        who = words.say("{name} publishes", name=names[first])
        if others:
            standing = ", ".join(names[one] for one in others)
            who = words.say("{who} (standing by: {names})", who=who, names=standing)
        said.append(who)
    lines = dict.fromkeys(said)
    nobody = words.say("No computer publishes the day for the audience.")
    return CrewCheck("audience", True, "; ".join(lines) + "." if lines else nobody)


def _check_waiting(there: Sequence[Member], words: Words) -> CrewCheck:
    waiting = [
        words.say(
            "{about}: {text}", about=foreign_phrase(member.name), text=_unsent_words(member, words)
        )
        for member in there
        if member.waiting
    ]
    said = "; ".join(waiting) + "." if waiting else words.say("All records are sent.")
    return CrewCheck("records", not waiting, said)


def _unsent_words(member: Member, words: Words) -> str:
    return words.count("{n} record not sent yet", "{n} records not sent yet", member.waiting)
