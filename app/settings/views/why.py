"""Why a message came and why not: a line for each, newest first, week by week."""

from itertools import groupby
from zoneinfo import ZoneInfo

from app.nudges.why import PLANNED, SENT, Line
from app.rhythm.local import local
from app.rhythm.rhythm import short
from app.rhythm.weeks import Week
from app.settings.model import WhyScreen
from app.settings.names import CODE, WHY_PAGE
from app.settings.views.words import WEEKDAYS, long_day
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
            *_code(screen),
            *([alert(SWITCHED_OFF, "info")] if not screen.enabled else []),
            *fitting(_weeks(screen)),
            divider(),
            context(_budget(screen)),
            actions(button("Let an operator see this (one-time code)", CODE)),
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
    if not screen.lines:
        return [section(NOTHING)]
    weeks = groupby(screen.lines, key=lambda each: Week.of(each.date))
    return [_week(week, [_sentence(each, screen.zone) for each in lines]) for week, lines in weeks]


def _week(week: Week, sentences: list[str]) -> Block:
    title = f"Week of {long_day(week.monday)} {week.monday.year}"
    return rich(line(Words(title, bold=True)), bullets(sentences))


def _sentence(each: Line, zone: ZoneInfo) -> str:
    """ "Tue 10 Nov, weekly check-in: not sent, you were off until 12 Nov"."""
    day = f"{WEEKDAYS[each.date.isoweekday() - 1][:3]} {short(each.date)}"
    return f"{day}, {each.kind}: {each.what}{_clock(each, zone)}{_because(each.reason)}"


def _clock(each: Line, zone: ZoneInfo) -> str:
    if each.at is None or each.what not in {SENT, PLANNED}:
        return ""
    word = "at" if each.what == SENT else "for"
    return f" {word} {local(each.at, zone):%H:%M}"


def _because(reason: str) -> str:
    if not reason:
        return ""
    about_them = reason.split(" ", 1)[0] in {"off", "paused"}
    return f", you were {reason}" if about_them else f", {reason}"


def _budget(screen: WhyScreen) -> str:
    if screen.budget == 0:
        return "You set how many messages you want to 0: none is sent, except what you ask for."
    most = "1 message" if screen.budget == 1 else f"{screen.budget} messages"
    return (
        f"At most {most} a week, 20 hours apart; {screen.used} counted since Monday. "
        "Receipts and what you ask for yourself, such as a snooze, do not count."
    )
