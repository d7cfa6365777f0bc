"""All there is about one bet: what was bet, what was seen and decided since, and what to do now."""

from app.checkins.names import BET_PAGE
from app.checkins.pages import BetPage
from app.checkins.views.story import number_blocks, story_blocks
from app.checkins.views.todo import button_blocks, item_blocks
from app.launches.views.history import detail_blocks, version_blocks
from app.launches.views.quote import quote_blocks
from app.slackkit.blocks import VIEW_BYTES, Block, Words, context, divider, fitting, line, modal, rich, weight

MORE = "There is more than fits here. Older answers are below their messages."


def bet_page_view(page: BetPage) -> Block:
    """At most a hundred blocks: the parts that can grow have limits of their own. What does not fit is left
    out from the end, so what can be done stands before what is long."""
    blocks = [
        context("Only you can see this, unless you share it. What is closed stays here as your evidence."),
        *_bet(page),
        *_beside(page),
        *button_blocks(page),
        *item_blocks(page),
        *detail_blocks(page.launch, page.now, page.zone),
        *version_blocks(page.versions, page.now, page.zone),
        divider(),
        *number_blocks(page),
        *story_blocks(page),
    ]
    launch_id = str(page.launch.id)
    return modal(
        BET_PAGE, "Your bet", fitting(blocks, VIEW_BYTES, MORE), close="Close", private_metadata=launch_id
    )


def _bet(page: BetPage) -> list[Block]:
    whole = quote_blocks(page.launch, page.now, page.zone, short=False)
    if weight(whole) <= VIEW_BYTES // 2:
        return whole
    return quote_blocks(page.launch, page.now, page.zone, short=True)


def _beside(page: BetPage) -> list[Block]:
    said = [("It goes on from: ", page.previous), ("It went on as: ", page.following)]
    return [rich(line(Words(f"{label}{title}"))) for label, title in said if title]
