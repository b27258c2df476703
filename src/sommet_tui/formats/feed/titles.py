"""Facts in titles and names of rooms: a break, a cancellation, a building."""

from __future__ import annotations

import re
from typing import Final

from sommet_tui.domain.text import fold
from sommet_tui.formats.feed.model import words_of

_WORDS: Final = (
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
_PHRASES: Final = (
    "doors open,doors opening,open doors,check in,registration open,registration opens,"
    "registration desk,cafe d'accueil,accueil cafe,accueil des participants,"
    "ouverture des portes,petit dejeuner,room changeover,room change,change of rooms,"
    "kurze pause,pause dejeuner,pause cafe,pause midi,pause gourmande,pause gouter,"
    "buffet dejeuner,dejeuner buffet,dejeuner libre,cocktail dejeunatoire,pausa cafe,"
    "pausa para el cafe,pausa caffe,pausa pranzo,lunch time,tea time,coffee time,"
    "networking break"
)
_WHOLE: Final = frozenset((*_WORDS.split(), *_PHRASES.split(",")))
_QUALITIES: Final = words_of(
    "short long morning afternoon evening mid-morning midday noon lunch coffee tea breakfast "
    "dinner supper snack bio comfort health refreshment refreshments the a"
)
_BETWEEN: Final = re.compile(r"\s*(?:[&/+,]|\b(?:and|et|und|y|e|en)\b)\s*")
"""The separator of two such words, as in “Registration & coffee”."""
_EDGES: Final = re.compile(r"^\W+|\W+$")
_NUMBER = re.compile(r"\s*(?:#?\d{1,2}|\(\d{1,3}\s*(?:min(?:utes?)?\.?|mn|h)\))$")

_CANCELLED: Final = (
    "cancelled canceled cancellation annule annulee annulation abgesagt entfallt ausgefallen"
    " fallt_aus cancelado cancelada annullato annullata geannuleerd afgelast withdrawn"
)
_MOVED: Final = (
    "moved rescheduled postponed delayed relocated changed amended amendment"
    " reporte reportee deplace deplacee decale decalee modifie modifiee verschoben verlegt geandert"
    " aplazado movido spostato rinviato verplaatst new_time new_room time_changed room_changed"
)
_STATES: Final = {
    **{word.replace("_", " "): "cancelled" for word in _CANCELLED.split()},
    **{word.replace("_", " "): "moved" for word in _MOVED.split()},
}
_BRACKETED = re.compile(r"\s*(?:\[([^\[\]]{1,30})\]|\(([^()]{1,30})\))\s*[:\-–—]?\s*(?=\S)")
_ALONE = re.compile(r"\s*[\[(]?([^\[\]()]{1,30})[\])]?[\s!]*")
_BEFORE_COLON = re.compile(r"\s*([^\W\d_][\w ]{1,29}?)\s*[:：]\s*(?=\S)")
_AMENDMENT = re.compile(r"\s*AMENDMENT\b[\s:\-–—]*(?=\S)")

_NUMBERED = re.compile(r"([A-Z]{1,3})(?:\d{0,2}\.)?(?:\.?\d{1,2}\.)?\d{2,4}[A-Z]?(?: \(.*\))?")


def building_of(room: str) -> str | None:
    """Return the building in the name of a room that is a number in it, as in K.3.401 or UB5.132.

    Without a dot, the letters may be something else.
    """
    match = _NUMBERED.fullmatch(room)
    return match[1] if match and "." in room.partition(" ")[0] else None


def is_break(title: str) -> bool:
    """Whether the whole of a title is an everyday word for a break, or several of them."""
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
    """Return the title without a leading mark, the state that the mark means, and the mark.

    State and mark are "" without one. A mark is in brackets or before a colon; "AMENDMENT" alone in
    capitals is one, too, as FOSDEM writes it.
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


def state_called(word: str) -> str:
    """Return the state that a feed's own word for it means: "cancelled", "moved" or ""."""
    folded = fold(word).strip()
    return "moved" if folded == "delayed" else _STATES.get(folded, "")
