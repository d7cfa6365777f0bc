"""All launches, the open ones first, each with its bet in short."""

from datetime import date

from app.launches.model import Launch, LaunchState
from app.launches.screens import Listed, ListScreen
from app.launches.views.common import LIST, OPEN_CHANGE, OPEN_DETAILS, TURN, comes_next
from app.launches.views.quote import SHORT_TEXT, brief_lines, day_words
from app.rhythm.local import local_day
from app.slackkit.blocks import (
    VIEW_BYTES,
    Block,
    Words,
    actions,
    button,
    clip,
    context,
    divider,
    modal,
    rich,
    section,
    weight,
)
from app.slackkit.blocks import line as text_line
from app.slackkit.doors import OPEN_BET, RECORD_LAUNCH

NOTHING = (
    "There is nothing here yet. Record what you shipped last: what it should change, and by when you will "
    "say whether it did. Once a week you are asked how it is doing."
)


def list_view(screen: ListScreen) -> Block:
    """Ten bets made of nothing but emoji would be too heavy for Slack: then each text is cut shorter."""
    blocks = _blocks(screen, SHORT_TEXT)
    if weight(blocks) > VIEW_BYTES:
        blocks = _blocks(screen, SHORT_TEXT // 5)
    return modal(LIST, "Your launches", blocks, close="Close")


def _blocks(screen: ListScreen, limit: int) -> list[Block]:
    return [
        context(_head(screen)),
        *([] if screen.lines else [section(NOTHING)]),
        *(block for line in screen.lines for block in _launch(line, screen, limit)),
        *_turning(screen),
    ]


def _head(screen: ListScreen) -> str:
    today = local_day(screen.now, screen.zone)
    return f"Only you can see this. {comes_next(screen.next_checkin, today, screen.is_switched_off)}".rstrip()


def _launch(line: Listed, screen: ListScreen, limit: int) -> list[Block]:
    title = text_line(Words(line.launch.bet.title, bold=True))
    quoted = rich(title, *brief_lines(line.launch, screen.now, screen.zone, limit))
    return [quoted, context(_state(line, screen)), *_buttons(line.launch), divider()]


def _state(line: Listed, screen: ListScreen) -> str:
    launch, today = line.launch, local_day(screen.now, screen.zone)
    if launch.state is LaunchState.OPEN:
        return _open_words(launch, today)
    ended = {
        LaunchState.CLOSED: "Closed, and kept as evidence",
        LaunchState.STOPPED: "Not followed any more",
        LaunchState.DROPPED: "Dropped before it shipped",
    }[launch.state]
    since = f", {day_words(local_day(launch.closed_at, screen.zone), today)}" if launch.closed_at else ""
    return f"{ended}{f': {line.verdict}' if line.verdict else ''}{since}."


def _open_words(launch: Launch, today: date) -> str:
    if not launch.shipped:
        return "Open. On the day it ships you are asked whether it did."
    if launch.judge_by <= today:
        return f"Decision due since {day_words(launch.judge_by, today)}."
    return "Open, with a check-in every week." if launch.every == 1 else "Open, every two weeks."


def _buttons(launch: Launch) -> list[Block]:
    """Long titles are told apart for screen readers: every launch has the same buttons."""
    value, title = str(launch.id), launch.bet.title
    buttons = [_of(title, "Look closer at", button("Look closer", OPEN_BET, value))]
    if launch.state is LaunchState.OPEN:
        buttons += [
            _of(title, "Change", button("Change", OPEN_CHANGE, value)),
            _of(title, "Add details to", button("Add details", OPEN_DETAILS, value)),
        ]
    return [actions(*buttons)]


def _of(title: str, verb: str, element: Block) -> Block:
    return element | {"accessibility_label": clip(f"{verb} {title}", 75)}


def _turning(screen: ListScreen) -> list[Block]:
    label = "Record another" if screen.lines else "Record what I shipped last"
    buttons = [button("Newer", f"{TURN}.newer", screen.newer)] if screen.newer else []
    buttons += [button("Older", f"{TURN}.older", screen.older)] if screen.older else []
    return [actions(button(label, RECORD_LAUNCH), *buttons)]
