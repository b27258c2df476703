"""Sentences about changes of the programme."""

from __future__ import annotations

from sommet_tui.domain.changes import (
    RoomChange,
    SessionChange,
    count_disrupted_sessions,
    notable_changes,
    renamed_rooms_of,
    replacing_sessions,
)
from sommet_tui.wording import marks
from sommet_tui.wording.session_texts import clash_words, headline, join, rooms_line, short_name
from sommet_tui.wording.times import column_time, date_text, day_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sommet_tui.companion.unseen_changes import Difference
    from sommet_tui.domain.programme import Programme, Session
    from sommet_tui.domain.saved_plan import PlanChange
    from sommet_tui.wording.words import View, Words


def _change_word(change: SessionChange, words: Words) -> str:
    """Return the kind of a change in a few words."""
    return {
        "new": words.say("new"),
        "moved": words.say("moved"),
        "changed": words.say("changed"),
        "cancelled": words.say("cancelled"),
        "restored": words.say("takes place after all"),
        "gone": words.say("no longer in the programme"),
    }[change.kind]


def change_symbol(change: SessionChange) -> str:
    """Return the symbol for a kind of change; it takes one cell."""
    return marks.NEW if change.kind == "new" else marks.CHANGED


def change_text(change: SessionChange, view: View) -> str:
    """Return a change on one line as "old value → new value"."""
    return join([_change_word(change, view.words), *_differences(change, view)])


def _differences(change: SessionChange, view: View) -> Iterator[str]:
    before, words = change.before, view.words
    if before is None or change.kind == "gone":
        return
    if "time" in change.aspects:
        yield _time_change(change, view)
    if "room" in change.aspects:
        yield _before_and_after(*_room_change(change, view.programme, words))
    if "title" in change.aspects and headline(before) != headline(change.session):
        quoted = (
            words.say("“{name}”", name=headline(session)) for session in (before, change.session)
        )
        yield _before_and_after(*quoted)
    if "people" in change.aspects:
        yield _people_change(before, change.session, words)
    if "text" in change.aspects:
        yield words.say("new abstract")
    if "rest" in change.aspects:
        yield words.say("new track, kind or language")


def _before_and_after(before: str, after: str) -> str:
    return f"{before} → {after}"


def _time_change(change: SessionChange, view: View) -> str:
    """Return the old and the new time of a session.

    If the length changed, both include the end. If the day changed, both include the day.
    """
    before, after = change.before, change.session
    assert before is not None
    zones = view.zones
    ends = before.duration != after.duration
    days = {zones.local(session.start).date() for session in (before, after)}

    def times(session: Session) -> str:
        start = column_time(session.start, zones)
        if len(days) > 1 and days <= set(view.programme.days):
            start = day_time(session.start, view)
        elif len(days) > 1:  # the weekday alone would be unclear if the day has left the programme
            day = zones.local(session.start).date()
            start = f"{date_text(day, view.words, weekday=False)} {start}"
        return f"{start}–{column_time(session.end, zones)}" if ends else start

    return _before_and_after(times(before), times(after))


def _room_change(change: SessionChange, programme: Programme, words: Words) -> tuple[str, str]:
    """Return the old rooms under their old names, and the new rooms."""
    before, earlier = change.before, change.earlier
    assert before is not None
    assert earlier is not None
    lines = rooms_line(earlier, before, words), rooms_line(programme, change.session, words)
    if lines[0] == lines[1]:  # both texts are "all rooms", but the rooms are not the same
        lines = _session_name(earlier, before), _session_name(programme, change.session)
    return lines[0] or words.say("no room"), lines[1] or words.say("no room")


def _session_name(programme: Programme, session: Session) -> str:
    return ", ".join(programme.room_names.get(room, room) for room in session.rooms)


def _people_change(before: Session, after: Session, words: Words) -> str:
    """Return the old and the new people of a session.

    If only details about them differ, return "speakers changed" instead.
    """
    was, is_ = ([p.name for p in session.participants] for session in (before, after))
    if sorted(was) == sorted(is_):
        return words.say("speakers changed")
    none_word = words.say("nobody")
    people = _before_and_after(", ".join(was) or none_word, ", ".join(is_) or none_word)
    return words.say("speakers: {change}", change=people)


def replacement_lines(change: SessionChange, view: View) -> list[tuple[Session, str]]:
    """Return each session that replaces the changed session, with a line about the replacement."""
    found = []
    for session in replacing_sessions(change, view.programme)[:_MAX_REPLACEMENTS]:
        time = day_time(session.start, view)
        sentence = view.words.say(
            "replaced at {time} by {session}", time=time, session=headline(session)
        )
        found.append((session, sentence))
    return found


_MAX_REPLACEMENTS = 3


def room_sentence(change: RoomChange, view: View) -> str:
    """Return the old and the new name of a room, and how many sessions and bookmarks it has."""
    words, bookmarked = view.words, view.snapshot.mine.bookmarked_ids
    number = sum(id_ in bookmarked for id_ in change.sessions)
    renaming = words.say("{before} is now called {after}", before=change.before, after=change.after)
    parts = [words.count("{n} session", "{n} sessions", len(change.sessions))]
    if number:
        parts.append(words.count("{n} of your bookmarks", "{n} of your bookmarks", number))
    return words.say("{session}: {change}", session=renaming, change=", ".join(parts))


def up_to_date_sentence(unseen: int, key: str, words: Words) -> str:
    """Return a sentence saying that the programme is up to date.

    It also has the number of earlier changes that the user has not seen.
    """
    if not unseen:
        return words.say("Already up to date.")
    return words.count(
        "Already up to date. You have not seen {n} earlier change yet; {key} shows it.",
        "Already up to date. You have not seen {n} earlier changes yet; {key} shows them.",
        unseen,
        key=key,
    )


def notification(
    mine: Sequence[SessionChange], rooms: Sequence[RoomChange], view: View
) -> tuple[str, str]:
    """Return the title and text of a notification about changed bookmarks and renamed rooms."""
    lines = [room_sentence(room, view) for room in rooms]
    lines += [
        view.words.say(
            "{session}: {change}", session=short_name(c.session), change=change_text(c, view)
        )
        for c in mine
    ]
    more = len(lines) - _MAX_LISTED
    if more > 0:
        lines[_MAX_LISTED:] = [view.words.say("… and {n} more", n=more)]
    return news_variants(count_disrupted_sessions(mine), len(rooms), view.words)[0], "\n".join(
        lines
    )


def news_variants(picks: int, rooms: int, words: Words) -> tuple[str, str]:
    """Return a long and a short summary of the changes.

    The long one counts the changed bookmarks; if no bookmark changed, it counts the renamed rooms;
    if no room was renamed either, it has only "new details". The short one counts bookmarks and
    rooms together.
    """
    if not (picks or rooms):
        return words.say("Your bookmarks have new details"), words.say("new details")
    title = (
        words.count("{n} of your bookmarks changed", "{n} of your bookmarks changed", picks)
        if picks
        else words.count("{n} room renamed", "{n} rooms renamed", rooms)
    )
    return title, words.count("{n} change", "{n} changes", picks + rooms)


_MAX_LISTED = 5


_MAX_NAMED = 3
"""The largest number of changed bookmarks or stops that are named outside the list of changes."""


def plan_notification(changes: Sequence[PlanChange], view: View) -> tuple[str, str]:
    """Return the title and text of a notification about changes of plans."""
    from sommet_tui.wording.plan import plan_change_text

    lines = (plan_change_text(change, view, _MAX_NAMED) for change in changes)
    return view.words.say("Your plan has changed"), "\n".join(lines)


def news_sentences(difference: Difference, listed_too: int, view: View, key: str) -> Iterator[str]:
    """Yield the sentences that are shown when a new version arrives.

    The first sentence is about the number of changes, the others are about changes of bookmarks.
    `listed_too` is the number of changes in the list that the key `key` opens; if it is 0, the
    first sentence is left out.
    """
    if listed_too:
        yield view.words.count(
            "{n} change in the programme; {key} shows it.",
            "{n} changes in the programme; {key} shows them.",
            listed_too,
            key=key,
        )
    bookmarked = view.snapshot.mine.bookmarked_ids
    yield from my_news_sentences(
        notable_changes(difference.sessions, bookmarked),
        renamed_rooms_of(difference.rooms, bookmarked),
        view,
    )


def my_news_sentences(
    mine: Sequence[SessionChange], rooms: Sequence[RoomChange], view: View
) -> Iterator[str]:
    """Yield a sentence for each renamed room, and for each bookmark with a major change.

    If more than `_MAX_NAMED` rooms were renamed, yield no sentences about rooms; the same applies
    to bookmarks. A change of the kind "changed" is minor.
    """
    words = view.words
    for room in rooms if len(rooms) <= _MAX_NAMED else ():
        yield room_sentence(room, view)
    for change in mine if len(mine) <= _MAX_NAMED else ():
        if change.kind != "changed":
            sentence = change_text(change, view)
            if change.kind == "moved":
                sentence = join([sentence, clash_words(change.session.id, view)])
            yield words.say(
                "{session}: {change}", session=short_name(change.session), change=sentence
            )
