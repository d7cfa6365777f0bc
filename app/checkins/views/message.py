"""The messages that ask about launches, and what becomes of them once answered."""

from dataclasses import replace
from datetime import date as date_type
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.calendar.schedule import day_words, short
from app.calendar.weeks import local_day
from app.checkins.action_ids import (
    DECIDE,
    DROPPED,
    EDIT,
    ITEM,
    LATER,
    LOOK_AGAIN,
    MENU,
    MOVED,
    NEXT_WEEK,
    RHYTHM,
    SHIPPED,
    SKIP,
    STATUS_PREFIX,
    STOP,
    TOMORROW,
    TWO_WEEKS,
    TWO_WEEKS_NOW,
    UNCHANGED,
    UNSEEN,
    WEEKLY,
    WHICH,
)
from app.checkins.model import (
    MOST_SNOOZES,
    STATUS_WORDS,
    Asks,
    CheckinAnswer,
    CheckinState,
    OpenItem,
    Reading,
    Status,
    ThreadReply,
)
from app.checkins.model import subject as subject_of
from app.checkins.numbers import number_in
from app.checkins.screens import SHOWN, MessageScreen, Shown
from app.launches.model import Bet, LaunchState
from app.launches.verdict import COURSES, LANDED, Decision, Look
from app.launches.views import brief_lines, quote_blocks
from app.nudges.kinds import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE
from app.nudges.model import SilenceLevel
from app.slack.action_ids import OPEN_BET
from app.slack.blocks import (
    TEXT_LIMIT,
    Block,
    Option,
    Words,
    actions,
    button,
    clip,
    context,
    date_element,
    divider,
    escape,
    line,
    line_chart,
    quote,
    rich,
    section,
    select_menu,
)

# What messages and modals share.


def item_block(item: OpenItem, zone: ZoneInfo, most: int = TEXT_LIMIT - 100) -> Block:
    """An open item, with a menu to settle it."""
    choices = [
        Option(f"done:{item.id}", "Done"),
        Option(f"open:{item.id}", "Still open"),
        Option(f"dropped:{item.id}", "Dropped"),
    ]
    menu = select_menu(ITEM, choices, "How is it?")
    since = short(local_day(item.made_at, zone))
    return section(f"{clip(item.text, most)} (open since {since})", accessory=menu)


# What a check-in says once nothing is asked any more.

SHORT = 300
_LANDED = dict(LANDED)
_COURSES = {
    "keep": "keep it",
    "iterate": "iterate, with a next bet",
    "roll_back": "roll it back",
    "stop": "stop",
    "too_early": "too early to say",
}
assert set(_COURSES) == {name for name, _ in COURSES}  # noqa: S101
_ENDED = {
    LaunchState.STOPPED: "You stopped following this. What you wrote is kept.",
    LaunchState.DROPPED: "Dropped: it did not ship. What you wrote is kept.",
    LaunchState.CLOSED: "This bet has its verdict.",
}


def receipt_lines(screen: MessageScreen, one: Shown) -> list[Block]:
    """Rich text: the day, what was answered, and what became of the question."""
    if one.entry is not None:
        return _answered(screen, one.launch.bet, one.entry)
    if one.moved_to is not None:
        return [line(Words("Moved to "), date_element(one.moved_to, with_time=True), Words("."))]
    return [line(Words(_without_answer(screen, one)))]


def _without_answer(screen: MessageScreen, one: Shown) -> str:
    if one.checkin.state is CheckinState.SNOOZED:
        return "Moved to next week's message."
    if one.checkin.asks is Asks.SHIP and one.launch.state is LaunchState.OPEN:
        day = day_words(one.launch.shipped_on, local_day(screen.now, screen.zone))
        return f"Shipped {day}." if one.launch.shipped else f"Ships {day}."
    if one.launch.state in _ENDED and one.checkin.asks is not Asks.LOOK:
        return _ENDED[one.launch.state]
    return "Skipped this time."


def _answered(screen: MessageScreen, bet: Bet, entry: CheckinAnswer) -> list[Block]:
    today = local_day(screen.now, screen.zone)
    day = day_words(local_day(entry.made_at, screen.zone), today)
    changed = day_words(local_day(entry.revised_at, screen.zone), today)
    again = f", changed {changed}" if entry.revisions else ""
    match entry.answer:
        case Reading() as reading:
            return _reading(screen, bet, reading, f"{day}{again}: ")
        case Decision() as decision:
            return _decision(decision, f"{day}{again}: ", today)
        case Look() as look:
            return [line(Words(f"{day}{again}: the effect lasted: {_LANDED.get(look.lasted, '')}".rstrip()))]


def _reading(screen: MessageScreen, bet: Bet, reading: Reading, day: str) -> list[Block]:
    words = STATUS_WORDS[reading.status]
    if screen.words_out or not reading.words or reading.status is Status.UNSEEN:
        return [line(Words(f"{day}{words}."))]
    number = number_in(reading.words, bet)
    read_as = f" Read as {number.value:f} {number.unit}".rstrip() + "." if number else ""
    return [line(Words(f"{day}{words}.{read_as}")), quote(clip(reading.words, SHORT))]


def _decision(decision: Decision, day: str, today: date_type) -> list[Block]:
    landed = _LANDED.get(decision.landed, decision.landed).lower()
    until = f", judge by {day_words(decision.judge_by, today)}" if decision.judge_by else ""
    return [line(Words(f"{day}landed: {landed}. Decision: {_COURSES.get(decision.course, '')}{until}."))]


# One launch in a message: its bet, what was seen so far, the question, or the receipt.

EARLIER = 3
"""Earlier readings that are quoted; a chart shows up to twenty."""

ITEMS = 2
WHOLE_BETS = 2
FEWEST_POINTS = 2
SHORT_READING = 200
SHORT_TARGET = 150


def letter(place: int) -> str:
    """Launches are told apart by letters where their titles are cut."""
    return f"{chr(ord('A') + place)}:"


def launch_blocks(screen: MessageScreen, one: Shown, chart: Block | None) -> list[Block]:
    if not one.is_open:
        return _receipt(screen, one)
    is_short = screen.kind == REMINDER
    return [
        rich(*_about(screen, one)),
        *([chart] if chart else []),
        *([] if screen.words_out or is_short else _items(screen, one)),
        *([] if is_short else [rich(*_question(one))]),
        actions(*_buttons(screen, one)),
        *_three_times(one),
    ]


def _question(one: Shown) -> list[Block]:
    """Something to think about, and what the buttons below answer."""
    if one.checkin.asks is not Asks.READING:
        return [line(Words(one.question, bold=True))]
    return [line(Words(one.question)), line(Words("How is it going?", bold=True))]


def _items(screen: MessageScreen, one: Shown) -> list[Block]:
    return [item_block(item, screen.zone, SHORT_READING) for item in one.items[:ITEMS]]


def _about(screen: MessageScreen, one: Shown) -> list[Block]:
    """The bet and what was read before; the title alone where words are kept out of messages."""
    title = line(Words(one.launch.bet.title, bold=True))
    if screen.words_out or screen.kind == REMINDER:  # a reminder is short: the message itself says the rest
        return [title]
    noted = [quote(f"You noted: {clip(one.noted.words, SHORT_READING)}")] if one.noted else []
    return [title, *_bet(screen, one), *_numbers(screen, one), *_earlier(screen, one), *noted]


def _bet(screen: MessageScreen, one: Shown) -> list[Block]:
    """Word for word; of several bets the targets, so that the message stays one to read. A decision is
    against the whole bet."""
    if screen.brief:
        return brief_lines(one.launch, screen.now, screen.zone, SHORT_TARGET)
    if len(screen.shown) > WHOLE_BETS and one.checkin.asks is not Asks.DECISION:
        return brief_lines(one.launch, screen.now, screen.zone)
    bet = quote_blocks(one.launch, screen.now, screen.zone, short=True, titled=False)
    return [part for block in bet for part in block["elements"]]


def _earlier(screen: MessageScreen, one: Shown) -> list[Block]:
    told = len(_points(screen, one)[1]) >= FEWEST_POINTS  # the numbers stand above: the newest status is news
    said = one.readings[-1 if told or screen.brief else -EARLIER :]
    return [
        line(Words(f"{_day(screen, entry)}: ", italic=True), Words(_said(reading))) for entry, reading in said
    ]


def _said(reading: Reading) -> str:
    words = STATUS_WORDS[reading.status]
    return f"{clip(reading.words, SHORT_READING)} ({words})" if reading.words else words


def _numbers(screen: MessageScreen, one: Shown) -> list[Block]:
    """The numbers of the chart in words: a chart is never the only place."""
    unit, points = _points(screen, one)
    if len(points) < FEWEST_POINTS:
        return []
    said = "; ".join(f"{day}: {value:f}" for day, value in points.items())
    head = f"Readings so far ({unit}): " if unit else "Readings so far: "
    return [line(Words(head, italic=True), Words(said))]


def chart_of(screen: MessageScreen, one: Shown) -> Block | None:
    """The readings of the most used unit as a line, where there are two or more and words may stand here."""
    unit, points = _points(screen, one)
    if len(points) < FEWEST_POINTS or screen.words_out or screen.kind == REMINDER or not one.is_open:
        return None
    drawn = [(day, float(value)) for day, value in points.items()]
    return line_chart(one.launch.bet.title, "Reading", drawn, unit)


def _points(screen: MessageScreen, one: Shown) -> tuple[str, dict[str, Decimal]]:
    """Unit and value by day: in a chart a day is one place, so the later of two readings counts."""
    found = one.series
    if found is None:
        return "", {}
    return found.unit, {short(local_day(moment, screen.zone)): value for moment, value in found.points}


def _day(screen: MessageScreen, entry: CheckinAnswer) -> str:
    return day_words(local_day(entry.made_at, screen.zone), local_day(screen.now, screen.zone))


def _buttons(screen: MessageScreen, one: Shown) -> list[Block]:
    value = subject_of(one.checkin.launch_id, one.checkin.week)
    bet = [button("Open the bet", OPEN_BET, str(one.checkin.launch_id))] if screen.words_out else []
    match one.checkin.asks:
        case Asks.SHIP:
            return [
                button("Shipped", SHIPPED, value, primary=True),
                button("Moved to...", MOVED, value),
                button("Dropped", DROPPED, value),
                *bet,
            ]
        case Asks.LOOK:
            return [button("Look and answer", LOOK_AGAIN, value, primary=True), *bet]
        case Asks.DECISION:
            return [button("Decide", DECIDE, value, primary=True), _menu(one, value), *bet]
        case Asks.READING:
            statuses = (Status.ON_TRACK, Status.BEHIND, Status.CANNOT_TELL)
            own = [button(STATUS_WORDS[each], STATUS_PREFIX + each, value) for each in statuses]
            return [*own, _menu(one, value), *bet]


def _menu(one: Shown, value: str) -> Block:
    looked = [(UNCHANGED, "Looked, unchanged"), (UNSEEN, "Did not look")]
    snoozes = [
        (LATER, "Ask me in 3 hours"),
        (TOMORROW, "Ask me tomorrow"),
        (NEXT_WEEK, "Ask me next week"),
    ]
    other = (
        (WEEKLY, "Every week from now on")
        if one.launch.every > 1
        else (TWO_WEEKS, "Every two weeks from now on")
    )
    choices = [
        *(looked if one.checkin.asks is Asks.READING else []),
        *(snoozes if one.checkin.snoozes < MOST_SNOOZES else []),
        (SKIP, "Skip this one"),
        *([other] if one.checkin.asks is Asks.READING else []),
        (STOP, "Stop following it"),
    ]
    return select_menu(MENU, [Option(f"{name}:{value}", label) for name, label in choices], "More")


def _three_times(one: Shown) -> list[Block]:
    if one.checkin.asks is not Asks.READING or not one.is_unchanged_again:
        return []
    value = subject_of(one.checkin.launch_id, one.checkin.week)
    two_weeks = [button("Every two weeks", TWO_WEEKS_NOW, value)] if one.launch.every == 1 else []
    return [actions(button("Decide now", DECIDE, value), *two_weeks)]


def _receipt(screen: MessageScreen, one: Shown) -> list[Block]:
    title = line(Words(one.launch.bet.title, bold=True))
    blocks = [rich(title, *receipt_lines(screen, one))]
    if _is_editable(one):
        label = "Answer after all" if one.checkin.state is CheckinState.SKIPPED else "Edit"
        blocks.append(actions(button(label, EDIT, subject_of(one.checkin.launch_id, one.checkin.week))))
    return blocks


def _is_editable(one: Shown) -> bool:
    """An answer; a skipped question; and what was said about shipping, which could be wrong too."""
    if one.moved_to is not None:
        return False
    about_shipping = one.checkin.asks is Asks.SHIP and one.checkin.state is CheckinState.ANSWERED
    can_change = one.launch.state in {LaunchState.OPEN, LaunchState.DROPPED}
    skipped = one.checkin.state is CheckinState.SKIPPED
    return one.entry is not None or skipped or (about_shipping and can_change)


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
    if screen.mood is not SilenceLevel.ASK_RHYTHM:
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


def _reply(screen: MessageScreen, reply: ThreadReply) -> list[Block]:
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
