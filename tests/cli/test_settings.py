"""Settings and paths, as commands meet them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
from tests.cli.programmes import write


def test_invalid_setting_does_not_stop_the_command(ask: Ask, settings: Path) -> None:
    without = ask("now --at 11:23")
    settings.write_text("# mine\ntheem: dark\n")
    answer = ask("now --at 11:23")
    assert (answer.code, answer.out) == (0, without.out)
    assert answer.err.startswith(f"{settings}:2: theem: Unknown setting “theem”.")


def test_programme_option_takes_precedence_over_environment_and_settings(
    ask: Ask, settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(title: str) -> str:
        (folder := tmp_path / title).mkdir()
        return write(f"{title} 09:00-10:00", folder=folder)

    def origin(*option: str) -> str:
        found = ask("paths --json", *option).data["programme"]
        assert found["exists"]
        (session, *_) = ask("agenda --json", *option).data["sessions"]
        return f"{found['from']}: {session['id']}"

    assert origin() == "shipped: introduction"
    write("here 09:00-10:00")
    assert origin() == "here: here"
    settings.write_text(f"programme: {named('set')}")
    assert origin() == "settings: set"
    monkeypatch.setenv("SOMMET_PROGRAMME", named("env"))
    assert origin() == "environment: env"
    assert origin("--programme", named("opt")) == "option: opt"


def test_paths_command_lists_all_files(ask: Ask, settings: Path, database: Path) -> None:
    before = ask("paths --json").data
    assert before["database"] == {"path": str(database), "exists": False}
    assert before["settings"] == {"path": str(settings), "exists": False}
    settings.write_text("")
    ask("bookmark add panel-1")
    after = ask("paths --json").data
    assert [after[name]["exists"] for name in ("programme", "settings", "database")] == [True] * 3
    output = ask("paths").out
    assert after.pop("set_aside") == []
    assert all(place["path"] in output for place in after.values())


_HELP = "now --help"
_LINES = ("frob", "now --at 13:10", "agenda --at 13:10", "info", "paths", "paths example", "check")


@pytest.mark.parametrize(
    ("line", "locale"),
    [
        *((line, "C") for line in (_HELP, *_LINES, "show nothing-has-this-id", "bookmark list")),
        *((_HELP, locale) for locale in ("C.UTF-8", "POSIX", "de_DE.UTF-8", "")),
    ],
)
def test_commands_are_in_english_if_the_locale_has_no_language(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, line: str, locale: str
) -> None:
    monkeypatch.setenv("LANG", locale)
    answer, english, french = ask(line), ask(f"{line} --lang en"), ask(f"{line} --lang fr")
    assert answer == english != french


def test_language_option_overrides_the_setting(ask: Ask, settings: Path) -> None:
    settings.write_text("language: fr\n")
    assert "En cours" in ask("now --at 11:23").out
    assert ask("now --help").out.startswith("utilisation\u202f: ")
    assert "Commande inconnue" in ask("frob").err
    for line, english in (("now --at 11:23", "On now"), ("now --help", "usage: ")):
        assert english in ask(f"{line} --lang en").out


def test_paths_command_works_with_damaged_settings_and_database(
    ask: Ask, settings: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.mkdir()
    database.write_text("garbage")
    monkeypatch.setenv("SOMMET_PROGRAMME", "/nowhere/day.yaml")
    answer = ask("paths")
    assert answer.code == 0
    assert "/nowhere/day.yaml  (from SOMMET_PROGRAMME, missing)" in answer.out
    assert str(settings) in answer.err
    assert database.read_text() == "garbage"


PIPE = [] if sys.platform == "win32" else [os.mkfifo]


@pytest.mark.parametrize("make", [Path.mkdir, *PIPE, lambda path: path.write_bytes(b"#" * 100_001)])
def test_unreadable_settings_do_not_stop_a_command(
    ask: Ask, settings: Path, make: Callable[[Path], object]
) -> None:
    without = ask("now --at 11:23")
    make(settings)
    answer = ask("now --at 11:23")
    assert (answer.code, answer.out) == (0, without.out)
    assert answer.err.startswith(f"{settings}: Cannot read the settings (")


@pytest.mark.skipif(sys.platform == "win32", reason="a home always has a name there")
def test_files_in_the_current_folder_are_ignored_without_a_home_folder(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = ask("now --at 11:23")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", no_account)
    folder = Path("~", "sommet-tui")
    folder.mkdir(parents=True)
    (folder / "settings.yaml").write_text("language: fr")
    assert ask("now --at 11:23").out == without.out
    assert [path.name for path in folder.iterdir()] == ["settings.yaml"]


def no_account(_: int) -> object:
    raise KeyError
