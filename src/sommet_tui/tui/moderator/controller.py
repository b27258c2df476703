"""One panel for its moderator: its session, its state, and acts that return a sentence."""

from __future__ import annotations

from collections.abc import Callable

from sommet_tui.companion.errors import StorageError, UnknownError
from sommet_tui.companion.keys import (
    PANEL_REDO,
    PANEL_UNDO,
    Key,
)
from sommet_tui.companion.moderator import Moderator, UncountedError
from sommet_tui.companion.panel import PanelMoment, panel_moment
from sommet_tui.companion.rehearsal import RehearsalOverError
from sommet_tui.companion.stage import NotActingError, login_name
from sommet_tui.domain.panel.acts import MODERATION, PanelAct
from sommet_tui.tui.feedback import Feedback
from sommet_tui.tui.render.memo import Memo
from sommet_tui.tui.stage.controller import StageController
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.moderator import panel_act_sentence, uncounted_sentence
from sommet_tui.wording.sentences import redone_words, undone_words


class PanelController:
    """The shown panel, and the acts of its moderator.

    `chosen` is the session that the user chose or acted on; it stays even if another session
    begins. If `chosen` is None, the panel follows the room: the running session, or else the next
    one.
    """

    def __init__(self, viewer: Viewer, stage: StageController) -> None:
        self._viewer = viewer
        self.stage = stage
        self.chosen: str | None = None
        self._moment: Memo[PanelMoment] = Memo()

    # Which

    def session_id(self) -> str | None:
        """The shown session; None if the room has none."""
        if self.chosen in self._viewer.programme.by_id:
            return self.chosen
        view = self.stage.view()
        if view is None:
            return None
        timing = view.timing
        item = timing.running or timing.next
        if item is not None and not item.session.is_break:
            return item.session.id
        held = [i.session.id for i in timing.items if not i.session.is_break]
        return held[-1] if held else None

    def step(self, by: int) -> None:
        """Choose the previous or the next session in the same room, on any day."""
        shown = self.session_id()
        programme = self._viewer.programme
        if shown is None:
            return
        room = programme.by_id[shown].room
        held = [s.id for s in programme.sessions if not s.is_break and s.room == room]
        place = held.index(shown) + by
        if 0 <= place < len(held):
            self.chosen = held[place]

    def moment(self) -> PanelMoment | None:
        """Return the panel now, computed once a second or after any change."""
        session_id, companion = self.session_id(), self._viewer.companion
        if session_id is None:
            return None
        snapshot, now = companion.snapshot, companion.now().replace(microsecond=0)
        return self._moment.of(
            (snapshot, now, session_id),
            lambda: panel_moment(
                snapshot,
                session_id,
                now,
                taken=self._viewer.keymap.panel_letters(),
                cues=self._viewer.settings.cue_minutes,
            ),
        )

    # Acts

    def do(self, act: PanelAct) -> Feedback:
        """Record an act, and return what it did and how to undo it, or why it is impossible."""
        return self._feedback(lambda one: one.record(act), PANEL_UNDO)

    def undo(self) -> Feedback:
        """Undo the latest act."""
        return self._feedback(Moderator.undo, PANEL_REDO)

    def redo(self) -> Feedback:
        """Redo the act that was undone last."""
        return self._feedback(Moderator.redo, PANEL_UNDO, again=True)

    def speaks(self, person: str) -> Feedback:
        """Begin a person's turn, or end it if the person is speaking."""
        moment = self.moment()
        on = moment is not None and moment.speaking == person
        return self.do(PanelAct("turn", person=None if on else person))

    def moderation(self) -> Feedback:
        """Begin the moderator's turn, or end it."""
        moment = self.moment()
        if moment is None:
            return Feedback("")
        if moment.moderation.speaking:
            return self.do(PanelAct("turn"))
        seats = moment.moderators
        return self.do(PanelAct("turn", person=seats[0].participant.id if seats else MODERATION))

    def say(self, text: str) -> Feedback:
        """Send a message to the stage, or withdraw the current one with an empty text."""
        session_id = self.session_id()
        self.chosen = session_id
        return self.stage.say(text, "stage", session_id, None)

    def see(self) -> Feedback:
        """Tell the stage that its latest message was seen."""
        words, moment = self._viewer.words, self.moment()
        unseen = [m for m in moment.to_panel if m.seen_at is None] if moment else []
        if not unseen:
            return Feedback(words.say("No new message from the stage."), "muted")
        for message in unseen:
            feedback = self.stage.see(message)
        return feedback

    def _feedback(
        self, act: Callable[[Moderator], PanelAct | None], back: Key, *, again: bool = False
    ) -> Feedback:
        """Return the result of an act; `back` is the key that undoes it."""
        viewer, words, before = self._viewer, self._viewer.words, self.moment()
        if before is None:
            return Feedback(words.say("This action is not possible now."), "danger")
        self.chosen = before.session.id
        try:
            done = act(Moderator(viewer.companion, before.session.id, login_name()))
        except UnknownError:
            return Feedback(words.say("This action is not possible now."), "danger")
        except UncountedError as error:
            return Feedback(uncounted_sentence(error, viewer.view()), "muted")
        except (NotActingError, RehearsalOverError, StorageError) as error:
            return self.stage.failure(error)
        if done is None:
            nothing = (
                words.say("There is nothing to redo.")
                if again
                else words.say("There is nothing to undo.")
            )
            return Feedback(nothing, "muted")
        # What is gone is known from before, what has come from after.
        after = self.moment() or before
        said = panel_act_sentence(done, before if done.item is not None else after, words)
        if back is PANEL_REDO:
            said = undone_words(said, words)
        elif again:
            said = redone_words(said, words)
        hint = words.say("redo") if back is PANEL_REDO else words.say("undo")
        return Feedback(f"{said} · {viewer.keymap.shown(back)} {hint}")
