"""`publish`: publish the day for its audience."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sommet_tui.cli import output, shown_day
from sommet_tui.cli.commands import MANY, Argument, Command
from sommet_tui.cli.context import Context, open_context
from sommet_tui.cli.exit_codes import CANNOT_CREATE, IO_ERROR, OK, UNAVAILABLE, USAGE, RefusalError
from sommet_tui.cli.options import (
    CommandOptions,
    MisuseError,
    Request,
    Switch,
    Value,
    error_line,
    parse_poll_seconds,
)
from sommet_tui.companion.json import Json, iso
from sommet_tui.companion.live_ports import PublishError
from sommet_tui.companion.publisher import Address, Publisher, TargetState, split_targets
from sommet_tui.wiring.publishing_and_following import open_publisher, remember_publishing
from sommet_tui.wording.audience import publish_error_sentence, target_sentence
from sommet_tui.wording.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CODES: Mapping[str, int] = {
    "no-folder": CANNOT_CREATE,
    "denied": CANNOT_CREATE,
    "occupied": CANNOT_CREATE,
    "event": CANNOT_CREATE,
    "special": CANNOT_CREATE,
    "link": CANNOT_CREATE,
    "dangling": CANNOT_CREATE,
    "address": USAGE,
    "serve": USAGE,
    "slashes": USAGE,
    "password": USAGE,
    "not-here": USAGE,
    "port": USAGE,
    "offline": UNAVAILABLE,
    "refused": UNAVAILABLE,
    "missing": UNAVAILABLE,
    "taken": UNAVAILABLE,
}


class PublishOptions(CommandOptions):
    serve = Switch("serve the page over HTTP (at ADDRESS:PORT; default: this computer’s port 8080)")
    once = Switch("publish once and exit")
    force = Switch("overwrite files that belong to another program or event")
    poll_after = Value(
        "set how often the audience’s pages are updated, in seconds (default: 15)",
        "SECONDS",
    )


def run(request: Request, options: PublishOptions) -> int:
    """Publish the day at every target, once or until the user ends the command."""
    context = open_context(request.without_following())
    words = context.words
    if request.at is not None and not options.once:
        sentence = words.say("--at publishes the day as it is at one moment, so it needs --once.")
        raise MisuseError(sentence, words)
    if request.at is None:
        context.companion.clock.return_to_real_time()  # a rehearsal is never published
    context.report_troubles()
    targets: Sequence[str] = request.arguments
    serve: Address | None = None
    if options.serve:
        targets, serve = _targets_and_address(targets, words)
    elif not targets:
        targets, addresses = split_targets(request.settings.publish)
        serve = next(iter(addresses), None)
    if not targets and serve is None:
        raise MisuseError(words.say(_NEEDS_TARGET), words)
    seconds = parse_poll_seconds(options.poll_after, words) if options.poll_after else None
    try:
        publisher = open_publisher(context.companion, targets, serve, seconds, force=options.force)
    except PublishError as error:
        raise _refusal(error, context) from None
    remember_publishing(context.companion)
    try:
        if options.once:
            if request.at is None:
                shown_day.update_from_crew(context)
            return _publish_once(publisher, context)
        _publish_continuously(publisher, context)
    finally:
        publisher.close()
        link = context.companion.log.disconnect()
        if link is not None:
            link.stop()
    return OK


def _targets_and_address(arguments: Sequence[str], words: Words) -> tuple[Sequence[str], Address]:
    """Return the targets at which to publish, and the address at which to serve the day."""
    targets, addresses = split_targets(arguments)
    if len(addresses) > 1:
        raise MisuseError(words.say("--serve takes only one ADDRESS:PORT."), words)
    return targets, addresses[0] if addresses else (None, None)


def _publish_once(publisher: Publisher, context: Context) -> int:
    if context.snapshot.lacks_session(context.companion.clock.real_now()):
        return UNAVAILABLE  # standard error already has the reason
    states = publisher.publish_once()
    if context.request.as_json:
        output.write_json({"targets": [_view(state, context) for state in states]})
    for state in states:
        if state.error is not None or not context.request.as_json:
            _print_state(state, context)
    errors = [state.error for state in states if state.error is not None]
    return _CODES.get(errors[0].code, IO_ERROR) if errors else OK


def _publish_continuously(publisher: Publisher, context: Context) -> None:
    """Publish the day after every change. Report a target when it begins to fail or works again."""
    from sommet_tui.cli.crew import Membership

    companion, crew = context.companion, Membership(context)
    reported: dict[str, tuple[str, str]] = {}
    while True:
        crew.update()
        companion.load_external_changes()
        if companion.source.is_outdated():
            companion.show_programme(companion.source.read())
        if companion.source.is_refresh_due():
            companion.report_refresh(companion.source.refresh())
        publisher.publish_due()
        for state in publisher.states:
            report = state.report
            if report is not None and reported.get(state.name) != report:
                reported[state.name] = report
                if context.request.as_json:
                    output.write_json_lines([_view(state, context)])
                if state.error is not None or not context.request.as_json:
                    _print_state(state, context)
        time.sleep(1 - companion.clock.real_now().microsecond / 1_000_000)


def _print_state(state: TargetState, context: Context) -> None:
    sentence = target_sentence(state, context.view)
    output.report([error_line(sentence) if state.error else sentence])


def _view(state: TargetState, context: Context) -> Json:
    return {
        "target": state.name,
        "published_at": iso(context.programme, state.published_at),
        "error": state.error.code if state.error else None,
        "publisher": state.publisher,
    }


def _refusal(error: PublishError, context: Context) -> RefusalError:
    sentence = publish_error_sentence(error, context.words)
    return RefusalError(_CODES.get(error.code, IO_ERROR), [error_line(sentence)])


_NEEDS_TARGET = mark(
    "“publish” needs a target: one or more folders, s3://BUCKET/PREFIX, or --serve."
)
COMMAND = Command(
    "publish the day: a web page and its data",
    run,
    PublishOptions,
    arguments=(Argument("TARGET", least=0, most=MANY, offers="file"),),
)
