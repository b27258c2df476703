"""Guessing the key that the user meant by an unknown or misplaced key."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from sommet_tui.formats.patterns import LANGUAGE
from sommet_tui.formats.report import Suggester
from sommet_tui.formats.wire import (
    DayWire,
    EventWire,
    ParticipationWire,
    PersonWire,
    ProgrammeWire,
    RoomWire,
    SessionWire,
    TrackWire,
    WirePart,
)

_OTHER_NAMES: Final[Mapping[type[WirePart], Mapping[str, str]]] = MappingProxyType(
    {
        EventWire: {
            "title": "name titre nom event",
            "timezone": "tz time_zone zone fuseau",
            "language": "lang langue locale",
            "url": "website web site link links homepage",
            "venue": "location place where address lieu adresse",
            "description": "abstract summary about",
        },
        RoomWire: {"name": "title nom titre", "note": "floor where description etage étage"},
        TrackWire: {"name": "title nom titre", "color": "couleur"},
        PersonWire: {
            "name": "title nom full_name fullname",
            "affiliation": "organisation organization org company employer organisme",
            "introduction": "bio biography biographie description about",
            "links": "url website link homepage",
        },
        ParticipationWire: {"person": "id name speaker personne", "role": "type kind"},
        DayWire: {"date": "day jour on", "sessions": "talks items events entries schedule"},
        SessionWire: {
            "title": "name titre nom heading subject talk",
            "start": "begin begins from time at starts debut début heure",
            "end": "to until till finish ends stop duration fin durée duree",
            "room": "location place where venue salle hall",
            "track": "category theme topic tag tags thème",
            "people": "speaker speakers presenter presenters by who with panelists moderator host"
            " participants intervenants intervenant orateur orateurs",
            "abstract": "description summary text body details résumé resume",
            "links": "url link website",
            "language": "lang langue",
        },
    }
)
"""The words that people use for each key, by its right name."""
_TRANSLATED: Final[Mapping[type[WirePart], Collection[str]]] = MappingProxyType(
    {
        EventWire: ("title", "subtitle", "description"),
        SessionWire: ("title", "subtitle", "abstract"),
    }
)
"""The keys that accept a text for each language."""


def right_name(key: str, part: type[WirePart], taken: Collection[str], suggest: Suggester) -> str:
    """Return the key of this part that the user probably meant by an unknown one, or "".

    For `title_fr`, return how to write a text in one language.
    """
    free = [name for name in part.model_fields if name not in taken]
    folded = key.strip().casefold().replace(" ", "_").replace("-", "_")
    for name, others in _OTHER_NAMES.get(part, {}).items():
        if folded in others.split():
            return name if name in free else ""
    name, _, language = folded.partition("_")
    if name in _TRANSLATED.get(part, ()) and re.fullmatch(LANGUAGE, language):
        return f"{name}: {{{language}: …}}"
    return suggest.closest(key, free)


def right_place(key: str, part: type[WirePart]) -> str:
    """Return the part of a file to which a misplaced key belongs, as a value of "misplaced-key".

    It is "event", "top", "day" or "session", or "" if the key is unknown there.
    """
    if part is ProgrammeWire:
        if key in EventWire.model_fields:
            return "event"
        if key in DayWire.model_fields:
            return "day"
    elif part is EventWire:
        return "top" if key in ProgrammeWire.model_fields else ""
    elif part is DayWire:
        return "session" if key in SessionWire.model_fields else ""
    return ""
