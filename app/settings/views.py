"""The settings modal and the answer to `why`. Pure: screens in, blocks out."""

from datetime import date
from itertools import groupby

from app.calendar.countries import country_names
from app.calendar.holidays import COUNTRY, NO_HOLIDAYS
from app.calendar.schedule import short
from app.calendar.weeks import Week
from app.launches.model import ZONES, day
from app.reasons import Code
from app.settings.model import (
    ADD_TIME_OFF,
    BUDGET,
    CALENDAR,
    CLOSES,
    CODE,
    DAYS,
    FIELD,
    FIRST_DAY,
    FOR_ALL,
    HOUR,
    LAST_DAY,
    MOST,
    OPENS,
    PAUSE,
    REMOVE_TIME_OFF,
    RESET,
    SETTINGS_PAGE,
    STOP,
    WEEKDAY,
    WHY,
    WHY_PAGE,
    WORDS,
    YES,
    ZONE,
    Outlook,
    SettingsScreen,
    WhyScreen,
    block_id,
    range_id,
)
from app.slack.blocks import (
    Block,
    Option,
    Words,
    actions,
    alert,
    bullets,
    button,
    checkbox_input,
    context,
    date_input,
    divider,
    escape,
    fitting,
    grouped_select_input,
    header,
    line,
    modal,
    rich,
    section,
    select_input,
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

NO_CHECKIN = {
    Code.SWITCHED_OFF: (
        "No check-ins: whoever runs Followthrough has switched them off. Your settings count when they are "
        "on again."
    ),
    Code.STOPPED: "No check-ins: you stopped them all. You can still record launches and answer.",
    Code.BUDGET_ZERO: "No check-ins: you set the messages you want to 0. Choose 1 or more to be asked again.",
    Code.NO_ZONE: "No check-ins yet: I do not know your time zone. Choose it below.",
    Code.NO_DAY_LEFT: "No check-ins: no week has a working day on your weekday or after it.",
    Code.NOTHING_OPEN: "No check-in is planned: you follow no launch that asks for one.",
    Code.NOT_NEEDED_YET: "No check-in has a day yet. The last button says what became of the one before.",
}


def outlook_words(outlook: Outlook) -> str:
    """Says "Next check-in: Thursday 26 November, 10:00.", or why there is none."""
    if outlook.none or outlook.day is None:
        return NO_CHECKIN[outlook.none or Code.NOTHING_OPEN]
    return f"Next check-in: {long_day(outlook.day)}, {outlook.at:%H:%M}."


def long_day(each: date) -> str:
    """Says "Thursday 26 November"."""
    return f"{WEEKDAYS[each.isoweekday() - 1]} {each.day} {each:%B}"


# The Settings modal.

PRIVATE = "Only you can see this. It counts once you press Save; what you choose before that is kept."
UNSAVED = (
    "Some of this is what you chose and did not save, so it does not count yet. Press Save if you want it."
)

HOLIDAY_HINT = "I ask nothing on these days. Those of a region alone are not among them: add them above."

_CLOCKS = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30))
_HOURS = tuple(Option(at, at) for at in _CLOCKS)
_ENDS = (*_HOURS[1:], Option(_CLOCKS[0], "24:00"))
_DAYS = tuple(Option(str(number), name) for number, name in enumerate(WEEKDAYS, 1))
_BUDGETS = (
    Option("0", "0: none but what I ask for"),
    Option("1", "1 a week"),
    *(Option(str(number), f"{number} a week") for number in range(2, MOST + 1)),
)


def settings_view(screen: SettingsScreen) -> Block:
    """What comes next, then everything that decides it. After saving it says what comes of that."""
    words = outlook_words(screen.outlook)
    first = [alert(f"Saved. {words}", "success") if screen.saved else section(words)]
    if screen.unsaved and not screen.saved:
        first += [alert(UNSAVED, "info"), actions(button("Show what is saved", RESET))]
    blocks = [
        *first,
        context(PRIVATE),
        header("When you are asked"),
        _select(screen, WEEKDAY, "Weekday of the weekly check-in", _DAYS),
        _select(screen, HOUR, "Time", _HOURS, "By your own clock. It has to lie in your working hours."),
        header("When you work"),
        _boxes(screen, DAYS, "Working days", _DAYS, list(screen.values[DAYS])),
        _select(screen, OPENS, "From", _HOURS),
        _select(screen, CLOSES, "To", _ENDS, "I ask nothing outside these hours."),
        _zone_input(screen),
        header("How much"),
        _select(screen, BUDGET, "Messages at most", _BUDGETS, "What you asked for yourself does not count."),
        _box(screen, WORDS, "In messages", "Keep my words out: titles only, the rest opens in a window"),
        header("When you are away"),
        *_time_off_blocks(screen),
        _date(
            screen,
            PAUSE,
            "Pause until",
            "I ask nothing before this day, a year ahead at most. Today or an earlier day: no pause.",
        ),
        _holiday_input(screen),
        header("Stop"),
        _box(screen, STOP, "Stop everything", "Ask me nothing at all"),
        context(
            "You can still record launches, list them and answer, and what you share still gets its answers. "
            "Untick it to go on."
        ),
        actions(button("Why did I get a message, or none?", WHY)),
    ]
    return modal(
        SETTINGS_PAGE, "Settings", blocks, submit="Save", close="Close", private_metadata=screen.form_id
    )


def _id(screen: SettingsScreen, field: str) -> str:
    return block_id(screen.form_id, field, screen.values)


def _select(
    screen: SettingsScreen, field: str, label: str, options: tuple[Option, ...], hint: str = ""
) -> Block:
    id_ = _id(screen, field)
    return select_input(FIELD, id_, label, options, screen.values[field], optional=False, hint=hint)


def _boxes(
    screen: SettingsScreen, field: str, label: str, options: tuple[Option, ...], ticked: list[str]
) -> Block:
    optional = field != DAYS  # without a working day nothing can be saved
    return checkbox_input(FIELD, _id(screen, field), label, options, ticked, optional=optional)


def _box(screen: SettingsScreen, field: str, label: str, option: str) -> Block:
    return _boxes(screen, field, label, (Option(YES, option),), [screen.values[field]])


def _zone_input(screen: SettingsScreen) -> Block:
    """The zone, as a line where it is Slack's, and else to be chosen."""
    if not screen.asks_zone:
        zone = escape(screen.zone or "")
        return context(f"Time zone: {zone}. It follows your Slack profile: change it in Slack's preferences.")
    options = tuple(Option(name, cities) for name, cities in ZONES)
    chosen = screen.values[ZONE]
    if chosen and chosen not in {option.value for option in options}:
        options = (Option(chosen, chosen), *options)
    id_ = _id(screen, ZONE)
    said = (
        f"Slack says {screen.slack_zone}, which I do not know." if screen.slack_zone else "Slack did not say."
    )
    without = "" if screen.zone else " Without it I ask nothing."
    hint = f"{said} Choose a place whose clock is yours.{without}"
    return select_input(FIELD, id_, "Your time zone", options, chosen, hint=hint)


def _time_off_blocks(screen: SettingsScreen) -> list[Block]:
    """The times off that stand, each with a button that removes it, and two inputs for one more."""
    blocks = []
    for first, last in screen.time_off:
        words = (
            f"{short(first)} {first.year}"
            if first == last
            else (f"{short(first)} {first.year} to {short(last)} {last.year}")
        )
        remove = button("Remove", REMOVE_TIME_OFF, range_id((first, last)))
        remove["accessibility_label"] = f"Remove {words}"
        blocks.append(section(words, accessory=remove))
    if screen.problem:
        blocks.append(alert(screen.problem, "error"))
    hint = "Leave it empty for a single day. What you add or remove counts once you press Save."
    return [
        *blocks,
        _date(screen, FIRST_DAY, "First day off"),
        _date(screen, LAST_DAY, "Last day off", hint),
        actions(button("Add these days", ADD_TIME_OFF)),
    ]


def _date(screen: SettingsScreen, field: str, label: str, hint: str = "") -> Block:
    """A day to choose. What was forged shows none, and is refused when it is saved."""
    return date_input(FIELD, _id(screen, field), label, day(screen.values[field]), hint=hint)


def _holiday_input(screen: SettingsScreen) -> Block:
    """Whose holidays are kept free: of the zone's country, of an operator's file, of any country, or none."""
    names = country_names()
    if screen.for_all:
        usual = "none" if screen.for_all == NO_HOLIDAYS else screen.for_all
        for_all = Option(FOR_ALL, f"As for everybody here: {usual}")
    else:
        where = names.get(screen.country)
        for_all = Option(FOR_ALL, f"Of my time zone: {where}" if where else "Of my time zone: none are known")
    usual_ones = (for_all, Option(NO_HOLIDAYS, "None"), *(Option(name, name) for name in screen.calendars))
    groups = [("Holidays", usual_ones[:100])]
    countries = (Option(COUNTRY + code, name) for code, name in names.items())
    groups += [(letter, tuple(each)) for letter, each in groupby(countries, key=lambda one: one.label[0])]
    id_ = _id(screen, CALENDAR)
    return grouped_select_input(FIELD, id_, "Public holidays", groups, screen.values[CALENDAR], HOLIDAY_HINT)


# Why a message came and why not: a line for each, newest first, week by week.

NOTHING = "Nothing was sent or held back yet."
WHY_PRIVATE = "Only you can see this. It holds no launch and nothing you wrote."
SWITCHED_OFF = "Whoever runs Followthrough has switched messages off: nothing is asked at the moment."
OPERATOR_SEES = (
    "An operator who types it in sees exactly the lines below: days, kinds of messages and reasons. "
    "No launch, nothing you wrote, and not your name."
)


def why_view(screen: WhyScreen) -> Block:
    """What was sent and what was not, and why; with a code on top where one was just made."""
    blocks = [context(WHY_PRIVATE), actions(button("Let an operator see this (one-time code)", CODE))]
    if screen.code:
        blocks.append(rich(line(Words("Your code: "), Words(screen.code, bold=True))))
        blocks.append(section(f"It works once, within the next hour. {OPERATOR_SEES}"))
    if not screen.enabled:
        blocks.append(alert(SWITCHED_OFF, "info"))
    blocks += [*fitting(_weeks(screen)), divider(), context(_budget_words(screen))]
    return modal(WHY_PAGE, "Why, and why not", blocks, close="Close")


def _weeks(screen: WhyScreen) -> list[Block]:
    """The lines, each week under a title; one about many weeks stands alone."""
    if not screen.lines:
        return [section(NOTHING)]
    blocks = []
    for (first, week), lines in groupby(screen.lines, key=lambda each: (each.first, Week.of(each.date))):
        title = Words(f"Week of {long_day(week.monday)} {week.monday.year}", bold=True)
        sentences = bullets([each.sentence for each in lines])
        blocks.append(rich(sentences) if first else rich(line(title), sentences))
    return blocks


def _budget_words(screen: WhyScreen) -> str:
    """How much of the week's budget is used, and what counts against it."""
    if screen.budget == 0:
        return "You set how many messages you want to 0: none is sent, except what you ask for."
    most = "1 message" if screen.budget == 1 else f"{screen.budget} messages"
    return (
        f"At most {most} a week, 20 hours apart; {screen.used} counted since Monday. "
        "Receipts and what you ask for yourself, such as a snooze, do not count."
    )
