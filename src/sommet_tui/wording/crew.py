"""Sentences about a shared day: the lead, the connection, and errors."""

from __future__ import annotations

from datetime import datetime, timedelta

from sommet_tui.companion.errors import LeadRefusedError, NotDoneError
from sommet_tui.companion.live_ports import NO_RIGHT, BrokerError, LinkStatus, Share
from sommet_tui.companion.recorder import NotSharedError
from sommet_tui.wording.errors import COPIED, LEAD_FORBIDDEN, age_text, foreign_phrase, install_line
from sommet_tui.wording.session_texts import join, room_name
from sommet_tui.wording.stage import (
    act_sentence,
    not_acting_sentence,
    refusal_sentence,
    rehearsal_over_sentence,
)
from sommet_tui.wording.times import column_time, date_text, sentence_time
from sommet_tui.wording.words import View, Words, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sommet_tui.companion.day_log import CrewDay
    from sommet_tui.domain.crew.address import ShareAddressError
    from sommet_tui.domain.crew.merge import VoidAct
    from sommet_tui.domain.crew.records import LeadClaim
    from sommet_tui.domain.programme import Programme
    from sommet_tui.domain.rundown.acts import Act


NOTICEABLE = 30.0
"""The largest difference between clocks, in seconds, that is not reported."""

_ERRORS = mark(
    {
        "library": "Broker support is not installed. Run: {install}",
        "offline": (
            "No broker answers at {where}. Check the address and the network, and whether the "
            "broker is running."
        ),
        "timeout": (
            "The broker at {where} took too long to answer. Check the address and the network."
        ),
        "host": "Cannot find the broker “{where}”. Check its name and the network.",
        "no-mqtt": (
            "The server at {where} is not an MQTT broker, or it closed the connection. Check "
            "the port, and whether the address should begin with mqtts://, wss://, mqtt:// "
            "or ws://."
        ),
        "certificate": (
            "The certificate of the broker at {where} is not trusted ({detail}). If the venue has "
            "its own certificate authority, give that authority’s file with --ca FILE."
        ),
        "expired": (
            "The certificate of the broker at {where} has expired. Check this computer’s date, or "
            "renew the certificate."
        ),
        "not-yet-valid": (
            "The certificate of the broker at {where} is not valid yet. Check the date on "
            "this computer and on the broker’s."
        ),
        "other-name": (
            "The broker’s certificate is not for “{where}”. Use a name that the certificate "
            "contains, or create a certificate for this name."
        ),
        "not-encrypted": (
            "The server at {where} closed the connection before it was encrypted. Check the port, "
            "and whether the address should begin with mqtt:// or ws://."
        ),
        "ca": (
            "The saved certificate authority for {where} contains no certificate. Give the "
            "authority’s file again with --ca FILE."
        ),
        "own-certificate": (
            "Cannot read a certificate from “{where}”. Set SOMMET_SHARE_CERTIFICATE to a PEM file "
            "that contains this computer’s certificate and its key, without a password."
        ),
        "denied": "The broker at {where} refused the login. Check the user name and the password.",
        "no-password": (
            "The broker at {where} requires a password, and none is saved on this computer. Set "
            "SOMMET_SHARE_PASSWORD, or share the day from a terminal, where you can type the "
            "password."
        ),
        "no-user": (
            "The broker at {where} requires a user name. Put one in the address, such as "
            "mqtts://stage@broker.example/summit."
        ),
        "unreadable": (
            "The rules of the broker at {where} do not let this user read the shared day. Check "
            "the user in the address, or ask the broker’s administrator."
        ),
        "protocol": (
            "The broker at {where} does not support MQTT 5. Use another broker, or a newer "
            "version of this one."
        ),
        "lost": "The connection to the broker at {where} was lost.",
        "copied": COPIED,
        "failed": "The broker at {where} cannot be used: {detail}.",
    }
)
_ADDRESSES = mark(
    {
        "scheme": (
            "“{text}” is not a broker address. Use mqtts://, wss://, mqtt:// or ws://, as in "
            "mqtts://stage@broker.example/summit."
        ),
        "host": (
            "“{text}” does not name a broker. Use an address such as "
            "mqtts://stage@broker.example/summit."
        ),
        "event": (
            "“{text}” does not name an event. Use an address such as "
            "mqtts://stage@broker.example/summit."
        ),
        "password": (
            "The address contains a password, which others can read. Remove it; sommet-tui "
            "asks you for the password."
        ),
        "port": "The port in “{text}” is not valid. Use 1 to 65535.",
        "mark": (
            "In “{text}”, write ? as %3F and # as %23; otherwise everything after them is lost."
        ),
        "long": "“{text}” is too long for a broker. Give the event a shorter name.",
    }
)
_NO_RIGHT = mark(
    {
        "records": "The broker’s rules forbid “{user}” to record anything.",
        "lead": (
            "The broker’s rules forbid “{user}” to lead a room. Take the lead on another "
            "computer, or ask the broker’s administrator."
        ),
        "read": "The broker’s rules do not let “{user}” read the shared day.",
    }
)
_REFUSED = mark(
    {
        "records": "The broker refuses the records of this computer: {reason}.",
        "lead": "The broker does not let this computer lead the room: {reason}.",
        "read": "The broker refuses to send the day: {reason}.",
    }
)
"""Sentences for refusals that have other causes than missing rights, such as a quota."""


def broker_error_sentence(error: BrokerError, words: Words) -> str:
    """Return why a broker cannot be used, and what to do."""
    install = install_line("sommet-tui[share]") if error.code == "library" else ""
    where, detail = foreign_phrase(error.where), foreign_phrase(error.detail)
    return words.say(_ERRORS[error.code], where=where, detail=detail, name=detail, install=install)


def share_address_sentence(error: ShareAddressError, words: Words) -> str:
    """Return why an address cannot be used."""
    return words.say(_ADDRESSES[error.problem], text=foreign_phrase(error.text))


def _not_leading_sentence(claim: LeadClaim, programme: Programme, words: Words) -> str:
    """Return a sentence saying that another computer leads a room."""
    room = room_name(programme, claim.room) if programme.has_several_rooms else None
    if room:
        return words.say(
            "{name} leads the room {room}.", name=foreign_phrase(claim.name), room=room
        )
    return words.say("{name} leads this room.", name=foreign_phrase(claim.name))


_WHY_VOID = mark(
    {
        "not-leading": "{name} has led the room since {time}",
        "unnamed": "too late: {name} took the lead at {time}",
        "before-lead": "nobody led the room before {time}",
        "no-lead": "nobody led the room",
        "refused": "refused by the broker: this user may not lead a room",
    }
)


def void_reason_words(void: VoidAct, crew: CrewDay, view: View) -> str:
    """Return in a few words why an act is void."""
    claim = void.claim
    return view.words.say(
        _WHY_VOID[crew.void_reason(void)],
        name=foreign_phrase(crew.name(claim.writer)) if claim is not None else "",
        time=sentence_time(claim.at, view) if claim is not None else "",
    )


def void_sentence(void: VoidAct, crew: CrewDay, view: View) -> str:
    """Return which act is void, and why.

    This computer or an earlier lead recorded the act.
    """
    words = view.words
    act = void_act_words(void, view)
    if void.record.writer == crew.share.writer:
        why = void_reason_words(void, crew, view)
        return words.say("No effect: {act} · {why}", act=act, why=why)
    return words.say(
        "No effect: {act} · {name} recorded it before you took the lead in the room",
        act=act,
        name=foreign_phrase(crew.name(void.record.writer)),
    )


def void_act_words(void: VoidAct, view: View) -> str:
    """Return the effect that a void act would have had."""
    if void.act.act == "undo":
        return view.words.say("Undone at {time}", time=sentence_time(void.act.at, view))
    return act_sentence(void.act, view)


def redo_request(void: VoidAct, view: View) -> str:
    """Return the message that asks the lead to redo a void act."""
    act = void_act_words(void, view)
    return view.words.say("Please redo: {act}", act=act)


_LEAD_REFUSED: Mapping[str, str] = {
    "refused": LEAD_FORBIDDEN,
    "clock": mark(
        "This computer’s clock is wrong by days. To lead a room, set the right date and time first."
    ),
    "crossed": mark(
        "Another computer recorded an action at the same moment. Check the state of "
        "the day, then try again."
    ),
}


def not_recorded_sentence(error: NotDoneError, view: View) -> str:
    """Return why nothing was recorded."""
    from sommet_tui.companion.moderator import UncountedError
    from sommet_tui.companion.stage import NotActingError, NotLeadingError, RefusedError
    from sommet_tui.wording.panel import uncounted_sentence

    words = view.words
    if isinstance(error, RefusedError):
        sentence = refusal_sentence(error.refusal, view)
    elif isinstance(error, NotActingError):
        sentence = not_acting_sentence(error.reason, view)
    elif isinstance(error, NotLeadingError):
        sentence = _not_leading_sentence(error.claim, view.programme, words)
    elif isinstance(error, LeadRefusedError):
        sentence = words.say(_LEAD_REFUSED[error.reason])
    elif isinstance(error, UncountedError):
        sentence = uncounted_sentence(error, view)
    elif isinstance(error, NotSharedError):
        sentence = not_shared_sentence(view)
    else:
        sentence = rehearsal_over_sentence(words)
    return sentence


def not_shared_sentence(view: View) -> str:
    """Return why there is no lead: the day is not shared, or this is a rehearsal."""
    if view.snapshot.events.rehearsal is None:
        return view.words.say("This day is not shared.")
    return view.words.say("A rehearsal is never shared: its actions stay on this computer.")


def unconfirmed_lead_sentence(words: Words) -> str:
    """Return a sentence for a lead that the crew has not confirmed yet."""
    return words.say(
        "You lead this room for now. The crew must confirm it when the network is back."
    )


def lead_question(
    claim: LeadClaim, programme: Programme, words: Words, *, is_caught_up: bool
) -> str:
    """Return the question that asks whether to take the lead from another computer.

    If this computer is not `is_caught_up` with the crew, the text adds that the crew must confirm
    the lead later.
    """
    lead_sentence = _not_leading_sentence(claim, programme, words)
    if is_caught_up:
        return words.say("{who} Take the lead? The whole crew will see it.", who=lead_sentence)
    return words.say(
        "{who} Take the lead for now? The crew must confirm it when the network is back.",
        who=lead_sentence,
    )


def lead_words(crew: CrewDay, room: str | None, words: Words) -> str:
    """Return in a few words which computer leads a room."""
    claim = crew.lead(room)
    if claim is None:
        return words.say("nobody leads")
    if crew.has_unconfirmed_lead(room):
        return words.say("you lead, not confirmed yet")
    if crew.is_lead(room):
        return words.say("you lead")
    return words.say("{name} leads", name=foreign_phrase(claim.name))


def last_lead_words(
    crew: CrewDay, room: str | None, link: LinkStatus, view: View
) -> tuple[str, ...]:
    """Return texts of decreasing length: which computer led a room when the connection broke."""
    claim, words, time = crew.lead(room), view.words, sentence_time(link.since, view)
    if claim is None:
        return (words.say("nobody leads"),)
    alone = words.say("you lead on your own") if crew.has_unconfirmed_lead(room) else None
    if alone is not None and claim.after is None:
        return (alone,)
    if crew.is_lead(room) and alone is None:
        return (words.say("you led at {time}", time=time),)
    writer = claim.writer if alone is None or claim.after is None else claim.after.writer
    led = words.say("{name} led at {time}", name=foreign_phrase(crew.name(writer)), time=time)
    return join([led, alone]), alone or led


def link_trouble(crew: CrewDay, link: LinkStatus | None, view: View) -> str | None:
    """Return the faults of the connection to the crew, or None if the connection has no fault."""
    words = view.words
    if link is None:
        return None
    waiting = None
    if link.waiting:
        waiting = words.count("{n} record not sent yet", "{n} records not sent yet", link.waiting)
    if not link.connected:
        since = words.say(
            "Crew unreachable since {time}",
            time=column_time(link.since, view.zones),
        )
        why = broker_error_sentence(link.error, words) if link.error is not None else None
        return join([since, waiting, why])
    if link.unshared:
        return clock_trouble(crew, link, words)
    if link.refused is not None or link.unanswered:
        silence = words.say("The crew is not answering")
        why = (
            broker_refusal_sentence(crew.share, link, words)
            if link.refused is not None
            else silence
        )
        return join([why, waiting])
    return join([*link_reports(link, words), clock_trouble(crew, link, words)]) or None


def clock_trouble(
    crew: CrewDay, link: LinkStatus | None, words: Words, least: float = NOTICEABLE
) -> str | None:
    """Return which clock is wrong, or None.

    The lead's time, which the screen shows, may differ from this computer's time by `least`
    seconds. If this computer's clock is wrong compared with most clocks of the crew
    (`LinkStatus.slow`), this is returned even if the difference is smaller, because the lead's
    clock is then wrong, too.
    """
    offset, slow = crew.share.offset, link.slow if link is not None else None
    if link is not None and link.unshared and slow:
        return words.say(
            "{clock}. Set the right date and time: until then, what you record stays on this "
            "computer, and you cannot lead a room.",
            clock=_own_clock_words(slow, words),
        )
    if abs(offset) <= least:
        if not slow:
            return None
        return words.say(
            "{clock}, if the clocks of the other computers are right. Set the right time.",
            clock=_own_clock_words(slow, words),
        )
    if slow == 0 and abs(offset) > NOTICEABLE:
        leads = {room or "": claim for room, claim in crew.log.leads.items()}
        claim = leads[min(leads)] if leads else None
        return _lead_clock_sentence(claim, offset, words)
    return clock_sentence(offset, words)


def lost_act_sentence(act: Act, view: View) -> str:
    """Return a sentence about an action on a session that the programme does not have."""
    planned, crew = view.snapshot.plans.programme.by_id, view.snapshot.events.crew
    lacking = (named.title for named in act.sessions if named.id not in planned)
    session = foreign_phrase(next(lacking, act.session or ""))
    name = crew.laptop_name(act.uid) if crew else None
    if crew and crew.is_own_record(act.uid):
        return view.words.say(
            "“{session}” is missing from the new file. Put it back, or end it.", session=session
        )
    if name:
        return view.words.say(
            "{name} is running a session that this programme does not have (“{session}”). Open "
            "the same programme as {name}.",
            name=foreign_phrase(name),
            session=session,
        )
    return view.words.say(
        "“{session}” is not in the programme, so its actions do not count. Check which "
        "session is running.",
        session=session,
    )


def link_reports(link: LinkStatus, words: Words) -> Iterator[str]:
    """Yield phrases about unusual records, such as forged or lost ones, without a full stop."""
    if link.unknown_writers:
        yield words.say(
            "Another programme is shared at this address. Open the same programme, or "
            "give each event its own address"
        )
    if link.forged:
        yield words.count(
            "Someone else has sent {n} record under this computer’s name",
            "Someone else has sent {n} records under this computer’s name",
            link.forged,
        )
    if link.lost:
        yield words.count(
            "The broker has lost {n} record of an absent computer. This computer sends a copy",
            "The broker has lost {n} records of absent computers. This computer sends copies",
            link.lost,
        )
    if link.ahead:
        yield words.count(
            "{n} record has to wait, because the clock of its sender is fast",
            "{n} records have to wait, because the clock of their sender is fast",
            link.ahead,
        )


def broker_refusal_sentence(share: Share, link: LinkStatus, words: Words) -> str:
    """Return what the broker refuses, and why."""
    from sommet_tui.domain.crew.address import share_address

    kind, address = link.refused or "records", share_address(share.address)
    if link.reason != NO_RIGHT:
        return words.say(_REFUSED[kind], reason=foreign_phrase(link.reason))
    if address.user is None:
        return words.say(_ERRORS["no-user"], where=foreign_phrase(address.server))
    return words.say(_NO_RIGHT[kind], user=foreign_phrase(address.user))


def old_day_sentence(share: Share, link: LinkStatus | None, since: str | None, words: Words) -> str:
    """Return why the crew is unreachable, and how old the shown day is.

    `since` is the text from `last_news_words`, or None if the crew has never been reached.
    """
    notice = words.say("Not connected to the crew: the records of the other computers are missing.")
    if since is not None:
        notice = words.say(
            "Not connected to the crew: the screen shows the day as it was at {time}.", time=since
        )
    if link and link.error:
        return f"{notice} {broker_error_sentence(link.error, words)}"
    if link and link.refused:
        return f"{notice} {broker_refusal_sentence(share, link, words)}"
    return notice


def last_news_words(news: datetime, present: datetime, view: View) -> str:
    """Return the time of the last message from the crew, with its date if that is not today.

    `present` is the real time, because the time shown may be simulated.
    """
    time, day = sentence_time(news, view), view.zones.local(news).date()
    today = view.zones.local(present).date()
    return time if day == today else f"{date_text(day, view.words)} {time}"


def clock_sentence(offset: float, words: Words) -> str:
    """Return how wrong this computer's clock is, with a remark that the lead's time is shown."""
    return words.say(
        "{clock}; the screen shows the time of the computer that leads the room.",
        clock=_own_clock_words(offset, words),
    )


def _own_clock_words(slow: float, words: Words) -> str:
    if slow > 0:
        return words.say(
            "This computer’s clock is {length} slow", length=_seconds_text(slow, words)
        )
    return words.say("This computer’s clock is {length} fast", length=_seconds_text(slow, words))


def _lead_clock_sentence(claim: LeadClaim | None, offset: float, words: Words) -> str | None:
    """Return how wrong the lead's clock is; no other clock of the crew is wrong."""
    if claim is None:
        return None
    clock = wrong_clock_words(claim.name, offset, words)
    return words.say("{clock}; the screen shows the time of that computer.", clock=clock)


def wrong_clock_words(name: str, fast: float, words: Words) -> str:
    """Return by how many seconds the clock of the computer called `name` is wrong."""
    name, length = foreign_phrase(name), _seconds_text(fast, words)
    if fast > 0:
        return words.say("The clock of {name} is {length} fast", name=name, length=length)
    return words.say("The clock of {name} is {length} slow", name=name, length=length)


def _seconds_text(seconds: float, words: Words) -> str:
    seconds = round(abs(seconds))
    if seconds < 120:
        return words.count("{n} second", "{n} seconds", seconds)
    return age_text(timedelta(seconds=seconds), words)


_DROPPED = mark(
    {
        "garbled": "unreadable",
        "newer": "comes from a newer version; update sommet-tui to read it",
        "programme": "belongs to another event",
        "unknown": "was sent by someone outside the crew",
        "foreign": "was recorded under another crew member’s name",
        "copied": "has the same id as another record",
        "reused": "has the same number as another record of its sender",
        "replayed": (
            "was overwritten by someone else; this computer then sent its own version again"
        ),
        "lost": "was made on this computer, which has lost its copy",
        "twin": (
            "was sent by another computer that has a copy of this computer’s data; this "
            "computer gets a new id"
        ),
        "too-many": "more records than this computer accepts",
    }
)


def drop_reason_words(reason: str, words: Words) -> str:
    """Return why a received record was ignored."""
    return words.say(_DROPPED.get(reason, _DROPPED["garbled"]))
