"""Every outside error has a sentence in both languages: what failed, where, and what to do."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from sommet_tui.companion.errors import SourceError, StorageError
from sommet_tui.companion.ports import Notice
from sommet_tui.domain.findings import Finding, Loaded
from sommet_tui.domain.instants import TimeError
from sommet_tui.wording.errors import (
    age_text,
    install_line,
    notice_sentence,
    source_error_sentence,
    storage_error_sentence,
    time_error_sentence,
    trouble_sentence,
    unknown_sentence,
)
from sommet_tui.wording.words import LANGUAGES, Words, words_in
from tests.builders import plain
from tests.tables import table

EN, FR = words_in("en"), words_in("fr")


def codes_of(error: type[Exception]) -> list[str]:
    """The codes that an error's own description promises, in quotes."""
    return re.findall(r'"([a-z-]+)"', error.__doc__ or "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", codes_of(SourceError))
def test_source_error_says_what_to_do(code: str, language: str) -> None:
    text = source_error_sentence(SourceError(code, "day.yaml", "so it is"), words_in(language))
    assert "day.yaml" in text
    assert re.search(r"[.:] \w", text), "two sentences"
    assert ("so it is" in text) == (code in ("unreadable", "status", "scheme"))


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("404", "Check the address."),
        ("403", "Download the file"),
        ("429", "Try again later."),
        ("503", "Try again later."),
    ],
)
def test_http_error_is_followed_by_suitable_advice(status: str, advice: str) -> None:
    error = SourceError("status", "https://summit.example/day.json", status)
    text = source_error_sentence(error, EN)
    assert f"answered {status}" in text
    assert advice in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", codes_of(StorageError))
def test_storage_error_says_what_to_do(code: str, language: str) -> None:
    text = storage_error_sentence(StorageError(code, "/data/kept.sqlite3"), words_in(language))
    assert ("/data/kept.sqlite3" in text) == (code != "range")  # which is about the clock
    assert re.search(r"[.:] \w", text), "two sentences"
    assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_sentence_is_unique(language: str) -> None:
    words = words_in(language)
    sources = {source_error_sentence(SourceError(c, "x"), words) for c in codes_of(SourceError)}
    kept = {storage_error_sentence(StorageError(c, "x"), words) for c in codes_of(StorageError)}
    assert len(sources) == len(codes_of(SourceError)) == 21
    assert len(kept) == len(codes_of(StorageError)) == 10


@pytest.mark.parametrize("words", [EN, FR])
@pytest.mark.parametrize("code", [*codes_of(SourceError)[3:], "odd"])
def test_old_copy_is_reported_with_its_age_and_server(code: str, words: Words) -> None:
    ages = [timedelta(seconds=5), timedelta(minutes=119), timedelta(hours=47), timedelta(days=3)]
    said = {
        trouble_sentence(SourceError(code, "https://example.org/x", "503", age), words)
        for age in ages
    }
    assert len(said) == len(ages)
    for sentence in said:
        assert "example.org" in sentence
        assert "/x" not in sentence


def test_age_is_shown_in_a_suitable_unit() -> None:
    texts_by_seconds = {
        5: "1\u00a0minute",
        60: "1\u00a0minute",
        7199: "119\u00a0minutes",
        7200: "2\u00a0hours",
        172_800: "2\u00a0days",
    }
    assert {s: age_text(timedelta(seconds=s), EN) for s in texts_by_seconds} == texts_by_seconds


def test_unknown_storage_error_includes_the_message_of_the_system() -> None:
    assert "out of inodes" in storage_error_sentence(StorageError("odd", "f", "out of inodes"), EN)
    assert "“f” cannot be read" in source_error_sentence(SourceError("odd", "f"), EN)


def test_foreign_names_cannot_control_the_terminal() -> None:
    nasty = "a\x1b[2J\n\u202eb\udcff" + "x" * 500
    for text in (
        source_error_sentence(SourceError("missing", nasty), EN),
        storage_error_sentence(StorageError("failed", nasty, nasty), EN),
        unknown_sentence("session", nasty, [], EN, "sommet-tui agenda"),
        time_error_sentence(TimeError("syntax", nasty), EN),
        notice_sentence(Notice("damaged", {"path": nasty, "aside": nasty}), EN),
        notice_sentence(Notice("earlier", {"path": nasty, "aside": nasty}), EN),
    ):
        assert not re.search("[\x00-\x1f\u202a-\u202e\ud800-\udfff]", text)
        assert len(text) < 800
        assert text.encode()


def test_damaged_file_is_named_before_and_after_its_move() -> None:
    notice = Notice("damaged", {"path": "kept", "aside": "kept.damaged"})
    assert notice_sentence(notice, EN) == (
        "“kept” could not be read. sommet-tui renamed it to “kept.damaged” and created a new file."
    )
    assert notice_sentence(notice, FR) == (
        "«\u202fkept\u202f» était illisible. sommet-tui l’a renommé "
        "«\u202fkept.damaged\u202f» et a créé un nouveau fichier."
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["syntax", "range", "impossible", "ambiguous", "offset"])
def test_time_error_shows_the_right_notation(reason: str, language: str) -> None:
    error = TimeError(reason, "2025-10-26 02:30", ("+02:00", "+01:00"))
    text = time_error_sentence(error, words_in(language))
    assert "2025-10-26 02:30" in text
    assert ("+02:00, +01:00" in text) == (reason in ("ambiguous", "offset"))
    assert re.search(r"\. \w", text), "two sentences"


@pytest.mark.parametrize(
    ("suggestions", "english", "french"),
    table("sentences.txt", "suggested replacements of an unknown name"),
)
def test_unknown_name_is_reported_with_similar_ones(
    suggestions: str, english: str, french: str
) -> None:
    similar = suggestions.split()
    assert unknown_sentence("session", "pannel", similar, EN, "sommet-tui agenda") == english
    assert unknown_sentence("session", "pannel", similar, FR, "sommet-tui agenda") == french


def test_unknown_room_error_says_where_rooms_are_listed() -> None:
    text = unknown_sentence("room", "attic", [], EN, "sommet-tui now")
    assert text == "There is no room “attic”. “sommet-tui now” lists the rooms."
    only = unknown_sentence("room", "attic", [], EN, "")
    assert only == "There is no room “attic”. This event has only one room."


def loaded(*lines: int | None) -> Loaded:
    warning = Finding("warning", "unused-person", line=1, values={"id": "ada", "name": "Ada"})
    errors = (Finding("error", "missing-key", line=line, values={"key": "end"}) for line in lines)
    return Loaded("day.yaml", None, (warning, *errors))


@pytest.mark.parametrize(
    ("lines", "english", "french"),
    table("sentences.txt", "lines with errors in a changed programme"),
)
def test_error_in_a_changed_file_is_reported_in_one_line(
    lines: str, english: str, french: str
) -> None:
    numbers = [None if each == "?" else int(each) for each in lines.split()]
    trouble = loaded(*numbers) if numbers else SourceError("missing", "day.yaml")
    assert plain(trouble_sentence(trouble, EN)) == english
    assert len(trouble_sentence(trouble, FR)) <= 78
    assert trouble_sentence(trouble, FR) == french


@pytest.mark.parametrize("code", codes_of(SourceError))
@pytest.mark.parametrize(
    "address",
    [
        "https://me:secret@example.org/x",
        "https://secret@example.org/x",
        "https://me:sec/secret@example.org/x",
        "ftp://me:@secret@example.org:99999/x",
        "//me:secret@example.org[",
        "http://secret@[::1/example.org",
    ],
)
def test_no_sentence_repeats_a_password(code: str, address: str) -> None:
    for error in (
        SourceError(code, address, address),
        SourceError(code, "https://example.org/", requested=address),
        SourceError(code, address, requested="https://example.org/"),
    ):
        text = source_error_sentence(error, EN)
        assert "secret" not in text
        assert "example.org" in text
        aged = SourceError(code, error.origin, error.detail, timedelta(hours=1), error.requested)
        assert "secret" not in trouble_sentence(aged, EN)


@pytest.mark.parametrize("address", ["http://[::1", "http://[", "//[", "http://]/", "http://a:x/"])
def test_malformed_address_is_reported(address: str) -> None:
    aged = SourceError("address", "https://example.org/", "", timedelta(hours=3), address)
    assert "Showing the copy from 3\u00a0hours ago." in trouble_sentence(aged, EN)
    assert f"“{address}”" in source_error_sentence(aged, EN)


@pytest.mark.parametrize(
    "address", ["https://example.org/@ana/day", "https://example.org:8080/x@y", "/srv/a@b:c@d.yaml"]
)
def test_address_without_a_password_is_repeated_unchanged(address: str) -> None:
    assert f"“{address}”" in source_error_sentence(SourceError("offline", address), EN)


def test_failed_redirect_names_both_addresses() -> None:
    error = SourceError("offline", "https://a.example/", requested="https://b.example/")
    text = source_error_sentence(error, EN)
    assert text.startswith("“https://b.example/” is unreachable.")
    assert text.endswith("“https://a.example/” redirected sommet-tui to this address.")


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        (None, "-m pip install 'trial[share]'"),
        ('{"url": "https://index.example/trial.whl", "archive_info": {}}', "'trial[share]'"),
        ('{"url": "file:///srv/a%20b", "dir_info": {}}', "-m pip install '/srv/a b[share]'"),
        (
            '{"url": "file:///srv/a", "dir_info": {"editable": true}}',
            "-m pip install -e '/srv/a[share]'",
        ),
        ("not json", "-m pip install 'trial[share]'"),
    ],
)
def test_command_for_an_extra_matches_the_installation_of_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: str | None, line: str
) -> None:
    (tmp_path / "pip.py").touch()
    folder = tmp_path / "trial-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Name: trial\nVersion: 1\n")
    if origin is not None:
        (folder / "direct_url.json").write_text(origin)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert install_line("trial[share]").endswith(line)


def test_command_for_an_extra_uses_uv_in_an_environment_without_pip(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pip", None)
    monkeypatch.setattr("sys.executable", "/srv/a b/python")
    expected = "uv pip install --python '/srv/a b/python' 'trial[share]'"
    assert install_line("trial[share]") == expected
