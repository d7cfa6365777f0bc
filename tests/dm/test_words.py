"""Words in the DM: taken for an answer, kept, edited, refused, moved, deleted; each once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Insert, insert, select

from app.calendar.weeks import Week
from app.checkins.model import Asks, CheckinState, QuotedReply, Reading, Status
from app.checkins.screens import kept_answers
from app.checkins.store import READING, AnswerStore
from app.checkins.views.modals import reading_view
from app.db.tables import outbox, thread_replies
from app.dm.messages import answer_screen
from app.dm.model import AnswerScreen, Fate, Written, command_in, is_question
from app.dm.service import DmResult, NotYetKnown
from app.errors import NotFound
from app.nudges.kinds import DM_ANSWER
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import State
from tests.checkins.desk import ADA, BOB, W46, Desk, form, of, reading_page
from tests.support.screens import strings

pytestmark = pytest.mark.dialects_take_turns


def say(desk: Desk, text: str, ts: str = "1.5", *, edited: str = "", thread_ts: str = "") -> DmResult:
    """Outside the thread of any message of ours."""
    return desk.dm.record(ADA, Written("D1", ts, text, thread_ts, edited))


def reply(desk: Desk, text: str, ts: str = "1.5", edited: str = "", *, deleted: bool = False) -> DmResult:
    """Below the message that asked."""
    return desk.dm.record(ADA, Written("D1", ts, text, "1.0", edited, deleted))


def words_of(desk: Desk, launch: int) -> str | None:
    standing = [entry for entry in desk.answers(launch) if not entry.withdrawn]
    return standing[0].answer.words if standing and isinstance(standing[0].answer, Reading) else None


def taken(*replies: tuple[str, str], **more: str) -> Reading:
    """What was written alone, and not kept yet."""
    quoted = tuple(QuotedReply(*each, kept=False) for each in replies)
    return Reading(Status.NOTED, replies=quoted, **more)


def shown(desk: Desk, ts: str = "1.5") -> AnswerScreen:
    with desk.looking() as work:
        return answer_screen(work, desk.written(ts))


# In the thread of a check-in


def test_a_reply_is_the_reading_an_edit_a_revision_and_a_deletion_takes_it_back(desk: Desk) -> None:
    launch = desk.launch()
    message = desk.message(launch, ts="1.0")
    for _ in range(3):  # Slack sends an event again
        reply(desk, "9 %")
    assert desk.answers(launch)[0].answer == taken(("1.5", "9 %"))
    assert desk.answers(launch)[0].revisions == 0
    assert desk.checkin(launch).state is CheckinState.ANSWERED
    assert message in reply(desk, "9.5 %", edited="10.5").messages
    reply(desk, "9.2 %", edited="9.7")  # an older edit that comes late
    reply(desk, "9 %")
    assert words_of(desk, launch) == "9.5 %"
    assert desk.answers(launch)[0].revisions == 1
    reply(desk, "", deleted=True)
    assert words_of(desk, launch) is None
    assert desk.checkin(launch).state is CheckinState.OPEN
    assert shown(desk).withdrawn
    kept = desk.revisions(launch, READING)
    assert [each.words for each in kept if isinstance(each, Reading)] == ["9.5 %", "9 %"]
    reply(desk, "9.9 %", edited="11.0")
    assert words_of(desk, launch) is None
    reply(desk, "after all: 8 %", ts="1.9")
    assert words_of(desk, launch) == "after all: 8 %"
    assert len(desk.rows(DM_ANSWER)) == 2


def test_an_edit_or_a_deletion_that_comes_first_holds(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    reply(desk, "", deleted=True)
    reply(desk, "9 %")
    assert desk.answers(launch) == ()
    assert desk.rows(DM_ANSWER) == []
    reply(desk, "8.5 %", ts="1.6", edited="2.0")
    assert desk.answers(launch) == ()
    assert reply(desk, "8 %", ts="1.6").is_awaited
    assert words_of(desk, launch) == "8.5 %"
    assert len(desk.rows(DM_ANSWER)) == 1


def test_a_second_reply_adds_to_the_answer_and_keeps_its_status(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    page = reading_page(desk.service.open_reading(ADA, of(launch), Status.BEHIND))
    desk.service.submit_reading(ADA, page.form_id, form(reading="11 %", learned="slow"))
    reply(desk, "but falling")
    reply(desk, "fast", ts="1.6")
    reply(desk, "but falling a little", edited="2.0")
    assert words_of(desk, launch) == "11 %\nbut falling a little\nfast"
    reply(desk, "", deleted=True)
    reading = desk.answers(launch)[0].answer
    quoted = (QuotedReply("1.6", "fast", kept=False),)
    assert reading == Reading(Status.BEHIND, "11 %", learned="slow", replies=quoted)


def test_a_reply_after_did_not_look_is_a_reading(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    desk.service.unseen(ADA, of(launch))
    reply(desk, "I did after all: 7 %")
    assert desk.answers(launch)[0].answer == taken(("1.5", "I did after all: 7 %"))
    reply(desk, "", deleted=True)
    assert words_of(desk, launch) is None


def test_a_reply_is_about_the_only_launch_still_open(desk: Desk) -> None:
    one, two = desk.launch(), desk.launch("f2")
    desk.message(one, two, ts="1.0")
    desk.service.unseen(ADA, of(one))
    reply(desk, "9 %")
    assert words_of(desk, two) == "9 %"
    reply(desk, "8 %", ts="1.6")  # nothing is open any more: which of the two?
    assert shown(desk, "1.6").fate is Fate.WHICH


def test_with_several_open_they_say_which_and_may_change_their_mind(desk: Desk) -> None:
    one, two, elsewhere = desk.launch(), desk.launch("f2"), desk.launch("f3")
    message = desk.message(one, two, ts="1.0")
    reply(desk, "9 %")
    assert [choice.value for choice in shown(desk).choices] == [of(one), of(two)]
    reply(desk, "8 %", edited="2.0")
    assert (desk.answers(one), desk.answers(two)) == ((), ())
    assert message in desk.dm.choose(ADA, "1.5", of(one)).messages
    desk.dm.choose(ADA, "1.5", of(one))
    assert words_of(desk, one) == "8 %"
    assert desk.answers(one)[0].revisions == 0
    assert shown(desk).is_quoted
    desk.dm.choose(ADA, "1.5", of(two))
    assert (words_of(desk, one), words_of(desk, two)) == (None, "8 %")
    reply(desk, "7 %", edited="3.0")
    assert words_of(desk, two) == "7 %"
    desk.launch("f4", BOB)
    for who, ts, value in (
        (ADA, "1.5", of(99)),
        (ADA, "9.9", of(one)),
        (BOB, "1.5", of(one)),
        (ADA, "1.5", str(elsewhere)),  # as buttons of older messages had it: not in that message
        (ADA, "1.5", f"{one}:2099-W01"),
    ):
        with pytest.raises(NotFound):
            desk.dm.choose(who, ts, value)


def test_a_button_of_an_older_message_says_which_and_gets_its_receipt(desk: Desk) -> None:
    one, two = desk.launch(), desk.launch("f2")
    message = desk.message(one, two, ts="1.0")
    with desk.workplace.work(ADA) as work:
        work.connection.execute(_as_an_older_release_wrote(work.person.id, message, work.seal("9 %")))
    assert desk.dm.choose(ADA, "1.5", str(two)).is_awaited
    assert words_of(desk, two) == "9 %"
    assert shown(desk).is_quoted
    assert len(desk.rows(DM_ANSWER)) == 1


def test_an_edit_of_what_an_older_release_heard_needs_no_keep(desk: Desk) -> None:
    launch = desk.launch()
    message = desk.message(launch, ts="1.0")
    with desk.workplace.work(ADA) as work:
        work.connection.execute(_as_an_older_release_wrote(work.person.id, message, work.seal("9 %"), launch))
    reading = Reading(Status.NOTED, replies=(QuotedReply("1.5", "9 %"),))
    with desk.workplace.work(ADA) as work:
        work.get(AnswerStore).put(launch, W46, reading, work.now)
    reply(desk, "8 %", edited="2.0")
    assert desk.answers(launch)[0].answer == reading.quoting(QuotedReply("1.5", "8 %"))


def _as_an_older_release_wrote(
    person_id: int, message: int, sealed: bytes, launch: int | None = None
) -> Insert:
    row = {"person_id": person_id, "ts": "1.5", "message_id": message, "launch_id": launch}
    return insert(thread_replies).values(**row, sealed_text=sealed, edited="", withdrawn=False)


def test_what_is_below_a_message_that_is_on_its_way_slack_is_to_send_again(desk: Desk) -> None:
    desk.message(desk.launch())
    stamp = desk.person().stamp
    with pytest.raises(NotYetKnown):
        reply(desk, "9 %")
    assert desk.person().stamp == stamp
    assert say(desk, "9 %").is_awaited


# Anywhere in the DM


def test_with_one_question_open_words_are_its_answer_until_they_are_refused(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    assert say(desk, "9 %").is_awaited
    assert words_of(desk, launch) == "9 %"
    assert (shown(desk).title, shown(desk).week, shown(desk).is_kept) == ("Checkout", None, False)
    for _ in range(2):
        desk.dm.refuse(ADA, "1.5")
    assert words_of(desk, launch) is None
    assert desk.checkin(launch).state is CheckinState.OPEN
    assert shown(desk).fate is Fate.REFUSED
    assert desk.written("1.5").text == ""
    assert [each.words for each in desk.revisions(launch, READING) if isinstance(each, Reading)] == ["9 %"]
    say(desk, "9 %!", edited="2.0")
    desk.dm.choose(ADA, "1.5", of(launch))
    assert words_of(desk, launch) is None


def test_only_what_was_kept_may_be_seen_by_others(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    say(desk, "9 %")
    assert kept_answers(desk.answers(launch)) == ()
    for _ in range(2):
        desk.dm.keep(ADA, "1.5")
    (entry,) = desk.answers(launch)
    assert kept_answers((entry,)) == (entry,)
    assert (entry.revisions, shown(desk).is_kept) == (0, True)
    say(desk, "8 %", edited="2.0")  # nobody kept these words
    assert kept_answers(desk.answers(launch)) == ()
    desk.dm.keep(ADA, "1.5")
    say(desk, "and falling", ts="1.7", thread_ts="1.5")
    (entry,) = desk.answers(launch)
    kept = kept_answers((entry,))[0].answer
    assert isinstance(kept, Reading)
    assert kept.words == "8 %"


def test_edit_opens_the_reading_with_the_words_in_its_field_and_saving_keeps_them(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    say(desk, "9 % or so")
    page = desk.dm.edit(ADA, "1.5").page
    assert page is not None
    assert page.values["reading"] == "9 % or so"
    done = desk.service.submit_reading(ADA, page.form_id, form(reading="9.4 %", status="behind"))
    assert desk.answers(launch)[0].answer == Reading(Status.BEHIND, "9.4 %")
    assert desk.written("1.5").answer_id not in done.messages  # it is not sent yet
    assert not shown(desk).is_quoted
    say(desk, "10 %", edited="2.0")
    desk.dm.record(ADA, Written("D1", "1.5", deleted=True))
    assert words_of(desk, launch) == "9.4 %"


def test_saving_the_form_unchanged_keeps_the_words_too(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    say(desk, "9 %")
    page = desk.dm.edit(ADA, "1.5").page
    assert page is not None
    say(desk, "and falling", ts="1.6", thread_ts="1.5")  # while it is open
    desk.service.submit_reading(ADA, page.form_id, form(reading="9 %", status="noted"))
    reading = Reading(Status.NOTED, "9 %", replies=(QuotedReply("1.6", "and falling", kept=False),))
    assert desk.answers(launch)[0].answer == reading


def test_what_no_field_holds_is_quoted_above_it(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    long = "9 % " + "word " * 3000
    say(desk, long.strip())
    page = desk.dm.edit(ADA, "1.5").page
    assert page is not None
    assert page.values["reading"] == ""
    assert any(long[:2000] in told for told in strings(reading_view(page)["blocks"]))
    desk.service.submit_reading(ADA, page.form_id, form(status="noted", learned="a lot"))
    assert desk.answers(launch)[0].answer == taken(("1.5", long.strip()), learned="a lot")


def test_with_several_questions_open_it_is_asked_which(desk: Desk) -> None:
    one, two = desk.launch(), desk.launch("f2")
    desk.message(one, two, ts="1.0")
    say(desk, "9 %")
    assert [choice.title for choice in shown(desk).choices] == ["Checkout", "Checkout"]
    desk.dm.choose(ADA, "1.5", of(two))
    assert words_of(desk, two) == "9 %"
    desk.dm.refuse(ADA, "1.5")
    assert words_of(desk, two) is None


@pytest.mark.parametrize("asks", [Asks.DECISION, Asks.SHIP])
def test_no_other_question_takes_words_that_stand_outside_its_thread(desk: Desk, asks: Asks) -> None:
    launch = desk.launch()
    desk.message(launch, asks=asks, ts="1.0")
    say(desk, "it landed, I think")
    assert shown(desk).fate is Fate.CARD
    assert desk.answers(launch) == ()
    assert desk.written("1.5").text == ""


def test_a_question_asked_long_ago_takes_no_words(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    desk.hands.pass_(weeks=1)
    say(desk, "9 %")
    assert shown(desk).week == W46
    desk.dm.refuse(ADA, "1.5")
    desk.hands.pass_(weeks=1, days=1)
    say(desk, "8 %", ts="1.6")
    assert shown(desk, "1.6").fate is Fate.CARD


def test_the_newest_question_of_a_launch_counts(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    desk.hands.pass_(weeks=1)
    desk.message(launch, week=W46 + 1, ts="2.0")
    desk.service.unseen(ADA, of(launch, W46 + 1))
    say(desk, "9 %")
    assert shown(desk).fate is Fate.CARD


@pytest.mark.parametrize("text", ["is it 9 %?", "why do you ask？", "“really?”", "what?!", "hm? 🙂"])
def test_a_question_never_becomes_an_answer(desk: Desk, text: str) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    for where in (say, reply):
        where(desk, text, ts="1.5" if where is say else "1.6")
    assert desk.answers(launch) == ()
    assert {shown(desk, ts).fate for ts in ("1.5", "1.6")} == {Fate.QUESTION}
    assert desk.written("1.5").text == ""


def test_an_answer_that_is_made_a_question_is_none_any_more(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    say(desk, "9 %")
    say(desk, "9 %?", edited="2.0")
    assert words_of(desk, launch) is None
    assert shown(desk).fate is Fate.QUESTION
    assert desk.written("1.5").text == ""


def test_numbers_with_a_question_in_brackets_are_an_answer() -> None:
    assert not is_question("9 % (counted twice?)")
    assert not is_question("?? 9 %")


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("stop", Fate.STOP),
        (" *STOP!!* ", Fate.STOP),
        ("stop?", Fate.HELP),
        ("Help.", Fate.HELP),
        ("help?", Fate.HELP),
        ("stop the rollout", None),
        ("helpful", None),
    ],
)
def test_stop_and_help_stand_alone_however_they_are_written(text: str, fate: Fate | None) -> None:
    assert command_in(text) is fate


def test_stop_stops_all_messages_and_goes_on_again(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    say(desk, "STOP")
    assert desk.answers(launch) == ()
    assert stopped(desk)
    assert shown(desk).stopped
    desk.dm.go_on(ADA, "1.5")
    assert not stopped(desk)
    assert not shown(desk).stopped


def stopped(desk: Desk) -> bool:
    with desk.looking() as work:
        settings = work.get(NotificationSettingsStore).get()
        return settings is not None and settings.stopped


def test_everything_is_answered_every_time_and_once(desk: Desk) -> None:
    desk.launch()
    for ts in ("1.5", "1.6", "1.5"):
        say(desk, "hm", ts)
    rows = desk.rows(DM_ANSWER)
    assert [state for state, _ in rows] == [State.PENDING, State.PENDING]
    desk.dm.record(ADA, Written("D1", "1.6", deleted=True))
    assert [state for state, _ in desk.rows(DM_ANSWER)] == [State.PENDING, State.MOOT]
    desk.dm.record(ADA, Written("D1", "1.7", has_files=True))
    assert shown(desk, "1.7").has_files
    assert shown(desk, "1.7").fate is Fate.FILE


def test_what_answers_somebody_goes_before_everything_that_is_due(desk: Desk) -> None:
    desk.launch()
    say(desk, "hm")
    with desk.database.read() as connection:
        row = connection.execute(select(outbox).where(outbox.c.kind == DM_ANSWER)).one()
    assert row.try_at < row.due_at - timedelta(hours=1)


def test_a_name_that_is_known_later_is_no_change_of_the_answer(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    say(desk, "9 %, says @U1")
    desk.dm.keep(ADA, "1.5")
    desk.dm.respell(ADA, "1.5", "9 %, says @U1", "9 %, says @Dana")
    assert desk.answers(launch)[0].answer == Reading(
        Status.NOTED, replies=(QuotedReply("1.5", "9 %, says @Dana"),)
    )
    assert desk.answers(launch)[0].revisions == 0
    say(desk, "8 %", edited="2.0")
    desk.dm.respell(ADA, "1.5", "9 %, says @Dana", "9 %, says @Dana O.")
    assert words_of(desk, launch) == "8 %"


def test_what_is_not_theirs_is_not_there(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    say(desk, "9 %")
    desk.launch("f2", BOB)
    for act in (desk.dm.keep, desk.dm.edit, desk.dm.refuse, desk.dm.go_on):
        with pytest.raises(NotFound):
            act(BOB, "1.5")
    assert words_of(desk, launch) == "9 %"


def test_a_repeat_gives_way_to_words(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    with desk.workplace.work(ADA) as work:
        earlier = Week(2026, 45)
        work.get(AnswerStore).put(launch, earlier, Reading(Status.BEHIND, "11 %"), work.now)
    desk.service.unchanged(ADA, of(launch))
    reply(desk, "no: 9 %")
    (_, now) = desk.answers(launch)
    assert now.answer == taken(("1.5", "no: 9 %"))
    assert replace(taken(("1.5", "no: 9 %")), replies=()).is_empty
