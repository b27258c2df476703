"""The user's own day in the order it happened."""

from __future__ import annotations

from sommet_tui.domain.notes import Note
from sommet_tui.domain.timeline import Gap
from sommet_tui.wording.journal import journal
from tests.acting import day_of
from tests.builders import DAY, at, bookmark


def test_journal_lists_bookmarks_and_notes_with_free_times() -> None:
    one = day_of("a 09:00-10:00, b 11:00-12:00, c 09:00-10:00 next-day cancelled")
    notes = [Note("b", "B", "Text", at("13:00")), Note("lost", "Lost", "x", at("13:00"))]
    free = {DAY: [Gap(at("10:00"), at("10:55"))]}
    found = journal(one, [bookmark("c"), bookmark("gone"), bookmark("a")], notes, (), free)
    items = [[i if isinstance(i, Gap) else i.id for i in day] for day in found.days.values()]
    assert items == [["a", *free[DAY], "b"], ["c"]]
    assert list(found.days) == list(one.days)
    assert found.gone == {"gone": "Gone", "lost": "Lost"}
    assert list(found.gone) == ["gone", "lost"]
