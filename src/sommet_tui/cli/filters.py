"""The options that filter output by day, track, kind, language and more."""

from __future__ import annotations

from sommet_tui.cli.context import (
    Context,
    ambiguous_refusal,
    choice_lines,
    similar_names,
    similar_names_question,
)
from sommet_tui.cli.exit_codes import BAD_DATA, RefusalError
from sommet_tui.cli.options import (
    CommandOptions,
    Switch,
    Value,
    error_line,
    make_refusal,
    parse_minutes,
)
from sommet_tui.domain.text import fold
from sommet_tui.domain.values import replace
from sommet_tui.wording.session_texts import facets_text, join
from sommet_tui.wording.times import weekday_name
from sommet_tui.wording.words import words_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sommet_tui.domain.filters import Facets
    from sommet_tui.domain.timeline import Moment


class FacetOptions(CommandOptions):
    """The options that filter lists. An option may have several values, separated by commas."""

    day = Value(
        "show one day: 2025-02-07, saturday, today, or 2 (the second day)",
        "DAY",
        offers="day",
    )
    building = Value(
        "show one building: type the first letters of its name",
        "BUILDING",
        offers="building",
    )
    track = Value("show one track, by part of its name", "TRACK", offers="track")
    kind = Value(
        "show one kind: session, break, or a kind that this event defines (such as workshop)",
        "KIND",
        offers="kind",
    )
    language = Value(
        "show only sessions in this language: fr, en",
        "LANGUAGE",
        offers="language",
    )
    soon = Value("show only sessions that start within MINUTES", "MINUTES")
    mine = Switch("show only bookmarked sessions")
    hidden = Switch("include hidden sessions")


def filter_flags() -> tuple[str, ...]:
    """Return the flags of the filters, which remove sessions from the output."""
    return tuple(
        flag for flag in FacetOptions.options_by_flag() if flag != FacetOptions.hidden.flag
    )


def read_facets(options: FacetOptions, context: Context) -> Facets | None:
    """Return the filters that the options set, or None if they set no filter.

    Raises:
        RefusalError: a value matches nothing in the programme, or more than one thing.
    """
    if not any(flag in options.values for flag in filter_flags()) and not context.rooms:
        return None
    from datetime import timedelta

    from sommet_tui.domain.filters import Facets, facet_values

    values = facet_values(context.programme)
    tracks = {str(id_): context.programme.track_names[str(id_)] for id_ in values["tracks"]}
    kinds = {str(kind): str(kind) for kind in (*values["kinds"], "session", "break")}
    languages = {str(code): str(code) for code in values["languages"]}
    soon = None if options.soon is None else parse_minutes(options.soon, context.words)
    return Facets(
        days=find_days(options.day, context),
        rooms=_requested_rooms(options.building, context),
        tracks=_parse_ids("--track", options.track, tracks, context),
        kinds=_parse_ids("--kind", options.kind, kinds, context),
        languages=_parse_ids("--language", options.language, languages, context),
        mine=options.mine,
        soon=None if soon is None else timedelta(minutes=soon),
    )


_NOWHERE = frozenset(("",))
"""A set of room ids that matches no room, because no id is empty."""


def _requested_rooms(buildings: str | None, context: Context) -> frozenset[str]:
    """Return the ids of the rooms in the named buildings.

    If --room is given, too, return only rooms that both options name. If no buildings are named,
    return the rooms of --room.
    """
    if buildings is None:
        return context.rooms
    from sommet_tui.domain.filters import ids_beginning_with, split_names

    known = context.programme.buildings
    names = {name: name for name in known.values()}
    found: set[str] = set()
    for word in split_names(buildings, names):
        matching = ids_beginning_with(word, names)
        if not matching:
            raise _unknown_value_refusal("--building", word, list(names), context)
        found.update(room for room, building in known.items() if building in matching)
    return frozenset(found & context.rooms or _NOWHERE if context.rooms else found)


def hidden_ids(options: FacetOptions, context: Context) -> frozenset[str]:
    """Return the ids of the hidden sessions or, if --hidden is given, an empty set."""
    return frozenset() if options.hidden else context.snapshot.mine.hidden_ids


def remove_hidden_sessions(moment: Moment, hidden: frozenset[str], context: Context) -> Moment:
    """Return a copy of `moment` without the hidden sessions."""
    if not hidden:
        return moment
    from sommet_tui.domain.filters import replace_hidden_sessions

    return replace_hidden_sessions(
        moment, context.programme.sessions, hidden, context.snapshot.status
    )


def hidden_lines(number: int, context: Context) -> list[str]:
    """Return a line that says that `number` sessions are not listed because they are hidden.

    For 0, return [].
    """
    if not number:
        return []
    return [
        context.words.count(
            "{n} hidden session is not listed. To list it, add --hidden.",
            "{n} hidden sessions are not listed. To list them, add --hidden.",
            number,
        )
    ]


def shown_moment(facets: Facets | None, context: Context) -> Moment:
    """Return the state of the event at the context's time.

    Only sessions that match the filters can be running or next in it.
    """
    snapshot = context.snapshot
    moment = snapshot.moment(context.now)
    if facets is None:
        return moment
    from sommet_tui.domain.filters import EVERYTHING, filter_moment, limit_to_rooms

    if facets.rooms:
        moment = limit_to_rooms(moment, facets.rooms)
        if replace(facets, rooms=frozenset()) == EVERYTHING:
            return moment
    return filter_moment(
        moment,
        context.programme.sessions,
        facets,
        bookmarked=snapshot.mine.bookmarked_ids,
        status_of=snapshot.status,
    )


def facet_lines(facets: Facets | None, context: Context, *, lists_own: bool = False) -> list[str]:
    """Return lines that name the active filters, or [].

    If `lists_own`, own events are listed together with the bookmarks.
    """
    if facets is None:
        return []
    from sommet_tui.wording.layout import fill

    words, names = context.words, facets_text(facets, context.programme, context.words)
    if facets.mine and lists_own:
        names[0] = words.say("my bookmarks and own events")
    return fill(words.say("Only: {facets}", facets=join(names)), "  ", first="")


def find_days(
    value: str | None, context: Context, days: tuple[date, ...] | None = None
) -> frozenset[date]:
    """Return the days that `value` names, out of `days` or else the programme's days.

    Raises:
        RefusalError: a word names none of these days.
    """
    days = context.programme.days if days is None else days
    found: set[date] = set()
    for word in _split_words(value):
        day = _parse_day(word, context)
        if day not in days:
            raise _unknown_day_refusal(word, days, context)
        found.add(day)
    return frozenset(found)


def _parse_day(word: str, context: Context) -> date | None:
    """Return the event day that a word means: a date, a weekday, today, tomorrow, or a number."""
    from datetime import date, timedelta

    days = context.programme.days
    if word.isascii() and word.isdecimal() and len(word) < 4:
        return days[int(word) - 1] if 0 < int(word) <= len(days) else None
    sought, words = fold(word), context.words
    today = context.programme.day_of(context.now)
    if sought in ("today", fold(words.say("today"))):
        return today
    if sought in ("tomorrow", fold(words.say("tomorrow"))):
        return today + timedelta(days=1)
    for spoken in (words, words_in("en")):
        for day in days:
            if len(sought) > 1 and fold(weekday_name(day, spoken)).startswith(sought):
                return day
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def _parse_ids(
    option: str, value: str | None, names: Mapping[str, str], context: Context
) -> frozenset[str]:
    """Return the ids that `value` names. `names` maps all valid ids to their names."""
    from sommet_tui.domain.filters import matching_ids, split_names

    found: set[str] = set()
    for word in split_names(value, names) if value is not None else ():
        ids = matching_ids(word, names)
        if not ids:
            raise _unknown_value_refusal(option, word, list(names.values()), context)
        if len(ids) > 1:
            raise ambiguous_refusal(word, [names[id_] for id_ in ids], context.words)
        found.update(ids)
    return frozenset(found)


def _split_words(value: str | None) -> list[str]:
    return [word.strip() for word in (value or "").split(",")] if value is not None else []


def _unknown_day_refusal(word: str, days: Iterable[date], context: Context) -> RefusalError:
    from datetime import date

    spoken = (context.words, words_in("en"))
    week = [date.fromordinal(number) for number in range(1, 8)]
    names = {weekday_name(day, words): day.weekday() for words in spoken for day in week}
    near = similar_names(word, list(names))[:1] if len(word) >= _MIN_LETTERS else []
    if near and names[near[0]] in {day.weekday() for day in days}:
        return _unknown_value_refusal("--day", word, near, context)
    words = context.words
    error = error_line(
        words.say("Invalid value “{value}” for {option}.", value=word, option="--day")
    )
    dates = [day.isoformat() for day in days]
    return RefusalError(BAD_DATA, choice_lines(f"{error} {words.say('Allowed:')}", dates))


_MIN_LETTERS = 4
"""Only unknown words with at least this many letters get a suggestion."""


def _unknown_value_refusal(
    option: str, word: str, known: list[str], context: Context
) -> RefusalError:
    if not known:
        error = context.words.say(
            "Nothing in this programme matches {option} {value}.",
            value=word,
            option=option,
        )
        return make_refusal(error)
    words, near = context.words, similar_names(word, known)
    error = error_line(
        words.say("Invalid value “{value}” for {option}.", value=word, option=option)
    )
    if near:
        return RefusalError(BAD_DATA, [f"{error} {similar_names_question(near, words)}"])
    return RefusalError(BAD_DATA, choice_lines(f"{error} {words.say('Allowed:')}", known))
