"""Filters in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.wording.times import date_text, duration

if TYPE_CHECKING:
    from datetime import date

    from sommet_tui.domain.facets import Facet, Facets
    from sommet_tui.domain.programme import Programme
    from sommet_tui.wording.words import Words


def facet_name(facet: Facet, words: Words) -> str:
    """Return the heading of a facet."""
    return {
        "days": words.say("DAYS"),
        "rooms": words.say("ROOMS"),
        "tracks": words.say("TRACKS"),
        "kinds": words.say("KINDS"),
        "languages": words.say("LANGUAGES"),
    }[facet]


def value_name(facet: Facet, value: str | date, programme: Programme, words: Words) -> str:
    """Return the name of a facet's value."""
    if not isinstance(value, str):
        return date_text(value, words)
    if facet == "rooms":
        return programme.room_names.get(value, value)
    if facet == "tracks":
        return programme.track_names.get(value, value)
    if facet == "kinds":
        own = {"session": words.say("session"), "break": words.say("break")}
        return own.get(value, value)
    return value


def facets_text(facets: Facets, programme: Programme, words: Words) -> list[str]:
    """Return the active facets with their values, in the order of the panel."""
    from sommet_tui.domain.facets import FACETS, values

    names = [
        words.say("my bookmarks") if facets.mine else "",
        words.say("from now on") if facets.ahead else "",
        words.say("not filmed") if facets.unrecorded else "",
        words.say("in the next {time}", time=duration(facets.soon, words)) if facets.soon else "",
    ]
    for facet in FACETS:
        chosen: frozenset[str | date] = getattr(facets, facet)
        if chosen:
            there = values(programme)[facet]
            kept = [value for value in there if value in chosen]
            names.append(", ".join(value_name(facet, value, programme, words) for value in kept))
    return [name for name in names if name]
