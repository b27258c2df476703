"""The stage's log: every action and message, who recorded it, and why it is not in force."""

from __future__ import annotations

from sommet_tui.companion.snapshot import messages_at
from sommet_tui.domain.messages import Message, entry_id, undone_entries
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.domain.values import frozen
from sommet_tui.wording import errors, session_texts
from sommet_tui.wording.messages import entry_sentence, expiry_clause
from sommet_tui.wording.stage import void_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sommet_tui.domain.crew.merge import VoidAct
    from sommet_tui.wording.words import View


@frozen
class LogLine:
    """A line about an action or message. `by` names the person and the computer, or is "".

    `state` says why the entry is not in force, as texts of decreasing length. If the entry is in
    force, `state` is empty. If an action was recorded without the lead, `entry` is a `VoidAct`.
    """

    entry: Act | Message | VoidAct
    sentence: str
    by: str
    state: tuple[str, ...] = ()
    end: str = ""
    """The end of `sentence`, which is never cut."""

    @property
    def at(self) -> datetime:
        """The time at which the entry was recorded."""
        return (self.entry if isinstance(self.entry, Act | Message) else self.entry.act).at

    @property
    def number(self) -> int | None:
        """The number by which commands name the entry, or None if they cannot name it."""
        return self.entry.seq if isinstance(self.entry, Act) else None


def undone_ids(view: View) -> frozenset[int | str]:
    """Return the ids of the acts and messages in the log that were undone."""
    snapshot, now = view.snapshot, view.now
    return undone_entries((*snapshot.acts(now), *messages_at(snapshot, now)))


def log_lines(entries: Iterable[Act | Message], view: View) -> Iterator[LogLine]:
    """Yield a line for each action or message."""
    snapshot, words = view.snapshot, view.words
    crew, rundown, gone = snapshot.events.crew, snapshot.rundown(view.now), undone_ids(view)
    valid, void_reasons = rundown.valid_acts, rundown.void_reasons
    for entry in entries:
        state: tuple[str, ...] = ()
        if entry_id(entry) in gone:
            state = (words.say("undone"),)
        elif isinstance(entry, Act) and entry.seq not in valid:
            forms = void_words(void_reasons.get(entry.seq), view), words.say("void")
            state = tuple(dict.fromkeys(forms))
        laptop = crew.laptop_name(entry.uid) if crew is not None else None
        sentence = entry_sentence(entry, view)
        end = expiry_clause(entry, view) if isinstance(entry, Message) else ""
        end = end if sentence.endswith(end) else ""
        yield LogLine(entry, sentence, session_texts.join([entry.by, laptop]), state, end)


def lead_lines(view: View) -> Iterator[LogLine]:
    """Yield a line for each change of the lead of a shared day. These lines have no number."""
    programme, words = view.snapshot.programme, view.words
    for claim in view.snapshot.takeovers(view.now):
        room = (
            session_texts.room_name(programme, claim.room) if programme.has_several_rooms else None
        )
        sentence = words.say("{name} took the lead", name=errors.foreign_phrase(claim.name))
        sentence = words.say("{about}: {text}", about=room, text=sentence) if room else sentence
        yield LogLine(Act("take", room=claim.room, at=claim.at), sentence, "")


def void_lines(void: Iterable[VoidAct], view: View) -> Iterator[LogLine]:
    """Yield a line for each action that was recorded without the lead of a shared day."""
    crew, words = view.snapshot.events.crew, view.words
    if crew is None:
        return
    from sommet_tui.wording.crew import void_act_words, void_reason_words

    for void_act in void:
        why = void_reason_words(void_act, crew, view)
        redone = words.say("redone")
        state = (session_texts.join([why, redone]), redone) if void_act.redone else (why,)
        by = session_texts.join([void_act.act.by, crew.name(void_act.record.writer)])
        yield LogLine(void_act, void_act_words(void_act, view), by, state)
