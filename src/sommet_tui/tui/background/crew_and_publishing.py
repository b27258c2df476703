"""The connection to the crew, and publishing on request of the user or as the lead of a room."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from functools import partial

from sommet_tui.companion import errors, keys, live_ports
from sommet_tui.tui.background.threads import SingleJob, read_in_background
from sommet_tui.tui.render.rows import fit
from sommet_tui.tui.widgets import dialog
from sommet_tui.tui.widgets.field import CleanInput
from sommet_tui.wording import audience, times
from sommet_tui.wording.crew import broker_error_sentence, broker_refusal_sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from textual.app import App
    from textual.notifications import SeverityLevel

    from sommet_tui.companion.day_log import EventLog
    from sommet_tui.companion.publisher import Publisher
    from sommet_tui.companion.snapshot import Snapshot
    from sommet_tui.tui.viewer import Viewer
    from sommet_tui.wording.words import Words


_MAX_LENGTH = 500
_ROWS = 3
_NAME = 16
"""The maximum width of a computer's name in the footer, in cells."""


class Publishing:
    """The task that publishes the day on request of the user, while the window is open."""

    def __init__(self, app: App[None], viewer: Viewer) -> None:
        self._app = app
        self._viewer = viewer
        self._job = SingleJob(app)
        self._reported: dict[str, tuple[str, str]] = {}

    def tick(self) -> None:
        """Publish the documents that are due, and report changes.

        It is cheap enough to call every second.
        """
        publisher = self._viewer.publisher
        if publisher is None:
            return
        publisher.publish_due()
        for state in publisher.states:
            report = state.report
            if report is not None and self._reported.get(state.name) != report:
                self._reported[state.name] = report
                sentence = audience.target_sentence(state, self._viewer.scene())
                self._say(sentence, wrong=state.error is not None)

    def toggle(self) -> None:
        """Stop publishing, or start if nothing is being published.

        If the settings name no targets, ask the user for some.
        """
        words = self._viewer.words
        if self._job.is_running:
            return
        if self._viewer.publisher is not None:
            self.stop()
            self._say(words.say("Publishing has stopped."))
        elif self._viewer.snapshot.is_following:
            self._say(
                words.say("You are following a day that another computer publishes."), wrong=True
            )
        elif self._viewer.settings.publish:
            self.begin(self._viewer.settings.publish)
        else:
            self._ask_for_targets()

    def _ask_for_targets(self) -> None:
        def publish_at(typed: str) -> str | None:
            targets = list(_split_words(typed))
            if not targets:
                return ""
            self.begin(targets)
            return None

        question = self._viewer.words.say(
            "Publish to: a folder, s3://BUCKET/PREFIX, or :8080 to serve the day from this "
            "computer (several allowed)"
        )
        title = self._viewer.words.say(keys.STAGE_PUBLISH.label)
        field = CleanInput(placeholder="~/www/summit", max_length=_MAX_LENGTH)
        self._app.push_screen(
            dialog.LineDialog(title, dialog.question_painter(question), _ROWS, field, publish_at)
        )

    def begin(self, targets: Sequence[str]) -> None:
        """Begin to publish at the targets: folders, buckets or addresses."""
        self._job.begin(partial(self._open_publisher, tuple(targets)))

    async def _open_publisher(self, targets: Sequence[str]) -> None:
        words = self._viewer.words
        try:
            self._viewer.publisher = await read_in_background(
                lambda: self._viewer.services.publish(targets)
            )
        except live_ports.PublishError as error:
            self._say(audience.publish_error_sentence(error, words), wrong=True)
        self.tick()

    def stop(self) -> None:
        publisher, self._viewer.publisher, self._reported = self._viewer.publisher, None, {}
        if publisher is not None:
            publisher.close()

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        severity: SeverityLevel = "warning" if wrong else "information"
        self._app.notify(sentence, severity=severity, markup=False, timeout=8)


def publishing_label(viewer: Viewer) -> str:
    """Return the state of publishing in a few words for the footer.

    If publishing is off, return "".
    """
    words, publisher = viewer.words, viewer.publisher
    if publisher is None:
        return ""
    if publisher.is_held_back:
        return words.say("Not published during rehearsal")
    states = publisher.states
    wrong = sum(state.error is not None for state in states)
    if wrong:
        return words.count("Publishing: {n} error", "Publishing: {n} errors", wrong)
    others = {state.publisher for state in states}
    if len(others) == 1 and (publisher_name := others.pop()) is not None:
        return audience.standby_words(fit(publisher_name, _NAME), words)
    mine = [state for state in states if state.publisher is None]
    published = [state.published_at for state in mine if state.published_at is not None]
    if len(published) < len(mine) or not published:
        return words.say("Publishing…")
    return words.say("Published {time}", time=times.column_time(min(published), viewer.zones))


def _split_words(text: str) -> Iterator[str]:
    """Yield the words of a line. Quotation marks keep words with spaces together."""
    try:
        yield from shlex.split(text)
    except ValueError:  # A quotation mark is missing.
        yield from text.split()


_TEMPORARY_ERRORS = frozenset(("offline", "timeout", "lost", "host", "copied"))
"""Errors that pass without any action of the user. Only the header shows them."""
_ADDRESS_ERRORS = frozenset(("no-mqtt", "not-encrypted", "failed"))
"""Errors that a wrong address causes. They also occur while a broker stops."""


class CrewConnection:
    """The task that connects to the crew while the day is shared, also to a new address."""

    def __init__(self, app: App[None], viewer: Viewer) -> None:
        self._app = app
        self._viewer = viewer
        self._job = SingleJob(app)
        self._current_state: object = None
        self._reported: str | None = None
        self._accepted = False
        """Whether the broker at this address has ever accepted the connection."""
        self.lead = LeadPublishing(viewer)

    def tick(self) -> None:
        """Connect or disconnect if that is due. It is cheap enough to call every second."""
        if not self._job.is_running and self._desired_state() != self._current_state:
            self._job.begin(self._reconnect)
        self._report()
        self.lead.tick()

    def _report(self) -> None:
        """Show the user once, in a full sentence, what to repair.

        The header has space for only a few words.
        """
        snapshot = self._viewer.snapshot
        self._accepted = self._accepted or (snapshot.link is not None and snapshot.link.connected)
        sentence = _repair_sentence(snapshot, self._viewer.words, was_connected=self._accepted)
        if sentence != self._reported:
            self._reported = sentence
            if sentence is not None:
                self._app.notify(sentence, severity="error", markup=False, timeout=20)

    def _desired_state(self) -> object:
        snapshot = self._viewer.snapshot
        crew = snapshot.events.active_crew
        if crew is None:
            return None
        share, programme = crew.share, snapshot.programme
        names = share.address, share.writer, share.name, share.authority
        return programme.id, programme.revision, *names  # the crew compares the revisions

    async def _reconnect(self) -> None:
        wanted = self._desired_state()
        companion, words = self._viewer.companion, self._viewer.words
        programme = companion.snapshot.programme
        try:
            link = companion.log.disconnect()
            if link is not None:
                await read_in_background(link.stop)
            if wanted is not None:
                opened = await read_in_background(lambda: self._viewer.services.connect(programme))
                if opened is not None:
                    companion.log.connect(opened)
            self._current_state, self._accepted = wanted, False
        except live_ports.BrokerError as error:
            self._current_state = wanted
            sentence = broker_error_sentence(error, words)
            self._app.notify(sentence, severity="error", markup=False, timeout=20)
        except errors.StorageError:
            pass  # The header shows the error, and the next second tries again.


def _repair_sentence(snapshot: Snapshot, words: Words, *, was_connected: bool) -> str | None:
    """Return a sentence about an error that only the user can repair, or None.

    If `was_connected`, the broker has accepted this window before, so the address must be right.
    """
    crew, link = snapshot.events.crew, snapshot.link
    if crew is None or link is None:
        return None
    if link.error is not None:
        passing = link.error.code in _TEMPORARY_ERRORS or (
            was_connected and link.error.code in _ADDRESS_ERRORS
        )
        return None if passing else broker_error_sentence(link.error, words)
    return (
        broker_refusal_sentence(crew.share, link, words)
        if link.refused in ("read", "records")
        else None
    )


class LeadPublishing:
    """The task that publishes the day while this computer leads a room, even after failures."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._publisher: Publisher | None = None
        self._address = ""

    def tick(self) -> None:
        """Publish the documents that are due. It is cheap enough to call every second."""
        address = _lead_broker_address(self._viewer.snapshot.events)
        if address != self._address:
            self.stop()
            self._address = address
            self._publisher = self._viewer.services.publish_as_lead() if address else None
        if self._publisher is not None:
            self._publisher.publish_due()

    def stop(self) -> None:
        """Stop publishing. The broker keeps the last documents."""
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            publisher.close()


def _lead_broker_address(events: EventLog) -> str:
    """Return the address of the broker if this installation leads a room, or ""."""
    crew = events.active_crew
    if crew is None:
        return ""
    return crew.share.address if any(map(crew.is_lead, crew.log.leads)) else ""
