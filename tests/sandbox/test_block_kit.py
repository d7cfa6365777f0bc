"""Block Kit's limits: each rule takes what is just allowed and names what is not."""

from typing import Any

import pytest

from app.sandbox.blocks import message_problems, view_problems
from tests.sandbox.blocks import actions, button, choice_input, modal, option, plain, section, text_input

RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "a", "style": {"bold": True}},
                {"type": "link", "url": "https://example.com", "text": "b"},
                {"type": "emoji", "name": "wave"},
                {"type": "user", "user_id": "U1"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 1,
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "c"}]}],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "d"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "e"}], "border": 0},
    ],
}


FIRST = "/view/blocks/0"


def select(kind: str, values: list[str], **more: Any) -> dict[str, Any]:
    return {"type": kind, "action_id": "pick", "options": [option(value) for value in values], **more}


def numbered(count: int) -> list[str]:
    return [f"v{number}" for number in range(count)]


def chart(points: int = 3, series: int = 1, **more: Any) -> dict[str, Any]:
    labels = [str(number) for number in range(points)]
    data = [{"label": label, "value": 1} for label in labels]
    plotted = [{"name": f"s{number}", "data": data} for number in range(series)]
    axes = {"categories": labels}
    return {
        "type": "data_visualization",
        "title": "t",
        "chart": {"type": "line", "series": plotted, "axis_config": axes},
        **more,
    }


def pie(*segments: dict[str, Any]) -> dict[str, Any]:
    return {"type": "data_visualization", "title": "t", "chart": {"type": "pie", "segments": list(segments)}}


ALLOWED_IN_MODALS: list[tuple[str, dict[str, Any]]] = [
    ("100 blocks", modal(*[{"type": "divider"}] * 100)),
    ("title of 24", modal(title=plain("x" * 24))),
    ("metadata of 3000", modal(private_metadata="x" * 3000)),
    ("section of 3000", modal(section("x" * 3000))),
    ("header of 150", modal({"type": "header", "text": plain("x" * 150)})),
    ("ten fields", modal({"type": "section", "fields": [plain("x" * 2000)] * 10})),
    ("rich text", modal(RICH)),
    ("alert", modal({"type": "alert", "text": plain("x"), "level": "warning"})),
    ("ten checkboxes", modal(choice_input("c", "checkboxes", *numbered(10)))),
    ("100 options", modal(actions(select("static_select", numbered(100))))),
    ("five in the menu", modal(actions(select("overflow", numbered(5))))),
    ("input of 3000", modal(text_input("q", max_length=3000, initial_value="x" * 3000))),
    ("one action_id in two blocks", modal(text_input("a"), text_input("b"))),
    ("date", modal(actions({"type": "datepicker", "action_id": "d", "initial_date": "2026-01-31"}))),
    ("confirm", modal(actions(button("b", confirm={
        "title": plain("x" * 100), "text": plain("x" * 300), "confirm": plain("x" * 30), "deny": plain("n"),
    })))),
]  # fmt: skip

REFUSED_IN_MODALS: list[tuple[str, dict[str, Any], str]] = [
    ("101 blocks", modal(*[{"type": "divider"}] * 101), "/view/blocks"),
    ("no blocks", modal() | {"blocks": []}, "/view/blocks"),
    ("title of 25", modal(title=plain("x" * 25)), "/view/title/text"),
    ("submit of 25", modal(submit=plain("x" * 25)), "/view/submit/text"),
    ("close in mrkdwn", modal(close={"type": "mrkdwn", "text": "x"}), "/view/close/type"),
    ("no title", {"type": "modal", "blocks": [section("x")]}, "/view"),
    ("no type", {"title": plain("x"), "blocks": [section("x")]}, "/view"),
    ("metadata of 3001", modal(private_metadata="x" * 3001), "/view/private_metadata"),
    ("callback_id of 256", modal(callback_id="x" * 256), "/view/callback_id"),
    ("unknown field", modal(colour="red"), "/view/colour"),
    ("unknown block", modal({"type": "carousel"}), f"{FIRST}/type"),
    ("a block that is text", modal() | {"blocks": ["x"]}, FIRST),
    ("table", modal({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}), f"{FIRST}/type"),
    ("chart", modal(chart()), f"{FIRST}/type"),
    ("markdown", modal({"type": "markdown", "text": "x"}), f"{FIRST}/type"),
    ("input without submit", {
        "type": "modal", "title": plain("x"), "blocks": [text_input("q")],
    }, "/view/submit"),
    ("button in an input", modal(text_input("q") | {"element": button("b")}), f"{FIRST}/element/type"),
    ("text input in actions", modal(actions(text_input("q")["element"])), f"{FIRST}/elements/0/type"),
    ("block_id twice", modal(text_input("q"), text_input("q")), "/view/blocks/1/block_id"),
    ("action_id twice", modal(actions(button("b"), button("b"))), f"{FIRST}/elements/1/action_id"),
    ("two in focus", modal(
        text_input("a", focus_on_load=True), text_input("b", focus_on_load=True),
    ), "/view/blocks/1/element/focus_on_load"),
    ("empty text", modal(section("")), f"{FIRST}/text/text"),
    ("section of 3001", modal(section("x" * 3001)), f"{FIRST}/text/text"),
    ("section of nothing", modal({"type": "section"}), FIRST),
    ("eleven fields", modal({"type": "section", "fields": [plain("x")] * 11}), f"{FIRST}/fields"),
    ("field of 2001", modal({"type": "section", "fields": [plain("x" * 2001)]}), f"{FIRST}/fields/0/text"),
    ("header of 151", modal({"type": "header", "text": plain("x" * 151)}), f"{FIRST}/text/text"),
    ("eleven checkboxes", modal(choice_input("c", "checkboxes", *numbered(11))), f"{FIRST}/element/options"),
    ("101 options", modal(actions(select("static_select", numbered(101)))), f"{FIRST}/elements/0/options"),
    ("no options", modal(actions(select("static_select", []))), f"{FIRST}/elements/0/options"),
    ("six in the menu", modal(actions(select("overflow", numbered(6)))), f"{FIRST}/elements/0/options"),
    ("option text of 76", modal(actions(select("static_select", []) | {
        "options": [{"text": plain("x" * 76), "value": "v"}],
    })), f"{FIRST}/elements/0/options/0/text/text"),
    ("option value of 76", modal(actions(select("static_select", ["x" * 76]))),
     f"{FIRST}/elements/0/options/0/text/text"),
    ("option value twice", modal(choice_input("c", "checkboxes", "a", "a")),
     f"{FIRST}/element/options/1/value"),
    ("initial that is no option",
     modal(choice_input("c", "radio_buttons", "a", initial_option=option("b"))),
     f"{FIRST}/element/initial_option"),
    ("no initial options", modal(choice_input("c", "checkboxes", "a", initial_options=[])),
     f"{FIRST}/element/initial_options"),
    ("button text of 76", modal(actions(button("b", "x" * 76))), f"{FIRST}/elements/0/text/text"),
    ("button value of 2001", modal(actions(button("b", value="x" * 2001))), f"{FIRST}/elements/0/value"),
    ("style", modal(actions(button("b", style="blue"))), f"{FIRST}/elements/0/style"),
    ("26 buttons", modal(actions(*[button(f"b{n}") for n in range(26)])), f"{FIRST}/elements"),
    ("initial over max_length", modal(text_input("q", max_length=3, initial_value="four")),
     f"{FIRST}/element/initial_value"),
    ("max_length of 3001", modal(text_input("q", max_length=3001)), f"{FIRST}/element/max_length"),
    ("placeholder of 151", modal(text_input("q", placeholder=plain("x" * 151))),
     f"{FIRST}/element/placeholder/text"),
    ("dispatch config", modal(text_input("q", dispatch_action_config={"trigger_actions_on": ["blur"]})),
     f"{FIRST}/element/dispatch_action_config/trigger_actions_on/0"),
    ("label of 2001", modal(text_input("q") | {"label": plain("x" * 2001)}), f"{FIRST}/label/text"),
    ("image without alt", modal({"type": "image", "image_url": "https://x"}), FIRST),
    ("eleven in context", modal({"type": "context", "elements": [plain("x")] * 11}), f"{FIRST}/elements"),
    ("confirm title of 101", modal(actions(button("b", confirm={
        "title": plain("x" * 101), "text": plain("x"), "confirm": plain("y"), "deny": plain("n"),
    }))), f"{FIRST}/elements/0/confirm/title/text"),
    ("rich text of an unknown part", modal({"type": "rich_text", "elements": [{"type": "rich_text_poem"}]}),
     f"{FIRST}/elements/0/type"),
    ("rich text of an empty piece", modal({"type": "rich_text", "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]},
    ]}), f"{FIRST}/elements/0/elements/0/text"),
    ("alert level", modal({"type": "alert", "text": plain("x"), "level": "loud"}), f"{FIRST}/level"),
]  # fmt: skip

TABLE: dict[str, Any] = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 100}
DATA_TABLE: dict[str, Any] = {
    "type": "data_table",
    "caption": "c",
    "rows": [[{"type": "raw_text", "text": "x"}], [{"type": "raw_number", "value": 1}]],
}
REFUSED_IN_MESSAGES: list[tuple[str, list[Any], str]] = [
    ("51 blocks", [section("x")] * 51, "/blocks"),
    ("alert", [{"type": "alert", "text": plain("x")}], "/blocks/0/type"),
    ("three charts", [chart()] * 3, "/blocks"),
    ("21 points", [chart(points=21)], "/blocks/0/chart/series/0/data"),
    ("13 series", [chart(series=13)], "/blocks/0/chart/series"),
    ("chart title of 51", [chart(title="x" * 51)], "/blocks/0/title"),
    (
        "a line in another order",
        [chart() | {"chart": chart()["chart"] | {"axis_config": {"categories": ["b"]}}}],
        "/blocks/0/chart/series/0",
    ),
    ("an empty segment", [pie({"label": "none", "value": 0})], "/blocks/0/chart/segments/0/value"),
    ("13 segments", [pie(*[{"label": str(n), "value": 1} for n in range(13)])], "/blocks/0/chart/segments"),
    ("a label of 21", [pie({"label": "x" * 21, "value": 1})], "/blocks/0/chart/segments/0/label"),
    ("a value that is text", [pie({"label": "x", "value": "1"})], "/blocks/0/chart/segments/0/value"),
    ("a radar", [chart() | {"chart": {"type": "radar"}}], "/blocks/0/chart/type"),
    ("101 rows", [TABLE | {"rows": TABLE["rows"] + TABLE["rows"][:1]}], "/blocks/0/rows"),
    ("a data table of a header", [DATA_TABLE | {"rows": DATA_TABLE["rows"][:1]}], "/blocks/0/rows"),
    ("markdown of 12001 in two", [{"type": "markdown", "text": "x" * 6001}] * 2, "/blocks"),
    ("a block that is no object", [7], "/blocks/0"),
]


@pytest.mark.parametrize(
    "view", [each[1] for each in ALLOWED_IN_MODALS], ids=[e[0] for e in ALLOWED_IN_MODALS]
)
def test_a_modal_may_hold(view: dict[str, Any]) -> None:
    assert view_problems(view) == []


@pytest.mark.parametrize(
    ("view", "path"), [each[1:] for each in REFUSED_IN_MODALS], ids=[e[0] for e in REFUSED_IN_MODALS]
)
def test_a_modal_may_not_hold(view: dict[str, Any], path: str) -> None:
    assert path in [problem.path for problem in view_problems(view)]


@pytest.mark.parametrize(
    ("blocks", "path"), [each[1:] for each in REFUSED_IN_MESSAGES], ids=[e[0] for e in REFUSED_IN_MESSAGES]
)
def test_a_message_may_not_hold(blocks: list[Any], path: str) -> None:
    assert path in [problem.path for problem in message_problems(blocks)]


def test_a_message_may_hold_what_modals_may_not() -> None:
    markdown = {"type": "markdown", "text": "x" * 12_000}
    assert message_problems([chart(points=20, series=12), chart(), TABLE, DATA_TABLE, markdown, RICH]) == []


def test_a_problem_reads_as_slack_prints_it() -> None:
    (problem,) = view_problems(modal(title=plain("x" * 25)))
    assert str(problem) == (
        "[ERROR] must be at most 24 characters, but is 25 [json-pointer:/view/title/text]"
    )
