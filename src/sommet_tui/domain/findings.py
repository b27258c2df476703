"""What a reader has to say about a file: facts, not sentences; wording makes the sentences."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from sommet_tui.domain.values import dataclass, field

if TYPE_CHECKING:
    from typing import Literal

    from sommet_tui.domain.programme import Programme

    Level = Literal["error", "warning"]
else:
    Level = str

_NO_VALUES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, dropped or guessed.

    `code` names the kind of finding ("unknown-key"), `values` what its sentence needs ("key",
    "suggestion"), all of it cleaned text. `path` is the place inside the file as people write it
    ("days[0].sessions[2].start"), "" for the whole file; `line` counts from 1.
    """

    level: Level
    code: str
    path: str = ""
    line: int | None = None
    values: Mapping[str, str] = field(default_factory=lambda: _NO_VALUES)

    @property
    def is_error(self) -> bool:
        """Whether the file cannot be used because of it."""
        return self.level == "error"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The result of reading a programme: a programme, unless one of the findings is an error.

    `origin` is the file or address it was read from, as shown to users.
    """

    origin: str
    programme: Programme | None
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep the file from being used."""
        return tuple(f for f in self.findings if f.is_error)
