"""What went wrong outside, and what someone asked for that is not there, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.companion.errors import SourceError
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from datetime import timedelta

    from sommet_tui.companion.errors import KeepingError
    from sommet_tui.companion.ports import Notice
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.instants import TimeError
    from sommet_tui.wording.words import Words

_SHOWN = 200
"""The most characters of a foreign text that a sentence repeats."""

_SOURCE: Mapping[str, str] = MappingProxyType(
    {
        "missing": mark(
            "There is no file “{origin}”. Check the path, or give another one with --programme."
        ),
        "folder": mark("“{origin}” is a folder. Give the file in it that holds the programme."),
        "denied": mark(
            "“{origin}” may not be read. Allow reading it, or give another file with --programme."
        ),
        "too-large": mark("“{origin}” is too large for a programme. Give a smaller file."),
        "unreadable": mark(
            "“{origin}” cannot be read. Check the disk, or give another file with --programme."
        ),
        "address": mark(
            "“{origin}” is no address that can be asked. "
            "Give one that begins with https://; http:// is for this machine alone."
        ),
        "follow": mark(
            "No day can be followed at “{origin}”. Give the https:// address of its live.json, or "
            "a broker and an event: mqtts://broker.example/summit."
        ),
        "offline": mark("Nobody answers at “{origin}”. Check the network and the address."),
        "timeout": mark("“{origin}” takes too long to answer. Try again later."),
        "certificate": mark(
            "“{origin}” cannot prove that it is who it says. "
            "Check the address, and the date of this machine."
        ),
        "status": mark("“{origin}” answers {detail} instead of a programme. Check the address."),
        "redirects": mark(
            "“{origin}” leads from one address to the next without end. Check the address."
        ),
        "scheme": mark(
            "“{origin}” leads to “{detail}”, which is not asked. Give that address if you trust it."
        ),
        "login": mark(
            "“{origin}” has a name or a password in it, which is never sent. Leave it out, or ask "
            "for an address without one."
        ),
        "protocol": mark(
            "What answers at “{origin}” does not speak proper HTTP. "
            "Check the address and the port, or tell whoever runs that server."
        ),
        "cut-short": mark("What “{origin}” gives breaks off. Try again later."),
        "garbled": mark("What “{origin}” gives cannot be unpacked. Try again later."),
        "no-directory": mark(
            "“{origin}” is no directory of events. "
            "Give the address of a list as Giggity reads it, in JSON."
        ),
        "no-export": mark(
            "The page “{origin}” leads to no programme that can be read. "
            "Give the address of its schedule in XML, JSON or iCalendar."
        ),
    }
)

_AGED: Mapping[str, str] = MappingProxyType(
    {
        "offline": mark("Nobody answers at {host}: this is the programme of {age} ago."),
        "timeout": mark("{host} takes too long: this is the programme of {age} ago."),
        "certificate": mark("{host} cannot prove who it is: this is the programme of {age} ago."),
        "status": mark("{host} answers {detail}: this is the programme of {age} ago."),
    }
)
_AGED_OTHERWISE = mark("{host} gives no programme: this is that of {age} ago.")

_KEEPING: Mapping[str, str] = MappingProxyType(
    {
        "full": mark(
            "The disk is full, and “{path}” cannot be written. Free some space, then try again."
        ),
        "read-only": mark(
            "“{path}” may not be written, so that nothing new is kept. "
            "Allow writing this file and its folder."
        ),
        "newer": mark(
            "“{path}” was written by a newer version of this program and stays untouched. "
            "Update sommet-tui to find your bookmarks again."
        ),
        "damaged": mark(
            "“{path}” is damaged and stays untouched. "
            "Move it elsewhere; a new file will be made in its place."
        ),
        "busy": mark("“{path}” is in use by another program. Try again in a moment."),
        "no-folder": mark(
            "The folder for “{path}” cannot be made. "
            "Check who may write to the folder above it, and that HOME is set."
        ),
        "range": mark(
            "Nothing can be recorded at the time that the clock shows. "
            "Choose a time between the years 2 and 9998."
        ),
        "failed": mark("“{path}” cannot be used. Check the disk and who may use this file."),
    }
)

_NOTICES: Mapping[str, str] = MappingProxyType(
    {
        "set-aside": mark(
            "“{path}” could not be read. It is kept as “{aside}”, and a new file takes its place."
        ),
        "export-taken": mark("The page links to a programme: “{address}”."),
        "copied": mark(
            "Another computer uses a copy of this computer’s data, and was there first. This one "
            "has an id of its own from now on. What was recorded before the copy stays with the "
            "other one."
        ),
        "lead-taken": mark("{name} took the lead."),
        "wish-dropped": mark(
            "{name} leads and recorded {n} actions meanwhile. Take the lead to drive from now on."
        ),
        "lead-refused": mark("The broker’s rules do not let this user lead: ask whoever runs it."),
        "room-lead-taken": mark("{name} took the lead: {room}."),
    }
)

_TIMES: Mapping[str, str] = MappingProxyType(
    {
        "syntax": mark("“{text}” is not a time. Write it as 10:30, 10h30 or 2025-02-07T10:30."),
        "range": mark("“{text}” is out of range. Choose a time between the years 2 and 9998."),
        "impossible": mark(
            "{text} does not exist at the event: clocks go forward and skip it. "
            "Choose a time before or after."
        ),
        "ambiguous": mark(
            "{text} comes twice at the event: clocks go back and repeat it. "
            "Add the offset from UTC that is meant, one of these: {choices}."
        ),
        "offset": mark(
            "{text} has an offset from UTC that the event does not have then. "
            "It would be one of these: {choices}."
        ),
    }
)

_UNKNOWN: Mapping[str, str] = MappingProxyType(
    {
        "session": mark("No session has the id “{wanted}”."),
        "room": mark("There is no room “{wanted}”."),
        "own event": mark("No event of yours has the id “{wanted}”."),
    }
)


_NAMED_BY: Mapping[str, str] = MappingProxyType(
    {
        "option": mark("It is named on the command line."),
        "environment": mark("The variable SOMMET_PROGRAMME names it."),
        "settings": mark("The settings name it: {settings}"),
        "here": mark("It is in the current folder."),
    }
)


def source_error_sentence(
    error: SourceError, words: Words, named_by: str | None = None, settings: str = ""
) -> str:
    """Why there is no programme to read, what to do, and what it is `named_by`.

    That is an origin of a `Location`; `settings` is the path of theirs.
    """
    known = _SOURCE.get(error.code, _SOURCE["unreadable"])
    if error.code == "too-large" and "://" in error.origin:
        known = mark("What “{origin}” gives is too large for a programme. Check the address.")
    sentence = words.say(
        known, origin=shown_address(error.asked or error.origin), detail=shown_address(error.detail)
    )
    if error.asked:
        sentence += " " + words.say("“{origin}” leads there.", origin=shown_address(error.origin))
    explained = error.code in _SOURCE and error.code != "unreadable"
    sentence = _with_detail(sentence, "" if explained else error.detail, words)
    if named_by is None or named_by not in _NAMED_BY:
        return sentence
    return sentence + " " + words.say(_NAMED_BY[named_by], settings=foreign(settings))


def unread_sentence(error: KeepingError, words: Words) -> str:
    """What an answer lacks where another program holds what is kept."""
    return words.say(
        "“{path}” is in use by another program: this is the programme without your bookmarks and "
        "notes, and without what was done on stage.",
        path=foreign(error.path),
    )


def keeping_error_sentence(error: KeepingError, words: Words) -> str:
    """What cannot be kept or recalled, where, and what to do."""
    sentence = words.say(_KEEPING.get(error.code, _KEEPING["failed"]), path=foreign(error.path))
    explained = error.code in _KEEPING and error.code not in ("no-folder", "failed")
    return _with_detail(sentence, "" if explained else error.detail, words)


def notice_sentence(notice: Notice, words: Words) -> str:
    """What nobody asked for and everybody must know."""
    values = {name: foreign(value) for name, value in notice.values.items()}
    return words.say(_NOTICES[notice.code], **values)


def time_error_sentence(error: TimeError, words: Words) -> str:
    """Why a time that was typed is none, and how to write it."""
    choices = ", ".join(error.choices)
    return words.say(_TIMES[error.reason], text=foreign(error.text), choices=choices)


def unknown_sentence(kind: str, wanted: str, suggestions: Sequence[str], words: Words) -> str:
    """Nothing goes by the name `wanted`; `kind` is "session", "room" or "own event"."""
    problem = words.say(_UNKNOWN[kind], wanted=foreign(wanted))
    if suggestions:
        meant = _either([words.say("“{name}”", name=name) for name in suggestions], words)
        return problem + " " + words.say("Did you mean {names}?", names=meant)
    if kind == "room":
        return problem + " " + words.say("“sommet-tui now” shows the rooms there are.")
    if kind == "own event":
        return problem + " " + words.say("“sommet-tui own list” shows them.")
    return problem + " " + words.say("“sommet-tui agenda” shows the sessions and their ids.")


def trouble_sentence(trouble: Loaded | SourceError, words: Words) -> str:
    """Why the programme shown is not the newest one, on one line."""
    if isinstance(trouble, SourceError) and trouble.age is not None:
        from urllib.parse import urlsplit

        return words.say(
            _AGED.get(trouble.code, _AGED_OTHERWISE),
            host=foreign(urlsplit(trouble.asked or trouble.origin).netloc),
            detail=foreign(trouble.detail),
            age=age_text(trouble.age, words),
        )
    if isinstance(trouble, SourceError):
        return words.say("The programme file can no longer be read; the last good one stays.")
    if "://" in trouble.origin:
        return words.say("What there is now cannot be read; the last good programme stays.")
    errors = trouble.errors
    line = next((error.line for error in errors if error.line is not None), None)
    if line is None:
        return words.count(
            "The new programme file has {n} error; the last good one stays.",
            "The new programme file has {n} errors; the last good one stays.",
            len(errors),
        )
    return words.count(
        "The new programme file has {n} error, on line {line}; the last good one stays.",
        "The new programme file has {n} errors, the first on line {line}; the last good one stays.",
        len(errors),
        line=line,
    )


def _with_detail(sentence: str, detail: str, words: Words) -> str:
    if not detail:
        return sentence
    return sentence + " " + words.say("(The system says: {detail})", detail=shown_address(detail))


def _either(names: Sequence[str], words: Words) -> str:
    *others, last = names
    if not others:
        return last
    return words.say("{names} or {last}", names=", ".join(others), last=last)


def foreign(text: str) -> str:
    """A foreign text as a sentence repeats it: on one line, and not all of a long one."""
    return cap(clean_line(text), _SHOWN)


def shown_address(text: str) -> str:
    """A foreign address, or a path, as a sentence repeats it: nobody reads a password there."""
    if "://" not in text:
        return foreign(text)
    from sommet_tui.domain.sharing.address import without_login

    return foreign(without_login(text))


def age_text(age: timedelta, words: Words) -> str:
    """How old something is, in the largest unit of which there are two, or in minutes."""
    minutes = max(1, int(age.total_seconds()) // 60)
    if minutes < 120:
        return words.count("{n} minute", "{n} minutes", minutes)
    if minutes < 48 * 60:
        return words.count("{n} hour", "{n} hours", minutes // 60)
    return words.count("{n} day", "{n} days", minutes // 1440)
