"""The keys of the Moderator: each acts at once and shows its result on the line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sommet_tui.companion.keys import PANEL_SAY
from sommet_tui.companion.panel import PanelMoment, Seat
from sommet_tui.domain.limits import MESSAGE_LIMIT, MINUTES_LIMIT
from sommet_tui.domain.panel.acts import PanelAct, next_arrival
from sommet_tui.domain.panel.airtime import turn_limit
from sommet_tui.domain.preparation import Segment
from sommet_tui.domain.values import replace
from sommet_tui.tui.feedback import Feedback
from sommet_tui.tui.moderator.controller import PanelController
from sommet_tui.tui.moderator.queue import Queue
from sommet_tui.tui.prompt import Prompt
from sommet_tui.tui.viewer import HELD, Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.tui.widgets.field import CleanInput
from sommet_tui.wording.moderator import limit_refusal, ready_lines
from sommet_tui.wording.panel import segment_name

Wait = Callable[[Seat], Feedback]
"""A function that receives the person whose letter is pressed next."""

_HELD = timedelta(seconds=HELD)
"""If the same key comes again within this time, the key is held down and repeats."""


class ModeratorPrompts:
    """The keys of a panel: for a key with the action `act('NAME')`, the method `act_NAME`."""

    def __init__(
        self,
        panel: PanelController,
        prompt: Prompt,
        viewer: Viewer,
        queue: Queue,
        open_dialog: Callable[[Dialog], object],
    ) -> None:
        self.waiting: Wait | None = None
        self._panel = panel
        self._prompt = prompt
        self._viewer = viewer
        self._queue = queue
        self._open = open_dialog
        self._pressed: tuple[str, datetime] | None = None
        self._held = False

    def act(self, name: str, *amounts: int) -> None:
        """Carry out the key with this name."""
        getattr(self, f"act_{name}")(*amounts)

    # Letters

    def press(self, key: str) -> bool:
        """Use the letter of a speaker: they speak, or the last key was waiting for them.

        Return whether the key is used up. Escape only ends the waiting; any other key also keeps
        its own meaning.
        """
        self._note(key)
        waiting, self.waiting = self.waiting, None
        moment = self._panel.moment()
        seat = None
        if moment is not None and len(key) == 1 and self._prompt.question is None:
            seat = next((s for s in moment.speakers if s.key and s.key == key), None)
        if seat is not None:
            if not self._held:
                self._tell(waiting(seat) if waiting else self._panel.speaks(seat.participant.id))
        elif waiting is not None:
            self._tell(self._unknown(key))
            return key == "escape"
        return seat is not None

    def _unknown(self, key: str) -> Feedback | None:
        """Return that no speaker has this letter, unless it has another meaning."""
        words, keymap = self._viewer.words, self._viewer.keymap
        if not (len(key) == 1 and "a" <= key <= "z") or key in keymap.panel_letters():
            return None
        return Feedback(words.say("Nobody here has the letter “{letter}”.", letter=key), "muted")

    def _note(self, key: str) -> None:
        """Note whether the key is held down, which repeats it."""
        now, before = self._viewer.companion.now(), self._pressed
        self._pressed = key, now
        again = before is not None and before[0] == key
        self._held = before is not None and again and abs(now - before[1]) < _HELD

    def let_go(self) -> None:
        """Take the next key as pressed, not as held down."""
        self._held = False

    def act_moderation(self) -> None:
        """Give the floor to the moderator."""
        if not self._held:
            self._tell(self._panel.moderation())

    def act_nobody(self) -> None:
        """Take the floor away from whoever has it."""
        moment, words = self._panel.moment(), self._viewer.words
        if moment is not None and moment.speaking is None and moment.timing.closed is None:
            self._tell(Feedback(words.say("Nobody has the floor"), "muted"))
        else:
            self._tell(self._panel.do(PanelAct("turn")))

    def _wait(self, asked: str, then: Wait) -> None:
        """Ask for the letter of a speaker."""
        self._tell(Feedback(asked, "badge"))
        self.waiting = self._panel.stage.for_this_day(then)

    # Arrivals

    def act_arrival(self) -> None:
        """Ask whose arrival to record; each time it advances by one step."""
        words = self._viewer.words
        self._wait(words.say("Who has arrived? Press the letter beside the name."), self._arrived)

    def _arrived(self, seat: Seat) -> Feedback:
        value = next_arrival(seat.arrival)
        return self._panel.do(PanelAct("arrival", person=seat.participant.id, value=value))

    # Segments

    def act_segment(self, by: int) -> None:
        """Begin the next segment, or the previous one again."""
        moment, words = self._panel.moment(), self._viewer.words
        if moment is None:
            return
        number = _number_on(moment) + by
        if self._held:
            return
        if moment.timing.closed is not None:  # the reason why it cannot be is the answer
            number = max(0, min(number, len(moment.plan) - 1))
        if number >= len(moment.plan):
            self._tell(Feedback(words.say("That is the last segment."), "muted"))
        elif number < 0:
            self._tell(Feedback(words.say("That is the first segment."), "muted"))
        else:
            self._tell(self._panel.do(PanelAct("segment", item=number)))

    def act_lengthen(self, by: int) -> None:
        """Lengthen or shorten the current segment by a minute, else the next one."""
        moment, words = self._panel.moment(), self._viewer.words
        if moment is None or not moment.plan:
            return
        number = min(max(0, _number_on(moment)), len(moment.plan) - 1)
        if moment.takes_what_is_left:
            key = self._viewer.keymap.shown(PANEL_SAY)
            said = words.say(
                "The last segment already has all the remaining time; {key} asks the stage "
                "for more",
                key=key,
            )
            self._tell(Feedback(said, "muted"))
            return
        plan = [part.segment for part in moment.plan]
        before = plan[number]
        minutes = before.minutes + by
        if not 0 < minutes <= MINUTES_LIMIT:
            self._tell(Feedback(words.say("This segment cannot get any shorter."), "muted"))
            return
        plan[number] = replace(before, minutes=minutes)
        feedback = self._planned(plan)
        if feedback.style != "accent":
            self._tell(feedback)
            return
        name = segment_name(before.name, words)
        said = words.say("{segment}: {n} min", segment=name, n=minutes)
        rest = feedback.text.partition(" · ")[2]
        self._tell(replace(feedback, text=f"{said} · {rest}"))

    def act_plan(self) -> None:
        """Show the minutes of every segment, to change them."""
        from sommet_tui.tui.moderator.dialogs import SegmentsDialog

        moment, keep = self._panel.moment(), self._panel.stage.for_this_day(self._planned)
        if moment is not None:
            self._tell(None)
            self._open(SegmentsDialog(self._viewer, moment, lambda plan: self._tell(keep(plan))))

    def _planned(self, plan: Sequence[Segment]) -> Feedback:
        return self._panel.do(PanelAct("plan", segments=tuple(plan)))

    def act_limit(self) -> None:
        """Ask how long each turn may last."""
        words, do = self._viewer.words, self._panel.stage.for_this_day(self._panel.do)

        def record(text: str) -> str | None:
            try:
                seconds = turn_limit(text.strip() or "0")
            except ValueError:
                return limit_refusal(text, words)
            self._tell(do(PanelAct("limit", item=seconds)))
            return None

        asked, hint = (
            words.say("How long may each turn last?"),
            words.say("minutes: 2 or 1:30; 0: no limit"),
        )
        self._ask_line(asked, hint, record)

    # Seats

    def act_seats(self) -> None:
        """Show who sits where, to change it."""
        from sommet_tui.tui.moderator.dialogs import SeatsDialog

        moment, do = self._panel.moment(), self._panel.stage.for_this_day(self._panel.do)
        if moment is not None and moment.speakers:

            def seat(order: Sequence[str]) -> None:
                self._tell(do(PanelAct("seating", order=tuple(order))))

            self._tell(None)
            self._open(SeatsDialog(self._viewer, moment, seat))

    # Questions and hands

    def act_question(self) -> None:
        """Ask for the text of a question, and select it: it may need a star or a name."""
        words = self._viewer.words
        self._write(words.say("A question"), lambda text: PanelAct("ask", text=text))

    def act_hand(self) -> None:
        """Ask for a note on a raised hand."""
        words = self._viewer.words
        hint = words.say("where the person sits: left, second row")
        self._write(words.say("A hand is raised"), lambda text: PanelAct("hand", text=text), hint)

    def _write(self, asked: str, act: Callable[[str], PanelAct], hint: str = "") -> None:
        do = self._panel.stage.for_this_day(self._panel.do)

        def record(text: str) -> None:
            if text.strip():
                known = self._questions()
                self._tell(do(act(text)))
                for number in self._questions() - known:
                    self._queue.select(("question", number))

        self._ask_line(asked, hint, record)

    def _questions(self) -> set[int]:
        """Return the numbers of the questions."""
        moment = self._panel.moment()
        return {question.number for question in moment.questions} if moment is not None else set()

    def act_take(self) -> None:
        """Give the first raised hand its turn."""
        moment, words = self._panel.moment(), self._viewer.words
        if moment is None or not moment.hands:
            self._tell(Feedback(words.say("No hand is raised."), "muted"))
        else:
            self._tell(self._panel.do(PanelAct("hand", item=moment.hands[0].number)))

    def act_asked(self) -> None:
        """Mark the question under the cursor as asked, or as open again; give a hand its turn."""
        moment, found = self._panel.moment(), self._queue.cursor
        if moment is None or found is None:
            return
        kind, number = found
        if kind == "hand":
            self._tell(self._panel.do(PanelAct("hand", item=number)))
            return
        question = moment.question(number)
        if question is not None:
            value = "open" if question.asked_at is not None else "asked"
            self._tell(self._panel.do(PanelAct("question", value=value, item=number)))

    def act_star_question(self) -> None:
        """Star the question under the cursor, or remove the star."""
        moment, found = self._panel.moment(), self._on_question()
        question = moment.question(found) if moment is not None and found is not None else None
        if question is not None:
            value = "plain" if question.starred else "starred"
            self._tell(self._panel.do(PanelAct("question", value=value, item=found)))

    def act_aim(self) -> None:
        """Ask whom the question under the cursor is for."""
        number = self._on_question()
        if number is None:
            return

        def aim(seat: Seat) -> Feedback:
            moment = self._panel.moment()
            question = moment.question(number) if moment is not None else None
            aimed = question is not None and question.to == seat.participant.id
            person = None if aimed else seat.participant.id
            act = PanelAct("question", person=person, value="aimed", item=number)
            return self._panel.do(act)

        self._wait(
            self._viewer.words.say(
                "Who should answer the question? Press the letter beside the name."
            ),
            aim,
        )

    def _on_question(self) -> int | None:
        found, words = self._queue.cursor, self._viewer.words
        if found is None or found[0] != "question":
            self._tell(Feedback(words.say("No question is selected."), "muted"))
            return None
        return found[1]

    # The stage

    def act_say(self) -> None:
        """Ask for a message to the stage."""
        moment, words = self._panel.moment(), self._viewer.words
        if moment is None:
            return
        stands = moment.to_stage[-1].text if moment.to_stage else ""

        send = self._panel.stage.for_this_day(self._panel.say)

        def say(text: str) -> None:
            if text.strip() or stands:
                self._tell(send(text))

        hint = words.say("a message; leave empty to withdraw the previous one")
        self._ask_line(words.say("Message to the stage"), hint, say, ready_lines(moment, words))

    def act_seen(self) -> None:
        """Confirm the latest message of the stage."""
        self._tell(self._panel.see())

    def _ask_line(
        self, asked: str, hint: str, record: Callable[[str], str | None], ready: Sequence[str] = ()
    ) -> None:
        """Ask for a line; the `ready` ones are prepared.

        `record` uses it and returns None, or returns a complaint.
        """
        from sommet_tui.tui.moderator.dialogs import ReadyDialog

        self._tell(None)
        field = CleanInput(placeholder=hint, max_length=MESSAGE_LIMIT, compact=True)
        self._open(ReadyDialog(self._viewer, asked, field, ready, record))

    # The line

    def act_undo(self) -> None:
        """Undo the latest act."""
        self._tell(self._panel.undo())

    def act_redo(self) -> None:
        """Redo the act that was undone last."""
        self._tell(self._panel.redo())

    def act_rehearsal(self) -> None:
        """Begin a rehearsal, or end the one that is on."""
        question = self._panel.stage.rehearsal_question()
        if question is None:
            self._tell(self._panel.stage.rehearse())
        else:
            self._prompt.ask(question)

    def _tell(self, feedback: Feedback | None) -> None:
        self._prompt.tell(feedback)


def _number_on(moment: PanelMoment) -> int:
    """Return the number of the current or latest segment; -1 before the first."""
    reached = [n for n, part in enumerate(moment.plan) if part.state != "to_come"]
    return reached[-1] if reached else -1
