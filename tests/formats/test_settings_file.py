"""The settings file: every wrong setting is named with its line, and spoils no other."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sommet_tui.companion.settings import FIRST_SCREENS, SETTINGS, Remap, Settings
from sommet_tui.formats.schema import settings_schema_text
from sommet_tui.formats.settings_file import read_settings
from sommet_tui.wording.settings_errors import settings_example, settings_lines
from sommet_tui.wording.words import words_in
from tests.tables import table

FILE = "/etc/sommet/settings.yaml"


def read(text: str) -> Settings:
    loaded = read_settings(text.encode(), FILE)
    assert loaded.findings == ()
    return loaded.settings


def test_every_setting_is_read() -> None:
    settings = read(
        """
language: fr
theme: light
reminder_minutes: [5, 15, 5]
first_screen: agenda
cue_minutes: [3, 10]
programme: events/day.yaml
notify_command: [notify-send, -a, sommet]
keys:
  session.star: s
  go.now: [f9, 0, 9]
"""
    )
    assert settings == Settings(
        programme="/etc/sommet/events/day.yaml",
        language="fr",
        theme="light",
        reminder_minutes=(15, 5),
        first_screen="agenda",
        keys=(Remap("session.star", ("s",), 10), Remap("go.now", ("f9", "0", "9"), 11)),
        notify_command=("notify-send", "-a", "sommet"),
        cue_minutes=(10, 3),
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "theme:\n", "{}"])
def test_empty_setting_has_its_default(text: str) -> None:
    assert read(text) == Settings()


def test_single_value_is_accepted_for_a_list_setting() -> None:
    assert read("reminder_minutes: 10").reminder_minutes == (10,)
    assert read("reminder_minutes: []").reminder_minutes == ()
    assert read("notify_command: notify-send").notify_command == ("notify-send",)
    assert read("programme: ~/day.yaml").programme == str(Path(os.environ["HOME"], "day.yaml"))
    assert read("programme: /srv/day.yaml").programme == str(Path("/srv/day.yaml"))


@pytest.mark.parametrize(("line", "message"), table("invalid_settings.txt"))
def test_invalid_setting_is_reported_and_other_settings_apply(line: str, message: str) -> None:
    loaded = read_settings(f"# mine\n{line}\nlanguage_: 1\n".encode(), FILE)
    lines = settings_lines(loaded, words_in("en"))
    assert lines[0].startswith(f"{FILE}:2: ")
    assert message in lines[0]
    assert lines[-1].startswith(f"{FILE}:3: language_: ")
    if not line.startswith("theme: &"):
        assert loaded.settings == Settings()
    ours = "reminder_minutes: 7" if not line.startswith("reminder") else "theme: dark"
    beside = read_settings(f"{line}\n{ours}\n".encode(), FILE).settings
    assert beside.reminder_minutes == (7,) or beside.theme == "dark"


def test_file_that_is_not_yaml_changes_no_setting() -> None:
    loaded = read_settings(b"theme: dark\nkeys: ]\n", FILE)
    assert loaded.settings == Settings()
    (line,) = settings_lines(loaded, words_in("en"))
    assert line.startswith(f"{FILE}:2: This is not valid YAML")
    assert line.endswith("The default settings are used.")


@given(st.binary(max_size=200))
def test_settings_of_any_bytes_are_read_or_reported(data: bytes) -> None:
    loaded = read_settings(data, FILE)
    for language in ("en", "fr"):
        assert len(settings_lines(loaded, words_in(language))) == len(loaded.findings)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "programme",
                "language",
                "theme",
                "reminder_minutes",
                "first_screen",
                "role",
                "keys",
                "cue_minutes",
            ]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=9),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=9), inner, max_size=3)
            ),
            max_leaves=6,
        ),
    )
)
def test_random_settings_do_not_crash_the_reader(values: dict[str, object]) -> None:
    import json

    loaded = read_settings(json.dumps(values).encode(), FILE)
    assert loaded.settings.opening_screen in FIRST_SCREENS
    assert all(0 <= minutes <= 1440 for minutes in loaded.settings.reminder_minutes)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_line_of_the_example_is_valid(language: str, tmp_path: Path) -> None:
    lines = settings_example(words_in(language))
    assert all(len(line) <= 80 for line in lines)
    assert read("\n".join(lines)) == Settings()
    used = [line[1:] for line in lines if line.startswith("#") and not line.startswith("# ")]
    assert [line.split(":")[0] for line in used] == [setting.name for setting in SETTINGS]
    loaded = read_settings("\n".join(used).encode(), str(tmp_path / "settings.yaml"))
    assert loaded.findings == ()
    assert loaded.settings.notify_command == ("notify-send", "--app-name=sommet-tui")


def test_every_setting_has_an_entry_and_a_valid_example() -> None:
    assert sorted(setting.name for setting in SETTINGS) == sorted(Settings.__match_args__)
    for setting in SETTINGS:
        loaded = read_settings(f"{setting.name}: {setting.example}".encode(), FILE)
        assert loaded.findings == ()
        assert setting.help or setting.choices


VALID = (
    "",
    "theme: dark",
    "language:",
    "reminder_minutes: 5",
    "reminder_minutes: [15, 5]",
    "reminder_minutes: []",
    "keys: {app.help: [h, 1], app.quit: x}",
    "keys: vim",
    "calm: true",
    "notify_command: [a, b]",
    "notify_command: a",
    "first_screen: stage",
)
INVALID = (
    "theme: pink",
    "theem: dark",
    "reminder_minutes: 1441",
    "reminder_minutes: five",
    "cue_minutes: [-1]",
    "keys: {app.help: []}",
    "keys: [h]",
    "keys: vi",
    "mouse: 0",
    "notify_command: a b",
    "programme: 5",
)


@pytest.mark.parametrize("text", [*VALID, *INVALID])
def test_schema_of_settings_agrees_with_the_reader(text: str) -> None:
    import json

    schema = json.loads(settings_schema_text())
    Draft202012Validator.check_schema(schema)
    values = yaml.safe_load(text) or {}
    assert (not read_settings(text.encode(), FILE).findings) is (text in VALID)
    assert Draft202012Validator(schema).is_valid(values) is (text in VALID)
