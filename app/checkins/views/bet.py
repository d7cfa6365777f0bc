"""A bet to read, for messages that carry no words of the person."""

from app.checkins.names import BET_PAGE
from app.checkins.pages import BetPage, readings_of
from app.checkins.views.pages import quoted_bet, readings_so_far
from app.slackkit.blocks import Block, context, modal


def bet_page_view(page: BetPage) -> Block:
    readings = readings_of(page.history)
    blocks = [
        *quoted_bet(page),
        *readings_so_far(page, readings),
        context("Only you can see this. The message carries no words of yours, as you chose."),
    ]
    return modal(BET_PAGE, "Your bet", blocks, close="Close")
