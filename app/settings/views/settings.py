"""The Settings modal: what comes next on top, then everything that decides it."""

from datetime import date

from app.launches.zones import ZONES
from app.nudges.calendars import NO_HOLIDAYS
from app.settings.model import SettingsScreen
from app.settings.names import (
    BUDGET,
    CALENDAR,
    CLOSES,
    DAYS,
    FIELD,
    FOR_ALL,
    HOUR,
    OPENS,
    PAUSE,
    RESET,
    SETTINGS_PAGE,
    STOP,
    TIME_OFF,
    WEEKDAY,
    WHY,
    WORDS,
    YES,
    ZONE,
    block_id,
)
from app.settings.views.words import WEEKDAYS, outlook_words
from app.settings.wishes import MOST
from app.slackkit.blocks import (
    Block,
    Option,
    actions,
    alert,
    button,
    checkbox_input,
    context,
    date_input,
    escape,
    header,
    modal,
    section,
    select_input,
    text_input,
)

PRIVATE = "Only you can see this. It counts once you press Save; what you choose before that is kept."
UNSAVED = (
    "Some of this is what you chose earlier and did not save, so it does not count yet. "
    "Press Save if you still want it."
)

_CLOCKS = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30))
_HOURS = tuple(Option(at, at) for at in _CLOCKS)
_ENDS = (*_HOURS[1:], Option(_CLOCKS[0], "24:00"))
_DAYS = tuple(Option(str(number), name) for number, name in enumerate(WEEKDAYS, 1))
_BUDGETS = (
    Option("0", "0: no messages at all"),
    Option("1", "1 a week"),
    *(Option(str(number), f"{number} a week") for number in range(2, MOST + 1)),
)


def settings_view(screen: SettingsScreen) -> Block:
    """The whole modal. After saving it says what comes of it."""
    blocks = [
        *_top(screen),
        context(PRIVATE),
        header("When you are asked"),
        _select(screen, WEEKDAY, "Weekday of the weekly check-in", _DAYS),
        _select(screen, HOUR, "Time", _HOURS, "By your own clock. It has to lie in your working hours."),
        header("When you work"),
        _boxes(screen, DAYS, "Working days", _DAYS, list(screen.values[DAYS])),
        _select(screen, OPENS, "From", _HOURS),
        _select(screen, CLOSES, "To", _ENDS, "Nothing is sent outside these hours."),
        _zone(screen),
        header("How much"),
        _select(screen, BUDGET, "Messages at most", _BUDGETS, "What you asked for yourself does not count."),
        _box(screen, WORDS, "In messages", "Keep my words out: titles only, the rest opens in a window"),
        header("When you are away"),
        _time_off(screen),
        _pause(screen),
        *_holidays(screen),
        header("Stop"),
        _box(screen, STOP, "Stop everything", "Send me nothing at all"),
        context("You can still record launches, list them and answer. Nothing is lost; untick it to go on."),
        actions(button("Why did I get a message, or none?", WHY)),
    ]
    return modal(
        SETTINGS_PAGE, "Settings", blocks, submit="Save", close="Close", private_metadata=screen.form_id
    )


def _top(screen: SettingsScreen) -> list[Block]:
    words = outlook_words(screen.outlook)
    if screen.saved:
        return [alert(f"Saved. {words}", "success")]
    if screen.unsaved:
        return [section(words), alert(UNSAVED, "info"), actions(button("Show what is saved", RESET))]
    return [section(words)]


def _select(
    screen: SettingsScreen, field: str, label: str, options: tuple[Option, ...], hint: str = ""
) -> Block:
    id_ = block_id(screen.form_id, field)
    return select_input(FIELD, id_, label, options, screen.values[field], optional=False, hint=hint)


def _boxes(
    screen: SettingsScreen, field: str, label: str, options: tuple[Option, ...], ticked: list[str]
) -> Block:
    return checkbox_input(FIELD, block_id(screen.form_id, field), label, options, ticked)


def _box(screen: SettingsScreen, field: str, label: str, option: str) -> Block:
    return _boxes(screen, field, label, (Option(YES, option),), [screen.values[field]])


def _zone(screen: SettingsScreen) -> Block:
    if not screen.asks_zone:
        zone = escape(screen.zone or "")
        return context(f"Time zone: {zone}. It follows your Slack profile: change it in Slack's preferences.")
    options = tuple(Option(name, cities) for name, cities in ZONES)
    chosen = screen.values[ZONE]
    if chosen and chosen not in {option.value for option in options}:
        options = (Option(chosen, chosen), *options)
    id_ = block_id(screen.form_id, ZONE)
    hint = "Slack did not say. Choose a place whose clock is yours: without it nothing is sent."
    return select_input(FIELD, id_, "Your time zone", options, chosen, hint=hint)


def _time_off(screen: SettingsScreen) -> Block:
    return text_input(
        FIELD,
        block_id(screen.form_id, TIME_OFF),
        "Time off",
        screen.values[TIME_OFF],
        hint="One day or range a line: 2026-12-21 to 2027-01-03, or 21 Dec 2026 - 3 Jan 2027.",
    )


def _pause(screen: SettingsScreen) -> Block:
    until = _day(screen.values[PAUSE])
    hint = "Nothing is sent before this day, a year ahead at most. Today or an earlier day: no pause."
    return date_input(FIELD, block_id(screen.form_id, PAUSE), "Pause until", until, hint=hint)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None  # forged: it is refused when it is saved


def _holidays(screen: SettingsScreen) -> list[Block]:
    if not screen.calendars:
        return []
    for_all = Option(FOR_ALL, f"As for everybody here: {screen.for_all}" if screen.for_all else "None")
    none = (Option(NO_HOLIDAYS, "None"),) if screen.for_all else ()
    options = (for_all, *none, *(Option(name, name) for name in screen.calendars))
    chosen = screen.values[CALENDAR]
    if chosen == NO_HOLIDAYS and not screen.for_all:
        chosen = FOR_ALL
    id_ = block_id(screen.form_id, CALENDAR)
    return [select_input(FIELD, id_, "Public holidays", options[:100], chosen)]
