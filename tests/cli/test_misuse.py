"""Misused commands: one sentence, a hint, the right exit code, and nothing on stdout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sommet_tui.cli.commands import CommandGroup, load
from tests.cli.conftest import Ask
from tests.cli.programmes import item, write


def test_missing_file_is_reported_before_the_missing_terminal(ask: Ask, tmp_path: Path) -> None:
    there = str(write(tmp_path, {"2025-02-07": [item("a", "09:00", "10:00")]}))
    missing = str(tmp_path / "nofile.yaml")

    lost, found = ask("--programme", missing), ask("--programme", there)

    assert (lost.code, found.code) == (66, 64)
    assert "needs a terminal" not in lost.err
    assert "nofile.yaml" in lost.err
    assert f"sommet-tui now --programme {there}" in found.err


@pytest.mark.parametrize(
    "address", ["nonsense", "ftp://host/day", "https://", "https://ho st/x", "http://host:0/x"]
)
def test_invalid_address_to_follow_is_refused_before_reading_the_programme(
    ask: Ask, address: str
) -> None:
    refused = ask("now --follow", address, "--programme", "nofile.yaml", "--lang", "fr")
    assert (refused.code, refused.out) == (64, "")
    assert f"Impossible de suivre «\u202f{address}\u202f»" in refused.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("frob", "Unknown command “frob”"),
        ("now --frob", "Unknown option --frob."),
        ("now --prog x", "Unknown option --prog. Did you mean --programme?"),
        ("stage start --minutse 3", "Unknown option --minutse."),
        ("now --at", "--at needs a value."),
        ("now --json=yes", "--json takes no value."),
        ("now extra", "Unexpected argument “extra”."),
        (
            "now day.yaml",
            "Unexpected argument “day.yaml”. Did you mean “--programme day.yaml”?",
        ),
        ("bookmark export day.ics", "Did you mean “--output day.ics”?"),
        ("show", "“show” needs exactly one id"),
        (
            "bookmark",
            (
                "“bookmark” needs a verb: add, remove, hide, unhide, list, remind, export, import, "
                "compare or"
            ),
        ),
        (
            "bookmark ad panel-1",
            "bookmark has no verb “ad”. Did you mean “add”? Verbs: add, remove,",
        ),
        ("bookmark add", "“bookmark add” needs one or more ids"),
        ("bookmark list panel-1", "Unexpected argument “panel-1”."),
        ("now --lang de", "Allowed: en, fr."),
        ("--theme pink", "Allowed: dark, light, terminal."),
        ("--speed -1", "Invalid speed “-1”"),
        ("--speed 3601", "Invalid speed “3601”. Use a number from 0 to 3600, such as 60."),
        ("now --speed 2", "--speed, --theme and --calm work only when you open the app"),
        ("--theme dark now", "--speed, --theme and --calm work only when you open the app"),
        ("now --at 25:99", "10:30, 10h30"),
        ("now --at 2025-03-30T02:30", "does not exist"),
        ("now --at 2025-10-26T02:30", "+02:00, +01:00"),
        ("stage start --when 25:99", "10:30, 10h30"),
        ("now --tz Tokyo", "Asia/Tokyo"),
        ("now --tz ../etc/passwd", "Unknown time zone"),
        ("now --source-tz posixrules", "Unknown time zone"),
        (f"now --source-tz {'x' * 5000}", f"{'x' * 199}…”"),
        ("now --source-tz Europe/Pari", "Europe/Paris"),
        ("check programme.yaml --source-tz x", "Unknown time zone"),
    ],
)
def test_misuse_exits_with_64_and_a_hint(ask: Ask, line: str, said: str) -> None:
    error = ask(line).refused(64)
    assert said in error
    hint = error.splitlines()[-1]
    assert re.fullmatch(r"Try: sommet-tui ([a-z]+ ){0,2}--help", hint)


def test_mistyped_command_is_named_in_the_error(ask: Ask) -> None:
    assert "Unknown command “nwo”. Did you mean “now”?" in ask("nwo").err
    assert "Did you mean" not in ask("xyzzy").err
    for line, called in (
        ("note", "note"),
        ("note show", "note show"),
        ("now --frob", "now"),
        ("now --format {frob}", "now"),
        ("stage start --when 25:99", "stage start"),
        ("stage share broker.example", "stage share"),
    ):
        assert ask(line).err.endswith(f"Try: sommet-tui {called} --help\n")


def test_misuse_is_reported_in_french(ask: Ask) -> None:
    assert "Essayez" in ask("now --frob --lang fr").err
    assert "Essayez" in ask("frob --lang=fr").err


def test_unknown_session_exits_with_65_and_similar_ids(ask: Ask) -> None:
    assert "“panel-2”" in ask("show panle-2").refused(65)
    assert "“panel-1”" in ask("show pannel-1").err
    assert "“PANEL” matches more than one:\n  panel-1  Grands" in ask("show PANEL").err


def test_unknown_room_exits_with_65_and_similar_names(ask: Ask, tmp_path: Path) -> None:
    file = write(tmp_path, {"2025-03-01": [item("one", "09:00", "10:00", room="a")]}, rooms="ab")
    assert "“Room b”" in ask("now --programme", file, "--room", "Rom b").refused(65)


@pytest.mark.parametrize("line", ["now", "stage start", "agenda --json"])
def test_empty_room_name_is_refused(ask: Ask, line: str) -> None:
    assert "There is no room “”." in ask(line, "--room", "").refused(65)


@pytest.mark.parametrize(
    "line",
    [
        "now a\nb",
        "a\nb",
        "now --tz a\nb",
        "now --at a\nb",
        "panel panel-1 --arrived a\nb",
        "bookmark export --output /nowhere/a\nb",
    ],
)
def test_error_about_typed_text_stays_on_one_line(ask: Ask, line: str) -> None:
    complaint, *hint = ask(line).err.splitlines()
    assert "a b" in complaint
    assert [each for each in hint if not each.startswith("Try: sommet-tui ")] == []
    assert len(hint) < 2


def test_control_characters_in_arguments_are_not_printed(ask: Ask) -> None:
    assert "\x1b" not in ask("show", "\x1b[2J").err + ask("\x1b[2J").err


def test_arguments_after_two_dashes_are_not_options(ask: Ask) -> None:
    answer = ask("show -- --json")
    assert answer.code == 65
    assert "--json" in answer.err


@pytest.mark.parametrize("argv", [["--help"], ["now", "-h"], ["bookmark", "add", "--help"]])
def test_help_goes_to_standard_output_in_the_chosen_language(ask: Ask, argv: list[str]) -> None:
    english = ask(*argv, "--lang", "en")
    assert (english.code, english.err) == (0, "")
    assert english.out.startswith("usage: sommet-tui")
    french = ask("--lang fr", *argv).out
    assert french.startswith("utilisation\u202f: sommet-tui")
    assert "SALLE" in french


def test_help_headings_end_with_the_colon_of_their_language(ask: Ask) -> None:
    argv = ("stage", "start", "--help", "--lang")
    english, french = (ask(*argv, lang).lines for lang in ("en", "fr"))
    assert "options:" in english
    headings = [line for line in french if line.endswith(":") and not line.startswith(" ")]
    assert "options de cette commande\u202f:" in headings
    assert all(line.endswith("\u202f:") for line in headings)


def test_help_lists_every_command(ask: Ask) -> None:
    output = ask("--help").out
    for name in ("now", "agenda", "show", "people", "info", "bookmark", "check", "schema"):
        assert re.search(rf"^ +{name} ", output, re.MULTILINE)
        assert ask(name, "--help").code == 0


def test_verb_help_shows_only_its_own_options(ask: Ask) -> None:
    output = ask("stage start --help").out
    assert output.startswith("usage: sommet-tui stage start [ID] [options]\n")
    assert "start this session" in output
    assert "--ago MINUTES" in output
    assert "--sheet" not in output


@pytest.mark.parametrize("name", ["bookmark", "note", "own", "stage"])
def test_help_of_a_command_with_verbs_explains_each(ask: Ask, name: str) -> None:
    lines = ask(name, "--help").lines
    group = load(name)
    assert isinstance(group, CommandGroup)
    for verb in group.verbs:
        assert any(line.startswith(f"    {verb}") for line in lines)
        assert ask(name, verb, "--help").lines[2][:1].isalpha()


@pytest.mark.parametrize(
    ("argv", "same"),
    [
        (["help"], ["--help"]),
        (["help", "help"], ["--help"]),
        (["help", "now"], ["now", "--help"]),
        (["help", "stage"], ["stage", "--help"]),
        (["help", "stage", "start"], ["stage", "start", "--help"]),
        (["--lang", "fr", "help", "show"], ["show", "--help", "--lang", "fr"]),
    ],
)
def test_help_before_a_command_prints_its_help(ask: Ask, argv: list[str], same: list[str]) -> None:
    answer = ask(*argv)
    assert (answer.code, answer.out) == (0, ask(*same).out)


def test_help_of_an_unknown_command_is_refused(ask: Ask) -> None:
    assert "Did you mean “now”?" in ask("help nwo").refused(64)


def test_version_is_printed(ask: Ask) -> None:
    assert ask("-V").out == ask("--version").out
    answer = ask("--version")
    assert answer.code == 0
    assert re.fullmatch(r"sommet-tui \d+\.\d+\.\d+\n", answer.out)
