"""What a file brings is sorted: new, known, joined, lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.domain.imports import Imported, merge_texts, plan_import
from sommet_tui.domain.limits import NOTE_LIMIT
from sommet_tui.domain.notes import Note
from sommet_tui.domain.own_events import OwnEvent
from sommet_tui.domain.programme import Room
from sommet_tui.domain.values import replace
from tests.builders import at, bookmark, programme, session
from tests.strategies import bookmarks, programmes
from tests.tables import table

NOW = at("08:00")
DAY = programme(session("one", label="Panel 1"), session("two", "11:00", "12:00"))


@given(st.data())
def test_exported_data_is_imported_unchanged(data: st.DataObject) -> None:
    one = data.draw(programmes())
    marked = data.draw(bookmarks(one))
    left = [Imported(f"{b.session}@example", b.title, at=b.added_at) for b in marked]
    assert plan_import(one, (), (), left, NOW).bookmarks == marked
    again = plan_import(one, marked, (), left, NOW)
    assert (again.bookmarks, len(again.known)) == ((), len(marked))


@pytest.mark.parametrize(("uid", "title", "start", "expected"), table("imported_bookmarks.txt"))
def test_bookmark_is_matched_by_id_or_title_and_start_and_otherwise_named(
    uid: str, title: str, start: str, expected: str
) -> None:
    brought = Imported(uid, title, at(start) if start else None)
    found = plan_import(DAY, (), (), [brought], NOW)
    matched = [b.session for b in found.bookmarks]
    assert matched + [f"unmatched: {name}".strip() for name in found.unmatched] == [expected]


def test_session_is_matched_once_and_only_if_its_title_is_unique() -> None:
    twice = [Imported("x@other", "One"), Imported("one@example", "One")]
    assert [b.session for b in plan_import(DAY, (), (), twice, NOW).bookmarks] == ["one"]
    same = programme(session("a", title="Same"), session("b", "11:00", "12:00", title="Same"))
    assert plan_import(same, (), (), [Imported("x", "Same")], NOW).unmatched == ("Same",)


def test_bookmark_of_this_programme_is_imported_without_its_session() -> None:
    done = plan_import(DAY, (), (), [Imported("gone@example", "Gone")], NOW)
    assert done.bookmarks == (bookmark("gone", title="Gone", added_at=NOW),)
    assert done.gone == {"gone"}
    assert plan_import(DAY, (), (), [Imported("gone@other", "Gone")], NOW).has_no_match
    assert not plan_import(DAY, (), (), [], NOW).has_no_match


def test_hidden_session_is_imported_as_hidden() -> None:
    there = [replace(bookmark(id_), degree="hidden") for id_ in ("one", "two")]
    brought = [Imported("one@example", "One"), Imported("two@example", "Two", degree="hidden")]
    found = plan_import(DAY, there, (), brought, NOW)
    assert (found.bookmarks, found.hidden, found.known) == ((), (), ())
    assert (found.hidden_here, found.hidden_known) == (("one",), ("Two",))
    assert not found.has_no_match


def test_unmatched_appointments_during_the_event_are_offered_as_own_events() -> None:
    def appointment(title: str, start: str, end: str, day: date = DAY.days[0]) -> Imported:
        event = OwnEvent(f"own-{title}", title, at(start, day), at(end, day), "SOUTH")
        return Imported("x@other", title, event.start, offer=event)

    rooms = (Room("south", "South"),)
    day = replace(DAY, rooms=rooms)
    brought = [
        appointment("Door", "09:30", "10:30"),
        appointment("One", "09:00", "10:00"),
        appointment("Trip", "09:00", "10:00", date(2025, 3, 1)),
    ]
    door = OwnEvent("own-Door", "Door", at("09:30"), at("10:30"), "south")

    asked = plan_import(day, (), (), brought, NOW)
    assert (asked.offered, asked.own_events) == ((door,), ())
    assert asked.unmatched == ("Door", "Trip")
    assert [b.session for b in asked.bookmarks] == ["one"]
    taken = plan_import(day, (), (), brought, NOW, all_own=True)
    assert (taken.offered, taken.own_events, taken.unmatched) == ((), (door,), ("Trip",))
    again = plan_import(day, (), (), brought, NOW, [door], all_own=True)
    assert (again.own_events, again.own_known, again.unmatched) == ((), ("Door",), ("Trip",))
    assert not plan_import(day, (), (), brought[:1], NOW).has_no_match


def test_imported_note_is_added_joined_or_skipped() -> None:
    mine = [Note("one", "One", "Mine.", NOW)]

    def import_notes(*brought: tuple[str, str]) -> list[str]:
        """Return the texts of the notes, then what the import reports of others."""
        imported = [Imported(uid, "", text=text) for uid, text in brought]
        done = plan_import(DAY, (), mine, imported, NOW)
        reports = {
            "joined": done.merged_notes,
            "known": done.notes_known,
            "unmatched": done.unmatched_notes,
            "too long": done.too_long,
        }
        found = [f"{report}: {name}" for report, names in reports.items() for name in names]
        return [*(note.text for note in done.notes), *found]

    assert import_notes(("two", "New.")) == ["New."]
    assert import_notes(("one", "Mine.\n")) == ["known: One"]
    assert import_notes(("one", "Other.")) == ["Mine.\n\n---\n\nOther.", "joined: one"]
    assert import_notes(("one", "x" * NOTE_LIMIT)) == ["too long: One"]
    for text in ("x", " "):
        assert import_notes(("unknown", text)) == ["unmatched: unknown"]
    twice = import_notes(("one", "A"), ("one", "A"), ("two", " "))
    assert twice[0] == "Mine.\n\n---\n\nA"
    assert len(twice) == 2


@given(st.text("ab\n-"), st.text("ab\n-"))
def test_imported_note_is_joined_once_and_keeps_both_texts(mine: str, theirs: str) -> None:
    joined = merge_texts(mine, theirs)
    assert mine.strip() in joined
    assert all(part.strip() in joined for part in theirs.split("\n\n---\n\n"))
    assert merge_texts(joined, theirs) == joined
