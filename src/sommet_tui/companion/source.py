"""The file or address of the programme: whether it has changed, and its present content."""

from __future__ import annotations

from sommet_tui.companion.errors import SourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sommet_tui.companion.ports import ProgrammeSource, Refresher
    from sommet_tui.domain.findings import Loaded


class Source:
    """The source of the programme. It may wait for a drive or a network; any thread may call it."""

    def __init__(self, source: ProgrammeSource, refresher: Refresher | None = None) -> None:
        """`refresher` asks the source for a newer programme if that takes time."""
        self._source = source
        self._refresher = refresher
        self._version = source.version()

    def is_outdated(self) -> bool:
        """Whether the source has changed since the last call; for one thread at a time."""
        version, self._version = self._version, self._source.version()
        return version != self._version

    def read(self) -> Loaded | SourceError:
        """Read the programme again; pass the result to `Companion.take`."""
        try:
            return self._source.load()
        except SourceError as error:
            return error

    @property
    def is_distant(self) -> bool:
        """Whether the programme comes from a source that must be asked for newer versions."""
        return self._refresher is not None

    def refresh_due(self) -> bool:
        """Whether it is time to `refresh`; cheap enough for every second."""
        return self._refresher is not None and self._refresher.due()

    def refresh(self, progress: Callable[[int], None] | None = None) -> Loaded | SourceError | None:
        """Ask for a newer programme; pass the result to `Companion.report_refresh`.

        None if the source has stored a newer one, so that it `is_outdated`, or has none. `progress`
        is called with the number of bytes received.
        """
        if self._refresher is None:
            return None
        try:
            return self._refresher.refresh(progress)
        except SourceError as error:
            return error

    def export(self) -> str | None:
        """Return the address of the export to which a web page led, or None."""
        return self._refresher.taken() if self._refresher is not None else None
