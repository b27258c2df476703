"""Search results, each with its session or person. Sessions that are over come last."""

from __future__ import annotations

from sommet_tui.domain.programme import ProgrammePerson, Session
from sommet_tui.wording.session_texts import headline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sommet_tui.companion.companion import Companion
    from sommet_tui.domain.search import Hit, Line
    from sommet_tui.wording.words import View

    Found = tuple[Hit, Session | ProgrammePerson]


def search_pages(companion: Companion, query: str, view: View) -> list[Found]:
    """Return the sessions and people that match every word of `query`, the best first.

    Sessions that are over come last.
    """
    people = {person.person.id: person for person in view.snapshot.people}
    sessions = view.programme.by_id
    hits: list[Found] = [
        (hit, people[hit.id] if hit.kind == "person" else sessions[hit.id])
        for hit in companion.search(query)
    ]
    return sorted(hits, key=lambda hit: _is_over(hit[1], view))


def subject_title(subject: Session | ProgrammePerson) -> str:
    """Return the label and title of a session, or the name of a person."""
    return subject.person.name if isinstance(subject, ProgrammePerson) else headline(subject)


def matching_line(hit: Hit, subject: Session | ProgrammePerson) -> Line | None:
    """Return the line that contains the words, or None if the title already contains them."""
    line = hit.line
    return None if line.text in subject_title(subject) else line


def _is_over(subject: Session | ProgrammePerson, view: View) -> bool:
    if isinstance(subject, ProgrammePerson):
        return (
            bool(subject.sessions) and subject.next_session(view.now, view.snapshot.status) is None
        )
    return view.status(subject) not in ("upcoming", "running")
