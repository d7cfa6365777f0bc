"""Step 1: which private channel, or no channel at all."""

from app.sharing.modal.screens import Spot, WhereScreen
from app.sharing.names import CHANNEL, COPY, FIELD, WHERE
from app.sharing.refusals import BOT, PRIVATE, block_id, refusal_words
from app.slack.blocks import Block, actions, alert, button, context, conversation_input, modal, section

BEFORE = "You see everybody who will read it, and exactly what it says, before anything is posted."
RESUMED = "What you chose and wrote last time and did not post is still here."
INSTEAD = "*Copy instead* gives you the same text as Markdown, for a document of your own. Nothing is sent."


def where_view(screen: WhereScreen) -> Block:
    blocks = [
        *([alert(refusal_words(screen.stop, screen.most), "warning")] if screen.stop else []),
        section(BEFORE),
        context(f"{PRIVATE} {RESUMED}" if screen.resumed else PRIVATE),
        conversation_input(
            FIELD,
            block_id(screen.form_id, CHANNEL),
            "In which private channel?",
            screen.channel_id or None,
            f"One with your EM, {screen.most} people at most. Type /invite @{BOT} there: it has to be in it. "
            "Only private channels of your own workspace are listed: one that is missing is public, shared "
            "outside or archived.",
        ),
        actions(button("Copy instead", COPY)),
        context(INSTEAD),
    ]
    return modal(WHERE, "Share", blocks, submit="Next", private_metadata=str(Spot(screen.form_id)))
