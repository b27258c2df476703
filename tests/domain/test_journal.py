"""A day of one's own in the order it happened."""

from __future__ import annotations

from sommet_tui.domain.bookmarks import picks
from sommet_tui.domain.journal import JournalEntry, days, entries
from sommet_tui.domain.notes import Note
from sommet_tui.domain.timeline import Gap
from tests.builders import NEXT_DAY, at, bookmark, programme, session


def test_stars_and_notes_are_one_list_with_the_gaps_between() -> None:
    one = programme(
        session("a"),
        session("b", "11:00", "12:00"),
        session("c", "09:00", "10:00", day=NEXT_DAY, state="cancelled"),
    )
    notes = [Note("b", "B", "Text", at("13:00")), Note("lost", "Lost", "x", at("13:00"))]
    found = entries(one, picks(one, [bookmark("c"), bookmark("a"), bookmark("gone")]), notes)
    assert [(e.id, e.starred) for e in found] == [
        ("a", True),
        ("b", False),
        ("c", True),
        ("gone", True),
        ("lost", False),
    ]
    values = [[i if isinstance(i, Gap) else i.id for i in day.items] for day in days(found)]
    assert values == [["a", Gap(at("10:00"), at("11:00")), "b"], ["c"]]
    assert isinstance(found[1], JournalEntry)
    assert found[1].note == notes[0]
