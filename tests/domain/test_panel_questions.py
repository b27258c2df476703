"""Questions: prepared, added, starred, aimed, asked; and hands, first come first served."""

from __future__ import annotations

from sommet_tui.domain.panel_acts import PanelAct
from sommet_tui.domain.panel_questions import Hand, Question, hands, questions
from sommet_tui.domain.preparation import Prepared
from tests.builders import at
from tests.panels import act, log

WHY, HOW = Prepared("Why?"), Prepared("How?", "ada")


def after(*acts: PanelAct) -> tuple[Question, ...]:
    return questions((), log(act("09:00", "ask", text="Why?", person="ada"), *acts))


def changed(value: str, person: str | None = None, item: int | None = 1) -> PanelAct:
    return act("09:10", "question", item=item, value=value, person=person)


def test_prepared_questions_come_before_added_ones() -> None:
    found = questions((WHY, HOW), log(act("09:00", "ask", text="When?", person="bob")))

    assert [(q.text, q.to) for q in found] == [("Why?", None), ("How?", "ada"), ("When?", "bob")]
    assert found[2].number == 1
    assert all(q.number < 0 for q in found[:2])


def test_star_addressee_and_asked_state_of_a_question_can_be_undone() -> None:
    assert after()[0] == Question(1, "Why?", "ada")
    assert after(changed("starred"))[0].starred
    assert not after(changed("starred"), changed("plain"))[0].starred
    assert after(changed("asked"))[0].asked_at == at("09:10")
    assert after(changed("asked"), changed("open"))[0].asked_at is None
    assert after(changed("aimed", "bob"))[0].to == "bob"
    assert after(changed("aimed"))[0].to is None


def test_invalid_record_about_a_question_changes_nothing() -> None:
    assert after(changed("eaten")) == after()
    assert after(changed("asked", item=7)) == after()
    assert after(changed("asked", item=None)) == after()
    assert after(act("09:01", "ask"), act("09:01", "ask", text="")) == after()


def test_prepared_question_keeps_its_state_when_another_is_inserted_before() -> None:
    (why,) = questions((WHY,), ())
    asked = log(act("09:10", "question", item=why.number, value="asked"))

    found = questions((HOW, WHY), asked)

    assert [(q.text, q.asked_at is not None) for q in found] == [("How?", False), ("Why?", True)]


def test_repeated_prepared_question_is_listed_twice() -> None:
    found = questions((WHY, WHY), ())

    assert len({q.number for q in found}) == 2


def test_hands_are_served_in_the_order_they_were_raised() -> None:
    raised = (act("09:01", "hand", text="left, second row"), act("09:02", "hand", text="back"))

    assert hands(log(*raised)) == (
        Hand(1, "left, second row", at("09:01")),
        Hand(2, "back", at("09:02")),
    )
    assert hands(log(*raised, act("09:03", "hand", item=9), act("09:03", "hand"))) == hands(
        log(*raised)
    )
    assert hands(log(act("09:03", "ask", text="Why?"))) == ()


def test_hand_counts_earlier_turns_of_the_same_person() -> None:
    first = (act("09:01", "hand", text="Marie"), act("09:02", "hand", item=1))
    again = (act("09:03", "hand", text="marie"), act("09:04", "hand", text="Paul"))
    last = act("09:05", "hand", item=3)

    assert [h.before for h in hands(log(*first, *again))] == [0, 1, 0]
    assert [h.before for h in hands(log(*first, *again, last))] == [1, 1, 0]


def test_served_hand_has_its_time() -> None:
    raised = (act("09:01", "hand", text="left"), act("09:02", "hand", text="back"))
    taken = act("09:03", "hand", item=1)

    found = hands(log(*raised, taken, act("09:09", "hand", item=1)))

    assert [(h.text, h.taken_at) for h in found] == [("left", at("09:03")), ("back", None)]
