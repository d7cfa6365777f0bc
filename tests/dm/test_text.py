"""What somebody typed, out of what Slack makes of it."""

from typing import Any

import pytest

from app.dm.events import dm_event
from app.dm.model import Written
from app.dm.text import link, typed

NAMES = {"U1": "Ada Lindgren", "C1": "general"}


def rich(*elements: dict[str, Any], kind: str = "rich_text_section", **more: Any) -> dict[str, Any]:
    return {"type": kind, "elements": list(elements), **more}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def read(*paragraphs: dict[str, Any], markup: str = "") -> str:
    return typed({"text": markup, "blocks": [{"type": "rich_text", "elements": list(paragraphs)}]}).text(
        NAMES
    )


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ({"type": "link", "url": "https://x.example/a?b&c"}, "https://x.example/a?b&c"),
        ({"type": "link", "url": "https://x.example", "text": "x.example"}, "x.example"),
        (
            {"type": "link", "url": "https://x.example/d", "text": "the chart"},
            "the chart (https://x.example/d)",
        ),
        ({"type": "link", "url": "mailto:a@b.example", "text": "a@b.example"}, "a@b.example"),
        ({"type": "link", "url": "tel:+461234", "text": "+461234"}, "+461234"),
        ({"type": "user", "user_id": "U1"}, "@Ada Lindgren"),
        ({"type": "user", "user_id": "U9"}, "@U9"),
        ({"type": "channel", "channel_id": "C1"}, "#general"),
        ({"type": "usergroup", "usergroup_id": "S1"}, "@S1"),
        ({"type": "broadcast", "range": "here"}, "@here"),
        ({"type": "emoji", "name": "tada", "unicode": "1f389"}, "🎉"),
        ({"type": "emoji", "name": "wave", "unicode": "1f44b-1f3fb", "skin_tone": 2}, "👋🏻"),
        ({"type": "emoji", "name": "our-logo"}, ":our-logo:"),
        ({"type": "emoji", "name": "odd", "unicode": "zz"}, ":odd:"),
        ({"type": "emoji", "name": "odd", "unicode": "ffffffff"}, ":odd:"),
        ({"type": "color", "value": "#ff0000"}, "#ff0000"),
        ({"type": "date", "timestamp": 1, "fallback": "1 Jan 1970"}, "1 Jan 1970"),
        ({"type": "of-next-year", "text": "words"}, "words"),
        ({"type": "text", "text": None}, ""),
    ],
)
def test_each_element_reads_as_it_was_typed(element: dict[str, Any], words: str) -> None:
    assert read(rich(element)) == words


def test_paragraphs_lists_quotes_and_code_are_lines() -> None:
    said = read(
        rich(text("Now:")),
        rich(rich(text("one")), rich(text("two")), kind="rich_text_list", style="bullet"),
        rich(rich(text("three")), kind="rich_text_list", style="ordered", offset=2, indent=1),
        rich(text("quoted"), kind="rich_text_quote"),
        rich(text("a = 1"), kind="rich_text_preformatted"),
    )
    assert said == "Now:\n• one\n• two\n    3. three\nquoted\na = 1"


def test_names_that_come_along_in_the_text_need_nobody_to_be_asked() -> None:
    mentions = [{"type": "usergroup", "usergroup_id": "S1"}, {"type": "channel", "channel_id": "C7"}]
    message = {
        "text": "<!subteam^S1|@search&amp;co> <#C7|random> <#C8|>",
        "blocks": [
            {"type": "rich_text", "elements": [rich(*mentions, {"type": "channel", "channel_id": "C8"})]}
        ],
    }
    assert typed(message).text({}) == "@search&co#random#C8"
    assert {each.id for each in typed(message).nameless} == {"C8"}


def test_without_rich_text_the_markup_is_read() -> None:
    markup = (
        "a &lt; b &amp;&amp; <https://x.io/a?b&amp;c|x.io> <mailto:a@b.example|a@b.example> <@U1> <#C1|> "
        "<!here> <!subteam^S1|@team> <!date^1^{date}|1 Jan> :tada: <https://x.io>"
    )
    assert typed({"text": markup}).text(NAMES) == (
        "a < b && x.io (https://x.io/a?b&c) a@b.example @Ada Lindgren #general "
        "@here @team 1 Jan :tada: https://x.io"
    )
    assert typed({"text": "half \ud800"}).text({}) == "half \ufffd"
    assert typed({"text": "&lt;@U1&gt;"}).text(NAMES) == "<@U1>"


@pytest.mark.parametrize(
    "odd", [None, "x", 7, [7], [{"type": "rich_text"}], [{"type": "rich_text", "elements": 7}]]
)
def test_odd_blocks_leave_the_text(odd: object) -> None:
    assert typed({"text": "9 %", "blocks": odd}).text({}) == "9 %"


def test_a_label_that_ends_in_a_slash_is_the_address() -> None:
    assert link("https://x.io/", "https://x.io") == "https://x.io"


# Events

SAID = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "ts": "1.5", "text": "9 %"}
IN_THREAD = SAID | {"thread_ts": "1.0"}
HIDDEN = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "2.0"}
EDITED = {**IN_THREAD, "text": "8 %", "edited": {"ts": "2.0", "user": "U1"}}
CHANGED = HIDDEN | {"subtype": "message_changed", "message": EDITED}


@pytest.mark.parametrize(
    ("event", "written"),
    [
        (SAID, Written("D1", "1.5")),
        (SAID | {"thread_ts": "1.5"}, Written("D1", "1.5")),
        (SAID | {"subtype": "file_share", "files": [{}]}, Written("D1", "1.5", has_files=True)),
        (IN_THREAD | {"subtype": "thread_broadcast"}, Written("D1", "1.5", thread_ts="1.0")),
        (CHANGED, Written("D1", "1.5", thread_ts="1.0", edited="2.0")),
        (
            HIDDEN | {"subtype": "message_deleted", "previous_message": IN_THREAD},
            Written("D1", "1.5", thread_ts="1.0", deleted=True),
        ),
        (
            CHANGED | {"message": EDITED | {"subtype": "tombstone"}, "previous_message": IN_THREAD},
            Written("D1", "1.5", thread_ts="1.0", deleted=True),
        ),
    ],
)
def test_events_about_what_a_person_wrote_are_read(event: dict[str, Any], written: Written) -> None:
    found = dm_event({"event": event})
    assert found is not None
    assert found.written == written


@pytest.mark.parametrize(
    "event",
    [
        SAID | {"channel_type": "group"},
        SAID | {"bot_id": "B1"},
        SAID | {"subtype": "channel_topic"},
        SAID | {"user": ""},
        SAID | {"ts": {"ts": 1}},
        SAID | {"thread_ts": "9" * 60},
        CHANGED | {"message": {**EDITED, "bot_id": "B1"}},
        CHANGED | {"message": IN_THREAD},  # a link was unfolded
        CHANGED | {"message": {**EDITED, "edited": "odd"}},
        CHANGED | {"message": "odd"},
        HIDDEN | {"subtype": "message_deleted"},
        {},
    ],
)
def test_events_about_something_else_say_nothing(event: dict[str, Any]) -> None:
    assert dm_event({"event": event}) is None
