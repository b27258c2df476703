"""What the keys of the stage do: each acts at once and answers, or asks once before it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sommet_tui.companion.stage import Wish
from sommet_tui.domain.programme import Session
from sommet_tui.domain.rundown.acts import ActKind, latest_to_undo
from sommet_tui.domain.rundown.projection import Projected
from sommet_tui.domain.rundown.standing import Standing
from sommet_tui.tui.feedback import Answer
from sommet_tui.tui.stage.controller import latest_undo
from sommet_tui.tui.stage.prompts import PromptQuestion
from sommet_tui.tui.stage.said import StageSaying
from sommet_tui.tui.viewer import Viewer
from sommet_tui.wording.sentences import short_name
from sommet_tui.wording.times import duration

CUT_SHORT = timedelta(minutes=10)
"""Who takes more than this from what runs, by starting the next, is asked."""
PATIENCE = timedelta(minutes=1)
"""For so long a question stands, by the clock that is shown."""
_FAST_PATIENCE = timedelta(seconds=10)
"""And for so long, where that clock runs fast, by the real one."""


class StageActs(StageSaying):
    """The acts; a subclass shows the lane and says what is chosen in it."""

    def __init__(self, viewer: Viewer) -> None:
        self.deferred: str | None = None
        """The session for which another is being chosen to come after."""
        self._asked: tuple[datetime, str | None] | None = None
        super().__init__(viewer)

    def choose_after(self, session: Session) -> Session | None:
        """Put the cursor on what a session would come after; that."""
        raise NotImplementedError

    def choose(self, session_id: str) -> None:
        """Put the cursor on a session."""
        raise NotImplementedError

    # Acts on the lane

    def action_start(self) -> None:
        """Start the next one, the one that is shown as such.

        A key that is held down, or that two people press within a moment, starts one session.
        """
        coming, view = self._to_start(), self.acting.view()
        if coming is None or view is None:
            return
        fresh = self.acting.just_started(view.standing)
        wish = Wish("start", coming.session.id, room=self.acting.room, next=True)
        if fresh is None or fresh is coming.session:
            self._start_now(wish, view.standing, coming)
            return
        text = self.viewer.words.say(
            "{session} was started a moment ago. Start {next} already?",
            session=short_name(fresh),
            next=short_name(coming.session),
        )
        self._ask(text, partial(self.acting.do, wish))

    def action_start_ago(self) -> None:
        """The next one has started already."""
        coming = self._to_start()
        if coming is not None:
            session = coming.session
            asked = self.viewer.words.say(
                "How many minutes ago did {session} start?", session=short_name(session)
            )
            self._ask_when(asked, session.start, partial(self._start_at, session.id))

    def action_start_this(self) -> None:
        """Start what is chosen; ask if another one is next."""
        item, view = self.chosen(), self.acting.view()
        if item is None or view is None:
            return
        coming = view.standing.to_start
        wish = Wish("start", session=item.session.id)
        if coming is None or coming.session is item.session or item.session.is_break:
            self._start_now(wish, view.standing, item)
            return
        text = self.viewer.words.say(
            "Start {session} instead of {next}?",
            session=short_name(item.session),
            next=short_name(coming.session),
        )
        self._ask_to(text, wish)

    def _start_now(self, wish: Wish, standing: Standing, coming: Projected) -> None:
        """Start at once, or ask where that takes much from what runs."""
        running, left, words = standing.running, standing.remaining, self.viewer.words
        called = running is not None and running.actual.start is not None
        again = running is not None and running.session is coming.session
        if running is None or left is None or left <= CUT_SHORT or again or not called:
            self._tell(self.acting.do(wish))
            return
        text = words.say(
            "{session} still has {time}. Start {next} already?",
            session=short_name(running.session),
            time=duration(left, words),
            next=short_name(coming.session),
        )
        self._ask_to(text, wish)

    def action_end(self) -> None:
        """End what runs."""
        running = self._on_stage("end")
        if running is not None:
            name, words = short_name(running), self.viewer.words
            wish = Wish("end", session=running.id, room=self.acting.room)
            self._ask_to(words.say("End {session}?", session=name), wish)

    def action_end_ago(self) -> None:
        """What runs has ended already."""
        running = self._on_stage("end")
        if running is not None:
            asked = self.viewer.words.say(
                "How many minutes ago did {session} end?", session=short_name(running)
            )
            self._ask_when(asked, running.end, partial(self._end_at, running.id))

    def action_pause(self) -> None:
        """Stand still, or go on."""
        running, view = self._on_stage("pause"), self.acting.view()
        if running is not None and view is not None:
            still = view.standing.paused_since is not None
            self._do("resume" if still else "pause", session=running.id)

    def action_announce(self) -> None:
        """Tell everyone the projected times."""
        self._do("announce")

    def action_release(self) -> None:
        """Let the clock lead."""
        wish = Wish("release", room=self.acting.room)
        self._ask_to(self.viewer.words.say("Let the clock lead this room again?"), wish)

    # Acts on what is chosen

    def action_add(self, minutes: int) -> None:
        """Give it minutes, or take some."""
        item = self.chosen()
        if item is not None:
            self._do("add", session=item.session.id, minutes=minutes)

    def action_cancel(self) -> None:
        """Cancel it."""
        item, words = self.chosen(), self.viewer.words
        if item is None:
            return
        wish = Wish("cancel", session=item.session.id)
        name = short_name(item.session)
        running = item.status == "running"
        text = words.say("Cancel {session}?", session=name)
        if running:
            text = words.say("Cancel {session}, which is on now?", session=name)
        self._ask_to(text, wish)

    def action_defer(self) -> None:
        """Let it come after another: the one that the cursor then stands on."""
        if self.deferred is not None:
            return
        item = self.chosen()
        if item is not None:
            after = self.choose_after(item.session)
            if after is None:
                return
            refused = self.acting.refused(Wish("defer", item.session.id, after=after.id))
            if refused is not None:
                self.choose(item.session.id)
                self._tell(refused)
                return
            self.deferred = item.session.id
            self.ask_after(after)

    def ask_after(self, after: Session) -> None:
        """Ask whether the deferred one shall come after that one."""
        session = self.viewer.companion.snapshot.programme.by_id.get(self.deferred or "")
        if session is None:
            return
        wish = Wish("defer", session=session.id, after=after.id)
        text = self.viewer.words.say(
            "{session} after {after}? ↑ ↓ another",
            session=short_name(session),
            after=short_name(after),
        )
        self._note_asked()
        self.line.ask(PromptQuestion(text, partial(self.acting.do, wish)))
        self.show_line()

    def action_suggest(self, number: int) -> None:
        """Take the minutes from where it is suggested."""
        view = self.acting.view()
        if view is not None and number < len(view.helps):
            found = view.helps[number]
            self._do("add", session=found.session.id, minutes=found.minutes)
        else:
            self._tell(Answer(self.viewer.words.say("There is nothing to suggest."), "muted"))

    # Undo

    def action_undo(self) -> None:
        """Undo the lane's latest act, or take back what was said after it."""
        unsaid = self.take_back()
        if unsaid is not None:
            self._tell(unsaid)
            return
        latest = latest_to_undo(self.acting.acts())
        if latest is None:
            self._tell(Answer(self.viewer.words.say("There is nothing to undo."), "muted"))
        else:
            self._do("undo", undoes=latest.seq, next=True)

    def action_redo(self) -> None:
        """Undo the latest undo that nothing else was done after."""
        again = latest_undo(self.acting.acts())
        if again is None:
            self._tell(Answer(self.viewer.words.say("There is nothing to do again."), "muted"))
        else:
            self._do("undo", undoes=again.seq)

    # How

    def _ask_to(self, text: str, wish: Wish) -> None:
        """Ask before an act, unless it cannot be done anyhow."""
        refused = self.acting.refused(wish)
        if refused is not None:
            self._tell(refused)
        else:
            self._ask(text, partial(self.acting.do, wish))

    def _ask(self, text: str, yes: Callable[[], Answer]) -> None:
        self._note_asked()
        super()._ask(text, yes)

    def _note_asked(self) -> None:
        """Remember when a question was put, and what was on then."""
        self._asked = self.viewer.companion.now(), self._on()

    def _on(self) -> str | None:
        view = self.acting.view()
        running = view.standing.running if view is not None else None
        return running.session.id if running is not None else None

    def withdraw(self) -> None:
        """Drop a question that nobody answered: yes would no longer mean what was asked."""
        if self.line.question is None or self._asked is None:
            return
        since, on = self._asked
        waited = abs(self.viewer.companion.now() - since)
        fast = _FAST_PATIENCE * self.viewer.companion.snapshot.speed
        if on != self._on():
            said = self.viewer.words.say("Meanwhile something else is on: nothing was done.")
            self._tell(Answer(said, "muted"))
        elif waited >= max(PATIENCE, fast):
            said = self.viewer.words.say("Nobody answered: nothing was done.")
            self._tell(Answer(said, "muted"))

    def _to_start(self) -> Projected | None:
        view, words = self.acting.view(), self.viewer.words
        coming = view.standing.to_start if view is not None else None
        if coming is None:
            self._tell(Answer(words.say("Nothing is left to start."), "danger"))
        return coming

    def _on_stage(self, act: ActKind) -> Session | None:
        """What the stage may end or pause; says why if there is nothing."""
        view = self.acting.view()
        if view is not None and view.standing.running is not None:
            return view.standing.running.session
        self._do(act)
        return None

    def _start_at(self, session: str, when: datetime) -> None:
        self._do("start", session=session, when=when)

    def _end_at(self, session: str, when: datetime) -> None:
        self._do("end", session=session, when=when)

    def _ask_when(self, asked: str, usual: datetime, then: Callable[[datetime], None]) -> None:
        from sommet_tui.tui.stage.prompts import AgoDialog

        view = self.acting.view()
        assert view is not None
        self._tell(None)
        passed = usual if usual <= self.viewer.companion.now() else None
        self.app.push_screen(AgoDialog(self.viewer, asked, view.plan, passed, then))

    def _do(  # noqa: PLR0913 - what a wish may name
        self,
        act: ActKind,
        *,
        session: str | None = None,
        minutes: int | None = None,
        when: datetime | None = None,
        undoes: int | None = None,
        next: bool = False,  # noqa: A002 - as the wish has it
    ) -> None:
        wish = Wish(act, session, minutes, when, None, undoes, self._room_of(act), next)
        self._tell(self.acting.do(wish))

    def _room_of(self, act: ActKind) -> str | None:
        """Acts that name no session name their room."""
        return self.acting.room if act != "undo" else None

    def _settle(self) -> None:
        """The cursor goes back to what was to be deferred, if anything was."""
        deferred, self.deferred = self.deferred, None
        if deferred is not None:
            self.choose(deferred)
        super()._settle()
