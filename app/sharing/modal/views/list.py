"""What they shared, the newest first, each with what can be done about it."""

from app.calendar.schedule import day_words
from app.calendar.weeks import local_day
from app.sharing.after.views.receipt import receipt_actions
from app.sharing.after.views.standing import refusals
from app.sharing.modal.screens import ListedShare, ShareListScreen
from app.sharing.model import Share, ShareState
from app.sharing.names import LIST, TURN
from app.sharing.refusals import sentence
from app.slack.action_ids import SHARE
from app.slack.blocks import Block, Words, actions, button, channel, context, divider, modal, section

PRIVATE = "Only you can see this list. The receipts in your messages say more about each."
NOTHING = "You have shared nothing yet. What you share stands here, and can be taken back here."

_STATES = {
    ShareState.DRAFT: "not posted",
    ShareState.POSTING: "on its way",
    ShareState.STOPPED: "held back: look again who is there",
    ShareState.UNCLEAR: "nobody but you can tell whether all of it arrived",
    ShareState.POSTED: "posted",
    ShareState.REMOVING: "being taken back; some of it is or may be still there",
    ShareState.REMOVED: "taken back",
}


def list_view(screen: ShareListScreen) -> Block:
    blocks = [
        context(PRIVATE),
        *([] if screen.shares else [section(NOTHING)]),
        *(block for listed in screen.shares for block in _share(listed, screen)),
        *_turning(screen),
    ]
    return modal(LIST, "What you shared", blocks, close="Close")


def _share(listed: ListedShare, screen: ShareListScreen) -> list[Block]:
    share = listed.share
    day, state = Words(f"{_day(share, screen)} ", bold=True), Words(f": {_STATES[share.state]}.")
    told = sentence(day, Words("in "), _place(share), state)
    why = [context(words) for words in refusals(listed.parts)]
    buttons = receipt_actions(share, listed.parts)
    return [told, *why, *([actions(*buttons)] if buttons else []), divider()]


def _place(share: Share) -> Words | Block:
    """As it was called then, which whoever has left it knows too."""
    called = share.snapshot.channel_name
    return Words(f"#{called}") if called else channel(share.channel_id)


def _day(share: Share, screen: ShareListScreen) -> str:
    """With the time: several may be of one day."""
    moment = share.approved_at or share.made_at
    day = day_words(local_day(moment, screen.zone), local_day(screen.now, screen.zone))
    return f"{day}, {moment.astimezone(screen.zone):%H:%M}"


def _turning(screen: ShareListScreen) -> list[Block]:
    turns = [button("Newer", f"{TURN}.newer", screen.newer)] if screen.newer else []
    turns += [button("Older", f"{TURN}.older", screen.older)] if screen.older else []
    return [actions(button("Share something", SHARE), *turns)]
