"""A small conversation for the browser tests: every block and input, stacking, errors, messages."""

from typing import Any

from tests.sandbox.blocks import actions, button, choice_input, modal, option, plain, section, text_input
from tests.sandbox.tiny_bot import TinyBot

PROSE = "<script>alert(1)</script> & <b>bold</b>"
RICH: dict[str, Any] = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "You wrote: "},
                {"type": "text", "text": PROSE, "style": {"italic": True}},
                {"type": "emoji", "name": "seedling"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": word}]}
                for word in ("Name the problem", "Measure it", "Decide on the date")
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "It was shipped. Did it land?"}]},
    ],
}
MRKDWN = (
    "*Own the outcome*, _not_ the ~output~ `ticket`: <https://example.com|the guide>, <@U0ADA0001>, "
    "<!channel> and <#C0GENERAL>\n&gt; a quote\n```code & more```"
)


def page(number: int) -> dict[str, Any]:
    when = {"dispatch_action": True}
    blocks = [
        {"type": "header", "text": plain("Owning outcomes")},
        section("People at the next level follow what they shipped until it has a *verdict*."),
        {
            "type": "section",
            "fields": [plain("What I measure"), plain("Usage in week four, not the launch itself")],
        },
        {"type": "divider"},
        text_input(
            f"first-{number}",
            dispatch=True,
            multiline=True,
            placeholder=plain("A sentence or two is enough"),
        ),
        text_input(f"second-{number}", dispatch=True) | {"hint": plain("A link, a number, a date.")},
        choice_input(f"stand-{number}", "radio_buttons", "not yet", "sometimes", "as a habit") | when,
        choice_input(f"signs-{number}", "checkboxes", "nobody asked", "no baseline") | when,
        {
            "type": "input",
            "block_id": f"date-{number}",
            "label": plain("Judge by"),
            "optional": True,
            "element": {"type": "datepicker", "action_id": "choice", "initial_date": "2026-03-01"},
        },
        actions(button("guide", "Read the guide"), button("note", "Post a note", style="primary")),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": ":lock: Only you can see this."}]},
    ]
    return modal(
        *blocks, title=plain(f"Section {number} of 6"), close=plain("Close (saved)"), notify_on_close=True
    )


def every_input() -> dict[str, Any]:
    """One input of each kind that the page draws, all of which dispatch."""
    groups = [{"label": plain("Group"), "options": [option("one"), option("two")]}]
    kinds: dict[str, dict[str, Any]] = {
        "static_select": {"option_groups": groups},
        "multi_static_select": {"options": [option("red"), option("blue")]},
        "users_select": {},
        "multi_users_select": {"initial_users": ["U0DANA001"]},
        "conversations_select": {},
        "channels_select": {},
        "datepicker": {},
        "timepicker": {"initial_time": "09:30"},
        "datetimepicker": {"initial_date_time": 1_790_000_000},
        "number_input": {"is_decimal_allowed": False},
        "email_text_input": {},
        "url_text_input": {},
    }
    blocks = [
        {
            "type": "input",
            "block_id": kind,
            "label": plain(kind),
            "dispatch_action": True,
            "optional": True,
            "element": {"type": kind, "action_id": "choice", **more},
        }
        for kind, more in kinds.items()
    ]
    return modal(*blocks, title=plain("Every input"), callback_id="every")


def guide() -> dict[str, Any]:
    blocks = [
        {"type": "alert", "level": "info", "text": plain("Not a checklist to game.")},
        RICH,
        section(MRKDWN),
    ]
    return modal(*blocks, title=plain("The guide"), callback_id="guide")


def teach(bot: TinyBot) -> list[dict[str, Any]]:
    """Give the bot its listeners; the list fills with what was typed and chosen."""
    seen: list[dict[str, Any]] = []

    def acted(ack: Any, body: dict[str, Any]) -> None:
        seen.append(body["actions"][0])
        ack()

    for action_id in ("text", "choice", "yes"):
        bot.app.action(action_id)(acted)
    bot.app.action("guide")(read_guide)
    bot.app.action("note")(post_note)
    bot.app.command("/l5-assess")(open_page)
    bot.app.shortcut("assess")(open_page)
    bot.app.command("/every")(open_every)
    bot.app.command("/l5-help")(lambda ack: ack(f"Type `/l5-assess`. {MRKDWN}"))
    bot.app.view("page")(submitted)
    bot.app.view("guide")(lambda ack: ack())
    bot.app.view_closed("page")(lambda ack: ack())
    return seen


def open_page(ack: Any, client: Any, body: dict[str, Any]) -> None:
    client.views_open(trigger_id=body["trigger_id"], view=page(1))
    ack()


def open_every(ack: Any, client: Any, body: dict[str, Any]) -> None:
    client.views_open(trigger_id=body["trigger_id"], view=every_input())
    ack()


def read_guide(ack: Any, client: Any, body: dict[str, Any]) -> None:
    client.views_push(trigger_id=body["trigger_id"], view=guide())
    ack()


def post_note(ack: Any, client: Any, body: dict[str, Any]) -> None:
    menu = {"type": "overflow", "action_id": "choice", "options": [option("later"), option("never")]}
    sure = {"title": plain("Sure?"), "text": plain("Really."), "confirm": plain("Yes"), "deny": plain("No")}
    held = actions(button("yes", "On track", confirm=sure), button("no", "Behind"), menu)
    client.chat_postMessage(channel=body["user"]["id"], text="A note", blocks=[section(MRKDWN), RICH, held])
    ack()


def submitted(ack: Any, view: dict[str, Any]) -> None:
    first = view["state"]["values"].get("first-1", {}).get("text", {}).get("value")
    if first == "too short":
        ack(response_action="errors", errors={"first-1": "Say a little more, please."})
    elif first == "crash":
        raise RuntimeError("on purpose")
    elif first:
        ack(response_action="update", view=page(2))
    else:
        ack()
