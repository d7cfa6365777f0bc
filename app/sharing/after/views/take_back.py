"""Taking a share back: the question before it, and what is shown where the receipt is not in front."""

from app.sharing.names import TAKE_BACK
from app.slack.blocks import Block, button, confirmation

CAN_AND_CANNOT = (
    "I delete my post and its thread as far as it came through me, what readers said there with my buttons "
    "too, if Slack lets me. I cannot recall what people read, copied or forwarded, wrote themselves, or what "
    "a company's export holds."
)
CANNOT_RECALL = (
    "What nobody can recall: what people read, copied or forwarded, what they wrote themselves, and what a "
    "company's export holds."
)
TRIED_AGAIN = "Slack did not take some of it just now: I try again by myself."
BY_AND_BY = "The rest is being deleted; that can take a minute."


def take_back_button(token: str, *, is_there: bool = True) -> Block:
    """Red, and asks first. Where nothing is there yet it only ends the share."""
    if not is_there:
        confirm = confirmation("Leave it?", "Nothing of it is in the channel. Nothing will be.", "Leave it")
        return button("Leave it", TAKE_BACK, token, confirm=confirm)
    confirm = confirmation("Take it back?", CAN_AND_CANNOT, "Take it back", "Leave it there")
    return button("Take it back", TAKE_BACK, token, danger=True, confirm=confirm)
