"""The file may become another event's while the program runs: nothing of the two is mixed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sommet_tui.companion.companion import Companion
from sommet_tui.companion.lookup import find_session
from sommet_tui.companion.notes import Draft
from sommet_tui.domain.values import replace
from sommet_tui.wiring.stores import open_stores
from tests.acting import day_of
from tests.builders import at, with_titles, write_note
from tests.companion.test_refresh import Feed
from tests.companion.windows import Dial, FixedSource, Window, unreadable_log

ONE = day_of("talk 09:00-10:00, more 11:00-12:00")
OTHER = replace(ONE, id="other", title="Other")


@pytest.fixture
def window(database: Path) -> Window:
    return Window(database, "09:01", ONE)


def acts(window: Window) -> list[tuple[str, str | None]]:
    events = window.snapshot.events
    return [(act.programme or "", act.session) for act in events.acts]


def notes(window: Window) -> list[str]:
    return [note.text for note in window.snapshot.mine.notes]


def test_each_event_has_its_own_day_bookmarks_and_notes(window: Window) -> None:
    window.act_now("start talk")
    window.stage.send_message("hello")
    window.mine.save_bookmark("talk")
    write_note(window.companion, "talk", "mine")

    window.put(OTHER)
    snapshot = window.snapshot
    assert (snapshot.events.acts, snapshot.events.messages) == ((), ())
    assert (snapshot.mine.bookmarks, snapshot.mine.notes) == ((), ())
    window.act_now("start more")
    assert acts(window) == [("other", "more")]

    window.put(ONE)
    assert acts(window) == [(ONE.id, "talk")]
    assert [message.text for message in window.snapshot.events.messages] == ["hello"]
    assert window.snapshot.mine.bookmarked_ids == {"talk"}
    assert notes(window) == ["mine"]
    window.put(OTHER)
    assert acts(window) == [("other", "more")]


@pytest.mark.parametrize("refresher", [Feed(), None])
def test_window_reports_another_event_at_its_address_or_file(
    database: Path, refresher: Feed | None
) -> None:
    source = FixedSource(ONE)
    companion = Companion(source, open_stores(database), Dial(at("09:01")), refresher)
    source.programme = replace(ONE, title="A better title")
    companion.show_programme(companion.source.read())
    assert companion.state.notices() == []
    source.programme = OTHER
    companion.show_programme(companion.source.read())
    said = [(notice.code, notice.values["title"]) for notice in companion.state.notices()]
    code = "other-event" if refresher else "other-event-file"
    assert said == [(code, "A better title")]


def test_failed_read_does_not_mix_the_records_of_two_events(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.act_now("start talk")
    with unreadable_log(monkeypatch):
        window.put(OTHER)
        assert acts(window) == []
    window.look()
    window.put(ONE)
    assert acts(window) == [(ONE.id, "talk")]


def test_rehearsal_clock_belongs_to_its_event(window: Window) -> None:
    window.clock.set(at("11:30"), 0)
    window.rehearsals.begin()
    window.act_now("start more")
    assert window.clock.now() == at("11:30")

    window.put(OTHER)
    assert (window.clock.now(), acts(window)) == (window.dial.now(), [])
    assert not window.snapshot.is_shifted
    window.put(ONE)
    assert (window.clock.now(), acts(window)) == (at("11:30"), [(ONE.id, "more")])


def test_note_is_saved_to_the_event_of_its_draft(window: Window) -> None:
    draft = Draft(window.companion, "talk")
    draft.text = "typed"
    window.put(OTHER)
    draft.load_changes()
    draft.save()
    assert (draft.is_unsaved, draft.trouble, draft.text) == (False, None, "typed")
    assert notes(window) == []
    window.put(ONE)
    assert notes(window) == ["typed"]


def test_note_is_saved_although_its_session_was_removed_meanwhile(window: Window) -> None:
    draft = Draft(window.companion, "more")
    draft.text = "typed"
    window.put(day_of("talk 09:00-10:00"))
    draft.save()
    kept = [(note.title, note.text) for note in window.snapshot.mine.notes]
    assert kept == [("More", "typed")]


def test_newer_file_is_shown_in_the_readers_language(window: Window) -> None:
    window.companion.set_language("en")
    window.put(with_titles(ONE, talk={"fr": "Causerie", "en": "Talk about it"}))
    assert window.snapshot.programme.by_id["talk"].title == "Talk about it"
    window.companion.set_language("fr")
    assert window.snapshot.programme.by_id["talk"].title == "Causerie"
    assert find_session(window.snapshot.programme, "about").id == "talk"
