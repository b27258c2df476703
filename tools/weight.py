"""Counts the tokens of each package, and refuses more than its ceiling.

python tools/weight.py check   names the packages above their ceiling
python tools/weight.py list    prints the table of ceilings, 1 % above the present numbers;
                               with a number after it, that many percent
"""

from __future__ import annotations

import math
import sys
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).parent.parent / "src" / "sommet_tui"
CEILINGS: Final = {
    ".": 23,
    "cli": 59_589,
    "companion": 65_450,
    "domain": 77_170,
    "formats": 71_585,
    "live": 25_730,
    "pages": 21_270,
    "sources": 6_346,
    "storage": 20_861,
    "tui": 162_180,
    "wiring": 8_110,
    "wording": 37_756,
}
"""The maximum number of tokens of each package. A commit that raises one gives the reason."""
_LAYOUT: Final = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
_OPENS: Final = getattr(tokenize, "FSTRING_START", None)
"""From Python 3.12 on, an f-string has several tokens. It counts as one, as in Python 3.11."""
_CLOSES: Final = getattr(tokenize, "FSTRING_END", None)


def main(arguments: list[str]) -> int:
    """Run the command given by the arguments; return the exit code."""
    match arguments:
        case ["check"]:
            wrong = list(ceiling_faults(count_by_package(SOURCE), CEILINGS))
            print("\n".join(wrong) or "Every package is below its ceiling.")
            return 1 if wrong else 0
        case ["list", *spare] if len(spare) < 2 and all(map(str.isdecimal, spare)):
            percent = 100 + int(spare[0] if spare else 1)
            for package, weight in count_by_package(SOURCE).items():
                print(f'    "{package}": {math.ceil(weight * percent / 100):_},')
            return 0
        case _:
            sys.stderr.write(__doc__ or "")
            return 64


def ceiling_faults(found: Mapping[str, int], ceilings: Mapping[str, int]) -> Iterator[str]:
    """Yield a sentence for each package that has no ceiling, or is above it."""
    for package, weight in found.items():
        ceiling = ceilings.get(package)
        if ceiling is None:
            yield f"{package} has {weight:,} tokens and no ceiling. Add one to tools/weight.py."
        elif weight > ceiling:
            yield (
                f"{package} has {weight:,} tokens, {weight - ceiling:,} more than its ceiling of "
                f"{ceiling:,}. Remove what your change makes superfluous. If the feature is worth "
                "more code, raise the ceiling in tools/weight.py, and say why in the commit."
            )


def count_by_package(source: Path) -> dict[str, int]:
    """Count the tokens of each package in a folder. `.` means the files directly in it."""
    found: dict[str, int] = {}
    for file in sorted(source.rglob("*.py")):
        package = file.relative_to(source).parts[0] if file.parent != source else "."
        found[package] = found.get(package, 0) + count_tokens(file.read_text("utf-8"))
    return dict(sorted(found.items()))


def count_tokens(code: str) -> int:
    """Count the tokens of a file, without comments, docstrings and layout."""
    return sum(len(line) for line in _lines(code) if line != [tokenize.STRING])


def _lines(code: str) -> Iterator[list[int]]:
    """Yield the kinds of the tokens of each logical line. A docstring is a line with one string."""
    line: list[int] = []
    for kind in _kinds(tokenize.generate_tokens(StringIO(code).readline)):
        if kind == tokenize.NEWLINE:
            yield line
            line = []
        else:
            line.append(kind)


def _kinds(found: Iterable[tokenize.TokenInfo]) -> Iterator[int]:
    """Yield the kinds of tokens that count, and the ends of logical lines."""
    nested = 0
    for token in found:
        if token.type == _OPENS:
            nested += 1
        elif token.type == _CLOSES:
            nested -= 1
            if not nested:
                yield tokenize.STRING
        elif not nested and token.type not in _LAYOUT:
            yield token.type


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
