"""Changes of a programme in words: what became of a session, and the news about bookmarks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from sommet_tui.companion.snapshot import NOTHING_SAVED, open_snapshot
from sommet_tui.companion.unseen_changes import Difference
from sommet_tui.domain.changes import SessionChange, changes, renamed_rooms
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.programme import Programme, Room, Session
from sommet_tui.domain.saved_plan import PlanChange, SavedStop
from sommet_tui.domain.values import replace
from sommet_tui.wording.changes import (
    change_text,
    my_news_sentences,
    news_sentences,
    news_variants,
    notification,
    plan_notification,
    replacement_lines,
    room_sentence,
)
from sommet_tui.wording.plan import plan_change_sentence, plan_change_text
from sommet_tui.wording.words import View, words_in
from tests.builders import DAY, NEXT_DAY, at, bookmark, participant, plain, programme, session
from tests.tables import table
from tests.wording.views import view

ADA, BOB = participant("ada"), participant("bob")
TALK = session("talk", "10:00", "11:00", title="Old habits", people=[ADA])
OTHER = session("other", "15:00", "16:00", day=NEXT_DAY)


def text_of_change(before: Programme, after: Programme) -> str:
    (change,) = (c for c in changes(before, after) if c.session.id == "talk")
    return change_text(change, view(shown=after))


@pytest.mark.parametrize(
    ("after", "text"),
    [
        (replace(TALK, start=at("10:30"), end=at("11:30")), "moved · 10:00 → 10:30"),
        (replace(TALK, end=at("11:30")), "moved · 10:00–11:00 → 10:00–11:30"),
        (replace(TALK, title="New habits"), "changed · “Old habits” → “New habits”"),
        (replace(TALK, participants=(ADA, BOB)), "changed · speakers: Ada → Ada, Bob"),
        (replace(TALK, participants=()), "changed · speakers: Ada → nobody"),
        (
            replace(TALK, participants=(replace(ADA, role="moderator"),)),
            "changed · speakers changed",
        ),
        (replace(TALK, type="workshop"), "changed · new track, kind or language"),
        (replace(TALK, state="cancelled"), "cancelled"),
        (
            replace(TALK, state="cancelled", end=at("12:00")),
            "cancelled · 10:00–11:00 → 10:00–12:00",
        ),
    ],
)
def test_change_sentence_shows_the_previous_value(after: Session, text: str) -> None:
    assert text_of_change(programme(TALK, OTHER), programme(after, OTHER)) == text


def test_move_to_another_day_shows_both_days() -> None:
    later = session("talk", "10:00", "11:00", day=NEXT_DAY, title="Old habits", people=[ADA])
    stays = session("stays", "08:00", "09:00")
    both = text_of_change(programme(stays, TALK, OTHER), programme(stays, later, OTHER))
    assert both == "moved · Fri 10:00 → Sat 10:00"
    postponed = plain(text_of_change(programme(TALK), programme(later)))
    assert postponed == "moved · 7 February 10:00 → 8 February 10:00"


def test_new_removed_or_reinstated_session_is_described() -> None:
    without, off = programme(OTHER), programme(replace(TALK, state="cancelled"), OTHER)
    assert text_of_change(without, programme(TALK, OTHER)) == "new"
    assert text_of_change(programme(TALK, OTHER), without) == "no longer in the programme"
    assert text_of_change(off, programme(TALK, OTHER)) == "takes place after all"
    abstract = {"talk": "More of it."}
    assert (
        text_of_change(programme(TALK), programme(TALK, abstracts=abstract))
        == "changed · new abstract"
    )


@pytest.mark.parametrize(
    ("rooms_before", "before", "rooms_after", "after", "text"),
    table("sentences.txt", "rooms before and after a change"),
)
def test_removed_room_keeps_its_name_in_previous_values(
    rooms_before: str, before: str, rooms_after: str, after: str, text: str
) -> None:
    def event(rooms: str, mine: str) -> Programme:
        made = programme(replace(TALK, rooms=tuple(mine)))
        return replace(made, rooms=tuple(Room(id_, f"Room {id_}") for id_ in rooms))

    found = text_of_change(event(rooms_before, before), event(rooms_after, after))
    assert found == f"moved · {text}"


def test_at_most_three_sessions_replace_a_removed_one() -> None:
    gone = replace(TALK, rooms=("a",))
    instead = [
        session(f"s{n}", f"10:{n}0", f"10:{n}9", room="a", title=f"Short {n}") for n in range(5)
    ]
    after = programme(*instead, rooms="a")
    (change,) = (c for c in changes(programme(gone, rooms="a"), after) if c.kind == "gone")
    lines = replacement_lines(change, view(shown=after))
    assert [(each.id, line) for each, line in lines] == [
        (f"s{n}", f"replaced at 10:{n}0 by Short {n}") for n in range(3)
    ]


def bookmarked(made: Programme, *own: OwnEvent) -> View:
    snapshot = open_snapshot(made, "example.yaml")
    marks = tuple(bookmark(each.id) for each in made.sessions)
    mine = replace(snapshot.mine, bookmarks=marks, own_events=own)
    return replace(view(shown=made), snapshot=replace(snapshot, mine=mine))


def moved(number: int) -> list[Session]:
    hours = ((n, n % 12) for n in range(number))
    return [session(f"s{n}", f"{10 + hour}:30", f"{11 + hour}:00") for n, hour in hours]


def found(after: Sequence[Session]) -> tuple[SessionChange, ...]:
    earlier = (replace(s, start=s.start - timedelta(minutes=30)) for s in after)
    return changes(programme(*earlier), programme(*after))


def test_bookmark_that_moves_into_a_clash_names_the_other_session() -> None:
    lunch = OwnEvent("own-1", "Lunch", at("10:40"), at("11:00"))
    after = moved(1)
    assert [*my_news_sentences(found(after), (), bookmarked(programme(*after), lunch))] == [
        "S0: moved · 10:00–11:00 → 10:30–11:00 · clashes with Lunch (20\u00a0min)"
    ]


def test_three_changed_bookmarks_are_named_and_four_are_counted() -> None:
    three, four = moved(3), moved(4)
    count, *named = news_sentences(Difference(found(three)), 3, bookmarked(programme(*three)), "C")
    assert count == "3\u00a0changes in the programme; C shows them."
    assert len(named) == 3
    many = news_sentences(Difference(found(four)), 4, bookmarked(programme(*four)), "C")
    assert len([*many]) == 1
    title = changes(programme(TALK), programme(replace(TALK, title="New habits")))
    (only,) = news_sentences(Difference(title), 1, bookmarked(programme(TALK)), "C")
    assert only == "1\u00a0change in the programme; C shows it."


def test_notification_names_five_and_counts_the_rest() -> None:
    after = moved(7)
    title, text = notification(found(after), (), bookmarked(programme(*after)))
    assert title == "7 of your bookmarks changed"
    lines = text.splitlines()
    assert (len(lines), lines[-1]) == (6, "… and 2\u00a0more")
    assert lines[0].startswith("S0: moved · 10:00")


def test_plan_message_abbreviates_stops_that_changes_list_in_full() -> None:
    title = "A title of more than twenty-four letters"
    before, after = (
        tuple(SavedStop(f"s{h}", title, "must", at(f"{h}:00")) for h in hours)
        for hours in (range(10, 14), range(14, 16))
    )
    change = PlanChange(DAY, at("09:00"), before, after)
    here = view(shown=programme(TALK))
    assert plan_change_sentence(change, here) == (
        "Your plan: 10:00 ★ A title of more… and 3\u00a0more"
        " → 14:00 ★ A title of more…, 15:00 ★ A title of more…"
    )
    assert plan_change_text(change, here).count(title) == 6
    assert plan_notification([change], here)[1].count(title) == 4


def hall(name: str, *sessions: Session, id_: str = "hall") -> Programme:
    """Return a programme with a room of that name."""
    made = programme(*(replace(s, rooms=(id_,)) for s in sessions), rooms=(id_,))
    return replace(made, rooms=(Room(id_, name),))


def test_renamed_room_is_one_sentence_for_any_number_of_sessions() -> None:
    talks = moved(24)
    difference = Difference((), renamed_rooms(hall("Janson", *talks), hall("Aula Magna", *talks)))
    everything, mine = bookmarked(hall("Aula Magna", *talks)), hall("Aula Magna", *talks[:5])
    marks = bookmarked(mine).snapshot.mine
    few = replace(everything, snapshot=replace(everything.snapshot, mine=marks))
    sentence = "Janson is now called Aula Magna: 24\u00a0sessions, 5 of your bookmarks"
    assert [*news_sentences(difference, 1, few, "C")] == [
        "1\u00a0change in the programme; C shows it.",
        sentence,
    ]
    assert notification((), difference.rooms, few) == ("1\u00a0room renamed", sentence)
    without = replace(few, snapshot=replace(few.snapshot, mine=NOTHING_SAVED))
    (room,) = difference.rooms
    assert room_sentence(room, without) == "Janson is now called Aula Magna: 24\u00a0sessions"
    assert len([*news_sentences(difference, 1, without, "C")]) == 1


@pytest.mark.parametrize(
    ("picks", "rooms", "title", "short"),
    [
        (5, 1, "5 of your bookmarks changed", "6\u00a0changes"),
        (0, 2, "2\u00a0rooms renamed", "2\u00a0changes"),
        (0, 0, "Your bookmarks have new details", "new details"),
    ],
)
def test_news_titles_count_changed_bookmarks_and_renamed_rooms(
    picks: int, rooms: int, title: str, short: str
) -> None:
    assert news_variants(picks, rooms, words_in("en")) == (title, short)
