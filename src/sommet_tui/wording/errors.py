"""Errors of sources, stores, brokers, editors, programs and the terminal, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sommet_tui.companion.errors import EditorError, SourceError, StorageError
from sommet_tui.domain.limits import NOTE_LIMIT
from sommet_tui.domain.text import cap, clean_line
from sommet_tui.wording.words import Words, mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import timedelta

    from sommet_tui.companion.ports import Notice
    from sommet_tui.domain.findings import Loaded
    from sommet_tui.domain.instants import TimeError
    from sommet_tui.domain.notes import NoteTooLongError


_SHOWN = 200
"""The maximum length of a foreign text in a sentence, in characters."""

COPIED = mark(
    "Another computer has a copy of this computer’s data and connected first. This computer now "
    "has a new id and the name “{name}”; everything recorded before the copy was made belongs to "
    "the other computer."
)
LEAD_FORBIDDEN = mark(
    "The broker’s rules forbid this user to lead a room. Ask the broker’s administrator."
)

_NO_NAME = mark("The name of the file is empty. Give the name of a file.")
_SOURCE = mark(
    {
        "missing": "The file “{origin}” does not exist. Check the path.",
        "folder": "“{origin}” is a folder. Choose the programme file in it.",
        "special": "“{origin}” is a device or a pipe, not a file. Choose a file.",
        "denied": "No permission to read “{origin}”. Change the permissions of the file.",
        "too-large": "“{origin}” is too large for a programme. Choose a smaller file.",
        "closed": "Cannot read “{origin}”: standard input is closed. Give the name of a file.",
        "unreadable": "“{origin}” cannot be read. Check the path and the disk.",
        "address": (
            "Cannot fetch “{origin}”: use a complete https:// URL (http:// is allowed for "
            "localhost only)."
        ),
        "follow": (
            "Cannot follow “{origin}”. Give the https:// address of a live.json file, or of "
            "an event on a broker, such as mqtts://broker.example/summit."
        ),
        "offline": "“{origin}” is unreachable. Check the network and the address.",
        "timeout": "“{origin}” takes too long to answer. Try again later.",
        "certificate": (
            "The TLS certificate of “{origin}” is not valid. Check the address and this "
            "computer’s date."
        ),
        "status": "“{origin}” answered {detail} instead of sending a programme. Check the address.",
        "redirects": "“{origin}” redirects too many times. Check the address.",
        "scheme": (
            "“{origin}” redirects to “{detail}”, which sommet-tui does not follow. Open that "
            "address yourself if you trust it."
        ),
        "login": (
            "“{origin}” contains a user name or a password, which sommet-tui never sends. "
            "Remove it, or use another address."
        ),
        "protocol": (
            "The server at “{origin}” does not speak valid HTTP. Check the address and "
            "the port, or contact its administrator."
        ),
        "cut-short": "The download from “{origin}” was cut off. Try again later.",
        "garbled": "The download from “{origin}” cannot be decompressed. Try again later.",
        "no-directory": (
            "“{origin}” is not a directory of events. Give the address of a JSON list in "
            "Giggity’s format."
        ),
        "no-export": (
            "The page “{origin}” links to no readable schedule. Give the address of the "
            "schedule itself, in XML, JSON or iCalendar."
        ),
    }
)

_SOURCE_IN_FIELD = mark(
    {
        "missing": "This file does not exist. Correct the path, or choose another event.",
        "denied": (
            "No permission to read this file. Change its permissions, or choose another event."
        ),
        "unreadable": "This file cannot be read. Check the disk, or choose another event.",
    }
)

_AGED = mark(
    {
        "offline": "{host} is unreachable. Showing the copy from {age} ago.",
        "timeout": "{host} is too slow. Showing the copy from {age} ago.",
        "certificate": "{host} has no valid certificate. Showing the copy from {age} ago.",
        "status": "{host} answered {detail}. Showing the copy from {age} ago.",
    }
)
_AGED_OTHERWISE = mark("{host} sent no programme. Showing the copy from {age} ago.")

_KEEPING = mark(
    {
        "full": "The disk is full: “{path}” cannot be written. Free some space, then try again.",
        "read-only": (
            "No permission to write “{path}”, so nothing new can be saved. Make this file "
            "and its folder writable."
        ),
        "newer": (
            "A newer version of sommet-tui wrote “{path}”. This version cannot use it, and "
            "leaves it unchanged. To see your bookmarks again, update sommet-tui."
        ),
        "damaged": (
            "“{path}” is damaged, and sommet-tui leaves it as it is. Move it elsewhere; "
            "sommet-tui then creates a new file."
        ),
        "earlier": (
            "An earlier version of sommet-tui wrote “{path}”. This version cannot use it, and "
            "leaves it unchanged. Move it elsewhere; sommet-tui then creates a new file."
        ),
        "busy": "“{path}” is in use by another program. Try again in a moment.",
        "no-folder": (
            "The folder for “{path}” cannot be created. Check the permissions of its parent "
            "folder, and that HOME is set."
        ),
        "replaced": "“{path}” was replaced a moment ago. Check what is shown here, then try again.",
        "range": (
            "Nothing can be recorded at the time shown. Choose a time between the years 2 and 9998."
        ),
        "failed": "“{path}” cannot be used. Check the disk and the permissions of this file.",
    }
)

_NOTICES = mark(
    {
        "damaged": (
            "“{path}” could not be read. sommet-tui renamed it to “{aside}” and created a new file."
        ),
        "earlier": (
            "An earlier version wrote “{path}”. sommet-tui renamed it to “{aside}” and created a "
            "new file."
        ),
        "replaced": (
            "“{path}” was deleted or replaced. This window shows only what is saved there now."
        ),
        "export-taken": "The page links to a programme: “{address}”.",
        "other-event": (
            "The address now has another event. “{title}” stays in your list of events, with "
            "everything that you saved for it."
        ),
        "other-event-file": (
            "The file now has another event. “{title}” stays in your list of events, with "
            "everything that you saved for it."
        ),
        "copied": COPIED,
        "lead-taken": "{name} took the lead in this room.",
        "wish-dropped": (
            "The crew did not confirm that you lead this room, because {name} took the lead "
            "meanwhile. To run the room from this computer, take the lead."
        ),
        "lead-refused": LEAD_FORBIDDEN,
    }
)

_TIMES = mark(
    {
        "syntax": "“{text}” is not a valid time. Write it as 10:30, 10h30 or 2025-02-07T10:30.",
        "hour": "“{text}” is not an hour. Hours are 0 to 23.",
        "range": "“{text}” is out of range. Choose a time between the years 2 and 9998.",
        "impossible": (
            "{text} does not exist at the event, because the clocks go forward and skip that "
            "time. Choose another time."
        ),
        "ambiguous": (
            "{text} occurs twice at the event, because the clocks go back. Add the UTC "
            "offset that you mean: {choices}."
        ),
        "offset": (
            "{text} has a UTC offset that the event does not use at that time. Use one of "
            "these: {choices}."
        ),
    }
)

_TIMES_IN_FIELD: Mapping[str, str] = {
    "syntax": mark("“{text}” is not a valid time. Write it as 11:02, or as a number of minutes."),
    "ambiguous": mark(
        "{text} occurs twice at the event, because the clocks go back. Write a number of "
        "minutes instead."
    ),
}

_UNKNOWN = mark(
    {
        "session": "No session matches “{wanted}”.",
        "room": "There is no room “{wanted}”.",
        "own event": "None of your own events has the id “{wanted}”.",
        "bookmark": "“{wanted}” is not bookmarked.",
    }
)
_UNKNOWN_ADVICE = mark(
    {
        "session": "“{command}” lists the sessions and their ids.",
        "room": "“{command}” lists the rooms.",
        "own event": "“{command}” lists your own events.",
        "bookmark": "To set a reminder, bookmark the session first.",
    }
)


_NAMED_BY = mark(
    {
        "environment": "(The variable SOMMET_PROGRAMME names this programme.)",
        "settings": "(The settings, {settings}, name this programme.)",
        "followed": "(This address is in the settings, {settings}.)",
        "here": "(This programme is in the current folder.)",
    }
)


def source_error_sentence(
    error: SourceError,
    words: Words,
    named_by: str | None = None,
    settings: str = "",
    *,
    in_field: bool = False,
) -> str:
    """Return why a programme cannot be read, what to do, and where the programme was named.

    `named_by` is the origin of a `Location`, or "followed" if the address to follow is in the
    settings. `settings` is the path of the settings file. `in_field` means that the user typed or
    chose the programme in a field that is still open.
    """
    known = _SOURCE.get(error.code, _SOURCE["unreadable"])
    if in_field:
        known = _SOURCE_IN_FIELD.get(error.code, known)
    if not error.origin:
        known = _NO_NAME
    elif error.code == "missing" and error.origin == "-":
        known = mark(
            "A programme cannot be read from standard input. Save it to a file, and give the name "
            "of the file."
        )
    elif error.code == "too-large" and "://" in error.origin:
        known = mark("The file at “{origin}” is too large for a programme. Check the address.")
    elif error.code == "status" and error.detail in ("401", "403"):
        known = mark(
            "“{origin}” requires a login (it answered {detail}). Download the file with a "
            "browser, then open the file."
        )
    elif error.code == "status" and (error.detail == "429" or error.detail.startswith("5")):
        known = mark(
            "“{origin}” answered {detail}: its server is overloaded or not working. Try again "
            "later."
        )
    sentence = words.say(
        known,
        origin=display_address(error.requested or error.origin),
        detail=display_address(error.detail),
    )
    if error.requested:
        sentence += " " + words.say(
            "“{origin}” redirected sommet-tui to this address.",
            origin=display_address(error.origin),
        )
    host, slash, _ = error.origin.partition("/")
    if error.code == "missing" and slash and "." in host.strip("."):
        sentence += " " + suggestion([f"https://{error.origin}"], words)
    explained = error.code in _SOURCE and error.code != "unreadable"
    sentence = add_detail(sentence, "" if explained else error.detail, words)
    if named_by is None or named_by not in _NAMED_BY:
        return sentence
    return sentence + " " + words.say(_NAMED_BY[named_by], settings=foreign_phrase(settings))


def locked_data_sentence(error: StorageError, words: Words) -> str:
    """Return which data is missing because another program has locked the database."""
    return words.say(
        "“{path}” is in use by another program. Showing the programme without your "
        "bookmarks, notes and stage actions.",
        path=foreign_phrase(error.path),
    )


def storage_error_sentence(error: StorageError, words: Words) -> str:
    """Return which data cannot be saved or read, in which file, and what to do."""
    sentence = words.say(
        _KEEPING.get(error.code, _KEEPING["failed"]), path=foreign_phrase(error.path)
    )
    explained = error.code in _KEEPING and error.code not in ("no-folder", "failed")
    return add_detail(sentence, "" if explained else error.detail, words)


def notice_sentence(notice: Notice, words: Words) -> str:
    """Return the text of a notice; if the notice is about a room, the text begins with the room."""
    values = {name: foreign_phrase(value) for name, value in notice.values.items()}
    room, count = values.pop("room", ""), int(values.pop("n", 0))
    if count:
        sentence = words.count(
            "The crew did not confirm that you lead this room, because {name} recorded {n} "
            "action meanwhile. To run the room from this computer, take the lead.",
            "The crew did not confirm that you lead this room, because {name} recorded {n} "
            "actions meanwhile. To run the room from this computer, take the lead.",
            count,
            **values,
        )
    else:
        sentence = words.say(_NOTICES[notice.code], **values)
    return words.say("{about}: {text}", about=room, text=sentence) if room else sentence


def time_error_sentence(error: TimeError, words: Words, *, in_field: bool = False) -> str:
    """Return why a typed time is invalid, and how to write one.

    `in_field` means that the field takes only a time of day or a number of minutes.
    """
    known = _TIMES[error.reason]
    if in_field:
        known = _TIMES_IN_FIELD.get(error.reason, known)
    return words.say(known, text=foreign_phrase(error.text), choices=", ".join(error.choices))


def suggestion(names: Sequence[str], words: Words) -> str:
    """Return a question that suggests what the user may have meant."""
    choices = _join_with_or([words.say("“{name}”", name=name) for name in names], words)
    return words.say("Did you mean {names}?", names=choices)


def unknown_sentence(
    kind: str, query: str, suggestions: Sequence[str], words: Words, command: str
) -> str:
    """Return a sentence saying that `query` does not exist, and how to find the right name.

    If there are `suggestions`, it asks whether the user meant one of them. `kind` is "session",
    "room", "bookmark" or "own event". `command` lists the values of this kind. It is empty for
    the room of an event with only one room.
    """
    problem = words.say(_UNKNOWN[kind], wanted=foreign_phrase(query))
    if suggestions:
        return f"{problem} {suggestion(suggestions, words)}"
    advice = _UNKNOWN_ADVICE[kind] if command else mark("This event has only one room.")
    return f"{problem} {words.say(advice, command=command)}"


def trouble_sentence(trouble: Loaded | SourceError, words: Words) -> str:
    """Return one line: why the app does not show the latest version of the programme."""
    if isinstance(trouble, SourceError) and trouble.age is not None:
        from sommet_tui.domain.crew.address import host_of

        return words.say(
            _AGED.get(trouble.code, _AGED_OTHERWISE),
            host=foreign_phrase(host_of(trouble.requested or trouble.origin)),
            detail=display_address(trouble.detail),
            age=age_text(trouble.age, words),
        )
    if isinstance(trouble, SourceError):
        return words.say(
            "The programme file can no longer be read; the old version is still shown."
        )
    if "://" in trouble.origin:
        return words.say("The new programme cannot be read; the old version is still shown.")
    errors = trouble.errors
    line = next((error.line for error in errors if error.line is not None), None)
    if line is None:
        return words.count(
            "The new programme file has {n} error; the old version is still shown.",
            "The new programme file has {n} errors; the old version is still shown.",
            len(errors),
        )
    return words.count(
        "The new programme file has {n} error, on line {line}; the old version is still shown.",
        "The new programme file has {n} errors, the first on line {line}; the old version is "
        "still shown.",
        len(errors),
        line=line,
    )


_FOLDER = mark("“{origin}” is a folder. Choose a file in it.")


def unreadable_file_sentence(error: SourceError, too_large: str, words: Words) -> str:
    """Return why a file cannot be read, and what to do.

    `too_large` is the sentence for a file that is too large.
    """
    known = {"folder": _FOLDER, "too-large": too_large}.get(error.code)
    if known is None:
        return source_error_sentence(error, words)
    return words.say(known, origin=foreign_phrase(error.origin))


def add_detail(sentence: str, detail: str, words: Words) -> str:
    """Return a sentence followed by the system's message, if there is a message."""
    if not detail:
        return sentence
    return sentence + " " + words.say("(System error: {detail})", detail=display_address(detail))


def _join_with_or(names: Sequence[str], words: Words) -> str:
    *others, last = names
    if not others:
        return last
    return words.say("{names} or {last}", names=", ".join(others), last=last)


def install_line(requirement: str) -> str:
    """Return the command that adds an extra, such as "sommet-tui[share]", to this installation.

    If the app was installed from a folder, the command names that folder. Environments made by uv
    lack pip.
    """
    import json
    import shlex
    import sys
    from importlib.metadata import PackageNotFoundError, distribution
    from importlib.util import find_spec
    from urllib.parse import unquote, urlsplit

    name, _, extra = requirement.partition("[")
    try:
        origin = json.loads(distribution(name).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        origin = {}
    url, python = urlsplit(origin.get("url", "")), shlex.quote(sys.executable)
    pip = f"{python} -m pip install" if find_spec("pip") else f"uv pip install --python {python}"
    if "dir_info" in origin and url.scheme == "file":
        requirement = f"{unquote(url.path)}[{extra}"
        pip += " -e" if origin["dir_info"].get("editable") else ""
    return f"{pip} {shlex.quote(requirement)}"


def foreign_phrase(text: str) -> str:
    """Return a text from another program for use in a sentence: on one line, and not too long."""
    return cap(clean_line(text), _SHOWN)


def display_address(text: str) -> str:
    """Return an address or path for use in a sentence: on one line, and without its password."""
    if "//" not in text:
        return foreign_phrase(text)
    from sommet_tui.domain.crew.address import strip_login

    return foreign_phrase(strip_login(text))


def age_text(age: timedelta, words: Words) -> str:
    """Return an age in days from two days on, in hours from two hours on, otherwise in minutes."""
    minutes = max(1, int(age.total_seconds()) // 60)
    if minutes < 120:
        return words.count("{n} minute", "{n} minutes", minutes)
    if minutes < 48 * 60:
        return words.count("{n} hour", "{n} hours", minutes // 60)
    return words.count("{n} day", "{n} days", minutes // 1440)


_EDITOR = mark(
    {
        "none": "No editor is set. Set EDITOR, for example with “export EDITOR=nano”.",
        "missing": "The editor “{detail}” cannot be started. Check VISUAL and EDITOR.",
        "failed": "The editor exited with code {detail}; the note is unchanged.",
        "gone": "The editor deleted its file; the note is unchanged.",
        "no-file": "The editor’s result is not a regular file; the note is unchanged.",
        "denied": "The editor’s file cannot be read; the note is unchanged.",
        "unreadable": "The editor’s file is not UTF-8 text; the note is unchanged.",
        "too-large": "The editor’s file is much too long for a note; the note is unchanged.",
        "no-scratch": "Cannot create a temporary file for the editor. Check the disk.",
    }
)


def editor_error_sentence(error: EditorError, words: Words) -> str:
    """Return why the editor did not change a note, and where its text is saved."""
    reason = words.say(_EDITOR[error.code], detail=foreign_phrase(error.detail))
    return f"{reason} {saved_text_sentence(error.path, words)}" if error.path else reason


def saved_text_sentence(path: str, words: Words) -> str:
    """Return which file has the text that could not be saved."""
    return words.say("Your text is saved in “{path}”.", path=foreign_phrase(path))


def note_trouble_sentence(trouble: StorageError | NoteTooLongError, words: Words) -> str:
    """Return why a note is not saved, and what to do."""
    if isinstance(trouble, StorageError):
        return storage_error_sentence(trouble, words)
    return words.count(
        "A note can have {limit} characters; this one has {n} too many.",
        "A note can have {limit} characters; this one has {n} too many.",
        trouble.length - NOTE_LIMIT,
        limit=words.number(NOTE_LIMIT),
    )


def note_merged_sentence(words: Words) -> str:
    """Return a sentence for a note that was also changed elsewhere, and now contains both texts."""
    return words.say("The note was also changed elsewhere; it now contains both texts.")


def note_changed_sentence(words: Words) -> str:
    """Return a sentence for a note that was changed only elsewhere."""
    return words.say("The note was changed elsewhere; this is the new version.")


def text_too_long_sentence(too_many: int, words: Words) -> str:
    """Return how many characters were not inserted, because a note would become too long."""
    return words.count(
        "A note can have {limit} characters: {n} character was not inserted.",
        "A note can have {limit} characters: {n} characters were not inserted.",
        too_many,
        limit=words.number(NOTE_LIMIT),
    )


def paste_cut_sentence(left_out: int, words: Words) -> str:
    """Return how many bytes at the end of a paste were dropped."""
    return words.count(
        "The pasted text is too long: its last {n} byte was dropped.",
        "The pasted text is too long: its last {n} bytes were dropped.",
        left_out,
    )


def paste_stalled_sentence(words: Words) -> str:
    """Return a sentence for a paste whose end is missing, with a way to stop waiting for it."""
    return words.say("The paste has not ended, so no key works. Press esc and wait a second.")


def line_cut_sentence(left_out: int, words: Words) -> str:
    """Return how many characters were not inserted, because a one-line field is full."""
    return words.count(
        "This line is full: {n} character was not inserted.",
        "This line is full: {n} characters were not inserted.",
        left_out,
    )


def command_failed_sentence(setting: str, command: str, failure: str, words: Words) -> str:
    """Return why the program in a setting failed; `failure` is the result of `run_program`."""
    name = cap(clean_line(command), 200)
    if failure == "timeout":
        return words.say(
            "The {setting} “{command}” took too long and was stopped.",
            setting=setting,
            command=name,
        )
    return words.say(
        "The {setting} “{command}” failed ({detail}). Check the command in the settings file.",
        setting=setting,
        command=name,
        detail=cap(clean_line(failure), 200),
    )


def fault_sentence(path: str, words: Words) -> str:
    """Return a sentence saying that the app has a bug, and which file has the details."""
    return words.say(
        "This is a bug in sommet-tui. Everything you saved is intact. Report the bug with "
        "the details in “{path}”.",
        path=cap(clean_line(path), 200),
    )


def fault_sentence_without_file(kind: str, words: Words) -> str:
    """Return a sentence saying that the app has a bug, if no file of details could be written."""
    return words.say(
        "This is a bug in sommet-tui. Everything you saved is intact. Report the bug under "
        "this name: {kind}.",
        kind=cap(clean_line(kind), 200),
    )


def undescribed_change_sentence(kind: str, words: Words) -> str:
    """Return a sentence saying that a bug prevents the description of a programme change."""
    return words.say(
        "sommet-tui has a bug: it cannot describe this change ({kind}).",
        kind=cap(clean_line(kind), 200),
    )


def undescribed_changes_sentence(kind: str, words: Words) -> str:
    """Return a sentence saying that a bug prevents the description of all programme changes."""
    return words.say(
        "The programme has changed. sommet-tui has a bug and cannot describe the change "
        "({kind}). To see the details: {command}",
        kind=cap(clean_line(kind), 200),
        command="sommet-tui changes",
    )
