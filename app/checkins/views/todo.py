"""What there is to do about a bet, on its page: buttons, and items that are open or were settled lately."""

from app.checkins.model import Item
from app.checkins.model import subject as subject_of
from app.checkins.names import (
    DECIDE,
    EDIT,
    FOLLOW_AGAIN,
    ITEM,
    MENU,
    MOVED,
    NEXT_BET,
    STOP,
    TWO_WEEKS,
    UNSHIPPED,
    WEEKLY,
)
from app.checkins.pages import BetPage
from app.checkins.views.parts import item_block
from app.launches.model import LaunchState
from app.launches.views.quote import day_words
from app.rhythm.local import local_day
from app.slackkit.blocks import Block, Option, Words, actions, button, clip, line, rich, section, select_menu
from app.slackkit.doors import SHARE

MOST_ITEMS = 10
MOST_SETTLED = 5
SHORT_ITEM = 300
_SETTLED = {"done": "Done", "dropped": "Dropped"}


def button_blocks(page: BetPage) -> list[Block]:
    launch, value = page.launch, subject_of(page.launch.id, page.week)
    match launch.state:
        case LaunchState.STOPPED:
            return [actions(button("Follow it again", FOLLOW_AGAIN, str(launch.id)))]
        case LaunchState.DROPPED:
            return [actions(button("It will ship after all", MOVED, value))]
        case LaunchState.CLOSED:
            onward = [button("Record the next bet", NEXT_BET, str(launch.id), primary=True)]
            share = button("Share with my EM", SHARE, str(launch.id))
            return [actions(*(onward if page.may_go_on else []), share)]
        case LaunchState.OPEN if launch.shipped:
            to_do = [button("Check in now", EDIT, value), button("Decide now", DECIDE, value)]
            return [actions(*to_do, _menu(page, value))]
        case _:
            return []


def _menu(page: BetPage, value: str) -> Block:
    rhythm = (WEEKLY, "Every week") if page.launch.every > 1 else (TWO_WEEKS, "Every two weeks")
    unshipped = [] if page.history else [(UNSHIPPED, "It has not shipped yet")]
    choices = [rhythm, *unshipped, (STOP, "Stop following it")]
    return select_menu(MENU, [Option(f"{name}:{value}", label) for name, label in choices], "More")


def item_blocks(page: BetPage) -> list[Block]:
    """Of a bet that is over, lines alone: nothing asks about them any more."""
    if page.launch.state is not LaunchState.OPEN:
        still = [f"{item.text} (open since {_day(page, item)})" for item in page.items]
        told = [*still, *(_settled_words(page, item) for item in page.settled)]
        lines = [line(Words(clip(words, SHORT_ITEM))) for words in told[: MOST_ITEMS + MOST_SETTLED]]
        return [rich(*lines)] if lines else []
    still_open = [item_block(item, page.zone) for item in page.items[:MOST_ITEMS]]
    return [*still_open, *(_settled(page, item) for item in _newest_settled(page))]


def _newest_settled(page: BetPage) -> list[Item]:
    return sorted(page.settled, key=lambda item: item.settled_at or item.made_at)[-MOST_SETTLED:]


def _settled(page: BetPage, item: Item) -> Block:
    menu = select_menu(ITEM, [Option(f"open:{item.id}", "Open again")], "Change")
    return section(clip(_settled_words(page, item), SHORT_ITEM), accessory=menu)


def _settled_words(page: BetPage, item: Item) -> str:
    return f"{_SETTLED[item.state]} {_day(page, item)}: {item.text}"


def _day(page: BetPage, item: Item) -> str:
    return day_words(local_day(item.settled_at or item.made_at, page.zone), local_day(page.now, page.zone))
