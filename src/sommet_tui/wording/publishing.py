"""Publishing the day, in sentences: the state of the targets, and errors."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.wording.errors import foreign, install_line, with_detail
from sommet_tui.wording.times import clock_face
from sommet_tui.wording.words import mark

if TYPE_CHECKING:
    from sommet_tui.companion.audience_ports import PublishError
    from sommet_tui.companion.publisher import TargetState
    from sommet_tui.wording.view import View
    from sommet_tui.wording.words import Words

_ERRORS: Mapping[str, str] = MappingProxyType(
    {
        "no-folder": mark(
            "“{target}” is not a folder, and no folder can be created there. Choose another one."
        ),
        "denied": mark(
            "No permission to write to “{target}”. Change its permissions, or "
            "choose another target."
        ),
        "full": mark("No space left in “{target}”. Free some space there."),
        "occupied": mark(
            "“{target}” already contains a “{detail}” that sommet-tui did not write. Choose "
            "another target, or overwrite it with “publish --force”."
        ),
        "event": mark(
            "“{target}” contains the files of another event, “{detail}”. Choose another "
            "target, or overwrite them with “publish --force”."
        ),
        "special": mark(
            "“{detail}” in “{target}” is not a regular file. Remove it, or choose another target."
        ),
        "link": mark(
            "“{detail}” is a symbolic link in a folder that others can write to, so it may "
            "lead anywhere. Remove the link, or choose another target."
        ),
        "dangling": mark(
            "“{detail}” is a link to a file that does not exist. "
            "Remove the link, or create that file with “publish --force”."
        ),
        "address": mark("Cannot publish to “{target}”. Give a folder, or s3://BUCKET/PREFIX."),
        "serve": mark("“{target}” is an address, not a folder. To serve the page there: {command}"),
        "slashes": mark("“{target}” is not a folder. Did you mean “{detail}”?"),
        "missing": mark("Publishing to “{target}” needs an extra package. Run: {install}"),
        "password": mark(
            "Others can read the password in “{target}”. Remove it. For a bucket, set the "
            "password in the environment; for a broker, sommet-tui asks you for it."
        ),
        "not-here": mark(
            "This computer does not have the address {target}. Give one of its own "
            "addresses, or only the port."
        ),
        "port": mark("No permission to serve at {target}. Choose a port from 1024 to 65535."),
        "taken": mark("Another program is using {target}. Choose another port."),
        "offline": mark("“{target}” is unreachable. Check the network and the address."),
        "refused": mark(
            "“{target}” refused access. Check the bucket name, the key and its permissions."
        ),
        "failed": mark("Cannot write to “{target}”."),
    }
)


def publish_error_sentence(error: PublishError, words: Words) -> str:
    """Return why a target failed, and what to do."""
    detail = foreign(error.detail)
    install = install_line(detail) if error.code == "missing" else ""
    target = foreign(error.target)
    command = f"sommet-tui publish --serve {detail}"
    sentence = words.say(
        _ERRORS[error.code], target=target, detail=detail, install=install, command=command
    )
    return with_detail(sentence, error.detail if error.code in ("failed", "refused") else "", words)


def standby_words(publisher: str, words: Words) -> str:
    """Return that another computer publishes, by its name; "" if that is unknown."""
    if publisher:
        return words.say("Standing by: {name} publishes", name=foreign(publisher))
    return words.say("Standing by: another computer publishes")


def target_sentence(state: TargetState, view: View) -> str:
    """Return the state of a target."""
    words = view.words
    if state.error is not None:
        return publish_error_sentence(state.error, words)
    name = foreign(state.name)
    if state.publisher:
        other = foreign(state.publisher)
        return words.say("Standing by: {name} publishes to {target}", name=other, target=name)
    if state.publisher is not None:
        return words.say("Standing by: another computer publishes to {target}", target=name)
    if state.published_at is None:
        return words.say("Not published yet: {target}", target=name)
    time = clock_face(state.published_at, view.zones)
    return words.say("Published at {time}: {target}", time=time, target=name)
