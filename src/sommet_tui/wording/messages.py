"""Sentences about messages: the recipient, the expiry and the text."""

from __future__ import annotations

from sommet_tui.domain.messages import UNTIL_WITHDRAWN, Message, MessageEnd, To
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.wording import session_texts, times
from sommet_tui.wording.stage import act_sentence, group_sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sommet_tui.domain.programme import Programme
    from sommet_tui.wording.words import View, Words


def recipient_words(to: To, words: Words) -> str:
    return {
        "everyone": words.say("to everyone"),
        "stage": words.say("to the stage manager"),
        "panel": words.say("to the panel"),
        "speaker": words.say("to the speaker"),
    }[to]


def addressee_words(
    to: To, session: str | None, room: str | None, programme: Programme, words: Words
) -> str:
    """Return the recipient of a message; for a message to everyone, also its session or room."""
    whom = recipient_words(to, words)
    if to != "everyone":
        return whom
    if room is not None:
        whom = words.say("{to} in {room}", to=whom, room=programme.room_names.get(room, room))
    if session is not None:
        whom = words.say(
            "{to}, about {session}", to=whom, session=_session_name(session, programme)
        )
    return whom


def expiry_words(end: MessageEnd, view: View) -> str:
    words = view.words
    if end.after is not None:
        return words.say("for {time}", time=times.duration(end.after, words))
    if end.at is not None:
        return words.say("until {time}", time=times.sentence_time(end.at, view))
    if end.session is not None:
        return words.say("until {session} ends", session=_session_name(end.session, view.programme))
    return words.say("until withdrawn")


def expiry_clause(message: Message, view: View) -> str:
    """Return the clause that says when a message expires, for the end of a sentence.

    Return "" if the message does not expire.
    """
    return "" if message.end == UNTIL_WITHDRAWN else f", {expiry_words(message.end, view)}"


def entry_sentence(entry: Act | Message, view: View) -> str:
    """Return an action or message in the stage's log as a sentence without a full stop."""
    events = view.snapshot.events
    if isinstance(entry, Act):
        return act_sentence(entry, view, events.acts)
    return message_sentence(entry, view, events.messages)


def group_entry_sentence(entry: Act | Message, view: View) -> str:
    """Return the sentence for an entry, like `entry_sentence`, with the other actions of its group.

    One undo undoes the whole group.
    """
    if isinstance(entry, Act):
        return group_sentence(entry, view, view.snapshot.events.acts)
    return entry_sentence(entry, view)


def message_sentence(message: Message, view: View, log: Sequence[Message] = ()) -> str:
    """Return a message as a sentence without a full stop.

    If the message undoes another, the sentence names the other one, found in `log`.
    """
    words = view.words
    if message.undoes is not None:
        return _undo_sentence(message, view, log)
    whom = addressee_words(message.to, message.session, message.room, view.programme, words)
    if not message.text:
        return words.say("Withdrawn: message {to}", to=whom)
    sentence = words.say("Message {to}: “{text}”", to=whom, text=message.text)
    return sentence + expiry_clause(message, view)


def _undo_sentence(message: Message, view: View, log: Sequence[Message]) -> str:
    words = view.words
    found = next((other for other in log if other.uid == message.undoes), None)
    if found is None:
        return words.say("Message undone")
    sentence = message_sentence(found, view, log)
    if found.undoes is None:
        return session_texts.undo_words(sentence, words)
    again = next((other for other in log if other.uid == found.undoes), None)
    if again is None or again.undoes is not None:
        return session_texts.undo_words(sentence, words)
    return session_texts.redo_words(message_sentence(again, view), words)


def _session_name(session_id: str, programme: Programme) -> str:
    session = programme.by_id.get(session_id)
    return session_texts.short_name(session) if session else session_id


def seen_words(message: Message, view: View, *, over: bool = False) -> str:
    """Return when a message between panel and stage was seen, or words for an unseen message.

    `over` means that the message is not shown any more.
    """
    words = view.words
    if message.seen_at is not None:
        return words.say("seen at {time}", time=times.sentence_time(message.seen_at, view))
    return words.say("never seen") if over else words.say("not seen yet")
