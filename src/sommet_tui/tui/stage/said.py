"""Lines that the stage says: to whom, how they are taken back, and those of a panel."""

from __future__ import annotations

from sommet_tui.domain.rundown.projection import Projected
from sommet_tui.domain.values import dataclass
from sommet_tui.tui.feedback import Answer
from sommet_tui.tui.prompt_screen import ActingScreen
from sommet_tui.tui.stage.controller import Addressee
from sommet_tui.tui.stage.keys import UNDO
from sommet_tui.tui.viewer import Viewer


@dataclass(frozen=True, slots=True)
class _Saying:
    """What was said last, in which room, and how many acts there were then."""

    addressee: Addressee
    text: str
    room: str | None
    acts: int


class StageSaying(ActingScreen):
    """Messages; a subclass says what is chosen in its lane."""

    def __init__(self, viewer: Viewer) -> None:
        self._saying: _Saying | None = None
        super().__init__(viewer)

    def chosen(self) -> Projected | None:
        """The item under the cursor, else what runs, else what is next."""
        raise NotImplementedError

    def action_message(self) -> None:
        """Say a line."""
        from sommet_tui.tui.stage.prompts import MessageDialog

        view = self.acting.view()
        why_not = self.acting.not_acting()
        if view is None or why_not is not None:
            self._tell(Answer(why_not, "danger") if why_not is not None else None)
            return
        self._tell(None)
        item = self.chosen()
        chosen = item.session.id if item is not None else None
        whom = self.acting.addressees(view.standing, chosen)
        self.app.push_screen(MessageDialog(self.viewer, whom, self.acting.whom, self._say))

    def action_seen(self) -> None:
        """The panel's line is seen."""
        view, words = self.acting.view(), self.viewer.words
        if view is None or not view.said.asked:
            self._tell(Answer(words.say("There is nothing new from the panel."), "muted"))
        else:
            self._tell(self.acting.see(view.said.asked[0]))

    def _say(self, text: str, whom: Addressee) -> None:
        answer = self.acting.say(text, whom.to, whom.session, whom.room)
        if answer.style != "danger":
            said = self.acting.stands(whom)
            acts = len(self.viewer.companion.snapshot.events.acts)
            self._saying = _Saying(whom, said, self.acting.room, acts)
            words, key = self.viewer.words, self.viewer.keymap.shown(UNDO)
            hint = words.say("take back") if said else words.say("undo")
            answer = Answer(f"{answer.text} · {key} {hint}")
        self._tell(answer)

    def take_back(self) -> Answer | None:
        """Take back what was said last, if nothing was done after it; None where that is not so.

        What stood before is said again.
        """
        saying, self._saying = self._saying, None
        acts = len(self.viewer.companion.snapshot.events.acts)
        if saying is None or (saying.room, saying.acts) != (self.acting.room, acts):
            return None
        whom, words = saying.addressee, self.viewer.words
        if self.acting.stands(whom) != saying.text:
            return Answer(words.say("That message stands no more."), "muted")
        before = whom.stands.text if whom.stands else ""
        return self.acting.say(before, whom.to, whom.session, whom.room)
