"""Publishing the day for its audience, in sentences: where it went, and why it did not."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.wording.errors import foreign
from sommet_tui.wording.times import clock_face
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.companion.audience_ports import PublishError
    from sommet_tui.companion.publisher import TargetState
    from sommet_tui.wording.view import View
    from sommet_tui.wording.words import Words

_ERRORS: Mapping[str, str] = MappingProxyType(
    {
        "no-folder": mark("“{target}” is no folder, and none can be made there. Give another one."),
        "denied": mark("Nothing may be written in “{target}”. Allow it, or give another place."),
        "full": mark("“{target}” is full. Make room there."),
        "occupied": mark(
            "“{target}” has a “{detail}” of its own. "
            "Give another place, or overwrite it with “publish --force”."
        ),
        "event": mark(
            "“{target}” has the files of another event, “{detail}”. "
            "Give another place, or overwrite them with “publish --force”."
        ),
        "special": mark(
            "“{detail}” in “{target}” is no ordinary file. Remove it, or give another place."
        ),
        "link": mark(
            "“{detail}” is a link in a folder that others can write to, so it may lead anywhere. "
            "Remove the link, or give another place."
        ),
        "dangling": mark(
            "“{detail}” is a link to a file that does not exist. "
            "Remove the link, or create that file with “publish --force”."
        ),
        "address": mark(
            "“{target}” is no place to publish at. Give a folder, or s3://BUCKET/PREFIX."
        ),
        "missing": mark(
            "Publishing to “{target}” needs an extra package. In a clone of "
            "sommet-tui, run: {install}"
        ),
        "password": mark(
            "The password in “{target}” is read by everybody: leave it out. "
            "Buckets take it from the environment, brokers ask for it."
        ),
        "not-here": mark(
            "This computer has no address {target}. Give one of its own, or the port alone."
        ),
        "port": mark("Nothing may be served at {target}. Give a port from 1024 to 65535."),
        "taken": mark("Another program answers at {target} already. Give another port."),
        "offline": mark("Nobody answers at “{target}”. Check the network and the address."),
        "refused": mark("“{target}” says no. Check the name, the key and what it may do."),
        "failed": mark("“{target}” cannot be written."),
    }
)


def publish_error_sentence(error: PublishError, words: Words) -> str:
    """Why nothing was published there, and what to do."""
    detail = foreign(error.detail)
    install = f"pip install '.[{detail}]'"
    target = foreign(error.target)
    sentence = words.say(_ERRORS[error.code], target=target, detail=detail, install=install)
    if error.code not in ("failed", "refused") or not error.detail:
        return sentence
    return sentence + " " + words.say("(The system says: {detail})", detail=detail)


def target_sentence(state: TargetState, view: View) -> str:
    """How it goes with one target."""
    words = view.words
    if state.error is not None:
        return publish_error_sentence(state.error, words)
    name = foreign(state.name)
    if state.published_at is None:
        return words.say("Not published yet: {target}", target=name)
    time = clock_face(state.published_at, view.zones)
    return words.say("Published, as of {time}: {target}", time=time, target=name)
