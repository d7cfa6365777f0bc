"""What messages and modals share."""

from app.checkins.model import Item
from app.checkins.names import ITEM
from app.rhythm.rhythm import short
from app.slackkit.blocks import Block, Option, section, select_menu


def item_block(item: Item) -> Block:
    """An open item, with a menu to settle it."""
    choices = [
        Option(f"done:{item.id}", "Done"),
        Option(f"open:{item.id}", "Still open"),
        Option(f"dropped:{item.id}", "Dropped"),
    ]
    menu = select_menu(ITEM, choices, "How is it?")
    return section(f"Open since {short(item.made_at.date())}: {item.text}", accessory=menu)
