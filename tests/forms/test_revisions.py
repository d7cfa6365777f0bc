"""What becomes a revision, whoever wrote it: the one rule."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.assessment.model import STANDS, Item
from app.calendar.weeks import Week
from app.checkins.model import Answer, CheckinAnswer, Reading, Status
from app.forms.model import FormDraft, WrittenText
from app.forms.revisions import is_replaced, is_typed_over, is_unseen
from app.launches.model import Bet
from app.launches.verdict import Decision, Look

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)
BET = Bet("Checkout", "Too slow", "12 %", "8 %", date(2026, 11, 3), date(2026, 12, 15))
MINE = FormDraft("mine", "assessment", "1", {}, submitted=False, outcome="", seen=10)


@pytest.mark.parametrize(
    ("form_id", "stamp", "text", "is_kept"),
    [
        ("other", 11, "theirs", True),
        ("other", 10, "theirs", False),  # it stood there when this form opened, and so was shown in it
        ("other", 11, "mine", False),  # both say the same
        ("other", 11, "", False),  # there is nothing to keep
        ("mine", 11, "earlier", False),  # keystrokes replace one another
    ],
)
def test_a_text_that_another_form_wrote_since_is_kept_when_it_is_typed_over(
    form_id: str, stamp: int, text: str, is_kept: bool
) -> None:
    assert is_typed_over(WrittenText(text, form_id, stamp), text, "mine", MINE) is is_kept


def test_a_text_is_unseen_where_another_form_wrote_it_after_this_one_opened() -> None:
    assert is_unseen(WrittenText("", "other", 11), MINE)
    assert not is_unseen(WrittenText("x", "other", 10), MINE)
    assert not is_unseen(WrittenText("x", "mine", 11), MINE)
    assert not is_unseen(None, MINE)


def test_what_was_saved_is_kept_when_something_else_is_saved_whoever_saved_it() -> None:
    assert is_replaced("sent", "sent, and then more")
    assert not is_replaced("sent", "sent")
    assert not is_replaced("", "sent")


def test_what_was_taken_back_is_kept_and_what_says_nothing_or_nobody_saw_is_not() -> None:
    assert is_replaced("sent", None, stamp=3, now=4)
    assert not is_replaced(None, "sent", stamp=3, now=4)
    assert not is_replaced((), ("often",))
    assert not is_replaced("sent", "sent, and then more", stamp=4, now=4)


def test_two_texts_say_the_same_whatever_their_choices_were_called() -> None:
    item = Item("stand:own", "Where do you stand?", STANDS)
    renamed = '[["often", "As it was called in spring"]]'
    assert not is_replaced(item.says(renamed), item.says(item.encode(item.key, "often")))
    assert is_replaced(item.says(renamed), item.says(item.encode(item.key, "always")))


@pytest.mark.parametrize("answer", [Reading(Status.BEHIND, "12 %"), Decision("no", "close"), Look("yes")])
def test_an_answer_gives_way_to_another_and_one_that_was_withdrawn_is_kept_already(answer: Answer) -> None:
    stands = CheckinAnswer(1, Week(2026, 47), answer, NOW, NOW, stamp=3)
    other = Reading(Status.ON_TRACK, "8 %")
    assert is_replaced(stands.says, other, stamp=3, now=4)
    assert not is_replaced(stands.says, answer, stamp=3, now=4)
    assert not is_replaced(replace(stands, withdrawn=True).says, other, stamp=3, now=4)


def test_a_bet_gives_way_to_one_that_says_something_else_whyever_and_whenever_it_was_made() -> None:
    again = replace(BET, reason="a typo", version=2, made_at=NOW, permalink="https://x.slack.com/1")
    assert not is_replaced(BET.says, again.says)
    assert is_replaced(BET.says, replace(again, target="9 %").says)
