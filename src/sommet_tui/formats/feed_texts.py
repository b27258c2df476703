"""Reads texts in feeds: HTML, languages, links, roles and affiliations, facts in titles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import unescape
from urllib.parse import urljoin

from sommet_tui.domain.crew.address import host_of
from sommet_tui.domain.limits import ADDRESS_LIMIT
from sommet_tui.domain.programme import LinkKind, Role
from sommet_tui.domain.text import clean, clean_line, fold
from sommet_tui.formats.ids import is_web_address
from sommet_tui.formats.parsed_feed import Feed, FeedLink, split_words

_TAGS = (
    "p|br|div|span|a|ul|ol|li|strong|em|b|i|u|h[1-6]|blockquote|pre|code|table|tr|td|th|hr|img|dl|dt"
    "|dd|section|article|font|center|sup|sub|small|script|style|iframe|video|figure"
)
_HTML = re.compile(rf"</(?:{_TAGS})\s*>|<(?:br|hr|p|div|img|li)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_LINES = (
    "title",
    "subtitle",
    "name",
    "track",
    "type",
    "affiliation",
    "venue",
    "address",
    "url",
)
_MANY_BREAKS = re.compile(r"\n(?:[ \t\r]*\n){2,}")
_NAMES = {
    "en": "english englisch anglais ingles inglese eng",
    "de": "german deutsch allemand aleman tedesco ger deu",
    "fr": "french francais franzosisch frances fre fra",
    "es": "spanish espanol spanisch espagnol castellano spa",
    "it": "italian italiano italienisch italien ita",
    "nl": "dutch nederlands niederlandisch neerlandais nld dut",
    "pt": "portuguese portugues portugiesisch portugais por",
}
_LANGUAGE_CODES = {name: code for code, names in _NAMES.items() for name in names.split()}
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}")
_MANY = re.compile(r"\s*(?:[,;/|+&]|\band\b|\bet\b|\bund\b)\s*")
_MAX_LINE_LENGTH = 100


def _is_html(text: str) -> bool:
    """Return whether a text is HTML. Markdown and plain text are not."""
    return "<" in text and _HTML.search(text) is not None


def count_markup(text: str) -> int:
    """Return how many HTML tags and character references `markdown` may have to process."""
    return text.count("<") + text.count("&")


def markdown(text: str) -> str:
    """Return a text of a feed as Markdown, with HTML converted and any other text unchanged.

    Only links to the web are kept. Images, scripts and controls are removed.
    """
    if not _is_html(text):
        return unescape_entities(text)
    from sommet_tui.formats.html import to_markdown

    return to_markdown(clean(text))


def unescape_entities(text: str) -> str:
    """Return a text with characters in place of HTML entities."""
    return unescape(text) if "&" in text and _ENTITY.search(text) else text


def unescape_lines(feed: Feed) -> None:
    """Replace HTML entities in all single-line texts of a feed, except in ids."""
    sessions = feed.sessions
    people = [*feed.lists.values(), *(person for s in sessions for person in s.people)]
    links = [link for session in sessions for link in session.links]
    links += [link for person in people for link in person.links]
    for part in (feed, *feed.rooms, *feed.tracks, *sessions, *people, *links):
        for name in _LINES:
            if "&" in (line := getattr(part, name, "")):
                setattr(part, name, unescape_entities(line))
    for session in sessions:
        session.rooms = [unescape_entities(room) for room in session.rooms]


def join_abstract(abstract: str, description: str) -> str:
    """Join the abstract and the description as Markdown. Text that is in both appears once."""
    first, second = (
        _MANY_BREAKS.sub("\n\n", markdown(text).strip()) for text in (abstract, description)
    )
    if not first or not second:
        return first or second
    if _remove_spaces(second).startswith(_remove_spaces(first)):
        return second
    return (
        first
        if _remove_spaces(first).startswith(_remove_spaces(second))
        else f"{first}\n\n{second}"
    )


def _remove_spaces(text: str) -> str:
    return "".join(text.split())


@lru_cache(maxsize=256)
def languages(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of the languages that a text names, and the words that name no language."""
    found: list[str] = []
    unread: list[str] = []
    for word in _MANY.split(text.strip()[:_MAX_LINE_LENGTH]):
        if not word:
            continue
        code = _language(word)
        if code is None:
            unread.append(word)
        elif code not in found:
            found.append(code)
    return tuple(found), tuple(unread)


def _language(word: str) -> str | None:
    folded = fold(word).strip().replace("_", "-").removesuffix("-formal").removesuffix("-informal")
    if folded in _LANGUAGE_CODES:
        return _LANGUAGE_CODES[folded]
    if not _CODE.fullmatch(folded):
        return None
    main, *rest = folded.split("-")
    return "-".join([main, *map(_format_subtag, rest)])


def _format_subtag(part: str) -> str:
    """Return a part of a language code in its usual case: pt-BR has a region, zh-Hans a script."""
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 else part


def split_outside_brackets(text: str, separators: str) -> list[str]:
    """Split a text at `separators` (a pattern), except inside paired brackets."""
    parts = re.split(f"({separators})", text)
    is_paired = text.count("(") == text.count(")")
    entries, depth = [parts[0]], parts[0].count("(") - parts[0].count(")")
    for separator, part in zip(parts[1::2], parts[2::2], strict=True):
        if depth > 0 and is_paired:
            entries[-1] += separator + part
        else:
            entries.append(part)
            depth = 0
        depth += part.count("(") - part.count(")")
    return [entry.strip() for entry in entries if entry.strip()]


_BREAK_WORDS = (
    "breakfast brunch lunch coffee tea dinner supper snack snacks buffet refreshments drinks"
    " petit-dejeuner dejeuner diner gouter cafe the coffeebreak lunchtime teatime"
    " fruhstuck mittagessen mittag abendessen kaffee abendbrot"
    " desayuno almuerzo comida merienda cena colazione pranzo ontbijt avondeten"
    " break breaks pause pauses pausen pausa intermission interlude recess changeover umbaupause"
    " mittagspause kaffeepause teepause fruhstuckspause koffiepauze lunchpauze pauze"
    " pause-dejeuner pause-cafe"
    " registration registrations checkin check-in doors accueil anmeldung einlass"
    " 休憩 昼休憩 お昼休憩 昼食 ランチ 受付 受付開始 開場 休息 午休 午餐 茶歇 报到 签到"
)
_PHRASES = (
    "doors open,doors opening,open doors,check in,registration open,registration opens,"
    "registration desk,cafe d'accueil,accueil cafe,accueil des participants,"
    "ouverture des portes,petit dejeuner,room changeover,room change,change of rooms,"
    "kurze pause,pause dejeuner,pause cafe,pause midi,pause gourmande,pause gouter,"
    "buffet dejeuner,dejeuner buffet,dejeuner libre,cocktail dejeunatoire,pausa cafe,"
    "pausa para el cafe,pausa caffe,pausa pranzo,lunch time,tea time,coffee time,"
    "networking break"
)
_WHOLE = frozenset((*_BREAK_WORDS.split(), *_PHRASES.split(",")))
_QUALITIES = split_words(
    "short long morning afternoon evening mid-morning midday noon lunch coffee tea breakfast "
    "dinner supper snack bio comfort health refreshment refreshments the a"
)
_BETWEEN = re.compile(r"\s*(?:[&/+,]|\b(?:and|et|und|y|e|en)\b)\s*")
"""A separator between two words for breaks, as in “Registration & coffee”."""
_EDGES = re.compile(r"^\W+|\W+$")
_NUMBER = re.compile(r"\s*(?:#?\d{1,2}|\(\d{1,3}\s*(?:min(?:utes?)?\.?|mn|h)\))$")

_CANCELLED = (
    "cancelled canceled cancellation annule annulee annulation abgesagt entfallt ausgefallen"
    " fallt_aus cancelado cancelada annullato annullata geannuleerd afgelast withdrawn"
)
_MOVED = (
    "moved rescheduled postponed delayed relocated changed amended amendment"
    " reporte reportee deplace deplacee decale decalee modifie modifiee verschoben verlegt geandert"
    " aplazado movido spostato rinviato verplaatst new_time new_room time_changed room_changed"
)
_STATES = {
    **{word.replace("_", " "): "cancelled" for word in _CANCELLED.split()},
    **{word.replace("_", " "): "moved" for word in _MOVED.split()},
}
_BRACKETED = re.compile(r"\s*(?:\[([^\[\]]{1,30})\]|\(([^()]{1,30})\))\s*[:\-–—]?\s*(?=\S)")
_ALONE = re.compile(r"\s*[\[(]?([^\[\]()]{1,30})[\])]?[\s!]*")
_BEFORE_COLON = re.compile(r"\s*([^\W\d_][\w ]{1,29}?)\s*[:：]\s*(?=\S)")
_AMENDMENT = re.compile(r"\s*AMENDMENT\b[\s:\-–—]*(?=\S)")

_NUMBERED = re.compile(r"([A-Z]{1,3})(?:\d{0,2}\.)?(?:\.?\d{1,2}\.)?\d{2,4}[A-Z]?(?: \(.*\))?")


def building_of(room: str) -> str | None:
    """Return the building in the name of a room, such as K in K.3.401, or UB5 in UB5.132.

    Names without a dot have no building, because their letters may mean something else.
    """
    match = _NUMBERED.fullmatch(room)
    return match[1] if match and "." in room.partition(" ")[0] else None


def is_break(title: str) -> bool:
    """Return whether a title consists only of everyday words for breaks."""
    if len(title) > 60:
        return False
    folded = _EDGES.sub("", _NUMBER.sub("", fold(title).strip()))
    return _is_pause(folded) or all(map(_is_pause, _BETWEEN.split(folded)))


def _is_pause(words: str) -> bool:
    if words in _WHOLE:
        return True
    *before, last = words.split() or [""]
    return last in ("break", "pause", "breaks") and all(word in _QUALITIES for word in before)


def split_state(title: str) -> tuple[str, str, str]:
    """Split a mark such as "[CANCELLED]" from the beginning of a title.

    Return the title, the state that the mark means, and the mark. If the title has no mark, the
    last two are "". A mark is in brackets or before a colon. FOSDEM's mark AMENDMENT is valid
    without brackets and colon, but only in capitals.
    """
    if (match := _ALONE.fullmatch(title)) and _STATES.get(fold(match[1])) == "cancelled":
        return title, "cancelled", match[1]
    for pattern in (_BRACKETED, _BEFORE_COLON):
        if match := pattern.match(title):
            mark = next(group for group in match.groups() if group is not None)
            state = _STATES.get(fold(mark).strip(" !*"), "")
            if state:
                return title[match.end() :], state, mark
    if match := _AMENDMENT.match(title):
        return title[match.end() :], "moved", match[0].strip()
    return title, "", ""


def state_by_word(word: str) -> str:
    """Return the state that a feed's word means: "cancelled", "moved", or "" for other words."""
    folded = fold(word).strip()
    return "moved" if folded == "delayed" else _STATES.get(folded, "")


_MISSPELT = re.compile(
    r"(?:h?t{1,3}p?s?|http?s?|htpps?|hxxps?|https?)(?::/{0,3}|/{2,3})(?=\w)", re.IGNORECASE
)
_HOST = re.compile(r"(?:[a-z0-9][a-z0-9\-]{0,62}\.)+[a-z]{2,24}(?::\d{1,5})?", re.IGNORECASE)
_FILES = tuple(
    f".{ending}"
    for ending in split_words(
        "pdf html htm png jpg jpeg gif svg zip gz odp odt ppt pptx txt md mp4 webm"
    )
)
_KINDS: dict[str, LinkKind] = {
    "slides": "slides",
    "presentation": "slides",
    "paper": "page",
    "recording": "recording",
    "video": "recording",
    "stream": "stream",
    "livestream": "stream",
    "live": "stream",
    "feedback": "feedback",
    "chat": "chat",
    "matrix": "chat",
    "page": "page",
    "web": "page",
    "website": "page",
    "blog": "page",
    "article": "page",
    "origin": "page",
    "related": "page",
}
_KIND_SIGNS: tuple[tuple[LinkKind, tuple[str, ...]], ...] = (
    ("feedback", ("feedback", "rate this")),
    ("recording", ("recording", "video", "aufzeichnung", "enregistrement", "captation")),
    ("stream", ("stream", "en direct", "live")),
    ("slides", ("slides", "folien", "diapo", "presentation (pdf)", "presentation slides")),
    ("chat", ("chat", "matrix", "irc")),
)


def link_kind(link: FeedLink, *, guess: bool) -> LinkKind | None:
    """Return the kind of a link, from the feed or from the title of the link, or None."""
    kind = _KINDS.get(fold(link.kind).strip())
    if kind is not None or not guess:
        return kind
    title = fold(link.title)
    words = set(re.findall(r"\w+", title))
    for kind, signs in _KIND_SIGNS:
        if any(sign in (words if sign.isalpha() else title) for sign in signs):
            return kind
    return None


def as_web_address(feed: Feed, where: str, text: str) -> str | None:
    """Return the complete address of a link in a feed, or None.

    If the address is unusable or repaired, report a finding.
    """
    url = clean_line(text)
    if not url:
        return None
    base = feed.base_url or feed.url
    short = len(url) <= ADDRESS_LIMIT and len(base) <= ADDRESS_LIMIT
    made = _complete_url(url, base) if short else None
    if made is None or not is_web_address(made):
        feed.warn(where, "link-left-out", value=url)
        return None
    if made != url and not url.startswith(("/", "./", "../", "?")):
        feed.warn(where, "link-mended", value=url, suggestion=made)
    return made


def _complete_url(url: str, base: str) -> str | None:
    """Complete an address as a browser would do, or return None if that is impossible."""
    lowered = url.lower()
    if lowered.startswith(("https://", "http://")):
        whole: str | None = url
    elif lowered.startswith("//"):
        whole = f"https:{url}"
    elif match := _MISSPELT.match(url):
        whole = f"https://{url[match.end() :]}"
    elif _HOST.fullmatch(re.split(r"[/?#]", url)[0]) and not lowered.endswith(_FILES):
        whole = f"https://{url}"
    elif "/" in url or url.startswith("?") or lowered.endswith(_FILES):
        whole = _resolve(base, url)
    else:
        whole = None
    return None if whole is None else _encode(whole)


def _resolve(base: str, url: str) -> str:
    """Resolve a relative address against `base`, or return "" if that is impossible."""
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def _encode(url: str) -> str:
    """Return an address with invalid characters encoded, as in browsers."""
    for character, written in ((" ", "%20"), ('"', "%22"), ("<", "%3C"), (">", "%3E")):
        url = url.replace(character, written)
    return url.replace("\\", "%5C")


def plain_host(url: str) -> str:
    """Return the host of an address in a readable form."""
    return host_of(url).removeprefix("www.")


_ROLE_WORDS: Mapping[Role, tuple[str, str]] = {
    "speaker": ("speaker", "intervenant intervenante"),
    "moderator": (
        "moderator moderation chair facilitator",
        "moderateur moderatrice animateur animatrice animation",
    ),
    "host": ("host herald angel emcee", "hote accueil"),
}
"""The English and the French words for each role, in the form that `fold` returns."""
_ROLE_BY_WORD: Mapping[str, Role] = {
    word: role for role, words in _ROLE_WORDS.items() for word in " ".join(words).split()
}


def role_by_word(word: str) -> Role | None:
    """Return the role that a word means, whatever its case and accents, or None."""
    return _ROLE_BY_WORD.get(fold(word).strip())


_ORGANISATION = re.compile(r"(.*\S)\s*\[([^\[\]]{1,120})\]\s*")
_PRONOUN = (
    "he him his she her hers they them their theirs it its any all ask xe xem ze zir hir fae faer"
    " il lui elle iel ael er ihm ihn sein sie ihr ihre dey denen keine none pronouns pronomen el la"
    " ella elle elles ils ellos ellas hen hun hij haar die"
)
_PRONOUNS = frozenset(_PRONOUN.split())


def split_affiliation(name: str) -> tuple[str, str]:
    """Split a name from the affiliation in brackets after it.

    Pronouns do not count as an affiliation.
    """
    cleaned = clean_line(name)
    match = _ORGANISATION.fullmatch(cleaned)
    if match is None or is_pronoun_text(match[2]):
        return cleaned, ""
    return match[1], match[2].strip()


def is_pronoun_text(text: str) -> bool:
    """Return whether a text consists of pronouns, such as "she/her" or "iel"."""
    words = re.split(r"[\s/,|+&]+", fold(text).strip())
    return all(word in _PRONOUNS for word in words if word)
