"""HTML of feeds becomes the Markdown that a person would have written."""

from __future__ import annotations

import pytest

from sommet_tui.formats.feed_texts import markdown
from tests.tables import table


@pytest.mark.parametrize(("html", "expected"), table("html.txt"))
def test_html_becomes_markdown(html: str, expected: str) -> None:
    assert markdown(html.replace("\\n", "\n")) == expected.replace("\\n", "\n")


def test_html_table_becomes_a_markdown_table() -> None:
    html = "<table><tr><th>a</th><th>b|c</th></tr><tr><td><p>d</p></td></tr></table>"
    assert markdown(html) == "| a | b\\|c |\n| --- | --- |\n| d |  |"


HOSTILE = [
    "<a ", "<", "</", "<!--", "<!", "<?", '<a b="', "<a href='", "<a/", "<script>", "<ul><li>a",
    "<blockquote>", "<b>a", "<b>", "</b>", '<a href="http://a">b', "<code>", "<table><tr><td>a",
    "<pre>", "&", "&#", "<br>", " <p>", "*", "\\", "<td>a", "</ul>", "<li>", "a <i> </i>",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_for_malformed_html_is_linear(piece: str) -> None:
    """A time that grows with the square of the length would be minutes, too long for any test."""
    made = markdown(f"<p>first</p>{piece * (120_000 // len(piece))}")
    assert made.startswith("first")
    assert len(made) < 12 * 120_000
