"""How the parts of a screen share its rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sommet_tui.tui.render.rows import Need, divide

NEEDS = st.lists(
    st.builds(
        lambda part, least, more: Need(part, least, least + more),
        st.sampled_from("abcd"),
        st.integers(1, 9),
        st.integers(0, 9),
    ),
    max_size=9,
)
HEIGHTS = st.integers(0, 60)


def test_part_gets_its_minimum_or_nothing_and_the_first_gets_the_rest() -> None:
    needs = [Need("time", 5, 5), Need("next", 2, 2), Need("rest", 3, 8), Need("time", 10, 10)]
    assert divide(needs, 4) == {"time": 0, "next": 2, "rest": 0}
    assert divide(needs, 9) == {"time": 5, "next": 2, "rest": 0}
    assert divide(needs, 10) == {"time": 5, "next": 2, "rest": 3}
    assert divide(needs, 19) == {"time": 5, "next": 2, "rest": 8}
    assert divide(needs, 20) == {"time": 10, "next": 2, "rest": 8}


@given(NEEDS, HEIGHTS)
def test_parts_never_exceed_the_available_rows(needs: list[Need], height: int) -> None:
    rows = divide(needs, height)
    assert sum(rows.values()) <= height
    for part, given_ in rows.items():
        own = [need for need in needs if need.part == part]
        assert given_ == 0 or any(need.least <= given_ <= need.most for need in own)


@given(NEEDS, st.integers(0, 9), HEIGHTS)
def test_less_important_part_takes_no_row_from_a_more_important_one(
    needs: list[Need], first: int, height: int
) -> None:
    few, all_ = divide(needs[:first], height), divide(needs, height)
    assert all(all_[part] >= rows for part, rows in few.items())


@given(NEEDS, HEIGHTS)
def test_parts_leave_no_row_empty(needs: list[Need], height: int) -> None:
    rows = divide(needs, height)
    free = height - sum(rows.values())
    for need in needs:
        if rows[need.part] < need.most:
            assert rows[need.part] + free < need.least or free == 0
