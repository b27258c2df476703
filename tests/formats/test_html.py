"""HTML of feeds becomes the Markdown that a person would have written."""

from __future__ import annotations

import pytest

from sommet_tui.formats.feed_texts import markdown

CASES = {
    "paragraphs": ("<p>One\n two</p>\n\n<p>three<br>four</p>", "One two\n\nthree\nfour"),
    "a break that is closed": ("one</br>two<p>", "one\ntwo"),
    "headings": ("<h2>Why <em>now</em></h2><p>text</p>", "## Why *now*\n\ntext"),
    "a rule": ("<p>a</p><hr/><p>b</p>", "a\n\n---\n\nb"),
    "a list": ("<p>a</p><ul>\n<li>b</li>\n<li>c</li>\n</ul><p>d</p>", "a\n\n- b\n- c\n\nd"),
    "items with paragraphs": (
        "<ul><li><p>b</p><p>c</p></li><li><p>d</p></li></ul>",
        "- b\n\n  c\n- d",
    ),
    "items without an end": ("<ol start=3><li>c<li>d</ol>", "3. c\n4. d"),
    "a list in a list": (
        "<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol><p>e</p>",
        "1. a\n   - b\n   - c\n2. d\n\ne",
    ),
    "a quotation": (
        "<p>a</p><blockquote><p>b</p><p>c<br>d</p></blockquote><p>e</p>",
        "a\n\n> b\n>\n> c\n> d\n\ne",
    ),
    "code": (
        "<p>run <code>a  *b*</code> and <code>`</code></p>",
        "run `a  *b*` and `` ` ``",
    ),
    "a block of code": (
        "<pre><code>if a &lt; b:\n    <b>go</b>\n</code></pre>",
        "```\nif a < b:\n    go\n```",
    ),
    "a table": (
        "<table><tr><th>a</th><th>b|c</th></tr><tr><td><p>d</p></td></tr></table>",
        "| a | b\\|c |\n| --- | --- |\n| d |  |",
    ),
    "emphasis and its spaces": (
        "<p>a<b> b </b>c <i>d <strong>e</strong></i> <del>f</del></p>",
        "a **b** c *d **e*** ~~f~~",
    ),
    "emphasis in emphasis of the same kind": ("<p><b>a <strong>b</strong></b></p>", "**a b**"),
    "emphasis without an end": ("<p><b>a</p><p>b</p>", "**a**\n\nb"),
    "links": (
        '<a title=">" href="https://e.org/?a=1&amp;b=2">x <b>y</b></a>, <a href=\'mailto:a\'>c</a>',
        "[x **y**](https://e.org/?a=1&b=2), c",
    ),
    "a link that shows its address": (
        '<p><a href="https://e.org/a_b">https://e.org/a_b</a></p>',
        "<https://e.org/a_b>",
    ),
    "an address with a parenthesis": (
        '<p><a href="https://e.org/a_(b)">c</a> <a href="https://e.org/)">d</a></p>',
        "[c](https://e.org/a_(b)) [d](<https://e.org/)>)",
    ),
    "a link around blocks": (
        '<div><a href="https://e.org"><p>a</p></a></div>',
        "a",
    ),
    "invisible parts": (
        "<p>a<!-- <p>b</p> --><script>if (1 < 2) '<p>'</script><img src=x alt=c>d</p>",
        "ad",
    ),
    "a script without an end": ("<p>a</p><script>alert(1)</p>", "a"),
    "text that looks like markup": (
        "<p># a</p><p>- b</p><p>1. c *d* `e` _f_ g_h &lt;b> &amp;lt; [i](j) C# 2 * 3</p>",
        "\\# a\n\n\\- b\n\n1\\. c \\*d* \\`e\\` \\_f_ g_h \\<b> \\&lt; [i\\](j) C# 2 * 3",
    ),
    "line breaks between paragraphs and lists": (
        'One\ntwo\n\n- <a href="https://e.org">three</a>\n- <b>four</b>',
        "One\ntwo\n\n- [three](https://e.org)\n- **four**",
    ),
    "signs outside tags": ("<p>a < b, 1 <2 > c & d</p>", "a < b, 1 <2 > c & d"),
    "unknown tags": ("<p><x-y>a</x-y></p></q>", "a"),
}


@pytest.mark.parametrize("name", CASES)
def test_html_becomes_markdown(name: str) -> None:
    html, expected = CASES[name]
    assert markdown(html) == expected


HOSTILE = [
    "<a ", "<", "</", "<!--", "<!", "<?", '<a b="', "<a href='", "<a/", "<script>", "<ul><li>a",
    "<blockquote>", "<b>a", "<b>", "</b>", '<a href="http://a">b', "<code>", "<table><tr><td>a",
    "<pre>", "&", "&#", "<br>", " <p>", "*", "\\", "<td>a", "</ul>", "<li>", "a <i> </i>",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_html_takes_linear_time(piece: str) -> None:
    """A time that grows with the square of the length would be minutes, too long for any test."""
    made = markdown(f"<p>first</p>{piece * (120_000 // len(piece))}")
    assert made.startswith("first")
    assert len(made) < 12 * 120_000
