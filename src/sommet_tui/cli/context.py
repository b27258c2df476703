"""The context in which a command runs: one open programme, one instant, one language."""

from __future__ import annotations

import sys
from contextlib import contextmanager

from sommet_tui.cli import output
from sommet_tui.cli.exit_codes import (
    BAD_DATA,
    CANNOT_CREATE,
    IO_ERROR,
    NO_INPUT,
    UNAVAILABLE,
    USAGE,
    RefusalError,
)
from sommet_tui.cli.options import PROGRAM, MisuseError, Request, error_line, make_refusal
from sommet_tui.companion.companion import BadProgrammeError, Companion
from sommet_tui.companion.errors import SourceError, StorageError, UnknownError
from sommet_tui.companion.settings import OFF
from sommet_tui.domain.instants import NO_ZONES, TimeError, zone_of
from sommet_tui.domain.text import typed_file
from sommet_tui.domain.values import frozen, replace
from sommet_tui.wiring import GLANCE_PATIENCE, PATIENCE, WINDOW_PATIENCE, Options, stores
from sommet_tui.wiring.companion import open_companion, set_clock_and_room
from sommet_tui.wiring.programme import former_event, missing_file, program_paths, remember_event
from sommet_tui.wording.times import date_text, sentence_time
from sommet_tui.wording.words import View, Words, Zones

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from typing import Any
    from zoneinfo import ZoneInfo

    from sommet_tui.companion.ports import Notice, SavingError
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.programme import Programme, Session


_AUTHORITY_LIMIT = 100_000
"""The maximum length of a file of certificates, in characters."""


@frozen
class Context:
    """Everything that a command needs for its output.

    All times are relative to the instant `now`.
    """

    request: Request
    companion: Companion
    now: datetime
    zones: Zones
    words: Words
    rooms: frozenset[str] = frozenset()
    """The rooms to show if the user named several, or else the empty set."""

    @property
    def view(self) -> View:
        """Return the current state of the app, including what the command itself has recorded."""
        return View(self.snapshot, self.now, self.zones, self.words)

    @property
    def snapshot(self) -> Snapshot:
        """Return the current state, computed for the shown time."""
        return self.companion.snapshot.at(self.now)

    @property
    def programme(self) -> Programme:
        """Return the open programme with its times as shown."""
        return self.snapshot.programme

    def command(self, *args: str) -> str:
        """Return a command for this programme, quoted for a shell."""
        return command_for(self.request, *args)

    @contextmanager
    def convert_errors(self) -> Iterator[None]:
        """Turn errors into refusals: unknown names, wrong times, and errors of saved data."""
        try:
            yield
        except UnknownError as error:
            raise unknown_refusal(error, self.programme, self.request, self.words) from None
        except TimeError as error:
            raise _time_refusal(error, self.words) from None
        except StorageError as error:
            raise storage_refusal(error, self.words) from None

    def find_session(self, query: str) -> Session:
        """Return the session that an id or a text means.

        Raises:
            RefusalError: no session matches, or several do.
        """
        from sommet_tui.companion.lookup import find_session

        with self.convert_errors():
            return find_session(self.companion.snapshot.programme, query)

    def require_saved_data(self) -> None:
        """Refuse the command if the saved data cannot be read.

        Raises:
            RefusalError: the saved data cannot be read.
        """
        if self.snapshot.data_error is not None:
            raise storage_refusal(self.snapshot.data_error, self.words)

    def example_command(self, *args: str) -> str:
        """Return a command that ends with an example of an id: the id of the first session."""
        first = self.snapshot.timeline.first_session or self.programme.sessions[0]
        return self.command(*args, first.id)

    def remarks(self) -> list[str]:
        """Return the remarks above the output: simulated time, followed day, time zone."""
        lines = []
        if self.snapshot.is_shifted:
            local = self.zones.local(self.now)
            day = date_text(local.date(), self.words, year=True)
            time = sentence_time(self.now, self.view)
            lines.append(self.words.say("Simulated time: {date}, {time}.", date=day, time=time))
        lines += self.followed_day_remarks()
        lines += self.zone_remarks()
        return [*lines, ""] if lines else []

    def followed_day_remarks(self) -> list[str]:
        """Return a sentence about the followed day.

        If no day is followed, or if the time is simulated, return [].
        """
        following = self.snapshot.following
        if following is None or self.snapshot.is_shifted:
            return []
        from sommet_tui.wording.audience import following_sentence

        return [following_sentence(following, self.companion.clock.real_now(), self.words)]

    def zone_remarks(self) -> list[str]:
        """Return a remark that names the zone of the times.

        If --tz is missing or names the event's zone, return [].
        """
        if self.request.tz in (None, "event"):
            return []
        if self.request.tz == "local":
            return [self.words.say("Times are in your own time zone.")]
        return [self.words.say("Times are in {zone}.", zone=self.request.tz)]

    def save_plans(self) -> list[str]:
        """Save the plans after a change of bookmarks or times.

        Return sentences about changed plans.
        """
        changes = self.companion.plans.save(self.request.settings.walk_minutes)
        if not changes:
            return []
        from sommet_tui.wording.plan import plan_change_sentence

        return [plan_change_sentence(change, self.view) for change in changes]

    def notices(self) -> list[Notice]:
        """Return the notices of the app, except those about databases that were set aside.

        Every command already reports such databases.
        """
        return [notice for notice in self.companion.state.notices() if "aside" not in notice.values]

    def report_troubles(self) -> None:
        """Report on standard error a running rehearsal, and problems with the bookmarks."""
        self.report_rehearsal()
        self.report_lost_acts()
        notices, trouble = self.notices(), self.snapshot.trouble
        if not notices and self.snapshot.data_error is None and trouble is None:
            return
        from sommet_tui.wording.errors import (
            locked_data_sentence,
            notice_sentence,
            storage_error_sentence,
            trouble_sentence,
        )

        troubles = [notice_sentence(notice, self.words) for notice in notices]
        if trouble is not None:
            troubles.append(trouble_sentence(trouble, self.words))
        data_error = self.snapshot.data_error
        if data_error is not None and data_error.code == "busy":
            troubles.append(locked_data_sentence(data_error, self.words))
        elif data_error is not None:
            troubles.append(storage_error_sentence(data_error, self.words))
        output.report(error_line(sentence) for sentence in troubles)

    def report_lost_acts(self) -> None:
        """If today's log has actions on unknown sessions, report them on standard error."""
        for act in self.snapshot.lost_acts(self.now):
            from sommet_tui.wording.crew import lost_act_sentence

            output.report([error_line(lost_act_sentence(act, self.view))])

    def report_rehearsal(self) -> None:
        """If the output shows a rehearsal, report this on standard error.

        If a rehearsal is running but --at hides it, report that instead.
        """
        if self.snapshot.events.rehearsal is not None:
            time = sentence_time(self.now, self.view)
            output.report(
                [self.words.say("Rehearsal, {time}", time=time), *self.rehearsal_remarks()]
            )
            return
        output.report(self.hidden_rehearsal_remarks())

    def hidden_rehearsal_remarks(self) -> list[str]:
        """Return a remark if a rehearsal is running but hidden, because the user gave a time."""
        left = self.companion.rehearsals.hidden_rehearsal
        if left is None:
            return []
        from sommet_tui.wording.stage import hidden_rehearsal_sentence

        return [hidden_rehearsal_sentence(*left, self.view)]

    def rehearsal_remarks(self) -> list[str]:
        """Return a warning if a rehearsal is running on a real day of the event."""
        since = self.companion.rehearsals.unrecorded_since
        if since is None:
            return []
        from sommet_tui.wording.stage import unrecorded_day_sentence

        return [unrecorded_day_sentence(since, self.view)]


def open_quickly(request: Request, *, several_rooms: bool = False) -> Context:
    """Open the programme for a command that works even if the saved data cannot be read.

    If another program has locked the database, wait only briefly. If `several_rooms`, the request
    may name several rooms. Raises the errors of `open_context`.
    """
    return _open(request, several_rooms=several_rooms, patience=GLANCE_PATIENCE)


def open_context(
    request: Request, *, uses_saved_data: bool = True, several_rooms: bool = False
) -> Context:
    """Open the programme that the request names.

    If `several_rooms`, the request may name several rooms. If not `uses_saved_data`, saved data is
    neither read nor written.

    Raises:
        RefusalError: the programme cannot be opened, or the value of an option is unknown.
    """
    return _open(
        request, several_rooms=several_rooms, patience=PATIENCE, uses_saved_data=uses_saved_data
    )


def open_with_saved_data(request: Request) -> Context:
    """Open the requested programme, and report troubles on standard error.

    If a rehearsal is running, report it, too.

    Raises:
        RefusalError: the programme cannot be opened, or the saved data cannot be read.
    """
    context = open_context(request)
    context.require_saved_data()
    context.report_troubles()
    return context


def open_for_screens(request: Request, speed: float | None) -> Context:
    """Open the requested programme for the screens. Its clock runs.

    `speed` is in simulated seconds for each real second, or None for real time. Raises the errors
    of `open_context`.
    """
    return _open(request, running=True, patience=WINDOW_PATIENCE, speed=speed, refresh=None)


def _resolve_event(request: Request) -> Request:
    """If the request names an event (`--event`), replace the event by the address of its programme.

    Raises:
        RefusalError: the name fits none of the events opened before, or more than one.
    """
    wanted = request.event
    if wanted is None:
        return request
    from sommet_tui.domain.known_events import find_events as events_named

    words = request.words()
    if request.programme is not None:
        raise MisuseError(words.say("Use --event or --programme, not both."), words)
    try:
        known = stores.event_store().events()
    except StorageError as error:
        raise storage_refusal(error, words) from None
    found = events_named(known, wanted)
    if len(found) > 1:
        raise ambiguous_refusal(wanted, [event.title for event in found], words)
    if not found:
        sentence = words.say(
            "You have not opened an event called “{wanted}”. “{command}” lists your events.",
            wanted=wanted,
            command=f"{PROGRAM} events",
        )
        near = similar_names(
            wanted, [name for event in known for name in (event.title, event.programme)]
        )
        suggestions = [similar_names_question(near, words)] if near else []
        raise RefusalError(BAD_DATA, [" ".join([error_line(sentence), *suggestions])])
    return request.for_programme(found[0].address)


def _open(
    request: Request, *, running: bool = False, several_rooms: bool = False, **how: Any
) -> Context:
    """Open the requested programme. `how` has further values for `Options`."""
    request = _resolve_event(request)
    options = replace(request.companion_options, authority=read_ca_certificates(request), **how)
    companion = _open_companion(request, options)
    words = request.words()
    companion.set_language(words.language)
    zones = Zones(_displayed_zone(request, companion.snapshot.programme, words))
    # If --at is given, the clock stands still, so that even a slow computer shows that instant.
    speed = options.speed if running or request.at is None else 0.0
    room, rooms = request.room, frozenset[str]()
    try:
        if room is not None and several_rooms:
            from sommet_tui.companion.lookup import find_rooms

            matches = find_rooms(companion.snapshot.programme, room)
            room, rooms = (matches[0], rooms) if len(matches) == 1 else (None, frozenset(matches))
        _apply_clock_and_room(companion, Options(at=request.at, speed=speed, room=room), words)
    except UnknownError as error:
        raise unknown_refusal(error, companion.snapshot.programme, request, words) from None
    if options.uses_saved_data:  # the screens remember the event themselves
        title = former_event(companion, options.patience) if running else remember_event(companion)
        if title is not None:
            companion.report_other_event(title)
    return Context(request, companion, companion.clock.now(), zones, words, rooms)


def read_ca_certificates(request: Request) -> str | None:
    """Return the certificates in the file that `--ca` names, or None if `--ca` was not given.

    Raises:
        RefusalError: the file cannot be read, or contains no certificate.
    """
    path, words = request.ca, request.words()
    if path is None:
        return None
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            text = file.read(_AUTHORITY_LIMIT)
    except OSError as error:
        sentence = words.say(
            "“{path}” cannot be read ({why}). Check the path and its permissions.",
            path=path,
            why=error.strerror,
        )
        raise RefusalError(NO_INPUT, [error_line(sentence)]) from None
    except ValueError:
        text = ""
    if not _has_certificate(text):
        sentence = words.say(
            "“{path}” contains no certificate. Give the file of the broker’s certificate "
            "authority, such as ca.crt.",
            path=path,
        )
        raise make_refusal(sentence)
    return text


def _has_certificate(text: str) -> bool:
    import ssl

    try:
        return bool(text) and bool(ssl.create_default_context(cadata=text).get_ca_certs())
    except (ssl.SSLError, ValueError):
        return False


def _apply_clock_and_room(companion: Companion, options: Options, words: Words) -> None:
    if options.at is None:
        set_clock_and_room(companion, options)
        return
    try:
        set_clock_and_room(companion, options)
    except TimeError as error:
        raise _time_refusal(error, words) from None


def _time_refusal(error: TimeError, words: Words) -> RefusalError:
    from sommet_tui.wording.errors import time_error_sentence

    return MisuseError(time_error_sentence(error, words), words)


_LISTING_COMMANDS = {"room": ("now",), "own event": ("own", "list")}
"""The command that lists all values of a kind. For other kinds, it is `agenda`."""


def unknown_refusal(
    error: UnknownError, programme: Programme, request: Request, words: Words
) -> RefusalError:
    """Return the error for an unknown id or room. It suggests similar names."""
    if error.several and error.kind == "room":
        return ambiguous_refusal(
            error.query, [programme.room_names[room] for room in error.several], words
        )
    if error.several:
        return ambiguous_refusal(
            error.query, [_id_with_title(id_, programme) for id_ in error.several], words
        )
    if error.kind == "room":
        known = [name for room in programme.rooms for name in (room.name, room.id)]
    else:
        known = list(programme.by_id) if error.kind == "session" else []
    from sommet_tui.wording.errors import unknown_sentence

    listing = command_for(request, *_LISTING_COMMANDS.get(error.kind, ("agenda",)))
    command = "" if error.kind == "room" and len(programme.rooms) < 2 else listing
    similar = similar_names(error.query, known)
    sentence = unknown_sentence(error.kind, error.query, similar, words, command)
    return make_refusal(sentence)


def _id_with_title(id_: str, programme: Programme) -> str:
    """Return an id and the title of its session, as a choice for the user."""
    session = programme.by_id.get(id_)
    return f"{id_}  {session.title}" if session is not None else id_


_MAX_NAMES_ON_LINE = 12
"""The maximum number of names on one line.

Names with a comma or a double space get their own line.
"""


def ambiguous_refusal(query: str, names: list[str], words: Words) -> RefusalError:
    if _fit_on_a_line(names):
        listed = ", ".join(names)
        sentence = words.say("“{value}” matches more than one: {names}.", value=query, names=listed)
        return make_refusal(sentence)
    sentence = words.say("“{value}” matches more than one:", value=query)
    left = len(names) - _MAX_NAMES_ON_LINE
    more = [words.say("… and {n} more", n=left)] if left > 0 else []
    shown = [*names[:_MAX_NAMES_ON_LINE], *more]
    return make_refusal(sentence, *(f"  {name}" for name in shown))


def choice_lines(sentence: str, names: list[str]) -> list[str]:
    """Return the lines of `sentence`, which ends with a colon, and then all choices."""
    if _fit_on_a_line(names):
        return [f"{sentence} {', '.join(names)}."]
    return [sentence, *(f"  {name}" for name in names)]


def _fit_on_a_line(names: list[str]) -> bool:
    return len(names) <= _MAX_NAMES_ON_LINE and not any("," in n or "  " in n for n in names)


def similar_names_question(near: list[str], words: Words) -> str:
    """Return a question that suggests similar names, such as “Did you mean …?”."""
    from sommet_tui.wording.errors import suggestion

    return suggestion(near, words)


_ALIKE, _SPREAD = 0.75, 0.1
"""The minimum similarity of a suggestion, and its maximum distance from the best suggestion.

A four-letter word with two letters swapped is just similar enough. "data" and "Katia" are not.
"""


def similar_names(query: str, known: list[str]) -> list[str]:
    """Return up to three of the known names that resemble `query`, the most similar first."""
    from difflib import SequenceMatcher, get_close_matches

    sought = query.casefold()
    folded = {name.casefold(): name for name in reversed(known)}
    order = {name: index for index, name in enumerate(reversed(folded))}
    found = [name for name in order if sought and name.startswith(sought)]
    if not found:
        near = get_close_matches(sought, folded, n=9, cutoff=_ALIKE)
        likeness = {name: SequenceMatcher(None, name, sought).ratio() for name in near}
        least = max(likeness.values(), default=0.0) - _SPREAD
        found = [name for name in near if likeness[name] >= least]
        found.sort(key=lambda name: (-likeness[name], order[name]))
    found = found or [name for name in order if sought and sought in name]
    return [folded[name] for name in found[:3]]


def storage_refusal(error: StorageError, words: Words) -> RefusalError:
    """Return the error for data that cannot be saved or read."""
    code = {"no-folder": CANNOT_CREATE, "range": BAD_DATA}.get(error.code, IO_ERROR)
    from sommet_tui.wording.errors import storage_error_sentence

    return RefusalError(code, [error_line(storage_error_sentence(error, words))])


def saving_refusal(error: SavingError, words: Words) -> RefusalError:
    """Return the error for a file that cannot be written."""
    from sommet_tui.wording.files import saving_error_sentence

    code = IO_ERROR if error.code in ("full", "failed") else CANNOT_CREATE
    return RefusalError(code, [error_line(saving_error_sentence(error, words))])


def unknown_format_refusal(file: str, formats: Sequence[str], words: Words) -> RefusalError:
    """Return the error for an output file without an extension of one of the `formats`."""
    sentence = words.say(
        "Cannot guess the format from the name “{file}”. Choose the format with --to: {choices}.",
        file=file,
        choices=", ".join(formats),
    )
    return MisuseError(sentence, words)


def command_for(request: Request, *args: str) -> str:
    """Return a command for the programme of a request, quoted for a shell."""
    import shlex

    command, name = shlex.join([PROGRAM, *args]), request.programme
    if not name:
        return command
    return f"{command} --programme {typed_file(name, request.words().say('FILE'))}"


def require_file(request: Request) -> None:
    """Refuse a request if the file of its programme is missing.

    Raises:
        RefusalError: the file is missing.
    """
    missing = missing_file(request.companion_options)
    if missing is not None:
        raise source_refusal(SourceError("missing", missing), request)


def source_refusal(error: SourceError, request: Request, *, named_by: bool = True) -> RefusalError:
    """Return the error for a programme that cannot be read.

    If `named_by`, and if the user did not type the programme's name, the error also says where the
    name comes from.
    """
    from sommet_tui.wording.errors import source_error_sentence

    words = request.words()
    programme, settings, *_ = program_paths(request.companion_options)
    origin = programme.origin if named_by else None
    if error.code == "follow":  # only the day to follow cannot be read; the programme can
        origin = "followed" if request.followed_address and not request.follow else None
    sentence = source_error_sentence(error, words, origin, settings.path)
    code = UNAVAILABLE if error.code in _ELSEWHERE else NO_INPUT
    code = USAGE if error.code == "follow" else code
    return RefusalError(BAD_DATA if error.code == "too-large" else code, [error_line(sentence)])


_ELSEWHERE = frozenset(
    ("offline", "timeout", "certificate", "status", "redirects", "cut-short", "protocol")
)
"""Codes of errors that the user cannot repair, or that pass with time."""


def _open_companion(request: Request, options: Options) -> Companion:
    try:
        if request.follow and request.follow != OFF:
            from sommet_tui.wiring.publishing_and_following import broker_address

            broker_address(request.follow)  # refuse an invalid address before reading anything
        progress = FetchProgress(request)
        return open_companion(replace(options, speed=None, progress=progress))
    except SourceError as error:
        raise source_refusal(error, request) from None
    except BadProgrammeError as error:
        from sommet_tui.wording.findings import finding_lines

        words, loaded = request.words(), error.loaded
        lines = finding_lines(
            loaded.origin, loaded.findings, words, terminal=bool(output.stream_width(sys.stderr))
        )
        raise RefusalError(
            BAD_DATA, [error_count_line(len(loaded.errors), words), *lines]
        ) from None


class FetchProgress:
    """Reports the progress of a slow download on standard error, if that is a terminal."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._last: float | None = None

    def __call__(self, received: int) -> None:
        """Report that `received` bytes have arrived."""
        import time

        now = time.monotonic()
        if self._last is None:
            self._last = now
        elif now - self._last >= 1 and sys.stderr is not None and sys.stderr.isatty():
            self._last = now
            sentence = self._request.words().say(
                "Downloading the programme: {size} MB so far…", size=f"{received / 1e6:.1f}"
            )
            output.report([sentence])


def error_count_line(number: int, words: Words) -> str:
    """Return the line with the number of errors that precedes the errors of a programme."""
    return error_line(
        words.count(
            "{n} error; the programme cannot be used.",
            "{n} errors; the programme cannot be used.",
            number,
        )
    )


def _displayed_zone(request: Request, programme: Programme, words: Words) -> ZoneInfo | None:
    """Return the zone in which times are shown, or None for the zone of the system."""
    wanted = request.tz
    if wanted in (None, "event"):
        return programme.zone
    if wanted == "local":
        return None
    return find_zone(wanted or "", words, or_words=True)


def find_zone(name: str, words: Words, *, or_words: bool = False) -> ZoneInfo:
    """Return the zone with an IANA name.

    If `or_words`, the error adds that "event" and "local" are allowed.

    Raises:
        RefusalError: no zone has this name; the error suggests similar names.
    """
    if (zone := zone_of(name)) is not None:
        return zone
    from zoneinfo import available_timezones

    from sommet_tui.wording.errors import foreign_phrase

    near = (
        ", ".join(similar_names(name, sorted(available_timezones() - NO_ZONES))) or "Europe/Paris"
    )
    if or_words:
        sentence = words.say(
            "Unknown time zone “{zone}”. Use event, local, or a name such as {names}.",
            zone=foreign_phrase(name),
            names=near,
        )
    else:
        sentence = words.say(
            "Unknown time zone “{zone}”. Use a name such as {names}.",
            zone=foreign_phrase(name),
            names=near,
        )
    raise MisuseError(sentence, words)
