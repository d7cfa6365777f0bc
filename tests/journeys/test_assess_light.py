"""What an assessment costs before its first answer, what it leads to, and what it never does."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.bootstrap import Product
from app.db.tables import metadata
from app.sandbox.slack import StandIn, Window
from tests.support.bot import running_bot
from tests.support.launching import BET, record
from tests.support.screens import blocks_of, button_labels, input_ids, strings, texts, title, view
from tests.support.walk import (
    PAGES,
    begin,
    finish,
    first_question,
    forward,
    history,
    is_looking_back,
    to_the_end,
    write,
)

pytestmark = pytest.mark.dialects_take_turns

CUSTOMERS = Path(__file__).parents[1] / "data" / "guide-twin.md"


def words(*parts: Any) -> int:
    """Everything visible: titles, buttons and labels too."""
    return sum(bool(re.search(r"\w", word)) for text in strings(list(parts)) for word in text.split())


def until_the_first_field(modal: dict[str, Any]) -> list[Any]:
    """What is read on the way to where one types, the question itself included."""
    first = next(n for n, block in enumerate(modal["blocks"]) if block["type"] == "input")
    return [modal["title"], *modal["blocks"][:first], modal["blocks"][first]["label"], {"text": "(optional)"}]


def test_a_start_is_a_page_and_two_hundred_words_lead_to_the_first_answer(ada: Window) -> None:
    ada.command("/l5-assess")
    start = view(ada)
    at_start = words(start["title"], start["blocks"], start["submit"], start["close"])
    assert at_start <= 120
    forward(ada)
    assert at_start + words(until_the_first_field(view(ada))) <= 200


def test_a_start_is_a_page_later_too(ada: Window) -> None:
    begin(ada)
    while not is_looking_back(ada):
        write(ada, next(key for key in input_ids(ada) if key.startswith(("q:", "when:"))), "I do")
        forward(ada)
    finish(ada)
    ada.command("/l5-assess")
    start = view(ada)
    assert words(start["title"], start["blocks"], start["submit"], start["close"]) <= 120


def test_that_all_is_optional_is_said_once_in_our_words(ada: Window) -> None:
    begin(ada)
    assert texts(ada).casefold().count("optional") == 1


def test_one_count_runs_over_all_pages(ada: Window) -> None:
    begin(ada)
    seen = [title(ada)]
    while not is_looking_back(ada):
        forward(ada)
        seen.append(title(ada))
    assert seen == [f"{n} of {PAGES}" for n in range(1, PAGES + 1)]


def test_continue_leads_to_the_first_section_with_something_to_say(ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), "first")
    forward(ada)
    forward(ada)
    write(ada, first_question(ada), "third")
    forward(ada)
    ada.click("Overview")
    forward(ada)
    assert title(ada) == "2 of 10"
    write(ada, first_question(ada), "second")
    ada.click("Overview")
    forward(ada)
    assert title(ada) == "4 of 10"


def test_done_asks_once_about_what_is_empty(ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), "first")
    while not is_looking_back(ada):
        forward(ada)
    forward(ada)
    assert title(ada) == "Before you finish"
    asked = texts(ada)
    assert "Own the outcome" in asked
    assert "Propose work that matters" not in asked
    ada.click("Overview")  # to think about it; the next Done does not ask again
    ada.click("Looking back")
    forward(ada)
    assert title(ada) == "What came out of it"


def test_a_second_done_finishes(ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), "first")
    while not is_looking_back(ada):
        forward(ada)
    forward(ada)
    forward(ada)
    assert title(ada) == "What came out of it"


def test_done_asks_nothing_where_every_section_says_something(ada: Window) -> None:
    begin(ada)
    while not is_looking_back(ada):
        write(ada, next(key for key in input_ids(ada) if key.startswith(("q:", "when:"))), "I do")
        forward(ada)
    forward(ada)
    assert title(ada) == "What came out of it"


def test_last_time_is_the_newest_answer_of_each_question_below_it(standin: StandIn, ada: Window) -> None:
    begin(ada)
    one, two = [key for key in input_ids(ada) if key.startswith("q:")][:2]
    write(ada, one, "one in spring")
    write(ada, two, "two in spring")
    finish(ada)
    standin.advance(timedelta(days=90).total_seconds())
    begin(ada)
    write(ada, two, "two in autumn")
    finish(ada)
    begin(ada)
    shown = view(ada)["blocks"]
    at = {block.get("block_id"): n for n, block in enumerate(shown)}
    assert "one in spring" in list(strings(shown[at[one] + 1]))
    assert "two in autumn" in list(strings(shown[at[two] + 1]))
    assert "two in spring" not in texts(ada)


def everything(bot: Product) -> dict[str, list[Any]]:
    with bot.database.read() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
        }


def test_looking_back_moves_nothing(ada: Window, bot: Product) -> None:
    begin(ada)
    forward(ada)
    write(ada, first_question(ada), "half a thou")
    ada.click("Overview")
    before = everything(bot)
    assert ada.click("Looking back").ok
    assert is_looking_back(ada)
    ada.close()
    assert everything(bot) == before
    ada.command("/l5-assess")
    assert title(ada) == "2 of 10"


def test_an_empty_assessment_is_no_history(ada: Window) -> None:
    begin(ada)
    assert "There is nothing here yet" in history(ada)
    ada.command("/l5-assess")
    write(ada, first_question(ada), "from spring")
    finish(ada)
    begin(ada)
    to_the_end(ada)
    assert "nothing to compare or to share" in texts(ada)
    assert button_labels(ada) == ["Record a launch"]
    ada.close()
    assert "from spring" in history(ada)
    ada.command("/l5-assess history")
    assert button_labels(ada) == []
    ada.close()
    ada.command("/l5-assess")
    assert "A claim so far" in texts(ada)  # of spring: the empty one is not where they stand
    forward(ada)
    assert "from spring" in texts(ada)


def test_the_end_says_what_are_facts_and_claims_and_what_the_mirror_showed(ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), "On 24 Nov I opened EXP-41")
    forward(ada)
    write(ada, first_question(ada), "I look at the numbers")
    while not any(key.startswith("when:") for key in input_ids(ada)):
        forward(ada)
    signs, when = input_ids(ada)
    option = blocks_of(ada, "input")[0]["element"]["options"][0]
    ada.choose(signs, [option["value"]])
    write(ada, when, "in March")
    to_the_end(ada)
    shown = texts(ada)
    pieces = [
        *("Facts you can point to", "*Propose work that matters*", "On 24 Nov I opened EXP-41"),
        *("Claims so far", "I look at the numbers", "A skeptic would ask: "),
        *("Nothing written", "Drive the full lifecycle"),
        *("What you recognized", "*Ship and forget*", option["text"]["text"], "in March"),
    ]
    assert sorted(pieces, key=shown.index) == pieces
    assert button_labels(ada) == ["Share with my EM", "Record a launch", "Read it again"]


@pytest.mark.parametrize(
    ("label", "leads_to"),
    [("Share with my EM", "Share"), ("Record a launch", "Record"), ("Read it again", "Your assessments")],
)
def test_what_one_can_do_next_works_and_the_end_stays_below(ada: Window, label: str, leads_to: str) -> None:
    begin(ada)
    write(ada, first_question(ada), "my words")
    to_the_end(ada)
    assert ada.click(label).ok
    assert title(ada).startswith(leads_to)
    ada.close()
    assert title(ada) == "What came out of it"


def test_a_claim_at_the_end_opens_its_section(ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), "my words")
    to_the_end(ada)
    assert ada.click("Open").ok
    assert title(ada) == "1 of 10"
    write(ada, first_question(ada), "my words, 3 Nov 2020")
    ada.click("Overview")
    assert "With facts" in texts(ada)


def test_a_launch_that_is_named_makes_it_a_fact(ada: Window) -> None:
    record(ada)
    ada.close()
    begin(ada)
    write(ada, first_question(ada), f"I proposed {BET['title'].lower()} myself")
    ada.click("Overview")
    assert "With facts" in texts(ada)


def test_with_facts_never_stands_beside_not_yet(ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), "https://example.com/x on 24 Nov 2020")
    ada.choose(next(key for key in input_ids(ada) if key.startswith("stand:")), "not-yet")
    for screen in ("Overview", "Looking back"):
        ada.click(screen)
        assert "Not yet, as you say" in texts(ada).split("\n")
        assert "With facts" not in texts(ada).split("\n")
    finish(ada)
    assert "With facts" not in history(ada)


def test_none_yet_is_an_answer_where_a_question_presumes_a_yes(ada: Window) -> None:
    begin(ada)
    asked = blocks_of(ada, "input")
    for _ in range(5):
        forward(ada)
        asked += blocks_of(ada, "input")
    for block in asked:
        if not block["block_id"].startswith("q:"):
            continue
        question, hint = block["label"]["text"], block.get("hint", {}).get("text")
        presumes = (
            question.split()[0] in {"When", "Which", "How", "What", "On", "Who"} or "your last" in question
        )
        assert (hint == "“None yet” is an answer.") == presumes, question


def test_more_than_one_match_of_a_section_s_name_shows_buttons(ada: Window) -> None:
    assert ada.command("/l5-assess own").ok
    assert ada.top is None
    answer = ada.messages()[-1]
    labels = [each["text"]["text"] for block in answer.blocks[1:] for each in block["elements"]]
    assert labels == ["Own the outcome, not just the output", "Own a larger scope"]
    assert answer.only_for == ada.seat.id
    assert ada.click("Own a larger scope", message_ts=answer.ts).ok
    assert title(ada) == "4 of 10"


def test_a_guide_brings_its_own_words_for_where_one_stands(
    standin: StandIn, database_url: str, tmp_path: Path
) -> None:
    guide = tmp_path / "guide.md"
    guide.write_text(
        "# G\n\n## Expert {#expert}\n\n**Questions:**\n\n- On what?\n\n**Where you stand:**\n\n"
        "- Nobody asks me yet\n- People ask me now and then\n\n## Other\n\n**Questions:**\n\n- How?\n"
    )
    with running_bot(standin, database_url, guide):
        ada = standin.open_window("ada")
        ada.command("/l5-assess")
        forward(ada)
        stand = blocks_of(ada, "input")[1]["element"]["options"]
        assert [each["text"]["text"] for each in stand] == [
            "Nobody asks me yet",
            "People ask me now and then",
        ]
        write(ada, first_question(ada), "since 3 Nov 2020")
        ada.choose("stand:expert", stand[0]["value"])
        ada.click("Overview")
        assert "Not yet, as you say" in texts(ada)
        forward(ada)
        assert len(blocks_of(ada, "input")[1]["element"]["options"]) == 4


def test_another_s_end_is_not_found(standin: StandIn, ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), "secretly so")
    while not is_looking_back(ada):
        forward(ada)
    payload = ada.submit().payload
    dana = standin.open_window("dana")
    begin(dana)
    her_own = [{"type": "section", "text": {"type": "plain_text", "text": "What Dana's window shows"}}]
    forged = payload | {"user": payload["user"] | {"id": dana.seat.id}}
    told = [
        standin.post_interaction(forged | {"view": payload["view"] | {"blocks": her_own} | place})
        for place in ({}, {"private_metadata": "last:999999:1"})
    ]
    assert "not there any more" in told[0].body
    assert "Own the outcome" not in told[0].body
    assert told[0].answer["view"]["blocks"] == told[1].answer["view"]["blocks"]


def test_a_skeptic_asks_beside_a_claim_until_there_is_a_fact(ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    assert "A skeptic" not in texts(ada)
    for words, asks in (("I always do", True), ("I did on 3 Nov 2020", False), ("", False)):
        write(ada, question, words)
        forward(ada)
        ada.click("Back")
        assert ("A skeptic would ask: When was that" in texts(ada)) == asks, words


def test_the_words_of_the_end_are_cut_and_escaped(ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), "<!channel> *bold* " + "long " * 100)
    to_the_end(ada)
    (quoted,) = [block for block in blocks_of(ada, "rich_text") if "bold" in str(block)]
    assert quoted["elements"][0]["elements"][0]["text"].startswith("<!channel> *bold* long")
    assert len(texts(ada)) < 1000
