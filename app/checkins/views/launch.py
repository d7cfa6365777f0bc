"""One launch in a message: its bet, what was seen so far, the question, or the receipt."""

from decimal import Decimal

from app.checkins.model import MOST_SNOOZES, STATUS_WORDS, Asks, CheckinState, Entry, Reading, Status
from app.checkins.model import subject as subject_of
from app.checkins.names import (
    DECIDE,
    DROPPED,
    EDIT,
    LATER,
    LOOK,
    MENU,
    MOVED,
    NEXT_WEEK,
    OPEN_BET,
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
from app.checkins.screens import MessageScreen, Shown
from app.checkins.views.parts import item_block
from app.checkins.views.receipt import receipt_lines
from app.launches.model import LaunchState
from app.launches.views.quote import brief_lines, day_words, quote_blocks
from app.nudges.agenda import REMINDER
from app.rhythm.local import local_day
from app.rhythm.rhythm import short
from app.slackkit.blocks import (
    Block,
    Option,
    Words,
    actions,
    button,
    clip,
    line,
    line_chart,
    quote,
    rich,
    select_menu,
)

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
    noted = [quote(f"You noted: {clip(one.noted.text, SHORT_READING)}")] if one.noted else []
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
    return f"{clip(reading.text, SHORT_READING)} ({words})" if reading.text else words


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


def _day(screen: MessageScreen, entry: Entry) -> str:
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
            return [button("Look and answer", LOOK, value, primary=True), *bet]
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
