"""The messages that ask about launches, and what becomes of them once answered.

They hold what it takes to answer, in as few words as that takes: all else is in the bet's page, a click away.
A person's words stand in rich text or plain text, where nothing in them is parsed.
"""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from app.calendar.schedule import day_words, short
from app.calendar.weeks import local
from app.checkins.action_ids import (
    ANSWER_ALL,
    DROPPED,
    EDIT,
    FINISH,
    LANDED_PREFIX,
    LASTED_PREFIX,
    LATE,
    MENU,
    MOVED,
    OPEN_BET_OPTION,
    RHYTHM,
    SHIPPED,
    STATUS_PREFIX,
    STOP,
    TOMORROW,
    UNCHANGED,
    UNCHANGED_ALL,
    UNDO_ALL,
    UNSEEN,
    UNSEEN_ALL,
)
from app.checkins.model import (
    MOST_SNOOZES,
    STATUS_WORDS,
    Asks,
    CheckinAnswer,
    CheckinState,
    Decision,
    Look,
    Reading,
    Status,
)
from app.checkins.model import subject as subject_of
from app.checkins.numbers import is_qualitative, series, target_in
from app.checkins.screens import SHOWN, MessageScreen, Shown
from app.launches.model import LaunchState
from app.launches.verdict import decision_words
from app.nudges.kinds import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE
from app.slack.blocks import (
    Block,
    Option,
    Words,
    actions,
    button,
    clip,
    context,
    escape,
    line,
    line_chart,
    overflow,
    quote,
    rich,
    section,
)

# One launch that is asked about: its title, a line of facts, and its buttons.

SHORT_TARGET, SHORT_READING, SHORT_SENTENCE = 100, 80, 200
_LANDED_BUTTONS = (
    ("yes", "It landed"),
    ("partly", "Partly"),
    ("no", "It did not"),
    ("cannot_tell", "Cannot tell"),
)
_LASTED_BUTTONS = (
    ("yes", "It lasts"),
    ("partly", "Partly"),
    ("no", "It is gone"),
    ("cannot_tell", "Cannot tell"),
)
_IN_SHORT = STATUS_WORDS | {Status.UNCHANGED: "unchanged", Status.UNSEEN: "did not look"}


def launch_blocks(screen: MessageScreen, one: Shown, chart: Block | None = None) -> list[Block]:
    """A launch that is asked about; the receipt where it is not any more."""
    if not one.is_open:
        return [receipt_block(screen, one)]
    return [_about(screen, one), *(_charted(screen, one, chart) if chart else []), _buttons(one)]


def _about(screen: MessageScreen, one: Shown) -> Block:
    """The title, and the facts in one line; no word of theirs but the title where words are kept out."""
    parts = [line(Words(one.launch.bet.title, bold=True))]
    said, sentence = _facts(screen, one)
    parts += [line(Words(" ".join(said)))] if said else []
    if sentence and not screen.words_out:
        parts.append(quote(_in_line(sentence, SHORT_SENTENCE)))
    return rich(*parts)


def _facts(screen: MessageScreen, one: Shown) -> tuple[list[str], str]:
    """The sentences of the line; for a second look also what they wrote with their verdict."""
    launch, today, sentence = one.launch, screen.sent_on, ""
    theirs = [f"Target: {_sentence(launch.bet.target, SHORT_TARGET)}"]
    match one.checkin.asks:
        case Asks.SHIP:
            on = "today" if launch.shipped_on == today else f"on {day_words(launch.shipped_on, today)}"
            theirs, ours = [], [f"You planned to ship it {on}. Did it ship?"]
        case Asks.LOOK:
            theirs, ours = [], [_shipped(screen, one), *_verdict(screen, one), "Does the effect last?"]
            sentence = one.verdict[1].reflection if one.verdict else ""
        case Asks.DECISION:
            theirs += [_judge_by(launch.judge_by, today), _last_reading(screen, one)]
            ours = ["Did it land?"]
            if screen.words_out:
                ours = [_judge_by(launch.judge_by, today), *ours]
        case Asks.READING:
            theirs, ours = [*theirs, _last_reading(screen, one)], []
    if one.noted and one.noted.words and one.checkin.asks is not Asks.READING:
        theirs.append(f"You noted: {_sentence(one.noted.words, SHORT_READING)}")
    if one.begun:
        ours.append(f"You began an answer on {day_words(local(one.begun, screen.zone).date(), today)}.")
    return [*([] if screen.words_out else theirs), *ours], sentence


def _judge_by(judge_by: date, today: date) -> str:
    if judge_by < today:
        return f"It was to be judged by {day_words(judge_by, today)}."
    return f"Judge by {'today' if judge_by == today else day_words(judge_by, today)}."


def _shipped(screen: MessageScreen, one: Shown) -> str:
    return f"Shipped {day_words(one.launch.shipped_on, screen.sent_on)}."


def _verdict(screen: MessageScreen, one: Shown) -> list[str]:
    if one.verdict is None:
        return []
    entry, decision = one.verdict
    return [
        f"Your verdict of {day_words(entry.day(screen.zone), screen.sent_on)}: {decision_words(decision)}."
    ]


def _last_reading(screen: MessageScreen, one: Shown) -> str:
    """ "24 Nov: 2.9 s, Behind." """
    if one.last_seen is None:
        return "No reading yet."
    entry, reading = one.last_seen
    day = day_words(entry.day(screen.zone), screen.sent_on)
    return f"{day}: {_read(reading, SHORT_READING)}"


def _read(reading: Reading, most: int) -> str:
    """What was seen, in short, with its status; what was said in the thread has none."""
    status = "" if reading.status is Status.NOTED else _IN_SHORT[reading.status]
    words = _in_line(reading.words, most).rstrip(" .,;")
    return ", ".join(each for each in (words, status) if each) + "."


def _sentence(text: str, most: int) -> str:
    """Their words as one of our sentences: in one line, and with a full stop where nothing ends them."""
    words = _in_line(text, most)
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _in_line(text: str, most: int) -> str:
    return clip(" ".join(text.split()), most)


def _buttons(one: Shown) -> Block:
    """What answers the question, and a menu of five at most, which is all that Slack takes."""
    value = subject_of(one.checkin.launch_id, one.checkin.week)
    begun = [button("Finish it", FINISH, value, primary=True)] if one.begun else []
    match one.checkin.asks:
        case Asks.SHIP:
            own = [(SHIPPED, "Shipped"), (MOVED, "Moved"), (DROPPED, "Dropped")]
        case Asks.LOOK:
            own = [(LASTED_PREFIX + id_, label) for id_, label in _LASTED_BUTTONS]
        case Asks.DECISION:
            own = [(LANDED_PREFIX + id_, label) for id_, label in _LANDED_BUTTONS]
        case Asks.READING:
            statuses = (Status.ON_TRACK, Status.BEHIND, Status.CANNOT_TELL)
            own = [(STATUS_PREFIX + each, STATUS_WORDS[each]) for each in statuses]
    return actions(*begun, *(button(label, id_, value) for id_, label in own), _menu(one, value))


def _menu(one: Shown, value: str) -> Block:
    is_reading = one.checkin.asks is Asks.READING
    choices = [
        *([(UNCHANGED, "Looked, unchanged"), (UNSEEN, "Did not look")] if is_reading else []),
        *([(TOMORROW, "Ask me tomorrow")] if one.checkin.snoozes < MOST_SNOOZES else []),
        (OPEN_BET_OPTION, "Open the bet"),
        (STOP, "Stop following"),
    ]
    return overflow(MENU, [Option(f"{name}:{value}", label) for name, label in choices])


# The chart of a message about one launch alone, with its newest numbers in words.

FEWEST_POINTS, NEWEST = 3, 4


def chart_of(screen: MessageScreen) -> Block | None:
    """The newest twenty readings of one unit, and the target where it is a number of that unit.

    Only where the message is about one launch, and has three points that are not the same over and over.
    """
    if len(screen.shown) != 1 or screen.more or screen.words_out or screen.kind == REMINDER:
        return None
    one = screen.shown[0]
    unit, points = _points(screen, one)
    values = list(points.values())
    different = 1 + sum(before != after for before, after in pairwise(values))
    if not one.is_open or one.checkin.asks is Asks.SHIP or different < FEWEST_POINTS:
        return None
    target = target_in(one.launch.bet, unit)
    drawn = [(day_words(day, screen.sent_on), float(value)) for day, value in points.items()]
    level = None if target is None else ("Target", float(target))
    return line_chart(one.launch.bet.title, "Reading", drawn, unit, level)


def _charted(screen: MessageScreen, one: Shown, chart: Block) -> list[Block]:
    """The chart, and its newest numbers: it is never the only place where they stand."""
    unit, points = _points(screen, one)
    newest = [(day_words(day, screen.sent_on), value) for day, value in [*points.items()][-NEWEST:]]
    said = [f"{day}: {value:f}{f' {unit}' if unit else ''}" for day, value in newest]
    return [chart, rich(line(Words("; ".join(said))))]


def _points(screen: MessageScreen, one: Shown) -> tuple[str, dict[date, Decimal]]:
    """Unit and value by day: in a chart a day is one place, so the later of two readings counts."""
    bet = one.launch.bet
    found = None if is_qualitative(bet) else series(one.readings, bet)
    if found is None:
        return "", {}
    return found.unit, {entry.day(screen.zone): value for entry, value in found.points}


# One launch that is not asked about any more: a line, and a button to change what was said.

SHORT = 150
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENDED = {
    LaunchState.STOPPED: "you stopped following it.",
    LaunchState.DROPPED: "dropped, it did not ship.",
    LaunchState.CLOSED: "it has its verdict.",
}
_LASTED_WORDS = {
    "yes": "the effect lasts.",
    "partly": "the effect lasts in part.",
    "no": "the effect is gone.",
    "cannot_tell": "you could not tell whether the effect lasts.",
}


def receipt_block(screen: MessageScreen, one: Shown) -> Block:
    """ "Bulk export in one click: 2.9 s, Behind." [Edit]"""
    said = _answered(screen, one.entry) if one.entry else _without_answer(screen, one)
    edit = None
    if _is_editable(one):
        label = "Answer" if one.checkin.state is CheckinState.SKIPPED else "Edit"
        edit = button(label, EDIT, subject_of(one.checkin.launch_id, one.checkin.week))
    return section(f"{one.launch.bet.title}: {said}", accessory=edit)


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
    if one.moved_to is not None:
        there = local(one.moved_to, screen.zone)
        is_today = there.date() == screen.sent_on
        return f"moved to {f'today, {there:%H:%M}' if is_today else _weekday_words(there.date())}."
    if one.checkin.state is CheckinState.SNOOZED:
        return "moved to next week's check-in."
    if one.checkin.asks is Asks.SHIP and one.launch.state is LaunchState.OPEN:
        day = day_words(one.launch.shipped_on, screen.sent_on)
        is_past = one.launch.shipped_on < local(screen.now, screen.zone).date()
        return f"{'shipped' if one.launch.shipped else 'was to ship' if is_past else 'ships'} {day}."
    if one.launch.state in _ENDED and one.checkin.asks is not Asks.LOOK:
        return _ENDED[one.launch.state]
    return "skipped."


def _weekday_words(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()][:3]} {short(day)}"


def _answered(screen: MessageScreen, entry: CheckinAnswer) -> str:
    """The answer; the words of a reading only where they may stand in messages."""
    changed = ""
    if entry.revisions:
        changed = f" Changed {day_words(local(entry.revised_at, screen.zone).date(), screen.sent_on)}."
    match entry.answer:
        case Reading() as reading if screen.words_out or reading.status in {Status.UNSEEN, Status.UNCHANGED}:
            said = f"{_IN_SHORT[reading.status]}."
        case Reading() as reading:
            said = _read(reading, SHORT)
        case Decision(judge_by=None) as decision:
            said = f"{decision_words(decision)}."
        case Decision() as decision:
            said = f"too early, judge by {day_words(decision.judge_by or screen.sent_on, screen.sent_on)}."
        case Look() as look:
            said = _LASTED_WORDS.get(look.lasted, "looked at again.")
    return said + changed


# A whole message.

TEXTS = {
    CHECKIN: "Your weekly check-in",
    SHIP: "A launch was due to ship",
    LOOK: "A second look at a launch",
    REMINDER: "Your check-in is still open",
    SNOOZE: "The check-in you put off",
}
ANSWERED = "A check-in that asks nothing any more"
WHO_SEES = "Only you get this from me; Slack keeps it like any message."
WHO_SEES_IN_SHORT = "Only you get this from me."
UNTIL_THEN = "If you do nothing, I am quiet until a launch is due for your verdict."
_COUNT = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_A_WEEK = 7


def message_text(screen: MessageScreen) -> str:
    """The text beside the blocks, for notifications: it holds no word of anybody."""
    return TEXTS[screen.kind] if screen.is_open else ANSWERED


def message_blocks(screen: MessageScreen) -> tuple[Block, ...]:
    """What the message says now."""
    return _blocks(screen, chart_of(screen))


def brief_blocks(screen: MessageScreen) -> tuple[Block, ...]:
    """For a Slack that refuses the other ones: without the chart."""
    return _blocks(screen, None)


def _blocks(screen: MessageScreen, chart: Block | None) -> tuple[Block, ...]:
    if screen.is_overtaken and screen.still_open:
        return (_overtaken_block(screen),)
    if not screen.is_open:
        blocks = [*_head(screen), *(receipt_block(screen, one) for one in screen.shown), *_of_all(screen)]
    elif screen.kind == REMINDER:
        blocks = _reminder_blocks(screen)
    elif screen.asks_rhythm:
        blocks = _rhythm_blocks(screen)
    else:
        blocks = [rich(line(Words(screen.heading, bold=True)))] if screen.heading else []
        for one in screen.shown[:SHOWN]:
            blocks += launch_blocks(screen, one, chart)
        blocks += _of_all(screen)
    return (*blocks, *_footer(screen, has_chart=chart is not None))


def _overtaken_block(screen: MessageScreen) -> Block:
    """One line: a later check-in asks what is to be asked now. What this one asked can be answered still."""
    in_part = "answered in part" if any(one.entry for one in screen.shown) else "not answered"
    can_answer = any(one.checkin.asks in {Asks.READING, Asks.DECISION} for one in screen.still_open)
    late = button("Answer for that week", LATE, str(screen.message_id)) if can_answer else None
    if screen.kind == SHIP:
        return section(f"Did it ship? Asked on {_about_day(screen)}, {in_part}.")
    return section(f"Check-in of {_about_day(screen)}, {in_part}.", accessory=late)


def _head(screen: MessageScreen) -> list[Block]:
    """ "Check-in of 1 Dec. Kept." A message about a day of its own needs none: its lines say it."""
    if screen.kind in {SHIP, LOOK}:
        return []
    kept = " Kept." if any(one.entry for one in screen.shown) else ""
    return [rich(line(Words(f"Check-in of {_about_day(screen)}.{kept}", bold=True)))]


def _about_day(screen: MessageScreen) -> str:
    return day_words(screen.about, screen.sent_on)


def _of_all(screen: MessageScreen, unseen: str = "Did not look this week") -> list[Block]:
    """Buttons over all the readings that are open, where there are several; and what takes a click back."""
    value, pressed = str(screen.message_id), list[Block]()
    readings = _open_readings(screen)
    if len(readings) > 1:
        pressed.append(button("Answer all", ANSWER_ALL, value))
        if any(one.last_seen for one in readings):
            pressed.append(button("Nothing moved anywhere", UNCHANGED_ALL, value))
        pressed.append(button(unseen, UNSEEN_ALL, value))
    if screen.may_undo:
        pressed.append(button("Undo", UNDO_ALL, value))
    return [actions(*pressed)] if pressed else []


def _open_readings(screen: MessageScreen) -> list[Shown]:
    return [one for one in screen.still_open if one.checkin.asks is Asks.READING]


def _own_buttons(screen: MessageScreen, *, named: bool) -> list[Block]:
    """Of what the buttons over all do not answer: its title, if it is to be `named`, and its own."""
    over_all = _open_readings(screen) if len(_open_readings(screen)) > 1 else []
    blocks = []
    for one in [each for each in screen.still_open if each not in over_all]:
        blocks += [*([_title(one)] if named else []), _buttons(one)]
    return blocks


def _title(one: Shown) -> Block:
    return rich(line(Words(one.launch.bet.title, bold=True)))


def _reminder_blocks(screen: MessageScreen) -> list[Block]:
    """The week's check-in once more, in two lines: the message itself says the rest."""
    first, *others = screen.still_open
    others_count = len(others) + screen.more
    more = f" and {_COUNT[others_count] if others_count < len(_COUNT) else others_count} more"
    near = (screen.sent_on - screen.about).days < _A_WEEK
    weekday = WEEKDAYS[screen.about.weekday()]
    which = f"{weekday}'s check-in" if near else f"The check-in of {_about_day(screen)}"
    head = [Words(f"{which} is still open: "), Words(first.launch.bet.title, bold=True)]
    return [
        rich(line(*head, Words(f"{more if others_count else ''}."))),
        *_own_buttons(screen, named=bool(others)),
        *_of_all(screen, "Not this week"),
        context("This is the only reminder."),
    ]


def _rhythm_blocks(screen: MessageScreen) -> list[Block]:
    """After two check-ins without a click: what would suit better? Of the launches the titles alone."""
    value = str(screen.message_id)
    choices = (
        ("weeks2", "Every two weeks"),
        ("pause", "Pause for four weeks"),
        ("stop", "Stop these messages"),
    )
    readings = _open_readings(screen)
    titles = readings if len(readings) > 1 else []
    return [
        rich(line(Words(f"Two check-ins went by. {screen.heading}", bold=True))),
        actions(*(button(label, f"{RHYTHM}.{name}", value) for name, label in choices)),
        *([rich(*(line(Words(one.launch.bet.title)) for one in titles))] if titles else []),
        *_of_all(screen),
        *_own_buttons(screen, named=True),
        context(UNTIL_THEN),
    ]


def _footer(screen: MessageScreen, *, has_chart: bool) -> list[Block]:
    """What is said below: where else one can answer, why it came, and once a month who sees it."""
    command, said = escape(screen.command), list[str]()
    is_long = screen.is_open and screen.kind in {CHECKIN, LOOK} and not screen.asks_rhythm
    if screen.more:
        said.append(f"And {screen.more} more: `{command} list`.")
    if is_long and _open_readings(screen):
        said.append("Or answer in the thread.")
    if is_long:
        said.append(f"`{command} why` says why this came.")
    if screen.says_who_sees:
        said.append(WHO_SEES if screen.kind == CHECKIN and not has_chart else WHO_SEES_IN_SHORT)
    return [context(" ".join(said))] if said else []
