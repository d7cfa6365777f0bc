"""The check-in in the DM: the question while it is open, the receipt once it is answered.

The top-level text is what a lock screen shows: it says what kind of message this is and nothing else.
"""

from dataclasses import replace

from app.checkins.model import Reply
from app.checkins.names import RHYTHM, WHICH
from app.checkins.screens import SHOWN, MessageScreen
from app.checkins.views.launch import chart_of, launch_blocks, letter
from app.nudges.agenda import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE
from app.nudges.model import Mood
from app.slackkit.blocks import (
    Block,
    Words,
    actions,
    button,
    clip,
    context,
    divider,
    escape,
    line,
    quote,
    rich,
)

TEXTS = {
    CHECKIN: "Your weekly check-in on what you shipped.",
    SHIP: "A day you had planned to ship has come.",
    LOOK: "A second look at something you shipped months ago.",
    REMINDER: "Your last check-in is still open, if you want it.",
    SNOOZE: "The check-in you asked to see later.",
}
ANSWERED = "Your check-in, with what you answered."
THANKS = "Answered. You can change it whenever you like; earlier texts are kept."
SETTLED = "Noted. Nothing is asked here any more."
MOST_CHARTS = 2
MOST_CHARACTERS = 9000
MOST_REPLIES = 2
SHORT_REPLY = 300


def message_text(screen: MessageScreen) -> str:
    return TEXTS[screen.kind] if screen.is_open else ANSWERED


def message_blocks(screen: MessageScreen) -> tuple[Block, ...]:
    """At most 50 blocks, and no more words than Slack takes: a heavy message says less about each launch."""
    whole = _blocks(screen, charts=True)
    return whole if characters(whole) <= MOST_CHARACTERS else brief_blocks(screen)


def brief_blocks(screen: MessageScreen) -> tuple[Block, ...]:
    """For a Slack that refuses the other ones: without charts, whose numbers stand in words, and short."""
    return _blocks(replace(screen, brief=True), charts=False)


def characters(blocks: object) -> int:
    """Of everything that is read. Slack refused messages from 11,341 on (slackapi/bolt-js issue 2867)."""
    if isinstance(blocks, dict):
        return sum(
            len(value) if name == "text" and isinstance(value, str) else characters(value)
            for name, value in blocks.items()
        )
    return sum(characters(each) for each in blocks) if isinstance(blocks, list | tuple) else 0


def _blocks(screen: MessageScreen, *, charts: bool) -> tuple[Block, ...]:
    settled = THANKS if any(one.entry for one in screen.shown) else SETTLED
    opening = screen.opening if screen.is_open else settled
    return (
        rich(line(Words(opening))),
        *_rhythm(screen),
        *_launches(screen, charts=charts),
        *_more(screen),
        *_replies(screen),
        context(_footer(screen)),
    )


def _launches(screen: MessageScreen, *, charts: bool) -> list[Block]:
    blocks: list[Block] = []
    left = MOST_CHARTS if charts else 0
    for one in screen.shown[:SHOWN]:
        chart = chart_of(screen, one) if left else None
        left -= chart is not None
        blocks += [divider(), *launch_blocks(screen, one, chart)]
    return blocks


def _rhythm(screen: MessageScreen) -> list[Block]:
    """Two weeks went by without a click: how this could suit better."""
    if screen.mood is not Mood.ASK_RHYTHM:
        return []
    value = str(screen.message_id)
    return [
        actions(
            button("Every two weeks", f"{RHYTHM}.weeks2", value),
            button("Pause for four weeks", f"{RHYTHM}.pause", value),
            button("Stop these messages", f"{RHYTHM}.stop", value),
        )
    ]


def _more(screen: MessageScreen) -> list[Block]:
    if not screen.more:
        return []
    where = f" (`{escape(screen.command)} list`)"
    return [context(f"+{screen.more} more. {escape(screen.more_words)}{where}")]


def _replies(screen: MessageScreen) -> list[Block]:
    """What was said in the thread, as long as nobody knows which launch it is about."""
    waiting = [one for one in screen.replies if one.launch_id is None and not one.withdrawn]
    return [block for one in waiting[:MOST_REPLIES] for block in _reply(screen, one)]


def _reply(screen: MessageScreen, reply: Reply) -> list[Block]:
    head = line(Words("You replied in the thread. Which launch is it about?", bold=True))
    said = [] if screen.words_out else [quote(clip(reply.text, SHORT_REPLY))] if reply.text else []
    choices = [
        button(
            f"{letter(place)} {one.launch.bet.title}",
            f"{WHICH}.{place}",
            f"{reply.ts}:{one.checkin.launch_id}",
        )
        for place, one in enumerate(screen.shown[:SHOWN])
    ]
    return [divider(), rich(head, *said), actions(*choices)]


def _footer(screen: MessageScreen) -> str:
    answer = "Answer with a button, or in your own words in the thread. " if screen.is_open else ""
    command = escape(screen.command)
    return (
        f"{answer}Only you get this from us; Slack keeps it like any other message. "
        f"Why it came, and how to change that: `{command} why`, `{command} settings`."
    )
