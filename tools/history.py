"""Checks commits: an imperative subject of at most 72 characters, and no merges.

python tools/history.py message FILE   the message of a commit that is being made
python tools/history.py check          every commit since these rules
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parent.parent
BEFORE: Final = "a4deb36e8092caaa0739c6dfd012268f12da755e"
"""The last commit before these rules."""
LONGEST: Final = 72
_FIXUP: Final = re.compile(r"(?:fixup|squash|amend)! ")
_NO_IMPERATIVES: Final = frozenset((
    "A", "All", "An", "And", "Any", "Are", "As", "At", "Because", "Been", "Began", "Both",
    "Brought", "Built", "But", "By", "Came", "Chose", "Did", "Done", "Drew", "Each", "Every",
    "Fell", "For", "Found", "From", "Gave", "Given", "Gone", "Got", "Had", "Has", "He", "Held",
    "How", "I", "If", "In", "Into", "Is", "It", "Its", "Kept", "Knew", "Left", "Lost", "Made",
    "Met", "More", "New", "No", "Not", "Nothing", "Now", "Of", "On", "Once", "One", "Only", "Or",
    "Our", "Paid", "Ran", "Said", "Sent", "She", "Shown", "Since", "So", "Some", "Spoke", "Stood",
    "Taken", "That", "The", "Their", "There", "These", "They", "This", "Those", "Thrown", "To",
    "Told", "Took", "Two", "Until", "Was", "We", "Went", "Were", "What", "When", "Where",
    "Whether", "Which", "While", "Who", "Why", "With", "Without", "Written", "Wrote", "You",
    "Your",
))  # fmt: skip
_OTHER_FORM: Final = re.compile(r"[a-z]+(?:(?<!e)ed|(?<!s)s|ing)")
"""Verb forms such as "added", "adds" and "adding"."""
_VERBS: Final = frozenset(
    (
        "Alias",
        "Bias",
        "Bring",
        "Embed",
        "Focus",
        "Ring",
        "Shed",
        "Shred",
        "Spring",
        "String",
        "Swing",
    )
)
"""Verbs in the imperative that look like such a form."""


def main(arguments: list[str]) -> int:
    """Run the command given by the arguments, and return the exit code."""
    match arguments:
        case ["message", file]:
            subject = _FIXUP.sub("", Path(file).read_text("utf-8").partition("\n")[0])
            wrong = [f"“{subject}”: {fault}" for fault in subject_faults(subject)]
        case ["check"]:
            wrong = list(history_faults())
        case _:
            sys.stderr.write(__doc__ or "")
            return 64
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def subject_faults(subject: str) -> Iterator[str]:
    """Yield the faults of a commit's subject."""
    if len(subject) > LONGEST:
        yield f"{len(subject)} characters, and {LONGEST} are the most"
    if subject.endswith("."):
        yield "a subject has no full stop"
    verb = re.match(r"[A-Z][a-z]+(?=\s)", subject)
    if verb is None:
        yield "begin with a verb, its first letter a capital: “Keep the log when …”"
    elif verb[0] in _NO_IMPERATIVES or (
        verb[0] not in _VERBS and _OTHER_FORM.fullmatch(verb[0].lower())
    ):
        yield f"begin with a verb in the imperative instead of “{verb[0]}”: “Keep the log when …”"


def history_faults() -> Iterator[str]:
    """Yield the faults of the commits after `BEFORE`."""
    if _git("cat-file", "-e", f"{BEFORE}^{{commit}}") is None:
        print(f"The history since {BEFORE[:8]} is not here, and was not checked")
        return
    for line in (_git("log", "--format=%h %p%x00%s", f"{BEFORE}..HEAD") or "").splitlines():
        commits, _, subject = line.partition("\0")
        commit, *parents = commits.split()
        if len(parents) > 1:
            yield f"{commit}: a merge; rebase instead"
        else:
            yield from (f"{commit} “{subject}”: {fault}" for fault in subject_faults(subject))


def _git(*arguments: str) -> str | None:
    """Return what git prints, or None if it fails."""
    command = ["git", "-c", "safe.directory=*", "-C", str(PROJECT), *arguments]
    done = subprocess.run(  # noqa: S603 - git alone
        command, capture_output=True, check=False, encoding="utf-8"
    )
    return done.stdout if done.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
