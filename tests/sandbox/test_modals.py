"""Modals: the stack, what an input reports, what each answer to a submission does."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from app.sandbox.slack import StandIn, Window
from tests.sandbox.blocks import actions, button, choice_input, modal, option, plain, section, text_input
from tests.sandbox.tiny_bot import TinyBot

Opens = Callable[[dict[str, Any]], Window]


@pytest.fixture
def opens(bot: TinyBot, ada: Window) -> Opens:
    """Opens a view in Ada's window the way a bot does: in answer to a command."""

    wanted: list[dict[str, Any]] = []

    @bot.app.command("/l5-assess")
    def assess(ack: Any, client: Any, command: dict[str, Any]) -> None:
        client.views_open(trigger_id=command["trigger_id"], view=wanted[-1])
        ack()

    def run(view: dict[str, Any]) -> Window:
        wanted.append(view)
        assert ada.command("/l5-assess").ok
        return ada

    return run


def answer(bot: TinyBot, **answered: Any) -> list[dict[str, Any]]:
    """Answers every submission with `answered`; the list fills with the views submitted."""
    got: list[dict[str, Any]] = []

    @bot.app.view("page")
    def submitted(ack: Any, view: dict[str, Any]) -> None:
        got.append(view)
        ack(**answered)

    return got


def listen(bot: TinyBot, action_id: str) -> list[dict[str, Any]]:
    got: list[dict[str, Any]] = []

    @bot.app.action(action_id)
    def acted(ack: Any, body: dict[str, Any]) -> None:
        got.append(body)
        ack()

    return got


def test_a_prefilled_input_reports_its_value_until_the_first_update_and_null_after(
    bot: TinyBot, opens: Opens
) -> None:
    page = modal(
        text_input("q", initial_value="before"),
        choice_input("c", "checkboxes", "a", "b", initial_options=[option("a")]),
        choice_input("r", "radio_buttons", "a", "b", initial_option=option("b")),
    )
    window = opens(page)
    assert window.state()["q"]["text"] == {"type": "plain_text_input", "value": "before"}
    assert window.state()["c"]["choice"]["selected_options"] == [option("a")]

    answer(bot, response_action="update", view=page)
    window.submit()

    assert window.shown("q") == "before"
    assert window.state()["q"]["text"]["value"] is None
    assert window.state()["c"]["choice"]["selected_options"] == []
    assert window.state()["r"]["choice"]["selected_option"] is None


def test_typed_text_stays_only_where_block_and_action_recur(bot: TinyBot, opens: Opens) -> None:
    window = opens(modal(text_input("same"), text_input("gone")))
    window.type("same", "mine")
    window.type("gone", "lost")
    answer(
        bot,
        response_action="update",
        view=modal(text_input("same", initial_value="theirs"), text_input("new", initial_value="theirs")),
    )
    window.submit()
    assert window.shown("same") == "mine"
    assert window.shown("new") == "theirs"
    assert window.state()["same"]["text"]["value"] == "mine"


def test_an_empty_answer_closes_the_top_view_and_the_one_below_shows(bot: TinyBot, opens: Opens) -> None:
    window = opens(modal(text_input("first")))
    answer(bot, response_action="push", view=modal(section("second"), callback_id="above"))
    window.submit()
    assert [view["callback_id"] for view in window.views] == ["page", "above"]
    below, above = window.views
    assert above["previous_view_id"] == above["root_view_id"] == below["id"]

    bot.app.view("above")(lambda ack: ack())
    window.submit()
    assert [view["callback_id"] for view in window.views] == ["page"]


def test_clear_closes_the_whole_stack(bot: TinyBot, opens: Opens) -> None:
    window = opens(modal())
    answer(bot, response_action="clear")
    window.submit()
    assert window.views == []


def test_three_views_stack_and_a_fourth_is_refused(bot: TinyBot, opens: Opens) -> None:
    window = opens(modal(actions(button("deeper"))))
    refused: list[str] = []

    @bot.app.action("deeper")
    def deeper(ack: Any, body: dict[str, Any], client: Any) -> None:
        try:
            client.views_push(trigger_id=body["trigger_id"], view=modal(actions(button("deeper"))))
        except SlackApiError as error:
            refused.append(error.response["error"])
        ack()

    for _ in range(3):
        window.click("deeper")
    assert len(window.views) == 3
    assert refused == ["push_limit_reached"]


def test_errors_stand_at_their_input_and_keep_what_was_typed(bot: TinyBot, opens: Opens) -> None:
    window = opens(modal(text_input("q")))
    window.type("q", "kept")
    answer(bot, response_action="errors", errors={"q": "Say more."})
    window.submit()
    assert window.errors == {"q": "Say more."}
    assert window.shown("q") == "kept"


@pytest.mark.parametrize(
    ("ack", "reason"),
    [
        ({"response_action": "errors", "errors": {"nowhere": "x"}}, "no input block nowhere"),
        ({"response_action": "update", "view": modal(title=plain("x" * 25))}, "at most 24"),
        (
            {"response_action": "update", "view": modal({"type": "table", "rows": []})},
            "unsupported type: table",
        ),
        ({"response_action": "update", "view": modal(private_metadata="x" * 3001)}, "at most 3000"),
    ],
)
def test_an_answer_slack_would_not_take_keeps_the_modal_and_says_why(
    bot: TinyBot, opens: Opens, standin: StandIn, ack: dict[str, Any], reason: str
) -> None:
    window = opens(modal(text_input("q")))
    window.type("q", "kept")
    answer(bot, **ack)
    window.submit()
    assert window.trouble == "We had some trouble connecting. Try again?"
    assert window.shown("q") == "kept"
    assert any(reason in problem for problem in window.problems)
    assert any(reason in problem for problem in standin.workspace.request_log.entries()[-1].problems)


def test_a_bot_that_is_too_late_keeps_the_modal_and_a_second_try_works(
    bot: TinyBot, opens: Opens, standin: StandIn
) -> None:
    window = opens(modal(text_input("q")))
    window.type("q", "kept")
    answer(bot, response_action="clear")
    standin.faults.add("bot:view_submission", "never")
    assert window.submit().trouble == "operation_timeout"
    assert (window.trouble is not None, window.shown("q")) == (True, "kept")
    assert window.submit().ok
    assert (window.trouble, window.views) == (None, [])


def test_an_answer_that_is_lost_was_still_heard_by_the_bot(
    bot: TinyBot, opens: Opens, standin: StandIn
) -> None:
    window = opens(modal(text_input("q")))
    got = answer(bot, response_action="clear")
    standin.faults.add("bot:view_submission", "lost")
    assert window.submit().status is None
    assert len(got) == 1
    assert window.trouble


def test_a_required_field_is_asked_for_before_anything_is_sent(opens: Opens, standin: StandIn) -> None:
    window = opens(modal(text_input("q", optional=False)))
    before = len(standin.deliveries)
    assert not window.submit().sent
    assert window.errors == {"q": "Please complete this required field."}
    assert len(standin.deliveries) == before


def test_a_stale_hash_conflicts_and_the_newest_one_does_not(bot: TinyBot, opens: Opens) -> None:
    window = opens(modal())
    first = window.views[0]
    bot.client.views_update(view_id=first["id"], hash=first["hash"], view=modal(section("two")))
    second = window.views[0]
    assert second["hash"] != first["hash"]
    with pytest.raises(SlackApiError) as failed:
        bot.client.views_update(view_id=first["id"], hash=first["hash"], view=modal(section("three")))
    assert failed.value.response["error"] == "hash_conflict"
    assert window.views[0]["blocks"][0]["text"]["text"] == "two"


def test_a_closed_view_cannot_be_updated(bot: TinyBot, opens: Opens) -> None:
    window = opens(modal())
    view_id = window.views[0]["id"]
    window.close()
    with pytest.raises(SlackApiError) as failed:
        bot.client.views_update(view_id=view_id, view=modal())
    assert failed.value.response["error"] == "not_found"


def test_closing_sends_no_values_and_only_where_the_view_asked(bot: TinyBot, opens: Opens) -> None:
    closed: list[dict[str, Any]] = []

    @bot.app.view_closed("page")
    def left(ack: Any, body: dict[str, Any]) -> None:
        closed.append(body)
        ack()

    window = opens(modal(text_input("q"), notify_on_close=True))
    window.type("q", "never sent")
    assert window.close() is not None
    assert window.views == []
    assert (closed[0]["view"]["state"], closed[0]["is_cleared"]) == ({"values": {}}, False)

    opens(modal(text_input("q")))
    assert window.close() is None
    assert len(closed) == 1


def test_typing_sends_the_whole_form_only_where_the_input_dispatches(bot: TinyBot, opens: Opens) -> None:
    got = listen(bot, "text")
    window = opens(modal(text_input("live", dispatch=True), text_input("quiet")))
    assert window.type("quiet", "hush") is None
    window.type("live", "abc", keystrokes=True)
    assert [each["actions"][0]["value"] for each in got] == ["a", "ab", "abc"]
    assert got[-1]["view"]["state"]["values"]["quiet"]["text"]["value"] == "hush"
    sent_at = [float(each["actions"][0]["action_ts"]) for each in got]
    assert sent_at == sorted(set(sent_at))
    window.type("live", "")
    assert got[-1]["actions"][0]["value"] is None


def test_enter_dispatches_only_from_a_single_line(bot: TinyBot, opens: Opens) -> None:
    got = listen(bot, "text")
    config = {"dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}
    line = text_input("line") | {"dispatch_action": True}
    line["element"] |= config
    area = text_input("area") | {"dispatch_action": True}
    area["element"] |= config | {"multiline": True}
    window = opens(modal(line, area))
    window.type("line", "x", enter=True)
    window.type("area", "y", enter=True)
    assert [each["actions"][0]["block_id"] for each in got] == ["line"]


def test_choices_in_actions_always_dispatch_and_those_of_inputs_when_asked(
    bot: TinyBot, opens: Opens
) -> None:
    got = listen(bot, "choice")
    select = {"type": "static_select", "action_id": "choice", "options": [option("x"), option("y")]}
    window = opens(
        modal(
            actions(button("b"), select, block_id="menu"),
            choice_input("quiet", "radio_buttons", "a", "b"),
            choice_input("loud", "checkboxes", "a", "b") | {"dispatch_action": True},
        )
    )
    window.choose("menu", "y")
    window.choose("quiet", "a")
    window.choose("loud", ["a", "b"])
    assert [each["actions"][0]["block_id"] for each in got] == ["menu", "loud"]
    assert got[0]["actions"][0]["selected_option"] == option("y")
    with pytest.raises(LookupError, match="no option z"):
        window.choose("menu", "z")


def test_a_failing_click_shows_the_trouble_and_the_next_good_one_clears_it(
    bot: TinyBot, opens: Opens
) -> None:
    answers = iter([500, 200])

    @bot.app.action("go")
    def go(ack: Any) -> None:
        if next(answers) == 500:
            raise RuntimeError("on purpose")
        ack()

    window = opens(modal(actions(button("go", "Go"))))
    assert window.click("Go").status == 500
    assert window.trouble
    window.click("Go")
    assert window.trouble is None


def test_an_answer_for_a_view_that_was_closed_meanwhile_changes_nothing(bot: TinyBot, opens: Opens) -> None:
    window = opens(modal(text_input("q")))

    @bot.app.view("page")
    def submitted(ack: Any) -> None:
        window.close()
        ack(response_action="update", view=modal(section("too late")))

    assert window.submit().ok
    assert (window.views, window.trouble) == ([], None)


def test_a_client_may_leave_untouched_inputs_out(standin: StandIn) -> None:
    with StandIn(standin.config.manifest, leaves_out_untouched=True) as sparse:
        screen = sparse.workspace.new_screen(sparse.config.seat("ada"))
        sparse.workspace.open(screen, modal(text_input("a"), text_input("b", initial_value="x")))
        window = sparse.open_window("ada", screen.id)
        window.type("a", "")
        assert set(window.views[0]["state"]["values"]) == {"a", "b"}
        sparse.workspace.update(screen.stack[0], modal(text_input("a"), text_input("b", initial_value="x")))
        assert window.views[0]["state"]["values"] == {
            "a": {"text": {"type": "plain_text_input", "value": None}}
        }
