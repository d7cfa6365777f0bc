"""The modals of a launch. Pure: screens in, blocks out."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.calendar.schedule import day_words
from app.calendar.weeks import local_day
from app.launches.model import (
    DETAILS,
    INSTRUMENTATION,
    JUDGE_BY,
    LINK,
    METRIC,
    NOT_YET,
    PARTLY,
    PERMALINK,
    PROBLEM,
    REASON,
    SHIPPED_ON,
    STOP,
    SURE,
    TARGET,
    TITLE,
    TITLE_LIMIT,
    WHERE,
    YES,
    ZONE,
    ZONES,
    Bet,
    BetScreen,
    ChangeScreen,
    Detail,
    DetailScreen,
    KeptScreen,
    Launch,
    LaunchListScreen,
    LaunchState,
    ListedLaunch,
    day,
)
from app.slack.action_ids import OPEN_BET, RECORD_LAUNCH
from app.slack.blocks import (
    TEXT_LIMIT,
    VIEW_BYTES,
    Block,
    Option,
    Words,
    actions,
    alert,
    button,
    clip,
    context,
    date_input,
    divider,
    header,
    line,
    line_input,
    modal,
    quote,
    radio_input,
    rich,
    section,
    select_input,
    text_input,
    weight,
)

# What was typed into a form and never saved, once something newer was.

MOST_ASIDE = 1000
"""Characters of each text: fields and bet need the room."""

ASIDE = (
    "You typed this here without saving it, and something newer was saved since. To use it, type it again:"
)


def aside_blocks(aside: Mapping[str, str], texts: Collection[str]) -> list[Block]:
    """What stands above the fields. Only the fields in `texts`, which hold a person's words, are quoted."""
    quotes = [quote(clip(aside[field], MOST_ASIDE)) for field in texts if field in aside]
    return [rich(line(Words(ASIDE, italic=True)), *quotes)] if quotes else []


# Callback ids of the views, action ids of their inputs and buttons, and the words that several of them say.

FIELD = "launch.field"

RECORD = "launch.bet"
DETAILS_VIEW = "launch.details"
MORE_DETAILS = "launch.more"
CHANGE = "launch.change"
LIST = "launch.list"
KEPT = "launch.kept"
"""Callback ids of the views."""

OPEN_CHANGE = "launch.open-change"
OPEN_DETAILS = "launch.open-details"
TURN = "launch.turn"

PRIVATE = "Only you can see this, unless you share it. It is saved while you type."
SEALING = (
    "After a day, or at the first check-in, a change needs a reason and keeps what the bet said at first."
)

DETAIL_LABELS = {
    STOP: "What would make you stop?",
    WHERE: "Where can the number be seen?",
    INSTRUMENTATION: "Is the instrumentation in place?",
    LINK: "A link",
    SURE: "How sure are you that it lands?",
}
"""Each with its own wording, so that a check-in can ask for one of them in the same words."""

DETAIL_HINTS = {
    STOP: "What you would have to see to take it back, or to leave it.",
    WHERE: "A dashboard, a query, a person to ask.",
    LINK: "The announcement, the change, the document.",
    SURE: "For you alone.",
}

DETAIL_OPTIONS = {
    INSTRUMENTATION: (Option(YES, "Yes"), Option(PARTLY, "Partly"), Option(NOT_YET, "Not yet")),
    SURE: (Option("50", "50 %: it could go either way"), Option("70", "70 %"), Option("90", "90 %")),
}


def message_link(address: str) -> Block | None:
    """The message that a bet was recorded from, inside rich text."""
    if not address.startswith(("https://", "http://")):
        return None
    return {"type": "link", "url": address, "text": "the message you started from"}


def comes_next(next_checkin: date | None, today: date, is_switched_off: bool) -> str:
    """ "Next check-in: 26 Nov.", or that nobody is sent one here. Empty where none is planned."""
    if is_switched_off:
        return "Messages are switched off here, so no check-in comes."
    return f"Next check-in: {day_words(next_checkin, today)}." if next_checkin else ""


# A bet as it is quoted wherever somebody looks at it again: word for word, with the day it was sealed.

SHORT_TEXT = 300
"""Characters of each text where several bets stand on one screen. Nearly all bets are whole in it."""

_TEXTS = (("problem", "The problem, and for whom"), ("metric", "Metric and baseline"), ("target", "Target"))


def quote_blocks(
    launch: Launch,
    now: datetime,
    zone: ZoneInfo,
    *,
    short: bool,
    titled: bool = True,
    limit: int = SHORT_TEXT,
) -> list[Block]:
    """What was bet, in the person's own words.

    `short` is one block, with each text cut at `limit` characters, for screens with several bets and forms;
    else each text is whole and has a block of its own, and the day it was sealed is said, as on the bet's
    page. Of page 2 only what would make them stop is quoted; how sure they are never is.
    """
    most = limit if short else TEXT_LIMIT
    title = [line(Words(launch.bet.title, bold=True))] if titled else []
    texts = [(label, getattr(launch.bet, name)) for name, label in _TEXTS]
    bet = [quoted(f"{label}: ", text, most) for label, text in texts if text]
    today = local_day(now, zone)
    stop = launch.details.get(STOP)
    if stop and stop.text:
        added = added_words(stop, zone, today)
        bet.append(quoted(f"What would make you stop{added}: ", stop.text, most))
    parts = [
        *title,
        *bet,
        line(Words(dates_words(launch, now, zone))),
        *([] if short else [line(Words(f"{seal_words(launch, now, zone)}.", italic=True))]),
        *_changes(launch, zone, most, today),
    ]
    return [rich(*parts)] if short else [rich(part) for part in parts]


def brief_lines(launch: Launch, now: datetime, zone: ZoneInfo, limit: int = SHORT_TEXT) -> list[Block]:
    """A bet among many, as rich text: its target, and the line with its days."""
    days = line(Words(dates_words(launch, now, zone), italic=True))
    return [quoted("Target: ", launch.bet.target, limit), days]


def dates_words(launch: Launch, now: datetime, zone: ZoneInfo) -> str:
    """ "Shipped 3 Nov. Judge by 15 Dec (at first 1 Dec)." """
    today = local_day(now, zone)
    shipped = "Shipped" if launch.shipped else "Ships" if launch.shipped_on >= today else "Was to ship"
    shipped_on, judge_by = day_words(launch.shipped_on, today), day_words(launch.judge_by, today)
    first = launch.first.judge_by
    at_first = "" if first == launch.judge_by else f" (at first {day_words(first, today)})"
    return f"{shipped} {shipped_on}. Judge by {judge_by}{at_first}."


def seal_words(launch: Launch, now: datetime, zone: ZoneInfo) -> str:
    """ "Sealed 3 Nov, 2 days after shipping"; before that, until when it can still be changed freely."""
    sealed = local_day(launch.seals_at, zone)
    day = day_words(sealed, local_day(now, zone))
    if not launch.is_sealed(now):
        at = launch.seals_at.astimezone(zone)
        return f"Sealed from {day}, {at:%H:%M}; until then you can change it freely"
    distance = (sealed - launch.shipped_on).days
    if distance == 0:
        return f"Sealed {day}, the day it {'shipped' if launch.shipped else 'ships'}"
    days = "1 day" if abs(distance) == 1 else f"{abs(distance)} days"
    return f"Sealed {day}, {days} {'after' if distance > 0 else 'before'} shipping"


def change_words(launch: Launch, now: datetime, zone: ZoneInfo) -> str:
    """Until when it can be changed without a reason; where that is over, that a reason is asked for."""
    if launch.is_sealed(now):
        return "A change needs a reason, and what the bet said at first is kept."
    day = day_words(local_day(launch.seals_at, zone), local_day(now, zone))
    return f"You can change it freely until {day}, {launch.seals_at.astimezone(zone):%H:%M}."


def added_words(detail: Detail, zone: ZoneInfo, today: date) -> str:
    """ " (added later, 8 Dec)"; empty for what was there when the bet was recorded."""
    return f" (added later, {day_words(local_day(detail.added_at, zone), today)})" if detail.later else ""


def _changes(launch: Launch, zone: ZoneInfo, most: int, today: date) -> list[Block]:
    """What a sealed bet said at first, and why it says something else now."""
    bet, first = launch.bet, launch.first
    if bet.version == first.version or bet.made_at is None:
        return []
    head = Words(f"Changed {day_words(local_day(bet.made_at, zone), today)}: ", italic=True)
    before = [
        quoted(f"At first, {label[0].lower()}{label[1:]}: ", text, most)
        for label, text in different(bet, first, today)
    ]
    return [line(head, Words(clip(bet.reason, most))), *before]


def different(bet: Bet, other: Bet, today: date) -> list[tuple[str, str]]:
    """Of the other version, what this one says otherwise; the judge-by date stands elsewhere."""
    texts = [("title", "Title"), *_TEXTS]
    changed = [
        (label, getattr(other, name)) for name, label in texts if getattr(bet, name) != getattr(other, name)
    ]
    moved = other.shipped_on != bet.shipped_on
    return changed + ([("Shipped", day_words(other.shipped_on, today))] if moved else [])


def quoted(label: str, text: str, most: int = TEXT_LIMIT) -> Block:
    """A person's words after what they are about, as a part of rich text."""
    words = line(Words(label, italic=True), Words(clip(text, most)))
    return {**words, "type": "rich_text_quote"}


# Page 1: the bet in six fields; and the same fields again where it is changed.

LATE = "A change needs a reason by now. Nothing you typed is lost: say why it changes, and save."


def bet_view(screen: BetScreen) -> Block:
    """Page 1, with what it goes on from or the message it came from above its fields."""
    blocks = [context(f"{PRIVATE} {SEALING}")]
    if screen.previous:
        title = Words(screen.previous.bet.title, bold=True)
        blocks.append(rich(line(Words("It goes on from: "), title)))
    if link := message_link(screen.values.get(PERMALINK, "")):
        kept = Words(". The link to that message is kept with the bet.")
        blocks.append(rich(line(Words("From a message: "), link, kept)))
    blocks += [*_texts(screen.values), *_days(screen.values)]
    if screen.asks_zone:
        options, chosen = [Option(name, cities) for name, cities in ZONES], screen.values.get(ZONE)
        hint = "Slack does not tell me yours. I write in your working hours only."
        label = "Your time zone"
        blocks.append(select_input(FIELD, ZONE, label, options, chosen, optional=False, hint=hint))
    return modal(RECORD, "Record what you shipped", blocks, submit="Record", private_metadata=screen.form_id)


def change_view(screen: ChangeScreen) -> Block:
    """What the bet says stands above, and in the fields to begin with."""
    quoted = quote_blocks(screen.launch, screen.now, screen.zone, short=True)
    blocks = [
        *([alert(LATE, "info")] if screen.late else []),
        context(f"{PRIVATE} {change_words(screen.launch, screen.now, screen.zone)}"),
        *([*quoted, divider()] if screen.asks_reason else []),
        *aside_blocks(screen.aside, (TITLE, PROBLEM, METRIC, TARGET)),
        *_texts(screen.values),
        *_days(screen.values),
    ]
    if screen.asks_reason:
        hint = "It is shown with the bet from now on, with what the bet said at first."
        blocks.append(_text(REASON, "Why do you change it?", screen.values, hint))
    return modal(CHANGE, "Change the bet", blocks, submit="Save", private_metadata=screen.form_id)


def _texts(values: Mapping[str, str]) -> list[Block]:
    """The four texts of a bet as inputs."""
    return [
        line_input(
            FIELD,
            TITLE,
            "What did you ship?",
            values.get(TITLE, ""),
            optional=False,
            max_length=TITLE_LIMIT,
            hint="A name you will recognize in a few weeks.",
        ),
        _text(PROBLEM, "Which problem does it solve, and for whom?", values),
        _text(
            METRIC,
            "What will you look at, and how does it stand now?",
            values,
            hint="A metric with its baseline: “drop-off at checkout, 12 % today”. Words will do.",
        ),
        _text(
            TARGET,
            "What do you expect?",
            values,
            hint="A target: “under 8 %”. It need not be a number: “support stops asking about it” is fine.",
        ),
    ]


def _text(field: str, label: str, values: Mapping[str, str], hint: str = "") -> Block:
    return text_input(FIELD, field, label, values.get(field, ""), optional=False, hint=hint)


def _days(values: Mapping[str, str]) -> list[Block]:
    """The judge-by date may follow the other one: a new block id is what makes Slack show the new day."""
    judge_by = values.get(JUDGE_BY, "")
    return [
        date_input(
            FIELD,
            SHIPPED_ON,
            "Shipped on",
            day(values.get(SHIPPED_ON, "")),
            optional=False,
            hint="It may be a day to come: I ask on that day whether it shipped.",
        ),
        date_input(
            FIELD,
            f"{JUDGE_BY}@{judge_by}",
            "Judge by",
            day(judge_by),
            optional=False,
            hint="The day you say whether it landed. Six weeks after shipping, unless you choose another.",
        ),
    ]


# What belongs to a bet beside its words: page 2, and what it said between its first and newest version.

MOST_VERSIONS = 5

_LABELS = {
    WHERE: "Where the number can be seen",
    INSTRUMENTATION: "Instrumentation in place",
    LINK: "Link",
    SURE: "How sure you are that it lands, for you alone",
}


def detail_blocks(launch: Launch, now: datetime, zone: ZoneInfo) -> list[Block]:
    """Page 2, for the person alone. What would make them stop stands with the bet."""
    today, lines = local_day(now, zone), list[Block]()
    for name, label in _LABELS.items():
        detail = launch.details.get(name)
        if detail and detail.text:
            labels = {option.value: option.label for option in DETAIL_OPTIONS.get(name, ())}
            text = f"{detail.text} %" if name == SURE else labels.get(detail.text, detail.text)
            lines.append(quoted(f"{label}{added_words(detail, zone, today)}: ", text))
    if link := message_link(launch.bet.permalink):
        lines.append(line(Words("Recorded from "), link))
    return [rich(part) for part in lines]


def version_blocks(versions: Sequence[Bet], now: datetime, zone: ZoneInfo) -> list[Block]:
    """What the bet said before it was sealed, and between its first and its newest version, newest first.

    Those two are quoted elsewhere.
    """
    today = local_day(now, zone)
    between: list[list[Block]] = []
    for before, after in pairwise(versions):
        if before.version < 1:
            head = Words(f"Until {_day(after, today, zone)}, before it was sealed", italic=True)
            between.append([line(head), *_differences(before, after, today)])
        elif after is not versions[-1]:
            head = Words(f"Changed {_day(after, today, zone)}: ", italic=True)
            because = Words(clip(after.reason, SHORT_TEXT))
            between.append([line(head, because), *_differences(after, before, today)])
    title = rich(line(Words("Earlier versions", bold=True)))
    return [title, *(rich(*parts) for parts in between[::-1][:MOST_VERSIONS])] if between else []


def _differences(bet: Bet, other: Bet, today: date) -> list[Block]:
    """What this version says otherwise than the other one."""
    said = different(other, bet, today)
    if bet.judge_by != other.judge_by:
        said.append(("Judge by", day_words(bet.judge_by, today)))
    return [quoted(f"{label}: ", text, SHORT_TEXT) for label, text in said]


def _day(bet: Bet, today: date, zone: ZoneInfo) -> str:
    return day_words(local_day(bet.made_at, zone), today) if bet.made_at else "then"


# Page 2, and what stands there once it is kept.

OPTIONAL = "All of this is optional. What you leave empty I ask later, one question a check-in."
LATER = "It is kept while you type, and counts once you save it."


def detail_view(screen: DetailScreen) -> Block:
    """Page 2. Straight after recording it is a view of its own, because it closes nothing below it."""
    callback_id = DETAILS_VIEW if screen.recorded else MORE_DETAILS
    title = "Recorded" if screen.recorded else "Add details"
    private = context(f"Only you can see this. {LATER}")
    blocks = [header(screen.launch.bet.title), private]
    if screen.recorded:
        first = comes_next(screen.next_checkin, local_day(screen.now, screen.zone), screen.is_switched_off)
        comes = f"{first} {change_words(screen.launch, screen.now, screen.zone)}".lstrip()
        title_line = line(Words(screen.launch.bet.title, bold=True), Words(f" · {comes}"))
        blocks = [alert(f"Recorded. {OPTIONAL}", "success"), rich(title_line), private]
    blocks += aside_blocks(screen.aside, (STOP, WHERE, LINK))
    blocks += [detail_input(name, screen.values) for name in DETAILS]
    return modal(callback_id, title, blocks, submit="Save", close="Later", private_metadata=screen.form_id)


def detail_input(name: str, values: Mapping[str, str]) -> Block:
    """One question of page 2, for a check-in that asks for what is missing, too."""
    label, hint, value = DETAIL_LABELS[name], DETAIL_HINTS.get(name, ""), values.get(name, "")
    if name in (INSTRUMENTATION, SURE):
        return radio_input(FIELD, name, label, DETAIL_OPTIONS[name], value, hint=hint)
    if name == LINK:
        return line_input(FIELD, name, label, value, hint=hint)
    return text_input(FIELD, name, label, value, hint=hint)


def kept_view(screen: KeptScreen, *, clears: bool = True) -> Block:
    """What was changed or added, as it will be quoted. `clears`: the list below is old now and closes too."""
    bet = quote_blocks(screen.launch, screen.now, screen.zone, short=False)
    bet += detail_blocks(screen.launch, screen.now, screen.zone)
    if weight(bet) > VIEW_BYTES:
        bet = quote_blocks(screen.launch, screen.now, screen.zone, short=True)
    blocks = [alert("Saved.", "success"), *bet, context("Only you can see this.")]
    return modal(KEPT, "Your bet", blocks, close="Close") | {"clear_on_close": clears}


def help_text(command: str) -> str:
    """mrkdwn for the answer to the command, which only the person who typed it sees."""
    return (
        f"`{command}` records what you shipped as a bet: what it should change, and by when you will know. "
        "Once a week, in your working hours, I ask how it is doing.\n"
        f"`{command} list` shows your launches.\n"
        f"`{command} settings` changes when and how I write to you.\n"
        f"`{command} why` says why I wrote to you, or why not.\n"
        f"`{command} help` shows this.\n"
        "Only you can see this message and what you write."
    )


# All launches, the open ones first, each with its bet in short.

NOTHING = (
    "Nothing here yet. Record what you shipped last: what it should change, and by when you will know. "
    "Once a week I ask how it is doing."
)


def list_view(screen: LaunchListScreen) -> Block:
    """Ten launches of the list.

    Ten bets made of nothing but emoji would be too heavy for Slack: then each text is cut shorter.
    """
    blocks = _blocks(screen, SHORT_TEXT)
    if weight(blocks) > VIEW_BYTES:
        blocks = _blocks(screen, SHORT_TEXT // 5)
    return modal(LIST, "Your launches", blocks, close="Close")


def _blocks(screen: LaunchListScreen, limit: int) -> list[Block]:
    today = local_day(screen.now, screen.zone)
    comes = comes_next(screen.next_checkin, today, screen.is_switched_off)
    label = "Record another" if screen.lines else "Record what I shipped last"
    newer = [button("Newer", f"{TURN}.newer", screen.newer)] if screen.newer else []
    older = [button("Older", f"{TURN}.older", screen.older)] if screen.older else []
    return [
        context(f"Only you can see this. {comes}".rstrip()),
        *([] if screen.lines else [section(NOTHING)]),
        *(block for each in screen.lines for block in _launch_blocks(each, screen, limit)),
        actions(button(label, RECORD_LAUNCH), *newer, *older),
    ]


def _launch_blocks(listed: ListedLaunch, screen: LaunchListScreen, limit: int) -> list[Block]:
    """One launch of the list. Each has the same buttons, so they are told apart for screen readers."""
    launch = listed.launch
    bet = rich(line(Words(launch.bet.title, bold=True)), *brief_lines(launch, screen.now, screen.zone, limit))
    presses = [("Look closer", "Look closer at", OPEN_BET)]
    if launch.state is LaunchState.OPEN:
        presses += [("Change", "Change", OPEN_CHANGE), ("Add details", "Add details to", OPEN_DETAILS)]
    buttons = [
        button(label, action_id, str(launch.id))
        | {"accessibility_label": clip(f"{verb} {launch.bet.title}", 75)}
        for label, verb, action_id in presses
    ]
    return [bet, context(_state_words(listed, screen)), actions(*buttons), divider()]


def _state_words(listed: ListedLaunch, screen: LaunchListScreen) -> str:
    """What becomes of it next, or how it ended."""
    launch, today = listed.launch, local_day(screen.now, screen.zone)
    if launch.state is LaunchState.OPEN and not launch.shipped:
        asked = " I ask on the day it ships whether it did." if launch.shipped_on >= today else ""
        return f"Open.{asked if screen.next_checkin else ''}"
    if launch.state is LaunchState.OPEN and launch.judge_by <= today:
        return f"Decision due since {day_words(launch.judge_by, today)}."
    if launch.state is LaunchState.OPEN and not screen.next_checkin:
        return "Open."  # stopped, silent or away for good: nothing is sure to be asked
    if launch.state is LaunchState.OPEN:
        return "Open, with a check-in every week." if launch.every == 1 else "Open, every two weeks."
    ended = {
        LaunchState.CLOSED: "Closed, and kept as evidence",
        LaunchState.STOPPED: "No longer followed",
        LaunchState.DROPPED: "Dropped before it shipped",
    }[launch.state]
    is_dated_by_verdict = launch.state is LaunchState.CLOSED and listed.said
    if launch.closed_at and not is_dated_by_verdict:
        ended += f", {_on(launch.closed_at, screen)}"
    said = "; ".join(f"{each.words}, {_on(each.at, screen)}" for each in listed.said)
    return f"{ended}: {said}." if said else f"{ended}."


def _on(moment: datetime, screen: LaunchListScreen) -> str:
    return day_words(local_day(moment, screen.zone), local_day(screen.now, screen.zone))
