"""The copy for a document: what was typed renders as it was typed."""

import html
import random
import re

import pytest
from markdown_it import MarkdownIt

from app.sandbox.blocks import view_problems
from app.sharing.choice.summary import SharedBet, SharedSection, Summary
from app.sharing.post.fit import units
from app.sharing.post.markdown import copy_pages, escaped, render_markdown
from app.slack.blocks import VIEW_BYTES, Block, modal, weight
from tests.sharing.summaries import SUMMARY, TODAY, elements, longest

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PIECES = [*"*_`#-+=><b[!|\\:a \n\t", "1.", "2)", "](x)", "~~", "&amp;", "a_b", "<br>", "---", "***", "___"]
PIECES += [":-:", "[x]:", "  ", "    ", "\n\n", "\r\n"]


def answer(text: str) -> str:
    return render_markdown(Summary("Ada", "", TODAY, note=text))


def shown(markdown: str) -> str:
    """What is read of the note: tags taken away, line ends kept, room counted once."""
    page = READER.render(markdown)
    quote = page[page.index("<blockquote>") : page.index("</blockquote>")]
    plain = quote.replace("<blockquote>", "").replace("<p>", "").replace("</p>", "\n").replace("<br />", "")
    assert not re.search("<[^>]*>", plain), plain
    return _room(html.unescape(plain))


def _room(text: str) -> str:
    lines = (" ".join(line.split()) for line in re.split(r"\r\n|\r|\n", text))
    return "\n".join(line for line in lines if line)


@pytest.mark.parametrize(
    "text",
    [
        "# no heading\n## none",
        "*no* _emphasis_ __here__ ~~or~~ `here`",
        "1. one\n2) two\n- three\n+ four\n* five",
        "> no quote\n    no code\n```\nno fence\n```",
        "<b>no tag</b> <!-- no comment --> &amp; &lt; <https://no.link>",
        "[no](link) ![no](image) [no]: reference",
        "no\n===\nsetext\n---\nheading\n***",
        "| no | table |\n|---|---|\n| a | b |",
        "one\n\n\nline\nafter another \\\n  indented",
        "a_b and c__d in https://x.example/a_b?c=d&e=f",
    ],
)
def test_what_was_typed_renders_as_it_was_typed(text: str) -> None:
    assert shown(answer(text)) == _room(text)


def test_any_text_renders_as_it_was_typed() -> None:
    chosen = random.Random(4)
    for _ in range(600):
        text = "".join(chosen.choices(PIECES, k=chosen.randint(1, 14)))
        if text.strip():
            assert shown(answer(text)) == _room(text), repr(text)


def test_a_long_line_is_broken_between_words_and_still_one_line() -> None:
    text = " ".join(["- and 1. and # and word"] * 300)
    copied = answer(text)
    assert shown(copied).replace("\n", " ") == text
    assert max(len(line) for line in copied.split("\n")) < 2000


def test_addresses_and_numbers_stay_readable() -> None:
    assert escaped(":-: no table") == "\\:-: no table"
    assert escaped("3.4 % at https://x.example/a_b") == "3.4 % at https://x.example/a_b"


def test_the_copy_says_everything_once() -> None:
    text = render_markdown(SUMMARY)
    expected = [
        "# Ada: what changed since 3 Nov 2026",
        "> Shall we talk on Friday?",
        "## 1. Faster checkout\n\nIt landed in part, keep it (16 Dec 2026). 3.9 % on 17 Nov",
        "> *Why:* Here it began",
        "### As it was sealed 4 Nov",
        "> *Why:* The season changes everything",
        "### Numbers\n\n10 Nov: 3.4 %; 17 Nov: 3.9 %",
        "### 10 Nov: On track",
        "## 2. Propose work that matters\n\n> I proposed the index.  \n> Nobody had asked.",
        "Where I stand: When asked",
        "> *Shown by:* ABC-1 in Linear",
        "### What did you propose?\n\n> An index.  \n> It was slow before.",
        "\n\nno evidence shared\n\n",
        "- Nobody looked again",
        "## What we agreed on 3 Nov",
        "## To talk about",
        "Made with Followthrough. As of 20 Dec 2026. Ada chose each part.",
    ]
    places = [text.find(words) for words in expected]
    assert -1 not in places, (expected[places.index(-1)], text)
    assert places == sorted(places)


def test_an_address_cannot_end_its_link() -> None:
    bet = SharedBet("b", "B", message="https://x/a)(<b> c\\")
    assert "](https://x/a%29%28%3Cb%3E%20c%5C)" in render_markdown(Summary("Ada", "", TODAY, bets=(bet,)))


def pieces_of(pages: tuple[tuple[Block, ...], ...]) -> list[str]:
    parts = [each for each in elements([*map(list, pages)]) if each["type"] == "rich_text_preformatted"]
    return [part["elements"][0]["text"] for part in parts]


def test_the_longest_copy_is_pages_that_slack_takes_cut_at_line_ends() -> None:
    text = render_markdown(longest(prose="word ", answer="\U0001f680"))
    pages = copy_pages(text)
    for page in pages:
        assert view_problems(modal("share.exactly", "Copy", [*page])) == []
        assert weight(list(page)) <= VIEW_BYTES // 2
        assert "Nothing is sent." in str(page[0])
    pieces = pieces_of(pages)
    assert max(units(piece) for piece in pieces) <= 3000
    assert "".join(pieces).replace("\n", "") == text.replace("\n", "")


def test_a_copy_of_lines_is_the_text_again() -> None:
    text = render_markdown(SUMMARY) * 9
    assert "\n".join(pieces_of(copy_pages(text))) == text.rstrip("\n")


def test_a_line_without_an_end_is_never_cut_before_what_is_escaped() -> None:
    section = SharedSection("s", "S", "a" + "*" * 2999)
    pieces = pieces_of(copy_pages(render_markdown(Summary("Ada", "", TODAY, (section,)))))
    assert len(pieces) > 1
    assert all((len(piece) - len(piece.rstrip("\\"))) % 2 == 0 for piece in pieces)
    assert "".join(pieces).count("\\*") == 2999
