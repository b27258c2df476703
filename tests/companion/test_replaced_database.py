"""A database that is deleted or replaced under open windows: all of them show the new one."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.errors import StorageError
from sommet_tui.domain.rundown.acts import Act
from tests.companion.test_shared_day import Machine, share
from tests.companion.windows import Window
from tests.refusals import raised


def log(window: Window) -> list[str]:
    return [f"{act.act} {act.session}" for act in window.snapshot.events.acts]


def codes(window: Window) -> list[str]:
    return [notice.code for notice in window.companion.state.notices()]


@pytest.fixture
def two(one: Window) -> Window:
    return one.another()


def test_two_windows_show_the_same_day_after_the_database_was_deleted(
    database: Path, one: Window, two: Window
) -> None:
    one.play("09:00 start panel")
    one.play("09:05 add panel 5")
    two.look()
    database.unlink()
    two.look()
    assert log(two) == []
    assert codes(two) == ["replaced"]
    two.dial.shows += timedelta(seconds=3)
    two.play("09:06 start panel")
    one.look()
    assert log(one) == log(two) == ["start panel"]
    assert one.snapshot.mine == two.snapshot.mine
    assert codes(one) == ["replaced"]
    two.play("09:07 add panel 2")
    one.look()
    assert log(one) == log(two)
    assert codes(one) == codes(two) == []


def test_undo_after_a_database_swap_undoes_only_the_named_action(
    database: Path, one: Window, two: Window
) -> None:
    one.play("09:00 start panel")
    first = one.play("09:01 add panel 5")
    two.look()
    database.unlink()
    two.another().act_now("start panel")
    two.another().play("09:02 end")
    for _ in range(3):
        two.dial.shows += timedelta(seconds=1)
        undo = Act("undo", undoes=first.seq)
        assert raised(StorageError, two.stage.record, undo, if_next=True).code == "replaced"
    assert log(two) == ["start panel", "end panel"]
    assert codes(two) == ["replaced"]
    two.dial.shows += timedelta(seconds=2)
    two.act_now("undo 2")
    assert log(two)[2:] == ["undo None"]


def test_restored_database_copy_is_read_from_its_beginning(
    database: Path, one: Window, two: Window, tmp_path: Path
) -> None:
    one.play("09:00 start panel")
    shutil.copy(database, tmp_path / "copy")
    one.play("09:05 end")
    two.look()
    shutil.copy(tmp_path / "copy", database)
    one.another().play("09:06 add panel 5")
    two.look()
    assert log(two) == ["start panel", "add panel"]
    assert codes(two) == ["replaced"]


def test_rehearsal_ends_when_its_database_is_replaced(
    database: Path, one: Window, two: Window
) -> None:
    one.rehearsals.begin()
    one.play("09:00 start panel")
    two.look()
    database.unlink()
    two.look()
    assert (two.snapshot.events.rehearsal, log(two)) == (None, [])
    with pytest.raises(StorageError):
        two.act_now("start panel")


def test_crew_laptop_without_records_notices_a_replaced_database(tmp_path: Path) -> None:
    one, two = Machine(tmp_path, "one"), Machine(tmp_path, "two")
    share(one, two)
    one.act("09:00", "start", "panel")
    one.send(two)
    assert two.acts() == ["1 start panel"]
    two.database.unlink()
    assert two.acts() == []
    assert two.snapshot.events.crew is None
    assert "replaced" in codes(two)
    two.share()
    one.send(two)
    assert two.acts() == ["1 start panel"]
    assert "replaced" not in codes(two)
