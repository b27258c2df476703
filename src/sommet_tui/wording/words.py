"""What all sentences need: the language with its catalogue, the time zones, and the view."""

from __future__ import annotations

import os
from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache, partial
from struct import unpack_from

from sommet_tui.companion import settings as choices
from sommet_tui.domain.text import mark
from sommet_tui.domain.values import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.programme import Programme, Session
    from sommet_tui.domain.rundown.session_and_break_times import Projected
    from sommet_tui.domain.timeline import Moment, Status


__all__ = [
    "CATALOGUES",
    "DOMAIN",
    "LANGUAGES",
    "NARROW",
    "NBSP",
    "View",
    "Words",
    "Zones",
    "choose_language",
    "mark",
    "other_language",
    "words_in",
]

DOMAIN = "sommet_tui"
NBSP = "\u00a0"
"""The space between a number and its unit."""
NARROW = "\u202f"
"""The thin no-break space of French (U+202F): before high punctuation, and between thousands."""
CATALOGUES = os.path.join(os.path.dirname(__file__), "locale")
"""The folder of the catalogues, as a string: importing pathlib takes longer than a command."""


class Words:
    """The sentences of one language.

    The source code has English sentences with `{fields}`. The catalogue translates a sentence
    before its fields are filled in.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        # The source code is in English, which needs no catalogue.
        self._catalogue = None if language == "en" else _Catalogue(language)

    def say(self, sentence: str, /, **values: object) -> str:
        """Translate a sentence and fill in its fields."""
        form = _join_units(self._catalogue.forms(sentence)[0] if self._catalogue else sentence)
        return form.format(**values) if values else form

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Translate a sentence about `number`, and fill it in as `{n}`.

        `one` is the singular of the sentence, `many` its plural.
        """
        forms = self._catalogue.forms(one, many) if self._catalogue else (one, many)
        form = _join_units(forms[number > 1 if self.language == "fr" else number != 1])
        return form.format(n=self.number(number), **values)

    def number(self, number: int) -> str:
        """Return a whole number with a thousands separator: 10,000, 10 000."""
        return f"{number:,}".replace(",", NARROW if self.language == "fr" else ",")


@lru_cache(maxsize=4096)
def _join_units(form: str) -> str:
    """Put a no-break space between a number and its unit or noun, to keep them on one line."""
    for unit in ("min", "hour", "day", "second", "MB"):
        if f" {unit}" in form:
            for end in "}0123456789":
                form = form.replace(f"{end} {unit}", f"{end}{NBSP}{unit}")
    return form.replace("{n} ", f"{{n}}{NBSP}").replace(f"{{n}}{NBSP}of", "{n} of")


class _Catalogue:
    """A compiled catalogue, which unpacks only the sentences that are used.

    Python's `gettext` unpacks all sentences, which makes a command a fifth slower. Format:
    https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html
    """

    def __init__(self, language: str) -> None:
        with open(f"{CATALOGUES}/{language}/LC_MESSAGES/{DOMAIN}.mo", "rb") as file:
            self._data = file.read()
        self._two_numbers = "<2I" if self._data.startswith(b"\xde\x12") else ">2I"
        self._count, self._sentences = unpack_from(self._two_numbers, self._data, 8)
        self._translations, _ = unpack_from(self._two_numbers, self._data, 16)
        self.forms = lru_cache(maxsize=4096)(self._find_forms)

    def _find_forms(self, *sentences: str) -> Sequence[str]:
        """Return the translation of a sentence, or the translations for singular and plural.

        If the catalogue lacks the sentence, return `sentences` unchanged.
        """
        text = "\0".join(sentences)
        number = bisect_left(
            range(self._count), text, key=partial(self._read_text, self._sentences)
        )
        if number == self._count or self._read_text(self._sentences, number) != text:
            return sentences
        return self._read_text(self._translations, number).split("\0")

    def _read_text(self, table: int, number: int) -> str:
        length, place = unpack_from(self._two_numbers, self._data, table + 8 * number)
        return self._data[place : place + length].decode()


@lru_cache(maxsize=4)
def words_in(language: str) -> Words:
    """Return the sentences of a language; they are loaded once."""
    return Words(language)


LANGUAGES = choices.LANGUAGES
"""The languages of the app; the first is the language of the source code."""


def choose_language(option: str | None, env: Mapping[str, str]) -> str:
    """Return the language that `option` names, or else that of the locale, or else English.

    The locale is read as gettext does: from the first of LANGUAGE, LC_ALL, LC_MESSAGES and LANG
    that is set. "C" and "POSIX" name no language.
    """
    locales = [option] if option else []
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if env.get(name):
            locales.extend(env[name].split(":"))
            break
    languages = (_language_of(locale) for locale in locales)
    return next((w for w in languages if w in LANGUAGES), LANGUAGES[0])


def _language_of(locale: str) -> str:
    """Return the language of a locale: "fr" for "fr_FR.UTF-8" or "fr-FR"."""
    language = locale.strip()
    for separator in "-_.@":
        language = language.partition(separator)[0]
    return language.lower()


def other_language(language: str) -> str:
    """Return the language after this one; after the last, return the first."""
    return LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]


@frozen
class Zones:
    """The zone in which times are shown, and the user's own zone; None means the system's zone."""

    shown: tzinfo | None
    viewer: tzinfo | None = None

    def local(self, moment: datetime) -> datetime:
        """Convert an instant to the zone shown; if the system's zone is invalid, to UTC."""
        return _convert_to_zone(moment, self.shown) or moment.astimezone(UTC)

    def viewer_local(self, moment: datetime) -> datetime | None:
        """Convert an instant to the user's own zone.

        Return None if that zone is invalid, or has the same time as the zone shown.
        """
        own = _convert_to_zone(moment, self.viewer)
        same = own is None or own.utcoffset() == self.local(moment).utcoffset()
        return None if same else own


def _convert_to_zone(moment: datetime, zone: tzinfo | None) -> datetime | None:
    """Convert an instant to a zone; return None if TZ sets an invalid offset, of a day or more."""
    try:
        return moment.astimezone(zone)
    except (ValueError, OverflowError):
        return None


@frozen
class View:
    """The companion's state at an instant, with the words and zones for the user.

    `snapshot` is the state at `now`, an aware instant; its programme has the announced times. Times
    are shown in `zones`, and sentences in the language of `words`. In sentences about actions,
    names are cut to `longest` characters.
    """

    snapshot: Snapshot
    now: datetime
    zones: Zones
    words: Words
    longest: int = 40

    @property
    def programme(self) -> Programme:
        """Return the programme at `now`."""
        return self.snapshot.programme

    @property
    def today(self) -> date:
        """Return the date at `now` in the zone shown."""
        return self.zones.local(self.now).date()

    def is_today(self, moment: datetime) -> bool:
        """Return whether an instant has the date of `today`."""
        return self.zones.local(moment).date() == self.today

    @property
    def moment(self) -> Moment:
        """Return the running and the next sessions."""
        return self.snapshot.moment(self.now)

    def times(self, session: Session, room: str | None = None) -> Projected | None:
        """Return the planned, announced and actual times of a session; None if all are as planned.

        A break may have other times in each room: return those in `room`.
        """
        return self.snapshot.times(session, self.now, room)

    def expected_start(self, session: Session) -> datetime | None:
        """Return the start of a session if it has begun, or its expected start; None if unknown."""
        return self.snapshot.expected_start(session, self.now)

    def status(self, session: Session) -> Status:
        return self.snapshot.status(session, self.now)

    def remaining(self, session: Session) -> timedelta | None:
        """Return how long a running session will still last; None if it is not running."""
        return self.snapshot.remaining(session, self.now)

    def is_paused(self, session: Session) -> bool:
        """Return whether the stage manager has paused a session."""
        times = self.times(session)
        return times is not None and times.is_paused
