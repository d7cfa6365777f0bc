"""The last view: what was written, what rests on evidence, what the mirror showed, and what to do with it."""

from app.assessment.model import LastScreen
from app.assessment.views.common import (
    BACK,
    OVERVIEW,
    SUBMIT,
    agreed_blocks,
    listing,
    notices,
    part_blocks,
    prose,
)
from app.slackkit.blocks import VIEW_BYTES, Block, actions, button, context, divider, fitting, modal, weight
from app.slackkit.doors import RECORD_LAUNCH, SHARE


def last_view(screen: LastScreen) -> Block:
    is_end = screen.number == screen.of
    page = f"Page {screen.number} of {screen.of}. " if screen.of > 1 else ""
    written = [*_parts(screen), *(agreed_blocks(screen.agreed) if is_end else [])]
    blocks = [
        context(page + "What you wrote, as you wrote it. Only you can see this, unless you share it."),
        *notices(notice=screen.notice),
        *written,
        *(fitting(_from_here(screen), VIEW_BYTES - weight(written)) if is_end else []),
        actions(*_buttons(is_end=is_end)),
    ]
    return modal(
        SUBMIT, "Looking back", blocks, submit="Done" if is_end else "Next", private_metadata=screen.page_id
    )


def _buttons(*, is_end: bool) -> list[Block]:
    onward = [button("Record what I shipped last", RECORD_LAUNCH), button("Share with my EM", SHARE)]
    return [*(onward if is_end else []), button("Back", BACK), button("Overview", OVERVIEW)]


def _parts(screen: LastScreen) -> list[Block]:
    """The sections, then the mirror and what is no longer asked below a line."""
    sections = [part for part in screen.parts if part.standing]
    others = [part for part in screen.parts if not part.standing]
    between = [divider()] if sections and others else []
    return [
        *(block for part in sections for block in part_blocks(part)),
        *between,
        *(block for part in others for block in part_blocks(part)),
    ]


def _from_here(screen: LastScreen) -> list[Block]:
    guide = screen.guide
    return [
        divider(),
        *listing("How to use it from here", guide.how_to_use, numbered=True),
        *prose("Keep in mind", guide.note),
    ]
