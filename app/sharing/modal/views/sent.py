"""Step 6: Post was pressed."""

from app.sharing.modal.screens import SentScreen
from app.sharing.names import SENT
from app.sharing.refusals import BOT, sentence
from app.slack.blocks import Block, Words, alert, context, modal

ON_ITS_WAY = "On its way. The receipt comes here as a message: what was posted, where, and who can see it."
TAKE_BACK = (
    f"You can take it back from its receipt and from the list of what you shared: {BOT} then deletes what it "
    "posted."
)
BEFORE = "This was posted from another window, or some time ago. Nothing was posted twice."
COPIED = "You copied this and were done with it. Nothing was sent."


def sent_view(screen: SentScreen) -> Block:
    """With a way to begin anew, where what they pressed was not Post."""
    told = screen.share.snapshot
    said = [alert(BEFORE, "info")] if screen.again else [alert(ON_ITS_WAY, "success")]
    if screen.share.is_copy:
        blocks = [alert(COPIED, "info")]
    else:
        blocks = [*said, sentence(Words(f"It goes to #{told.channel_name}.")), context(TAKE_BACK)]
    again = "Share something else" if screen.again else None
    return modal(SENT, "Share", blocks, close="Close", submit=again) | {"clear_on_close": True}
