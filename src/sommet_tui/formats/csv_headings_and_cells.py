"""The columns of a programme in a spreadsheet, and readers for what people type into cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from sommet_tui.domain.text import fold
from sommet_tui.formats import feed_texts, time_zones

COLUMNS = (
    "date", "start", "end", "title", "room", "track", "label", "subtitle", "kind", "type",
    "language", "people", "abstract", "url", "id",
)  # fmt: skip
"""All columns, in the order in which a file is written."""
REQUIRED = ("date", "start", "end", "title")
BY_LANGUAGE = ("title", "subtitle", "abstract")
"""The columns that can be repeated for each language, such as title_fr and title_en."""

_HEADINGS: Mapping[str, tuple[str, str]] = {
    "date": ("date day start_date", "date_debut jour"),
    "start": (
        "start begin from start_time time_start date_start starts_at at start_date_&_time time",
        "debut heure_debut heure_de_debut heure horaire creneau",
    ),
    "end": (
        "end to until end_time time_end date_end ends_at end_date_&_time",
        "fin heure_fin heure_de_fin",
    ),
    "duration": ("duration length minute", "duree"),
    "title": ("title name session talk subject", "titre nom intitule"),
    "room": ("room location place venue stage", "salle lieu scene"),
    "track": ("track theme category", "parcours thematique categorie"),
    "label": ("label", "etiquette libelle"),
    "subtitle": ("subtitle", "sous_titre"),
    "kind": ("kind", "nature"),
    "type": ("type format", ""),
    "language": ("language lang", "langue"),
    "people": (
        "people speaker presenter participant speaker_name full_name author",
        "intervenant intervenante orateur personne",
    ),
    "abstract": ("abstract description summary", "resume texte"),
    "url": ("url link website", "lien adresse"),
    "id": ("id code", "identifiant"),
}
"""The headings for each column: English and French words, from the most to the least exact."""
JOINED = ("date", "abstract")
"""The columns that a sheet may have more than once.

Of the dates in a row, the first valid one counts. Abstracts are joined.
"""
_BY_HEADING = MappingProxyType(
    {
        word: (column, rank)
        for column, languages in _HEADINGS.items()
        for words in languages
        for rank, word in enumerate(words.split())
    }
)
_BEFORE = re.compile(r"(?:session|talk|event|schedule|proposal|scheduled)_")
"""Words that add nothing at the beginning of a heading, as in “Session title”."""
_ASIDE = re.compile(r"\((?:s|optional|required|facultatif|min|mins|minutes)\)|[·.(]e[·.)]?(?=s?$)")
"""Words that add nothing at the end: “Speaker(s)”, “Track (optional)”, “Intervenant·e·s”."""
_IN_A_LANGUAGE: Mapping[str, str] = {
    **dict.fromkeys(("title", "titre", "intitule"), "title"),
    **dict.fromkeys(("subtitle", "sous_titre"), "subtitle"),
    **dict.fromkeys(("abstract", "description", "summary", "resume", "texte"), "abstract"),
}
"""The headings that may name a language, as in “titre_en” and “Description (English)”."""
_NO_LANGUAGES = frozenset(("alt", "doc", "img", "new", "old", "pdf", "raw", "tag", "url"))
"""Words that may follow such a heading but name no language, as in “title_old”."""
_FRENCH = frozenset(" ".join(french for _, french in _HEADINGS.values()).split())
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""The first bytes of workbooks of Excel and LibreOffice: a zip archive, or the older format."""
SEPARATORS = ",;\t|"
_MIN_HEADINGS = 2
_OF_OTHERS = ":#{}[]<>%&*!"
"""Characters that headings hardly ever contain, but first lines of other formats do."""
MAX_HEADINGS_LENGTH = 10_000
"""The maximum length of the row of headings in characters."""
MAX_COLUMNS = 500
ROWS_ABOVE = 20
"""The maximum number of rows above the headings."""

_LONGEST = 40
"""The maximum length of a date or a time, in characters."""
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?)?")
_SHORT = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?: 00:00(?::00)?)?")
_DATE_BEFORE = re.compile(r"(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})[T ]\d")
_CLOCK = re.compile(
    r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ])?"
    r"(\d{1,2})(?:[:hH.](\d{2})?)?(?::(\d{2}))?\s*([aApP]\.?[mM]\.?)?\s*([+-]\d{2}:?\d{2})?"
)

_DASH = re.compile(r"\s*[-–—]\s*|\s+(?:to|until|a|à|bis)\s+")
_LENGTH = re.compile(
    r"(?:(\d{1,2})\s*h(?:ours?|rs?|eures?)?)?\s*(?:(\d{1,4})\s*(?:m|mn|mins?|minutes?|')?\.?)?"
)

_EVERYWHERE = frozenset(("all", "toutes", "tous", "all rooms", "toutes les salles"))
_KINDS: Mapping[str, bool] = {
    **dict.fromkeys(("break", "pause"), True),
    **dict.fromkeys(("session", "talk", "conference"), False),
}


def is_sheet(head: bytes) -> bool:
    """Return whether the bytes `head` begin a sheet or a workbook.

    A sheet begins with a row of headings, perhaps after a title.
    """
    if head.startswith(WORKBOOKS):
        return True

    text = decode_text(head, partial=True).lstrip()
    if text.lower().startswith("sep="):
        text = text.partition("\n")[2].lstrip()
    lines = text.split("\n", ROWS_ABOVE + 1)
    first, second = lines[0], "".join(lines[1:2])
    separator = find_separator(first)
    cells = [cell.strip('" \r') for cell in first.split(separator)]
    known = sum(column_for(cell) is not None for cell in cells)
    if known >= _MIN_HEADINGS or known == len(cells) or has_other_separator(first):
        return True
    # The first line may also be a title above the headings, or a line of unknown headings. Files of
    # other formats do not begin with such lines.
    return find_headings(text) is not None or (
        len(cells) > _MIN_HEADINGS
        and second.count(separator) >= _MIN_HEADINGS
        and not set(first) & set(_OF_OTHERS)
    )


def find_headings(text: str) -> str | None:
    """Return the line of headings, which may follow a title, or None if no line has headings."""
    lines = [ln[:MAX_HEADINGS_LENGTH] for ln in text.split("\n", ROWS_ABOVE + 1)[: ROWS_ABOVE + 1]]
    return next((ln for ln in lines if are_headings(ln.split(find_separator(ln)))), None)


def are_headings(cells: Sequence[str]) -> bool:
    """Return whether the cells name at least `len(REQUIRED) - 1` different columns."""
    some = cells[:MAX_COLUMNS]
    known = {found[0] for cell in some if (found := column_for(cell.strip('" \r')))}
    return len(known) >= len(REQUIRED) - 1


def has_other_separator(line: str) -> bool:
    """Return whether a line has all required headings, but an unknown separator between them."""
    if any(separator in line for separator in SEPARATORS):
        return False
    known = {found[0] for word in re.split(r"[\W_]+", line) if (found := column_for(word))}
    return known.issuperset(REQUIRED)


def decode_text(data: bytes, *, partial: bool = False) -> str:
    """Return the text in a file's bytes.

    If `partial`, drop an incomplete character at the end.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if data[:2].count(0) == 1:  # UTF-16 without a byte order mark
        return data.decode("utf-16-be" if data[0] == 0 else "utf-16-le", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        if partial and problem.start > len(data) - 4:  # the last character is incomplete
            return data[: problem.start].decode("utf-8-sig")
        return data.decode("cp1252", "replace")


def find_separator(line: str) -> str:
    """Return the most frequent separator in the line of headings, without counting quoted text."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(SEPARATORS, key=bare.count)


def column_for(heading: str) -> tuple[str, int] | None:
    """Return the column that a heading means, and a rank. The best match has the lowest rank.

    Return None if the heading is unknown. Headings are in English, in French, or in both: “Title /
    Titre”.
    """
    folded = _fold_heading(heading)
    base, code = _split_language(folded)
    if code and folded not in _BY_HEADING:
        return column_in_language(_IN_A_LANGUAGE[base], code), 0
    forms = {_BEFORE.sub("", part, count=1) for part in folded.split("/")} | {folded}
    forms |= {form.removesuffix("s") for form in forms}
    found = sorted((_BY_HEADING[form] for form in forms if form in _BY_HEADING), key=lambda f: f[1])
    return found[0] if len({column for column, _ in found}) == 1 else None


def column_in_language(column: str, code: str) -> str:
    """Return the column of a text in one language, such as `title_fr` for `title` and `fr`."""
    return f"{column}_{code}"


def _split_language(folded: str) -> tuple[str, str]:
    """Split a heading such as `title_fr` into `title` and `fr`. The code can be ""."""
    for word in _IN_A_LANGUAGE:
        rest = folded.removeprefix(f"{word}_").strip("()[]").replace("_", "-")
        if folded.startswith(f"{word}_") and rest not in _NO_LANGUAGES:
            return word, rest if rest == "und" else "".join(feed_texts.languages(rest)[0][:1])
    return folded, ""


def is_french(headings: Iterable[str]) -> bool:
    """Return whether any heading is a French word."""
    return any(_split_language(_fold_heading(heading))[0] in _FRENCH for heading in headings)


def _fold_heading(heading: str) -> str:
    bare = re.sub(r"\s*/\s*", "/", _ASIDE.sub("", fold(heading))).strip("*: ")
    return re.sub(r"[\s_-]+", "_", bare)


class Dates:
    """Reads the dates of a column, in which 01/03/2026 can be 1 March or 3 January.

    A number above 12 in any date of the column decides. Without one, the month comes first if times
    have AM or PM (`twelve_hours`), because the same countries write both. Otherwise, the day comes
    first, and `ambiguous` is the first date that was guessed in this way, or None.
    """

    def __init__(self, cells: Sequence[str], *, twelve_hours: bool = False) -> None:
        found = [match for cell in cells if (match := _SHORT.fullmatch(cell[: _LONGEST + 1]))]
        by_slash = [match for match in found if match[2] == "/"]
        day_first = any(int(match[1]) > 12 for match in by_slash)
        self._month_first = any(int(match[3]) > 12 for match in by_slash) or (
            twelve_hours and not day_first
        )
        known = self._month_first or day_first
        unsure = next((match[0] for match in by_slash if match[1] != match[3]), None)
        self.ambiguous: str | None = None if known else unsure

    def read(self, cell: str) -> date | None:
        if len(cell) > _LONGEST:
            return None
        if match := _ISO.fullmatch(cell):
            year, month, day = match[1], match[2], match[3]
        elif match := _SHORT.fullmatch(cell):
            day, month = match[1], match[3]
            if self._month_first and match[2] == "/":
                day, month = month, day
            year = match[4] if len(match[4]) == 4 else f"20{match[4]}"
        else:
            return None
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            return None


def date_before_time(cell: str) -> str:
    """Return the date in a cell with a date followed by a time, or "" for other cells."""
    match = _DATE_BEFORE.match(cell[:_LONGEST])
    return match[1] if match else ""


def read_time(cell: str) -> time | None:
    """Read a time of day such as 9:15, 09:15:00, 9h15, 9h, 9.15 or 9:15 PM.

    Return None for other texts. The time is aware only if the cell has an offset, as in
    02:30+01:00.
    """
    match = _CLOCK.fullmatch(cell) if len(cell) <= _LONGEST else None
    if match is None or not (match[2] or match[4] or "h" in cell.lower()):
        return None
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[4][0] in "pP" else 0)
    try:
        offset = datetime.strptime(match[5], "%z").tzinfo if match[5] else None
        return time(0 if hour == 24 and not minute else hour, minute, second, tzinfo=offset)
    except ValueError:
        return None


def split_range(cell: str) -> tuple[str, str] | None:
    """Return start and end from a cell such as “9:00 – 9:30” or “1:00-2:30 PM”, or None."""
    if len(cell) > 2 * _LONGEST:
        return None
    for dash in _DASH.finditer(cell):
        first, last = cell[: dash.start()].strip(), cell[dash.end() :].strip()
        end = read_time(last)
        half = re.search(r"[aApP]\.?[mM]\.?$", last)
        same_half = f"{first} {half[0]}" if half else first
        for begin in (same_half, first):
            start = read_time(begin)
            if start and end and (begin == first or start < end):
                return begin, last
    return None


def read_minutes(cell: str) -> int | None:
    """Read a duration such as 45, 45 min, 0:45, 1h30 or 1 h in minutes, or return None."""
    match = _LENGTH.fullmatch(fold(cell)) if cell and len(cell) <= _LONGEST else None
    if match is not None:
        return int(match[1] or 0) * 60 + int(match[2] or 0)

    length = time_zones.read_length(cell, days_first=False)
    return None if length is None else length // timedelta(minutes=1)


def uses_twelve_hour_clock(cells: Iterable[str]) -> bool:
    """Return whether any of the times has AM or PM."""
    found = (_CLOCK.fullmatch(cell) for cell in cells if len(cell) <= _LONGEST)
    return any(match is not None and match[4] for match in found)


def end_after(start: datetime, end: time) -> datetime:
    """Return the first instant after `start` at which the clocks show `end`."""
    made = datetime.combine(start.date(), end)
    if (made.tzinfo is None) == (start.tzinfo is None):
        is_later = made > start
    else:
        is_later = made.replace(tzinfo=None) > start.replace(tzinfo=None)
    return made if is_later else made + timedelta(days=1)


def read_people(cell: str) -> list[tuple[str, str, str]]:
    """Split "Ada (Institute X); Bob (moderator)" into tuples of name, role and affiliation."""
    return [_read_person(entry) for entry in feed_texts.split_outside_brackets(cell, r"[;\n]")]


def is_pair_of_names(name: str) -> bool:
    """Return whether a text is probably two names with a comma, unlike "Example, Ada"."""
    parts = name.split(",")
    return len(parts) > 1 and all(len(part.split()) > 1 for part in parts)


def _read_person(entry: str) -> tuple[str, str, str]:
    name, inside = _split_brackets(entry)
    role, comma, rest = inside.partition(",")
    known = feed_texts.role_by_word(role)
    if known is None:
        return name, "speaker", inside.strip()
    return name, known, rest.strip() if comma else ""


def _split_brackets(entry: str) -> tuple[str, str]:
    """Split an entry that ends with brackets into the text before them and the text inside."""
    if not entry.endswith(")"):
        return entry, ""
    depth = 0
    for index in range(len(entry) - 1, 0, -1):
        depth += {")": 1, "(": -1}.get(entry[index], 0)
        if depth == 0:
            return entry[:index].strip() or entry, entry[index + 1 : -1]
    return entry, ""


def format_person(name: str, role: str, affiliation: str | None) -> str:
    """Return a person as the text of a cell, from which `read_people` reads the same person."""
    name, aside = _remove_separators(name), _remove_separators(affiliation or "")
    if aside.count("(") != aside.count(")"):
        aside = aside.replace("(", "[").replace(")", "]")
    is_role = feed_texts.role_by_word(aside.partition(",")[0]) is not None
    if role != "speaker" or is_role or (not aside and name.endswith(")")):
        aside = f"{role}, {aside}" if aside else role
    return f"{name} ({aside})" if aside else name


def _remove_separators(text: str) -> str:
    return text.replace(";", ",").replace("\n", " ")


def read_names(cell: str) -> list[str]:
    """Split a cell at its semicolons, and return the names in it."""
    return [name.strip() for name in re.split(r"[;\n]", cell) if name.strip()]


def format_names(names: Iterable[str]) -> str:
    """Join names into the text of one cell."""
    return "; ".join(map(_remove_separators, names))


def is_all_rooms(cell: str) -> bool:
    """Return whether a cell says "all rooms"."""
    return fold(cell).strip() in _EVERYWHERE


def is_break(cell: str) -> bool | None:
    """Return whether a word for the kind of a session means a break, or None if it is unknown."""
    return _KINDS.get(fold(cell).strip())
