"""`search`: print the sessions and people that contain all words, with the line that matches."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from sommet_tui.cli import filters, output, shown_day
from sommet_tui.cli.commands import MANY, Argument, Command
from sommet_tui.cli.context import Context, similar_names, similar_names_question
from sommet_tui.cli.options import MisuseError, Request
from sommet_tui.cli.rows import times_text
from sommet_tui.companion.json.now_sessions_and_bookmarks import search_view
from sommet_tui.domain.programme import ProgrammePerson, Session
from sommet_tui.domain.search import Hit, Line, excerpt, highlight, sentences_with_matches
from sommet_tui.pages.search import matching_line, search_pages, subject_title
from sommet_tui.wording.expected_times import delay_words
from sommet_tui.wording.layout import WIDTH, cell_width, fill
from sommet_tui.wording.session_texts import headline, join, not_held_word, rooms_text
from sommet_tui.wording.times import date_text
from sommet_tui.wording.words import mark

INDENT = "    "
_WORD = re.compile(r"[^\W_]+")
_MIN_LETTERS = 3
"""Only words with at least this many letters get suggestions."""


def run(request: Request, options: filters.FacetOptions) -> None:
    """Print the people and then the sessions that match all words, the best match first.

    Past sessions, and people with only past sessions, come last in their list.
    """
    wanted = " ".join(request.arguments)
    if not wanted.strip():
        words = request.words()
        raise MisuseError(words.say("“search” needs one or more words."), words)
    context = shown_day.open_day_briefly(request)
    facets = filters.read_facets(options, context)
    snapshot = context.snapshot
    shown = {s.id for s in snapshot.matching_sessions(snapshot.shown_sessions, facets, context.now)}
    everything = facets is None and snapshot.room is None
    hits = [
        (hit, subject)
        for hit, subject in search_pages(context.companion, wanted, context.view)
        if everything or _is_shown(subject, shown)
    ]
    if request.as_json:
        output.write_json(search_view(snapshot, context.now, wanted, hits))
        return
    people, sessions = list[str](), list[str]()
    for hit, subject in hits:
        if isinstance(subject, ProgrammePerson):
            people += _person_lines(context, hit, subject)
        else:
            sessions += _session_lines(context, hit, subject)
    if people and sessions:
        say = context.words.say
        people = [say("PEOPLE"), *people, "", say("SESSIONS")]
    lines = [*context.remarks(), *people, *sessions]
    output.write(lines if hits else [*lines, _no_match_sentence(context, wanted)])


def _no_match_sentence(context: Context, query: str) -> str:
    """Return the sentence that nothing matches, with suggestions from titles and names."""
    words, programme = context.words, context.programme
    texts = [f"{s.label or ''} {s.title}" for s in programme.sessions]
    texts += [person.name for person in programme.people]
    known = dict.fromkeys(w for t in texts for w in _WORD.findall(t) if len(w) >= _MIN_LETTERS)
    near = [
        name
        for word in query.split()
        if len(word) >= _MIN_LETTERS and not context.companion.search(word)
        for name in similar_names(word, list(known))
    ]
    sentence = words.say("No match.")
    return f"{sentence} {similar_names_question(near[:3], words)}" if near else sentence


def _is_shown(subject: Session | ProgrammePerson, shown: Container[str]) -> bool:
    """Return whether a hit is a session in `shown` (ids), or a person with such a session."""
    sessions = subject.sessions if isinstance(subject, ProgrammePerson) else (subject,)
    return any(session.id in shown for session in sessions)


def _session_lines(context: Context, hit: Hit, session: Session) -> list[str]:
    named = f"{_add_asterisks(highlight(subject_title(session), hit.words))} [{session.id}]"
    rooms = rooms_text(session, context.view) if context.snapshot.room is None else None
    when = join([_time_words(context, session), rooms])
    rows = fill(join([named, not_held_word(session, context.view)]), INDENT, f"{when}  ")
    return [*rows, *_match_lines(hit, session)]


def _time_words(context: Context, session: Session) -> str:
    """Return the times of a session, and its delay. If the event has several days, add the day."""
    local = context.zones.local(session.start)
    day = date_text(local.date(), context.words) if context.programme.has_several_days else None
    times = times_text(context.view, session.start, session.end)
    return join([day, times, delay_words(session, context.view)])


def _person_lines(context: Context, hit: Hit, person: ProgrammePerson) -> list[str]:
    rows = fill(_add_asterisks(highlight(subject_title(person), hit.words)), INDENT, first="")
    rows += _match_lines(hit, person)
    for session in person.sessions:  # a person's sessions may be outside the rooms of --room
        when = join([_time_words(context, session), rooms_text(session, context.view)])
        named = join([headline(session), not_held_word(session, context.view)])
        rows += fill(named, INDENT * 2, f"{INDENT}{when}  ")
    return rows


def _match_lines(hit: Hit, subject: Session | ProgrammePerson) -> Iterable[str]:
    """Return the line that matches.

    On a terminal, the line is cut to one row. In a pipe or file, it has whole sentences.
    """
    line = matching_line(hit, subject)
    if line is None:
        return ()
    if output.stream_width() is None:
        return fill(_add_asterisks(sentences_with_matches(line)), INDENT)
    stars = 2 * len(line.ranges)
    return (INDENT + _add_asterisks(excerpt(line, WIDTH - len(INDENT) - stars, cell_width)),)


def _add_asterisks(line: Line) -> str:
    """Return a line with asterisks around its matches, because plain text has no colours."""
    return "".join(f"*{text}*" if matches else text for text, matches in line.pieces())


COMMAND = Command(
    "search sessions, people, abstracts and your notes",
    run,
    filters.FacetOptions,
    arguments=(Argument("WORD", most=MANY),),
    too_few_error=mark("“search” needs one or more words."),
)
