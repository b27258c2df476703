"""A settings file to start from, which changes nothing until a line of it is used."""

from __future__ import annotations

from textwrap import wrap

from sommet_tui.wording.words import Words, mark

_INTRODUCTION = mark(
    "Settings of sommet-tui. “sommet-tui paths” shows where this file belongs. "
    "Every line shows what holds without it or an example; take the # away to use it."
)
_SETTINGS: tuple[tuple[str, str], ...] = (
    (
        mark("The programme to open; a relative path is relative to this file."),
        "programme: ~/summit/programme.yaml",
    ),
    (mark("en or fr."), "language: fr"),
    (mark("dark, light or terminal."), "theme: dark"),
    (
        mark("Minutes before a bookmarked session: a number, a list such as [15, 5], [] for none."),
        "reminder_minutes: 5",
    ),
    (
        mark(
            "Minutes before the end at which a moderator and a speaker get a quiet sign: a list, "
            "[] for none."
        ),
        "cue_minutes: [10, 5, 2, 1, 0]",
    ),
    (mark("now, agenda, bookmarks, people, stage, moderator or info."), "first_screen: now"),
    (
        mark(
            "A program to run with each reminder; it is given two more words, a title and a text. "
            "Write it as a list, word by word; no shell reads it."
        ),
        "notify_command: [notify-send, --app-name=sommet-tui]",
    ),
    (
        mark(
            "Other keys, by the id of what they do: a character or a name such as ctrl+x, f5 or "
            "left, or a list of them. The ids are at the end of the help (?)."
        ),
        'keys: {session.star: s, list.filter: ["/", ctrl+l]}',
    ),
)


def settings_example(words: Words) -> list[str]:
    """Its lines, all of them comments."""
    lines = _comment(words.say(_INTRODUCTION))
    for purpose, line in _SETTINGS:
        lines += ["", *_comment(words.say(purpose)), f"#{line}"]
    return lines


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(text, 78, break_on_hyphens=False)]
