"""Texts that break naive code come back exactly as they were written, everywhere they are shown."""

import copy

import pytest

from app.sandbox.slack import StandIn, Window
from app.slack.blocks import weight
from tests.support.screens import input_ids, texts, view
from tests.support.walk import begin, finish, first_question, forward, history, is_looking_back, write

pytestmark = pytest.mark.dialects_take_turns

HARD = {
    "longest": "x" * 3000,
    "ampersands": "&" * 3000,
    "emoji": "🚀" * 1500,
    "right to left": "שלום \u202eעולם\u202c مرحبا",
    "a ping": "<!channel> <@U0DANA001> <!subteam^S1>",
    "an entity": "&lt;b&gt; &amp;amp;",
    "back-quotes": "`a` ```b``` *c* _d_ ~e~ > f",
    "markup": "<script>alert(1)</script>",
    "white space": "  two\n\n\tlines  \u00a0",
    "combining": "e\u0301 \u200d \ufeff \u2028",
    "placeholders": "{0} %s %(x)s ${HOME} :text NULL",
}


def test_it_is_stored_and_shown_exactly(ada: Window) -> None:
    left = list(HARD.values())
    ada.command("/l5-assess")
    forward(ada)
    while left:
        written = {key: left.pop() for key in input_ids(ada) if key.startswith("q:") and left}
        for question, text in written.items():
            write(ada, question, text)
        ada.close()
        ada.command("/l5-assess")
        assert {question: ada.shown(question) for question in written} == written
        forward(ada)
    finish(ada)
    shown = history(ada)
    assert [name for name, text in HARD.items() if text not in shown] == []


def test_every_answer_at_its_longest_still_fits_what_slack_takes(ada: Window) -> None:
    longest = "🚀" * 1500  # 3,000 as Slack counts, 18,000 bytes as the SDK spells it
    for _ in range(2):  # the second time quotes the first above each input
        ada.command("/l5-assess")
        forward(ada)
        while not is_looking_back(ada):
            assert weight(view(ada)) < 250_000
            for key in input_ids(ada):
                if key.startswith(("q:", "evidence:", "when:")):
                    write(ada, key, longest)
            forward(ada)
        shown = texts(ada).count(longest)
        while view(ada)["submit"]:
            assert weight(view(ada)) < 250_000
            forward(ada)
            shown += texts(ada).count(longest)
        assert shown == 25
        assert weight(view(ada)) < 250_000
        ada.close()


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "half \udfff a pair"])
def test_what_cannot_be_kept_is_refused_with_a_sentence(standin: StandIn, ada: Window, text: str) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "good")
    submission = ada.submit().payload
    ada.click("Back")
    page = ada.top
    assert page is not None
    submission["view"] = copy.deepcopy(submission["view"])
    submission["view"]["private_metadata"] = page["private_metadata"]
    submission["view"]["state"]["values"][question]["assess.answer"]["value"] = text
    answer = standin.post_interaction(submission)
    assert answer.answer["response_action"] == "errors"
    assert "Remove it and try again" in answer.answer["errors"][question]
    ada.close()
    ada.command("/l5-assess")
    assert ada.shown(question) == "good"


def test_a_text_that_cannot_be_kept_does_not_hold_up_the_others(standin: StandIn, ada: Window) -> None:
    begin(ada)
    bad, good = [key for key in input_ids(ada) if key.startswith("q:")][:2]
    delivery = ada.type(good, "kept")
    assert delivery is not None
    event = copy.deepcopy(delivery.payload)
    event["view"]["state"]["values"][bad] = {"assess.answer": {"type": "plain_text_input", "value": "\x00"}}
    event["view"]["state"]["values"][good]["assess.answer"]["value"] = "kept too"
    event["actions"][0] |= {"value": "kept too", "action_ts": "9999999999.1"}
    assert standin.post_interaction(event).status == 200
    event["actions"][0] |= {"block_id": bad, "value": "\x00", "action_ts": "9999999999.2"}
    assert standin.post_interaction(event).status == 400
    ada.close()
    ada.command("/l5-assess")
    assert ada.shown(good) == "kept too"
    assert ada.shown(bad) is None
