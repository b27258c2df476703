"""`paths`: where everything is, and an example of a settings file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.command import Argument, Command
from sommet_tui.cli.exits import OK
from sommet_tui.cli.options import CommandOptions
from sommet_tui.cli.request import Request
from sommet_tui.domain.sharing.address import without_login
from sommet_tui.wiring.programme import places, programme_language
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.companion.paths import Location
    from sommet_tui.wording.words import Words


def run(request: Request, _: CommandOptions) -> int:
    """Print every place and whether there is something, whatever state it is in."""
    here = (request.programme, request.env, "", request.configured)
    found = places(*here)
    if request.as_json and not request.arguments:
        output.tell_json({place.what: _as_json(place) for place in found})
        return OK
    words = request.words(programme_language(*here))
    if request.arguments:
        from sommet_tui.wording.settings import settings_example

        output.tell(settings_example(words))
    else:
        output.tell(_line(place, words) for place in found)
    return OK


def _as_json(place: Location) -> dict[str, object]:
    told: dict[str, object] = {"path": without_login(place.path), "exists": place.exists}
    return told | ({"from": place.origin} if place.origin else {})


def _line(place: Location, words: Words) -> str:
    names = {
        "programme": words.say("programme"),
        "settings": words.say("settings"),
        "database": words.say("database"),
        "cache": words.say("cache"),
    }
    width = max(map(len, names.values()))
    notes = [_named_by(place, words), None if place.exists else words.say("not there")]
    told = ", ".join(note for note in notes if note)
    return f"{names[place.what]:<{width}}  {without_login(place.path)}" + (
        f"  ({told})" if told else ""
    )


def _named_by(place: Location, words: Words) -> str | None:
    return {
        "option": words.say("from --programme"),
        "environment": words.say("from SOMMET_PROGRAMME"),
        "settings": words.say("from the settings"),
        "here": words.say("from the current folder"),
        "shipped": words.say("the one that comes with the program"),
    }.get(place.origin or "")


COMMAND = Command(
    mark("show where files are, or print an example settings file"),
    run,
    arguments=(Argument("", least=0, choices=("example",)),),
)
