"""What staff write becomes HTML that can do no harm, and words that paper can hold."""

import pytest

from communications import blocks, markdown

ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](data:text/html,a)",
    "![x](https://evil.example/x.png)", "<a href='javascript:alert(1)'>x</a>", "[x](vbscript:a)", "<svg onload=a>",
    "[x](  javascript:alert(1))", "```\n<script>alert(1)</script>\n```", "<style>*{display:none}</style>",
    '[x](https://a.example "onmouseover=alert(1)")', "<iframe src=//evil.example></iframe>",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_that_runs_or_loads_comes_out(text):
    made = markdown.html(text)
    for mark in (
        "<script",
        "<img",
        "<svg",
        "<style",
        "<iframe",
        'href="javascript',
        'href="data',
        'href="vbscript',
        "<a href='",
    ):
        assert mark not in made.lower()
    assert " on" not in made.split("&lt;")[0].replace("&quot;", "")


def test_what_people_need_is_there():
    made = markdown.html(
        "# عنوان\n\nنص **مهم**\n\n- أول\n- ثان\n\n[الموقع](https://larache.example)\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    for part in (
        "<h2>عنوان</h2>",
        "<strong>مهم</strong>",
        "<li>أول</li>",
        'href="https://larache.example"',
        "<td>1</td>",
    ):
        assert part in made
    assert "noopener" in made


def test_headings_begin_under_that_of_the_page_and_go_no_deeper_than_four():
    assert [
        f"<h{level}>" in markdown.html("#" * depth + " x") for depth, level in ((1, 2), (2, 3), (3, 4), (6, 4))
    ] == [True] * 4


def test_plain_words_have_no_marks():
    assert markdown.plain("# أ\n\n**ب** [ج](https://x.example) & <b>د</b>") == "أ ب ج & <b>د</b>"


def test_paper_gets_headings_paragraphs_and_entries():
    found = blocks.of("# عنوان\n\nسطر\nآخر\n\n- واحد\n- [اثنان](https://x.example)")
    assert [(one["kind"], one["words"]) for one in found] == [
        ("heading", "عنوان"),
        ("text", "سطر\nآخر"),
        ("entry", "واحد"),
        ("entry", "اثنان (https://x.example)"),
    ]
