"""What messages and modals share."""

from zoneinfo import ZoneInfo

from app.checkins.model import Item
from app.checkins.names import ITEM
from app.rhythm.local import local_day
from app.rhythm.rhythm import short
from app.slackkit.blocks import TEXT_LIMIT, Block, Option, clip, section, select_menu


def item_block(item: Item, zone: ZoneInfo, most: int = TEXT_LIMIT - 100) -> Block:
    """An open item, with a menu to settle it."""
    choices = [
        Option(f"done:{item.id}", "Done"),
        Option(f"open:{item.id}", "Still open"),
        Option(f"dropped:{item.id}", "Dropped"),
    ]
    menu = select_menu(ITEM, choices, "How is it?")
    since = short(local_day(item.made_at, zone))
    return section(f"{clip(item.text, most)} (open since {since})", accessory=menu)
