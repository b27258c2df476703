"""What the keys of a moderator do: each acts at once and answers on the line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from textual.events import Key as KeyPressed

from sommet_tui.companion.moderator import Change
from sommet_tui.companion.panel import PanelMoment, Seat
from sommet_tui.domain.limits import MINUTES_LIMIT
from sommet_tui.domain.panel.acts import ARRIVALS
from sommet_tui.domain.preparation import Segment
from sommet_tui.domain.values import replace
from sommet_tui.tui.feedback import Answer
from sommet_tui.tui.moderator.controller import Moderating, taken
from sommet_tui.tui.prompt_screen import ActingScreen
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.moderator import ready_lines
from sommet_tui.wording.panel import segment_name

Wait = Callable[[Seat], Answer]
"""What is done with the seat whose letter comes next."""

_HELD = timedelta(seconds=0.7)
"""The same key again within this time was not pressed again: keyboards wait no longer to repeat."""


class ModeratorActs(ActingScreen):
    """The acts; a subclass shows the panel and says what the cursor is on."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self.panel = Moderating(viewer, self.acting)
        self.waiting: Wait | None = None
        self._pressed: tuple[str, datetime] | None = None
        self._held = False

    def cursor(self) -> tuple[str, int] | None:
        """What the cursor is on: "hand" or "question", and its number."""
        raise NotImplementedError

    # Letters

    def on_key(self, event: KeyPressed) -> None:
        """The letter of a speaker: they speak, or whatever the key before waits for."""
        self._note(event.key)
        waiting, self.waiting = self.waiting, None
        moment = self.panel.moment()
        seat = None
        if moment is not None and len(event.key) == 1 and self.line.question is None:
            seat = next((s for s in moment.speakers if s.key and s.key == event.key), None)
        if seat is not None:
            event.stop()
            if self._held:
                return
            self._tell(waiting(seat) if waiting else self.panel.speaks(seat.participant.id))
        elif waiting is not None:  # any other key means what it says, and ends the waiting
            self._tell(self._unknown(event.key))

    def _unknown(self, key: str) -> Answer | None:
        """That no speaker has this letter, where it means nothing else."""
        words, keymap = self.viewer.words, self.viewer.keymap
        if not (len(key) == 1 and "a" <= key <= "z") or key in taken(keymap):
            return None
        return Answer(words.say("Nobody here has the letter “{letter}”.", letter=key), "muted")

    def _note(self, key: str) -> None:
        """Whether a key is held down, which sends more of itself than was meant."""
        now, before = self.viewer.companion.now(), self._pressed
        self._pressed = key, now
        again = before is not None and before[0] == key
        self._held = before is not None and again and abs(now - before[1]) < _HELD

    def action_moderation(self) -> None:
        """The moderator speaks."""
        if not self._held:
            self._tell(self.panel.moderation())

    def action_nobody(self) -> None:
        """Nobody speaks."""
        moment, words = self.panel.moment(), self.viewer.words
        if moment is not None and moment.speaking is None and moment.timing.closed is None:
            self._tell(Answer(words.say("Nobody speaks"), "muted"))
        else:
            self._tell(self.panel.do(Change("turn")))

    def _wait(self, asked: str, then: Wait) -> None:
        """Wait for a letter."""
        self._tell(Answer(asked, "badge"))
        self.waiting = then

    # Arrivals

    def action_arrival(self) -> None:
        """The next letter says who; each time they are one step nearer."""
        words = self.viewer.words
        self._wait(words.say("Whose arrival? Their letter"), self._arrived)

    def _arrived(self, seat: Seat) -> Answer:
        place = ARRIVALS.index(seat.arrival) + 1
        value = ARRIVALS[place % len(ARRIVALS)]
        return self.panel.do(Change("arrival", person=seat.participant.id, value=value))

    # Segments

    def action_segment(self, by: int) -> None:
        """The next segment begins, or the one before again."""
        moment, words = self.panel.moment(), self.viewer.words
        if moment is None:
            return
        number = _number_on(moment) + by
        if self._held:
            return
        if moment.timing.closed is not None:  # the reason why it cannot be is the answer
            number = max(0, min(number, len(moment.plan) - 1))
        if number >= len(moment.plan):
            self._tell(Answer(words.say("That is the last segment."), "muted"))
        elif number < 0:
            self._tell(Answer(words.say("That is the first segment."), "muted"))
        else:
            self._tell(self.panel.do(Change("segment", item=number)))

    def action_lengthen(self, by: int) -> None:
        """A minute more or less for the segment that is on, else for the next one."""
        moment, words = self.panel.moment(), self.viewer.words
        if moment is None or not moment.plan:
            return
        number = min(max(0, _number_on(moment)), len(moment.plan) - 1)
        plan = [part.segment for part in moment.plan]
        before = plan[number]
        minutes = before.minutes + by
        if not 0 < minutes <= MINUTES_LIMIT:
            self._tell(Answer(words.say("It cannot be shorter."), "muted"))
            return
        plan[number] = replace(before, minutes=minutes)
        answer = self._planned(plan)
        if answer.style != "accent":
            self._tell(answer)
            return
        name = segment_name(before.name, words)
        said = words.say("{segment}: {n} min", segment=name, n=minutes)
        told = answer.text.partition(" · ")[2]
        self._tell(replace(answer, text=f"{said} · {told}"))

    def action_plan(self) -> None:
        """Show the minutes of every segment, to change them."""
        from sommet_tui.tui.moderator.dialogs import PlanDialog

        moment = self.panel.moment()
        if moment is not None:
            self._tell(None)
            self.app.push_screen(
                PlanDialog(self.viewer, moment, lambda plan: self._tell(self._planned(plan)))
            )

    def _planned(self, plan: Sequence[Segment]) -> Answer:
        return self.panel.do(Change("plan", segments=tuple(plan)))

    # Seats

    def action_seats(self) -> None:
        """Show who sits where, to change it."""
        from sommet_tui.tui.moderator.dialogs import SeatsDialog

        moment = self.panel.moment()
        if moment is not None and moment.speakers:
            self._tell(None)
            self.app.push_screen(SeatsDialog(self.viewer, moment, self._seated))

    def _seated(self, order: Sequence[str]) -> None:
        self._tell(self.panel.do(Change("seating", order=tuple(order))))

    # Questions and hands

    def action_question(self) -> None:
        """Note a question."""
        words = self.viewer.words
        self._write(words.say("A question"), lambda text: Change("ask", text=text))

    def action_hand(self) -> None:
        """Note a hand."""
        words = self.viewer.words
        hint = words.say("where: left, second row")
        self._write(words.say("A hand is raised"), lambda text: Change("hand", text=text), hint)

    def _write(self, asked: str, change: Callable[[str], Change], hint: str = "") -> None:
        from sommet_tui.tui.moderator.dialogs import LineDialog

        def record(text: str) -> None:
            if text.strip():
                self._tell(self.panel.do(change(text)))

        self._tell(None)
        self.app.push_screen(LineDialog(self.viewer, asked, record, hint=hint))

    def action_take(self) -> None:
        """The first hand has its turn."""
        moment, words = self.panel.moment(), self.viewer.words
        if moment is None or not moment.hands:
            self._tell(Answer(words.say("No hand is raised."), "muted"))
        else:
            self._tell(self.panel.do(Change("hand", item=moment.hands[0].number)))

    def action_asked(self) -> None:
        """The question under the cursor is asked, or is not yet; the hand has its turn."""
        moment, found = self.panel.moment(), self.cursor()
        if moment is None or found is None:
            return
        kind, number = found
        if kind == "hand":
            self._tell(self.panel.do(Change("hand", item=number)))
            return
        question = next((q for q in moment.questions if q.number == number), None)
        if question is not None:
            value = "open" if question.asked_at is not None else "asked"
            self._tell(self.panel.do(Change("question", value=value, item=number)))

    def action_star_question(self) -> None:
        """Star the question under the cursor, or take the star away."""
        moment, found = self.panel.moment(), self._on_question()
        question = (
            next((q for q in moment.questions if q.number == found), None) if moment else None
        )
        if question is not None:
            value = "plain" if question.starred else "starred"
            self._tell(self.panel.do(Change("question", value=value, item=found)))

    def action_aim(self) -> None:
        """The next letter says whom the question under the cursor is for."""
        number = self._on_question()
        if number is None:
            return

        def aim(seat: Seat) -> Answer:
            moment = self.panel.moment()
            now = (
                next((q.to for q in moment.questions if q.number == number), None)
                if moment
                else None
            )
            person = None if now == seat.participant.id else seat.participant.id
            change = Change("question", person=person, value="aimed", item=number)
            return self.panel.do(change)

        self._wait(self.viewer.words.say("Whom is it for? Their letter"), aim)

    def _on_question(self) -> int | None:
        found, words = self.cursor(), self.viewer.words
        if found is None or found[0] != "question":
            self._tell(Answer(words.say("The cursor is on no question."), "muted"))
            return None
        return found[1]

    # The stage

    def action_say(self) -> None:
        """Say a line to the stage."""
        from sommet_tui.tui.moderator.dialogs import LineDialog

        moment, words = self.panel.moment(), self.viewer.words
        if moment is None:
            return
        stands = moment.to_stage[-1].text if moment.to_stage else ""

        def say(text: str) -> None:
            if text.strip() or stands:
                self._tell(self.panel.say(text))

        self._tell(None)
        ready = ready_lines(moment, words)
        asked = words.say("To the stage")
        hint = words.say("a line; an empty one takes it back")
        self.app.push_screen(LineDialog(self.viewer, asked, say, hint=hint, ready=ready))

    def action_seen(self) -> None:
        """The stage's line is seen."""
        self._tell(self.panel.see())

    # Undo

    def action_undo(self) -> None:
        """Take the latest act back."""
        self._tell(self.panel.undo())

    def action_redo(self) -> None:
        """Do it again."""
        self._tell(self.panel.redo())


def _number_on(moment: PanelMoment) -> int:
    """The number of the segment that is on, or was last; -1 before the first."""
    reached = [n for n, part in enumerate(moment.plan) if part.state != "to_come"]
    return reached[-1] if reached else -1
