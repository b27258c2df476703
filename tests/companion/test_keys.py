"""Which of the keys that someone asks for can be had."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.binding import Binding
from textual.keys import Keys

from sommet_tui.companion.keys import KEYS, character, remap
from sommet_tui.companion.settings import LoadedSettings, Remap
from sommet_tui.wording.settings_errors import settings_lines
from sommet_tui.wording.words import words_in
from tests.tables import table


def wish(binding: str, *keys: str, line: int = 1) -> Remap:
    return Remap(binding, keys, line)


@pytest.mark.parametrize(("asked", "said"), table("invalid_remaps.txt"))
def test_invalid_remap_is_reported_and_ignored(asked: str, said: str) -> None:
    binding, key = asked.split()
    keymap, findings = remap([wish(binding, key)])
    assert dict(keymap.changed) == {}
    (line,) = settings_lines(LoadedSettings("settings.yaml"), words_in("en"), findings)
    assert line.startswith(f"settings.yaml:1: keys.{binding}: ")
    assert said in line


def test_two_keys_can_be_swapped() -> None:
    exchanged, findings = remap([wish("session.star", "/"), wish("list.filter", "b")])
    assert (dict(exchanged.changed), findings) == (
        {"session.star": ("/",), "list.filter": ("b",)},
        (),
    )
    shared, findings = remap([wish("clock.faster", "y")])
    assert (dict(shared.changed), findings) == ({"clock.faster": ("y",)}, ())


def test_palette_commands_can_be_given_a_key() -> None:
    keymap, findings = remap([wish("list.hidden", "H")])
    assert findings == ()
    assert keymap.key_text(KEYS["list.hidden"]) == "H"
    assert remap([wish("list.hidden", "H", "H")])[0].changed["list.hidden"] == ("H",)
    assert not KEYS["list.hidden"].footer_name


def test_keys_can_be_given_by_their_textual_names() -> None:
    named = {key.value for key in Keys if not key.value.startswith("<")} - {"ctrl-at"}
    typed = [one for one in string.printable if not one.isspace() and one != ","]
    bound = Binding.make_bindings([(one, "", "") for one in typed])
    assert [character(one.key) for one in bound] == typed
    for name in (*named, *(one.key for one in bound)):
        _, findings = remap([wish("clock.flash", name)])
        assert "unknown-keys" not in [finding.code for finding in findings], name


def test_error_about_an_unknown_key_id_fits_the_smallest_terminal() -> None:
    for binding in ("bogus", "screen.nowz", "stage.sugges", "panel.session"):
        _, findings = remap([wish(binding, "s")])
        (line,) = settings_lines(LoadedSettings("settings.yaml"), words_in("fr"), findings)
        assert len(line.replace(binding, "")) < 200


IDS = st.sampled_from(sorted(KEYS)) | st.text(max_size=9)
NAMES = st.sampled_from([*"abqrt/?,*1", "f1", "f12", "ctrl+x", "left", "slash"]) | st.text(
    min_size=1, max_size=3
)


KEY_LISTS = st.lists(NAMES, min_size=1, max_size=3).map(tuple)


@given(st.lists(st.builds(Remap, IDS, KEY_LISTS, st.just(1))))
def test_every_binding_keeps_a_key(wishes: list[Remap]) -> None:
    keymap, findings = remap(wishes)
    known = {asked.binding for asked in wishes}
    assert set(keymap.changed) <= known & set(KEYS)
    for binding, key in KEYS.items():
        held = keymap.resolve(key)
        assert all(held.names)
        assert bool(held.footer_name) == bool(held.names)
        assert held.names or not key.names
        assert (held == key) or binding in keymap.changed
    for language in ("en", "fr"):
        loaded = LoadedSettings("settings.yaml")
        assert len(settings_lines(loaded, words_in(language), findings)) == len(findings)
