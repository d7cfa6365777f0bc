"""The messages that ask about launches, and what becomes of them once answered."""

from dataclasses import replace
from datetime import datetime
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
)
from app.checkins.model import (
    MOST_SNOOZES,
    STATUS_WORDS,
    Asks,
    CheckinAnswer,
    CheckinState,
    Decision,
    Look,
    OpenItem,
    Reading,
    Status,
)
from app.checkins.model import subject as subject_of
from app.checkins.numbers import number_in
from app.checkins.screens import SHOWN, MessageScreen, Shown
from app.launches.model import Bet, LaunchState
from app.launches.verdict import COURSES, LANDED
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

SHORT_READING = 200


def reading_words(reading: Reading) -> str:
    """What was seen, shortened, and its status; the status alone where nothing was said."""
    words = STATUS_WORDS[reading.status]
    return f"{clip(reading.words, SHORT_READING)} ({words})" if reading.words else words


def item_block(item: OpenItem, zone: ZoneInfo, now: datetime, most: int = TEXT_LIMIT - 100) -> Block:
    """An open item, with a menu to settle it. A day of another year is said with it."""
    choices = [
        Option(f"done:{item.id}", "Done"),
        Option(f"open:{item.id}", "Still open"),
        Option(f"dropped:{item.id}", "Dropped"),
    ]
    menu = select_menu(ITEM, choices, "How is it?")
    since = day_words(local_day(item.made_at, zone), local_day(now, zone))
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


def receipt_blocks(screen: MessageScreen, one: Shown) -> list[Block]:
    """What was answered, or what became of the question, and a button to change that."""
    if one.entry is not None:
        said = _answered(screen, one.launch.bet, one.entry)
    elif one.moved_to is not None:
        said = [line(Words("Moved to "), date_element(one.moved_to, with_time=True), Words("."))]
    else:
        said = [line(Words(_without_answer(screen, one)))]
    blocks = [rich(line(Words(one.launch.bet.title, bold=True)), *said)]
    if _is_editable(one):
        label = "Answer after all" if one.checkin.state is CheckinState.SKIPPED else "Edit"
        blocks.append(actions(button(label, EDIT, subject_of(one.checkin.launch_id, one.checkin.week))))
    return blocks


def _is_editable(one: Shown) -> bool:
    """An answer is; a skipped question; and what was said about shipping, which could be wrong too."""
    if one.moved_to is not None:
        return False
    about_shipping = one.checkin.asks is Asks.SHIP and one.checkin.state is CheckinState.ANSWERED
    can_change = one.launch.state in {LaunchState.OPEN, LaunchState.DROPPED}
    skipped = one.checkin.state is CheckinState.SKIPPED
    return one.entry is not None or skipped or (about_shipping and can_change)


def _without_answer(screen: MessageScreen, one: Shown) -> str:
    """What became of a question that nobody answered here."""
    if one.checkin.state is CheckinState.SNOOZED:
        return "Moved to next week's message."
    if one.checkin.asks is Asks.SHIP and one.launch.state is LaunchState.OPEN:
        day = day_words(one.launch.shipped_on, local_day(screen.now, screen.zone))
        return f"Shipped {day}." if one.launch.shipped else f"Ships {day}."
    if one.launch.state in _ENDED and one.checkin.asks is not Asks.LOOK:
        return _ENDED[one.launch.state]
    return "Skipped this time."


def _answered(screen: MessageScreen, bet: Bet, entry: CheckinAnswer) -> list[Block]:
    """The day and the answer; the words of a reading only where they may stand in messages."""
    today = local_day(screen.now, screen.zone)
    day = day_words(local_day(entry.made_at, screen.zone), today)
    if entry.revisions:
        day += f", changed {day_words(local_day(entry.revised_at, screen.zone), today)}"
    match entry.answer:
        case Reading() as reading:
            words = f"{day}: {STATUS_WORDS[reading.status]}."
            if screen.words_out or not reading.words or reading.status is Status.UNSEEN:
                return [line(Words(words))]
            number = number_in(reading.words, bet)
            read_as = f" Read as {number.value:f} {number.unit}".rstrip() + "." if number else ""
            return [line(Words(f"{words}{read_as}")), quote(clip(reading.words, SHORT))]
        case Decision() as decision:
            landed = _LANDED.get(decision.landed, decision.landed).lower()
            until = f", judge by {day_words(decision.judge_by, today)}" if decision.judge_by else ""
            course = f"{_COURSES.get(decision.course, '')}{until}"
            return [line(Words(f"{day}: landed: {landed}. Decision: {course}."))]
        case Look() as look:
            return [line(Words(f"{day}: the effect lasted: {_LANDED.get(look.lasted, '')}".rstrip()))]


# One launch in a message: its bet, what was seen so far, the question, or the receipt.

EARLIER = 3
"""Earlier readings that are quoted; a chart shows up to twenty."""

ITEMS = 2
WHOLE_BETS = 2
FEWEST_POINTS = 2
SHORT_TARGET = 150


def launch_blocks(screen: MessageScreen, one: Shown, chart: Block | None) -> list[Block]:
    """One launch: the receipt where nothing is asked any more, else all that it takes to answer.

    A reminder is short: the message itself says the rest.
    """
    if not one.is_open:
        return receipt_blocks(screen, one)
    blocks = [rich(*_about(screen, one)), *([chart] if chart else [])]
    if not screen.words_out and screen.kind != REMINDER:
        blocks += [item_block(item, screen.zone, screen.now, SHORT_READING) for item in one.items[:ITEMS]]
    if screen.kind != REMINDER:
        is_reading = one.checkin.asks is Asks.READING  # then the buttons below answer a question of their own
        below = [line(Words("How is it going?", bold=True))] if is_reading else []
        blocks.append(rich(line(Words(one.question, bold=not is_reading)), *below))
    blocks.append(actions(*_answer_buttons(screen, one)))
    if one.checkin.asks is Asks.READING and one.is_unchanged_again:
        value = subject_of(one.checkin.launch_id, one.checkin.week)
        two_weeks = [button("Every two weeks", TWO_WEEKS_NOW, value)] if one.launch.every == 1 else []
        blocks.append(actions(button("Decide now", DECIDE, value), *two_weeks))
    return blocks


def _about(screen: MessageScreen, one: Shown) -> list[Block]:
    """The bet and what was read before; the title alone where words are kept out of messages.

    The numbers of the chart stand there in words: a chart is never the only place. Below them the newest
    reading is enough, for its status.
    """
    title = line(Words(one.launch.bet.title, bold=True))
    if screen.words_out or screen.kind == REMINDER:
        return [title]
    lines = [title, *_bet(screen, one)]
    unit, points = _points(screen, one)
    has_numbers = len(points) >= FEWEST_POINTS
    if has_numbers:
        said = "; ".join(f"{day}: {value:f}" for day, value in points.items())
        head = f"Readings so far ({unit}): " if unit else "Readings so far: "
        lines.append(line(Words(head, italic=True), Words(said)))
    today = local_day(screen.now, screen.zone)
    for entry, reading in one.readings[-1 if has_numbers or screen.brief else -EARLIER :]:
        day = day_words(local_day(entry.made_at, screen.zone), today)
        lines.append(line(Words(f"{day}: ", italic=True), Words(reading_words(reading))))
    if one.noted:
        lines.append(quote(f"You noted: {clip(one.noted.words, SHORT_READING)}"))
    return lines


def _bet(screen: MessageScreen, one: Shown) -> list[Block]:
    """Word for word; of several bets the targets, so that the message stays one to read. A decision is
    against the whole bet."""
    if screen.brief:
        return brief_lines(one.launch, screen.now, screen.zone, SHORT_TARGET)
    if len(screen.shown) > WHOLE_BETS and one.checkin.asks is not Asks.DECISION:
        return brief_lines(one.launch, screen.now, screen.zone)
    bet = quote_blocks(one.launch, screen.now, screen.zone, short=True, titled=False)
    return [part for block in bet for part in block["elements"]]


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


def _answer_buttons(screen: MessageScreen, one: Shown) -> list[Block]:
    """What answers the question; where words are kept out of messages, also a button to read the bet."""
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


# A whole message: the opening, the launches, and what is said below them.

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


def message_text(screen: MessageScreen) -> str:
    """The text beside the blocks, for notifications: it holds no word of anybody."""
    return TEXTS[screen.kind] if screen.is_open else ANSWERED


def message_blocks(screen: MessageScreen) -> tuple[Block, ...]:
    """At most 50 blocks, and no more words than Slack takes: a heavy message says less about each launch."""
    whole = _blocks(screen, charts=True)
    return whole if characters(whole) <= MOST_CHARACTERS else brief_blocks(screen)


def brief_blocks(screen: MessageScreen) -> tuple[Block, ...]:
    """For a Slack that refuses the other ones: without charts, whose numbers stand in words, and short."""
    return _blocks(replace(screen, brief=True), charts=False)


def characters(blocks: object) -> int:
    """How many characters of these blocks are read.

    Slack refused messages from 11,341 on (slackapi/bolt-js issue 2867).
    """
    if isinstance(blocks, dict):
        return sum(
            len(value) if name == "text" and isinstance(value, str) else characters(value)
            for name, value in blocks.items()
        )
    return sum(characters(each) for each in blocks) if isinstance(blocks, list | tuple) else 0


def _blocks(screen: MessageScreen, *, charts: bool) -> tuple[Block, ...]:
    settled = THANKS if any(one.entry for one in screen.shown) else SETTLED
    blocks = [rich(line(Words(screen.opening if screen.is_open else settled)))]
    if screen.silence is SilenceLevel.ASK_RHYTHM:  # two weeks without a click: what would suit better?
        value = str(screen.message_id)
        two_weeks = button("Every two weeks", f"{RHYTHM}.weeks2", value)
        pause = button("Pause for four weeks", f"{RHYTHM}.pause", value)
        blocks.append(actions(two_weeks, pause, button("Stop these messages", f"{RHYTHM}.stop", value)))
    charts_left = MOST_CHARTS if charts else 0
    for one in screen.shown[:SHOWN]:
        chart = chart_of(screen, one) if charts_left else None
        charts_left -= chart is not None
        blocks += [divider(), *launch_blocks(screen, one, chart)]
    command = escape(screen.command)
    if screen.more:
        blocks.append(context(f"+{screen.more} more. {escape(screen.more_words)} (`{command} list`)"))
    answer = "Answer with a button, or in your own words in the thread. " if screen.is_open else ""
    footer = (
        f"{answer}Only you get this from us; Slack keeps it like any other message. "
        f"Why it came, and how to change that: `{command} why`, `{command} settings`."
    )
    return (*blocks, context(footer))
