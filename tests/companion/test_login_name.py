"""The name of whoever acts is cleaned for both front ends alike."""

from __future__ import annotations

import pytest

from sommet_tui.companion.stage import login_name


@pytest.mark.parametrize(
    ("login", "name"),
    [
        ("ada", "ada"),
        ("\x1b[31mada\x07", "[31mada"),
        ("\x1b\x07", None),
        ("a" * 80, "a" * 59 + "…"),
    ],
)
def test_control_characters_are_removed_from_a_login_name(
    monkeypatch: pytest.MonkeyPatch, login: str, name: str | None
) -> None:
    monkeypatch.setenv("LOGNAME", login)
    assert login_name() == name


def test_given_name_takes_precedence_over_the_login() -> None:
    assert login_name("\x07Régie ") == "Régie"
    assert login_name("") is None


@pytest.mark.parametrize("fault", [OSError, KeyError, ImportError])
def test_acts_without_a_login_name_are_anonymous(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def getuser() -> str:
        raise fault

    monkeypatch.setattr("getpass.getuser", getuser)
    assert login_name() is None
