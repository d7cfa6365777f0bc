"""What becomes a revision, whoever wrote it: the one rule."""

import pytest

from app.assessment.model import STANDS, Item
from app.forms.model import FormDraft, WrittenText
from app.forms.revisions import is_replaced, is_typed_over, is_unseen

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
    assert is_typed_over(WrittenText(text, form_id, stamp), "mine", MINE) is is_kept
    assert not is_typed_over(None, "mine", MINE)


def test_a_text_is_unseen_where_another_form_wrote_it_after_this_one_opened() -> None:
    assert is_unseen(WrittenText("", "other", 11), MINE)
    assert not is_unseen(WrittenText("x", "other", 10), MINE)
    assert not is_unseen(WrittenText("x", "mine", 11), MINE)
    assert not is_unseen(None, MINE)


def test_what_was_saved_is_kept_when_something_else_is_saved_whoever_saved_it() -> None:
    assert is_replaced("sent", "sent, and then more")
    assert not is_replaced("sent", "sent")
    assert not is_replaced("", "sent")


def test_two_texts_say_the_same_whatever_their_choices_were_called() -> None:
    item = Item("stand:own", "Where do you stand?", STANDS)
    renamed = '[["often", "As it was called in spring"]]'
    assert not is_replaced(renamed, item.encode(item.key, "often"), item.same)
    assert is_replaced(renamed, item.encode(item.key, "always"), item.same)
