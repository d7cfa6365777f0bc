"""The receipt in every state, the modals behind its buttons, and links as people paste them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.sandbox.blocks import message_problems, view_problems
from app.sharing.after.links import (
    A_REPLY,
    NONSENSE,
    OLDER,
    OTHER_CHANNEL,
    OTHER_THREAD,
    Link,
    parse_link,
    problem,
)
from app.sharing.after.screens import (
    AfterScreen,
    AgreedScreen,
    LookScreen,
    NoticeScreen,
    ReceiptScreen,
    TakenScreen,
    ThereScreen,
)
from app.sharing.after.views.look_again import after_view
from app.sharing.after.views.receipt import named, receipt_actions, receipt_blocks, receipt_text
from app.sharing.after.views.remedies import refused_words, stopped_words
from app.sharing.after.views.take_back import BY_AND_BY, CANNOT_RECALL, take_back_button
from app.sharing.modal.screens import ListedShare, ShareListScreen
from app.sharing.modal.views.list import list_view
from app.sharing.model import (
    Mark,
    PartState,
    Post,
    Reader,
    Share,
    SharedItem,
    SharePart,
    ShareState,
    Snapshot,
    Stop,
)
from tests.sharing.after_world import CHANNEL, ITEMS
from tests.support.screens import strings

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
READERS = tuple(Reader(f"U{n}", "<!channel> " + "n" * 60, mark) for n, mark in enumerate([*Mark] * 5))
SHARE = Share(
    7, "a-token", 1, 1, "form", CHANNEL, "U1", ShareState.POSTED, None, "preview",
    Snapshot("ada-and-dana", "Ada", "Dana", READERS, ITEMS), NOW, NOW, NOW, None,
)  # fmt: skip
REFUSED = ("compliance_exports_prevent_deletion", "cant_delete_message", "is_archived", "a_new_code")


def parts(*states: PartState, **more: Any) -> tuple[SharePart, ...]:
    named = {PartState.SENT: "1.0"}
    return tuple(
        replace(
            SharePart(n, 7, n, None, Post("secret words", "[]"), state, named.get(state), n, None, None),
            **more,
        )
        for n, state in enumerate(states)
    )


SENT, WAITING, UNCLEAR, THERE, REMOVED, MISSING = (
    PartState.SENT,
    PartState.WAITING,
    PartState.UNCLEAR,
    PartState.THERE,
    PartState.REMOVED,
    PartState.MISSING,
)
AGREED, TAKE, ASK = "What we agreed", "Take it back", "It is not there, post again"
CASES = [
    (ShareState.POSTING, parts(SENT, WAITING), [AGREED, TAKE], "1 of 2 messages are there"),
    (ShareState.POSTED, parts(SENT), [AGREED, TAKE], "All of it is there."),
    (ShareState.POSTED, parts(SENT, THERE), ["Paste its link", AGREED, TAKE], "could not delete it"),
    (ShareState.UNCLEAR, parts(UNCLEAR), ["It is there", ASK, AGREED, TAKE], "whether the post arrived"),
    (ShareState.UNCLEAR, parts(SENT, UNCLEAR), ["It is there", ASK, AGREED, TAKE], "message 2 of 2, in the"),
    (ShareState.UNCLEAR, parts(THERE, WAITING), ["Paste its link", ASK, AGREED, TAKE], "under the post"),
    (ShareState.REMOVING, parts(SENT, REMOVED), [AGREED], "1 message deleted, 1 still there."),
    (ShareState.REMOVING, parts(UNCLEAR), ["Paste its link", "It is not there", AGREED], "one message is"),
    (ShareState.REMOVED, parts(REMOVED), [AGREED], "all of my messages are deleted"),
    (ShareState.REMOVED, parts(MISSING), ["Paste its link", AGREED], "If you find it after all"),
]
HEADS = (
    (ShareState.POSTING, parts(WAITING), NOW, "On its way: "),
    (ShareState.STOPPED, parts(WAITING), None, "Not posted: "),
    (ShareState.STOPPED, parts(SENT, WAITING), NOW, "Partly posted: "),
    (ShareState.UNCLEAR, parts(UNCLEAR), None, "Perhaps posted: "),
    (ShareState.POSTED, parts(SENT), NOW, "Posted: "),
    (ShareState.REMOVING, parts(SENT), NOW, "Being taken back: "),
    (ShareState.REMOVED, parts(REMOVED), NOW, "Taken back: "),
    (ShareState.REMOVED, parts(MISSING), None, "Taken back: "),
    (ShareState.REMOVED, parts(WAITING), None, "Not posted: "),
)


def test_each_state_says_how_it_stands_and_what_can_be_done() -> None:
    for state, there, labels, says in CASES:
        share = replace(SHARE, state=state)
        screen = ReceiptScreen(share, there, ("Read by your EM, Dana, on 3 Nov.",), has_agreed=True)
        blocks = list(receipt_blocks(screen))
        told, buttons = "\n".join(strings(blocks)), receipt_actions(share, there)
        assert says in told
        assert [each["text"]["text"] for each in buttons] == labels, (state, says)
        answers = {"It is there", "Paste its link", "It is not there", ASK}
        for each in buttons:
            asks = each["text"]["text"] in answers
            assert (each["value"] == share.token) is not asks, (state, says)
        assert message_problems(blocks) == [], (state, says)
        assert {"Read by your EM, Dana, on 3 Nov.", "You noted what you agreed."} <= set(strings(blocks))
        assert "secret words" not in told
        assert (CANNOT_RECALL in told) is (state in {ShareState.REMOVING, ShareState.REMOVED})


def test_the_receipt_begins_with_what_became_of_it_and_never_contradicts_itself() -> None:
    for state, there, posted_at, head in HEADS:
        share = replace(SHARE, state=state, posted_at=posted_at)
        told = [*strings(list(receipt_blocks(ReceiptScreen(share, there))))]
        assert told[0] == head
        unknown = posted_at is None and there[0].state in {UNCLEAR, MISSING}
        assert ("Who can read it, if it is there: " in told) is unknown, (state, told)
        assert ("Nothing of it was posted, and nothing will be." in told) is (
            state is ShareState.REMOVED and there[0].state is WAITING
        )


def test_what_was_shared_is_counted_with_the_mirror_the_note_and_the_agreement() -> None:
    items = (SharedItem("section:own", "Own it"), SharedItem("mirror:hero", "Hero"))
    more = replace(SHARE.snapshot, items=items, with_note=True, with_agreed=True)
    told = [*strings(list(receipt_blocks(ReceiptScreen(replace(SHARE, snapshot=more), parts(SENT)))))]
    assert told[1] == "1 section, 1 anti-pattern, a note and what you agreed last time."


def test_what_slack_puts_off_is_said_to_take_a_minute_and_a_refusal_stands_in_the_list_too() -> None:
    share = replace(SHARE, state=ShareState.REMOVING)
    waiting = parts(SENT, remove_at=NOW)
    assert BY_AND_BY in [*strings(list(receipt_blocks(ReceiptScreen(share, waiting))))]
    refused = TakenScreen(share, parts(SENT, refusal="is_archived"))
    assert refused_words("is_archived") in [*strings(after_view(refused))]
    assert after_view(refused)["title"]["text"] == "Being taken back"
    listed = list_view(ShareListScreen(NOW, (ListedShare(share, refused.parts),)))
    assert refused_words("is_archived") in [*strings(listed)]
    assert "23 Nov, 09:00" in " ".join(strings(listed))
    assert view_problems(listed) == []
    gone = TakenScreen(replace(share, state=ShareState.REMOVED), parts(REMOVED))
    assert after_view(gone)["title"]["text"] == "Taken back"


def test_one_text_of_names_is_never_longer_than_slack_takes() -> None:
    wide = tuple(Reader(f"U{n}", "\N{DIRECT HIT}" * 80, Mark.GUEST) for n in range(60))
    share = replace(SHARE, snapshot=replace(SHARE.snapshot, readers=wide))
    look = LookScreen(share, wide[:26], frozenset(each.user_id for each in wide), left=1, total=2)
    blocks = [*receipt_blocks(ReceiptScreen(share, parts(SENT))), *after_view(look)["blocks"]]
    assert max(len(text.encode("utf-16-le")) // 2 for text in strings(blocks)) <= 3000
    assert "and 20 more" in " ".join(strings(blocks))


def test_the_question_before_taking_back_says_that_the_readers_words_go_too() -> None:
    confirm = take_back_button("t")["confirm"]["text"]["text"]
    assert "what readers said there with my buttons too" in confirm
    assert len(confirm) <= 300


def test_the_notification_names_nobody_and_nothing() -> None:
    for state in ShareState:
        text = receipt_text(ReceiptScreen(replace(SHARE, state=state), parts(SENT)))
        assert not any(word in text for word in ("Ada", "Dana", "ada-and-dana", CHANNEL, "section", "Export"))


def test_a_refusal_is_said_once_with_its_remedy_and_offers_another_try() -> None:
    for code in REFUSED:
        stays = parts(SENT, SENT, refusal=code)
        share = replace(SHARE, state=ShareState.REMOVING)
        told = list(strings(list(receipt_blocks(ReceiptScreen(share, stays)))))
        assert told.count(refused_words(code)) == 1
        assert [each["text"]["text"] for each in receipt_actions(share, stays)] == ["Try again", AGREED]


def test_every_reason_has_a_sentence_with_a_next_step() -> None:
    codes = (*Stop, "channel_not_found", "thread_not_found", "restricted_action_thread_only", "msg_too_long")
    for code in codes:
        words = stopped_words(code, 25, is_any_there=True)
        assert any(step in words for step in ("Look again", "Take", "press")), (code, words)


def test_names_stand_as_they_are_with_what_they_are() -> None:
    readers = (Reader("B", "Bot", Mark.APP), Reader("U1", "Dana"), Reader("U2", "Sam", Mark.GUEST))
    assert "".join(words.text for words in named(readers, "U1")) == "Dana (your EM), Sam (guest), Bot (app)"


def test_every_modal_is_one_that_slack_takes() -> None:
    screens: list[AfterScreen] = [
        LookScreen(SHARE, READERS, frozenset({"U3"}), 2, 3),
        LookScreen(SHARE, READERS, older=True, left=1, total=1),
        *(LookScreen(SHARE, stop=stop) for stop in Stop),
        ThereScreen("a-token:1:try", 0),
        ThereScreen("a-token:1:try", 3),
        ThereScreen("a-token:1:try", 0, removing=True),
        AgreedScreen("form", {"agreed": "a" * 3000}, {"agreed": "b" * 3000}),
        AgreedScreen("form", {}),
        NoticeScreen("On its way", "It is."),
    ]
    for screen in screens:
        assert view_problems(after_view(screen)) == [], screen


POSTED = SHARE.made_at + timedelta(seconds=5)
TS = f"{int(POSTED.timestamp())}.000200"
PLAIN = f"https://a.slack.com/archives/{CHANNEL}/p{TS.replace('.', '')}"
[POST], [_, REPLY] = parts(UNCLEAR), parts(SENT, UNCLEAR)


def test_links_are_read_as_slack_writes_them() -> None:
    reply = f"{PLAIN}?thread_ts=1700000000.000100&cid={CHANNEL}"
    assert parse_link(f" <{PLAIN}> ") == Link(CHANNEL, TS)
    assert parse_link(reply) == Link(CHANNEL, TS, "1700000000.000100")
    for text in ("", "p1", PLAIN[:-1], PLAIN.replace("https", "http"), f"{PLAIN}9", f"{PLAIN}\n{PLAIN}"):
        assert parse_link(text) is None, text


def test_a_link_to_something_else_is_refused_with_what_is_wrong() -> None:
    thread = "1700000000.000100"
    for link, part, wrong in (
        (None, POST, NONSENSE),
        (Link("C0TEAMSAM", TS), POST, OTHER_CHANNEL),
        (Link(CHANNEL, TS, thread), POST, A_REPLY),
        (Link(CHANNEL, TS, TS), POST, None),
        (Link(CHANNEL, TS), POST, None),
        (Link(CHANNEL, TS), REPLY, OTHER_THREAD),
        (Link(CHANNEL, TS, thread), REPLY, OTHER_THREAD),
        (Link(CHANNEL, TS, "1.0"), REPLY, None),
        (Link(CHANNEL, thread), POST, OLDER),
        (Link(CHANNEL, "9999999999.000100"), POST, OLDER),
    ):
        assert problem(link, SHARE, part, "1.0", POSTED) == wrong, (link, part.place)
