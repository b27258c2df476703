"""`paths`: print where the app keeps its files, or an example of a settings file."""

from __future__ import annotations

from sommet_tui.cli import options, output
from sommet_tui.cli.commands import Argument, Command
from sommet_tui.companion.ports import Location
from sommet_tui.domain.crew.address import strip_login
from sommet_tui.wiring.programme import program_paths
from sommet_tui.wiring.stores import databases_set_aside, dismiss_set_aside_notices
from sommet_tui.wording.words import Words


def run(request: options.Request, _: options.CommandOptions) -> None:
    """Print the path of each file and folder, and whether it exists.

    Databases that were set aside are listed, too. After that, commands do not report them again.
    """
    found = program_paths(request.companion_options)
    if request.as_json and not request.arguments:
        views = {place.kind: _as_json(place) for place in found}
        output.write_json(views | {"set_aside": list(databases_set_aside())})
        dismiss_set_aside_notices()
        return
    words = request.words()
    if request.arguments:
        from sommet_tui.wording.settings_errors import settings_example

        output.write(settings_example(words))
    else:
        aside = [Location("set-aside", path, exists=True) for path in databases_set_aside()]
        output.write(_location_line(place, words) for place in (*found, *aside))
        dismiss_set_aside_notices()


def _as_json(place: Location) -> dict[str, object]:
    view: dict[str, object] = {"path": strip_login(place.path), "exists": place.exists}
    return view | ({"from": place.origin} if place.origin else {})


def _location_line(place: Location, words: Words) -> str:
    names = {
        "programme": words.say("programme"),
        "settings": words.say("settings"),
        "database": words.say("database"),
        "cache": words.say("cache"),
        "log": words.say("log"),
        "set-aside": words.say("set aside"),
    }
    width = max(map(len, names.values()))
    missing = words.say("missing") if place.kind == "programme" else words.say("not created")
    origins = {
        "option": words.say("from --programme"),
        "environment": words.say("from SOMMET_PROGRAMME"),
        "settings": words.say("from the settings"),
        "here": words.say("from the current folder"),
        "shipped": words.say("included with sommet-tui"),
    }
    notes = [origins.get(place.origin or ""), None if place.exists else missing]
    sentence = ", ".join(note for note in notes if note)
    return f"{names[place.kind]:<{width}}  {strip_login(place.path)}" + (
        f"  ({sentence})" if sentence else ""
    )


COMMAND = Command(
    "show where the files of sommet-tui are, or print example settings",
    run,
    arguments=(Argument("", least=0, choices=("example",)),),
)
