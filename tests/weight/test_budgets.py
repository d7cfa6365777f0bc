"""The budgets of words and clicks, lived: what is over one is told with its words."""

from collections.abc import Callable, Mapping

import pytest

from tests.weight import flows
from tests.weight.flows import FLOWS, Flow, Scales, live
from tests.weight.scale import weigh

WORDS: Mapping[Callable[[Flow], None], Mapping[str, int]] = {
    flows.four_launches: {
        "check-in over four launches, the first": 55,  # with the line about privacy
        "check-in over four launches": 55,
    },
    flows.the_heaviest_week: {"check-in over four launches, the heaviest week": 80},
    flows.one_launch: {"check-in on one launch, the first": 45, "check-in on one launch, with its chart": 45},
    flows.silence: {"would another rhythm suit you": 35, "reminder": 20, "overtaken": 10},
    flows.silence_with_verdicts: {"overdue verdicts": 35},
    flows.a_ship_day: {"ship question": 15},
    flows.snoozed: {"snoozed": 20},
    flows.a_share: {"share: the first screen": 90, "the post": 110, "the receipt": 40},
}
CLICKS: Mapping[Callable[[Flow], None], Mapping[str, int]] = {
    flows.four_launches: {"four launches answered": 6},
    flows.one_launch: {"one launch answered": 3, "a decision": 3},
    flows.a_share: {"a first share": 7, "the next share there": 4},
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_no_screen_and_no_flow_is_over_its_budget(flow: Callable[[Flow], None], database_url: str) -> None:
    scales, budgets = Scales(), WORDS.get(flow, {})
    live(flow, scales, database_url)
    assert {*budgets} <= {*scales.weights}
    over = {
        name: scales.weights[name].said for name, most in budgets.items() if scales.weights[name].words > most
    }
    assert over == {}
    assert scales.clicks == CLICKS.get(flow, {})


def test_words_count_once_and_neither_labels_nor_what_somebody_wrote_do() -> None:
    runs = [{"type": "text", "text": "Target: under 8 %, "}, {"type": "text", "text": "so"}]
    blocks = [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": runs}]},
        {"type": "section", "text": {"type": "mrkdwn", "text": "Does *it* last?"}},
        {
            "type": "actions",
            "elements": [{"type": "button", "text": {"type": "plain_text", "text": "It lasts"}}],
        },
    ]
    weight = weigh("a message", blocks, ["under 8 %"])
    assert (weight.words, weight.all_words, weight.controls) == (5, 9, 1)
