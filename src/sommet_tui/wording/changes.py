"""What changed in a programme, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.wording.sentences import headline, held_in, listed, short_name
from sommet_tui.wording.times import date_text, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sommet_tui.companion.changes import Followed
    from sommet_tui.domain.changes import Aspect, SessionChange
    from sommet_tui.domain.programme import Programme
    from sommet_tui.wording.view import View
    from sommet_tui.wording.words import Words


def change_word(change: SessionChange, words: Words) -> str:
    """What became of a session, in a word or a few."""
    return {
        "new": words.say("new"),
        "moved": words.say("moved"),
        "changed": words.say("changed"),
        "cancelled": words.say("cancelled"),
        "restored": words.say("takes place after all"),
        "gone": words.say("no longer in the programme"),
    }[change.kind]


def change_text(change: SessionChange, view: View) -> str:
    """What became of a session, and what it was before, on one line."""
    words = view.words
    told = [change_word(change, words)]
    before = change.before
    if before is not None and change.kind != "gone":
        if "time" in change.aspects:
            told.append(_was(_when(change, view), words))
        if "room" in change.aspects and (room := _rooms_before(change, view.programme, words)):
            told.append(_was(room, words))
        if "title" in change.aspects and headline(before) != headline(change.session):
            told.append(_was(words.say("“{name}”", name=headline(before)), words))
        told += [_other(aspect, words) for aspect in change.aspects]
    return listed(told)


def _was(what: str, words: Words) -> str:
    return words.say("was {what}", what=what)


def _when(change: SessionChange, view: View) -> str:
    """When it was, with the day where that is another."""
    zones = view.zones
    before = change.before
    assert before is not None
    times = span(before.start, before.end, zones)
    day = zones.local(before.start).date()
    if day == zones.local(change.session.start).date():
        return times
    return f"{date_text(day, view.words)} {times}"


def _rooms_before(change: SessionChange, programme: Programme, words: Words) -> str | None:
    """Return the rooms it was in, under the names they had then; None if it had none."""
    before, earlier = change.before, change.earlier
    assert before is not None
    assert earlier is not None
    rooms = held_in(earlier, before, words)
    if rooms == held_in(programme, change.session, words):  # "all rooms", but not the same ones
        return ", ".join(earlier.room_names[room] for room in before.rooms)
    return rooms


def _other(aspect: Aspect, words: Words) -> str:
    """What else differs, where it takes too many words to say what it was."""
    return {
        "people": words.say("speakers changed"),
        "text": words.say("new abstract"),
        "rest": words.say("new track, kind or language"),
    }.get(aspect, "")


def news_sentences(found: Sequence[SessionChange], view: View, key: str) -> Iterator[str]:
    """What is to be said at once: how many changes there are, and which are of bookmarks.

    `key` shows them all.
    """
    words = view.words
    if found:
        yield words.count(
            "{n} change in the programme; {key} shows it.",
            "{n} changes in the programme; {key} shows them.",
            len(found),
            key=key,
        )
    for change in found:
        if change.session.id in view.snapshot.starred and change.kind != "changed":
            told = change_text(change, view)
            clashes = _clash_of(change, view)
            told = f"{told} · {clashes}" if clashes else told
            yield words.say("{session}: {change}", session=short_name(change.session), change=told)


def _clash_of(change: SessionChange, view: View) -> str | None:
    """What a bookmarked session overlaps now that it has moved; None if nothing."""
    if change.kind != "moved":
        return None
    from sommet_tui.wording.sentences import clash

    mine = [pick for pick in view.snapshot.picks if pick.bookmark.session == change.session.id]
    return clash(mine[0], view.programme, view.words) if mine else None


def followed_sentence(followed: Followed, words: Words) -> str:
    """How many bookmarks and notes went with their sessions to other ids."""
    return words.count(
        "{n} bookmark or note was moved to its session’s new id.",
        "{n} bookmarks and notes were moved to their sessions’ new ids.",
        len(followed.found),
    )
