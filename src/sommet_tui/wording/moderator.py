"""Sentences for moderators: the effect of a key, and the prepared messages to the stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.companion.panel import PanelMoment
from sommet_tui.domain.limits import ID_LIMIT
from sommet_tui.domain.panel.acts import MODERATION, Arrival, PanelAct
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.wording.panel import segment_name
from sommet_tui.wording.times import countdown, date_text, sentence_time
from sommet_tui.wording.view import View
from sommet_tui.wording.words import Words, mark

if TYPE_CHECKING:
    from sommet_tui.companion.moderator import UncountedError

_ARRIVED: Mapping[Arrival, str] = MappingProxyType(
    {
        "not_seen": mark("{name} is not here yet"),
        "arrived": mark("{name} has arrived"),
        "on_stage": mark("{name} is on stage"),
    }
)
_QUESTION: Mapping[str, str] = MappingProxyType(
    {
        "starred": mark("Starred: {text}"),
        "plain": mark("Star removed: {text}"),
        "asked": mark("Asked: {text}"),
        "open": mark("Not asked yet: {text}"),
    }
)


def panel_act_sentence(act: PanelAct, moment: PanelMoment, words: Words) -> str:
    """Return what an act did, without a full stop; `moment` may be from before or after it."""
    name = person_name(act.person, moment, words)
    if act.act == "arrival":
        return arrival_sentence(act.value, name, words)
    if act.act == "turn":
        return (
            words.say("{name} has the floor", name=name)
            if name
            else words.say("Nobody has the floor")
        )
    if act.act == "segment":
        return _segment(act, moment, words)
    if act.act in ("ask", "question", "hand"):
        return _question_text(act, moment, name, words)
    if act.act == "limit":
        return limit_sentence(timedelta(seconds=act.item or 0), words)
    seats, plan = words.say("The seats have changed"), words.say("The segments have changed")
    return seats if act.act == "seating" else plan


def arrival_sentence(arrival: str | None, name: str, words: Words) -> str:
    """Return whether a person is not here, arrived or on stage."""
    arrived = next((text for value, text in _ARRIVED.items() if value == arrival), "{name}")
    return words.say(arrived, name=name)


def limit_sentence(limit: timedelta, words: Words) -> str:
    """Return how long each turn may last; nothing is no limit."""
    if limit <= timedelta(0):
        return words.say("Turns have no limit")
    return words.say("Turn limit: {time}", time=countdown(limit))


def limit_refusal(text: str, words: Words) -> str:
    """Return that a text is no length for a turn."""
    return words.say(
        "“{text}” is not a length. Write 1 to 99 minutes (2, 1:30), or 0 for no limit.",
        text=cap(clean_line(text), ID_LIMIT),
    )


def uncounted_sentence(error: UncountedError, view: View) -> str:
    """Return why an act does not count now."""
    words = view.words
    if error.reason == "heard":
        return words.say("{name} has had a turn, so nothing was changed.", name=error.name)
    if error.opens is None or error.reason == "over":
        return words.say("The panel is over. Turns and segments are no longer timed.")
    time = sentence_time(error.opens, view)
    if not view.is_today(error.opens):
        day = view.zones.local(error.opens).date()
        time = words.say("{date} at {time}", date=date_text(day, words), time=time)
    return words.say(
        "The panel has not started. Turns and segments are timed from {time}.", time=time
    )


def person_name(person: str | None, moment: PanelMoment, words: Words) -> str:
    """Return the name of a panellist; "" for nobody."""
    if person is None:
        return ""
    if person == MODERATION:
        return words.say("Moderation")
    seat = moment.seat(person)
    return seat.participant.name if seat else person


def _segment(act: PanelAct, moment: PanelMoment, words: Words) -> str:
    number = act.item or 0
    if act.text is not None:
        return words.say("Started: {segment}", segment=segment_name(act.text, words))
    if not 0 <= number < len(moment.plan):
        return words.say("Next segment")
    name = segment_name(moment.plan[number].segment.name, words)
    return words.say("Started: {segment}", segment=name)


def _question_text(act: PanelAct, moment: PanelMoment, name: str, words: Words) -> str:
    if act.act == "ask":
        return words.say("Question: {text}", text=act.text or "")
    if act.act == "hand":
        return _hand(act, moment, words)
    text = next((q.text for q in moment.questions if q.number == act.item), "")
    if act.value == "aimed":
        if not name:
            return words.say("For everyone: {text}", text=text)
        return words.say("For {name}: {text}", name=name, text=text)
    return words.say(_QUESTION.get(act.value or "", "{text}"), text=text)


def _hand(act: PanelAct, moment: PanelMoment, words: Words) -> str:
    if act.item is None:
        return words.say("Hand raised: {text}", text=act.text or "")
    text = next((h.text for h in moment.hands if h.number == act.item), "")
    return (
        words.say("Called on: {text}", text=text)
        if text
        else words.say("Someone in the audience has the floor")
    )


def ready_lines(moment: PanelMoment, words: Words) -> Sequence[str]:
    """Return the prepared messages to the stage, each always in the same place.

    The one about missing people is last, because it is not always there.
    """
    away = [s for s in moment.speakers if s.arrival == "not_seen" and s.elsewhere is None]
    missing = [s.participant.name for s in away]
    lines = [
        words.say("5 more minutes, please"),
        words.say("we are now taking questions"),
        words.say("we are about to close"),
        words.say("please come to the panel"),
    ]
    if missing and moment.has_arrivals:
        lines.append(words.say("missing: {names}", names=", ".join(missing)))
    return lines


def cue_sign(minutes: int, words: Words) -> str:
    """Return the silent signal for the minutes left, to be read from a distance."""
    if minutes:
        return words.count("{n} MINUTE LEFT", "{n} MINUTES LEFT", minutes)
    return words.say("TIME IS UP")
