"""`stage report --log`: replays a log of acts from a file, without touching stored data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli import output
from sommet_tui.cli.context import Context, open_context
from sommet_tui.cli.exits import BAD_DATA, NO_INPUT, RefusalError
from sommet_tui.cli.input import name_of, piped_input
from sommet_tui.cli.request import Request, error_line
from sommet_tui.companion.errors import LogError, ReplayError, SourceError
from sommet_tui.domain.rundown.acts import Act
from sommet_tui.wiring.files import read_acts
from sommet_tui.wording.files import log_error_sentence, log_source_sentence
from sommet_tui.wording.stage import refusal_sentence

if TYPE_CHECKING:
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.domain.messages import Message


def open_filed(request: Request, file: str) -> tuple[Context, Snapshot]:
    """The programme, and the snapshot as if the acts in a file were all that happened.

    Raises:
        RefusalError: they cannot be read, or one could not have been recorded at its place.
    """
    context = open_context(request, keeping=False)
    logged = _read(context, file)
    lines = {one.seq: line for line, one in logged if isinstance(one, Act)}
    acts = [one for _, one in logged if isinstance(one, Act)]
    _report_strangers(context, acts)
    try:
        return context, context.snapshot.with_log([one for _, one in logged], context.now)
    except ReplayError as error:
        sentence = refusal_sentence(error.refusal, context.view)
        line = context.words.say(
            "{file}, line {line}: action {number} is impossible. {reason}",
            file=name_of(file),
            line=lines[error.act.seq],
            number=error.act.seq,
            reason=sentence,
        )
        raise RefusalError(BAD_DATA, [error_line(line)]) from None


def _read(context: Context, file: str) -> tuple[tuple[int, Act | Message], ...]:
    name = name_of(file)
    try:
        return read_acts(name if file == "-" else file, piped_input(file))
    except SourceError as error:
        code = BAD_DATA if error.code == "too-large" else NO_INPUT
        raise RefusalError(code, [error_line(log_source_sentence(error, context.words))]) from None
    except LogError as error:
        raise RefusalError(
            BAD_DATA, [error_line(log_error_sentence(error, name, context.words))]
        ) from None


def _report_strangers(context: Context, acts: list[Act]) -> None:
    """Say if acts were recorded for another programme: their sessions may be others."""
    others = {act.programme for act in acts} - {None, context.programme.id}
    for other in sorted(filter(None, others))[:1]:
        sentence = context.words.say(
            "These actions were recorded for the programme “{id}”.", id=other
        )
        output.report([error_line(sentence)])
