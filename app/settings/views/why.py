"""Why a message came and why not: a line for each, newest first, week by week."""

from collections.abc import Iterable
from itertools import groupby

from app.nudges.why import Line
from app.rhythm.weeks import Week
from app.settings.model import WhyScreen
from app.settings.names import CODE, WHY_PAGE
from app.settings.views.words import long_day
from app.slackkit.blocks import (
    Block,
    Words,
    actions,
    alert,
    bullets,
    button,
    context,
    divider,
    fitting,
    line,
    modal,
    rich,
    section,
)

NOTHING = "Nothing was sent or held back yet."
PRIVATE = "Only you can see this. It holds no launch and nothing you wrote."
SWITCHED_OFF = "Whoever runs Followthrough has switched messages off: nothing is sent at the moment."
OPERATOR_SEES = (
    "An operator who types it in sees exactly the lines below: days, kinds of messages and reasons. "
    "No launch, no number, nothing you wrote, and not your name."
)


def why_view(screen: WhyScreen) -> Block:
    """The whole modal, with a code on top where one was just made."""
    return modal(
        WHY_PAGE,
        "Why, and why not",
        [
            context(PRIVATE),
            actions(button("Let an operator see this (one-time code)", CODE)),
            *_code(screen),
            *([alert(SWITCHED_OFF, "info")] if not screen.enabled else []),
            *fitting(_weeks(screen)),
            divider(),
            context(_budget(screen)),
        ],
        close="Close",
    )


def _code(screen: WhyScreen) -> list[Block]:
    if not screen.code:
        return []
    return [
        rich(line(Words("Your code: "), Words(screen.code, bold=True))),
        section(f"It works once, within the next hour. {OPERATOR_SEES}"),
    ]


def _weeks(screen: WhyScreen) -> list[Block]:
    """Under a title a week; a line over many weeks stands alone."""
    if not screen.lines:
        return [section(NOTHING)]
    weeks = groupby(screen.lines, key=lambda each: (each.first, Week.of(each.date)))
    return [_week(None if first else week, lines) for (first, week), lines in weeks]


def _week(week: Week | None, lines: Iterable[Line]) -> Block:
    sentences = bullets([each.sentence for each in lines])
    if week is None:
        return rich(sentences)
    title = f"Week of {long_day(week.monday)} {week.monday.year}"
    return rich(line(Words(title, bold=True)), sentences)


def _budget(screen: WhyScreen) -> str:
    if screen.budget == 0:
        return "You set how many messages you want to 0: none is sent, except what you ask for."
    most = "1 message" if screen.budget == 1 else f"{screen.budget} messages"
    return (
        f"At most {most} a week, 20 hours apart; {screen.used} counted since Monday. "
        "Receipts and what you ask for yourself, such as a snooze, do not count."
    )
