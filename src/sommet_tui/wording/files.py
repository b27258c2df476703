"""Sentences about the user's files: results of an import, errors in a log, failed writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sommet_tui.companion import ports
from sommet_tui.companion.errors import LogError, SourceError
from sommet_tui.domain.imports import ImportPlan
from sommet_tui.domain.programme import Programme
from sommet_tui.wording.errors import add_detail, foreign_phrase, unreadable_file_sentence
from sommet_tui.wording.session_texts import headline
from sommet_tui.wording.words import Words, mark

_SAVING = mark(
    {
        "exists": "“{path}” already exists. Choose another name, or use --force to overwrite it.",
        "folder": "“{path}” is a folder. Add a file name.",
        "special": (
            "“{path}” is not a regular file. Choose another name, or use - for standard output."
        ),
        "link": (
            "“{path}” is a symbolic link in a folder that others can write to, so it may "
            "lead anywhere. Remove the link, or write to another folder."
        ),
        "dangling": (
            "“{path}” is a link to “{detail}”, which does not exist. "
            "Create that file with --force, or choose another name."
        ),
        "no-folder": "The folder of “{path}” does not exist. Create it, or choose another name.",
        "denied": "No permission to write “{path}”. Choose another folder.",
        "full": "The disk is full: “{path}” was not written. Free some space, then try again.",
        "failed": "Cannot write “{path}”.",
    }
)


def saving_error_sentence(error: ports.SavingError, words: Words) -> str:
    """Return why a file was not written, and what to do."""
    sentence = words.say(
        _SAVING[error.code], path=foreign_phrase(error.path), detail=foreign_phrase(error.detail)
    )
    return add_detail(sentence, error.detail if error.code == "failed" else "", words)


_CARRIED = mark(
    {
        "empty": "“{origin}” is empty.",
        "neither": (
            "“{origin}” is neither JSON nor iCalendar. Use a file written by “bookmark "
            "export --to json” or “--to ics”."
        ),
        "encoding": "“{origin}” is not UTF-8 text. Save it as UTF-8.",
        "json": "“{origin}” is not valid JSON: see line {detail}.",
        "shape": (
            "“{origin}” is JSON but not a list of bookmarks: the key “{detail}” is wrong. "
            "Use a file written by “bookmark export --to json”."
        ),
        "calendar": "“{origin}” is not a valid iCalendar file: {detail}",
        "calendar-costly": (
            "“{origin}” takes too long to read: too many entries, time zones or repetitions. "
            "Use a smaller file."
        ),
        "calendar-start": (
            "In “{origin}”, the entry “{detail}” has no valid start. Correct its DTSTART, or "
            "remove the entry."
        ),
        "too-many": "“{origin}” has more than {detail} entries. Use a smaller file.",
    }
)


def reading_error_sentence(error: SourceError, words: Words) -> str:
    """Return why the file to import cannot be read, and what to do."""
    too_large = mark("“{origin}” is too large for bookmarks. Use a smaller file.")
    return unreadable_file_sentence(error, too_large, words)


def import_error_sentence(error: ports.ImportFileError, origin: str, words: Words) -> str:
    """Return why a file cannot be imported, and what to do."""
    return words.say(
        _CARRIED[error.code], origin=foreign_phrase(origin), detail=foreign_phrase(error.detail)
    )


_TAKEN_IN: Mapping[str, str] = {
    "must": mark("Bookmarked: {session}"),
    "maybe": mark("Bookmarked as maybe: {session}"),
}


def import_result_lines(plan: ImportPlan, programme: Programme, words: Words) -> Iterator[str]:
    """Yield a line for each entry of an imported file, with the result of importing the entry."""
    called = _session_namer(programme)
    for bookmark in plan.bookmarks:
        if bookmark.session in plan.gone:
            yield words.say(
                "Bookmarked, but no longer in the programme: {session}", session=bookmark.title
            )
        else:
            session = programme.by_id[bookmark.session]
            sentence = _TAKEN_IN[bookmark.degree]
            yield words.say(sentence, session=headline(session))
    for hidden in plan.hidden:
        yield words.say("Hidden: {session}", session=called(hidden.title))
    for event in plan.own_events:
        yield words.say("Imported: {event}", event=event.title)
    for title in plan.own_known:
        yield words.say("Already saved: {event}", event=title)
    yield from _existing_entry_lines(plan, programme, called, words)
    for title in plan.unmatched:
        name = title or words.say("an entry without a name")
        yield words.say("Not found in this programme: {session}", session=name)
    if plan.offered:
        yield words.say(
            "To save the entries during the event as your own events, add “--own” to the command."
        )
    yield from _note_lines(plan, called, words)
    marked = plan.bookmarks or plan.hidden or plan.known or plan.unmatched
    marked = marked or plan.hidden_known or plan.hidden_here
    own = plan.own_events or plan.own_known
    if not (marked or own or plan.notes or plan.notes_known):
        yield words.say("The file is empty.")


def _existing_entry_lines(
    plan: ImportPlan, programme: Programme, session_name: Callable[[str], str], words: Words
) -> Iterator[str]:
    for title in plan.known:
        yield words.say("Already bookmarked: {session}", session=session_name(title))
    for title in plan.hidden_known:
        yield words.say("Already hidden: {session}", session=session_name(title))
    for id_ in plan.hidden_here:
        hidden = programme.by_id.get(id_)
        yield words.say(
            "Still hidden: {session}. To bookmark it, use “sommet-tui bookmark add {id}”.",
            session=headline(hidden) if hidden else id_,
            id=id_,
        )


def _session_namer(programme: Programme) -> Callable[[str], str]:
    """Return a function that replaces a title by the short name of its session.

    Unless exactly one session has the title, the function returns the title unchanged.
    """
    headlines: dict[str, set[str]] = {}
    for session in programme.sessions:
        headlines.setdefault(session.title, set()).add(headline(session))
    sure = {title: names.pop() for title, names in headlines.items() if len(names) == 1}
    return lambda title: sure.get(title, title)


def _note_lines(
    plan: ImportPlan, session_name: Callable[[str], str], words: Words
) -> Iterator[str]:
    for note in plan.notes:
        title = session_name(note.title)
        if note.session in plan.merged_notes:
            yield words.say("Your note and the imported note were merged: {session}", session=title)
        else:
            yield words.say("Note imported: {session}", session=title)
    for title in plan.notes_known:
        yield words.say("Note already saved: {session}", session=session_name(title))
    for title in plan.unmatched_notes:
        name = title or words.say("an entry without a name")
        yield words.say("No session found for the note: {session}", session=name)
    for title in plan.too_long:
        yield words.say(
            "Your note and the imported note are too long together; your note is unchanged: "
            "{session}",
            session=session_name(title),
        )


_INSTANT = "2025-02-07T10:12:00+01:00"

_LOG_ERRORS = mark(
    {
        "encoding": "this is not UTF-8 text. Save the file as UTF-8.",
        "too-many": "the log has too many actions. Use a shorter log.",
        "json": (
            "this is not JSON. Use the output of “stage log --json”, which has one action per line."
        ),
        "shape": (
            "this is JSON, but not an action. Use the output of “stage log --json”, which "
            "has one action per line."
        ),
        "twice": "“{key}” appears twice. Remove one of the two.",
        "order": "in “{key}”, a period ends before it starts.",
        "duplicate": "an action with this “{key}” already exists.",
        "missing": "“{key}” is missing.",
        "type": "the value of “{key}” has the wrong type.",
        "instant": "“{key}” is not a time with a UTC offset, such as {example}.",
        "choice": "the value of “{key}” is unknown.",
        "range": "“{key}” is out of range.",
    }
)


def log_source_sentence(error: SourceError, words: Words) -> str:
    """Return why a log cannot be read, and what to do."""
    too_large = mark("“{origin}” is too large for an action log. Use a smaller file.")
    return unreadable_file_sentence(error, too_large, words)


def log_error_sentence(error: LogError, origin: str, words: Words) -> str:
    """Return which line of a file is not a valid action, and why."""
    problem = words.say(_LOG_ERRORS[error.code], key=foreign_phrase(error.key), example=_INSTANT)
    return words.say(
        "{file}, line {line}: {problem}",
        file=foreign_phrase(origin),
        line=error.line,
        problem=problem,
    )
