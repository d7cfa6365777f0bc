"""Step 3: what goes in. Everything is off until it is ticked."""

from app.sharing.choice.picking import Group
from app.sharing.modal.screens import Spot, WhatScreen
from app.sharing.names import BACK, FIELD, OLDER, WHAT
from app.sharing.refusals import block_id
from app.slack.blocks import (
    VIEW_BYTES,
    Block,
    Option,
    actions,
    button,
    checkbox_input,
    context,
    modal,
    section,
    weight,
)

OFF = (
    "Only what you tick is shared. What you leave out changes nothing in it. A section without its evidence "
    "reads “no evidence shared”, whether you wrote any or not."
)
NEVER = (
    "How sure you are, what you skipped or put off, reminders and drafts cannot be shared at all. "
    "Answers that you have not submitted yet are not listed."
)
NOTHING = (
    "There is nothing to share yet. Assess yourself and submit a page, or record what you shipped: then it "
    "stands here to be ticked."
)


def what_view(screen: WhatScreen) -> Block:
    """Groups of emoji alone would be too heavy for Slack: then how each begins is left out."""
    blocks = _blocks(screen, short=False)
    if weight(blocks) > VIEW_BYTES:
        blocks = _blocks(screen, short=True)
    return modal(
        WHAT,
        "What goes in",
        blocks,
        submit="Next" if screen.groups else None,
        close="Back",
        private_metadata=str(Spot(screen.form_id, page=screen.page)),
    )


def _blocks(screen: WhatScreen, *, short: bool) -> list[Block]:
    turns = [button("Page before", BACK)] if screen.page else []
    turns += [button("More to choose from", OLDER, str(screen.page + 1))] if screen.older else []
    return [
        *([section(OFF), context(NEVER)] if screen.groups else [section(NOTHING)]),
        *(_boxes(screen, group, short=short) for group in screen.groups),
        *([actions(*turns)] if turns else []),
    ]


def _boxes(screen: WhatScreen, group: Group, *, short: bool) -> Block:
    options = [Option(each.id, each.label, "" if short else each.about) for each in group.choices]
    ticked = screen.ticked.get(group.field, frozenset())
    return checkbox_input(FIELD, block_id(screen.form_id, group.field), group.title, options, ticked)
