"""What a hit of a search shows, on screen and in the command."""

from __future__ import annotations

import pytest

from sommet_tui.domain.programme import Person, ProgrammePerson, Session
from sommet_tui.domain.search import Hit, Index
from sommet_tui.pages.search import matching_line, subject_title
from tests.builders import at, participant, programme, session
from tests.tables import table
from tests.tui.scenes import scene


def hit(wanted: str) -> tuple[Hit, Session | ProgrammePerson]:
    """Return the best hit of the words, with its session or person."""
    ada = participant("ada", "Ada Exemple", affiliation="Institute of Law")
    made = programme(
        session("law", title="Law and order", label="Panel 1", subtitle="A debate", people=[ada]),
        people=[Person("ada", "Ada Exemple", "Institute of Law")],
        abstracts={"law": "First things first.\nA line about cats."},
    )
    snapshot = scene(made, at("08:00")).snapshot
    found = Index(made, snapshot.people).search(wanted)[0]
    (person,) = snapshot.people
    return found, person if found.kind == "person" else made.by_id[found.id]


@pytest.mark.parametrize(("wanted", "title", "line"), table("search.txt", "lines below a title"))
def test_matching_line_is_below_the_title_unless_the_title_matches(
    wanted: str, title: str, line: str
) -> None:
    found, subject = hit(wanted)
    below = matching_line(found, subject)
    assert subject_title(subject) == title
    assert (below.text if below else "") == line
    if below:
        assert [text for text, matches in below.pieces() if matches] != []
