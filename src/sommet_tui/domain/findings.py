"""What a reader finds in a file, stated as facts; `wording` makes sentences of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sommet_tui.domain.values import field, frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from sommet_tui.domain.programme import Programme

    Level = Literal["error", "warning"]
else:
    Level = str

_NO_VALUES: Mapping[str, str] = MappingProxyType({})


@frozen
class Finding:
    """An error in a file, or a value that the reader dropped or guessed.

    `code` names the kind of finding, such as "unknown-key". `values` are cleaned texts to fill in
    its sentence, such as "key" and "suggestion". `path` is the place in the file
    ("days[0].sessions[2].start"), or "" for the whole file. `line` counts from 1.
    """

    level: Level
    code: str
    path: str = ""
    line: int | None = None
    values: Mapping[str, str] = field(default_factory=lambda: _NO_VALUES)

    @property
    def is_error(self) -> bool:
        """Whether this finding makes the file unusable."""
        return self.level == "error"


@frozen
class Loaded:
    """The result of reading a programme; it has no programme if a finding is an error.

    `origin` is the file or address as shown to users. `derived_ids` are the ids that the reader
    gave to sessions that have none in the file.
    """

    origin: str
    programme: Programme | None
    findings: tuple[Finding, ...] = ()
    derived_ids: frozenset[str] = frozenset()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make the file unusable."""
        return tuple(f for f in self.findings if f.is_error)
