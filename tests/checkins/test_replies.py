"""Replies in the thread: stored once, edited, deleted, and moved to the launch they are about."""

import pytest

from app.checkins.model import CheckinState, QuotedReply, Reading, Status
from app.checkins.replies import NotYetKnown, ReplyEvent, plain_text, reply_event
from app.checkins.service import CheckinResult
from app.checkins.store import READING
from app.checkins.views.modals import reading_view
from app.errors import NotFound
from app.users import SlackUser
from tests.checkins.desk import ADA, BOB, Desk, form, of, reading_page
from tests.support.screens import strings

pytestmark = pytest.mark.dialects_take_turns


def reply(
    desk: Desk, text: str, ts: str = "1.5", edited: str = "", *, deleted: bool = False
) -> CheckinResult:
    return desk.service.record_reply(ADA, ReplyEvent("D1", "1.0", ts, text, edited, deleted))


def text_of(desk: Desk, launch: int) -> str | None:
    standing = [entry for entry in desk.answers(launch) if not entry.withdrawn]
    return standing[0].answer.words if standing and isinstance(standing[0].answer, Reading) else None


def noted(*replies: tuple[str, str], **more: str) -> Reading:
    """What was said in the thread alone, by the names of the replies."""
    return Reading(Status.NOTED, replies=tuple(QuotedReply(*each) for each in replies), **more)


def test_a_reply_is_the_reading_an_edit_a_revision_and_a_deletion_takes_it_back(desk: Desk) -> None:
    launch = desk.launch()
    message = desk.message(launch, ts="1.0")
    for _ in range(3):  # Slack sends an event again
        assert reply(desk, "9 %").messages == (message,)
    assert desk.answers(launch)[0].answer == noted(("1.5", "9 %"))
    assert desk.answers(launch)[0].revisions == 0
    assert desk.checkin(launch).state is CheckinState.ANSWERED
    reply(desk, "9.5 %", edited="10.5")
    reply(desk, "9.2 %", edited="9.7")  # an older edit that comes late
    reply(desk, "9 %")
    assert text_of(desk, launch) == "9.5 %"
    assert desk.answers(launch)[0].revisions == 1
    reply(desk, "", deleted=True)
    assert text_of(desk, launch) is None
    assert desk.checkin(launch).state is CheckinState.OPEN
    kept = desk.revisions(launch, READING)
    assert [each.words for each in kept if isinstance(each, Reading)] == ["9.5 %", "9 %"]
    reply(desk, "9.9 %", edited="11.0")
    assert text_of(desk, launch) is None
    reply(desk, "after all: 8 %", ts="1.9")
    assert text_of(desk, launch) == "after all: 8 %"


def test_a_deletion_that_comes_first_holds(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    reply(desk, "", deleted=True)
    reply(desk, "9 %")
    assert desk.answers(launch) == ()


def test_a_second_reply_adds_to_the_answer_and_keeps_its_status(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    page = reading_page(desk.service.open_reading(ADA, of(launch), Status.BEHIND))
    desk.service.submit_reading(ADA, page.form_id, form(reading="11 %", learned="slow"))
    reply(desk, "but falling")
    reply(desk, "fast", ts="1.6")
    reply(desk, "but falling a little", edited="2.0")
    assert text_of(desk, launch) == "11 %\nbut falling a little\nfast"
    reply(desk, "", deleted=True)
    reading = desk.answers(launch)[0].answer
    quoted = (QuotedReply("1.6", "fast"),)
    assert reading == Reading(Status.BEHIND, "11 %", learned="slow", replies=quoted)


def test_a_reply_after_did_not_look_is_a_reading(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    desk.service.unseen(ADA, of(launch))
    reply(desk, "I did after all: 7 %")
    assert desk.answers(launch)[0].answer == noted(("1.5", "I did after all: 7 %"))
    reply(desk, "", deleted=True)
    assert text_of(desk, launch) is None


def test_with_several_launches_they_say_which_and_may_change_their_mind(desk: Desk) -> None:
    one, two, elsewhere = desk.launch(), desk.launch("f2"), desk.launch("f3")
    message = desk.message(one, two, ts="1.0")
    assert reply(desk, "9 %").messages == (message,)
    assert [reply.launch_id for reply in desk.replies(message)] == [None]
    reply(desk, "8 %", edited="2.0")
    assert (desk.answers(one), desk.answers(two)) == ((), ())
    for _ in range(2):
        assert desk.service.assign_reply(ADA, "1.5", str(one)).messages == (message,)
    assert text_of(desk, one) == "8 %"
    assert desk.answers(one)[0].revisions == 0
    desk.service.assign_reply(ADA, "1.5", str(two))
    assert (text_of(desk, one), text_of(desk, two)) == (None, "8 %")
    reply(desk, "7 %", edited="3.0")
    assert text_of(desk, two) == "7 %"
    desk.launch("f4", BOB)
    for forged in ((ADA, "1.5", str(elsewhere)), (ADA, "9.9", str(one)), (BOB, "1.5", str(one))):
        with pytest.raises(NotFound):
            desk.service.assign_reply(*forged)


def test_what_is_not_below_a_message_of_ours_is_nothing_and_no_click(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    stamp = desk.person().stamp
    stranger = SlackUser("", "T1", "UNEW")
    assert desk.service.record_reply(stranger, ReplyEvent("D2", "1.0", "1.5", "hello")) == CheckinResult()
    assert desk.service.record_reply(ADA, ReplyEvent("D1", "0.7", "1.5", "hello")) == CheckinResult()
    assert desk.person().stamp == stamp
    reply(desk, "9 %")
    assert desk.person().stamp == stamp + 1


def test_below_a_message_that_is_on_its_way_slack_is_to_ask_again(desk: Desk) -> None:
    desk.message(desk.launch())
    with pytest.raises(NotYetKnown):
        reply(desk, "9 %")


def test_a_reply_is_no_text_of_the_modal_s_and_is_quoted_above_it_however_long(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    long = "9 % " + "word " * 3000
    reply(desk, long)
    page = reading_page(desk.service.open_edit(ADA, of(launch)))
    assert page.values["reading"] == ""
    assert any(long[:2000] in shown for shown in strings(reading_view(page)["blocks"]))
    desk.service.submit_reading(ADA, page.form_id, form(status="noted", learned="a lot"))
    assert desk.answers(launch)[0].answer == noted(("1.5", long), learned="a lot")
    page = reading_page(desk.service.open_edit(ADA, of(launch)))
    desk.service.submit_reading(ADA, page.form_id, form(status="behind", reading="8 %, counted again"))
    assert text_of(desk, launch) == f"8 %, counted again\n{long}"
    reply(desk, "9 %", edited="2.0")
    assert text_of(desk, launch) == "8 %, counted again\n9 %"


def test_a_reply_that_says_what_the_modal_said_is_told_apart_from_it(desk: Desk) -> None:
    """Quoted by its name: no text is searched for, so that none is taken for another."""
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    page = reading_page(desk.service.open_reading(ADA, of(launch), Status.BEHIND))
    desk.service.submit_reading(ADA, page.form_id, form(reading="9 %"))
    for ts in ("1.5", "1.6"):
        reply(desk, "9 %", ts)
    assert text_of(desk, launch) == "9 %\n9 %\n9 %"
    reply(desk, "8 %", "1.5", edited="2.0")
    assert text_of(desk, launch) == "9 %\n8 %\n9 %"
    reply(desk, "", "1.6", deleted=True)
    assert text_of(desk, launch) == "9 %\n8 %"


WRITTEN = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "ts": "1.5", "text": "9 %"}
IN_THREAD = WRITTEN | {"thread_ts": "1.0"}


@pytest.mark.parametrize(
    "event",
    [
        WRITTEN,
        WRITTEN | {"thread_ts": "1.5"},
        IN_THREAD | {"channel_type": "group"},
        IN_THREAD | {"bot_id": "B1"},
        IN_THREAD | {"subtype": "channel_topic"},
        IN_THREAD | {"text": " "},
        {"type": "message", "channel_type": "im", "subtype": "message_changed", "message": IN_THREAD},
        {"type": "message", "channel_type": "im", "subtype": "message_deleted"},
        {"type": "message", "channel_type": "im", "subtype": "message_changed", "message": "odd"},
        {},
    ],
)
def test_events_about_something_else_say_nothing(event: dict[str, object]) -> None:
    assert reply_event({"event": event}) is None


def test_events_about_replies_are_read() -> None:
    assert reply_event({"event": IN_THREAD}) == ReplyEvent("D1", "1.0", "1.5", "9 %")
    edited = {**IN_THREAD, "text": "8 %", "edited": {"ts": "2.0", "user": "U1"}}
    hidden = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "2.0"}
    changed = hidden | {"subtype": "message_changed", "message": edited}
    assert reply_event({"event": changed}) == ReplyEvent("D1", "1.0", "1.5", "8 %", "2.0")
    gone = ReplyEvent("D1", "1.0", "1.5", "9 %", deleted=True)
    assert (
        reply_event({"event": hidden | {"subtype": "message_deleted", "previous_message": IN_THREAD}}) == gone
    )
    stone = changed | {"message": edited | {"subtype": "tombstone"}, "previous_message": IN_THREAD}
    assert reply_event({"event": stone}) == gone


def test_a_reply_reads_as_it_was_typed() -> None:
    assert plain_text("a &lt; b &amp;&amp; <https://x.io/a?b&amp;c|x.io> <@U1>") == (
        "a < b && https://x.io/a?b&c <@U1>"
    )
    assert plain_text("half \ud800") == "half \ufffd"
