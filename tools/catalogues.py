"""Keeps the translations up to date with the sentences in the sources.

    python tools/catalogues.py update    add new sentences to the .po, remove old ones
    python tools/catalogues.py compile   write each .mo from its .po
    python tools/catalogues.py check     list missing, stale and unfinished sentences; exit 1 if
    there are any

Run update, then translate the empty entries of the .po. The build of the package and the tests run
compile. To see new translations in the app earlier, run compile. A new language begins with an
empty file, `locale/<language>/LC_MESSAGES/sommet_tui.po`.
"""

from __future__ import annotations

import ast
import io
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = Path(__file__).parent.parent / "src" / "sommet_tui"
DOMAIN = "sommet_tui"
PLACES: Final[Mapping[str, tuple[int, ...]]] = {
    "say": (0,),
    "mark": (0,),
    "Key": (3, 4),
    "Setting": (3,),
    "Command": (0,),
    "CommandGroup": (1, 3),
    "Switch": (0,),
    "Value": (0, 1),
    "Argument": (0,),
    "ExportFormat": (1,),
}
"""The places of the sentences among the arguments of a function, counted from 0.

`count` takes a singular and a plural. An argument can be a table of sentences.
"""
_NO_DATE = datetime.fromtimestamp(0, UTC)


class CompileCatalogues(BuildHookInterface[Any]):
    """Compiles the translations before a wheel is built or an editable installation is made.

    Source: https://hatch.pypa.io/latest/plugins/build-hook/custom/
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_all()


def main(arguments: list[str]) -> int:
    """Run the command given as the argument, and return the exit code."""
    match arguments:
        case ["update"]:
            return update()
        case ["compile"]:
            return compile_all()
        case ["check"]:
            return check()
    sys.stderr.write(__doc__ or "")
    return 64


def update() -> int:
    """Update every .po from the sources, and print how many sentences need a translation."""
    template = extract_sentences()
    for po in catalogues():
        catalogue = read(po)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        po.write_bytes(_po_bytes(catalogue))
        waiting = sum(not is_translated(message) for message in messages(catalogue))
        print(f"{po}: {waiting} of {len(catalogue)} to translate")
    return 0


def compile_all() -> int:
    """Write every .mo that is missing or outdated, reproducibly."""
    for po in catalogues():
        catalogue = read(po)
        catalogue.creation_date = catalogue.revision_date = _NO_DATE
        compiled, mo = io.BytesIO(), po.with_suffix(".mo")
        write_mo(compiled, catalogue)
        if mo.is_file() and mo.read_bytes() == compiled.getvalue():
            continue
        # An app that starts during the write still reads the complete old file.
        new = po.with_suffix(f".{os.getpid()}")
        new.write_bytes(compiled.getvalue())
        new.replace(mo)
    return 0


def check() -> int:
    """Print all faults of the catalogues."""
    template = extract_sentences()
    wrong = [f"{po}: {fault}" for po in catalogues() for fault in catalogue_faults(po, template)]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def extract_sentences() -> Catalog:
    """Return every sentence of the sources."""
    template = Catalog()
    for source in sorted(SOURCES.rglob("*.py")):
        file = source.relative_to(SOURCES.parent.parent).as_posix()
        for sentence in sentences_in(ast.parse(source.read_text("utf-8"))):
            template.add(sentence, locations=[(file, 0)])
    return template


def sentences_in(tree: ast.Module) -> list[str | tuple[str, ...]]:
    """Return the sentences of a module, in the order of lines.

    Babel's own extractor fails on `bytes.count(b"...")`.
    """
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    found: list[str | tuple[str, ...]] = []
    for call in calls:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        name = call.func.id if isinstance(call.func, ast.Name) else name
        if name == "count":
            forms_ = tuple(text for each in call.args[:2] for text in _sentences(each))
            found += [forms_] if len(forms_) == 2 else []
        for place in PLACES.get(name, ()):
            found += [text for each in call.args[place : place + 1] for text in _sentences(each)]
    return found


def _sentences(node: ast.expr) -> Iterator[str]:
    """Yield a sentence, or all sentences of a table, whose keys are no sentences."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.Dict | ast.Tuple | ast.List):
        for each in node.values if isinstance(node, ast.Dict) else node.elts:
            yield from _sentences(each)


def catalogues() -> list[Path]:
    """Return the .po of every language."""
    return sorted(SOURCES.glob(f"wording/locale/*/LC_MESSAGES/{DOMAIN}.po"))


def read(po: Path) -> Catalog:
    """Read a .po, with the language of its folder."""
    with po.open("rb") as file:
        return read_po(file, locale=po.parent.parent.name)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Yield the sentences of a catalogue, without its header."""
    return (message for message in catalogue if message.id)


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the singular and plural of a text, or its only form."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def is_translated(message: Message) -> bool:
    """Return whether all forms of a sentence are translated, and not marked as fuzzy."""
    given = forms(message.string)
    return bool(given) and all(given) and not message.fuzzy


def catalogue_faults(po: Path, template: Catalog) -> Iterator[str]:
    """Yield the faults of a catalogue."""
    catalogue = read(po)
    ids = {message.id for message in messages(catalogue)}
    current = {message.id for message in messages(template)}
    yield from (f"missing: {forms(each)[0]}" for each in current - ids)
    yield from (f"no longer used: {forms(each)[0]}" for each in ids - current)
    yield from (f"no longer used, still listed: {each}" for each in catalogue.obsolete)
    for message in messages(catalogue):
        if not is_translated(message):
            yield f"not translated: {forms(message.id)[0]}"
        elif not _has_same_fields(message):
            yield f"other fields than the original: {forms(message.string)[0]}"


def field_names(text: str) -> set[str]:
    """Return the fields of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _has_same_fields(message: Message) -> bool:
    every = [*forms(message.id), *forms(message.string)]
    return all(field_names(form) == field_names(every[0]) for form in every)


def _po_bytes(catalogue: Catalog) -> bytes:
    """Return a .po with the necessary header, sorted by sentence."""
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale_identifier}\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    body = io.BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, no_location=True, sort_output=True)
    return header.encode() + body.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
