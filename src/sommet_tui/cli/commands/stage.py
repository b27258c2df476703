"""`stage`: drive the day, and see what lateness costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sommet_tui.cli.staging.asking import VERBS, asked

if TYPE_CHECKING:
    from sommet_tui.cli.menu import Menu
    from sommet_tui.cli.request import Request
    from sommet_tui.domain.rundown.acts import ActKind
    from sommet_tui.wording.words import Words


def add(menu: Menu, words: Words) -> None:
    """Put the command on the menu."""
    from sommet_tui.cli.menu import Option

    minutes, text, file = words.say("MINUTES"), words.say("TEXT"), words.say("FILE")
    menu.add(
        "stage",
        words.say("drive the day: start, end, add minutes, announce, undo; log, report"),
        run,
        takes="|".join(VERBS),
        options=(
            Option("--when", words.say("an act: when it really happened"), words.say("TIME")),
            Option("--ago", words.say("an act: how many minutes ago it really happened"), minutes),
            Option("--by", words.say("an act: who did it; without it, your login name"), text),
            Option("--to", words.say("a message: for whom"), "everyone|stage|panel|speaker"),
            Option("--session", words.say("a message: what it is about"), words.say("ID")),
            Option(
                "--acts",
                words.say("the report of acts in a file, as log --json prints them; - is a pipe"),
                file,
            ),
            Option("--csv", words.say("the report as a table")),
            Option("--sheet", words.say("the report as a run sheet to print, before the day")),
        ),
        more=_verbs_help(words),
    )


def run(request: Request) -> int:
    """Do what the verb says."""
    verb, said = asked(request)
    if verb == "report":
        from sommet_tui.cli.staging.reporting import report

        return report(request)
    if verb == "log":
        from sommet_tui.cli.staging.listing import log

        return log(request)
    if verb == "rehearsal":
        from sommet_tui.cli.staging.rehearsing import rehearse

        return rehearse(request, said[0])
    from typing import cast

    from sommet_tui.cli.staging.acting import act, say

    if verb == "message":
        return say(request, " ".join(said))
    return act(request, cast("ActKind", verb), said)


def _verbs_help(words: Words) -> str:
    shown = {f"{name} {verb.takes}".rstrip(): verb.purpose for name, verb in VERBS.items()}
    width = max(map(len, shown)) + 2
    rows = (f"  {usage:<{width}}{words.say(purpose)}" for usage, purpose in shown.items())
    return "\n".join([words.say("verbs:"), *rows])
