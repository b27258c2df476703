"""The keys of the Stage: each acts at once, or asks a question before it acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from sommet_tui.domain.messages import MessageEnd
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import Act, ActKind
from sommet_tui.domain.rundown.definitions import DEFINITIONS
from sommet_tui.domain.rundown.lane_timing import LaneTiming, moment
from sommet_tui.domain.values import dataclass
from sommet_tui.tui.feedback import Feedback, PromptQuestion
from sommet_tui.tui.prompt import Prompt
from sommet_tui.tui.stage.controller import Addressee, StageController
from sommet_tui.tui.stage.lane import LaneList
from sommet_tui.tui.viewer import Viewer
from sommet_tui.tui.widgets.dialog import Dialog
from sommet_tui.wording.sentences import short_name
from sommet_tui.wording.stage import (
    choice_sentence,
    rehearsal_over_sentence,
    when_sentence,
)


@dataclass(frozen=True, slots=True)
class _Choice:
    """An act that waits for a session to be chosen.

    `session` is the session of the act, and the other one is being chosen; None if the session of
    the act itself is being chosen.
    """

    act: ActKind
    session: str | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """When a question was asked, in which rehearsal if any, and what was running then."""

    at: datetime
    rehearsal: str | None
    running: str | None


class StagePrompts:
    """The keys of the stage: for a key with the action `act('NAME')`, the method `act_NAME`.

    Without such a method, the key does what the definition of the act says.
    """

    def __init__(
        self,
        controller: StageController,
        prompt: Prompt,
        cursor: LaneList,
        viewer: Viewer,
        open_dialog: Callable[[Dialog], object],
    ) -> None:
        self.choosing: _Choice | None = None
        """The act for which a session is being chosen."""
        self._controller = controller
        self._prompt = prompt
        self._cursor = cursor
        self._viewer = viewer
        self._open = open_dialog
        self._asked: _Asked | None = None

    @property
    def chooses_session(self) -> bool:
        """Return whether a session is being chosen that cannot be a break."""
        return self.choosing is not None and "after" not in DEFINITIONS[self.choosing.act].needs

    def press(self, name: str, *amounts: int) -> None:
        """Do what a key is for, unless that needs the lead and another computer has it."""
        led_elsewhere = self._controller.led_elsewhere(name)
        if led_elsewhere is not None:
            self._tell(led_elsewhere)
            return
        own = getattr(self, f"act_{name}", None)
        if own is not None:
            own(*amounts)
        else:
            self._as_defined(cast("ActKind", name))

    def _as_defined(self, kind: ActKind) -> None:
        """Do an act as it is defined: on the running or selected session, or on the lane."""
        definition, room = DEFINITIONS[kind], self._controller.room
        if definition.of_running:
            if (running := self._running(kind)) is not None:
                self._act(Act(kind, running.id, room=room))
        elif "session" not in definition.needs:
            self._act(Act(kind, room=room))
        elif (item := self._cursor.chosen()) is not None:
            if "to" in definition.needs:
                self._ask_new_time(kind, item.session)
            elif definition.needs == ("session",):
                self._act(Act(kind, item.session.id))
            else:
                self._with_another(kind, item.session)

    def _ask_new_time(self, kind: ActKind, session: Session) -> None:
        """Ask for a new time; refuse at once if no time at all would be possible."""
        view = self._controller.view()
        if view is None:
            return
        latest = view.plan.closes - timedelta(minutes=1)
        refused = self._controller.refused(Act(kind, session.id, to=latest))
        if refused is not None:
            self._tell(refused)
        else:
            self._ask_when(kind, session, None)

    # Starting

    def act_start(self) -> None:
        """Start the session that is shown as the next.

        A key that is held down, or that two people press at the same moment, starts one session.
        """
        view = self._controller.view()
        found = self._controller.stage.next_start(view.timing) if view is not None else None
        if found is None:
            self._say_none()
        elif found.question is not None and found.question.code == "undriven":
            self._choose_start(found.session)
        else:
            start = Act("start", found.session.id, room=self._controller.room)
            self._act(start, if_next=True)

    def _choose_start(self, first: Session) -> None:
        """Take over from the clock: ask which session begins, and propose the `first`."""
        why_not = self._controller.not_acting()
        if why_not is not None:
            self._tell(Feedback(why_not, "danger"))
            return
        self.choosing = _Choice("start", None)
        self._cursor.select(first.id)
        self._ask_chosen(first)

    def act_start_ago(self) -> None:
        """Ask when the next session has started; or the one that the clock has reached."""
        view = self._controller.view()
        coming = view.timing.reached if view is not None else None
        if coming is None:
            self._say_none()
        else:
            self._ask_when("start", coming.session, coming.session.start)

    def act_start_this(self) -> None:
        """Start the selected session."""
        item = self._cursor.chosen()
        if item is not None:
            self._act(Act("start", item.session.id))

    def _say_none(self) -> None:
        said = self._viewer.words.say("There are no more sessions to start.")
        self._tell(Feedback(said, "danger"))

    # What runs

    def act_end_ago(self) -> None:
        """Ask when the running session has ended."""
        running = self._running("end")
        if running is not None:
            self._ask_when("end", running, running.end)

    def act_pause(self) -> None:
        """Pause the running session, or resume it."""
        view = self._controller.view()
        still = view is not None and view.timing.paused_since is not None
        self._as_defined("resume" if still else "pause")

    def _running(self, kind: ActKind) -> Session | None:
        """Return the running session; without one, show why the act is not possible."""
        view = self._controller.view()
        if view is not None and view.timing.running is not None:
            return view.timing.running.session
        self._tell(self._controller.do(Act(kind, room=self._controller.room)))
        return None

    # What is chosen

    def act_add(self, minutes: int) -> None:
        """Add minutes to the running session, or to the one the cursor has just moved to."""
        item = self._cursor.for_minutes()
        if item is not None:
            self._add(item.session.id, minutes)

    def _add(self, session: str, minutes: int) -> None:
        room = self._controller.room
        self._tell(self._controller.do(Act("add", session, minutes=minutes, room=room)))

    def act_insert(self) -> None:
        """Ask for a session to insert after the selected one, else the running one, else now."""
        from sommet_tui.tui.stage.dialogs import InsertDialog

        view, item = self._controller.view(), self._cursor.chosen()
        if view is None:
            return
        self._tell(None)
        running = view.timing.running
        if item is view.timing.next and self._cursor.on_its_own() is item:
            item = None
        after = item or running
        named = short_name(after.session) if after is not None else None
        do = self._controller.for_this_day(self._controller.do)

        def then(title: str, minutes: int, to: datetime | None) -> str | None:
            id_ = item.session.id if item is not None and to is None else None
            act = self._controller.insertion(title, minutes, after=id_, to=to)
            refused = self._controller.refused(act)
            if refused is not None:
                return refused.text
            self._sure(self._controller.question(act), partial(do, act))
            return None

        self._open(InsertDialog(self._viewer, view.plan.lane.day, named, then))

    def _with_another(self, kind: ActKind, session: Session) -> None:
        """Ask for the other session of an act, by moving the cursor."""
        if self.choosing is not None:
            return
        other = self._cursor.choose_other(session)
        if other is None:
            return
        choice = _Choice(kind, session.id)
        refused = self._controller.refused(self._chosen_act(choice, other))
        if refused is not None:
            self._cursor.select(session.id)
            self._tell(refused)
            return
        self.choosing = choice
        self._ask_chosen(other)

    def _ask_chosen(self, other: Session) -> None:
        """Ask whether this session is the right choice."""
        choice = self.choosing
        if choice is None:
            return
        session = self._viewer.programme.by_id.get(choice.session or other.id)
        text = choice_sentence(choice.act, session or other, other, self._viewer.words)
        do = partial(self._controller.do, self._chosen_act(choice, other))
        self._ask(text, do, self._chose)

    def _chosen_act(self, choice: _Choice, other: Session) -> Act:
        if choice.session is None:
            return Act(choice.act, other.id)
        if "partner" in DEFINITIONS[choice.act].needs:
            return Act(choice.act, choice.session, partner=other.id)
        return Act(choice.act, choice.session, after=other.id)

    def _chose(self) -> None:
        """End the choice: move the cursor back to the session of the act."""
        choice, self.choosing = self.choosing, None
        if choice is not None and choice.session is not None:
            self._cursor.select(choice.session)
        elif choice is not None:
            self._cursor.follow()

    def moved(self, timing: LaneTiming, *, home: bool) -> None:
        """React to a moved cursor: it ends a question, or is part of the answer.

        `home` says that the cursor has moved by itself.
        """
        key, question = self._cursor.key, self._prompt.question
        item = timing.item(key or "")
        if self.choosing is not None and item is not None:
            if key != self.choosing.session:
                self._ask_chosen(item.session)
        elif question is not None and self.choosing is None and key != question.at and not home:
            self._tell(None)

    def act_suggest(self, number: int) -> None:
        """Take the minutes from the suggested session."""
        view = self._controller.view()
        if view is not None and number < len(view.helps):
            found = view.helps[number]
            self._add(found.session.id, found.minutes)
        else:
            self._tell(
                Feedback(
                    self._viewer.words.say("There are no suggestions for ending on time."), "muted"
                )
            )

    # Undo

    def act_undo(self) -> None:
        """Undo the latest act or message of the lane; drop a question that is being asked."""
        if self._prompt.question is not None:
            self._tell(None)
            return
        controller = self._controller
        latest = controller.latest()
        if latest is None:
            self._tell(Feedback(self._viewer.words.say("There is nothing to undo."), "muted"))
            return
        take = partial(controller.undo, latest, latest=True)
        self._sure(controller.undo_question(latest), take)

    def act_redo(self) -> None:
        """Redo the latest undone act or message, if nothing was done since."""
        again = self._controller.latest_undo()
        if again is None:
            nothing = self._viewer.words.say("There is nothing to redo.")
            self._tell(Feedback(nothing, "muted"))
        else:
            self._tell(self._controller.undo(again))

    # Messages

    def act_message(self) -> None:
        """Ask for a message."""
        from sommet_tui.tui.stage.dialogs import MessageDialog

        view, why_not = self._controller.view(), self._controller.not_acting()
        if view is None or why_not is not None:
            self._tell(Feedback(why_not, "danger") if why_not is not None else None)
            return
        self._tell(None)
        item = self._cursor.chosen()
        chosen = item.session.id if item is not None else None
        whom = self._controller.addressees(view.timing, chosen)
        say = self._controller.for_this_day(self._say)
        self._open(
            MessageDialog(
                self._viewer, self._controller, whom, lambda *said: self._tell(say(*said))
            )
        )

    def act_seen(self) -> None:
        """Confirm the oldest new message of a panel."""
        view, words = self._controller.view(), self._viewer.words
        if view is None or not view.messages.asked:
            self._tell(Feedback(words.say("No new message from the panel."), "muted"))
        else:
            self._tell(self._controller.see(view.messages.asked[0]))

    def _say(self, text: str, whom: Addressee, end: MessageEnd) -> Feedback:
        return self._controller.say(text, whom.to, whom.session, whom.room, end)

    # How

    def _act(self, act: Act, *, if_next: bool = False) -> None:
        """Do an act, after its question if it has one; refuse at once what is not possible."""
        question = self._controller.question(act, if_next=if_next)
        self._sure(question, partial(self._controller.do, act, if_next=if_next))

    def _sure(self, question: str | None, do: Callable[[], Feedback]) -> None:
        """Do something, after a question if there is one."""
        if question is None:
            self._tell(do())
        else:
            self._ask(question, do)

    def _ask(
        self, text: str, yes: Callable[[], Feedback], ended: Callable[[], None] | None = None
    ) -> None:
        viewer = self._viewer
        self._asked = _Asked(viewer.companion.now(), viewer.rehearsal, self._on())
        self._prompt.ask(PromptQuestion(text, yes, self._cursor.key, ended))

    def act_lead(self) -> None:
        """Take the lead, after a question if another computer has it."""
        self._sure(self._controller.lead_question(), self._controller.take_lead)

    def act_rehearsal(self) -> None:
        """Begin a rehearsal, or end the one that is on."""
        question = self._controller.rehearsal_question()
        if question is None:
            self._tell(self._controller.rehearse())
        else:
            self._ask(question.text, question.yes)

    def _on(self) -> str | None:
        view = self._controller.view()
        running = view.timing.running if view is not None else None
        return running.session.id if running is not None else None

    def withdraw(self) -> None:
        """Drop a question after some time, or if the situation has changed."""
        if self._prompt.question is None or self._asked is None:
            return
        words, companion = self._viewer.words, self._viewer.companion
        waited = abs(companion.now() - self._asked.at)
        if self._asked.rehearsal != self._viewer.rehearsal:
            over = self._viewer.rehearsal is None
            self._tell(Feedback(rehearsal_over_sentence(words), "danger") if over else None)
        elif self._asked.running != self._on():
            said = words.say("Nothing was done: another session is running now.")
            self._tell(Feedback(said, "muted"))
        elif waited >= moment(companion.snapshot.speed):
            self._tell(Feedback(words.say("Nothing was done: there was no answer."), "muted"))

    def _ask_when(self, kind: ActKind, session: Session, usual: datetime | None) -> None:
        from sommet_tui.tui.stage.dialogs import TimeQuestion, time_dialog

        view = self._controller.view()
        if view is None:
            return
        self._tell(None)
        passed = usual if usual is not None and usual <= self._viewer.companion.now() else None
        asked = when_sentence(kind, session, self._viewer.words)

        do = self._controller.for_this_day(self._controller.do)

        def then(when: datetime) -> str | None:
            room = self._controller.room
            act = Act(kind, session.id, when=when, room=room)
            if kind == "move":
                act = Act(kind, session.id, to=when, room=room)
            refused = self._controller.refused(act)
            if refused is not None:
                return refused.text
            self._tell(do(act))
            return None

        question = TimeQuestion(asked, view.plan.lane.day, passed, ahead=kind == "move")
        self._open(time_dialog(self._viewer, question, then))

    def _tell(self, feedback: Feedback | None) -> None:
        self._prompt.tell(feedback)
